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
    fs::create_dir(folder.path().join("scenarios")).unwrap();
    fs::copy(root.join("plan.ron"), folder.path().join("plan.ron")).unwrap();
    fs::copy(root.join("scenarios/outage.ron"), folder.path().join("scenarios/outage.ron")).unwrap();
    folder
}

fn run(folder: &Path, more: &[&str]) {
    let mut command = Command::cargo_bin("bcp-sim").unwrap();
    command.current_dir(folder).args(["run", "scenarios/outage.ron"]).args(more).assert().success();
}

#[test]
fn the_committed_report_is_made_again_byte_for_byte() {
    let folder = practice();
    run(folder.path(), &["--threads", "2"]);
    let made = bytes(&folder.path().join("reports/outage"));
    let committed = bytes(&Path::new(env!("CARGO_MANIFEST_DIR")).join("reports/outage"));
    let names = |files: &[(String, Vec<u8>)]| files.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&made), names(&committed));
    for ((name, made), (_, committed)) in made.iter().zip(&committed) {
        assert!(made == committed, "`{name}` differs: run the first command of the README and look at what changed");
    }
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
