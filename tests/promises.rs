//! Promises of a plan against cases whose answer is known beforehand, and what the program answers.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should say so at once")]

use crate::small_plans;

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use bcp_sim::promise::{Promise, Verdict, test};
use bcp_sim::sampling::{Luck, Sources};
use small_plans::{Plan, outage};

/// Ten sessions a week, one each half of a working day; a line down from Monday 09:00 for a day or, in one trial of ten,
/// for a week: two sessions lost, or ten.
fn verdicts(promises: &[&str], most: u64) -> Vec<Verdict> {
    let plan = Plan {
        services: r#""talk": (weekly: 10, length: "60min", fee: "100", by: "coach", needs: ["line"]),"#,
        functions: r#""sessions": (serves: ["talk"], rto: "2d", mtpd: "3d"),"#,
        ..Plan::default()
    };
    let lasts = r#"Mix([("90%", Exactly("1d")), ("10%", Exactly("7d"))])"#;
    let case = plan.with(&outage("Mon 09:00", lasts, r#""line": "0%""#, "", "8w"));
    let promises: Vec<Promise> = promises.iter().map(|text| Promise::parse(text).unwrap()).collect();
    let all: Vec<&Promise> = promises.iter().collect();
    let findings = test(&case, &Luck::new(42), &Sources::new(&case).unwrap(), &all, most);
    findings.into_iter().map(|finding| finding.verdict).collect()
}

#[test]
fn what_is_known_beforehand_is_found() {
    use Verdict::{Broken, Kept, Undecided};
    // One trial in ten is bad: more than 8 %, fewer than 12 %, and exactly 10 %.
    let promises = [
        ("p88(sessions lost, line) <= 2", Kept),
        ("p92(sessions lost, line) <= 2", Broken),
        ("p90(sessions lost, line) <= 2", Undecided),
        ("rto(sessions, line) >= 88%", Kept),
        ("rto(sessions, line) >= 92%", Broken),
        ("mtpd(sessions, line) <= 12%", Kept),
        ("p50(time to next, line) <= 1d", Kept),
        // 0.9 x 2 + 0.1 x 10 = 2.8.
        ("mean(sessions lost, line) <= 3", Kept),
        ("mean(sessions lost, line) <= 2", Broken),
    ];
    let found = verdicts(&promises.map(|(text, _)| text), 50_000);
    for ((text, wanted), found) in promises.iter().zip(found) {
        assert_eq!(found, *wanted, "{text}");
    }
}

#[test]
fn a_hundred_trials_tell_little() {
    let found = verdicts(&["p92(sessions lost, line) <= 2", "p5(sessions lost, line) <= 2"], 100);
    assert_eq!(found, [Verdict::Undecided, Verdict::Kept]);
}

fn practice(promises: &str) -> tempfile::TempDir {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().unwrap();
    let plan = fs::read_to_string(root.join("plan.ron")).unwrap();
    let plan = plan.replacen("    finances: (", &format!("    promises: [{promises}],\n    finances: ("), 1);
    fs::write(folder.path().join("plan.ron"), plan).unwrap();
    fs::create_dir(folder.path().join("scenarios")).unwrap();
    fs::copy(root.join("scenarios/outage.ron"), folder.path().join("scenarios/outage.ron")).unwrap();
    folder
}

fn bcp(folder: &tempfile::TempDir, words: &[&str]) -> assert_cmd::assert::Assert {
    Command::cargo_bin("bcp-sim").unwrap().current_dir(folder.path()).args(words).assert()
}

#[test]
fn the_program_ends_with_4_where_a_promise_is_required_and_broken() {
    let folder = practice(r#""p90(sessions lost, outage) <= 2", "rto(client communication, outage) >= 99%""#);
    let out = bcp(&folder, &["promises", "--trials", "10000"]).success();
    let said = String::from_utf8(out.get_output().stdout.clone()).unwrap();
    assert!(said.contains("1 kept, 1 broken, 0 undecided") && said.contains("worst: trial"), "{said}");
    assert!(said.lines().all(|line| line.chars().count() <= 80), "{said}");
    bcp(&folder, &["promises", "--trials", "10000", "--require"]).code(4);
    let json = bcp(&folder, &["promises", "--trials", "10000", "--json"]).success().get_output().stdout.clone();
    let value: serde_json::Value = serde_json::from_slice(&json).unwrap();
    assert_eq!(
        (&value["promises"][0]["verdict"], &value["promises"][1]["verdict"]),
        (&"kept".into(), &"broken".into())
    );
}

/// The gate of a plan in version control: it closes when a strategy is taken out and opens when it is put back.
#[test]
fn a_promise_fails_the_gate_when_a_strategy_is_taken_out() {
    let folder = practice(r#""mean(sessions moved, outage) <= 0.05""#);
    let gate = ["promises", "--require", "--as", "written"];
    let whole = fs::read_to_string(folder.path().join("plan.ron")).unwrap();
    let start = whole.find("        \"telephone\": (").unwrap();
    let end = start + whole[start..].find("\n        ),\n").unwrap() + "\n        ),\n".len();
    let without = format!("{}{}", &whole[..start], &whole[end..]).replace("\"telephone\",", "");
    bcp(&folder, &gate).success();
    fs::write(folder.path().join("plan.ron"), without).unwrap();
    bcp(&folder, &gate).code(4);
    fs::write(folder.path().join("plan.ron"), whole).unwrap();
    bcp(&folder, &gate).success();
}

#[test]
fn a_promise_about_nothing_is_refused() {
    for (wrong, tip) in [
        (r#""p90(sessions lost, outrage) <= 2""#, "known are outage"),
        (r#""rto(client comunication, outage) >= 9%""#, "client communication"),
        (r#""p90(tea, outage) <= 2""#, "unknown `tea`"),
        (r#""ruin <= 2%""#, "measures nothing"),
    ] {
        let folder = practice(wrong);
        let out = bcp(&folder, &["promises"]).code(3);
        let said = String::from_utf8(out.get_output().stderr.clone()).unwrap();
        assert!(said.contains(tip) && said.contains("plan.ron:"), "{wrong}: {said}");
    }
    let out = bcp(&practice(""), &["promises"]).success();
    assert!(String::from_utf8(out.get_output().stdout.clone()).unwrap().contains("promises nothing yet"));
}
