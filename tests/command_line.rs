//! The program as its user meets it: exit codes, what goes to which stream, what stands on the disk afterwards.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should say so at once")]

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use tempfile::TempDir;

fn practice() -> TempDir {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().unwrap();
    fs::copy(root.join("plan.ron"), folder.path().join("plan.ron")).unwrap();
    fs::copy(root.join("scenarios/outage.ron"), folder.path().join("outage.ron")).unwrap();
    folder
}

fn bcp(folder: &TempDir, words: &[&str]) -> assert_cmd::assert::Assert {
    Command::cargo_bin("bcp-sim").unwrap().current_dir(folder.path()).args(words).assert()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn listing(folder: &TempDir) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn a_run_prints_its_finding_and_writes_its_report() {
    let folder = practice();
    let out = bcp(&folder, &["run", "outage.ron", "--trials", "500"]).success();
    let said = text(&out.get_output().stdout);
    assert!(said.contains("sessions lost") && said.contains("1 wd") && said.contains("seed 42"), "{said}");
    assert!(said.lines().all(|line| line.chars().count() <= 80), "{said}");
    assert!(!said.contains('\u{1b}'), "no colour in a pipe");
    assert!(out.get_output().stderr.is_empty(), "no bar in a pipe");
    assert!(folder.path().join("reports/outage/report.md").is_file());
}

#[test]
fn json_alone_goes_to_standard_output_and_is_the_file_on_the_disk() {
    let folder = practice();
    let out = bcp(&folder, &["run", "outage.ron", "--trials", "500", "--json", "--quiet"]).success();
    let said = text(&out.get_output().stdout);
    let value: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!(value["schema"], "bcp-sim.result/2");
    assert_eq!(value["trials"], 500);
    assert_eq!(said, fs::read_to_string(folder.path().join("reports/outage/summary.json")).unwrap());
}

#[test]
fn a_value_set_for_this_time_changes_the_result_and_is_told_in_it() {
    let folder = practice();
    let file = fs::read(folder.path().join("plan.ron")).unwrap();
    let run = |set: &[&str]| {
        let words = [&["run", "outage.ron", "--trials", "500", "--json", "--format", "md", "--force"], set].concat();
        let out = bcp(&folder, &words).success();
        serde_json::from_slice::<serde_json::Value>(&out.get_output().stdout).unwrap()
    };
    let fund = |value: &serde_json::Value| value["written"]["metrics"].to_string();
    let plain = run(&[]);
    let poor = run(&["--set", "finances.fund=20", "--set", "scenario.horizon=4w"]);
    assert_ne!(fund(&plain), fund(&poor));
    assert_eq!(
        (&plain["plan"], &plain["scenario"]),
        (&poor["plan"], &poor["scenario"]),
        "hashes are those of the files"
    );
    assert_eq!(poor["changes"], serde_json::json!(["finances.fund=20", "scenario.horizon=4w"]));
    assert!(plain.get("changes").is_none());
    let report = fs::read_to_string(folder.path().join("reports/outage/report.md")).unwrap();
    assert!(report.contains("What if: finances.fund=20") && report.contains("--set 'scenario.horizon=4w'"), "{report}");
    let same = run(&["--set", "finances.fund=14,400"]);
    assert_eq!(fund(&plain), fund(&same));
    assert_eq!(fs::read(folder.path().join("plan.ron")).unwrap(), file, "the file stays as it was");
}

#[test]
fn a_value_that_cannot_be_set_is_told() {
    let folder = practice();
    for (set, code, wanted) in [
        ("fund", 2, "a path, `=` and a value are wanted"),
        ("finances.fnd.x=20", 2, "did you mean `fund`?"),
        ("scenario.hazards.storrm.rate=1 a year", 2, "leads nowhere"),
        ("finances.fund=much", 3, "plan.ron with --set:"),
        ("finances.fnd=20", 3, "`finances` has no field `fnd`"),
    ] {
        let out = bcp(&folder, &["run", "outage.ron", "--set", set]).code(code);
        let told = text(&out.get_output().stderr);
        assert!(told.contains(wanted), "{set}: {told}");
    }
    assert!(!folder.path().join("reports").exists());
}

#[test]
fn several_scenarios_are_ranked() {
    let folder = practice();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    fs::copy(root.join("scenarios/crm.ron"), folder.path().join("crm.ron")).unwrap();
    let out = bcp(&folder, &["run", "outage.ron", "crm.ron", "--trials", "300", "--format", "md,json"]).success();
    let said = text(&out.get_output().stdout);
    assert!(said.contains("by the year.") && said.contains("CRM and diary down"), "{said}");
    assert!(said.lines().all(|line| line.chars().count() <= 80), "{said}");
    assert!(folder.path().join("reports/ranking/report.md").is_file());
    let json = fs::read_to_string(folder.path().join("reports/ranking/summary.json")).unwrap();
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(value["ranking"].as_array().unwrap().len(), 2);
}

/// A practice with all its scenarios.
fn whole_practice() -> TempDir {
    let folder = practice();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    fs::create_dir(folder.path().join("scenarios")).unwrap();
    for entry in fs::read_dir(root).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), folder.path().join("scenarios").join(entry.file_name())).unwrap();
    }
    folder
}

#[test]
fn a_year_takes_the_scenarios_beside_the_plan_and_says_whether_the_fund_lasts() {
    let folder = whole_practice();
    let out = bcp(&folder, &["year", "--trials", "500"]).success();
    let said = text(&out.get_output().stdout);
    assert!(said.contains("A year of disruptions") && said.contains("fund of £14,400"), "{said}");
    assert!(said.contains("as tested") && said.contains("what a year costs"), "{said}");
    assert!(said.lines().all(|line| line.chars().count() <= 80), "{said}");
    assert!(folder.path().join("reports/year/report.md").is_file());
    let out =
        bcp(&folder, &["year", "--trials", "300", "--months", "6", "--as", "tested", "--format", "none"]).success();
    let said = text(&out.get_output().stdout);
    assert!(said.contains("6 months") && said.contains("all as tested"), "{said}");
}

#[test]
fn a_trial_of_a_year_is_retold() {
    let folder = whole_practice();
    let out = bcp(&folder, &["trace", "--year", "--trial", "7"]).success();
    let said = text(&out.get_output().stdout);
    assert!(said.contains("Trial 7 of a year of disruptions") && said.contains(" strikes"), "{said}");
    bcp(&folder, &["trace", "--trial", "7"]).code(2);
    bcp(&folder, &["trace", "outage.ron", "scenarios/crm.ron", "--trial", "7"]).code(2);
}

#[test]
fn a_year_refuses_what_prevents_nothing_in_any_scenario() {
    let folder = whole_practice();
    let year = ["year", "scenarios/outage.ron", "--trials", "10", "--inputs", "0", "--format", "none"];
    // What another scenario of the practice holds is no fault where that one is not played.
    bcp(&folder, &year).success();
    fs::remove_file(folder.path().join("scenarios/software-failure.ron")).unwrap();
    let out = bcp(&folder, &year).code(3);
    let said = text(&out.get_output().stderr);
    assert!(said.contains("no scenario has a hazard or consequence `licence or log-in lapsed`"), "{said}");
}

#[test]
fn the_day_counts_for_the_age_of_evidence() {
    let folder = practice();
    let plan = Path::new(env!("CARGO_MANIFEST_DIR")).join("plans/careerworx-2026-draft.ron");
    fs::copy(plan, folder.path().join("plan.ron")).unwrap();
    let run = |more: &[&str]| {
        let words = [&["run", "outage.ron", "--trials", "2000", "--format", "none", "--json", "--as", "tested"], more];
        text(&bcp(&folder, &words.concat()).success().get_output().stdout)
    };
    let (fresh, old) = (run(&[]), run(&["--today", "2031-01-01"]));
    assert_ne!(fresh, old);
    bcp(&folder, &["run", "outage.ron", "--today", "2031-13-01"]).code(2);
}

#[test]
fn quiet_says_nothing_and_none_writes_nothing() {
    let folder = practice();
    let out = bcp(&folder, &["run", "outage.ron", "--trials", "50", "--quiet", "--format", "none"]).success();
    assert!(out.get_output().stdout.is_empty());
    assert_eq!(listing(&folder), ["outage.ron", "plan.ron"]);
}

#[test]
fn one_trial_has_no_error_and_says_so() {
    let folder = practice();
    let out = bcp(&folder, &["run", "outage.ron", "--trials", "1"]).success();
    let said = text(&out.get_output().stdout);
    assert!(said.contains("too few to tell") && !said.contains("NaN"), "{said}");
}

#[test]
fn wrong_command_lines_end_with_2_and_nothing_is_written() {
    let folder = practice();
    for words in [
        &["run", "outage.ron", "--trials", "0"][..],
        &["run", "outage.ron", "--trials", "1e18"],
        &["run", "outage.ron", "--seed", "-1"],
        &["run", "outage.ron", "--seed", "0x2a"],
        &["run", "outage.ron", "--precision", "NaN%"],
        &["run", "outage.ron", "--format", "pdf"],
        &["run", "outage.ron", "--hazard", "flood"],
        &["run", "outage.ron", "--trials", "10", "--precision", "1%"],
        &["run"],
        &["trace", "outage.ron"],
        &["frobnicate"],
    ] {
        let out = bcp(&folder, words).code(2);
        assert!(!out.get_output().stderr.is_empty(), "{words:?}");
        assert!(out.get_output().stdout.is_empty(), "{words:?}");
    }
    assert_eq!(listing(&folder), ["outage.ron", "plan.ron"]);
}

#[test]
fn a_hazard_that_is_misspelt_is_answered_with_the_nearest_name() {
    let folder = practice();
    let out = bcp(&folder, &["run", "outage.ron", "--hazard", "strom"]).code(2);
    assert!(text(&out.get_output().stderr).contains("did you mean `storm`?"));
}

#[test]
fn a_missing_file_ends_with_1_and_names_it() {
    let folder = practice();
    let out = bcp(&folder, &["run", "nowhere.ron"]).code(1);
    assert!(text(&out.get_output().stderr).contains("nowhere.ron"));
    let out = bcp(&folder, &["run", "."]).code(1);
    assert!(text(&out.get_output().stderr).contains("folder"));
}

#[test]
fn the_scenario_may_come_from_standard_input() {
    let folder = practice();
    let scenario = fs::read_to_string(folder.path().join("outage.ron")).unwrap();
    let mut command = Command::cargo_bin("bcp-sim").unwrap();
    let words = ["run", "-", "--trials", "50", "--json", "--format", "none"];
    let piped = command.current_dir(folder.path()).args(words).write_stdin(scenario).assert().success();
    let read = bcp(&folder, &["run", "outage.ron", "--trials", "50", "--json", "--format", "none"]).success();
    // All but the command, which names where it was read.
    let rest = |out: &assert_cmd::assert::Assert| {
        let mut value: serde_json::Value = serde_json::from_slice(&out.get_output().stdout).unwrap();
        let again = value.as_object_mut().unwrap().remove("again").unwrap();
        (again[1].clone(), value)
    };
    let (piped, read) = (rest(&piped), rest(&read));
    assert!(piped.1 == read.1 && (piped.0, read.0) == ("-".into(), "outage.ron".into()));
}

#[test]
fn the_nearest_plan_above_is_taken() {
    let folder = practice();
    fs::create_dir(folder.path().join("deeper")).unwrap();
    let mut command = Command::cargo_bin("bcp-sim").unwrap();
    let words = ["run", "../outage.ron", "--trials", "50", "--format", "none"];
    command.current_dir(folder.path().join("deeper")).args(words).assert().success();
    let nowhere = tempfile::tempdir().unwrap();
    fs::copy(folder.path().join("outage.ron"), nowhere.path().join("outage.ron")).unwrap();
    let out = bcp(&nowhere, &["run", "outage.ron"]).code(1);
    assert!(text(&out.get_output().stderr).contains("--plan"));
}

#[test]
fn a_trial_is_retold_the_same_every_time_and_drawn_where_asked() {
    let folder = practice();
    let told = bcp(&folder, &["trace", "outage.ron", "--trial", "17"]).success();
    let said = text(&told.get_output().stdout);
    assert!(said.starts_with("Trial 17 of Internet and power outage"), "{said}");
    assert!(said.contains("strikes") && said.trim_end().lines().last().unwrap().contains("= "), "{said}");
    let again = bcp(&folder, &["trace", "outage.ron", "--trial", "17", "--chart", "trial.svg"]).success();
    assert_eq!(said, text(&again.get_output().stdout));
    assert!(fs::read_to_string(folder.path().join("trial.svg")).unwrap().starts_with("<svg"));
    bcp(&folder, &["trace", "outage.ron", "--trial", "17", "--chart", "trial.svg"]).code(5);
    bcp(&folder, &["trace", "outage.ron", "--trial", "17", "--chart", "trial.pdf"]).code(2);
}

#[test]
fn the_trial_retold_is_the_trial_counted() {
    let folder = practice();
    bcp(&folder, &["run", "outage.ron", "--trials", "300", "--format", "csv", "--hazard", "storm", "--quiet"])
        .success();
    let rows = fs::read_to_string(folder.path().join("reports/outage/trials.csv")).unwrap();
    let head: Vec<&str> = rows.lines().next().unwrap().split(',').collect();
    let column = head.iter().position(|name| *name == "sessions_lost").unwrap();
    let worst =
        rows.lines().skip(1).max_by_key(|row| row.split(',').nth(column).unwrap().parse::<i64>().unwrap()).unwrap();
    let (trial, lost) = (worst.split(',').next().unwrap(), worst.split(',').nth(column).unwrap());
    let told = bcp(&folder, &["trace", "outage.ron", "--hazard", "storm", "--trial", trial]).success();
    let said = text(&told.get_output().stdout);
    assert_eq!(said.matches("× lost, ").count().to_string(), lost, "{said}");
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_ends_quietly_and_a_full_disk_does_not() {
    let folder = practice();
    let program = env!("CARGO_BIN_EXE_bcp-sim");
    let shell = |script: String| {
        std::process::Command::new("bash").arg("-c").arg(script).current_dir(folder.path()).output().unwrap()
    };
    let run = format!("{program} run outage.ron --trials 50 --format none");
    let out = shell(format!("set -o pipefail; {run} --json | head -c 1 > /dev/null; echo ${{PIPESTATUS[0]}}"));
    assert_eq!(text(&out.stdout).trim(), "0", "{}", text(&out.stderr));
    let out = shell(format!("{run} > /dev/full"));
    assert_eq!(out.status.code(), Some(1));
    assert!(text(&out.stderr).contains("standard output"));
}

#[cfg(unix)]
#[test]
fn ctrl_c_stops_the_run_and_leaves_nothing_behind() {
    let folder = practice();
    let program = env!("CARGO_BIN_EXE_bcp-sim");
    let script = format!(
        "{program} run outage.ron --trials 100000000 --threads 1 --long & sleep 1; kill -INT $!; wait $!; echo code $?"
    );
    let out =
        std::process::Command::new("bash").args(["-m", "-c", &script]).current_dir(folder.path()).output().unwrap();
    let said = text(&out.stdout);
    assert!(said.contains("code 130") && said.contains("stopped early"), "{said}");
    assert_eq!(listing(&folder), ["outage.ron", "plan.ron"]);
}

/// A practice with one line, which fails a thousand times a year: fifty years of that are one long trial.
fn restless() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let plan = r#"Plan(
        format: 1, title: "restless", revised: "2025-01-06", next_review: "2026-01-06", currency: "GBP",
        calendar: (starts: "2025-01-06", open: "Mon-Fri 09:00-18:00"),
        resources: { "coach": (), "line": (), "phone": () },
        services: {
            "talk": (weekly: 8, length: "60min", fee: "120", clients: 9, engagement: 6, by: "coach", needs: ["line"],
                     ladder: ["hotspot", "later"]),
        },
        functions: { "sessions": (serves: ["talk"], rto: "1wd", mtpd: "10wd") },
        strategies: {
            "hotspot": (kind: Substitute(for: ["line"], needs: ["phone"])),
            "later": (kind: Postpone(patience: [(within: "4w", accepted: "60%")])),
        },
        finances: (fund: "14,400", fixed: "600 a month", drawings: "3,500 a month", paid: Exactly("21d")),
    )"#;
    let scenario = r#"Scenario(format: 1, title: "line", horizon: "8w", hazards: {
        "fault": (rate: "1000 a year", strikes: { "line": "0%" }, lasts: Usually(typical: "4h", bad_case: "2d")),
    })"#;
    fs::write(folder.path().join("plan.ron"), plan).unwrap();
    fs::write(folder.path().join("line.ron"), scenario).unwrap();
    folder
}

/// Starts the program, and asks it to end after a second; gives its exit code, none where it does not end at all.
#[cfg(unix)]
fn asked_to_end(folder: &TempDir, words: &[&str], signal: &str) -> (Option<i32>, String) {
    use std::process::Stdio;
    let program = std::process::Command::new(env!("CARGO_BIN_EXE_bcp-sim"))
        .current_dir(folder.path())
        .args(words)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut program = program.unwrap();
    std::thread::sleep(std::time::Duration::from_secs(1));
    let sent = std::process::Command::new("kill").args([signal, &program.id().to_string()]).status().unwrap();
    assert!(sent.success(), "it was over before it was asked to end");
    // Nothing is read meanwhile. So long only where it never ends.
    for _ in 0..600 {
        if let Some(status) = program.try_wait().unwrap() {
            let mut said = String::new();
            std::io::Read::read_to_string(&mut program.stderr.take().unwrap(), &mut said).unwrap();
            return (status.code(), said);
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    program.kill().unwrap();
    (None, String::new())
}

/// A chunk of such trials took minutes, and a signal was looked at after each chunk.
#[cfg(unix)]
#[test]
fn a_trial_that_takes_long_is_given_up_when_it_is_asked_to_end() {
    let folder = restless();
    let years = ["year", "line.ron", "--months", "600", "--trials", "100000", "--inputs", "0", "--long", "--quiet"];
    for signal in ["-INT", "-TERM"] {
        assert_eq!(asked_to_end(&folder, &years, signal).0, Some(130), "{signal}");
    }
    assert_eq!(listing(&folder), ["line.ron", "plan.ron"]);
}

/// Whatever cannot ask whether to go on is ended: here it waits for somebody to read what it prints.
#[cfg(unix)]
#[test]
fn what_does_not_ask_whether_to_go_on_is_ended_all_the_same() {
    let folder = practice();
    let json = ["run", "outage.ron", "--trials", "200", "--json", "--format", "none"];
    let (code, said) = asked_to_end(&folder, &json, "-INT");
    assert_eq!(code, Some(130));
    assert!(said.contains("stopped: what was under way is lost"), "{said}");
    // Where nobody has partial results to show, it ends at once.
    assert_eq!(asked_to_end(&folder, &["drill", "outage.ron", "--out", "drill"], "-INT").0, Some(130));
}

#[test]
fn what_would_take_hours_is_refused_before_it_begins_and_says_how_to_ask_for_it() {
    let folder = restless();
    let years = ["--months", "600", "--trials", "100000000", "--quiet"];
    let out = bcp(&folder, &[&["year", "line.ron"], &years[..]].concat()).code(2);
    let said = text(&out.get_output().stderr);
    assert!(said.contains("this would take about") && said.contains("for 100,000,000 trials"), "{said}");
    assert!(said.contains("add `--long` to go through with it"), "{said}");
    assert_eq!(listing(&folder), ["line.ron", "plan.ron"]);
    fs::create_dir(folder.path().join("scenarios")).unwrap();
    fs::rename(folder.path().join("line.ron"), folder.path().join("scenarios/line.ron")).unwrap();
    for verb in [&["worth"][..], &["compare", "plan.ron", "plan.ron"]] {
        let out = bcp(&folder, &[verb, &years].concat()).code(2);
        assert!(text(&out.get_output().stderr).contains("--long"), "{verb:?}");
    }
}
