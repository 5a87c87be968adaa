//! Many trials: knows how they are split over threads and when there are enough; does not know what one trial is.
//!
//! Trials are counted in whole numbers, so neither the number of threads nor the size of a chunk changes a bit. Whether
//! there are enough is asked only at fixed numbers of trials, so that the answer is the same on every machine.

use std::ops::Range;

use rayon::prelude::*;

use crate::engine::Replay;
use crate::metric::{Outcomes, Score, Tally};
use crate::model::Case;
use crate::sampling::{Block, Luck, Sources};

/// How many trials to run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Trials {
    /// So many.
    Fixed(u64),
    /// Until the 95 % interval of the mean of sessions lost is within this share of it, or within 0.002 sessions, between the
    /// two ends.
    Until {
        /// Half width of the interval against the mean \[1\].
        precision: f64,
        /// At least so many.
        least: u64,
        /// At most so many.
        most: u64,
    },
}

impl Trials {
    /// The rule where nothing is said: within 2 %, at least 10,000, at most 1,000,000.
    pub const BY_RULE: Self = Self::Until { precision: 0.02, least: 10_000, most: 1_000_000 };
}

/// The trials of one assessment and what became of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assessed {
    /// What became of them.
    pub outcomes: Outcomes,
    /// Whether the precision asked for was reached; always so where a number was asked for.
    pub reached: bool,
    /// Whether it was stopped before.
    pub stopped: bool,
}

/// Trials that one thread takes at a time.
const CHUNK: u64 = 512;

/// How one looks at a running assessment: told how many trials are done and how many there are to be at most; answers
/// whether to go on.
pub trait Watch: Sync {
    /// So many more trials are done, of at most `most`.
    fn done(&self, more: u64, most: u64) -> bool;
}

/// Nobody looks.
pub struct Unwatched;

impl Watch for Unwatched {
    fn done(&self, _: u64, _: u64) -> bool {
        true
    }
}

/// Runs trials from number 0 on, in the threads of the present `rayon` pool.
pub fn assess(case: &Case, luck: &Luck, sources: &Sources, trials: Trials, watch: &impl Watch) -> Assessed {
    let mut all = Outcomes::none(case);
    let (least, most) = match trials {
        Trials::Fixed(n) => (n, n),
        Trials::Until { least, most, .. } => (least.min(most), most),
    };
    let mut border = least;
    loop {
        let part = run(case, luck, sources, all.trials..border, most, watch);
        all.merge(&part);
        if all.trials < border {
            return Assessed { outcomes: all, reached: false, stopped: true };
        }
        let reached = is_enough(&all, trials);
        if reached || all.trials >= most {
            return Assessed { outcomes: all, reached, stopped: false };
        }
        border = next_border(border).min(most);
    }
}

/// A quarter more, in whole ten thousands.
fn next_border(border: u64) -> u64 {
    (border + border / 4).div_ceil(10_000).max(border / 10_000 + 1) * 10_000
}

fn is_enough(outcomes: &Outcomes, trials: Trials) -> bool {
    let Trials::Until { precision, .. } = trials else { return true };
    let mean = outcomes.column("sessions_lost").mean();
    mean.and_then(|m| m.interval().map(|i| i.half_width() <= (precision * m.value()).max(FINE_ENOUGH))).unwrap_or(false)
}

/// Nobody plans by two thousandths of a session: a mean that is known to that is known well enough \[sessions\].
const FINE_ENOUGH: f64 = 0.002;

/// One chunk after the other in every thread; stops between chunks when the watcher says so.
fn run(case: &Case, luck: &Luck, sources: &Sources, range: Range<u64>, most: u64, watch: &impl Watch) -> Outcomes {
    let chunks = (range.end - range.start).div_ceil(CHUNK) as usize;
    let chunk = |i: usize| {
        let first = range.start + i as u64 * CHUNK;
        first..(first + CHUNK).min(range.end)
    };
    let per_thread = chunks.div_ceil(16 * rayon::current_num_threads()).max(1);
    (0..chunks)
        .into_par_iter()
        .with_min_len(per_thread)
        .fold(|| Worker::new(case), |worker, i| worker.take(luck, sources, chunk(i), |more| watch.done(more, most)))
        .map(|worker| worker.tally.outcomes())
        .reduce(
            || Outcomes::none(case),
            |mut a, b| {
                a.merge(&b);
                a
            },
        )
}

/// What one thread keeps from trial to trial.
struct Worker<'a> {
    case: &'a Case,
    replay: Replay,
    tally: Tally<'a>,
    stopped: bool,
}

impl<'a> Worker<'a> {
    fn new(case: &'a Case) -> Self {
        Self { case, replay: Replay::default(), tally: Tally::new(case), stopped: false }
    }

    /// Runs a chunk unless stopped; `go_on` hears how many trials it was.
    fn take(mut self, luck: &Luck, sources: &Sources, trials: Range<u64>, go_on: impl Fn(u64) -> bool) -> Self {
        if !self.stopped {
            self.run(luck, sources, trials.clone(), |_| {});
            self.stopped = !go_on(trials.end - trials.start);
        }
        self
    }

    fn run(&mut self, luck: &Luck, sources: &Sources, trials: Range<u64>, mut each: impl FnMut(&Score)) {
        let block = Block::new(luck, sources, trials.start, (trials.end - trials.start) as usize);
        for draw in block.draws() {
            self.replay.run(self.case, draw, &mut self.tally);
            each(self.tally.score());
        }
    }
}

/// Runs some trials one after the other and hands out the score of each, with its number.
pub fn scores(case: &Case, luck: &Luck, sources: &Sources, trials: Range<u64>, mut each: impl FnMut(u64, &Score)) {
    let mut worker = Worker::new(case);
    let mut number = trials.start;
    while number < trials.end {
        let chunk = number..(number + CHUNK).min(trials.end);
        let mut at = chunk.start;
        worker.run(luck, sources, chunk.clone(), |score| {
            each(at, score);
            at += 1;
        });
        number = chunk.end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn borders_rise_by_a_quarter_in_ten_thousands() {
        assert_eq!(next_border(10_000), 20_000);
        assert_eq!(next_border(100_000), 130_000);
        assert_eq!(next_border(15_000), 20_000);
    }
}
