//! Estimates with their errors, made once from the counts: knows which numbers are shown; does not word them.

use serde::Serialize;

use crate::metric::{METRICS, Outcomes, Unit, Worse};
use crate::model::Case;
use crate::statistics::{Counts, Proportion, Quantile};

use super::study::Study;

/// All numbers of a study.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Summary {
    /// How many trials.
    pub trials: u64,
    /// Sessions scheduled in a trial, on average.
    pub scheduled: f64,
    /// The plan as written.
    pub written: Forecasted,
    /// The plan as tested.
    pub tested: Forecasted,
}

/// The numbers of one forecast.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Forecasted {
    /// Every metric, in the order of [`METRICS`].
    pub metrics: Vec<Number>,
    /// Every function.
    pub functions: Vec<Function>,
    /// Every strategy.
    pub strategies: Vec<Strategy>,
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
    /// The mean; none where the value is cut off at the horizon in some trials.
    pub mean: Option<f64>,
    /// Its standard error.
    pub standard_error: Option<f64>,
    /// The 95 % interval of the mean.
    pub interval: Option<(f64, f64)>,
    /// Quantiles; none where there are too few trials for one.
    pub quantiles: Vec<Level>,
    /// Mean of the worst one in twenty.
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
    /// Still down at the horizon.
    pub open: Chance,
    /// Onset until it is back, quantiles \[min\].
    pub recovery: Vec<Level>,
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
        let trials = study.written.outcomes.trials;
        Self {
            trials,
            scheduled: study.written.outcomes.scheduled as f64 / trials.max(1) as f64,
            written: forecasted(study.case, &study.written.outcomes, study.written.reached),
            tested: forecasted(study.case, &study.tested.outcomes, study.tested.reached),
        }
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
    /// A quantile.
    #[must_use]
    pub fn at(&self, share: f64) -> Option<f64> {
        self.quantiles.iter().find(|level| level.share == share).and_then(|level| level.value)
    }

    /// The value that one trial in ten, or a hundred, is worse than.
    #[must_use]
    pub fn worse_than(&self, worse: Worse, one_in: u32) -> Option<f64> {
        match (worse, one_in) {
            (Worse::High, 10) => self.at(0.9),
            (Worse::High, _) => self.at(0.99),
            (Worse::Low, 10) => self.low_tenth(),
            (Worse::Low, _) => self.at(0.01),
        }
    }

    fn low_tenth(&self) -> Option<f64> {
        self.quantiles.iter().find(|level| level.share == LOW_TENTH).and_then(|level| level.value)
    }
}

const LOW_TENTH: f64 = 0.1;

fn forecasted(case: &Case, outcomes: &Outcomes, reached: bool) -> Forecasted {
    let open = |key: &str| match key {
        "time_to_next" => outcomes.to_next_open,
        "back_to_normal" => outcomes.back_open,
        _ => 0,
    };
    let metrics = METRICS.iter().zip(&outcomes.columns);
    let functions = case.functions.names().zip(&outcomes.functions);
    let strategies = case.strategies.names().zip(&outcomes.strategies);
    Forecasted {
        metrics: metrics.map(|(m, counts)| number(m.key, m.unit, counts, open(m.key) > 0)).collect(),
        functions: functions.map(|(name, counted)| function(name, counted, outcomes.trials)).collect(),
        strategies: strategies
            .map(|(name, s)| Strategy {
                name: name.to_owned(),
                called: s.called,
                used: s.used,
                failed: s.failed,
                carried: s.carried,
            })
            .collect(),
        precision_reached: reached,
        next_session_open: outcomes.to_next_open,
        back_open: outcomes.back_open,
    }
}

/// Minor units become major ones; everything else stays.
fn scale(unit: Unit) -> f64 {
    if unit == Unit::Money { 100.0 } else { 1.0 }
}

fn number(key: &'static str, unit: Unit, counts: &Counts, censored: bool) -> Number {
    let scale = scale(unit);
    let mean = counts.mean().filter(|_| !censored);
    Number {
        key,
        unit: match unit {
            Unit::Sessions => "sessions",
            Unit::Clients => "clients",
            Unit::Minutes => "min",
            Unit::Money => "currency",
            Unit::Chance => "share",
        }
        .to_owned(),
        mean: mean.map(|m| m.value() / scale),
        standard_error: mean.and_then(|m| m.standard_error()).map(|e| e / scale),
        interval: mean.and_then(|m| m.interval()).map(|i| (i.low() / scale, i.high() / scale)),
        quantiles: SHARES
            .iter()
            .chain([&LOW_TENTH])
            .map(|share| level(counts.quantile(*share), *share, scale))
            .collect(),
        tail_mean: counts.tail_mean(0.95).filter(|_| !censored).map(|m| m / scale),
        none: chance(counts.equal_to_zero()),
        skewed: mean.is_some_and(|m| m.skewed()),
    }
}

fn level(quantile: Option<Quantile>, share: f64, scale: f64) -> Level {
    let known = quantile.filter(|q| !q.refused());
    Level {
        share,
        value: known.map(|q| q.value() as f64 / scale),
        interval: known.and_then(|q| q.interval()).map(|(low, high)| (low as f64 / scale, high as f64 / scale)),
    }
}

fn function(name: &str, counted: &crate::metric::Recovered, trials: u64) -> Function {
    Function {
        name: name.to_owned(),
        rto_met: share(counted.within_rto, trials),
        mtpd_exceeded: share(counted.beyond_mtpd, trials),
        untouched: chance(counted.time.equal_to_zero()),
        open: share(counted.open, trials),
        recovery: SHARES.iter().map(|share| level(counted.time.quantile(*share), *share, 1.0)).collect(),
    }
}

fn share(hits: u64, trials: u64) -> Chance {
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
