//! What is counted: knows every number the tool reports, once, and how a trial's events become them; does not know
//! how many trials there are to be, nor how numbers are shown.
//!
//! A metric is one entry of [`METRICS`]: its key, title, definition and unit, and how it is read from a trial's
//! [`Score`]. Whatever shows numbers walks that table. [`Tally`] hears the events and fills [`Outcomes`].

mod tally;

pub use tally::{Outcomes, Record, Recovered, Tally, deadline};

/// The unit of a metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Sessions.
    Sessions,
    /// Clients.
    Clients,
    /// Minutes \[min\].
    Minutes,
    /// Minor currency units.
    Money,
    /// 1 where it happened, 0 where not.
    Chance,
}

/// Which end of a metric is the bad one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Worse {
    /// The high one.
    High,
    /// The low one.
    Low,
}

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
    /// How it is read.
    pub of: fn(&Score) -> i64,
}

/// Every number of a trial that the tool reports, besides those of each function.
pub const METRICS: &[Metric] = &[
    Metric {
        key: "sessions_lost",
        title: "sessions lost",
        definition: "booked sessions that were never held: no way, no slot in time, still open at the horizon, or the client left",
        unit: Unit::Sessions,
        worse: Worse::High,
        of: |s| s.lost,
    },
    Metric {
        key: "sessions_moved",
        title: "moved to another day",
        definition: "sessions postponed and later held",
        unit: Unit::Sessions,
        worse: Worse::High,
        of: |s| s.moved,
    },
    Metric {
        key: "sessions_another_way",
        title: "held another way",
        definition: "sessions held at their time through a substitute or by switching",
        unit: Unit::Sessions,
        worse: Worse::High,
        of: |s| s.another_way,
    },
    Metric {
        key: "sessions_hit",
        title: "sessions hit",
        definition: "sessions that meet a span in which something they need is down and not substituted",
        unit: Unit::Sessions,
        worse: Worse::High,
        of: |s| s.hit,
    },
    Metric {
        key: "time_to_next",
        title: "next session after",
        definition: "planned start of the first session hit until the start of the next one held in any way; 0 where none is hit",
        unit: Unit::Minutes,
        worse: Worse::High,
        of: |s| s.to_next,
    },
    Metric {
        key: "time_to_tell",
        title: "last client told after",
        definition: "onset until the last client whose session is missed knows; 0 where nobody is affected",
        unit: Unit::Minutes,
        worse: Worse::High,
        of: |s| s.to_tell,
    },
    Metric {
        key: "back_to_normal",
        title: "all back, backlog cleared, after",
        definition: "onset until every function is back and the last moved session is held or lost",
        unit: Unit::Minutes,
        worse: Worse::High,
        of: |s| s.back,
    },
    Metric {
        key: "clients_lost",
        title: "clients lost",
        definition: "clients who leave beyond the undisturbed practice",
        unit: Unit::Clients,
        worse: Worse::High,
        of: |s| s.clients_lost,
    },
    Metric {
        key: "income_gross",
        title: "income lost, gross",
        definition: "fees of lost sessions and what degraded ones lack, whether or not due within the horizon",
        unit: Unit::Money,
        worse: Worse::High,
        of: |s| s.gross,
    },
    Metric {
        key: "extra_cost",
        title: "extra cost",
        definition: "what strategies cost because they were used",
        unit: Unit::Money,
        worse: Worse::High,
        of: |s| s.extra,
    },
    Metric {
        key: "income_net",
        title: "net income",
        definition: "against the undisturbed practice: minus income lost, minus extra cost",
        unit: Unit::Money,
        worse: Worse::Low,
        of: |s| -(s.gross + s.extra),
    },
    Metric {
        key: "fund_low",
        title: "fund, lowest",
        definition: "lowest end-of-day balance of the fund from the week of the disruption to the horizon",
        unit: Unit::Money,
        worse: Worse::Low,
        of: |s| s.fund_low,
    },
    Metric {
        key: "ruin",
        title: "fund empty",
        definition: "the fund falls below zero within the horizon",
        unit: Unit::Chance,
        worse: Worse::High,
        of: |s| i64::from(s.fund_low < 0),
    },
];

/// The place of a metric in [`METRICS`].
#[must_use]
pub fn place(key: &str) -> Option<usize> {
    METRICS.iter().position(|metric| metric.key == key)
}

/// What became of one trial.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// The number of the hazard that struck.
    pub hazard: usize,
    /// When it struck \[min\].
    pub onset: i64,
    /// The place of its week among the open weeks.
    pub place: usize,
    /// Sessions lost.
    pub lost: i64,
    /// Sessions moved.
    pub moved: i64,
    /// Sessions held another way.
    pub another_way: i64,
    /// Sessions hit.
    pub hit: i64,
    /// Time to the next session \[min\].
    pub to_next: i64,
    /// No next session before the horizon.
    pub to_next_open: bool,
    /// Time until the last affected client knows \[min\].
    pub to_tell: i64,
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
    /// Lowest balance of the fund \[minor units\].
    pub fund_low: i64,
    /// For each function: time to recovery \[min\], and whether it was still down at the horizon.
    pub recovery: Vec<(i64, bool)>,
    /// Sessions lost, by [`crate::engine::Loss`].
    pub losses: [i64; 5],
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
