//! Estimates with their errors, made once from the counts: knows which numbers are shown; does not word them.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use crate::assess::Assessed;
use crate::file::Forecast;
use crate::metric::{Metric, Outcomes, Unit, Worse, metrics_of, place};
use crate::statistics::{Counts, FEW, Proportion, Quantile};

use super::study::Study;

/// All numbers of a study.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// How many trials.
    pub trials: u64,
    /// Sessions scheduled in a trial, on average.
    pub scheduled: f64,
    /// The forecast that leads: as written, unless only the other was asked for.
    pub first: Forecasted,
    /// The forecast as tested, where it does not lead.
    pub second: Option<Forecasted>,
    /// What the first is called.
    pub leads: Forecast,
    /// Where not knowing the inputs puts the mean of sessions lost, and of net income, in nine of ten draws.
    pub not_known: [Option<(f64, f64)>; 2],
}

/// Each forecast is written under its own name.
impl Serialize for Summary {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("trials", &self.trials)?;
        map.serialize_entry("scheduled", &self.scheduled)?;
        map.serialize_entry(self.leads.word(), &self.first)?;
        if let Some(second) = &self.second {
            map.serialize_entry(Forecast::Tested.word(), second)?;
        }
        map.end()
    }
}

/// The numbers of one forecast.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Forecasted {
    /// Every metric, in the order of [`crate::metric::METRICS`].
    pub metrics: Vec<Number>,
    /// Every function.
    pub functions: Vec<Function>,
    /// Every strategy.
    pub strategies: Vec<Strategy>,
    /// Every entry of hazards.
    pub hazards: Vec<Hazard>,
    /// Of a year: when it is ruined and what fund would last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub survival: Option<Survival>,
    /// Whether the precision asked for was reached.
    pub precision_reached: bool,
    /// Trials without a next session before the horizon.
    pub next_session_open: u64,
    /// Trials not all back before the horizon.
    pub back_open: u64,
}

/// One metric: money in major units, time in minutes, chances as shares.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Number {
    /// Its key.
    pub key: &'static str,
    /// Its unit.
    pub unit: String,
    /// Why there is no value, or no mean of it, in a few words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub no_value: Option<&'static str>,
    /// Its mean with what it rests on.
    #[serde(skip)]
    pub average: Average,
    /// The mean; none where the value is cut off at the horizon in some trials.
    pub mean: Option<f64>,
    /// Its standard error; none where too few trials differ.
    pub standard_error: Option<f64>,
    /// The 95 % interval of the mean; none where too few trials differ.
    pub interval: Option<(f64, f64)>,
    /// Fewer than ten trials differ from all others: nothing is said of how far the mean can be trusted.
    pub too_few: bool,
    /// Quantiles; none where there are too few trials for one.
    pub quantiles: Vec<Level>,
    /// Mean of the worst one in twenty, at the bad end of the metric; none where those are fewer than ten trials.
    pub tail_mean: Option<f64>,
    /// Share of trials in which it is zero.
    pub none: Chance,
    /// Whether the trials are too few for a plain interval of so skewed a value.
    pub skewed: bool,
}

/// A quantile with its interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Level {
    /// Which one, as a share.
    pub share: f64,
    /// Its value.
    pub value: Option<f64>,
    /// Its 95 % interval by ranks.
    pub interval: Option<(f64, f64)>,
    /// Its error, by which it is rounded where people read it; 0 where it is one of few values.
    #[serde(skip)]
    pub error: f64,
}

/// A mean with what it rests on: written with its standard error, or with none where too few trials differ.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Average {
    /// The mean.
    pub mean: f64,
    error: Option<f64>,
    apart: u64,
}

impl Average {
    /// That of some values, in units of so many of them.
    #[must_use]
    pub fn of(counts: &Counts, scale: f64) -> Self {
        counts.mean().map_or(Self::NONE, |m| Self {
            mean: m.value() / scale,
            error: m.standard_error().map(|error| error / scale),
            apart: m.apart(),
        })
    }

    /// Nothing.
    pub const NONE: Self = Self { mean: 0.0, error: Some(0.0), apart: 0 };

    /// Its standard error; none where fewer than ten trials differ from all others, unless none does.
    #[must_use]
    pub fn error(self) -> Option<f64> {
        self.error.filter(|_| self.apart == 0 || self.apart >= FEW)
    }

    /// So many times as much.
    #[must_use]
    pub fn times(self, factor: f64) -> Self {
        Self { mean: self.mean * factor, error: self.error.map(|error| error * factor), apart: self.apart }
    }

    /// Of two that do not depend on each other, both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let both = |a: f64, b: f64| libm::sqrt(a * a + b * b);
        let error = self.error.zip(other.error).map(|(a, b)| both(a, b));
        Self { mean: self.mean + other.mean, error, apart: self.apart + other.apart }
    }
}

impl Serialize for Average {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (self.mean, self.error()).serialize(serializer)
    }
}

/// A chance with its interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Chance {
    /// Trials in which it happened.
    pub hits: u64,
    /// Trials.
    pub trials: u64,
    /// Its share.
    pub share: f64,
    /// Its 95 % interval.
    pub interval: Option<(f64, f64)>,
    /// Fewer than ten hits or misses.
    pub too_few: bool,
}

/// A function's recovery.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Function {
    /// Its name.
    pub name: String,
    /// Back within the recovery time objective.
    pub rto_met: Chance,
    /// Down beyond the maximum tolerable period.
    pub mtpd_exceeded: Chance,
    /// Never below its minimum level.
    pub untouched: Chance,
    /// More work lost than its recovery point objective allows; none where it has no such objective.
    pub rpo_missed: Option<Chance>,
    /// Mean time down in all \[min\].
    pub down: f64,
    /// Still down at the horizon.
    pub open: Chance,
    /// Onset until it is back, quantiles \[min\].
    pub recovery: Vec<Level>,
}

/// What an entry of hazards did: means over the trials in which it arrived, or over all trials of a year.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Hazard {
    /// Its name.
    pub name: String,
    /// Share of the trials in which it arrived, averted or not.
    pub arrived: Chance,
    /// Mean of sessions lost.
    pub lost: Average,
    /// Mean net income against the undisturbed practice.
    pub net: Average,
    /// Trials that were ruined and to which it had cost most by then.
    pub ruined: Chance,
}

/// Whether a practice lasts.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Survival {
    /// Chance that the fund falls below zero.
    pub ruin: Chance,
    /// Chance that it has by the end of each week of the horizon.
    pub ruin_by_week: Vec<f64>,
    /// Of the ruined trials, the week in which half of them are.
    pub ruin_typical_week: Option<u32>,
    /// The chance of ruin that the smallest fund is sought for.
    pub level: f64,
    /// The smallest fund that keeps ruin within that chance, with its 95 % interval; none with too few trials.
    pub smallest_fund: Option<f64>,
    /// Its interval.
    pub smallest_fund_interval: Option<(f64, f64)>,
    /// The fund of the plan.
    pub fund: f64,
    /// Whether the fund keeps ruin within that chance.
    pub verdict: Lasts,
}

/// Whether a fund keeps ruin within the limit that its owner sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Lasts {
    /// It does.
    Yes,
    /// It does not.
    No,
    /// The trials do not tell: it lies within the interval of the smallest that would.
    TooCloseToCall,
    /// There are too few trials for any answer.
    TooFew,
}

impl Lasts {
    /// By the smallest fund that would do and its 95 % interval.
    fn of(fund: f64, smallest: Option<(f64, f64)>) -> Self {
        match smallest {
            None => Self::TooFew,
            Some((_, high)) if fund >= high => Self::Yes,
            Some((low, _)) if fund < low => Self::No,
            Some(_) => Self::TooCloseToCall,
        }
    }
}

/// What a strategy did.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Strategy {
    /// Its name.
    pub name: String,
    /// Trials in which it was called.
    pub called: u64,
    /// Trials in which it was in use.
    pub used: u64,
    /// Trials in which it failed.
    pub failed: u64,
    /// Sessions it carried.
    pub carried: u64,
}

/// The quantiles reported of everything.
pub(super) const SHARES: [f64; 6] = [0.01, 0.05, 0.5, 0.9, 0.95, 0.99];

impl Summary {
    /// The numbers of a study.
    #[must_use]
    pub fn new(study: &Study<'_>) -> Self {
        let trials = study.first.outcomes.trials;
        let numbers = |assessed: &Assessed| forecasted(study, &assessed.outcomes, assessed.reached);
        let scheduled = study.first.outcomes.scheduled as f64 / trials.max(1) as f64;
        let (first, second) = (numbers(study.first), study.tested.map(numbers));
        let not_known = super::honesty::spans(study.unsure, &study.plan.currency);
        Self { trials, scheduled, first, second, leads: study.forecast, not_known }
    }
}

impl Forecasted {
    /// A metric by its key.
    #[must_use]
    pub fn metric(&self, key: &str) -> Option<&Number> {
        self.metrics.iter().find(|number| number.key == key)
    }

    /// The mean of a metric, 0 where there is none.
    #[must_use]
    pub fn mean(&self, key: &str) -> f64 {
        self.metric(key).and_then(|number| number.mean).unwrap_or(0.0)
    }
}

impl Number {
    /// A quantile that there are enough trials for.
    #[must_use]
    pub fn level(&self, share: f64) -> Option<&Level> {
        self.quantiles.iter().find(|level| level.share == share && level.value.is_some())
    }

    /// Whether it is zero in every trial.
    #[must_use]
    pub fn is_always_zero(&self) -> bool {
        self.no_value.is_none() && self.none.hits == self.none.trials
    }

    /// The value of a quantile.
    #[must_use]
    pub fn at(&self, share: f64) -> Option<f64> {
        self.level(share).and_then(|level| level.value)
    }

    /// The value that one trial in ten, or a hundred, is worse than.
    #[must_use]
    pub fn worse_than(&self, worse: Worse, one_in: u32) -> Option<&Level> {
        self.level(match (worse, one_in) {
            (Worse::High, 10) => 0.9,
            (Worse::High, _) => 0.99,
            (Worse::Low, 10) => LOW_TENTH,
            (Worse::Low, _) => 0.01,
        })
    }
}

const LOW_TENTH: f64 = 0.1;

fn forecasted(study: &Study<'_>, outcomes: &Outcomes, reached: bool) -> Forecasted {
    let (case, currency) = (study.case, &study.plan.currency);
    let open = |key: &str| match key {
        "time_to_next" => outcomes.to_next_open,
        "back_to_normal" => outcomes.back_open,
        _ => 0,
    };
    let metrics = metrics_of(case.course).filter_map(|m| place(m.key).map(|at| (m, &outcomes.columns[at])));
    let functions = case.functions.iter().zip(&outcomes.functions);
    let strategies = case.strategies.names().zip(&outcomes.strategies);
    Forecasted {
        metrics: metrics
            .map(|(m, counts)| match m.no_value(case) {
                Some(why) => number(m, currency.places(), &Counts::new(), Some(why)),
                None => number(m, currency.places(), counts, (open(m.key) > 0).then_some(NOT_ALL_BACK)),
            })
            .collect(),
        functions: functions
            .map(|((_, name, f), counted)| function(name, f.rpo.is_some(), counted, outcomes.trials))
            .collect(),
        strategies: strategies
            .map(|(name, s)| Strategy {
                name: name.to_owned(),
                called: s.called,
                used: s.used,
                failed: s.failed,
                carried: s.carried,
            })
            .collect(),
        hazards: case
            .entries
            .iter()
            .zip(&outcomes.parts)
            .map(|(name, part)| hazard(name, part, outcomes.trials, currency.unit() as f64))
            .collect(),
        survival: study.is_year().then(|| survival(study, outcomes)),
        precision_reached: reached,
        next_session_open: outcomes.to_next_open,
        back_open: outcomes.back_open,
    }
}

/// Why there is no mean of what is cut off at the horizon.
const NOT_ALL_BACK: &str = "not all back";
/// The share of trials in a tail.
const TAIL: f64 = 0.05;

fn number(metric: &Metric, places: u32, counts: &Counts, no_value: Option<&'static str>) -> Number {
    let scale = metric.unit.scale(places);
    let mean = counts.mean().filter(|_| no_value.is_none());
    // A mean of which all trials are alike has no error; of one from which a few differ none is known.
    let sure = mean.filter(|m| !m.too_few());
    let error = mean.filter(|m| m.apart() == 0).or(sure).and_then(|m| m.standard_error());
    let tail = counts.tail_mean(metric.worse.tail(), TAIL).filter(|_| counts.trials() as f64 * TAIL >= FEW as f64);
    Number {
        key: metric.key,
        unit: match metric.unit {
            Unit::Sessions => "sessions",
            Unit::Clients => "clients",
            Unit::Minutes => "min",
            Unit::Weeks => "weeks",
            Unit::Money => "currency",
            Unit::Count => "count",
            Unit::Chance => "share",
        }
        .to_owned(),
        no_value,
        average: Average::of(counts, scale),
        mean: mean.map(|m| m.value() / scale),
        standard_error: error.map(|e| e / scale),
        interval: sure.and_then(|m| m.interval()).map(|i| (i.low() / scale, i.high() / scale)),
        too_few: mean.is_some_and(|m| m.too_few()),
        quantiles: SHARES
            .iter()
            .chain([&LOW_TENTH])
            .map(|share| level(counts.quantile(*share), *share, scale))
            .collect(),
        tail_mean: tail.filter(|_| no_value.is_none()).map(|m| m / scale),
        none: chance(counts.equal_to_zero()),
        skewed: mean.is_some_and(|m| m.skewed()),
    }
}

/// A quantile, in units of so many of the counted values.
pub(super) fn level(quantile: Option<Quantile>, share: f64, scale: f64) -> Level {
    let known = quantile.filter(|q| !q.refused());
    let interval = known.and_then(|q| q.interval()).map(|(low, high)| (low as f64 / scale, high as f64 / scale));
    let few = known.is_none_or(Quantile::is_one_of_few);
    let error = interval.filter(|_| !few).map_or(0.0, |(low, high)| (high - low) / 3.92);
    Level { share, value: known.map(|q| q.value() as f64 / scale), interval, error }
}

fn hazard(name: &str, part: &crate::metric::Part, trials: u64, minor: f64) -> Hazard {
    Hazard {
        name: name.to_owned(),
        arrived: share(part.arrived, trials),
        lost: Average::of(&part.lost, 1.0),
        net: Average::of(&part.net, minor),
        ruined: share(part.ruined, trials),
    }
}

/// Ruin changes nothing else, so the smallest fund is a quantile of the fund that each trial would have needed.
fn survival(study: &Study<'_>, outcomes: &Outcomes) -> Survival {
    let trials = outcomes.trials.max(1) as f64;
    let mut so_far = 0;
    let by_week: Vec<u64> = outcomes
        .ruined_in_week
        .iter()
        .map(|n| {
            so_far += n;
            so_far
        })
        .collect();
    let half = by_week.iter().position(|n| 2 * n >= so_far).map(|week| week as u32 + 1);
    let major = |minor: i64| study.plan.currency.major(minor as f64);
    let needed = outcomes.column("fund_needed").quantile(1.0 - study.ruin).filter(|q| !q.refused());
    let (fund, between) = (major(study.plan.finances.fund.0), needed.and_then(|q| q.interval()));
    let between = between.map(|(low, high)| (major(low), major(high)));
    Survival {
        ruin: chance(outcomes.column("ruin").above(0)),
        ruin_by_week: by_week.iter().map(|n| *n as f64 / trials).collect(),
        ruin_typical_week: half.filter(|_| so_far > 0),
        level: study.ruin,
        smallest_fund: needed.map(|q| major(q.value())),
        smallest_fund_interval: between,
        fund,
        verdict: Lasts::of(fund, between),
    }
}

fn function(name: &str, rpo: bool, counted: &crate::metric::Recovered, trials: u64) -> Function {
    Function {
        name: name.to_owned(),
        rto_met: share(counted.within_rto, trials),
        mtpd_exceeded: share(counted.beyond_mtpd, trials),
        untouched: chance(counted.time.equal_to_zero()),
        rpo_missed: rpo.then(|| share(counted.beyond_rpo, trials)),
        down: counted.down.mean().map_or(0.0, |m| m.value()),
        open: share(counted.open, trials),
        recovery: SHARES.iter().map(|share| level(counted.time.quantile(*share), *share, 1.0)).collect(),
    }
}

pub(super) fn share(hits: u64, trials: u64) -> Chance {
    Proportion::new(hits, trials).map_or(Chance { hits, trials, share: 0.0, interval: None, too_few: true }, chance)
}

fn chance(proportion: Proportion) -> Chance {
    Chance {
        hits: proportion.hits(),
        trials: proportion.trials(),
        share: proportion.share(),
        interval: proportion.interval().map(|i| (i.low(), i.high())),
        too_few: proportion.too_few(),
    }
}
