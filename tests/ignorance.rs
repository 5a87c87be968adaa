//! What not knowing the inputs does: the panel rests on the very replays that `--set` would make, changes nothing else, and
//! says when it cannot tell.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should say so at once")]

use std::path::Path;

use assert_cmd::Command;
use serde_json::Value;

const OUTAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/outage.ron");

fn bcp(args: &[&str], out: &Path) -> String {
    let mut command = Command::cargo_bin("bcp-sim").unwrap();
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(args).args(["-q", "--format", "md,json", "--out"]).arg(out);
    let done = command.output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    std::fs::read_to_string(out.join("report.md")).unwrap()
}

fn json(out: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(out.join("summary.json")).unwrap()).unwrap()
}

fn metric<'a>(panel: &'a Value, key: &str) -> &'a Value {
    panel["metrics"].as_array().unwrap().iter().find(|metric| metric["key"] == key).unwrap()
}

fn mean(result: &Value, key: &str) -> f64 {
    let metrics = result["written"]["metrics"].as_array().unwrap();
    metrics.iter().find(|metric| metric["key"] == key).unwrap()["mean"].as_f64().unwrap()
}

/// The mean with an input at an end is that of a run with the value set there, over the same trials.
#[test]
fn an_end_is_what_setting_the_value_gives() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    // Only one thing is not known, so it is replayed at its ends.
    let ranges = "    ranges: { \"storms\": { \"hazards.storm.rate\": (\"0.01 a year\", \"0.15 a year\") } },\n)\n";
    let cut = |from: &str, end: &str| {
        let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(from)).unwrap();
        let path = folder.path().join(from.replace('/', "-"));
        std::fs::write(&path, text.split_once("    ranges: {").unwrap().0.to_owned() + end).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let (plan, scenario) = (cut("plan.ron", ")\n"), cut("scenarios/outage.ron", ranges));
    let common = ["run", &scenario, "--plan", &plan, "--as", "written", "--seed", "5"];
    // 20,000 trials give draws of 200 and ends of 400, told in proportion to the mean of all.
    bcp(&[&common[..], &["--trials", "20000", "--inputs", "100"]].concat(), &at("panel"));
    let result = json(&at("panel"));
    let storm = &metric(&result["not_known"], "sessions_lost")["inputs"][0];
    assert_eq!(storm["name"], "storms");
    let ends = ["0.01 a year", "0.03 a year", "0.15 a year"];
    let set_to = |nth: usize| {
        let set = format!("scenario.hazards.storm.rate={}", ends[nth]);
        bcp(&[&common[..], &["--trials", "400", "--inputs", "0", "--set", &set]].concat(), &at(&nth.to_string()));
        mean(&json(&at(&nth.to_string())), "sessions_lost")
    };
    let as_stated = set_to(1);
    let factor = mean(&result, "sessions_lost") / as_stated;
    let factor = if (0.5..=2.0).contains(&factor) { factor } else { 1.0 };
    for nth in 0..3 {
        let wanted = mean(&result, "sessions_lost") + factor * (set_to(nth) - as_stated);
        let told = storm["means"][nth].as_f64().unwrap();
        assert!((told - wanted).abs() < 1e-9, "{}: {told} {wanted}", ends[nth]);
    }
    // Drawing the inputs changes nothing else.
    bcp(&[&common[..], &["--trials", "20000", "--inputs", "0"]].concat(), &at("none"));
    let rest = |result: &Value| {
        let mut rest = result.clone();
        for key in ["not_known", "again"] {
            rest.as_object_mut().unwrap().remove(key);
        }
        rest
    };
    assert!(rest(&result) == rest(&json(&at("none"))), "drawing the inputs changed the result");
}

#[test]
fn the_panel_is_the_same_for_any_number_of_threads() {
    let folder = tempfile::tempdir().unwrap();
    let of = |threads: &str| {
        let out = folder.path().join(threads);
        bcp(&["run", OUTAGE, "--trials", "3000", "--inputs", "30", "--threads", threads], &out);
        json(&out)
    };
    let one = of("1");
    assert_eq!(one, of("3"));
    assert_eq!(one["not_known"]["draws"], 30);
}

/// Books that updates save have no part in an outage; who sees a public notice has none in sessions of a failing laptop.
#[test]
fn what_has_no_part_in_it_moves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let plan = folder.path().join("plan.ron");
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/plan.ron")).unwrap();
    let (head, _) = text.split_once("    ranges: {").unwrap();
    let ranges = "    ranges: { \"how often updates save the books\": { \"strategies.accounting software updated.kind.averts\": (\"0%\", \"80%\") } },\n)\n";
    std::fs::write(&plan, format!("{head}{ranges}")).unwrap();
    let scenario = folder.path().join("outage.ron");
    let text = std::fs::read_to_string(OUTAGE).unwrap();
    std::fs::write(&scenario, text.split_once("    ranges: {").unwrap().0.to_owned() + ")\n").unwrap();
    let out = folder.path().join("out");
    let args =
        ["run", scenario.to_str().unwrap(), "--plan", plan.to_str().unwrap(), "--trials", "6000", "--inputs", "40"];
    let page = bcp(&args, &out);
    let result = json(&out);
    let lost = metric(&result["not_known"], "sessions_lost");
    assert!(lost["standard_deviation"].as_f64().unwrap() < 1e-12 && lost["detected"] == false, "{lost}");
    assert!(page.contains("nothing that so few trials detect") && !page.contains("What to find out first"), "{page}");
}

#[test]
fn files_without_ranges_say_that_nothing_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let cut = |from: &str, to: &str| {
        let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(from)).unwrap();
        let path = folder.path().join(to);
        std::fs::write(&path, text.split_once("    ranges: {").unwrap().0.to_owned() + ")\n").unwrap();
        path.to_str().unwrap().to_owned()
    };
    let (plan, scenario) = (cut("plan.ron", "plan.ron"), cut("scenarios/outage.ron", "outage.ron"));
    let page = bcp(&["run", &scenario, "--plan", &plan, "--trials", "5000"], &out);
    assert!(page.contains("The files state no range of any input"), "{page}");
    let few = bcp(&["run", OUTAGE, "--trials", "4999"], &folder.path().join("few"));
    assert!(few.contains("that needs 5,000 trials, or `--inputs 100`"), "{few}");
}

/// Fewer than ten trials beyond a value, exactly: 999 trials have 9.99 beyond 1 in 100, 1,000 have ten.
#[test]
fn warnings_of_too_few_trials_fire_exactly_when_they_should() {
    let folder = tempfile::tempdir().unwrap();
    let warned = |trials: &str| {
        let page = bcp(&["run", OUTAGE, "--as", "written", "--trials", trials], &folder.path().join(trials));
        page.lines().find(|line| line.starts_with("**Too few trials:**")).map(str::to_owned)
    };
    assert!(warned("999").is_some_and(|line| line.contains("1 in 100") && !line.contains("1 in 20")));
    assert_eq!(warned("1000"), None);
    assert!(warned("199").is_some_and(|line| line.contains("1 in 20, 1 in 100") && !line.contains("1 in 10,")));
    assert!(warned("99").is_some_and(|line| line.contains("1 in 10, 1 in 20, 1 in 100")));
}

/// 28 + 25 skewness², to the trial: the metrics named are those whose trials are fewer, with the number they would need.
#[test]
fn warnings_of_skewness_fire_exactly_when_they_should() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let page = bcp(&["run", OUTAGE, "--as", "written", "--trials", "3000"], &out);
    let line = page.lines().find(|line| line.starts_with("**Few heavy trials:**")).unwrap_or_default();
    let result = json(&out);
    let mut skewed = 0;
    for number in result["written"]["metrics"].as_array().unwrap().iter().filter(|number| number["unit"] != "share") {
        let titles = result["metrics"].as_array().unwrap();
        let title = titles.iter().find(|metric| metric["key"] == number["key"]).unwrap()["title"].as_str().unwrap();
        let told = line.split(": ").nth(1).unwrap_or("").contains(&format!("{title} ("));
        assert_eq!(told, number["skewed"].as_bool().unwrap(), "{title}: {line}");
        skewed += u32::from(told);
    }
    assert!(skewed > 0 && skewed < 15, "{line}");
    for needed in line.split('(').skip(1).filter_map(|part| part.split(')').next()) {
        assert!(needed.replace(',', "").parse::<u64>().unwrap() > 3_000, "{needed}");
    }
}

/// A plan against itself stays the same wherever the inputs are.
#[test]
fn a_plan_against_itself_is_no_choice() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let args = ["compare", "plan.ron", "plan.ron", "--against", OUTAGE, "--trials", "2000", "--inputs", "30"];
    let page = bcp(&args, &out);
    assert!(page.contains("better in 0 of 30 draws") && page.contains("would turn the choice"), "{page}");
    for metric in json(&out)["not_known"]["metrics"].as_array().unwrap() {
        assert_eq!((metric["low"].as_f64(), metric["high"].as_f64()), (Some(0.0), Some(0.0)));
    }
}

/// The ends of a range can each be read and yet make no plan. What was wrong was told without its place, and of a scenario
/// not at all.
#[test]
fn ends_that_make_no_plan_say_where() {
    let folder = tempfile::tempdir().unwrap();
    let plan = folder.path().join("plan.ron");
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/plan.ron")).unwrap();
    let range = "    ranges: { \"demand\": { \"services.group coaching.weekly\": (\"1\", \"2000\") },";
    std::fs::write(&plan, text.replacen("    ranges: {", range, 1)).unwrap();
    let mut command = Command::cargo_bin("bcp-sim").unwrap();
    command.args(["run", OUTAGE, "--trials", "1", "--format", "none", "--plan"]).arg(&plan);
    let told = command.assert().code(3).get_output().stderr.clone();
    let told = String::from_utf8(told).unwrap();
    assert!(told.contains("every range at its second end") && told.contains("plan.ron:83:5: error[E044]"), "{told}");
}
