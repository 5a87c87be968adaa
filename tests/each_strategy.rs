//! Every line of the seed plan does something: taken out, it moves a metric of a scenario in a stated direction.
//!
//! Both plans share their luck, so a difference is the line's own. `cargo test --test each_strategy -- --ignored --nocapture`
//! prints what every strategy moves most in every scenario.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should say so at once")]

use crate::repository;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use bcp_sim::assess::{Trials, Unwatched, assess};
use bcp_sim::file::{Forecast, PlanFile, ScenarioFile, Source, bind};
use bcp_sim::metric::Outcomes;
use bcp_sim::sampling::{Luck, Sources};

const TRIALS: u64 = 4_000;

/// The plan without one of its strategies.
fn without(plan: &PlanFile, strategy: &str) -> PlanFile {
    bcp_sim::file::without(plan, &|name| name == strategy)
}

struct World {
    plan: Source,
    written: PlanFile,
    scenarios: BTreeMap<String, (Source, ScenarioFile)>,
}

impl World {
    fn read() -> Self {
        let (plan, written) = repository::plan();
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
        let scenarios = fs::read_dir(folder).unwrap().map(|entry| {
            let stem = entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned();
            let scenario = repository::scenario(&stem);
            (stem, scenario)
        });
        Self { plan, written, scenarios: scenarios.collect() }
    }

    fn outcomes(&self, plan: &PlanFile, scenario: &str, trials: u64) -> Outcomes {
        let (source, scenario) = &self.scenarios[scenario];
        let case = bind((&self.plan, plan), (source, scenario), Forecast::Written)
            .unwrap_or_else(|faults| panic!("{}", self.plan.explain(&faults.plan)));
        assess(&case, &Luck::new(42), &Sources::new(&case).unwrap(), Trials::Fixed(trials), &Unwatched).outcomes
    }
}

/// What is compared: the metrics, and for each function what its objectives say.
fn numbers(outcomes: &Outcomes, plan: &PlanFile) -> BTreeMap<String, f64> {
    let n = outcomes.trials as f64;
    let metrics = bcp_sim::metric::METRICS.iter().zip(&outcomes.columns);
    let mut all: BTreeMap<String, f64> =
        metrics.map(|(metric, counts)| (metric.key.to_owned(), counts.sum() as f64 / n)).collect();
    let mut names: Vec<&str> = plan.functions.names().collect();
    names.sort_unstable();
    for (name, function) in names.iter().zip(&outcomes.functions) {
        all.insert(format!("{name}: down"), function.down.sum() as f64 / n);
        all.insert(format!("{name}: RPO missed"), function.beyond_rpo as f64 / n);
    }
    all
}

/// Which way a number moves when a strategy is taken out.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Moves {
    Up,
    Down,
}
use Moves::{Down, Up};

/// Each strategy, a scenario, a number, and where it goes without the strategy.
const MOVES: &[(&str, &str, &str, Moves)] = &[
    ("laptop battery", "outage", "sessions_hit", Up),
    ("router battery", "outage", "sessions_hit", Up),
    ("backup laptop or tablet", "computer-failure", "sessions_hit", Up),
    ("second video platform", "account-compromise", "sessions_hit", Up),
    ("cloud storage", "data-loss", "time_to_next", Up),
    ("landline telephone", "software-failure", "sessions_lost", Up),
    ("virtual first", "loss-of-workspace", "sessions_moved", Up),
    ("mobile hotspot", "outage", "sessions_hit", Up),
    ("telephone", "video-platform", "sessions_lost", Up),
    ("co-working desk", "loss-of-workspace", "financial management: down", Up),
    ("co-working private room", "loss-of-workspace", "sessions_hit", Up),
    ("reschedule", "video-platform", "sessions_lost", Up),
    ("asynchronous follow-up", "short-illness", "sessions_another_way", Down),
    ("video with chat", "voice-strain", "sessions_lost", Up),
    ("written coaching materials", "voice-strain", "sessions_lost", Up),
    ("associate coaches", "long-illness", "client coaching sessions: down", Up),
    ("data backups", "data-loss", "materials for sessions: down", Up),
    ("CRM backups", "data-loss", "sessions_lost", Up),
    ("financial backups", "data-loss", "financial management: down", Up),
    ("encryption", "computer-failure", "report_late", Up),
    ("licences and training current", "software-failure", "sessions_another_way", Up),
    ("documented log-ins", "software-failure", "sessions_another_way", Up),
    ("accounting software updated", "software-failure", "work_lost", Up),
    ("diversified offers", "downturn", "sessions_lost", Up),
    ("flexible payment", "downturn", "sessions_lost", Up),
    ("more online marketing", "downturn", "sessions_lost", Up),
    ("passwords and two-factor", "account-compromise", "sessions_lost", Up),
    ("antivirus", "ransomware", "sessions_lost", Up),
    ("phishing education", "account-compromise", "disruptions", Up),
    ("printed contacts", "crm", "client communication: down", Up),
    ("alternative e-mail", "computer-failure", "time_to_tell", Up),
    ("phone for messages", "loss-of-workspace", "client communication: down", Up),
    ("message templates", "voice-strain", "time_to_tell", Up),
    ("telephone round", "voice-strain", "time_to_tell", Up),
    ("disruption protocol", "data-loss", "time_to_tell", Up),
    ("social media updates", "outage", "time_to_tell", Up),
    // What it costs to call shows more than what it mends: the plan pays more for help than the help saves.
    ("IT support", "outage", "extra_cost", Down),
    ("professional liability insurance", "data-breach", "cover", Down),
    ("disability insurance", "long-illness", "ruin", Up),
];

#[test]
fn every_strategy_of_the_plan_moves_what_it_should() {
    let world = World::read();
    let stated: Vec<&str> = MOVES.iter().map(|(strategy, ..)| *strategy).collect();
    for strategy in world.written.strategies.names() {
        assert!(stated.contains(&strategy), "say what `{strategy}` moves");
    }
    let mut before: BTreeMap<&str, BTreeMap<String, f64>> = BTreeMap::new();
    for (strategy, scenario, number, moves) in MOVES {
        let before = before
            .entry(scenario)
            .or_insert_with(|| numbers(&world.outcomes(&world.written, scenario, TRIALS), &world.written));
        let plan = without(&world.written, strategy);
        let after = numbers(&world.outcomes(&plan, scenario, TRIALS), &plan);
        let (b, a) = (before[*number], after[*number]);
        let went = if a > b {
            Some(Up)
        } else if a < b {
            Some(Down)
        } else {
            None
        };
        assert_eq!(went, Some(*moves), "without `{strategy}`, {number} of {scenario}: {b} -> {a}");
    }
}

#[test]
fn the_fund_decides_whether_a_downturn_ruins() {
    let world = World::read();
    let mut less = world.written.clone();
    less.finances.fund.0 /= 2;
    let ruin = |plan: &PlanFile| numbers(&world.outcomes(plan, "downturn", TRIALS), plan)["ruin"];
    assert!(ruin(&less) > ruin(&world.written));
}

#[test]
#[ignore = "prints a table to choose from"]
fn what_each_strategy_moves() {
    let world = World::read();
    for scenario in world.scenarios.keys() {
        let before = numbers(&world.outcomes(&world.written, scenario, TRIALS), &world.written);
        for strategy in world.written.strategies.names() {
            let plan = without(&world.written, strategy);
            let after = numbers(&world.outcomes(&plan, scenario, TRIALS), &plan);
            let mut moved: Vec<(f64, &String, f64, f64)> = before
                .iter()
                .filter(|(key, _)| !key.starts_with("fund") && !key.starts_with("weeks"))
                .map(|(key, b)| ((after[key] - b) / b.abs().max(1e-3), key, *b, after[key]))
                .filter(|(change, ..)| change.abs() > 0.02)
                .collect();
            moved.sort_by(|a, b| b.0.abs().total_cmp(&a.0.abs()));
            for (change, key, b, a) in moved.iter().take(4) {
                println!("{strategy} | {scenario} | {key} | {b:.4} -> {a:.4} | {change:+.2}");
            }
        }
    }
}
