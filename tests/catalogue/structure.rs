//! X50 to X85: what holds between entries, the calendar, insurance and the fund.

use super::given::{OUTAGE, PLAN, Row, hold, row};

fn faults(rows: &[(&str, &str, &str, &str, &str)]) -> Vec<Row> {
    rows.iter().map(|(name, from, to, number, told)| row(name).with(from, to).fault(number, told)).collect()
}

/// So many resources, each with what `make` writes, put before the phone.
fn resources(count: usize, make: impl Fn(usize) -> String) -> String {
    let all: Vec<String> = (0..count).map(|n| format!("\"r{n:05}\": ({})", make(n))).collect();
    PLAN.replacen("\"phone\": (),", &format!("\"phone\": (), {},", all.join(", ")), 1)
}

/// How many resources the plan has, its one role counted.
const OWN: usize = 27;

#[test]
fn equal_names() {
    let confusable = |one: &str, other: &str| format!("\"phone\": (), \"{one}\": (), \"¶{other}\": (),");
    let phone = "\"phone\": (),";
    hold([
        row("X50").with(phone, &confusable("x", "x")).fault("E013", "stands here a second time"),
        row("X50 strategy")
            .with("\"laptop battery\": (", "\"IT support\": (kind: Tell(needs: [])), \"laptop battery\": (")
            .fault("E013", "`IT support`"),
        row("X50 hazard")
            .with("\"router fault\": (", "\"line fault\": (")
            .fault("E013", "it stands in line 18 as well"),
        row("X50 role")
            .with("\"person in charge\": (", "\"¶coach\": (holder: \"phone\"), \"person in charge\": (")
            .fault("E013", "the name of a resource as well"),
        row("X50 deputies")
            .with("deputies: []", "deputies: [\"phone\", \"¶phone\"]")
            .fault("E013", "name each deputy once"),
        row("X51 capitals")
            .with(phone, &confusable("Büro", "BÜRO"))
            .fault("E013", "names that look the same are the same"),
        row("X51 two forms").with(phone, &confusable("caf\u{e9}", "cafe\u{301}")).fault("E013", "second time"),
        row("X51 wide letters").with(phone, &confusable("desk", "\u{ff44}esk")).fault("E013", "second time"),
        row("X51 ligature").with(phone, &confusable("office", "o\u{fb03}ce")).fault("E013", "second time"),
        row("X51 variant").with(phone, &confusable("\u{2709}", "\u{2709}\u{fe0f}")).fault("E013", "second time"),
        row("X51 named in another form")
            .with(phone, "\"phone\": (), \"caf\u{e9}\": (), \"z\": (needs: [\"cafe\u{301}\"]),"),
    ]);
}

/// A hazard, and a consequence, whose name another scenario of the year has as well.
#[test]
fn x50_equal_names_in_two_scenarios() {
    let folder = tempfile::tempdir().unwrap();
    let second = OUTAGE.replace("\"storm\"", "\"gale\"");
    std::fs::write(folder.path().join("second.ron"), second).unwrap();
    let second = folder.path().join("second.ron").to_string_lossy().into_owned();
    let words = ["year", "outage.ron", &second, "--trials", "5", "--format", "none", "--quiet"];
    hold([row("X50 scenarios").words(&words).ends(
        3,
        &[
            "error[E041]: another scenario has a hazard `power cut` as well",
            "error[E041]: another scenario has a consequence `street cabinet dark` as well",
        ],
    )]);
}

#[test]
fn references() {
    hold(faults(&[
        ("X52", "needs: [\"router power\"]", "needs: [\"¶ruter power\"]", "E040", "did you mean `router power`?"),
        (
            "X52 capitals",
            "needs: [\"router power\"]",
            "needs: [\"¶Router Power\"]",
            "E040",
            "did you mean `router power`?",
        ),
        ("X52 far", "needs: [\"router power\"]", "needs: [\"¶zzz\"]", "E040", "known are `"),
        (
            "X52 struck",
            "strikes: { \"line\": \"0%\" }",
            "strikes: { \"¶lines\": \"0%\" }",
            "E040",
            "did you mean `line`?",
        ),
        ("X52 cause", "of: [\"power cut\"]", "of: [\"¶power cuts\"]", "E040", "did you mean `power cut`?"),
        ("X53 itself", "\"line\": (),", "\"¶line\": (needs: [\"line\"]),", "E042", "ring: line → line"),
        ("X53 two", "\"line\": (),", "\"line\": (needs: [\"broadband\"]),", "E042", "broadband → line → broadband"),
        (
            "X57 twice",
            "\"telephone\", \"landline",
            "\"telephone\", \"¶telephone\", \"landline",
            "E041",
            "stands twice in this ladder",
        ),
        (
            "X57 needs what it replaces",
            "needs: [\"phone\", \"mobile mast\"], level",
            "needs: [\"phone\", \"¶broadband\"], level",
            "E045",
            "for which it stands in",
        ),
        (
            "X57 for nothing",
            "kind: Substitute(for: [\"diary\"])",
            "kind: Substitute(for: [])",
            "E045",
            "it stands in for nothing",
        ),
    ]));
    let ring = resources(50, |n| format!("needs: [\"r{:05}\"]", (n + 1) % 50));
    hold([row("X53 fifty").plan(ring).fault("E042", "r00048 → r00049 → r00000")]);
    let ladder = "ladder: [\"laptop battery\", \"router battery\", \"mobile hotspot\", \"backup laptop or tablet\", \"second video platform\",\n                     \"cloud storage\", \"co-working desk\", \"co-working private room\", \"associate coaches\", \"reschedule\",\n                     \"written coaching materials\"]";
    hold([row("X57 empty ladder").with(ladder, "ladder: []")]);
}

#[test]
fn depth_and_number() {
    let down = |n: usize| format!("needs: [\"r{:05}\"]", n + 1);
    let chain = |count: usize| resources(count, |n| if n + 1 < count { down(n) } else { String::new() });
    let up = resources(9_000, |n| if n > 0 { format!("needs: [\"r{:05}\"]", n - 1) } else { String::new() });
    hold([
        row("X54 down").plan(chain(9_000)),
        row("X54 up").plan(up),
        row("X61 resources").plan(resources(10_000 - OWN, |_| String::new())),
        row("X61 one more").plan(resources(10_001 - OWN + 1, |_| String::new())).fault("E003", "more than 10000 items"),
    ]);
    let list = |item: &str, count: usize| vec![item; count].join(",");
    for (name, from, start, item, end) in [
        ("needs", "needs: [\"router power\"]", "needs: [", "\"router power\"", "]"),
        (
            "values",
            "lasts: Usually(typical: \"28h\", bad_case: \"96h\", cap: \"14d\")",
            "lasts: OneOf([",
            "\"1h\"",
            "])",
        ),
        ("injects", "injects: [", "injects: [", "(at: \"1h\", from: \"a\", text: \"b\")", ", "),
        ("chances", "chance: \"25%\"", "chance: [", "(\"1h\", \"10%\")", "]"),
    ] {
        let own = if name == "injects" { 8 } else { 0 };
        let most = format!("{start}{}{end}", list(item, 10_000 - own));
        let more = format!("{start}{}{end}", list(item, 10_001 - own));
        hold([
            row(&format!("X61 {name}")).with(from, &most),
            row(&format!("X61 {name}, one more")).with(from, &more).fault("E003", "this is the first one too many"),
        ]);
    }
    let phases = |count: usize| format!("\"router\": [{}]", list("(\"0.01%\", \"0%\")", count));
    hold([
        row("X61 phases").with("\"router\": \"0%\"", &phases(10_000)),
        row("X61 phases, one more").with("\"router\": \"0%\"", &phases(10_001)).fault("E003", "first one too many"),
    ]);
}

#[test]
fn names() {
    let phone = "\"phone\": (),";
    let named = |name: &str| format!("\"phone\": (), \"{name}\": (),");
    let wrong = [
        "",
        " a",
        "a ",
        "\u{a0}a",
        "a\tb",
        "a\\nb",
        "\u{202e}x",
        "a\u{200b}b",
        "a\u{ad}b",
        "\u{3164}",
        "\u{115f}",
        "\u{fe0f}",
        "\u{e0041}",
        "a\u{fffe}",
        "\u{feff}a",
        "\\u{1b}[31m",
    ];
    hold(
        wrong.map(|name| row(&format!("X62 and X126 {name:?}")).with(phone, &named(name)).fault("E028", "is no name")),
    );
    let long = "x".repeat(65);
    hold([
        row("X62 65 long").with(phone, &named(&long)).fault("E028", "is no name: it is too long"),
        row("X62 10,000 long").with(phone, &named(&long.repeat(200))).fault("E028", "it is too long"),
        row("X127 a megabyte").with(phone, &named(&"x".repeat(1 << 20))).fault("E028", "it is too long"),
        row("X127 10,000 marks")
            .with(phone, &named(&format!("a{}", "\u{301}".repeat(10_000))))
            .fault("E028", "too long"),
    ]);
    // Names are free text: no file is ever named after them.
    let fine =
        [".", "..", "CON", "a/b", "a\\\\b", "-rf", "a.", "\u{65e5}\u{672c}", "\u{2709}\u{fe0f}", "\u{5d0}\u{5d1}"];
    hold(fine.map(|name| row(&format!("X62 {name:?}")).with(phone, &named(name))));
    hold([row("X62 64 long").with(phone, &named(&"\u{e9}".repeat(64)))]);
}

#[test]
fn nothing_to_simulate() {
    let idle = PLAN.replace("weekly: 8", "weekly: 0").replace("weekly: 1,", "weekly: 0,");
    let nothing = "Scenario(format: 1, title: \"t\", horizon: \"8w\", hazards: {})";
    let calm = "Plan(format: 1, title: \"t\", revised: \"2025-03-18\", next_review: \"2026-03-18\", currency: \"GBP\",
        calendar: (starts: \"2025-01-06\", open: \"Mon-Fri 09:00-18:00\"), resources: { \"coach\": () },
        services: { \"coaching\": (weekly: 5, length: \"60min\", fee: \"100\", by: \"coach\") }, functions: {},
        finances: (fund: \"1000\", fixed: \"0 a month\", drawings: \"0 a month\", paid: Exactly(\"0d\")))";
    let year = ["year", "outage.ron", "--trials", "50", "--format", "none", "--quiet"];
    hold([
        row("X58 none a week").plan(idle).fault("E044", "no session is ever booked: nothing to simulate"),
        row("X58 no service")
            .plan(calm.replace("\"coaching\": (weekly: 5, length: \"60min\", fee: \"100\", by: \"coach\")", ""))
            .outage(nothing)
            .words(&year)
            .fault("E044", "nothing to simulate"),
        row("X59 one disruption, of none").plan(calm).outage(nothing).fault("E048", "no hazard ever strikes"),
        row("X59 a year without any").plan(calm).outage(nothing).words(&year),
    ]);
}

/// Doubtful: it runs, and what is doubtful is said as a warning at its place.
#[test]
fn doubtful_plans_run() {
    let words = ["run", "outage.ron", "--trials", "5", "--format", "none"];
    let doubtful = |name: &str, from: &str, to: &str, number: &str| {
        row(name).with(from, to).words(&words).ends(0, &[&format!("warning[{number}]")])
    };
    hold([
        doubtful("X39", "rate: \"0.08 a year\"", "rate: \"1000 a year\"", "W020"),
        doubtful("X43", "fee: \"120\"", "fee: \"0\"", "W010"),
        doubtful(
            "X47",
            "rate: \"0.45 a year\"",
            &format!("rate: \"1 a year\", season: [{}]", ["\"0%\""; 12].join(",")),
            "W002",
        ),
        doubtful("X55 unused", "\"phone\": (),", "\"phone\": (), \"umbrella\": (),", "W003"),
        doubtful(
            "X55 nothing",
            "\"storm\": (",
            "\"fire\": (rate: \"1 a year\", lasts: Exactly(\"1d\")), \"storm\": (",
            "W001",
        ),
        doubtful("X83", "amount: \"2,500 a month\"", "amount: \"25,000 a month\"", "W011"),
        doubtful("X84 nothing", "fund: \"14,400\"", "fund: \"0\"", "W013"),
        doubtful("X84 overdrawn", "fund: \"14,400\"", "fund: \"-100\"", "W013"),
        row("X78 never paid").with("deferred: \"4w\"", "deferred: \"5200w\""),
        row("X78 no patience").with("patience: [", "patience: [(within: \"0d\", accepted: \"100%\"), "),
        row("X82 pays nothing").with("limit: \"100,000\"", "limit: \"0\""),
        row("X82 unlimited").with("limit: \"100,000\", ", ""),
    ]);
}

#[test]
fn horizons() {
    for (value, number, told) in [
        ("\"0h\"", "E048", "from 1 day to 100 years"),
        ("\"1min\"", "E048", "from 1 day to 100 years"),
        ("\"23h\"", "E048", "from 1 day to 100 years"),
        ("\"¶-1d\"", "E022", "is negative"),
        ("\"36401d\"", "E048", "from 1 day to 100 years"),
        ("\"¶52000w\"", "E022", "longer than 100 years"),
        ("\"40wd\"", "E046", "in working days"),
        ("\"1d\"", "", ""),
        ("\"5200w\"", "", ""),
    ] {
        let row = row(&format!("X70 {value}")).with("horizon: \"8w\"", &format!("horizon: {value}"));
        hold([if number.is_empty() { row } else { row.fault(number, told) }]);
    }
}

#[test]
fn times_of_the_week() {
    let group = "weekly: 1, length: \"90min\"";
    let at = |times: &str| format!("timetable: [{times}], length: \"90min\"");
    let none = [
        "Mon 25:00",
        "Mon 9:60",
        "Mon 24:00",
        "Mon 9.30",
        "Mon 09:30pm",
        "Mon +9:00",
        "Mon 09:00:00",
        "Montag 09:00",
        "9:00",
        "",
    ];
    hold(
        none.map(|time| {
            row(&format!("X71 {time}")).with(group, &at(&format!("\"¶{time}\""))).ends(3, &["error[E025]"])
        }),
    );
    let open = |hours: &str| format!("open: \"{hours}\"");
    let hours = "open: \"Mon-Fri 09:00-18:00\"";
    for (value, told) in [
        ("¶Mon-Fri 18:00-09:00", "ends before it starts"),
        ("¶Mon-Fri 09:00-09:00", "ends before it starts"),
        ("¶Mon-Fri 22:00-02:00", "a span lies within one day"),
        ("¶Fri-Mon 09:00-18:00", "runs backwards"),
        ("¶Mon-Fri 09:00-12:00, Fri 11:00-13:00", "overlaps itself"),
        ("¶Mon-Fri", "no span of the week"),
        ("¶Mon-Fri 9-18", "no time of day"),
        ("¶", "no span of the week"),
    ] {
        hold([row(&format!("X72 {value}")).with(hours, &open(value)).fault("E025", told)]);
    }
    hold([
        row("X71 midnight as an end").with(hours, &open("Mon-Fri 09:00-24:00")),
        row("X72 no length")
            .with("weekly: 8, length: \"60min\"", "weekly: 8, length: \"0min\"")
            .fault("E027", "from 1 minute to 1 day"),
        row("X72 two days")
            .with("weekly: 8, length: \"60min\"", "weekly: 8, length: \"2d\"")
            .fault("E027", "from 1 minute to 1 day"),
        row("X73 two")
            .with(group, &at("\"Mon 09:00\", \"Mon 10:00\""))
            .fault("E044", "one starts Mon 09:00, the next Mon 10:00"),
        row("X73 one twice")
            .with(group, &at("\"Mon 09:00\", \"Mon 09:00\""))
            .fault("E044", "sessions of one practitioner overlap"),
        row("X74 closed day").with(group, &at("\"Sat 10:00\"")).fault("E044", "outside the opening hours"),
        row("X74 over the end").with(group, &at("\"Mon 17:00\"")).fault("E044", "outside the opening hours"),
        row("X74 too many").with("weekly: 8,", "weekly: 60,").fault("E044", "do not fit into"),
    ]);
}

#[test]
fn dates() {
    let wrong = [
        ("2025-02-29", "no date"),
        ("2025-04-31", "no date"),
        ("0000-01-01", "from 1900 to 2199"),
        ("9999-12-31", "from 1900 to 2199"),
        ("2025-1-6", "no date"),
        ("06/01/2025", "no date"),
        ("20250106", "no date"),
        ("2025-01-06T00:00", "no date"),
        ("+002025-01-06", "no date"),
        ("", "no date"),
    ];
    for (date, told) in wrong {
        hold([row(&format!("X75 {date}"))
            .with("revised: \"2025-03-18\"", &format!("revised: \"¶{date}\""))
            .fault("E026", told)]);
    }
    let weeks: Vec<String> = (1..=52).map(|week| week.to_string()).collect();
    hold([
        row("X75 leap day").with("revised: \"2025-03-18\"", "revised: \"2024-02-29\""),
        row("X75 no Monday")
            .with("starts: \"2025-01-06\"", "starts: \"2025-01-07\"")
            .fault("E043", "start on a Monday"),
        row("X77")
            .with("closed_weeks: [15,", &format!("closed_weeks: [{},", weeks.join(",")))
            .fault("E043", "at least one open week"),
    ]);
}

#[test]
fn insurance_and_currency() {
    hold(faults(&[
        ("X81 limit", "limit: \"100,000\"", "limit: \"100\"", "E023", "its `limit` is below its `excess`"),
        ("X81 excess", "excess: \"250\"", "excess: \"¶-250\"", "E023", "is negative"),
        ("X81 share", "share: \"100%\", limit", "share: \"¶101%\", limit", "E021", "between 0% and 100%"),
        ("X85 missing", "currency: \"GBP\",", "", "E012", "lacks the field `currency`"),
        ("X85 mixed", "fee: \"120\"", "fee: ¶\"€120\"", "E023", "the plan counts in GBP"),
        ("X85 with a blank", "fee: \"120\"", "fee: ¶\" $ 120\"", "E023", "an amount in another currency"),
        ("X85 what recurs", "fixed: \"600 a month\"", "fixed: ¶\"$600 a month\"", "E023", "another currency"),
        (
            "X85 in the scenario",
            "rate: \"0.2 a year\",",
            "rate: \"0.2 a year\", costs: Exactly(¶\"€500\"),",
            "E023",
            "the plan counts in GBP",
        ),
        ("X85 small letters", "currency: \"GBP\"", "currency: \"¶gbp\"", "E023", "three capitals"),
        ("X85 of no country", "currency: \"GBP\"", "currency: \"¶XYZ\"", "E023", "no currency code"),
        ("X85 sign", "currency: \"GBP\"", "currency: \"¶£\"", "E023", "no currency code"),
    ]));
    hold([
        row("X85 in a note").with("note: \"one a week\"", "note: \"€5\""),
        row("X85 another").with("currency: \"GBP\"", "currency: \"CHF\""),
    ]);
}
