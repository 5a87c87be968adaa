//! X28 to X49: numbers that are none, too large, too small, or do not go together.

use super::given::{OUTAGE, PLAN, Row, hold, row};

fn faults(rows: &[(&str, &str, &str, &str, &str)]) -> Vec<Row> {
    rows.iter().map(|(name, from, to, number, told)| row(name).with(from, to).fault(number, told)).collect()
}

/// Rows of one field, each with another value.
fn values(name: &str, from: &str, field: &str, values: &[(&str, &str, &str)]) {
    let one = |(value, number, told): &(&str, &str, &str)| {
        let row = row(&format!("{name} {value}")).with(from, &format!("{field}{value}"));
        if number.is_empty() { row } else { row.fault(number, told) }
    };
    hold(values.iter().map(one));
}

const RATE: &str = "rate: \"0.2 a year\"";
const LASTS: &str = "lasts: Usually(typical: \"28h\", bad_case: \"96h\", cap: \"14d\")";
const PAID: &str = "paid: Usually(typical: \"21d\", bad_case: \"60d\")";

#[test]
fn what_is_no_number() {
    for (from, field) in [("rto: \"1h\"", "rto: "), ("fee: \"120\"", "fee: "), ("unpaid: \"1%\"", "unpaid: ")] {
        let named =
            [("NaN", "NaN"), ("-NaN", "NaN"), ("inf", "inf"), ("-inf", "-inf"), ("1e999", "inf"), ("1e-320", "1e-320")];
        hold(named.map(|(value, shown)| {
            row(&format!("X28 and X29 {field}{value}"))
                .with(from, &format!("{field}¶{value}"))
                .fault("E015", &format!("found the bare number `{shown}`"))
        }));
    }
    values(
        "X28 and X29",
        RATE,
        "rate: ¶",
        &[
            ("NaN", "E015", "found `NaN`"),
            ("-inf", "E015", "found `-inf`"),
            ("1e999", "E015", "found `1e999`"),
            ("1e-320", "E015", "found `1e-320`"),
        ],
    );
    values(
        "X28 and X29",
        "rto: \"1h\"",
        "rto: \"¶",
        &[
            ("NaN\"", "E022", "`NaN` has no number"),
            ("inf h\"", "E022", "`inf h` has no number"),
            ("1e999h\"", "E022", "unknown unit `e`"),
        ],
    );
    values(
        "X28 shape",
        RATE,
        "rate: ",
        &[
            ("Uncertain(mean: \"1 a year\", shape: NaN)", "E029", "from 0.01 to 10,000, found NaN"),
            ("Uncertain(mean: \"1 a year\", shape: 1e999)", "E029", "found inf"),
            ("Uncertain(mean: \"1 a year\", shape: -0.0)", "E029", "found -0"),
            ("Uncertain(mean: NaN, shape: 4)", "E015", "found the bare number `NaN`"),
        ],
    );
}

#[test]
fn zero_and_next_to_it() {
    values(
        "X30",
        "rto: \"1h\"",
        "rto: ",
        &[("¶-0.0", "E015", "write the unit as well"), ("\"¶-0h\"", "E022", "a length of time starts at `0min`")],
    );
    values(
        "X30 and X31",
        RATE,
        "rate: \"¶",
        &[
            ("-0 a year\"", "E024", "is negative"),
            ("0.0000000001 a year\"", "E020", "has more than 9 decimals"),
            ("1e-320 a year\"", "E024", "does not say how often"),
        ],
    );
    values("X31", RATE, "rate: ", &[("\"0.000000001 a year\"", "", ""), ("\"0 a year\"", "", "")]);
}

#[test]
fn shares() {
    values(
        "X32",
        "unpaid: \"1%\"",
        "unpaid: ",
        &[
            ("\"¶100.0001%\"", "E021", "between 0% and 100%"),
            ("\"¶1.0000001%\"", "E020", "more than 4 decimals"),
            ("\"¶-0.0001%\"", "E021", "between 0% and 100%"),
            ("\"¶50\"", "E021", "write `85%` for 85 in 100"),
            ("¶50", "E015", "per cent sign"),
            ("\"100%\"", "", ""),
            ("\"0%\"", "", ""),
        ],
    );
    let phases = "(\"80%\", \"0%\"), (\"20%\", \"60%\")";
    values(
        "X33",
        phases,
        "",
        &[
            ("(\"33.3333%\", \"0%\"), (\"66.6666%\", \"60%\")", "E029", "the phases add up to 99.9999 %"),
            ("(\"33.3333%\", \"0%\"), (\"66.6667%\", \"60%\")", "", ""),
            ("(\"80%\", \"0%\"), (\"30%\", \"60%\")", "E029", "they must add up to 100 %"),
        ],
    );
    values(
        "X33 parts",
        PAID,
        "paid: ",
        &[
            ("¶Mix([(\"50%\", Exactly(\"1d\"))])", "E029", "the shares of `Mix` add up to 50 %"),
            ("¶Mix([])", "E029", "add up to 0 %"),
        ],
    );
    // X46: a share and a bare fraction in one file: the fraction is refused, so they cannot be mixed.
    values(
        "X46",
        "share: \"100%\", limit",
        "share: ",
        &[("\"¶0.8\", limit", "E021", "no per cent sign"), ("¶0.8, limit", "E015", "expected a share in quotes")],
    );
}

#[test]
fn below_zero() {
    hold(faults(&[
        ("X34 length", "rto: \"1h\"", "rto: \"¶-1h\"", "E022", "`-1h` is negative"),
        ("X34 a minus of print", "rto: \"1h\"", "rto: \"¶−1h\"", "E022", "`−1h` is negative"),
        ("X34 rate", RATE, "rate: \"¶-1 a year\"", "E024", "is negative"),
        ("X34 price", "fee: \"120\"", "fee: \"¶-120\"", "E023", "is negative"),
        ("X34 benefit", "amount: \"2,500 a month\"", "amount: \"¶-2,500 a month\"", "E023", "is negative"),
        ("X34 sessions", "weekly: 8", "weekly: ¶-8", "E027", "from 0 to 10,000"),
        ("X34 spare", "spare: 6", "spare: ¶-6", "E027", "expected a whole number"),
    ]));
}

#[test]
fn distributions() {
    values(
        "X35 to X38",
        PAID,
        "paid: ",
        &[
            ("¶Usually(typical: \"21d\", p95: \"20d\")", "E029", "`typical` is above `p95`"),
            ("Usually(typical: \"21d\", p95: \"21d\")", "", ""),
            ("¶Usually(typical: \"21d\")", "E029", "either `bad_case` or `p95`"),
            ("¶Usually(typical: \"2d\", bad_case: \"3d\", p95: \"4d\")", "E029", "either `bad_case` or `p95`"),
            ("¶Usually(typical: \"1min\", p95: \"1000000min\")", "E029", "add a `cap`"),
            ("Usually(typical: \"1min\", p95: \"1000000min\", cap: \"30d\")", "", ""),
            ("¶Usually(typical: \"0d\", bad_case: \"1d\")", "E029", "`typical` is zero"),
            (
                "¶Usually(typical: \"2d\", bad_case: \"3d\", shift: \"9d\", cap: \"5d\")",
                "E029",
                "`shift` is above `cap`",
            ),
            ("¶Usually(typical: \"2wd\", bad_case: \"9d\")", "E029", "mixed"),
            ("¶Between(low: \"3d\", likely: \"2d\", high: \"5d\")", "E029", "`low` is above `likely`"),
            ("¶Between(low: \"3d\", likely: \"6d\", high: \"5d\")", "E029", "`likely` is above `high`"),
            ("Between(low: \"3d\", likely: \"3d\", high: \"3d\")", "", ""),
            ("¶Pert(low: \"3d\", likely: \"2d\", high: \"5d\")", "E029", "`low` is above `likely`"),
            ("¶Pert(low: \"3d\", likely: \"6d\", high: \"5d\")", "E029", "`likely` is above `high`"),
            ("¶Pert(low: \"1wd\", likely: \"2d\", high: \"5d\")", "E029", "mixed"),
            ("Pert(low: \"3d\", likely: \"3d\", high: \"3d\")", "", ""),
            ("BetaPert(low: \"3d\", likely: \"3d\", high: \"9d\")", "", ""),
            ("¶Uniform(low: \"3d\", high: \"2d\")", "E029", "`low` is above `high`"),
            ("Uniform(low: \"3d\", high: \"3d\")", "", ""),
            ("Exponential(mean: \"0d\")", "", ""),
            ("¶OneOf([])", "E029", "`OneOf` has no values"),
            ("Exactly(\"¶-1d\")", "E022", "is negative"),
            ("Exactly(\"3,660d\")", "", ""),
            ("Weibull(shape: 0.1, scale: \"3d\")", "E029", "some clients would pay only after more than ten years"),
            ("Exactly(\"36600wd\")", "E029", "only after more than ten years"),
            ("Exactly(\"¶36601wd\")", "E022", "longer than 100 years"),
            ("Exactly(\"¶36601d\")", "E022", "longer than 100 years"),
        ],
    );
    let shape = |value: &str| format!("Weibull(shape: {value}, scale: \"1h\")");
    let rows = [
        ("0", false),
        ("1e-300", false),
        ("0.09", false),
        ("0.1", true),
        ("20", true),
        ("20.1", false),
        ("1e9", false),
    ];
    hold(rows.map(|(value, fits)| {
        let row = row(&format!("X38 Weibull {value}")).with(LASTS, &format!("lasts: {}", shape(value)));
        if fits { row } else { row.fault("E029", "the shape must be from 0.1 to 20") }
    }));
    let rows = [("0", false), ("1e-300", false), ("0.009", false), ("0.01", true), ("10000", true), ("10001", false)];
    hold(rows.map(|(value, fits)| {
        let uncertain = format!("rate: Uncertain(mean: \"0.2 a year\", shape: {value})");
        let row = row(&format!("X38 gamma {value}")).with(RATE, &uncertain);
        if fits { row } else { row.fault("E029", "the shape must be from 0.01 to 10,000") }
    }));
}

/// What a plan for a year needs to say of the outage alone.
fn year(outage: &str) -> Row {
    let plan = ["licence or log-in lapsed", "books spoilt by the program", "ransomware", "misdirected e-mail"];
    let plan = plan.iter().fold(PLAN.to_owned(), |plan, name| plan.replace(name, "storm"));
    let plan = [
        "account taken over, mailbox untouched",
        "account taken over, mailbox copied",
        "client papers or files exposed",
    ]
    .iter()
    .fold(plan, |plan, name| plan.replace(name, "storm"));
    let plan = ["open disk lost, regulator told", "open disk lost, clients told"]
        .iter()
        .fold(plan, |plan, name| plan.replace(name, "storm"));
    let words =
        ["year", "outage.ron", "--trials", "50", "--months", "600", "--format", "none", "--quiet", "--as", "written"];
    row("").plan(plan).outage(outage).words(&words)
}

#[test]
fn rates() {
    values(
        "X40",
        RATE,
        "rate: \"¶",
        &[
            ("1e9 a year\"", "E024", "does not say how often"),
            ("1000000000 a year\"", "E020", "is too large"),
            ("1001 a year\"", "E024", "above 1,000 a year"),
            ("20 a week\"", "E024", "above 1,000 a year"),
        ],
    );
    let hazard = |n: usize| format!("\"h{n}\": (rate: \"1000 a year\", lasts: Exactly(\"1min\")),");
    let many: String = (0..3).map(hazard).collect();
    let outage = OUTAGE.replacen("hazards: {", &format!("hazards: {{ {many}"), 1);
    hold([
        year(&outage).fault("E024", "a trial would hold 150,045 disruptions"),
        year(&OUTAGE.replacen(RATE, "rate: Uncertain(mean: \"1 a year\", shape: 0.01)", 1)).ends(0, &[]),
        row("X39").with("rate: \"0.45 a year\"", "rate: \"1000 a year\""),
    ]);
    hold(faults(&[
        ("X41", RATE, "rate: \"0.2 a year\", ¶mtbf: \"5y\"", "E011", "`hazard` has no field `mtbf`"),
        ("X41 rate twice", RATE, "rate: \"0.2 a year\", ¶rate: \"1 a year\"", "E013", "stands here twice"),
        ("X41 both", "weekly: 8", "weekly: 8, timetable: [\"Mon 09:00\"]", "E047", "either `weekly` or `timetable`"),
    ]));
}

#[test]
fn amounts() {
    values(
        "X42 and X45",
        "fund: \"14,400\"",
        "fund: ",
        &[
            ("\"¶90.005\"", "E020", "at most 2 decimals"),
            ("\"¶1.200\"", "E020", "write `1,200` if that parts thousands, or `1.20` if decimals follow"),
            ("\"¶1'200\"", "E020", "write `1,200`"),
            ("\"¶1,2,3\"", "E020", "three digits each"),
            ("\"¶1e16\"", "E023", "has `e16` after the amount"),
            ("\"¶10000000000000000\"", "E020", "is too large"),
            ("\"¶0.1+0.2\"", "E023", "has `+0.2` after the amount"),
            ("\"¶1,000,000,000,000.01\"", "E020", "is too large"),
            ("\"1,000,000,000,000\"", "", ""),
            ("\"¶9007199254740993\"", "E020", "is too large"),
            ("¶9007199254740993", "E015", "bare number `9007199254740993`"),
            ("\"0.01\"", "", ""),
        ],
    );
    hold([row("X43").with("fee: \"120\"", "fee: \"0\"")]);
    hold(faults(&[("X43 negative", "fee: \"120\"", "fee: \"¶-1\"", "E023", "is negative")]));
}

#[test]
fn whole_numbers() {
    values(
        "X44",
        "clients: 9",
        "clients: ",
        &[
            ("¶18446744073709551616", "E027", "from 1 to 10,000"),
            ("¶-1", "E027", "from 1 to 10,000"),
            ("¶3.0", "E027", "expected a whole number"),
            ("5¶u8", "E015", "found 5u8"),
            ("¶1e18", "E027", "write digits only"),
            ("¶\"9\"", "E027", "expected a whole number"),
            ("10001", "E027", "`clients` of this service must be from 1 to 10,000"),
            ("10000", "", ""),
            ("0", "E027", "from 1 to 10,000"),
        ],
    );
    values(
        "X44 weeks",
        "closed_weeks: [15,",
        "closed_weeks: [",
        &[
            ("¶300,", "E027", "expected a whole number from 1 to 52"),
            ("¶-1,", "E027", "from 1 to 52"),
            ("0,", "E043", "closed weeks being 1 to 52"),
            ("53,", "E043", "closed weeks being 1 to 52"),
        ],
    );
    hold(faults(&[
        ("X44 tries", "automatic: true,", "retry: (times: 0),", "E027", "from 1 to 1000 times"),
        (
            "X44 many tries",
            "automatic: true,",
            "retry: (times: 4294967295, after: \"1d\"),",
            "E027",
            "from 1 to 1000 times",
        ),
        ("X44 sessions", "weekly: 8", "weekly: 10001", "E027", "at most 10,000 a week"),
    ]));
}

#[test]
fn seasons() {
    let season = |factors: Vec<&str>| format!("rate: \"0.45 a year\", season: [{}]", factors.join(", "));
    let from = "rate: \"0.45 a year\"";
    hold([
        row("X47 eleven").with(from, &season(vec!["\"100%\""; 11])).fault("E029", "a season has 12 factors, found 11"),
        row("X47 thirteen").with(from, &season(vec!["\"100%\""; 13])).fault("E029", "found 13"),
        row("X47 negative").with(from, &season([vec!["\"¶-1%\""], vec!["\"1%\""; 11]].concat())).fault("E021", "`-1%`"),
        row("X47 all zero").with(from, &season(vec!["\"0%\""; 12])),
    ]);
    let all = OUTAGE.replace("rate: ", &format!("season: [{}], rate: ", ["\"0%\""; 12].join(", ")));
    hold([row("X47 nothing ever strikes").outage(all).fault("E048", "no hazard ever strikes")]);
}

/// The largest amounts together, over the longest time: sums would leave 64 bits behind.
#[test]
fn sums() {
    let most = "\"1,000,000,000,000\"";
    let all = |plan: &str| PLAN.replace("fee: \"120\"", &format!("fee: {most}")).replace("per_year: \"20\"", plan);
    let long = OUTAGE.replacen("horizon: \"8w\"", "horizon: \"5200w\"", 1);
    let sum = "amounts add up to more than can be counted exactly";
    let brief = PLAN.replace("\"60min\", fee", "\"1min\", fee").replace("\"90min\", fee", "\"1min\", fee").replacen(
        "weekly: 8",
        "weekly: 400",
        1,
    );
    let damage =
        |costs: &str| OUTAGE.replacen("rate: \"0.45 a year\"", &format!("rate: \"1000 a year\", costs: {costs}"), 1);
    hold([
        row("X49 fees").plan(all("per_year: \"20\"")).outage(&long).fault("E023", sum),
        row("X49 use")
            .plan(all(&format!("per_use: {most}, per_day: {most}, per_hour: {most}")))
            .outage(&long)
            .fault("E023", sum),
        row("X49 dues")
            .plan(PLAN.replacen("600 a month", "1,000,000,000,000 a day", 1).replacen(
                "4,080 a month",
                "1,000,000,000,000 a day",
                1,
            ))
            .outage(&long)
            .fault("E023", "check the amounts"),
        row("X49 benefit").plan(PLAN.replacen("amount: \"2,500 a", "amount: \"1,000,000,000,000 a", 1)),
        year(&damage(&format!("Exponential(mean: {most})"))).fault("E023", sum),
        year(&damage("Weibull(shape: 0.1, scale: \"1\", cap: \"1000\")")).words(&[
            "year",
            "outage.ron",
            "--trials",
            "3",
            "--format",
            "none",
            "--quiet",
            "--as",
            "written",
        ]),
        row("X49 a heavy tail")
            .with("rate: \"0.45 a year\"", "rate: \"900 a year\", costs: Weibull(shape: 0.1, scale: \"1000000\")"),
        row("X49 sessions").plan(&brief).outage(&long).fault("E044", "too long: at most 2,000,000 sessions"),
        row("X49 paid in advance")
            .with("clients: 9, engagement: 6", "clients: 10000, engagement: 10000")
            .fault("E044", "at most"),
    ]);
}
