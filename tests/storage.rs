//! What stands on the disk, whatever happens: the old result or the new one whenever a call fails or the program is killed,
//! the user's files where they are, and no link followed.
//!
//! `BCP_SIM_FAULT` (`src/cli/disk/calls/fault.rs`) lets any call that changes the disk fail or be the last one. Every command
//! is tried with every one of its calls; what must then hold is in [`holds`].
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should say so at once")]

mod planted;
mod whose;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// A practice of one coach with a hotspot.
const PLAN: &str = r#"Plan(
    format: 1, title: "Small", revised: "2025-03-18", next_review: "2026-03-18", currency: "GBP",
    calendar: (starts: "2025-01-06", open: "Mon-Fri 09:00-18:00"),
    resources: { "coach": (capacity: true), "broadband": (), "phone": () },
    services: { "talk": (weekly: 8, length: "60min", fee: "120", by: "coach", needs: ["broadband"], ladder: ["hotspot"]) },
    functions: { "sessions": (serves: ["talk"], rto: "1wd", mtpd: "10wd") },
    strategies: { "hotspot": (kind: Substitute(for: ["broadband"], needs: ["phone"]), works: (claimed: "92%", supported: "80%"),
        ready: (claimed: Usually(typical: "10min", bad_case: "20min"))) },
    finances: (fund: "14,400", fixed: "600 a month", drawings: "3,500 a month", paid: Exactly("21d")),
)"#;

const SCENARIO: &str = r#"Scenario(
    format: 1, title: "Outage", horizon: "8w",
    hazards: { "fault": (rate: "2 a year", strikes: { "broadband": "0%" }, lasts: Usually(typical: "4h", bad_case: "2d")) },
    injects: [(at: "0min", from: "x", text: "It is down.", asks: "Now what?")],
)"#;

/// Answers to a drill: names that stay out, what is foreseen, one decision with its reasons, one action; the rest is waited for.
const ANSWERS: &str = "Miller\n\n\n4\n1\n2\n70 %\nthe hotspot\nhotspot\nthe plan, 5.3\nall, by message\n80\n";

/// Files by their path.
type Files = BTreeMap<PathBuf, Vec<u8>>;

/// A practice with two results, and what a case prepares.
fn practice() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    fs::create_dir_all(at.join("scenarios")).unwrap();
    fs::write(at.join("plan.ron"), PLAN).unwrap();
    fs::write(at.join("new.ron"), PLAN.replace("14,400", "20,000")).unwrap();
    fs::write(at.join("scenarios/s.ron"), SCENARIO).unwrap();
    fs::write(at.join("answers.txt"), ANSWERS.to_owned() + &"\n".repeat(80)).unwrap();
    folder
}

/// Runs the program with a fault; standard input is a yes.
fn bcp(at: &Path, words: &[&str], fault: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bcp-sim"));
    command.current_dir(at).args(words).env("BCP_SIM_FAULT", fault).stdin(Stdio::null());
    command.output().unwrap()
}

fn done(at: &Path, words: &[&str]) {
    let out = bcp(at, words, "");
    assert!(out.status.success(), "{words:?}: {}", String::from_utf8_lossy(&out.stderr));
}

/// Every file below a folder by its path, but for what is being made.
fn files(at: &Path) -> Files {
    let mut found = BTreeMap::new();
    let mut folders = vec![at.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                let is_partial = path.file_name().unwrap().to_string_lossy().starts_with(".partial-");
                folders.extend((!is_partial).then_some(path));
            } else {
                found.insert(path.strip_prefix(at).unwrap().to_path_buf(), fs::read(&path).unwrap());
            }
        }
    }
    found
}

fn copied(from: &Path) -> TempDir {
    let to = tempfile::tempdir().unwrap();
    for (path, bytes) in files(from) {
        fs::create_dir_all(to.path().join(&path).parent().unwrap()).unwrap();
        fs::write(to.path().join(path), bytes).unwrap();
    }
    to
}

/// A command that writes, the one that writes the same before, and the results that it replaces as a whole.
struct Case {
    before: &'static [&'static [&'static str]],
    command: &'static [&'static str],
    /// A folder or a file that is the old or the new one; where there is none, each file is for itself.
    whole: Option<&'static str>,
}

const CASES: [(&str, Case); 11] = [
    (
        "run",
        Case {
            before: &[&["run", "scenarios/s.ron", "--trials", "50", "--inputs", "0", "--format", "md,json"]],
            command: &["run", "scenarios/s.ron", "--trials", "60", "--inputs", "0", "--format", "md,svg,json,csv"],
            whole: Some("reports/s"),
        },
    ),
    (
        "year",
        Case {
            before: &[&["year", "--trials", "50", "--inputs", "0", "--format", "md"]],
            command: &["year", "--trials", "60", "--inputs", "0", "--format", "json"],
            whole: Some("reports/year"),
        },
    ),
    (
        "compare",
        Case {
            before: &[&[
                "compare", "plan.ron", "new.ron", "--trials", "50", "--inputs", "0", "--format", "md", "--causes", "0",
            ]],
            command: &[
                "compare", "plan.ron", "new.ron", "--trials", "60", "--inputs", "0", "--format", "json", "--causes",
                "0",
            ],
            whole: Some("reports/plan-to-new"),
        },
    ),
    (
        "worth",
        Case {
            before: &[&["worth", "--trials", "50", "--format", "md"]],
            command: &["worth", "--trials", "60", "--format", "json"],
            whole: Some("reports/worth"),
        },
    ),
    (
        "seal",
        Case {
            before: &[
                &["run", "scenarios/s.ron", "--trials", "50", "--inputs", "0", "--format", "json"],
                &["seal"],
                &["run", "scenarios/s.ron", "--trials", "60", "--inputs", "0", "--format", "json"],
            ],
            command: &["seal", "--force"],
            whole: Some("evidence-pack.zip"),
        },
    ),
    (
        "incident",
        Case {
            before: &[&["incident", "--strategy", "hotspot", "--worked", "yes", "--on", "2025-01-01", "--yes"]],
            command: &["incident", "--strategy", "hotspot", "--worked", "no", "--on", "2025-02-01", "--yes"],
            whole: Some("evidence.ron"),
        },
    ),
    (
        "drill",
        Case {
            before: &[],
            command: &["drill", "scenarios/s.ron", "--answers", "answers.txt", "--date", "2026-11-22"],
            whole: None,
        },
    ),
    (
        "forced",
        Case {
            before: &[
                &["init", "mine"],
                &[
                    "run",
                    "scenarios/s.ron",
                    "--trials",
                    "50",
                    "--inputs",
                    "0",
                    "--format",
                    "md,json",
                    "--out",
                    "mine",
                    "--force",
                ],
            ],
            command: &[
                "run",
                "scenarios/s.ron",
                "--trials",
                "60",
                "--inputs",
                "0",
                "--format",
                "md,svg",
                "--out",
                "mine",
                "--force",
            ],
            whole: Some("mine"),
        },
    ),
    ("init", Case { before: &[], command: &["init", "other"], whole: Some("other") }),
    ("papers", Case { before: &[], command: &["drill", "scenarios/s.ron", "--pack", "papers"], whole: Some("papers") }),
    (
        "report",
        Case {
            before: &[
                &["run", "scenarios/s.ron", "--trials", "50", "--inputs", "0", "--format", "md,svg,json"],
                &["report"],
                &["run", "scenarios/s.ron", "--trials", "60", "--inputs", "0", "--format", "md,svg,json"],
            ],
            command: &["report"],
            whole: None,
        },
    ),
];

/// What is counted of a case: faults tried, old and new results found, and what went wrong.
#[derive(Default, Debug)]
struct Count {
    calls: u64,
    tried: u64,
    old: u64,
    new: u64,
    wrong: Vec<String>,
}

/// The part of a practice that a case replaces as a whole; all but single files where it does not.
fn part(of: &Files, whole: &str) -> Files {
    of.iter().filter(|(path, _)| path.starts_with(whole)).map(|(path, bytes)| (path.clone(), bytes.clone())).collect()
}

/// Tries a case with a fault at each of its calls, or at each `step`-th.
fn tried(name: &str, case: &Case, fault: &str, step: u64) -> Count {
    let before = practice();
    case.before.iter().for_each(|words| done(before.path(), words));
    let old = files(before.path());
    let after = copied(before.path());
    let log = tempfile::NamedTempFile::new().unwrap();
    let also = if fault.ends_with("alone") { ";alone" } else { "" };
    let out = bcp(after.path(), case.command, &format!("log {}{also}", log.path().display()));
    assert!(out.status.success(), "{name}: {}", String::from_utf8_lossy(&out.stderr));
    let new = files(after.path());
    let mut count = Count { calls: fs::read_to_string(log.path()).unwrap().lines().count() as u64, ..Count::default() };
    let kind = fault.split(' ').next().unwrap();
    for n in (1..=count.calls).step_by(step as usize) {
        let place = copied(before.path());
        let out = bcp(place.path(), case.command, &format!("{kind} {n}{also}"));
        count.tried += 1;
        if let Some(wrong) = holds(case, kind, &out, place.path(), (&old, &new), &mut count) {
            count.wrong.push(format!("{name}, {fault} {n}: {wrong}"));
        }
    }
    count
}

/// What is wrong after a fault; nothing where all of this holds. An exit code of 0 means that the new result is there, of 1
/// that the old one is. After a kill it is one of them, once any other command has run. All other files are as they were, or
/// as they were to be. Nothing of the making stays.
fn holds(
    case: &Case,
    kind: &str,
    out: &Output,
    at: &Path,
    (old, new): (&Files, &Files),
    count: &mut Count,
) -> Option<String> {
    match (kind, out.status.code()) {
        ("kill", None) | ("fail" | "dead", Some(0 | 1)) => {}
        (_, code) => return Some(format!("it ended with {code:?}: {}", String::from_utf8_lossy(&out.stderr))),
    }
    // Another command puts right what was left.
    fs::write(at.join("scenarios/t.ron"), SCENARIO).unwrap();
    done(at, &["run", "scenarios/t.ron", "--trials", "5", "--inputs", "0", "--format", "md"]);
    fs::remove_dir_all(at.join("reports/t")).unwrap();
    fs::remove_file(at.join("scenarios/t.ron")).unwrap();
    let now = files(at);
    for (path, bytes) in &now {
        let known = [old, new].iter().any(|side| side.get(path) == Some(bytes));
        let is_journal = path.ends_with("journal.jsonl")
            && new.iter().any(|(other, whole)| other == path && whole.starts_with(bytes));
        // A mark also lists what was there before.
        if !known && !is_journal && !path.ends_with(".bcp-sim.json") {
            return Some(format!("{} is neither old nor new", path.display()));
        }
    }
    if let Some(lost) = old.keys().find(|path| !now.contains_key(*path) && new.contains_key(*path)) {
        return Some(format!("{} is lost", lost.display()));
    }
    let whole = case.whole?;
    let [was, is, to_be] = [old, &now, new].map(|side| part(side, whole));
    count.old += u64::from(is == was);
    count.new += u64::from(is == to_be);
    match out.status.code() {
        Some(0) if is != to_be => Some("it ended with 0, and the new result is not there".to_owned()),
        Some(1) if is != was && kind == "fail" => Some("it ended with 1, and the old result is not there".to_owned()),
        _ if is != was && is != to_be => Some("what is there is neither the old nor the new result".to_owned()),
        _ => None,
    }
}

/// Tries cases with every kind of fault.
fn hold(names: &[&str], faults: &[&str], step: u64) {
    for (name, case) in CASES.iter().filter(|(name, _)| names.contains(name)) {
        for fault in faults {
            let count = tried(name, case, fault, step);
            println!(
                "{name}, {fault}: {} calls, {} tried, {} old, {} new",
                count.calls, count.tried, count.old, count.new
            );
            assert!(count.tried > 0 && count.wrong.is_empty(), "{}", count.wrong.join("\n"));
        }
    }
}

#[test]
fn a_result_survives_a_failure_and_a_kill_at_every_call() {
    hold(&["run"], &["fail", "kill"], 1);
}

#[test]
fn a_result_survives_where_two_folders_cannot_change_places() {
    hold(&["year"], &["fail alone", "kill alone"], 1);
}

#[test]
fn every_other_result_survives_a_fault_at_some_calls() {
    hold(&["compare", "worth", "init", "papers"], &["fail", "kill"], 7);
    hold(&["run"], &["dead"], 5);
}

#[test]
fn a_pack_survives_a_failure_and_a_kill_at_every_call() {
    hold(&["seal", "incident"], &["fail", "kill"], 1);
}

#[test]
fn a_finished_drill_and_pages_survive_a_fault_at_some_calls() {
    hold(&["drill", "report"], &["fail", "kill"], 5);
}

/// Killed while a result joined somebody's files, a part of it was there, with a part of the one before.
#[test]
fn a_result_among_somebodys_files_is_the_old_or_the_new_one() {
    hold(&["forced"], &["fail", "kill"], 1);
    hold(&["forced"], &["fail alone", "kill alone"], 3);
}

/// All of them: `cargo test --test all storage::every -- --ignored --nocapture`.
#[test]
#[ignore = "a campaign of some minutes"]
fn every_command_survives_every_fault() {
    let all: Vec<&str> = CASES.iter().map(|(name, _)| *name).collect();
    hold(&all, &["fail", "dead", "kill", "fail alone", "dead alone", "kill alone"], 1);
}
