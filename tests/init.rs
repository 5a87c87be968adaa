//! A practice folder of one's own: what `init` makes runs at once, nothing is ever overwritten, and the list of what
//! comes with the program is whole.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should say so at once")]

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use bcp_sim::library::{SCENARIOS, TEMPLATES, Text};
use bcp_sim::units::Weekly;

fn bcp(folder: &Path, words: &[&str]) -> assert_cmd::assert::Assert {
    let mut command = Command::cargo_bin("bcp-sim").unwrap();
    command.current_dir(folder).env_remove("BCP_SIM_PLAN").args(words).assert()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Every file below a folder with its content, by path.
fn content(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(content(&path));
        } else {
            all.push((path.clone(), fs::read_to_string(path).unwrap()));
        }
    }
    all.sort();
    all
}

/// The names of the files of a folder of this repository, without ending.
fn shipped(folder: &str) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let stem = |(path, _): (PathBuf, String)| path.file_stem().unwrap().to_string_lossy().into_owned();
    content(&root).into_iter().map(stem).collect()
}

fn names(shelf: &[Text]) -> Vec<String> {
    let mut names: Vec<String> = shelf.iter().map(|text| text.name.to_owned()).collect();
    names.sort();
    names
}

#[test]
fn the_library_holds_every_scenario_and_every_template_of_the_repository() {
    assert_eq!(names(SCENARIOS), shipped("scenarios"));
    assert_eq!(names(TEMPLATES), shipped("templates"));
}

#[test]
fn every_template_runs_at_once() {
    for template in TEMPLATES {
        let place = tempfile::tempdir().unwrap();
        bcp(place.path(), &["init", "practice", "--template", template.name]).success();
        let practice = place.path().join("practice");
        bcp(&practice, &["run", "scenarios/outage.ron", "--trials", "200", "--format", "none"]).success();
        bcp(&practice, &["year", "--trials", "100", "--format", "none"]).success();
    }
}

#[test]
fn every_scenario_fits_every_template() {
    use bcp_sim::file;
    for template in TEMPLATES {
        let plan = file::Source::new(template.name, template.text);
        let read = file::read_plan(&plan).unwrap_or_else(|faults| panic!("{}", plan.explain(&faults)));
        for scenario in SCENARIOS {
            let source = file::Source::new(scenario.name, scenario.text);
            let scene = file::read_scenario(&source).unwrap_or_else(|faults| panic!("{}", source.explain(&faults)));
            for forecast in [file::Forecast::Written, file::Forecast::Tested] {
                let bound = file::bind((&plan, &read), (&source, &scene), forecast);
                assert!(bound.is_ok(), "{} with {}", template.name, scenario.name);
            }
        }
    }
}

#[test]
fn an_undisturbed_year_of_every_template_comes_out_even() {
    use bcp_sim::file;
    for template in TEMPLATES {
        let plan = file::Source::new(template.name, template.text);
        let read = file::read_plan(&plan).unwrap_or_else(|faults| panic!("{}", plan.explain(&faults)));
        // What is left over is said in the file; it is less than a week's drawings, and never a loss.
        let said = template.text.lines().find_map(|line| line.trim().strip_prefix("//   left over")).unwrap();
        let left: u32 = said.trim().replace(',', "").parse().unwrap();
        assert!(left < 60, "{}: {left}", template.name);
        let costs: i64 = read.strategies.0.iter().map(|(_, s)| s.cost.per_year.0).sum();
        let weeks = 52 - read.calendar.closed_weeks.len() as i64;
        let mut fees = 0;
        for (_, service) in &read.services.0 {
            let starts = service.timetable.as_ref().map_or(0, Vec::len) as u32;
            let weekly = service.weekly.unwrap_or(Weekly::whole(starts));
            fees += weeks * i64::from(weekly.thousandths()) * service.fee.0 / 1_000;
        }
        let money = &read.finances;
        let out: i64 = (0..12).map(|month| money.fixed.due(month).0 + money.drawings.due(month).0).sum();
        let even = fees * 99 / 100 - out - costs;
        assert_eq!((even + 50) / 100, i64::from(left), "{}", template.name);
    }
}

#[test]
fn the_next_three_commands_are_said() {
    let place = tempfile::tempdir().unwrap();
    let out = bcp(place.path(), &["init", "my practice"]).success();
    let said = text(&out.get_output().stdout);
    for command in ["  cd \"my practice\"\n", "  bcp-sim run scenarios/outage.ron\n", "  bcp-sim year\n"] {
        assert!(said.contains(command), "{said}");
    }
    assert!(said.lines().all(|line| line.chars().count() <= 80), "{said}");
    let plan = fs::read_to_string(place.path().join("my practice/plan.ron")).unwrap();
    assert_eq!(plan, TEMPLATES[0].text);
    let made = content(&place.path().join("my practice"));
    assert_eq!(made.len(), 1 + SCENARIOS.len(), "nothing else is needed");
}

#[test]
fn nothing_is_ever_overwritten() {
    let place = tempfile::tempdir().unwrap();
    bcp(place.path(), &["init", "practice"]).success();
    fs::write(place.path().join("practice/plan.ron"), "mine").unwrap();
    let before = content(place.path());
    let out = bcp(place.path(), &["init", "practice", "--template", "tutor"]).code(5);
    let said = text(&out.get_output().stderr);
    assert!(said.contains("nothing is ever overwritten") && said.contains("tip:"), "{said}");
    assert_eq!(content(place.path()), before);
    // A folder with a single foreign file is somebody's as well, even one that a report would replace; so is a file.
    fs::create_dir(place.path().join("other")).unwrap();
    fs::write(place.path().join("other/report.md"), "mine").unwrap();
    fs::write(place.path().join("note"), "mine").unwrap();
    let before = content(place.path());
    for taken in ["other", "note"] {
        bcp(place.path(), &["init", taken]).code(5);
    }
    assert_eq!(content(place.path()), before);
}

#[test]
fn an_empty_folder_is_filled_and_what_cannot_be_made_leaves_nothing() {
    let place = tempfile::tempdir().unwrap();
    fs::create_dir(place.path().join("empty")).unwrap();
    bcp(place.path(), &["init", "empty"]).success();
    assert!(place.path().join("empty/plan.ron").is_file());
    fs::write(place.path().join("note"), "mine").unwrap();
    for (folder, code) in [("note/practice", 1), ("note/a/practice", 1), (".", 2), ("..", 2)] {
        let out = bcp(place.path(), &["init", folder]).code(code);
        assert!(text(&out.get_output().stderr).contains("tip:"), "{folder}");
    }
    fs::remove_file(place.path().join("note")).unwrap();
    let left: Vec<_> = fs::read_dir(place.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["empty"]);
}

#[test]
fn folders_above_are_made_as_well_and_what_is_in_them_stays() {
    let place = tempfile::tempdir().unwrap();
    fs::create_dir(place.path().join("clients")).unwrap();
    fs::write(place.path().join("clients/note"), "mine").unwrap();
    bcp(place.path(), &["init", "clients/2026/anna", "--template", "tutor"]).success();
    assert!(place.path().join("clients/2026/anna/plan.ron").is_file());
    assert_eq!(fs::read_to_string(place.path().join("clients/note")).unwrap(), "mine");
    // Where the last step fails, those on the way go again. A name of 300 characters is too long everywhere.
    let long = format!("other/folder/{}", "x".repeat(300));
    bcp(place.path(), &["init", &long]).code(1);
    assert!(!place.path().join("other").exists());
    // Only the new ones: a folder that was there and is empty stays.
    fs::create_dir(place.path().join("empty")).unwrap();
    bcp(place.path(), &["init", &long.replace("other", "empty")]).code(1);
    assert_eq!(fs::read_dir(place.path().join("empty")).unwrap().count(), 0);
}

#[test]
fn an_unknown_template_is_answered_with_the_nearest_name() {
    let place = tempfile::tempdir().unwrap();
    let out = bcp(place.path(), &["init", "practice", "--template", "therapst"]).code(2);
    let said = text(&out.get_output().stderr);
    assert!(said.contains("tip:") && said.contains("'therapist'"), "{said}");
    assert!(content(place.path()).is_empty());
}

#[test]
fn the_list_names_every_scenario_in_lines_that_fit() {
    let place = tempfile::tempdir().unwrap();
    let out = bcp(place.path(), &["scenarios"]).success();
    let said = text(&out.get_output().stdout);
    for name in shipped("scenarios") {
        assert!(said.contains(&format!("scenarios/{name}.ron ")), "{name}: {said}");
    }
    assert!(said.contains("0.8 a year, each practitioner") && said.contains("storm"), "{said}");
    assert!(said.lines().all(|line| line.chars().count() <= 80 && !line.ends_with('…')), "{said}");
    let out = bcp(place.path(), &["scenarios", "--json"]).success();
    let value: serde_json::Value = serde_json::from_slice(&out.get_output().stdout).unwrap();
    assert_eq!(value["schema"], "bcp-sim.scenarios/1");
    let listed = value["scenarios"].as_array().unwrap();
    assert_eq!(listed.len(), SCENARIOS.len());
    assert!(listed.iter().all(|s| s["title"].is_string() && s["hazards"][0]["rate_a_year"].is_number()));
}
