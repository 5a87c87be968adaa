//! A chart is never a reason to lose a run: what the command line and the files allow ends with a report.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should say so at once")]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use assert_cmd::Command;
use assert_cmd::assert::Assert;
use tempfile::TempDir;

use crate::repository::without_ranges;

const PLAN: &str = without_ranges!("../plan.ron");
const OUTAGE: &str = without_ranges!("../scenarios/outage.ron");

fn bcp(folder: &TempDir, words: &[&str]) -> Assert {
    let mut command = Command::cargo_bin("bcp-sim").unwrap();
    command.current_dir(folder.path()).args(words).assert()
}

fn with(folder: &TempDir, name: &str, text: &str) {
    let path = folder.path().join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// A practice of its own, with a plan as it may be.
fn practice(plan: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    with(&folder, "plan.ron", plan);
    let scenarios = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    for entry in fs::read_dir(scenarios).unwrap() {
        let path = entry.unwrap().path();
        with(
            &folder,
            &format!("scenarios/{}", path.file_name().unwrap().to_string_lossy()),
            &fs::read_to_string(&path).unwrap(),
        );
    }
    folder
}

/// The words of a chart.
fn words(folder: &TempDir, chart: &str) -> String {
    let svg = fs::read_to_string(folder.path().join(chart)).unwrap();
    let tree = roxmltree::Document::parse(&svg).unwrap();
    tree.descendants()
        .filter(|n| n.has_tag_name("text"))
        .filter_map(|n| n.text())
        .fold(String::new(), |all, words| all + words + "\n")
}

/// Entries put behind the line that opens a list.
fn more(text: &str, list: &str, count: usize, entry: impl Fn(usize) -> String) -> String {
    let at = text.find(list).unwrap() + list.len();
    let entries = (0..count).fold(String::new(), |mut all, number| {
        let _ = writeln!(all, "        {}", entry(number));
        all
    });
    format!("{}\n{entries}{}", &text[..at], &text[at..])
}

fn hazards(count: usize) -> String {
    more(OUTAGE, "    hazards: {", count, |at| {
        format!(
            "\"fault {at}\": (rate: \"0.2 a year\", strikes: {{ \"line\": \"0%\" }}, lasts: Exactly(\"{}h\")),",
            2 + at
        )
    })
}

#[test]
fn fifty_years_end_with_a_report() {
    let folder = practice(PLAN);
    for months in ["139", "600"] {
        bcp(&folder, &["year", "--months", months, "--trials", "12", "--inputs", "0", "--out", months]).success();
        assert!(words(&folder, &format!("{months}/fund.svg")).contains("balance of the fund"));
    }
}

#[test]
fn hundreds_of_hazards_and_functions_end_with_a_report_that_says_what_is_left_out() {
    let plan = more(PLAN, "    functions: {", 200, |at| {
        format!("\"desk {at}\": (plan: \"3.2\", needs: [\"email\"], ladder: [], rto: \"1h\", mtpd: \"24h\"),")
    });
    let folder = practice(&plan);
    with(&folder, "outage.ron", &hazards(120));
    for trials in ["1", "300"] {
        bcp(&folder, &["run", "outage.ron", "--trials", trials, "--inputs", "0", "--out", "out"]).success();
    }
    assert!(words(&folder, "out/sessions-by-outcome.svg").contains("and 87 more, together"));
    assert!(words(&folder, "out/recovery.svg").contains("and 201 more functions in the table"));
}

#[test]
fn dozens_of_scenarios_end_with_a_year_and_a_ranking_that_sum_up_the_rest() {
    let folder = practice(PLAN);
    for at in 0..44 {
        let text = format!(
            "Scenario(format: 1, title: \"fault {at}\", about: \"x\", horizon: \"8w\", hazards: {{ \"fault {at}\": (rate: \
             \"0.3 a year\", strikes: {{ \"line\": \"0%\" }}, lasts: Exactly(\"9h\"), costs: Exactly(\"{}\")) }})",
            20 + at
        );
        with(&folder, &format!("scenarios/fault-{at}.ron"), &text);
    }
    let names: Vec<String> = (0..44).map(|at| format!("scenarios/fault-{at}.ron")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let run = [&["run"][..], &names, &["--trials", "20", "--inputs", "0", "--quiet"]].concat();
    bcp(&folder, &run).success();
    assert!(words(&folder, "reports/ranking/ranking.svg").contains("and 5 more, together"));
    bcp(&folder, &["year", "--trials", "20", "--inputs", "0"]).success();
    assert!(words(&folder, "reports/year/what-a-year-costs.svg").contains("and 19 more, together"));
    assert!(words(&folder, "reports/year/seasons.svg").contains("and 53 more, together"));
}

/// What a trial is told in words is there even where its chart is not.
#[test]
fn a_trial_with_thousands_of_sessions_is_retold_and_drawn() {
    let plan = PLAN.replacen("weekly: 8,", "weekly: 500,", 1).replacen("clients: 9,", "clients: 500,", 1);
    let plan = ["60min", "90min"]
        .iter()
        .fold(plan, |plan, length| plan.replace(&format!("length: \"{length}\""), "length: \"1min\""));
    let folder = practice(&plan);
    let trace = ["trace", "scenarios/short-illness.ron", "--trial", "3", "--chart", "trial.svg"];
    bcp(&folder, &trace).success();
    assert!(words(&folder, "trial.svg").contains("one sign or bar for all of a kind"));
    let told = bcp(&folder, &trace).code(5);
    assert!(told.get_output().stdout.starts_with(b"Trial 3 of"));
}

#[cfg(not(feature = "png"))]
#[test]
fn png_is_refused_with_the_line_that_brings_it() {
    let folder = practice(PLAN);
    for line in [
        &["run", "scenarios/outage.ron", "--trials", "10", "--format", "png"][..],
        &["trace", "scenarios/outage.ron", "--trial", "1", "--chart", "trial.png"],
    ] {
        let refused = bcp(&folder, line).code(2);
        let said = String::from_utf8_lossy(&refused.get_output().stderr).into_owned();
        assert!(said.contains("cargo install --path . --features png"), "{said}");
    }
    bcp(&folder, &["run", "scenarios/outage.ron", "--trials", "10", "--inputs", "0", "--out", "out"]).success();
    let written = fs::read_dir(folder.path().join("out")).unwrap().map(|entry| entry.unwrap().path());
    assert!(written.into_iter().all(|path| path.extension().is_some_and(|end| end != "png")));
}
