//! What became of many trials: knows which whole numbers are kept and how they add up; does not know events.

use crate::model::Case;
use crate::statistics::Counts;
use crate::units::WEEK;

use super::{METRICS, place};

/// What became of a strategy over many trials.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// Trials in which it was called.
    pub called: u64,
    /// Trials in which it was in use.
    pub used: u64,
    /// Trials in which it failed.
    pub failed: u64,
    /// Sessions it carried.
    pub carried: u64,
}

/// What became of a function over many trials.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recovered {
    /// Onset until it was back for good \[min\]; 0 where it never fell below its minimum. In a year the longest time down.
    pub time: Counts,
    /// How long it was down in all \[min\].
    pub down: Counts,
    /// Trials in which it was back within the recovery time objective.
    pub within_rto: u64,
    /// Trials in which it was down for longer than the maximum tolerable period.
    pub beyond_mtpd: u64,
    /// Trials in which more work was lost than the recovery point objective allows.
    pub beyond_rpo: u64,
    /// Trials in which it was still down at the horizon.
    pub open: u64,
}

/// What an entry of hazards did over many trials: those in which it arrived, averted or not, or all trials of a year.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// Sessions held another way or by an associate.
    pub another_way: Counts,
    /// Sessions moved.
    pub moved: Counts,
    /// Sessions lost.
    pub lost: Counts,
    /// Net income against the undisturbed practice \[minor units\].
    pub net: Counts,
    /// Trials in which it arrived, averted or not.
    pub arrived: u64,
    /// Ruined trials in which it cost most before the ruin.
    pub ruined: u64,
    /// Sessions lost by the month in which they were booked, January first.
    pub by_month: [u64; 12],
}

impl Part {
    fn merge(&mut self, other: &Self) {
        self.another_way.merge(&other.another_way);
        self.moved.merge(&other.moved);
        self.lost.merge(&other.lost);
        self.net.merge(&other.net);
        self.arrived += other.arrived;
        self.ruined += other.ruined;
        self.by_month.iter_mut().zip(&other.by_month).for_each(|(a, b)| *a += b);
    }
}

/// What became of many trials: whole numbers only, so that parts merged in any order give the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcomes {
    /// How many trials.
    pub trials: u64,
    /// Sessions scheduled in all of them.
    pub scheduled: u64,
    /// The values of each metric, in the order of [`METRICS`].
    pub columns: Vec<Counts>,
    /// Each function.
    pub functions: Vec<Recovered>,
    /// Each strategy.
    pub strategies: Vec<Record>,
    /// Each entry of hazards.
    pub parts: Vec<Part>,
    /// Balance of the fund at the start of each week of the horizon and at its end \[minor units\].
    pub fund: Vec<Counts>,
    /// The same without the disruption.
    pub fund_undisturbed: Vec<Counts>,
    /// Trials ruined in each week of the horizon.
    pub ruined_in_week: Vec<u64>,
    /// Sessions lost, by [`crate::engine::Loss`].
    pub losses: [u64; 7],
    /// Trials without a next session before the horizon.
    pub to_next_open: u64,
    /// Trials not all back before the horizon.
    pub back_open: u64,
}

impl Outcomes {
    /// No trials yet.
    #[must_use]
    pub fn none(case: &Case) -> Self {
        let weeks = weeks(case) + 1;
        Self {
            trials: 0,
            scheduled: 0,
            columns: vec![Counts::default(); METRICS.len()],
            functions: vec![Recovered::default(); case.functions.len()],
            strategies: vec![Record::default(); case.strategies.len()],
            parts: vec![Part::default(); case.entries.len()],
            fund: vec![Counts::default(); weeks],
            fund_undisturbed: vec![Counts::default(); weeks],
            ruined_in_week: vec![0; weeks],
            losses: [0; 7],
            to_next_open: 0,
            back_open: 0,
        }
    }

    /// The values of a metric.
    #[must_use]
    pub fn column(&self, key: &str) -> &Counts {
        static NONE: Counts = Counts::new();
        place(key).map_or(&NONE, |at| &self.columns[at])
    }

    /// Adds other trials.
    pub fn merge(&mut self, other: &Self) {
        let all = |mine: &mut Vec<Counts>, theirs: &Vec<Counts>| {
            mine.iter_mut().zip(theirs).for_each(|(a, b)| a.merge(b));
        };
        self.trials += other.trials;
        self.scheduled += other.scheduled;
        all(&mut self.columns, &other.columns);
        all(&mut self.fund, &other.fund);
        all(&mut self.fund_undisturbed, &other.fund_undisturbed);
        for (mine, theirs) in self.functions.iter_mut().zip(&other.functions) {
            mine.time.merge(&theirs.time);
            mine.down.merge(&theirs.down);
            mine.within_rto += theirs.within_rto;
            mine.beyond_mtpd += theirs.beyond_mtpd;
            mine.beyond_rpo += theirs.beyond_rpo;
            mine.open += theirs.open;
        }
        for (mine, theirs) in self.strategies.iter_mut().zip(&other.strategies) {
            mine.called += theirs.called;
            mine.used += theirs.used;
            mine.failed += theirs.failed;
            mine.carried += theirs.carried;
        }
        self.parts.iter_mut().zip(&other.parts).for_each(|(mine, theirs)| mine.merge(theirs));
        self.ruined_in_week.iter_mut().zip(&other.ruined_in_week).for_each(|(a, b)| *a += b);
        self.losses.iter_mut().zip(&other.losses).for_each(|(a, b)| *a += b);
        self.to_next_open += other.to_next_open;
        self.back_open += other.back_open;
    }
}

fn weeks(case: &Case) -> usize {
    (case.horizon / WEEK) as usize
}
