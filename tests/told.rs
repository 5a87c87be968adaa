//! What is told of a result is true: the tail is the bad one, amounts are such as can occur, what has no value has none, and a
//! question that is answered with yes or no is. Each case was told wrongly once, and is worked out by hand.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should say so at once")]

use std::fs;

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

/// One service of ten sessions a week, without costs unless they are put in.
fn plan(currency: &str, fee: &str, finances: &str) -> String {
    format!(
        "Plan(format: 1, title: \"t\", revised: \"2026-01-05\", next_review: \"2027-01-05\", currency: \"{currency}\",
        calendar: (starts: \"2026-01-05\", open: \"Mon-Fri 09:00-18:00\"),
        resources: {{ \"a\": () }},
        services: {{ \"s\": (weekly: 10, length: \"50min\", fee: \"{fee}\", by: \"a\") }},
        functions: {{ \"sessions\": (serves: [\"s\"], rto: \"4h\", mtpd: \"5wd\", mbco: \"80%\") }},
        finances: ({finances}, paid: Exactly(\"0d\")))"
    )
}

const NO_COSTS: &str = "fund: \"10,000\", fixed: \"0 a month\", drawings: \"0 a month\"";

fn scenario(hazards: &str) -> String {
    format!("Scenario(format: 1, title: \"t\", horizon: \"8w\", hazards: {{ {hazards} }})")
}

/// The person is away from a Monday on.
fn away(rate: &str, lasts: &str) -> String {
    format!(
        "\"away {rate}\": (rate: \"{rate} a year\", when: \"Mon 08:00\", strikes: {{ \"a\": \"0%\" }}, lasts: {lasts}),"
    )
}

/// What a command writes and prints.
struct Told {
    json: Value,
    page: String,
    shown: String,
    folder: TempDir,
}

fn told(plan: &str, scenario: &str, words: &[&str]) -> Told {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("scenarios")).unwrap();
    fs::write(folder.path().join("plan.ron"), plan).unwrap();
    fs::write(folder.path().join("scenarios/s.ron"), scenario).unwrap();
    let mut command = Command::cargo_bin("bcp-sim").unwrap();
    let common = ["--inputs", "0", "--format", "md,json,csv", "--out", "out", "--color", "never"];
    let done = command.current_dir(folder.path()).args(words).args(common).assert().success();
    let shown = String::from_utf8(done.get_output().stdout.clone()).unwrap();
    let read = |name: &str| fs::read_to_string(folder.path().join("out").join(name)).unwrap();
    let json = serde_json::from_str(&read("summary.json")).unwrap();
    Told { json, page: read("report.md"), shown, folder }
}

const RUN: [&str; 5] = ["run", "scenarios/s.ron", "--trials", "2000", "--quiet"];

impl Told {
    fn metric(&self, key: &str) -> &Value {
        let metrics = self.json["written"]["metrics"].as_array().unwrap();
        metrics.iter().find(|metric| metric["key"] == key).unwrap()
    }

    fn quantile(&self, key: &str, share: f64) -> f64 {
        let levels = self.metric(key)["quantiles"].as_array().unwrap();
        levels.iter().find(|level| level["share"] == share).unwrap()["value"].as_f64().unwrap()
    }

    fn csv(&self, name: &str) -> String {
        fs::read_to_string(self.folder.path().join("out").join(name)).unwrap()
    }

    /// The row of a table that begins with these words.
    fn row(&self, title: &str) -> String {
        let start = format!("| {title} |");
        self.page.lines().find(|line| line.starts_with(&start)).unwrap_or_default().to_owned()
    }
}

/// One disruption in ten costs a week of ten sessions at 1,234.50, the others nothing: the mean of net income is about −1,234.50,
/// and that of its worst one in twenty is −12,345. It was told as 0: the mean of the best.
#[test]
fn the_tail_of_net_income_is_its_bad_end() {
    let nothing =
        "\"nothing\": (rate: \"9 a year\", when: \"Sat 08:00\", strikes: { \"a\": \"0%\" }, lasts: Exactly(\"1h\")),";
    let told = told(
        &plan("GBP", "1,234.50", NO_COSTS),
        &scenario(&(nothing.to_owned() + &away("1", "Exactly(\"1w\")"))),
        &RUN,
    );
    assert_eq!(told.metric("income_net")["tail_mean"].as_f64(), Some(-12_345.0));
    assert_eq!(told.metric("sessions_lost")["tail_mean"].as_f64(), Some(10.0));
    // 52 weeks of ten sessions come in; the lowest balance is that of the week of the disruption or of the first day.
    let (tail, best) = (told.metric("fund_low")["tail_mean"].as_f64().unwrap(), told.quantile("fund_low", 0.95));
    assert!(tail < best && tail <= told.quantile("fund_low", 0.05), "{tail} {best}");
    // Every metric says which end of it is bad, in the file and in the table of the columns.
    let worse = |key: &str| {
        let all = told.json["metrics"].as_array().unwrap();
        all.iter().find(|metric| metric["key"] == key).unwrap()["worse"].as_str().unwrap().to_owned()
    };
    let low = ["cover", "income_net", "fund_low", "weeks_left"].map(worse);
    assert_eq!(
        (low, worse("sessions_lost"), worse("fund_needed")),
        (["low"; 4].map(str::to_owned), "high".into(), "high".into())
    );
    let csv = told.csv("summary.csv");
    assert!(
        csv.lines().any(|line| line.contains("\"income_net\"") && line.contains("\"tail mean\",,-12345,")),
        "{csv}"
    );
}

/// The tail of a hundred trials would be five of them: as of a quantile, nothing is told of fewer than ten.
#[test]
fn a_tail_of_fewer_than_ten_trials_is_not_told() {
    let few = ["run", "scenarios/s.ron", "--trials", "199", "--quiet"];
    let told = told(&plan("GBP", "60", NO_COSTS), &scenario(&away("1", "Exactly(\"1w\")")), &few);
    assert!(told.metric("sessions_lost")["tail_mean"].is_null());
}

/// Only 12,345, 24,690 and 37,035 can be lost; 24,699 was told, the edge of a bin.
#[test]
fn amounts_are_such_as_can_occur() {
    let weeks = away("1", "OneOf([\"1w\", \"2w\", \"3w\"])");
    let told = told(&plan("GBP", "1,234.50", NO_COSTS), &scenario(&weeks), &RUN);
    let can = [-12_345.0, -24_690.0, -37_035.0];
    for level in told.metric("income_net")["quantiles"].as_array().unwrap() {
        assert!(can.contains(&level["value"].as_f64().unwrap()), "{level}");
        assert!(
            level["interval"].as_array().unwrap().iter().all(|end| can.contains(&end.as_f64().unwrap())),
            "{level}"
        );
    }
    let row = told.row("net income");
    assert!(row.starts_with("| net income | −£24,690 | −£37,035 | −£37,035 | −£24,"), "{row}");
    let csv = told.csv("summary.csv");
    assert!(csv.contains(",0.5,-24690,-24690,-24690\n"), "{csv}");
}

/// The same in a currency without decimals, and of a fee with pence, whose sums are far apart though not round.
#[test]
fn amounts_are_such_as_can_occur_in_other_trades() {
    for (currency, fee, ten) in [("JPY", "98,765", 987_650.0), ("EUR", "77.77", 777.7), ("KWD", "31.125", 311.25)] {
        let weeks = away("1", "OneOf([\"1w\", \"2w\", \"3w\"])");
        let fund = if currency == "JPY" {
            "fund: \"100,000,000\", fixed: \"0 a month\", drawings: \"0 a month\""
        } else {
            NO_COSTS
        };
        let told = told(&plan(currency, fee, fund), &scenario(&weeks), &RUN);
        for share in [0.01, 0.1, 0.5, 0.9, 0.99] {
            let times = -told.quantile("income_net", share) / ten;
            assert!(
                (times - times.round()).abs() < 1e-9 && (1.0..=3.0).contains(&times.round()),
                "{currency} {share} {times}"
            );
        }
    }
}

/// Of a length that may be any, no digit is told beyond the error of the quantile: 2,000 trials of up to 8 hours of costs.
#[test]
fn what_may_be_any_amount_is_told_as_well_as_it_is_known() {
    let costs = "\"flood\": (rate: \"1 a year\", strikes: { \"a\": \"0%\" }, lasts: Exactly(\"1h\"), costs: Uniform(low: \"20,000\", high: \"80,000\")),";
    let told = told(
        &plan("GBP", "0", "fund: \"500,000\", fixed: \"0 a month\", drawings: \"0 a month\""),
        &scenario(costs),
        &RUN,
    );
    // The median of 2,000 evenly spread over 60,000 has an error of 60,000 / (2 √2,000) = 671: hundreds are told, no more.
    let row = told.row("extra cost");
    let typical = row.split(" | ").nth(1).unwrap();
    assert!(
        typical.ends_with("00") && (48_000..52_000).contains(&typical[2..].replace(',', "").parse::<i64>().unwrap()),
        "{row}"
    );
}

/// Where nothing is needed a week, no fund lasts so many weeks of it: about a million weeks were told for each 10,000 of fund.
#[test]
fn weeks_of_reserve_have_no_value_where_nothing_is_needed() {
    let told = told(&plan("GBP", "60", NO_COSTS), &scenario(&away("1", "Exactly(\"1w\")")), &RUN);
    let weeks = told.metric("weeks_left");
    assert!(weeks["mean"].is_null() && weeks["tail_mean"].is_null() && weeks["interval"].is_null(), "{weeks}");
    assert!(weeks["quantiles"].as_array().unwrap().iter().all(|level| level["value"].is_null()), "{weeks}");
    assert_eq!(weeks["no_value"], "nothing is needed");
    assert_eq!(told.row("weeks left at worst"), "| weeks left at worst | – | – | – | nothing is needed |");
    assert!(!told.csv("trials.csv").contains("weeks_left"));
    // Where something is needed: 10,000 at 100 a week are 100 weeks, at 1,200 / 52 a week more.
    let needs = told_with_needs();
    assert!(needs.metric("weeks_left")["mean"].as_f64().is_some() && needs.csv("trials.csv").contains("weeks_left_d"));
}

fn told_with_needs() -> Told {
    let finances = "fund: \"10,000\", fixed: \"100 a month\", drawings: \"0 a month\"";
    told(&plan("GBP", "60", finances), &scenario(&away("1", "Exactly(\"1w\")")), &RUN)
}

/// 5,000 are paid in about one trial of 500. Of 2,000 trials four or so pay it: "£9.76 ± 3.89" was told, an interval that held the
/// true 10 in 56 of 100 seeds.
#[test]
fn a_rare_payment_is_too_few_payments_to_tell() {
    let never =
        "\"nothing\": (rate: \"499 a year\", when: \"Sat 08:00\", strikes: { \"a\": \"0%\" }, lasts: Exactly(\"1h\")),";
    let fine = "\"fine\": (rate: \"1 a year\", when: \"Sat 08:00\", strikes: { \"a\": \"0%\" }, lasts: Exactly(\"1h\"), costs: Exactly(\"5,000\")),";
    let with = |trials: &str| {
        let words = ["run", "scenarios/s.ron", "--trials", trials, "--quiet"];
        told(&plan("GBP", "60", NO_COSTS), &scenario(&(never.to_owned() + fine)), &words)
    };
    let few = with("2000");
    let paid = 2_000 - few.metric("extra_cost")["none"]["hits"].as_u64().unwrap();
    assert!((1..10).contains(&paid), "{paid}");
    let cost = few.metric("extra_cost");
    assert!(cost["standard_error"].is_null() && cost["interval"].is_null() && cost["too_few"] == true, "{cost}");
    assert!(few.row("extra cost").ends_with("| too few to tell |"), "{}", few.row("extra cost"));
    assert!(!few.page.contains("on average −£"), "{}", few.page);
    // Twenty thousand trials pay it forty times or so.
    let many = with("20000");
    let cost = many.metric("extra_cost");
    let ends = cost["interval"].as_array().unwrap();
    assert!(cost["too_few"] == false && ends[0].as_f64().unwrap() < 10.0 && ends[1].as_f64().unwrap() > 10.0, "{cost}");
}

/// The only row of a chart said 43.0, "all together" below it 9.4: the one counted what associates held.
#[test]
fn the_only_row_of_what_becomes_of_sessions_is_their_sum() {
    let handed = plan("GBP", "60", NO_COSTS)
        .replace("by: \"a\")", "by: \"a\", ladder: [\"colleague\", \"phone\"])")
        .replace("resources: { \"a\": ()", "resources: { \"a\": (), \"line\": ()")
        .replace("fee: \"60\",", "fee: \"60\", needs: [\"line\"],")
        .replace(
            "finances:",
            "strategies: {
                \"colleague\": (kind: HandOver(spare: 4, accepted: \"50%\", fee_share: \"50%\")),
                \"phone\": (kind: Switch(needs: [], accepted: \"50%\")),
            }, finances:",
        );
    let down =
        "\"line\": (rate: \"1 a year\", when: \"Mon 08:00\", strikes: { \"line\": \"0%\" }, lasts: Exactly(\"1w\")),";
    let told = told(
        &handed,
        &scenario(down),
        &["run", "scenarios/s.ron", "--trials", "2000", "--quiet", "--format", "md,json,csv,svg"],
    );
    let of = |key: &str| told.metric(key)["mean"].as_f64().unwrap();
    let (another, associate) = (of("sessions_another_way"), of("sessions_handed_over"));
    assert!(another > 0.5 && associate > 0.5, "{another} {associate}");
    // The chart's words tell one sum for both, and its only row is all of it.
    let said = format!(
        "held another way or by an associate {:.2}, moved 0.00, lost {:.2} over all",
        another + associate,
        of("sessions_lost")
    );
    assert!(told.page.contains(&said), "{said}\n{}", told.page);
    // What is relied on is a share of the same sum, under the same name.
    assert!(told.page.contains("of the sessions held another way or by an associate"), "{}", told.page);
}

/// A fund that nothing but a fine of 5,000 touches. "The fund runs out in 1 in 100; so much would keep it within 1 %" was said of
/// one that kept it.
#[test]
fn whether_the_fund_lasts_is_answered_with_yes_or_no_and_the_margin() {
    let fine = |rate: &str| {
        format!(
            "\"fine\": (rate: \"{rate} a year\", strikes: {{ \"a\": \"0%\" }}, lasts: Exactly(\"1min\"), costs: Exactly(\"5,000\")),"
        )
    };
    let year = |fund: &str, rate: &str| {
        let finances = format!("fund: \"{fund}\", fixed: \"0 a month\", drawings: \"0 a month\"");
        let words = ["year", "--trials", "20000", "--quiet"];
        told(&plan("GBP", "0", &finances), &scenario(&fine(rate)), &words)
    };
    // 1 − exp(−0.05) = 4.9 years in a hundred have one, and 1 − 1.05 exp(−0.05) = 0.12 two: 5,000 are needed for 1 %.
    let enough = year("10,000", "0.05");
    assert!(enough.page.contains("**Yes, the fund of £10,000 keeps running out within 1 %, with £5,000 to spare: it never ran out in 20,000 trials, and £5,000 would do.**"), "{}", enough.page);
    assert_eq!(enough.json["written"]["survival"]["verdict"], "yes");
    let short = year("4,000", "0.05");
    assert!(
        short.page.contains("No, the fund of £4,000 does not keep running out within 1 %: it runs out in 4."),
        "{}",
        short.page
    );
    assert!(short.page.contains("£5,000 would; it is short by £1,000."), "{}", short.page);
    assert_eq!(short.json["written"]["survival"]["verdict"], "no");
    // One year in a hundred has one, so that either answer would be a guess.
    let close = year("4,000", "0.01");
    assert!(close.page.contains("is too close to call: it runs out in "), "{}", close.page);
    assert_eq!(close.json["written"]["survival"]["verdict"], "too_close_to_call");
    assert!(!close.page.contains("runs out in 1 in 100"), "{}", close.page);
    assert!(close.shown.is_empty());
}
