//! Small plans as text, bound and replayed through the public file format: knows how to build and run them; does not
//! know what any of them should give.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a broken test plan should say so at once")]
#![allow(dead_code, reason = "every test file uses its own part")]

use bcp_sim::assess::{Trials, Unwatched, assess, scores};
use bcp_sim::engine::{Event, Replay, Sink, Story};
use bcp_sim::file::{Forecast, Source, bind, read_plan, read_scenario};
use bcp_sim::metric::{Outcomes, Score, Tally};
use bcp_sim::model::Case;
use bcp_sim::sampling::{Block, Luck, Sources};
use bcp_sim::units::{Moment, WEEK};

/// The three fixed seeds of the oracle rules.
pub const SEEDS: [u64; 3] = [42, 271_828, 20_250_318];

/// The standard errors within which a result must lie.
pub const SIGMAS: f64 = 4.5;

/// A plan's parts as text; what a test does not set is as quiet as can be.
#[derive(Clone)]
pub struct Plan<'a> {
    pub open: &'a str,
    pub closed: &'a str,
    pub resources: &'a str,
    pub services: &'a str,
    pub functions: &'a str,
    pub strategies: &'a str,
    pub clients: &'a str,
    pub finances: &'a str,
}

impl Default for Plan<'_> {
    fn default() -> Self {
        Self {
            open: "Mon-Fri 09:00-18:00",
            closed: "[]",
            resources: r#""coach": (), "line": (), "phone": (), "power": (),"#,
            services: "",
            functions: r#""sessions": (serves: ["talk"], rto: "1wd", mtpd: "10wd"),"#,
            strategies: "",
            clients: "",
            finances: r#"(fund: "10000", fixed: "0 a month", drawings: "0 a month", paid: Exactly("0d"))"#,
        }
    }
}

impl Plan<'_> {
    pub fn text(&self) -> String {
        let clients = if self.clients.is_empty() { String::new() } else { format!("clients: {},", self.clients) };
        format!(
            r#"Plan(format: 1, title: "test", revised: "2025-01-06", next_review: "2026-01-06", currency: "GBP",
calendar: (starts: "2025-01-06", open: "{}", closed_weeks: {}),
resources: {{ {} }},
services: {{ {} }},
functions: {{ {} }},
strategies: {{ {} }},
{clients}
finances: {},
)"#,
            self.open, self.closed, self.resources, self.services, self.functions, self.strategies, self.finances
        )
    }

    pub fn with(&self, scenario: &str) -> Case {
        case(&self.text(), scenario, Forecast::Written)
    }
}

/// One fixed disruption: when, how long, what it takes to 0 % (RON map entries), and what it sets off.
pub fn outage(when: &str, lasts: &str, strikes: &str, then: &str, horizon: &str) -> String {
    format!(
        r#"Scenario(format: 1, title: "test", horizon: "{horizon}",
hazards: {{ "outage": (rate: "1 a year", when: "{when}", lasts: {lasts}, strikes: {{ {strikes} }}) }},
then: {{ {then} }},
)"#
    )
}

/// A line that is down from a time of the week for an exact length, watched for eight weeks.
pub fn line_down(when: &str, lasts: &str) -> String {
    outage(when, &format!("Exactly(\"{lasts}\")"), r#""line": "0%""#, "", "8w")
}

pub fn case(plan: &str, scenario: &str, forecast: Forecast) -> Case {
    let (p, s) = (Source::new("plan.ron", plan), Source::new("scenario.ron", scenario));
    let read = read_plan(&p).unwrap_or_else(|e| panic!("{}\n{plan}", p.explain(&e)));
    let told = read_scenario(&s).unwrap_or_else(|e| panic!("{}\n{scenario}", s.explain(&e)));
    bind((&p, &read), (&s, &told), forecast)
        .unwrap_or_else(|e| panic!("{}{}\n{plan}\n{scenario}", p.explain(&e.plan), s.explain(&e.scenario)))
}

/// One trial: its score, and its events with times counted from the Monday of its week.
pub struct Run {
    pub score: Score,
    pub events: Vec<(i64, Event)>,
    pub outcomes: Outcomes,
}

impl Run {
    /// The times of the events that are wanted.
    pub fn times(&self, wanted: impl Fn(&Event) -> bool) -> Vec<i64> {
        self.events.iter().filter(|(_, e)| wanted(e)).map(|(at, _)| *at).collect()
    }

    pub fn count(&self, wanted: impl Fn(&Event) -> bool) -> usize {
        self.times(wanted).len()
    }

    /// Recovery of the only function [min].
    pub fn recovery(&self) -> i64 {
        self.score.recovery[0].0
    }

    /// (hit, held another way, moved, lost).
    pub fn sessions(&self) -> (i64, i64, i64, i64) {
        let s = &self.score;
        (s.hit, s.another_way, s.moved, s.lost)
    }
}

/// Trial 0, which may lie in any open week: for cases in which all weeks are alike.
pub fn run(case: &Case) -> Run {
    run_trial(case, 42, 0)
}

/// The first trial whose disruption strikes in the `place`-th open week.
pub fn run_in_week(case: &Case, place: usize) -> Run {
    (0..10_000).map(|t| run_trial(case, 42, t)).find(|r| r.score.place == place).expect("a trial in that week")
}

pub fn run_trial(case: &Case, seed: u64, trial: u64) -> Run {
    let (luck, sources) = (Luck::new(seed), Sources::new(case).unwrap());
    let block = Block::new(&luck, &sources, trial, 1);
    let draw = block.draws().next().unwrap();
    let (mut story, mut tally) = (Story::default(), Tally::new(case));
    Replay::default().run(case, draw, &mut story);
    for (at, event) in &story.0 {
        tally.note(*at, *event);
    }
    let score = tally.score().clone();
    let monday = case.open_weeks[score.place] * WEEK;
    let events = story.0.into_iter().map(|(at, e)| (at - monday, e)).collect();
    Run { score, events, outcomes: tally.outcomes() }
}

/// Many trials.
pub fn assessed(case: &Case, seed: u64, trials: u64) -> Outcomes {
    let sources = Sources::new(case).unwrap();
    assess(case, &Luck::new(seed), &sources, Trials::Fixed(trials), &Unwatched).outcomes
}

/// One number of each of many trials.
pub fn each(case: &Case, seed: u64, trials: u64, of: impl Fn(&Score) -> i64) -> Vec<i64> {
    let sources = Sources::new(case).unwrap();
    let mut all = Vec::new();
    scores(case, &Luck::new(seed), &sources, 0..trials, |_, score| all.push(of(score)));
    all
}

/// Minutes from Monday 00:00 of the `week`-th week (0 is the week of the disruption) to a time of the week.
pub fn at(week: i64, time: &str) -> i64 {
    week * WEEK + Moment::parse(time).unwrap().minute()
}

/// Mean and standard deviation.
pub fn mean_sd(values: impl Iterator<Item = f64> + Clone) -> (f64, f64) {
    let n = values.clone().count() as f64;
    let mean = values.clone().sum::<f64>() / n;
    let squares: f64 = values.map(|v| (v - mean) * (v - mean)).sum();
    (mean, (squares / (n - 1.0)).sqrt())
}

/// The share of a standard normal below z.
pub fn normal_cdf(z: f64) -> f64 {
    0.5 * libm::erfc(-z / std::f64::consts::SQRT_2)
}
