//! The committed report is what the README's first command makes, byte for byte.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should say so at once")]

use std::fs;
use std::path::Path;

use assert_cmd::Command;

fn bytes(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let entry = entry.unwrap();
            (entry.file_name().to_string_lossy().into_owned(), fs::read(entry.path()).unwrap())
        })
        .collect();
    files.sort();
    files
}

/// A copy of the practice's files in a folder of their own.
fn practice() -> tempfile::TempDir {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().unwrap();
    fs::copy(root.join("plan.ron"), folder.path().join("plan.ron")).unwrap();
    for part in ["scenarios", "plans"] {
        fs::create_dir(folder.path().join(part)).unwrap();
        for entry in fs::read_dir(root.join(part)).unwrap() {
            let entry = entry.unwrap();
            fs::copy(entry.path(), folder.path().join(part).join(entry.file_name())).unwrap();
        }
    }
    folder
}

fn bcp(folder: &Path, words: &[&str]) {
    let mut command = Command::cargo_bin("bcp-sim").unwrap();
    command.current_dir(folder).args(words).assert().success();
}

fn run(folder: &Path, more: &[&str]) {
    bcp(folder, &[&["run", "scenarios/outage.ron"][..], more].concat());
}

/// Every report in a folder is the committed one of that name.
fn are_committed(made: &Path) {
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("reports");
    for entry in fs::read_dir(made.join("reports")).unwrap() {
        let name = entry.unwrap().file_name().to_string_lossy().into_owned();
        let (made, committed) = (bytes(&made.join("reports").join(&name)), bytes(&committed.join(&name)));
        let names = |files: &[(String, Vec<u8>)]| files.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
        assert_eq!(names(&made), names(&committed), "{name}");
        for ((file, made), (_, committed)) in made.iter().zip(&committed) {
            assert!(
                made == committed,
                "`{name}/{file}` differs: make it again (see CONTRIBUTING.md) and look at what changed"
            );
        }
    }
}

/// The scenarios, sorted as a shell does.
fn scenarios() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| format!("scenarios/{}", entry.unwrap().file_name().to_string_lossy()))
        .collect();
    names.sort();
    names
}

#[test]
fn the_committed_report_is_made_again_byte_for_byte() {
    let folder = practice();
    run(folder.path(), &["--threads", "2"]);
    are_committed(folder.path());
}

#[test]
fn every_scenario_and_the_ranking_are_made_again_byte_for_byte() {
    let folder = practice();
    let names = scenarios();
    let words: Vec<&str> =
        ["run"].into_iter().chain(names.iter().map(String::as_str)).chain(["--trials", "5000"]).collect();
    bcp(folder.path(), &words);
    // The outage's own report is that of the README's first command.
    fs::remove_dir_all(folder.path().join("reports/outage")).unwrap();
    are_committed(folder.path());
}

#[test]
fn the_years_are_made_again_byte_for_byte() {
    let folder = practice();
    bcp(folder.path(), &["year", "--precision", "10%"]);
    bcp(folder.path(), &["year", "--plan", "plans/clinic.ron", "--out", "reports/clinic-year", "--precision", "20%"]);
    are_committed(folder.path());
}

#[test]
fn a_report_names_no_folder_no_user_and_no_time() {
    let folder = practice();
    run(folder.path(), &["--trials", "200", "--format", "md,svg,json,csv"]);
    let hidden = folder.path().to_string_lossy().into_owned();
    for (name, bytes) in bytes(&folder.path().join("reports/outage")) {
        let text = String::from_utf8(bytes).unwrap();
        assert!(!text.contains(&hidden), "{name}");
    }
    let rows = fs::read_to_string(folder.path().join("reports/outage/trials.csv")).unwrap();
    assert_eq!(rows.lines().count(), 201);
}

#[test]
fn the_readmes_two_commands_stand_in_it_as_they_are_tested() {
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    assert!(readme.contains("\ncargo run --release -- run scenarios/outage.ron\n"));
    assert!(readme.contains("\ncargo test\n"));
    let script = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(".ci/run")).unwrap();
    assert!(script.contains("\ncargo test\n"));
}

#[test]
fn the_committed_comparison_is_made_again_byte_for_byte() {
    let folder = practice();
    bcp(
        folder.path(),
        &["compare", "plan.ron", "plans/careerworx-2026-draft.ron", "--trials", "5000", "--causes", "1000"],
    );
    are_committed(folder.path());
}

#[test]
fn the_committed_worth_is_made_again_byte_for_byte() {
    let folder = practice();
    bcp(folder.path(), &["worth", "--trials", "256", "--threads", "1"]);
    are_committed(folder.path());
}
