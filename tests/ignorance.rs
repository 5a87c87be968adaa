//! What not knowing the inputs does: the panel rests on the very replays that `--set` would make, changes nothing else, and
//! says when it cannot tell.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should say so at once")]

use crate::random_worlds;

use std::path::Path;

use assert_cmd::Command;
use bcp_sim::assess::Unwatched;
use bcp_sim::ignorance::{KNOWN, Means, Size, Spread, Unknown, ignorance};
use bcp_sim::metric::{METRICS, place};
use bcp_sim::sampling::{Luck, Sources};
use bcp_sim::worth::Bound;
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
    // 20,000 trials give draws of 200 or, where those do not tell, twice, four or eight times as many, and ends of twice that,
    // told in proportion to the mean of all.
    bcp(&[&common[..], &["--trials", "20000", "--inputs", "100"]].concat(), &at("panel"));
    let result = json(&at("panel"));
    let storm = &metric(&result["not_known"], "sessions_lost")["inputs"][0];
    assert_eq!(storm["name"], "storms");
    let at_an_end = (2 * result["not_known"]["trials_of_each"].as_u64().unwrap()).to_string();
    assert!(["400", "800", "1600", "3200"].contains(&at_an_end.as_str()), "{at_an_end}");
    let ends = ["0.01 a year", "0.03 a year", "0.15 a year"];
    let set_to = |nth: usize| {
        let set = format!("scenario.hazards.storm.rate={}", ends[nth]);
        bcp(&[&common[..], &["--trials", &at_an_end, "--inputs", "0", "--set", &set]].concat(), &at(&nth.to_string()));
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
    // Beyond the rounding of sums.
    assert!(lost["standard_deviation"].as_f64().unwrap() < 1e-12 && lost["detected"] == false, "{lost}");
    assert!(page.contains("nothing: the same in every draw") && !page.contains("What to find out first"), "{page}");
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

/// A plan whose unknowns are known: what a position makes of the scenario, and the mean that it then has.
pub struct Small {
    names: Vec<String>,
    scenario: fn(&[f64]) -> String,
    mean: fn(&[f64]) -> f64,
}

impl Unknown for Small {
    type Fault = String;

    fn names(&self) -> &[String] {
        &self.names
    }

    fn at(&self, positions: &[f64]) -> Result<Vec<Bound>, String> {
        let plan = "Plan(format: 1, title: \"t\", revised: \"2025-03-18\", next_review: \"2026-03-18\", currency: \"GBP\",
            calendar: (starts: \"2025-01-06\", open: \"Mon-Fri 09:00-18:00\"),
            resources: { \"coach\": () },
            services: { \"talk\": (timetable: [\"Mon 10:00\", \"Tue 10:00\", \"Wed 10:00\", \"Thu 10:00\", \"Fri 10:00\"],
                length: \"60min\", fee: \"100\", by: \"coach\") },
            functions: { \"sessions\": (serves: [\"talk\"], rto: \"1wd\", mtpd: \"3d\") },
            finances: (fund: \"100000\", fixed: \"0 a month\", drawings: \"0 a month\", paid: Exactly(\"0d\")))";
        let case = random_worlds::case(plan, &(self.scenario)(positions));
        Ok(vec![Bound { sources: Sources::new(&case).map_err(|_| "two names")?, case }])
    }
}

impl Small {
    /// The standard deviation of the mean over even positions, added up on a grid: the truth, without any luck.
    pub fn truth(&self) -> f64 {
        const GRID: usize = 200;
        let at = |i: usize| (i as f64 + 0.5) / GRID as f64;
        let pairs = (0..GRID * GRID).map(|i| [at(i / GRID), at(i % GRID)]);
        let means: Vec<f64> = pairs.map(|at| (self.mean)(&at[..self.names.len().max(1)])).collect();
        let n = means.len() as f64;
        let centre = means.iter().sum::<f64>() / n;
        (means.iter().map(|mean| (mean - centre) * (mean - centre)).sum::<f64>() / n).sqrt()
    }

    /// What so many trials of each draw say of the net income in one seed \[minor units\].
    pub fn spread(&self, seed: u64, trials: u64) -> Spread {
        let net = place("income_net").unwrap();
        let means: Means =
            std::array::from_fn(|at| if at == net { (self.mean)(&vec![0.5; self.names.len()]) } else { 0.0 });
        let size = Size { draws: 100, trials };
        let found = ignorance(self, (&["income_net"], means), &Luck::new(seed), size, &Unwatched);
        found.unwrap_or_else(|_| panic!("no plan")).spread(METRICS[net].key).unwrap()
    }
}

fn hazards(cost: &str, chance: f64, lasts: &str) -> String {
    format!(
        "Scenario(format: 1, title: \"t\", horizon: \"8w\",
        hazards: {{ \"h\": (rate: \"1 a year\", when: \"Mon 08:00\", strikes: {{ \"coach\": \"0%\" }}, lasts: Exactly(\"{lasts}\")) }},
        then: {{ \"fraud\": (of: [\"h\"], chance: \"{:.4}%\", costs: Exactly(\"{cost}\")) }})",
        100.0 * chance
    )
}

/// Three small plans. A fraud of 12,000 of which nobody knows whether it follows in 0.2 % or in 1.8 % of cases; an absence of one
/// to five days, of which each costs a session of 100; and a chance of 5 to 15 % of a cost of 1,000 to 3,000, neither known.
pub fn small() -> [Small; 3] {
    fn rarely(at: &[f64]) -> f64 {
        0.002 + 0.016 * at[0]
    }
    // From eight on a Monday so many hours: a session is lost on each day that is begun at ten.
    fn hours(at: &[f64]) -> f64 {
        (24.0 * (0.5 + 4.0 * at[0])).round()
    }
    fn days(at: &[f64]) -> f64 {
        (0..5).filter(|day| f64::from(24 * day + 2) < hours(at)).count() as f64
    }
    fn cost(at: &[f64]) -> f64 {
        (1_000.0 + 2_000.0 * at[1]).round()
    }
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    [
        Small {
            names: names(&["a"]),
            scenario: |at| hazards("12,000", rarely(at), "1h"),
            mean: |at| -1_200_000.0 * rarely(at),
        },
        Small {
            names: names(&["a"]),
            scenario: |at| hazards("1", 0.000_1, &format!("{}h", hours(at))),
            mean: |at| -10_000.0 * days(at) - 0.000_1,
        },
        Small {
            names: names(&["a", "b"]),
            scenario: |at| hazards(&format!("{}", cost(at)), 0.05 + 0.1 * at[0], "1h"),
            mean: |at| -100.0 * (0.05 + 0.1 * at[0]) * cost(at),
        },
    ]
}

/// "1.9 to 52" was said over thirty seeds of a true 23.8, each as if it were known. Now a spread is either told, within its own
/// error of the truth, or not: with ten frauds in a draw it cannot be, with a hundred it can.
#[test]
fn a_spread_is_told_within_its_error_or_not_at_all() {
    let [rare, length, product] = small();
    // By hand: 1.6 % / √12 of 12,000 is 55.43; days are steps and a product bends, and are added up on a grid.
    assert!((rare.truth() / 100.0 - 0.016 / 12_f64.sqrt() * 12_000.0).abs() < 0.01, "{}", rare.truth());
    // E p² E c² − (E p E c)²: 0.010833 · 4,333,333 − 200² is 83.33².
    assert!((product.truth() / 100.0 - 83.33).abs() < 0.05, "{}", product.truth());
    for (nth, (plan, trials, wanted)) in
        [(&rare, 100, 0..=3), (&rare, 1_000, 8..=10), (&length, 100, 10..=10), (&product, 400, 9..=10)]
            .into_iter()
            .enumerate()
    {
        let told: Vec<Spread> =
            (0..10).map(|seed| plan.spread(seed, trials)).filter(|spread| spread.detected).collect();
        assert!(wanted.contains(&told.len()), "{nth}: {} told", told.len());
        for spread in told {
            assert!(spread.error <= KNOWN * spread.deviation, "{nth}: {spread:?}");
            let off = (spread.deviation - plan.truth()) / spread.error;
            assert!(off.abs() < 4.5, "{nth}: {off:.1} errors off {:.0}: {spread:?}", plan.truth());
        }
    }
}

/// No fraud ever earned anything, and no mean of it lies above nothing, told or not.
#[test]
fn a_spread_stays_within_what_is_possible() {
    let [rare, ..] = small();
    for seed in 0..10 {
        let spread = rare.spread(seed, 100);
        assert!(spread.high <= 0.0 && spread.low >= -1_210_000.0, "{seed}: {spread:?}");
    }
}
