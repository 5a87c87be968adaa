//! Two plans under the same luck: knows how trials are paired and what their differences come to; does not know how the
//! plans differ, nor how a verdict is worded.
//!
//! Both cases are replayed with the luck of the same trial. What they have in common meets the same luck by name, so the
//! difference of a trial is due to the plans alone: a plan compared with itself differs by exactly zero in every trial, and
//! the error of the mean difference is far below that of two runs.

use std::ops::Range;

use crate::assess::{Stopped, Trials, Watch, Work, Worker, in_chunks, is_enough, next_border};
use crate::metric::{METRICS, Outcomes, Score, Worse, place};
use crate::model::Case;
use crate::sampling::{Block, Luck, Sources};
use crate::statistics::{Counts, Mean};

/// A case with where its luck comes from.
#[derive(Clone, Copy)]
pub struct Side<'a> {
    /// The plan bound to what may happen.
    pub case: &'a Case,
    /// Its sources of luck.
    pub sources: &'a Sources,
}

/// How one metric differs, new minus old.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// The difference of each trial.
    pub counts: Counts,
    /// Trials in which the new plan does better.
    pub better: u64,
    /// Trials in which it does worse.
    pub worse: u64,
}

impl Difference {
    fn add(&mut self, difference: i64, worse: Worse) {
        self.counts.add(difference);
        let is_worse = if worse == Worse::High { difference > 0 } else { difference < 0 };
        self.worse += u64::from(is_worse);
        self.better += u64::from(difference != 0 && !is_worse);
    }

    fn merge(&mut self, other: &Self) {
        self.counts.merge(&other.counts);
        self.better += other.better;
        self.worse += other.worse;
    }

    /// Trials in which both are equal.
    #[must_use]
    pub fn equal(&self) -> u64 {
        self.counts.trials() - self.better - self.worse
    }
}

/// A trial in which two plans differ much.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Far {
    /// How many sessions more the new plan loses, whatever the sign: the larger, the further apart.
    sessions: u64,
    /// The same of money \[minor units\].
    money: u64,
    /// The number of the trial, counted down from the largest so that the earliest of equal ones comes first.
    before: u64,
}

impl Far {
    fn new(trial: u64, sessions: i64, money: i64) -> Self {
        Self { sessions: sessions.unsigned_abs(), money: money.unsigned_abs(), before: u64::MAX - trial }
    }

    /// The number of the trial.
    #[must_use]
    pub fn trial(self) -> u64 {
        u64::MAX - self.before
    }
}

/// The share of its booked sessions that a trial loses is counted in so many parts.
pub const PARTS: i64 = 1_000_000;

/// The share of its booked sessions that a trial loses \[millionths\].
fn share_lost(case: &Case, score: &Score) -> i64 {
    let booked = (case.scheduled(score.place) as i64).max(1);
    (score.lost * PARTS + booked / 2) / booked
}

/// How many of the trials that differ most are kept.
const FARTHEST: usize = 3;

/// Many trials of two plans.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// What became of the old plan.
    pub old: Outcomes,
    /// What became of the new one.
    pub new: Outcomes,
    /// How each metric differs, in the order of [`METRICS`].
    pub differences: Vec<Difference>,
    /// The share of its booked sessions that each plan loses, the old one's first \[millionths\].
    pub shares: [Counts; 2],
    /// How these differ.
    pub share: Difference,
    /// The trials that differ most, the most different first.
    pub farthest: Vec<Far>,
    /// Whether the precision asked for was reached.
    pub reached: bool,
    /// Whether it was stopped before.
    pub stopped: bool,
}

impl Compared {
    fn none(old: Side<'_>, new: Side<'_>) -> Self {
        Self {
            old: Outcomes::none(old.case),
            new: Outcomes::none(new.case),
            differences: vec![Difference::default(); METRICS.len()],
            shares: [Counts::default(), Counts::default()],
            share: Difference::default(),
            farthest: Vec::new(),
            reached: false,
            stopped: false,
        }
    }

    fn merge(&mut self, other: &Self) {
        self.old.merge(&other.old);
        self.new.merge(&other.new);
        self.differences.iter_mut().zip(&other.differences).for_each(|(a, b)| a.merge(b));
        self.shares.iter_mut().zip(&other.shares).for_each(|(a, b)| a.merge(b));
        self.share.merge(&other.share);
        other.farthest.iter().for_each(|far| keep(&mut self.farthest, *far));
    }

    /// How a metric differs.
    #[must_use]
    pub fn difference(&self, key: &str) -> Option<&Difference> {
        place(key).map(|at| &self.differences[at])
    }

    /// Whether both plans have booked as many sessions.
    #[must_use]
    pub fn book_alike(&self) -> bool {
        self.old.scheduled == self.new.scheduled
    }

    /// How many times as many trials two independent runs would need for an interval as narrow: (variance of the old plus
    /// variance of the new) / variance of the difference; none where nothing varies.
    #[must_use]
    pub fn gain(&self, key: &str) -> Option<f64> {
        let at = place(key)?;
        let apart = self.old.columns[at].variance()? + self.new.columns[at].variance()?;
        let paired = self.differences[at].counts.variance()?;
        (paired > 0.0).then(|| apart / paired)
    }
}

fn keep(farthest: &mut Vec<Far>, far: Far) {
    if far.sessions == 0 && far.money == 0 {
        return;
    }
    let at = farthest.partition_point(|known| *known > far);
    farthest.insert(at, far);
    farthest.truncate(FARTHEST);
}

/// The least difference of means that four in five comparisons with this standard error would detect at 95 %:
/// 1.96 + 0.84 standard errors.
#[must_use]
pub fn detectable(mean: Mean) -> Option<f64> {
    mean.standard_error().map(|error| 2.8 * error)
}

/// Replays both plans with the same luck, trial by trial, in the threads of the present `rayon` pool.
pub fn compare(old: Side<'_>, new: Side<'_>, luck: &Luck, trials: Trials, watch: &impl Watch) -> Compared {
    let mut all = Compared::none(old, new);
    let (least, most) = trials.ends();
    let mut border = least;
    loop {
        let part = run(old, new, luck, all.old.trials..border, most, watch);
        all.merge(&part);
        let mean = all.difference("sessions_lost").and_then(|d| d.counts.mean());
        all.stopped = all.old.trials < border;
        all.reached = !all.stopped && is_enough(mean, trials);
        if all.stopped || all.reached || all.old.trials >= most {
            return all;
        }
        border = next_border(border).min(most);
    }
}

fn run(old: Side<'_>, new: Side<'_>, luck: &Luck, range: Range<u64>, most: u64, watch: &impl Watch) -> Compared {
    let work = Work {
        start: || Pair::new(old, new, watch),
        step: |pair: &mut Pair<'_>, chunk: Range<u64>| pair.run(luck, chunk),
        finish: Pair::counted,
        nothing: || Compared::none(old, new),
        merge: |all: &mut Compared, part: &Compared| all.merge(part),
    };
    in_chunks(&work, range, most, watch)
}

/// What one thread keeps from trial to trial.
struct Pair<'a> {
    sides: [(Worker<'a>, &'a Sources); 2],
    cases: [&'a Case; 2],
    counted: Compared,
}

impl<'a> Pair<'a> {
    fn new(old: Side<'a>, new: Side<'a>, watch: &'a dyn Watch) -> Self {
        let sides = [old, new].map(|side| (Worker::new(side.case, watch), side.sources));
        Self { sides, cases: [old.case, new.case], counted: Compared::none(old, new) }
    }

    fn run(&mut self, luck: &Luck, trials: Range<u64>) -> Result<(), Stopped> {
        let Self { sides: [(old, old_sources), (new, new_sources)], cases, counted } = self;
        let size = (trials.end - trials.start) as usize;
        let blocks = [old_sources, new_sources].map(|sources| Block::new(luck, sources, trials.start, size));
        let (lost, money) = (place("sessions_lost"), place("money"));
        for (draws, trial) in blocks[0].draws().zip(blocks[1].draws()).zip(trials) {
            let before = old.trial(draws.0)?;
            // The old plan's trial counts, so the new one's has to.
            let after = new.whole_trial(draws.1);
            let shares = [share_lost(cases[0], before), share_lost(cases[1], after)];
            counted.shares.iter_mut().zip(shares).for_each(|(counts, share)| counts.add(share));
            counted.share.add(shares[1] - shares[0], Worse::High);
            let mut far = (0, 0);
            for (at, metric) in METRICS.iter().enumerate() {
                let difference = (metric.of)(after) - (metric.of)(before);
                counted.differences[at].add(difference, metric.worse);
                if Some(at) == lost {
                    far.0 = difference;
                } else if Some(at) == money {
                    far.1 = difference;
                }
            }
            keep(&mut counted.farthest, Far::new(trial, far.0, far.1));
        }
        Ok(())
    }

    fn counted(self) -> Compared {
        let [(old, _), (new, _)] = self.sides;
        Compared { old: old.tally.outcomes(), new: new.tally.outcomes(), ..self.counted }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_farthest_trials_are_kept_in_order_and_equal_ones_by_number() {
        let mut farthest = Vec::new();
        for (trial, sessions) in [(7, 0), (5, -3), (1, 2), (3, 2), (2, 9)] {
            keep(&mut farthest, Far::new(trial, sessions, 0));
        }
        assert_eq!(farthest.iter().map(|far| far.trial()).collect::<Vec<_>>(), [2, 5, 1]);
    }

    #[test]
    fn better_and_worse_follow_the_bad_end_of_a_metric() {
        let mut high = Difference::default();
        let mut low = Difference::default();
        for difference in [-2, 0, 0, 5, 1] {
            high.add(difference, Worse::High);
            low.add(difference, Worse::Low);
        }
        assert_eq!((high.better, high.worse, high.equal()), (1, 2, 2));
        assert_eq!((low.better, low.worse, low.equal()), (2, 1, 2));
    }
}
