//! What is doubtful in a file is said, with its place, and stops nothing; what is sound raises no word.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should say so at once")]

use crate::random_worlds;

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use bcp_sim::codes::CODES;
use bcp_sim::file::{
    Day, Forecast, PlanFile, Question, ScenarioFile, Source, Warning, bind_all, read_plan, read_scenario, warnings,
};
use bcp_sim::model::Case;
use proptest::prelude::*;
use random_worlds::{TRIALS, World, config, counted, stories, world};

/// A plan without a doubt: 10 sessions of 100 in 52 weeks are 52,000 a year, of which 50,400 go out again.
const PLAN: &str = r#"Plan(
    format: 1, title: "t", revised: "2026-02-01", next_review: "2026-08-01", currency: "GBP",
    calendar: (starts: "2025-01-06", open: "Mon-Fri 09:00-17:00"),
    resources: {
        "coach": (is: "practitioner", capacity: true),
        "my hands": (is: "hands", of: "coach"),
        "mains": (),
        "line": (needs: ["mains"]),
        "phone": (enough: "80%"),
        "files": (data: true),
        "colleagues": (),
    },
    roles: { "lead": (holder: "my hands", deputies: ["colleagues"], evidence: Tried("2026-01-10")) },
    services: {
        "talk": (weekly: 10, length: "60min", fee: "100", by: "coach", needs: ["line"],
            ladder: ["battery", "telephone", "colleague", "later"]),
    },
    functions: {
        "work": (serves: ["talk"], rto: "1d", mtpd: "2d"),
        "records": (needs: ["files", "lead"], rto: "1d", mtpd: "2d", rpo: "24h", ladder: ["copy", "mender", "news"]),
    },
    strategies: {
        "battery": (kind: Substitute(for: ["mains"], limit: "4h"), works: (claimed: "95%", supported: "80%", untested: "60%")),
        "telephone": (kind: Switch(needs: ["phone"], accepted: "85%"), evidence: Tried("2026-01-10")),
        "colleague": (kind: HandOver(needs: ["colleagues"], accepted: "40%", spare: 4)),
        "later": (kind: Postpone(patience: [(within: "1w", accepted: "85%")])),
        "copy": (kind: Restore(of: ["files"], every: "1d")),
        "mender": (kind: Repair(of: ["mains"], leaves: "30%"), ready: (claimed: Usually(typical: "1h", bad_case: "4h"))),
        "news": (kind: Tell(needs: ["phone"])),
        "guard": (kind: Prevent(of: ["line down"], averts: "50%")),
        "offers": (kind: Sustain(holds: "20%")),
        "income cover": (kind: Insure(pays: Benefit(while_down: ["coach"], amount: "2,000 a month"))),
        "loss cover": (kind: Insure(pays: Loss(of: ["line down"], share: "80%", limit: "5,000"))),
    },
    finances: (fund: "8,000", fixed: "1,000 a month", drawings: "3,200 a month", paid: Exactly("7d")),
)"#;

const SCENARIO: &str = r#"Scenario(
    format: 1, title: "t", horizon: "8w",
    hazards: {
        "line down": (
            rate: "1 a year",
            strikes: { "line": "0%", "phone": "70%" },
            lasts: Usually(typical: "4h", bad_case: "2d"),
        ),
        "illness": (
            rate: "2 a year", of_each: "practitioner", one_at_a_time: true,
            season: ["100%", "100%", "100%", "100%", "100%", "100%", "100%", "100%", "100%", "100%", "100%", "100%"],
            strikes: { "practitioner": "80%" },
            lasts: Exactly("3d"),
        ),
    },
    then: {
        "out of reach": (of: ["illness"], chance: "10%", strikes: { "hands": "0%" }, lasts: Exactly("1d")),
        "claim": (of: ["line down"], chance: [("1d", "0%"), ("longer", "20%")], costs: Exactly("200")),
    },
    injects: [(at: "1h", from: "x", text: "y")],
)"#;

struct Files {
    plan: Source,
    scenario: Source,
    read: (PlanFile, ScenarioFile),
}

fn files(plan: &str, scenario: &str) -> Files {
    let (plan, scenario) = (Source::new("plan.ron", plan), Source::new("scenario.ron", scenario));
    let read = read_plan(&plan).map_err(|faults| plan.explain(&faults)).unwrap();
    let scene = read_scenario(&scenario).map_err(|faults| scenario.explain(&faults)).unwrap();
    Files { plan, scenario, read: (read, scene) }
}

/// The warnings about a plan and a scenario, in a trial of one disruption.
fn found(plan: &str, scenario: &str) -> (Vec<Warning>, Vec<Warning>) {
    let files = files(plan, scenario);
    let both = [(&files.scenario, &files.read.1)];
    let question = Question::one(Forecast::Written);
    let case = bind_all((&files.plan, &files.read.0), &both, &question)
        .map_err(|f| files.plan.explain(&f.plan) + &files.scenario.explain(&f.scenarios[0]))
        .unwrap();
    let mut all = warnings((&files.plan, &files.read.0), &both, &case, files.read.0.as_of());
    (all.plan, all.scenarios.remove(0))
}

/// The one warning that a change of the plan, or else of the scenario, raises: its code, and the text where it points.
fn raised(from: &str, to: &str) -> (&'static str, String, String) {
    let in_plan = PLAN.contains(from);
    assert!(in_plan || SCENARIO.contains(from), "nothing to change: `{from}`");
    let swap = |text: &str| text.replacen(from, to, 1);
    let (plan, scenario) = if in_plan { (swap(PLAN), SCENARIO.into()) } else { (PLAN.into(), swap(SCENARIO)) };
    let (of_plan, of_scenario) = found(&plan, &scenario);
    assert_eq!(of_plan.len() + of_scenario.len(), 1, "{from} → {to}: {of_plan:#?} {of_scenario:#?}");
    let (text, warning) = if of_plan.is_empty() { (scenario, &of_scenario[0]) } else { (plan, &of_plan[0]) };
    let there: String = warning.at.map_or(String::new(), |at| text[at..].chars().take(24).collect());
    assert!(!warning.what.is_empty() && !warning.tip.is_empty());
    (warning.code.number, there, warning.what.clone())
}

#[test]
fn sound_files_raise_no_warning() {
    assert_eq!(found(PLAN, SCENARIO), (Vec::new(), Vec::new()));
}

/// What is changed, into what, the warning that this raises, and where it points.
const DOUBTS: [(&str, &str, &str, &str); 77] = [
    // Hazards and consequences that do nothing, and strikes that nothing notices.
    (", strikes: { \"hands\": \"0%\" }", "", "W001", "out of reach"),
    ("rate: \"1 a year\"", "rate: \"0 a year\"", "W002", "\"0 a year\""),
    ("of: [\"illness\"]", "of: []", "W002", "[]"),
    ("chance: \"10%\"", "chance: \"0%\"", "W002", "\"0%\""),
    ("(\"longer\", \"20%\")", "(\"longer\", \"0%\")", "W002", "[("),
    ("\"phone\": \"70%\"", "\"phone\": \"80%\"", "W005", "\"80%\""),
    ("\"line\": \"0%\"", "\"line\": \"50%\"", "W005", "\"50%\""),
    // Resources, strategies and rungs that do nothing.
    ("\"colleagues\": (),", "\"colleagues\": (), \"fax\": (),", "W003", "fax"),
    ("needs: [\"files\", \"lead\"]", "needs: [\"files\"]", "W003", "lead"),
    ("works: (claimed: \"95%\", supported: \"80%\", untested: \"60%\")", "works: (claimed: \"0%\")", "W004", "\"0%\""),
    ("limit: \"4h\"", "limit: \"0h\"", "W004", "\"0h\""),
    ("limit: \"4h\"", "level: \"0%\"", "W004", "\"0%\""),
    ("limit: \"4h\"", "allowance: \"0h\"", "W004", "\"0h\""),
    ("accepted: \"85%\")", "accepted: \"0%\")", "W004", "\"0%\""),
    ("accepted: \"40%\"", "accepted: \"0%\"", "W004", "\"0%\""),
    ("spare: 4", "spare: 0", "W004", "0"),
    ("(within: \"1w\", accepted: \"85%\")", "", "W004", "[]"),
    ("(within: \"1w\", accepted", "(within: \"0w\", accepted", "W004", "[(within"),
    ("leaves: \"30%\"", "leaves: \"100%\"", "W004", "\"100%\""),
    ("averts: \"50%\"", "averts: \"0%\"", "W004", "\"0%\""),
    ("holds: \"20%\"", "holds: \"0%\"", "W004", "\"0%\""),
    ("share: \"80%\"", "share: \"0%\"", "W004", "\"0%\""),
    ("limit: \"5,000\"", "limit: \"0\"", "W004", "\"0\""),
    ("amount: \"2,000 a month\"", "amount: \"0 a month\"", "W004", "\"0 a month\""),
    ("amount: \"2,000 a month\"", "amount: \"2,000 a month\", at_most: \"0w\"", "W004", "\"0w\""),
    ("ladder: [\"copy\",", "ladder: [\"copy\", \"battery\",", "W006", "battery"),
    // Money. A benefit of 1,001 a week is 52,052 a year; 1,300 and 3,200 a month are 54,000.
    ("amount: \"2,000 a month\"", "amount: \"1,001 a week\"", "W011", "\"1,001 a week\""),
    ("fixed: \"1,000 a month\"", "fixed: \"1,300 a month\"", "W012", "("),
    // Overdrawn from the first day on.
    ("fund: \"8,000\"", "fund: \"-500\"", "W013", "\"-500\""),
    // 42,000 go out of 52,000.
    ("drawings: \"3,200 a month\"", "drawings: \"2,500 a month\"", "W014", "\"2,500 a month\""),
    // Lengths of time. 200 days every 182 are too many; of 8 w one in ten lasts longer.
    ("rate: \"2 a year\", of_each", "rate: \"200 a year\", of_each", "W020", "Exactly(\"3d\")"),
    ("typical: \"4h\", bad_case: \"2d\"", "typical: \"4w\", bad_case: \"57d\"", "W021", "Usually(typical: \"4w\""),
    ("bad_case: \"2d\"", "bad_case: \"240min\"", "W022", "Usually(typical: \"4h\""),
    ("bad_case: \"4h\"", "bad_case: \"1h\"", "W022", "Usually(typical: \"1h\""),
    ("(at: \"1h\"", "(at: \"57d\"", "W023", "\"57d\""),
    // Terms of a year that say nothing, or leave nothing; three times as many in January are two months' more in a year.
    ("limit: \"5,000\")", "limit: \"5,000\"), per_year: ()", "W007", "()"),
    ("limit: \"5,000\")", "limit: \"5,000\"), per_year: (limit: \"0\")", "W004", "(limit: \"0\")"),
    ("season: [\"100%\"", "season: [\"300%\"", "W026", "[\"300%\""),
    // Dates and evidence.
    (
        "roles: { \"lead\": (holder: \"my hands\", deputies: [\"colleagues\"], evidence: Tried(\"2026-01-10\")",
        "roles: { \"lead\": (holder: \"my hands\", deputies: [\"colleagues\"], evidence: Tried(\"2026-02-02\")",
        "W030",
        "Tried(\"2026-02-02\")",
    ),
    ("next_review: \"2026-08-01\"", "next_review: \"2026-02-01\"", "W030", "\"2026-02-01\""),
    ("claimed: \"95%\", supported: \"80%\"", "claimed: \"75%\", supported: \"80%\"", "W031", "\"80%\""),
    ("untested: \"60%\"", "untested: \"90%\"", "W031", "\"90%\""),
    ("needs: [\"files\", \"lead\"]", "needs: [\"lead\"]", "W032", "\"24h\""),
    // Ways that are worth nothing, out of reach, too late, or about nothing.
    ("limit: \"4h\"", "worth: \"0%\"", "W004", "\"0%\""),
    ("accepted: \"85%\"), evidence", "worth: \"0%\"), evidence", "W004", "\"0%\""),
    ("spare: 4", "spare: 4, worth: \"0%\"", "W004", "\"0%\""),
    ("limit: \"4h\"", "open: \"Sun 10:00-12:00\"", "W004", "\"Sun"),
    ("accepted: \"85%\")]", "accepted: \"85%\")], up_to: \"0%\"", "W004", "\"0%\""),
    ("accepted: \"85%\")]", "accepted: \"85%\")], notice: \"8d\"", "W004", "\"8d\""),
    ("Prevent(of: [\"line down\"]", "Prevent(of: []", "W004", "[]"),
    ("Restore(of: [\"files\"]", "Restore(of: []", "W004", "[]"),
    ("Repair(of: [\"mains\"]", "Repair(of: []", "W004", "[]"),
    ("while_down: [\"coach\"]", "while_down: []", "W004", "[]"),
    ("Loss(of: [\"line down\"]", "Loss(of: []", "W004", "[]"),
    // Values that change nothing.
    ("needs: [\"line\"],", "needs: [\"line\", \"line\"],", "W007", "\"line\"]"),
    ("for: [\"mains\"]", "for: [\"mains\", \"mains\"]", "W007", "\"mains\"]"),
    ("17:00\")", "17:00\", closed_weeks: [16, 16])", "W007", "16]"),
    ("of: [\"illness\"]", "of: [\"illness\", \"illness\"]", "W007", "\"illness\"]"),
    ("\"mains\": ()", "\"mains\": (enough: \"0%\")", "W007", "\"0%\""),
    ("limit: \"4h\")", "limit: \"4h\"), retry: (times: 1, after: \"10min\")", "W007", "(times"),
    (
        "finances:",
        "clients: (per_missed: \"1%\", per_silent_day: \"1%\", crunch_leaving: \"200%\"), finances:",
        "W007",
        "\"200%\"",
    ),
    ("lasts: Exactly(\"1d\")", "lasts: Exactly(\"0d\")", "W007", "Exactly(\"0d\")"),
    ("costs: Exactly(\"200\")", "costs: Exactly(\"0\")", "W007", "Exactly(\"0\")"),
    ("text: \"y\")", "text: \"y\", if_used: \"battery\", unless_used: \"battery\")", "W007", "\"battery\""),
    ("rate: \"1 a year\"", "rate: \"0.000000001 a year\"", "W008", "\"0.000000001"),
    ("17:00\")", "17:00\", attended: \"Sun 10:00-12:00\")", "W009", "\"Sun"),
    // Steps and objectives.
    ("accepted: \"85%\")]", "accepted: \"85%\"), (within: \"4w\", accepted: \"90%\")]", "W024", "(within: \"4w\""),
    ("accepted: \"85%\")]", "accepted: \"85%\"), (within: \"1w\", accepted: \"80%\")]", "W024", "(within: \"1w\""),
    ("accepted: \"85%\")]", "accepted: \"85%\"), (within: \"2d\", accepted: \"80%\")]", "W024", "(within: \"2d\""),
    ("(\"longer\", \"20%\")", "(\"2h\", \"10%\"), (\"longer\", \"20%\")", "W024", "(\"2h\""),
    ("(\"1d\", \"0%\"), (\"longer\", \"20%\")", "(\"longer\", \"20%\"), (\"1d\", \"0%\")", "W024", "(\"1d\""),
    (
        "rto: \"1d\", mtpd: \"2d\"),\n        \"records\"",
        "rto: \"1d\", mtpd: \"2d\", mbco: \"0%\"),\n        \"records\"",
        "W025",
        "\"0%\"",
    ),
    (
        "rto: \"1d\", mtpd: \"2d\"),\n        \"records\"",
        "rto: \"0d\", mtpd: \"2d\"),\n        \"records\"",
        "W025",
        "\"0d\"",
    ),
    (
        "rto: \"1d\", mtpd: \"2d\"),\n        \"records\"",
        "rto: \"3d\", mtpd: \"2d\"),\n        \"records\"",
        "W025",
        "\"3d\"",
    ),
    ("currency: \"GBP\"", "currency: \"GBP\", today: \"2026-01-31\"", "W030", "\"2026-01-31\""),
    (
        "accepted: \"85%\"), evidence: Tried(\"2026-01-10\")",
        "accepted: \"85%\"), evidence: Tried(\"1999-01-10\")",
        "W035",
        "Tried(\"1999",
    ),
    ("deputies: [\"colleagues\"]", "deputies: [\"colleagues\", \"my hands\"]", "W036", "my hands\"]"),
];

#[test]
fn each_doubt_is_raised_alone_and_points_to_its_place() {
    for (from, to, code, place) in DOUBTS {
        let (found, there, what) = raised(from, to);
        assert_eq!(found, code, "{from} → {to}: {what}");
        assert!(there.starts_with(place), "{from} → {to}: points to {there}");
    }
}

#[test]
fn every_code_of_a_warning_has_its_test() {
    for code in CODES.iter().filter(|code| code.number.starts_with('W')) {
        // Those of evidence.ron are in tests/evidence.rs.
        let alone = ["W010", "W033", "W034"].contains(&code.number);
        assert!(alone || DOUBTS.iter().any(|doubt| doubt.2 == code.number), "{}", code.number);
    }
}

fn codes(plan: &str, scenario: &str) -> Vec<&'static str> {
    let (of_plan, of_scenario) = found(plan, scenario);
    of_plan.iter().chain(&of_scenario).map(|warning| warning.code.number).collect()
}

#[test]
fn work_that_is_given_is_named_and_not_refused() {
    let two = PLAN.replace(
        "services: {",
        "services: { \"open hour\": (weekly: 1, length: \"60min\", fee: \"0\", by: \"coach\"),",
    );
    assert_eq!(codes(&two, SCENARIO), ["W010"]);
    assert!(codes(&two.replace("fee: \"0\"", "fee: \"1\""), SCENARIO).is_empty());
}

/// A surplus that no drawings ate made a fund of 60,000 into 108,462 before the blow, and nothing was said. By hand, in the
/// model's year of 52 weeks and 12 dues: 52,000 come in and 12,000 + 30,000 go out, so 8,000 become 18,000; 10,000 / 12 is 833.33
/// a month more, and 2,500 + 833 balance it.
#[test]
fn a_surplus_that_drawings_do_not_eat_is_told_with_what_would_balance_it() {
    let growing = PLAN.replace("drawings: \"3,200", "drawings: \"2,500");
    let (told, _) = found(&growing, SCENARIO);
    assert_eq!(told.len(), 1, "{told:#?}");
    assert_eq!(told[0].what, "without any disruption the fund of £8,000 grows to £18,000 within a year");
    assert!(told[0].tip.contains("`drawings: \"3,333 a month\"`"), "{}", told[0].tip);
    // What it says to write ends it, and no other word is raised.
    assert!(codes(&growing.replace("2,500 a month", "3,333 a month"), SCENARIO).is_empty());
}

/// The same of other trades: a shop in yen whose fund is a year's rent, and a clinic with so large a fund that what is left
/// over is a twentieth of it.
#[test]
fn a_surplus_is_judged_against_the_fund_and_the_income() {
    let yen = PLAN.replace("GBP", "JPY").replace("fee: \"100\"", "fee: \"20,000\"");
    let yen = yen.replace("1,000 a month", "300,000 a month").replace("3,200 a month", "400,000 a month");
    let yen = yen.replace("fund: \"8,000\"", "fund: \"3,600,000\"").replace("5,000\"", "500,000\"");
    // 10,400,000 come in, 8,400,000 go out: 2,000,000 / 12 = 166,666.
    let (told, _) = found(&yen, SCENARIO);
    assert_eq!(told.iter().map(|warning| warning.code.number).collect::<Vec<_>>(), ["W014"], "{told:#?}");
    assert!(told[0].tip.contains("566,666 a month"), "{}", told[0].tip);
    let rich = PLAN.replace("fund: \"8,000\"", "fund: \"200,000\"").replace("drawings: \"3,200", "drawings: \"2,500");
    assert!(codes(&rich, SCENARIO).is_empty());
}

#[test]
fn a_season_without_a_month_is_a_hazard_that_never_comes_and_the_others_go_on() {
    let never = SCENARIO.replace("\"100%\"", "\"0%\"");
    // What follows only such a hazard is not told once more.
    assert_eq!(codes(PLAN, &never), ["W002"]);
    let files = files(PLAN, &never);
    let both = [(&files.scenario, &files.read.1)];
    for question in [Question::one(Forecast::Written), Question::months(12, Forecast::Written)] {
        let case = bind_all((&files.plan, &files.read.0), &both, &question).unwrap();
        let rates: Vec<f64> = case.hazards.iter().map(|(_, _, hazard)| hazard.rate.a_year()).collect();
        assert_eq!(rates, [0.0, 1.0]);
    }
    // One month is enough, and may have all of it.
    assert!(codes(PLAN, &never.replace("season: [\"0%\"", "season: [\"1200%\"")).is_empty());
}

#[test]
fn where_nothing_is_in_season_at_all_it_is_still_a_fault() {
    let only = SCENARIO.replace("\"100%\"", "\"0%\"").replace("rate: \"1 a year\"", "rate: \"0 a year\"");
    let files = files(PLAN, &only);
    let both = [(&files.scenario, &files.read.1)];
    let faults = bind_all((&files.plan, &files.read.0), &both, &Question::one(Forecast::Written)).unwrap_err();
    assert_eq!(faults.scenarios[0][0].code.number, "E048");
}

#[test]
fn a_hazard_that_takes_nothing_down_does_something_where_it_sets_something_off() {
    let harmless = SCENARIO.replace("strikes: { \"practitioner\": \"80%\" },", "");
    assert!(codes(PLAN, &harmless).is_empty());
    assert_eq!(codes(PLAN, &harmless.replace("of: [\"illness\"]", "of: [\"line down\"]")), ["W001"]);
}

#[test]
fn a_level_is_felt_by_whatever_rests_on_it() {
    // At 70 % the line would do; a video that rests on it and wants 75 % does not.
    let picky = PLAN
        .replace("by: \"coach\", needs: [\"line\"]", "by: \"coach\", needs: [\"video\"]")
        .replace("\"phone\": (enough", "\"video\": (needs: [\"line\"], enough: \"75%\"), \"phone\": (enough");
    let weak = SCENARIO.replace("\"line\": \"0%\"", "\"line\": \"70%\"");
    assert_eq!(codes(PLAN, &weak), ["W005"]);
    assert!(codes(&picky, &weak).is_empty());
}

#[test]
fn what_a_plan_names_for_scenarios_to_strike_need_not_be_needed() {
    // One scenario does for many plans: of a kind that nothing rests on, a consequence may do nothing.
    let tagged = PLAN.replace("\"colleagues\": (),", "\"colleagues\": (), \"fax\": (is: \"machine\"),");
    let jam = SCENARIO.replace("\"hands\": \"0%\" }", "\"hands\": \"0%\", \"machine\": \"0%\" }");
    assert!(codes(&tagged, &jam).is_empty());
    let only = SCENARIO.replace("\"hands\": \"0%\" }", "\"machine\": \"0%\" }");
    assert!(codes(&tagged, &only).is_empty());
    // A hazard is drawn, and counts as a disruption.
    let hazard = SCENARIO
        .replace("\"practitioner\": \"80%\" }", "\"machine\": \"0%\" }")
        .replace("\"illness\"]", "\"line down\"]");
    assert_eq!(codes(&tagged, &hazard), ["W001"]);
}

#[test]
fn where_the_sponsor_has_no_clients_nothing_leaves_with_him() {
    let leaves = SCENARIO.replace("costs: Exactly(\"200\")", "sponsor_leaves: true");
    assert_eq!(codes(PLAN, &leaves), ["W001"]);
    let sponsored =
        PLAN.replace("finances:", "clients: (per_missed: \"1%\", per_silent_day: \"1%\", sponsor: \"10%\"), finances:");
    assert!(codes(&sponsored, &leaves).is_empty());
}

#[test]
fn how_often_a_crowded_hazard_is_there_is_worked_out() {
    // 364 days of the model's year. Every 182 days, lasting 364: after its end the next takes 182 more: two thirds.
    let long = SCENARIO
        .replace("lasts: Exactly(\"3d\")", "lasts: Exactly(\"364d\")")
        .replace("horizon: \"8w\"", "horizon: \"60w\"");
    let said = |scenario: &str| found(PLAN, scenario).1[0].what.clone();
    assert!(
        said(&long).contains("lasts 52 w on average and comes every 26 w: it is there for 67 % of the time"),
        "{}",
        said(&long)
    );
    // Where they overlap: 1 - exp(-2) = 86 %.
    let overlapping = long.replace("one_at_a_time: true,", "");
    assert!(said(&overlapping).contains("86 %"), "{}", said(&overlapping));
    // Just as long as the time between is no doubt yet.
    let even = long.replace("\"364d\"", "\"182d\"");
    assert!(codes(PLAN, &even).is_empty());
}

#[test]
fn what_failed_may_have_less_than_the_untried() {
    let failed = PLAN.replace(
        "kind: Substitute(for: [\"mains\"], limit: \"4h\"), works: (claimed: \"95%\", supported: \"80%\", untested: \"60%\")",
        "kind: Substitute(for: [\"mains\"], limit: \"4h\"), evidence: Failed(\"2026-01-10\"), works: (claimed: \"95%\", supported: \"20%\", untested: \"60%\")",
    );
    assert!(failed.contains("Failed") && codes(&failed, SCENARIO).is_empty());
}

#[test]
fn the_day_of_the_plan_decides_what_is_ahead() {
    let later = PLAN.replace(
        "evidence: Tried(\"2026-01-10\")),\n        \"colleague\"",
        "evidence: Tried(\"2026-03-10\")),\n        \"colleague\"",
    );
    assert_eq!(codes(&later, SCENARIO), ["W030"]);
    assert!(codes(&later.replace("finances:", "today: \"2026-03-10\", finances:"), SCENARIO).is_empty());
}

/// What is counted of some trials, but for times to the end of a disruption: what nobody feels has its length as well.
fn felt(case: &Case, seed: u64) -> Vec<String> {
    let of_one = |story| {
        let mut score = counted(case, &story).0;
        (score.back, score.back_open, score.to_next, score.to_next_open, score.to_tell) = (0, false, 0, false, 0);
        format!("{score:?}")
    };
    stories(case, seed, 0..TRIALS).into_iter().map(of_one).collect()
}

/// The scenario without the harm, and the plan without the rungs, that are said to do nothing; and what was taken out.
fn without_what_does_nothing(world: &World) -> (String, String, Vec<String>) {
    let (mut plan, mut scenario) = (world.plan(), world.scenario());
    let files = files(&plan, &scenario);
    let both = [(&files.scenario, &files.read.1)];
    let all = warnings((&files.plan, &files.read.0), &both, &world.case(), files.read.0.as_of());
    // Whatever is found can be shown.
    let _ = files.plan.warn(&all.plan) + &files.scenario.warn(&all.scenarios[0]);
    let mut taken = Vec::new();
    let mut of_scenario = all.scenarios[0].clone();
    of_scenario.sort_by_key(|warning| std::cmp::Reverse(warning.at));
    for (warning, at) in of_scenario.iter().filter_map(|warning| Some((warning, warning.at?))) {
        let strikes = || at + scenario[at..].find("strikes: {").unwrap();
        let (range, instead) = match warning.code.number {
            "W001" => (strikes()..strikes() + scenario[strikes()..].find('\n').unwrap(), "strikes: {}),"),
            "W005" => (at..at + scenario[at..].find(']').unwrap() + 1, "\"100%\""),
            _ => continue,
        };
        scenario.replace_range(range, instead);
        taken.push(warning.what.clone());
    }
    let mut rungs: Vec<&Warning> = all.plan.iter().filter(|warning| warning.code.number == "W006").collect();
    rungs.sort_by_key(|warning| std::cmp::Reverse(warning.at));
    for rung in rungs {
        let name = rung.at.unwrap();
        let end = name + plan[name..].find('"').unwrap() + 1;
        plan.replace_range(name - 1..end + if plan[end..].starts_with(", ") { 2 } else { 0 }, "");
        taken.push(rung.what.clone());
    }
    (plan, scenario, taken)
}

proptest! {
    #![proptest_config(config(800, 78))]

    /// What is said to do nothing can go: no session, no client, no function and no money is other without it.
    #[test]
    fn what_is_said_to_do_nothing_can_go(mut world in world(), seed in 0_u64..1_000) {
        // Disruptions of a year that overlap belong together, so that one that nobody feels may tie others.
        world.year = false;
        let (plan, scenario, taken) = without_what_does_nothing(&world);
        let files = files(&plan, &scenario);
        let both = [(&files.scenario, &files.read.1)];
        // A strategy that stood in that ladder alone is refused without it.
        if let Ok(other) = bind_all((&files.plan, &files.read.0), &both, &Question::one(Forecast::Written)) {
            prop_assert!(felt(&world.case(), seed) == felt(&other, seed), "{taken:#?}\n{plan}\n{scenario}");
        }
    }
}

/// The plan, the scenarios and the templates of this repository.
fn shipped() -> (Vec<PathBuf>, Vec<PathBuf>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let of = |folder: &str| -> Vec<PathBuf> {
        let mut paths: Vec<_> = fs::read_dir(root.join(folder)).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.retain(|path| path.extension().is_some_and(|ending| ending == "ron"));
        paths.sort();
        paths
    };
    let plans = [root.join("plan.ron")].into_iter().chain(of("plans")).chain(of("templates")).collect();
    (plans, of("scenarios"))
}

#[test]
fn the_files_of_this_repository_raise_no_warning() {
    let (plans, scenarios) = shipped();
    let source = |path: &PathBuf| Source::new(path.to_string_lossy(), &fs::read_to_string(path).unwrap());
    let sources: Vec<Source> = scenarios.iter().map(source).collect();
    let files: Vec<ScenarioFile> = sources.iter().map(|source| read_scenario(source).unwrap()).collect();
    let both: Vec<(&Source, &ScenarioFile)> = sources.iter().zip(&files).collect();
    for plan in plans.iter().map(source) {
        let read = read_plan(&plan).unwrap();
        let said = |scenarios: &[(&Source, &ScenarioFile)], question: &Question, today: Day| {
            let case = bind_all((&plan, &read), scenarios, question).unwrap();
            let all = warnings((&plan, &read), scenarios, &case, today);
            let own = scenarios.iter().zip(&all.scenarios).map(|((source, _), found)| source.warn(found));
            plan.warn(&all.plan) + &own.collect::<String>()
        };
        for one in &both {
            assert_eq!(said(&[*one], &Question::one(Forecast::Written), read.as_of()), "");
        }
        assert_eq!(said(&both, &Question::months(12, Forecast::Tested), Day::parse("2026-03-01").unwrap()), "");
    }
}

fn practice(plan: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("plan.ron"), plan).unwrap();
    fs::create_dir(folder.path().join("scenarios")).unwrap();
    fs::write(folder.path().join("scenarios/one.ron"), SCENARIO).unwrap();
    folder
}

/// Standard output, standard error.
fn bcp(folder: &tempfile::TempDir, words: &[&str]) -> (String, String) {
    let mut command = Command::cargo_bin("bcp-sim").unwrap();
    let out = command.current_dir(folder.path()).env_remove("BCP_SIM_PLAN").args(words).assert().success();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (text(&out.get_output().stdout), text(&out.get_output().stderr))
}

const SAID: &str = "plan.ron:25:85: warning[W004]: `colleague` can never help: no associate has time to spare\n";

#[test]
fn every_verb_that_reads_a_plan_says_what_is_doubtful_and_goes_on() {
    let folder = practice(&PLAN.replace("spare: 4", "spare: 0"));
    let verbs: [&[&str]; 7] = [
        &["run", "scenarios/one.ron", "--trials", "20", "--format", "none"],
        &["year", "--trials", "5", "--format", "none"],
        &["promises", "--set", "promises=[\"mean(sessions lost, one) <= 100\"]"],
        &["trace", "scenarios/one.ron", "--trial", "0"],
        &["check", "--today", "2026-03-01"],
        &["compare", "plan.ron", "plan.ron", "--trials", "20", "--format", "none"],
        &["worth", "--trials", "20", "--format", "none"],
    ];
    for verb in verbs {
        let (out, err) = bcp(&folder, verb);
        assert!(!out.is_empty(), "{verb:?}");
        assert_eq!(err.matches("warning[").count(), 1, "{verb:?}: {err}");
        assert!(err.contains("warning[W004]") && err.contains("^\n  tip: "), "{verb:?}: {err}");
        let (_, silent) = bcp(&folder, &[verb, &["--quiet"]].concat());
        assert_eq!(silent, "", "{verb:?}");
    }
}

#[test]
fn a_warning_has_the_layout_of_a_fault_and_is_said_once() {
    let folder = practice(&PLAN.replace("spare: 4", "spare: 0"));
    fs::write(
        folder.path().join("scenarios/two.ron"),
        SCENARIO
            .replace("\"line down\"", "\"line out\"")
            .replace("\"illness\"", "\"flu\"")
            .replace("out of reach", "away")
            .replace("claim", "suit"),
    )
    .unwrap();
    let run = ["run", "scenarios/one.ron", "scenarios/two.ron", "--trials", "20", "--format", "none"];
    let (_, err) = bcp(&folder, &run);
    assert!(err.starts_with(SAID), "{err}");
    assert_eq!(err.matches("warning[").count(), 1, "{err}");
}

#[test]
fn reports_list_what_is_doubtful_and_name_no_folder() {
    let folder = practice(&PLAN.replace("spare: 4", "spare: 0"));
    let plan = folder.path().join("plan.ron");
    let scenario = folder.path().join("scenarios/one.ron");
    let (plan, scenario) = (plan.to_string_lossy(), scenario.to_string_lossy());
    bcp(&folder, &["run", &scenario, "--plan", &plan, "--trials", "20", "--format", "md,json", "--out", "out"]);
    let report = fs::read_to_string(folder.path().join("out/report.md")).unwrap();
    assert!(report.contains("## What may not be meant") && report.contains("| plan.ron, line 25 | W004 |"), "{report}");
    let json = fs::read_to_string(folder.path().join("out/summary.json")).unwrap();
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    let warnings = value["warnings"].as_array().unwrap();
    assert_eq!(warnings.len(), 1);
    assert_eq!(
        (&warnings[0]["code"], &warnings[0]["file"], &warnings[0]["line"]),
        (&"W004".into(), &"plan.ron".into(), &25.into())
    );
    let hidden = folder.path().to_string_lossy().into_owned();
    assert!(!report.contains(&hidden) && !json.contains(&hidden));
}

#[test]
fn where_nothing_is_doubtful_nothing_is_listed() {
    let folder = practice(PLAN);
    let (_, err) = bcp(&folder, &["run", "scenarios/one.ron", "--trials", "20", "--format", "md,json", "--out", "out"]);
    assert_eq!(err, "");
    let report = fs::read_to_string(folder.path().join("out/report.md")).unwrap();
    let json = fs::read_to_string(folder.path().join("out/summary.json")).unwrap();
    assert!(!report.contains("What may not be meant") && !json.contains("\"warnings\""));
}
