//! Small plans as text, bound and replayed through the public file format: knows how to build and run them; does not
//! know what any of them should give.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a broken test plan should say so at once")]
#![allow(dead_code, reason = "every test file uses its own part")]

use bcp_sim::assess::{Trials, Unwatched, assess, scores};
use bcp_sim::engine::{Event, Replay, Sink, Story};
use bcp_sim::file::{Forecast, Question, Source, bind, bind_all, read_plan, read_scenario};
use bcp_sim::metric::{Outcomes, Score, Tally};
use bcp_sim::model::Case;
use bcp_sim::sampling::{Block, Luck, Sources};
use bcp_sim::statistics::Counts;
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
        .unwrap_or_else(|e| panic!("{}{}\n{plan}\n{scenario}", p.explain(&e.plan), s.explain(&e.scenarios[0])))
}

/// One trial: its score, and its events with times counted from the Monday of its week.
pub struct Run {
    pub score: Score,
    pub events: Vec<(i64, Event)>,
    pub outcomes: Outcomes,
    /// The Monday from which times are counted \[min\].
    pub monday: i64,
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

/// The first trial whose disruption strikes in an open week: for cases in which all of them are alike.
pub fn run(case: &Case) -> Run {
    let open = |r: &Run| case.calendar.is_open_week(r.monday / WEEK);
    (0..10_000).map(|t| run_trial(case, 42, t)).find(open).expect("a trial in an open week")
}

/// The first trial whose disruption strikes in the `place`-th open week.
pub fn run_in_week(case: &Case, place: usize) -> Run {
    let monday = case.calendar.open_weeks()[place] * WEEK;
    (0..10_000).map(|t| run_trial(case, 42, t)).find(|r| r.monday == monday).expect("a trial in that week")
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
    let monday = case.start(score.place).div_euclid(WEEK) * WEEK;
    let events = story.0.into_iter().map(|(at, e)| (at - monday, e)).collect();
    Run { score, events, outcomes: tally.outcomes(), monday }
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

/// Half a minute for each rounding to whole minutes [min].
pub const ROUNDING: f64 = 0.5;

/// The mean of what was counted lies within the limit.
pub fn check_mean(what: &str, counts: &Counts, value: f64, deviation: f64, disc: f64) {
    let n = counts.trials() as f64;
    let estimate = counts.sum() as f64 / n;
    let limit = SIGMAS * deviation / n.sqrt() + disc;
    assert!((estimate - value).abs() <= limit, "{what}: {estimate} against {value} +- {limit} in {n} trials");
}

/// The share of hits lies within the limit.
pub fn check_chance(what: &str, hits: u64, trials: u64, value: f64) {
    let n = trials as f64;
    let (estimate, limit) = (hits as f64 / n, SIGMAS * (value * (1.0 - value) / n).sqrt() + 1.0 / n);
    assert!((estimate - value).abs() <= limit, "{what}: {estimate} against {value} +- {limit} in {n} trials");
}

/// Closed weeks that leave one open week a year: what lasts long is then replayed in few steps.
pub fn all_but_the_first() -> String {
    let weeks: Vec<_> = (2..=52).map(|week| week.to_string()).collect();
    format!("[{}]", weeks.join(", "))
}

/// A plan with one session a year that nothing can hit, and a function that is back when its needs are.
pub fn watched(resources: &str, needs: &str, ladder: &str, strategies: &str) -> String {
    let resources = format!(r#""coach": (), {resources}"#);
    let functions = format!(r#""work": (needs: [{needs}], ladder: [{ladder}], rto: "24h", mtpd: "26w"),"#);
    let services = r#""talk": (timetable: ["Mon 09:00"], length: "60min", fee: "10", by: "coach"),"#;
    let closed = all_but_the_first();
    let plan = Plan { resources: &resources, functions: &functions, strategies, services, ..Plan::default() };
    Plan { closed: &closed, ..plan }.text()
}

/// Such a plan under one disruption of a scenario.
pub fn watch(resources: &str, needs: &str, ladder: &str, strategies: &str, scenario: &str) -> Case {
    case(&watched(resources, needs, ladder, strategies), scenario, Forecast::Written)
}

/// The values, counted.
pub fn counted(values: &[i64]) -> Counts {
    let mut counts = Counts::new();
    values.iter().for_each(|v| counts.add(*v));
    counts
}

/// The standard deviation lies within the limit that the sample's kurtosis sets, where that says anything.
pub fn check_sd(what: &str, values: &[i64], value: f64) {
    let m = Moments::of(values);
    if m.kurtosis <= m.n / 100.0 {
        let limit = SIGMAS * ((m.kurtosis - 1.0) / (4.0 * m.n)).sqrt();
        assert!((m.deviation / value - 1.0).abs() <= limit, "{what}: {} against {value}, {limit}", m.deviation);
    }
}

/// The moments of a sample.
pub struct Moments {
    pub n: f64,
    pub mean: f64,
    pub deviation: f64,
    pub skewness: f64,
    pub kurtosis: f64,
    /// Standard error of the skewness, by its influence function.
    pub error_of_skewness: f64,
}

impl Moments {
    pub fn of(values: &[i64]) -> Self {
        let n = values.len() as f64;
        let (mean, deviation) = mean_sd(values.iter().map(|v| *v as f64));
        let z = || values.iter().map(|v| (*v as f64 - mean) / deviation);
        let skewness = z().map(|z| z * z * z).sum::<f64>() / n;
        let kurtosis = z().map(|z| z * z * z * z).sum::<f64>() / n;
        let influence = z().map(|z| z * z * z - 3.0 * z - skewness * (1.0 + 1.5 * (z * z - 1.0)));
        let error_of_skewness = mean_sd(influence).1 / n.sqrt();
        Self { n, mean, deviation, skewness, kurtosis, error_of_skewness }
    }
}

/// A plan's text under all that some scenarios bring in so many months.
pub fn months(plan: &str, scenarios: &[&str], months: u32) -> Case {
    months_as(plan, scenarios, &Question::months(months, Forecast::Written))
}

/// The same for another question.
pub fn months_as(plan: &str, scenarios: &[&str], question: &Question) -> Case {
    let p = Source::new("plan.ron", plan);
    let read = read_plan(&p).unwrap_or_else(|e| panic!("{}\n{plan}", p.explain(&e)));
    let sources: Vec<_> = scenarios.iter().map(|text| Source::new("scenario.ron", text)).collect();
    let told: Vec<_> =
        sources.iter().map(|s| read_scenario(s).unwrap_or_else(|e| panic!("{}\n{}", s.explain(&e), s.text))).collect();
    let pairs: Vec<_> = sources.iter().zip(&told).collect();
    bind_all((&p, &read), &pairs, question).unwrap_or_else(|e| {
        let scenarios: Vec<_> = sources.iter().zip(&e.scenarios).map(|(s, faults)| s.explain(faults)).collect();
        panic!("{}{}\n{plan}", p.explain(&e.plan), scenarios.concat())
    })
}

/// A scenario from the entries of its hazards and consequences.
pub fn scenario(hazards: &str, then: &str) -> String {
    format!(r#"Scenario(format: 1, title: "test", horizon: "8w", hazards: {{ {hazards} }}, then: {{ {then} }})"#)
}

/// A hazard that does nothing itself and arrives in a year at one known minute: at `when` in the first week of a month,
/// 1 for January. At 12,000 a year within one minute a week it fails to arrive in the first of them with a chance of e^-230,
/// and no other arrives while it lasts.
pub fn clock(name: &str, month: usize, when: &str) -> String {
    let season: Vec<_> = (1..=12).map(|m| if m == month { "\"1200%\"" } else { "\"0%\"" }).collect();
    format!(
        r#""{name}": (rate: "1000 a year", when: "{when}", season: [{}], one_at_a_time: true, lasts: Exactly("200w")),"#,
        season.join(", ")
    )
}

/// Hands out all events of many trials.
pub fn stories(case: &Case, seed: u64, trials: u64, mut each: impl FnMut(&Story)) {
    let (luck, sources) = (Luck::new(seed), Sources::new(case).unwrap());
    let (mut replay, mut story) = (Replay::default(), Story::default());
    for first in (0..trials).step_by(512) {
        let block = Block::new(&luck, &sources, first, (trials - first).min(512) as usize);
        for draw in block.draws() {
            story.0.clear();
            replay.run(case, draw, &mut story);
            each(&story);
        }
    }
}

/// A plan's text with more fields.
pub fn plus(plan: &str, more: &str) -> String {
    plan.replacen("\nfinances:", &format!("\n{more}\nfinances:"), 1)
}
