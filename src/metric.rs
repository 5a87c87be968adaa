//! What is counted: knows every number the tool reports, once, and how a trial's events become them; does not know
//! how many trials there are to be, nor how numbers are shown.
//!
//! A metric is one entry of [`METRICS`]: its key, title, definition and unit, and how it is read from a trial's
//! [`Score`]. Whatever shows numbers walks that table. [`Tally`] hears the events and fills [`Outcomes`].

mod outcomes;
mod tally;

use crate::model::{Case, Course};
use crate::statistics::Tail;
use crate::units::HOUR;

pub use outcomes::{Outcomes, Part, Record, Recovered};
pub use tally::{Met, Tally, deadline};

/// The unit of a metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Sessions.
    Sessions,
    /// Clients.
    Clients,
    /// Minutes \[min\].
    Minutes,
    /// Days \[d\], shown in weeks.
    Weeks,
    /// Minor currency units.
    Money,
    /// A number of anything.
    Count,
    /// 1 where it happened, 0 where not.
    Chance,
}

impl Unit {
    /// How many of a metric's whole numbers make one of the unit in which it is shown: days in a week, pence in a pound, of
    /// a currency whose amounts have so many decimals.
    #[must_use]
    pub fn scale(self, places: u32) -> f64 {
        match self {
            Self::Money => 10_i64.pow(places) as f64,
            Self::Weeks => 7.0,
            Self::Sessions | Self::Clients | Self::Minutes | Self::Count | Self::Chance => 1.0,
        }
    }
}

/// Which end of a metric is the bad one: the tail is read there, and what one trial in so many is worse than.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Worse {
    /// The high one.
    High,
    /// The low one.
    Low,
}

impl Worse {
    /// The bad end of the values.
    #[must_use]
    pub fn tail(self) -> Tail {
        match self {
            Self::High => Tail::High,
            Self::Low => Tail::Low,
        }
    }

    /// It in a word: `high`, `low`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::High => "high",
            Self::Low => "low",
        }
    }
}

/// In which trials a metric says something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// In all.
    Any,
    /// Of one disruption, given that it happens.
    One,
    /// Of a year.
    Year,
}

/// A breach must be told to the regulator within so long of becoming known \[min\] (UK GDPR Art. 33).
pub const REPORT_WITHIN: i64 = 72 * HOUR;

/// One number of a trial.
#[derive(Clone, Copy, Debug)]
pub struct Metric {
    /// Its key in tables and files.
    pub key: &'static str,
    /// Its title.
    pub title: &'static str,
    /// What it means.
    pub definition: &'static str,
    /// Its unit.
    pub unit: Unit,
    /// Which end of it is bad.
    pub worse: Worse,
    /// Where it is reported.
    pub scope: Scope,
    /// How it is read.
    pub of: fn(&Score) -> i64,
}

impl Metric {
    /// Why it has no value in any trial of a case, in a few words; none where it has one.
    #[must_use]
    pub fn no_value(&self, case: &Case) -> Option<&'static str> {
        (self.unit == Unit::Weeks && case.terms.weekly_need() <= 0).then_some("nothing is needed")
    }
}

/// Every number of a trial that the tool reports, besides those of each function.
pub const METRICS: &[Metric] = &[
    Metric {
        key: "sessions_lost",
        title: "sessions lost",
        definition: "booked sessions that were never held: no way, no slot in time, still open at the end of the trial, or the client left, or the practice closed on a running engagement",
        unit: Unit::Sessions,
        worse: Worse::High,
        scope: Scope::Any,
        of: |s| s.lost,
    },
    Metric {
        key: "sessions_moved",
        title: "moved to another day",
        definition: "sessions postponed and later held",
        unit: Unit::Sessions,
        worse: Worse::High,
        scope: Scope::Any,
        of: |s| s.moved,
    },
    Metric {
        key: "sessions_another_way",
        title: "held another way",
        definition: "sessions held at their time through a substitute or by switching",
        unit: Unit::Sessions,
        worse: Worse::High,
        scope: Scope::Any,
        of: |s| s.another_way,
    },
    Metric {
        key: "sessions_handed_over",
        title: "held by an associate",
        definition: "sessions held at their time by an associate",
        unit: Unit::Sessions,
        worse: Worse::High,
        scope: Scope::Any,
        of: |s| s.handed_over,
    },
    Metric {
        key: "sessions_hit",
        title: "sessions hit",
        definition: "sessions that meet a span in which something they need is down and not substituted",
        unit: Unit::Sessions,
        worse: Worse::High,
        scope: Scope::Any,
        of: |s| s.hit,
    },
    Metric {
        key: "time_to_next",
        title: "next session after",
        definition: "planned start of the first session hit until the start of the next one held in any way; of several disruptions the longest; 0 where none is hit",
        unit: Unit::Minutes,
        worse: Worse::High,
        scope: Scope::One,
        of: |s| s.to_next,
    },
    Metric {
        key: "time_to_tell",
        title: "nobody in the dark after",
        definition: "the longest time that a client was in doubt: from when a session due within 24 h had no way to be held until the client knew",
        unit: Unit::Minutes,
        worse: Worse::High,
        scope: Scope::Any,
        of: |s| s.to_tell,
    },
    Metric {
        key: "work_lost",
        title: "work lost",
        definition: "age of the copy from which data was restored, or the time it took to do the work again; the greatest of the trial",
        unit: Unit::Minutes,
        worse: Worse::High,
        scope: Scope::Any,
        of: |s| s.work_lost,
    },
    Metric {
        key: "report_late",
        title: "breach reported late",
        definition: "a breach that the regulator must hear of was not reported within 72 h of when it could be known",
        unit: Unit::Chance,
        worse: Worse::High,
        scope: Scope::Any,
        of: |s| i64::from(s.report_late),
    },
    Metric {
        key: "back_to_normal",
        title: "all back, backlog cleared, after",
        definition: "onset until every function is back and the last moved session is held or lost",
        unit: Unit::Minutes,
        worse: Worse::High,
        scope: Scope::One,
        of: |s| s.back,
    },
    Metric {
        key: "clients_lost",
        title: "clients lost",
        definition: "clients who leave beyond the undisturbed practice",
        unit: Unit::Clients,
        worse: Worse::High,
        scope: Scope::Any,
        of: |s| s.clients_lost,
    },
    Metric {
        key: "income_gross",
        title: "income lost, gross",
        definition: "fees of lost sessions and what degraded ones lack, whenever due",
        unit: Unit::Money,
        worse: Worse::High,
        scope: Scope::Any,
        of: |s| s.gross,
    },
    Metric {
        key: "extra_cost",
        title: "extra cost",
        definition: "what strategies cost because they were used, what disruptions cost directly, and credits to clients",
        unit: Unit::Money,
        worse: Worse::High,
        scope: Scope::Any,
        of: |s| s.extra,
    },
    Metric {
        key: "cover",
        title: "cover received",
        definition: "what insurances pay for it, until all is over",
        unit: Unit::Money,
        worse: Worse::Low,
        scope: Scope::Any,
        of: |s| s.cover,
    },
    Metric {
        key: "income_net",
        title: "net income",
        definition: "against the undisturbed practice: minus income lost, minus extra cost, plus cover",
        unit: Unit::Money,
        worse: Worse::Low,
        scope: Scope::Any,
        of: |s| s.cover - s.gross - s.extra,
    },
    Metric {
        key: "money",
        title: "money over the period",
        definition: "what the fund gains or loses without a disruption, all yearly costs included, and what disruptions change",
        unit: Unit::Money,
        worse: Worse::Low,
        scope: Scope::Year,
        of: |s| s.money,
    },
    Metric {
        key: "fund_low",
        title: "fund, lowest",
        definition: "lowest end-of-day balance of the fund: of a year in its months, of one disruption from its day to the horizon",
        unit: Unit::Money,
        worse: Worse::Low,
        scope: Scope::Any,
        of: |s| s.fund_low,
    },
    Metric {
        key: "weeks_left",
        title: "weeks left at worst",
        definition: "how long the fund would have lasted without any income at its lowest point",
        unit: Unit::Weeks,
        worse: Worse::Low,
        scope: Scope::Any,
        of: |s| s.days_left,
    },
    Metric {
        key: "fund_needed",
        title: "fund needed",
        definition: "the fund that would just have lasted: the deepest fall of the balance below where it started",
        unit: Unit::Money,
        worse: Worse::High,
        scope: Scope::Any,
        of: |s| s.fund_needed,
    },
    Metric {
        key: "disruptions",
        title: "disruptions",
        definition: "disruptions that strike and are not averted",
        unit: Unit::Count,
        worse: Worse::High,
        scope: Scope::Year,
        of: |s| s.disruptions,
    },
    Metric {
        key: "wound_up",
        title: "practice closed",
        definition: "the practice closes for good because its holder does not come back",
        unit: Unit::Chance,
        worse: Worse::High,
        scope: Scope::Any,
        of: |s| i64::from(s.wound_up),
    },
    Metric {
        key: "ruin",
        title: "fund empty",
        definition: "the fund falls below zero within the horizon",
        unit: Unit::Chance,
        worse: Worse::High,
        scope: Scope::Any,
        of: |s| i64::from(s.fund_low < 0),
    },
];

/// The place of a metric in [`METRICS`].
#[must_use]
pub fn place(key: &str) -> Option<usize> {
    METRICS.iter().position(|metric| metric.key == key)
}

/// The metrics that say something in the trials of a course.
pub fn metrics_of(course: Course) -> impl Iterator<Item = &'static Metric> {
    let left_out = match course {
        Course::One => Scope::Year,
        Course::Year => Scope::One,
    };
    METRICS.iter().filter(move |metric| metric.scope != left_out)
}

/// What became of one trial.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// The place of its week among the open weeks.
    pub place: usize,
    /// When the last disruption struck \[min\].
    pub onset: i64,
    /// The hazard of each disruption, by its number.
    pub hazards: Vec<usize>,
    /// Disruptions that strike.
    pub disruptions: i64,
    /// Sessions lost.
    pub lost: i64,
    /// Sessions moved.
    pub moved: i64,
    /// Sessions held another way.
    pub another_way: i64,
    /// Sessions held by an associate.
    pub handed_over: i64,
    /// Sessions hit.
    pub hit: i64,
    /// Time to the next session \[min\].
    pub to_next: i64,
    /// No next session before the horizon.
    pub to_next_open: bool,
    /// Time until the last affected client knows \[min\].
    pub to_tell: i64,
    /// Work lost \[min\].
    pub work_lost: i64,
    /// A breach was reported too late.
    pub report_late: bool,
    /// Time until all is back \[min\].
    pub back: i64,
    /// Not all back before the horizon.
    pub back_open: bool,
    /// Clients lost.
    pub clients_lost: i64,
    /// Income lost \[minor units\].
    pub gross: i64,
    /// Extra cost \[minor units\].
    pub extra: i64,
    /// Cover received \[minor units\].
    pub cover: i64,
    /// Change of the undisturbed fund over the period, and what disruptions change \[minor units\].
    pub money: i64,
    /// Lowest balance of the fund \[minor units\].
    pub fund_low: i64,
    /// How far the balance fell below where it started \[minor units\].
    pub fund_needed: i64,
    /// How long the lowest balance would have lasted \[d\].
    pub days_left: i64,
    /// The first day on which the fund was below zero, counted from the trial's first \[d\].
    pub ruined_on: Option<i64>,
    /// The practice closed for good.
    pub wound_up: bool,
    /// For each function: time to recovery \[min\], and whether it was still down at the horizon. In a year the longest
    /// time it was down.
    pub recovery: Vec<(i64, bool)>,
    /// For each function: when that began \[min\].
    pub since: Vec<i64>,
    /// For each function: how long it was down in all \[min\].
    pub down: Vec<i64>,
    /// For each function: more work was lost than its objective allows.
    pub rpo_missed: Vec<bool>,
    /// Sessions lost, by [`crate::engine::Loss`].
    pub losses: [i64; 7],
    /// What each entry of hazards did: sessions another way or handed over, moved, lost, and net income.
    pub parts: Vec<(usize, [i64; 4])>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_metric_has_its_own_key_and_says_what_it_means() {
        for (i, metric) in METRICS.iter().enumerate() {
            assert_eq!(place(metric.key), Some(i));
            assert!(metric.definition.len() > 20 && !metric.title.is_empty());
        }
    }
}
