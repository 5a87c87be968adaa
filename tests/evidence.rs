//! What drills and incidents have shown: moves the forecast as tested by the amount computed by hand, and nothing else;
//! is written whole, after a yes, or not at all.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should say so at once")]

use crate::repository;

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use bcp_sim::check::{World, findings};
use bcp_sim::file::{
    Day, Entry, Evidence, EvidenceFile, Forecast, How, Name, Occasion, PlanFile, Question, Revised, Source, bind_all,
    propose, read_evidence, read_plan,
};
use bcp_sim::model::Case;
use bcp_sim::units::Length;
use repository::{plan, scenario, source};

const HOTSPOT: &str = "mobile hotspot";

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn entry(strategy: &str, on: &str, worked: bool, took: Option<f64>) -> Entry {
    Entry {
        strategy: Name::new(strategy).unwrap(),
        on: day(on),
        from: Occasion::Incident,
        worked,
        took: took.map(Length::Clock),
        note: String::new(),
        reference: String::new(),
    }
}

fn with(entries: &[Entry]) -> PlanFile {
    plan().1.with_evidence(&EvidenceFile::empty().with(entries))
}

fn case(plan: &PlanFile, forecast: Forecast) -> Case {
    let (text, outage) = scenario("outage");
    let own = source("plan.ron");
    bind_all((&own, plan), &[(&text, &outage)], &Question::one(forecast)).unwrap_or_else(|f| panic!("{f:?}"))
}

fn works(plan: &PlanFile, forecast: Forecast) -> f64 {
    let case = case(plan, forecast);
    case.strategies[case.strategies.id(HOTSPOT).unwrap()].works.fraction()
}

/// A folder with the plan and all scenarios.
fn practice() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let scenarios = folder.path().join("scenarios");
    fs::create_dir(&scenarios).unwrap();
    fs::write(folder.path().join("plan.ron"), source("plan.ron").text).unwrap();
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios")).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, scenarios.join(path.file_name().unwrap())).unwrap();
    }
    folder
}

fn bcp(folder: &Path, words: &[&str], answer: &str) -> (i32, String, String) {
    let out =
        Command::cargo_bin("bcp-sim").unwrap().current_dir(folder).args(words).write_stdin(answer).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (out.status.code().unwrap(), text(out.stdout), text(out.stderr))
}

const LOG: [&str; 9] =
    ["incident", "--strategy", HOTSPOT, "--worked", "no", "--on", "2025-03-18", "--note", "no signal"];
const RUN: [&str; 7] = ["run", "scenarios/outage.ron", "--trials", "500", "--json", "--format", "none"];

#[test]
fn a_failure_lowers_the_chance_by_the_amount_computed_by_hand() {
    let before = works(&plan().1, Forecast::Tested);
    assert_eq!(before, 0.8);
    // As of the plan's day: (4 × 0.8 + 0) / (4 + 1) = 0.64; a success (3.2 + 1) / 5 = 0.84; both 4.2 / 6 = 0.7.
    let on = "2025-03-18";
    let (no, yes) = (entry(HOTSPOT, on, false, None), entry(HOTSPOT, on, true, None));
    assert_eq!(works(&with(std::slice::from_ref(&no)), Forecast::Tested), 0.64);
    assert_eq!(works(&with(std::slice::from_ref(&yes)), Forecast::Tested), 0.84);
    assert_eq!(works(&with(&[yes, no]), Forecast::Tested), 0.7);
}

#[test]
fn an_entry_weighs_half_after_its_half_life() {
    let failed = with(&[entry(HOTSPOT, "2025-03-18", false, None)]);
    let strategy = failed.strategies.get(HOTSPOT).unwrap();
    let at = |on: &str| strategy.works_as_of(Forecast::Tested, day(on)).fraction();
    // 1,461 days are four half-lives: 3.2 / (4 + 1/16) = 0.787692. The hotspot's own chance does not age.
    assert_eq!((at("2025-03-18"), at("2029-03-18")), (0.64, 0.787_692));
}

#[test]
fn a_time_taken_scales_every_quantile_of_ready_by_one_factor() {
    let (old, new) = (plan().1, with(&[entry(HOTSPOT, "2025-03-18", true, Some(480.0))]));
    let ready = |plan: &PlanFile, u: f64| {
        let case = case(plan, Forecast::Tested);
        let own = case.strategies[case.strategies.id(HOTSPOT).unwrap()].ready.clone();
        own.end(0, u, &case.calendar)
    };
    // The median as tested is 15 min; 480 / 15 = 32, whose fifth root is 2.
    assert_eq!((ready(&old, 0.5), ready(&new, 0.5)), (15, 30));
    assert!((ready(&new, 0.9) - 2 * ready(&old, 0.9)).abs() <= 1);
}

#[test]
fn the_plan_as_written_does_not_see_it() {
    let tried = with(&[entry(HOTSPOT, "2025-03-18", false, None), entry("telephone", "2025-03-18", true, Some(90.0))]);
    let told = |plan: &PlanFile, forecast| format!("{:?}", case(plan, forecast).strategies);
    assert_eq!(told(&plan().1, Forecast::Written), told(&tried, Forecast::Written));
    assert_ne!(told(&plan().1, Forecast::Tested), told(&tried, Forecast::Tested));
}

#[test]
fn an_entry_is_a_trial_and_the_latest_counts() {
    let text = Source::new("p", &source("plan.ron").text.replacen("deputies: []", "deputies: [\"colleague\"]", 1));
    let text = Source::new("p", &text.text.replacen("resources: {", "resources: { \"colleague\": (),", 1));
    let file = read_plan(&text).unwrap_or_else(|f| panic!("{}", text.explain(&f)));
    let role = "colleague as person in charge";
    assert_eq!(file.strategies.get(role).unwrap().last_tried(), Evidence::Never);
    let tried = file.clone().with_evidence(&EvidenceFile::empty().with(&[
        entry(role, "2026-05-04", true, None),
        entry(HOTSPOT, "2026-05-04", false, None),
        entry(HOTSPOT, "2026-05-03", true, Some(9.0)),
    ]));
    assert_eq!(tried.strategies.get(role).unwrap().last_tried(), Evidence::Tried(day("2026-05-04")));
    assert_eq!(tried.strategies.get(HOTSPOT).unwrap().last_tried(), Evidence::Failed(day("2026-05-04")));
    let (_, outage) = scenario("outage");
    let case = case(&file, Forecast::Written);
    let found = |plan: &PlanFile, code: &str, name: &str| {
        let world = World { plan, scenarios: &[&outage], case: &case, today: day("2026-05-05") };
        findings(&world).iter().any(|f| f.code == code && f.about.contains(name))
    };
    assert!(found(&file, "C10", role) && !found(&tried, "C10", role));
    assert!(!found(&file, "C12", HOTSPOT) && found(&tried, "C12", HOTSPOT));
}

#[test]
fn plans_that_differ_in_evidence_alone_say_so() {
    let (text, old) = plan();
    let new = with(&[entry(HOTSPOT, "2025-03-18", false, None)]);
    let revised = Revised::between((&text, &old), (&text, &new));
    let fields = vec![("evidence.ron".to_owned(), "0 of 0 worked".to_owned(), "0 of 1 worked".to_owned())];
    assert_eq!(revised.list().len(), 1);
    assert_eq!((revised.list()[0].name.as_str(), &revised.list()[0].how), (HOTSPOT, &How::Changed(fields)));
}

#[test]
fn a_proposal_tells_old_and_new_with_the_reason() {
    let drill = Entry { from: Occasion::Drill, ..entry(HOTSPOT, "2025-03-18", true, Some(384.0)) };
    let found = propose(&plan().1, &EvidenceFile::empty(), std::slice::from_ref(&drill), day("2025-03-18"));
    assert_eq!(found.len(), 1);
    // 384 min in a drill count as 480.
    let works = (found[0].works.0.fraction(), found[0].works.1.fraction());
    assert_eq!(works, (0.8, 0.84));
    assert!((found[0].ready.1.amount() - 30.0).abs() < 1e-9);
    assert!(found[0].why.starts_with("1 of 1 drill worked; weight 4 of before"), "{}", found[0].why);
    let again =
        propose(&plan().1, &EvidenceFile::empty().with(std::slice::from_ref(&drill)), &[drill], day("2025-03-18"));
    assert_eq!(again[0].works.0, found[0].works.1);
    assert!(again[0].why.contains("weight 5 of before"), "{}", again[0].why);
}

#[test]
fn a_bad_file_is_told_with_the_place_of_every_fault() {
    let text = "Evidence(format: 1, entries: [\n  (strategy: \"a\", on: \"2026-02-30\", from: Drill, worked: true),\n  \
                (strategy: \"a\", on: \"2026-02-03\", from: Drlil, worked: true),\n  \
                (strategy: \"a\", on: \"2026-02-03\", from: Drill, worked: true, tok: \"1h\"),\n])";
    let source = Source::new("evidence.ron", text);
    let faults = read_evidence(&source).unwrap_err();
    let lines: Vec<(&str, usize)> = faults.iter().map(|f| (f.code.number, source.position(f.at.unwrap()).0)).collect();
    assert_eq!(lines, [("E026", 2), ("E014", 3), ("E011", 4)], "{}", source.explain(&faults));
    let told = |text: &str| read_evidence(&Source::new("e", text)).unwrap_err()[0].code.number;
    assert_eq!(told("Plan(format: 1)"), "E005");
    assert_eq!(told("Evidence(format: 2, entries: [])"), "E006");
    assert_eq!(told(""), "E001");
    // The program says so too, with the file's name, and ends with 3.
    let folder = practice();
    fs::write(folder.path().join("evidence.ron"), text).unwrap();
    let (code, _, said) = bcp(folder.path(), &RUN, "");
    assert!(code == 3 && said.contains("evidence.ron:2"), "{said}");
}

#[test]
fn what_is_not_counted_is_said_and_stops_nothing() {
    let (text, file) = plan();
    let kept = "Evidence(format: 1, entries: [\n(strategy: \"mobile hotspt\", on: \"2025-03-01\", from: Drill, worked: true),\n\
                (strategy: \"mobile hotspot\", on: \"2025-03-01\", from: Drill, worked: true, took: \"1wd\"),\n\
                (strategy: \"mobile hotspot\", on: \"2027-03-01\", from: Drill, worked: false),\n])";
    let source = Source::new("evidence.ron", kept);
    let evidence = read_evidence(&source).unwrap_or_else(|f| panic!("{}", source.explain(&f)));
    let found = evidence.doubts(&source, &file, file.as_of());
    let lines: Vec<(&str, usize)> = found.iter().map(|w| (w.code.number, source.position(w.at.unwrap()).0)).collect();
    assert_eq!(lines, [("W033", 2), ("W034", 3), ("W030", 4)]);
    assert!(found[0].tip.contains("mobile hotspot"), "{}", found[0].tip);
    let folder = practice();
    fs::write(folder.path().join("evidence.ron"), kept).unwrap();
    let (code, out, said) = bcp(folder.path(), &RUN, "");
    assert!(code == 0 && said.contains("W033") && out.contains("W033"), "{said}{}", text.name);
}

#[test]
fn without_the_file_and_with_an_empty_one_the_numbers_are_the_same() {
    let folder = practice();
    let (_, without, _) = bcp(folder.path(), &RUN, "");
    assert!(!without.contains("evidence_sha256"));
    fs::write(folder.path().join("evidence.ron"), EvidenceFile::empty().text()).unwrap();
    let (_, empty, _) = bcp(folder.path(), &RUN, "");
    assert_eq!(empty.lines().filter(|line| line.contains("evidence_sha256")).count(), 1);
    let numbers = |text: &str| {
        let mut all: serde_json::Value = serde_json::from_str(text).unwrap();
        all["plan"].as_object_mut().unwrap().remove("evidence_sha256");
        all
    };
    assert_eq!(numbers(&without), numbers(&empty));
    // Standard input stands beside nothing.
    let piped: Vec<&str> = RUN.iter().copied().chain(["--plan", "-"]).collect();
    let (code, out, said) = bcp(folder.path(), &piped, &source("plan.ron").text);
    assert!(code == 0 && !out.contains("evidence_sha256"), "{said}");
}

#[test]
fn the_same_file_read_twice_gives_the_same() {
    let folder = practice();
    fs::write(
        folder.path().join("evidence.ron"),
        EvidenceFile::empty().with(&[entry(HOTSPOT, "2025-03-01", false, None)]).text(),
    )
    .unwrap();
    assert_eq!(bcp(folder.path(), &RUN, ""), bcp(folder.path(), &RUN, ""));
}

#[test]
fn only_a_yes_writes_and_the_file_is_whole() {
    let folder = practice();
    let file = folder.path().join("evidence.ron");
    for answer in ["", "\n", "n\n", "no\n", "yesterday\n"] {
        let (code, out, _) = bcp(folder.path(), &LOG, answer);
        assert!(code == 0 && out.ends_with("nothing written\n") && !file.exists(), "{answer:?} {out}");
    }
    let (code, out, said) = bcp(folder.path(), &LOG, "y\n");
    assert!(code == 0 && out.contains("80.0 % → 64.0 %") && out.contains("2,000 trials"), "{out}{said}");
    let first = fs::read_to_string(&file).unwrap();
    let (code, _, _) = bcp(folder.path(), &[&LOG[..], &["--yes"]].concat(), "");
    let second = fs::read_to_string(&file).unwrap();
    let entries = |text: &str| read_evidence(&Source::new("e", text)).unwrap().entries.len();
    assert_eq!((code, entries(&first), entries(&second)), (0, 1, 2));
    let left = fs::read_dir(folder.path())
        .unwrap()
        .filter(|e| e.as_ref().unwrap().file_name().to_string_lossy().starts_with(".partial"));
    assert_eq!(left.count(), 0);
}

#[test]
fn what_cannot_be_logged_is_refused_and_nothing_is_written() {
    let folder = practice();
    let log = |words: &[&str]| bcp(folder.path(), &[&["incident", "--worked", "yes", "--yes"], words].concat(), "");
    let (code, _, said) = log(&["--strategy", "mobile hotspt", "--on", "2025-03-18"]);
    assert!(code == 2 && said.contains("did you mean `mobile hotspot`?"), "{said}");
    for note in ["write to a.b@example.org", "ring 020 7946 0000"] {
        let (code, _, said) = log(&["--strategy", HOTSPOT, "--on", "2025-03-18", "--note", note]);
        assert!(code == 2 && said.contains("stands in the note") && !said.contains("7946"), "{said}");
    }
    assert_eq!(log(&["--strategy", HOTSPOT]).0, 2, "a day is asked for: there is no clock");
    assert_eq!(log(&["--strategy", HOTSPOT, "--on", "2025-03-18", "--plan", "-"]).0, 3);
    // A file that cannot be read is not replaced.
    let file = folder.path().join("evidence.ron");
    fs::write(&file, "Evidence(").unwrap();
    assert_eq!(log(&["--strategy", HOTSPOT, "--on", "2025-03-18"]).0, 3);
    assert_eq!(fs::read_to_string(&file).unwrap(), "Evidence(");
}

#[test]
fn a_plan_cannot_say_what_only_the_file_beside_it_says() {
    let wrong = source("plan.ron").text.replacen("automatic: true", "tries: []", 1);
    let source = Source::new("p", &wrong);
    assert!(wrong != self::source("plan.ron").text && read_plan(&source).is_err());
}
