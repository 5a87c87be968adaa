//! The reports of this repository are what its commands make. Three are kept in full, those that the README shows; of all
//! others, and of these, `reports/hashes.txt` keeps the digest of each page's and chart's text and one of the values alone, so
//! that a change of values is told from a change of words.
//!
//! `REWRITE=1 cargo test report::` makes them anew where a change is meant; then look at what changed.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should say so at once")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use assert_cmd::Command;
use bcp_sim::pack::fingerprint;

/// Reports that are kept in full.
const SHOWN: [&str; 3] = ["outage", "year", "plan-to-careerworx-2026-draft"];

fn reports() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("reports")
}

/// The files of a folder by name.
fn bytes(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let name = |entry: &fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| (name(&entry), fs::read(entry.path()).unwrap()))
        .collect()
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

/// The numbers of a result, each by its path. Entries of lists are called by their key, so that another one between them moves
/// none.
fn values(at: &str, value: &serde_json::Value, found: &mut BTreeMap<String, String>) {
    use serde_json::Value;
    let name = |entry: &Value| ["key", "name", "share"].iter().find_map(|field| Some(entry.get(field)?.to_string()));
    match value {
        Value::Object(fields) => fields.iter().for_each(|(key, value)| values(&format!("{at}/{key}"), value, found)),
        Value::Array(entries) => entries.iter().enumerate().for_each(|(number, entry)| {
            values(&format!("{at}/{}", name(entry).unwrap_or_else(|| number.to_string())), entry, found);
        }),
        Value::Number(number) => drop(found.insert(at.to_owned(), number.to_string())),
        Value::String(_) | Value::Bool(_) | Value::Null => {}
    }
}

/// What is known of a report: the digest of each of its texts, and of its values.
fn digests(name: &str, files: &BTreeMap<String, Vec<u8>>) -> BTreeMap<String, String> {
    let texts = files.iter().filter(|(file, _)| file.ends_with(".md") || file.ends_with(".svg"));
    let mut found: BTreeMap<String, String> =
        texts.map(|(file, bytes)| (format!("{name}/{file}"), fingerprint(bytes)[..16].to_owned())).collect();
    let mut numbers = BTreeMap::new();
    values("", &serde_json::from_slice(&files["summary.json"]).unwrap(), &mut numbers);
    let lines: String = numbers.iter().map(|(path, number)| format!("{path} {number}\n")).collect();
    found.insert(format!("{name} values"), fingerprint(lines.as_bytes())[..16].to_owned());
    found
}

/// The table of digests, by what they are of.
fn known() -> BTreeMap<String, String> {
    let text = fs::read_to_string(reports().join("hashes.txt")).unwrap_or_default();
    text.lines().filter_map(|line| line.rsplit_once(' ')).map(|(of, is)| (of.to_owned(), is.to_owned())).collect()
}

/// Every report in a folder is the one that is known by its name.
fn are_known(made: &Path) {
    let rewrite = std::env::var_os("REWRITE").is_some();
    for entry in fs::read_dir(made.join("reports")).unwrap() {
        let name = entry.unwrap().file_name().to_string_lossy().into_owned();
        let files = bytes(&made.join("reports").join(&name));
        // Where the pages are opened in a browser.
        put(&Path::new(env!("CARGO_TARGET_TMPDIR")).join("reports").join(&name), &files);
        if rewrite {
            rewritten(&name, &files);
        }
        let is_of = |of: &String| of.split(['/', ' ']).next() == Some(&name);
        let known: BTreeMap<_, _> = known().into_iter().filter(|(of, _)| is_of(of)).collect();
        let (now, of) = (digests(&name, &files), format!("{name} values"));
        let what = if known.get(&of) == now.get(&of) { "words or looks" } else { "values" };
        assert!(
            known == now,
            "{what} of `{name}` differ: where that is meant, REWRITE=1 cargo test report::\n{known:#?}\n{now:#?}"
        );
        if SHOWN.contains(&name.as_str()) {
            assert!(shown(&files) == bytes(&reports().join(&name)).into_iter().filter(is_shown).collect(), "{name}");
        }
    }
}

fn is_shown((file, _): &(String, Vec<u8>)) -> bool {
    file.ends_with(".md") || file.ends_with(".svg") || file == ".bcp-sim.json"
}

/// What is kept of a report that is shown.
fn shown(files: &BTreeMap<String, Vec<u8>>) -> BTreeMap<String, Vec<u8>> {
    files.clone().into_iter().filter(is_shown).collect()
}

fn put(folder: &Path, files: &BTreeMap<String, Vec<u8>>) {
    let _ = fs::remove_dir_all(folder);
    fs::create_dir_all(folder).unwrap();
    files.iter().for_each(|(file, bytes)| fs::write(folder.join(file), bytes).unwrap());
}

/// Keeps a report anew.
fn rewritten(name: &str, files: &BTreeMap<String, Vec<u8>>) {
    static TABLE: Mutex<()> = Mutex::new(());
    let _one_at_a_time = TABLE.lock().unwrap();
    if SHOWN.contains(&name) {
        put(&reports().join(name), &shown(files));
    }
    let mut table = known();
    table.retain(|of, _| of.split(['/', ' ']).next() != Some(name));
    table.extend(digests(name, files));
    let lines: String = table.iter().map(|(of, is)| format!("{of} {is}\n")).collect();
    fs::write(reports().join("hashes.txt"), lines).unwrap();
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
fn the_report_of_the_first_command_is_made_again_byte_for_byte() {
    let folder = practice();
    run(folder.path(), &["--threads", "2"]);
    are_known(folder.path());
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
    are_known(folder.path());
}

#[test]
fn the_years_are_made_again_byte_for_byte() {
    let folder = practice();
    bcp(folder.path(), &["year", "--precision", "10%"]);
    bcp(folder.path(), &["year", "--plan", "plans/clinic.ron", "--out", "reports/clinic-year", "--precision", "20%"]);
    are_known(folder.path());
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
fn the_comparison_is_made_again_byte_for_byte() {
    let folder = practice();
    bcp(
        folder.path(),
        &["compare", "plan.ron", "plans/careerworx-2026-draft.ron", "--trials", "5000", "--causes", "1000"],
    );
    are_known(folder.path());
}

#[test]
fn the_worth_is_made_again_byte_for_byte() {
    let folder = practice();
    bcp(folder.path(), &["worth", "--trials", "256", "--threads", "1"]);
    are_known(folder.path());
}
