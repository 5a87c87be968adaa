//! Many trials: knows how they are split over threads and when there are enough; does not know what one trial is.
//!
//! Trials are counted in whole numbers, so neither the number of threads nor the size of a chunk changes a bit. Whether
//! there are enough is asked only at fixed numbers of trials, so that the answer is the same on every machine.

use std::ops::Range;

use rayon::prelude::*;

use crate::engine::{Event, Replay, Sink};
use crate::metric::{Outcomes, Score, Tally};
use crate::model::Case;
use crate::sampling::{Block, Draw, Luck, Sources};
use crate::statistics::Mean;

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

    /// How many at most.
    #[must_use]
    pub fn most(self) -> u64 {
        self.ends().1
    }

    /// How many at least and at most.
    pub(crate) fn ends(self) -> (u64, u64) {
        match self {
            Self::Fixed(n) => (n, n),
            Self::Until { least, most, .. } => (least.min(most), most),
        }
    }
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

/// How one looks at a running assessment: told how many trials are done and how many there are to be at most; asked
/// whether to go on.
pub trait Watch: Sync {
    /// So many more trials are done, of at most `most`.
    fn done(&self, more: u64, most: u64);

    /// Whether to go on; asked before every trial, and at every moment of one. Once it is no it stays so.
    fn goes_on(&self) -> bool;
}

/// It was asked to stop: what was done so far is whole, and what was under way does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stopped;

/// Nobody looks.
pub struct Unwatched;

impl Watch for Unwatched {
    fn done(&self, _: u64, _: u64) {}

    fn goes_on(&self) -> bool {
        true
    }
}

/// Runs trials from number 0 on, in the threads of the present `rayon` pool.
pub fn assess(case: &Case, luck: &Luck, sources: &Sources, trials: Trials, watch: &impl Watch) -> Assessed {
    let mut all = Outcomes::none(case);
    let (least, most) = trials.ends();
    let mut border = least;
    loop {
        let part = run(case, luck, sources, all.trials..border, most, watch);
        all.merge(&part);
        if all.trials < border {
            return Assessed { outcomes: all, reached: false, stopped: true };
        }
        let reached = is_enough(all.column("sessions_lost").mean(), trials);
        if reached || all.trials >= most {
            return Assessed { outcomes: all, reached, stopped: false };
        }
        border = next_border(border).min(most);
    }
}

/// A quarter more, in whole ten thousands.
pub(crate) fn next_border(border: u64) -> u64 {
    (border + border / 4).div_ceil(10_000).max(border / 10_000 + 1) * 10_000
}

/// Whether a mean of sessions lost is known as well as is wished.
pub(crate) fn is_enough(mean: Option<Mean>, trials: Trials) -> bool {
    let Trials::Until { precision, .. } = trials else { return true };
    let near = |m: Mean| m.interval().map(|i| i.half_width() <= (precision * libm::fabs(m.value())).max(FINE_ENOUGH));
    mean.and_then(near).unwrap_or(false)
}

impl Trials {
    /// How many there will be, as far as a few of them tell: an interval narrows with the root of their number.
    #[must_use]
    pub fn foreseen(self, few: &Outcomes) -> u64 {
        let Self::Until { precision, .. } = self else { return self.ends().1 };
        let (least, most) = self.ends();
        let wanted = |mean: Mean| {
            let times = mean.interval()?.half_width() / (precision * libm::fabs(mean.value())).max(FINE_ENOUGH);
            Some(few.trials as f64 * times * times)
        };
        let wanted = few.column("sessions_lost").mean().and_then(wanted).unwrap_or(0.0);
        libm::ceil(wanted).clamp(least as f64, most as f64) as u64
    }
}

/// Nobody plans by two thousandths of a session: a mean that is known to that is known well enough \[sessions\].
const FINE_ENOUGH: f64 = 0.002;

fn run(case: &Case, luck: &Luck, sources: &Sources, range: Range<u64>, most: u64, watch: &impl Watch) -> Outcomes {
    let work = Work {
        start: || Worker::new(case, watch),
        step: |worker: &mut Worker<'_>, chunk: Range<u64>| worker.run(luck, sources, chunk, |_| {}),
        finish: |worker: Worker<'_>| worker.tally.outcomes(),
        nothing: || Outcomes::none(case),
        merge: |all: &mut Outcomes, part: &Outcomes| all.merge(part),
    };
    in_chunks(&work, range, most, watch)
}

/// How trials become something: what a thread starts with, what it does with a chunk, what it has in the end, and how two
/// of those add up.
pub(crate) struct Work<Start, Step, Finish, Nothing, Merge> {
    pub(crate) start: Start,
    pub(crate) step: Step,
    pub(crate) finish: Finish,
    pub(crate) nothing: Nothing,
    pub(crate) merge: Merge,
}

/// One chunk after the other in every thread, until the watcher says no.
pub(crate) fn in_chunks<W: Send, M: Send>(
    work: &Work<
        impl Fn() -> W + Sync + Send,
        impl Fn(&mut W, Range<u64>) -> Result<(), Stopped> + Sync + Send,
        impl Fn(W) -> M + Sync + Send,
        impl Fn() -> M + Sync + Send,
        impl Fn(&mut M, &M) + Sync + Send,
    >,
    range: Range<u64>,
    most: u64,
    watch: &impl Watch,
) -> M {
    let chunks = (range.end - range.start).div_ceil(CHUNK) as usize;
    let chunk = |i: usize| {
        let first = range.start + i as u64 * CHUNK;
        first..(first + CHUNK).min(range.end)
    };
    let per_thread = chunks.div_ceil(16 * rayon::current_num_threads()).max(1);
    (0..chunks)
        .into_par_iter()
        .with_min_len(per_thread)
        .fold(
            || ((work.start)(), false),
            |(mut worker, stopped), i| {
                if stopped {
                    return (worker, true);
                }
                let trials = chunk(i);
                let stopped = (work.step)(&mut worker, trials.clone()).is_err();
                watch.done(trials.end - trials.start, most);
                (worker, stopped)
            },
        )
        .map(|(worker, _)| (work.finish)(worker))
        .reduce(&work.nothing, |mut all, part| {
            (work.merge)(&mut all, &part);
            all
        })
}

/// What one thread keeps from trial to trial.
pub(crate) struct Worker<'a> {
    case: &'a Case,
    replay: Replay,
    pub(crate) tally: Tally<'a>,
    watch: &'a dyn Watch,
}

/// A tally that listens as long as the watcher wants to go on.
struct Heard<'w, 't, 'a> {
    tally: &'t mut Tally<'a>,
    watch: &'w dyn Watch,
}

impl Sink for Heard<'_, '_, '_> {
    fn note(&mut self, time: i64, event: Event) {
        self.tally.note(time, event);
    }

    fn listens(&self) -> bool {
        self.watch.goes_on()
    }
}

impl<'a> Worker<'a> {
    pub(crate) fn new(case: &'a Case, watch: &'a dyn Watch) -> Self {
        Self { case, replay: Replay::default(), tally: Tally::new(case), watch }
    }

    /// Runs some trials and hands out the score of each.
    pub(crate) fn run(
        &mut self,
        luck: &Luck,
        sources: &Sources,
        trials: Range<u64>,
        mut each: impl FnMut(&Score),
    ) -> Result<(), Stopped> {
        let block = Block::new(luck, sources, trials.start, (trials.end - trials.start) as usize);
        for draw in block.draws() {
            each(self.trial(draw)?);
        }
        Ok(())
    }

    /// Runs one trial; one that is given up leaves nothing behind.
    pub(crate) fn trial(&mut self, draw: Draw<'_>) -> Result<&Score, Stopped> {
        if !self.watch.goes_on() {
            return Err(Stopped);
        }
        let mut heard = Heard { tally: &mut self.tally, watch: self.watch };
        if self.replay.run(self.case, draw, &mut heard) { Ok(self.tally.score()) } else { Err(Stopped) }
    }

    /// Runs one trial to its end, whatever the watcher says.
    pub(crate) fn whole_trial(&mut self, draw: Draw<'_>) -> &Score {
        self.replay.run(self.case, draw, &mut Heard { tally: &mut self.tally, watch: &Unwatched });
        self.tally.score()
    }
}

/// Runs some trials one after the other and hands out the score of each, with its number.
pub fn scores(case: &Case, luck: &Luck, sources: &Sources, trials: Range<u64>, each: impl FnMut(u64, &Score)) {
    // Nobody stops what nobody watches.
    let _ = scores_watched(case, luck, sources, trials, &Unwatched, each);
}

/// The same, watched.
///
/// # Errors
/// It was asked to stop.
pub fn scores_watched(
    case: &Case,
    luck: &Luck,
    sources: &Sources,
    trials: Range<u64>,
    watch: &dyn Watch,
    mut each: impl FnMut(u64, &Score),
) -> Result<(), Stopped> {
    let mut worker = Worker::new(case, watch);
    let mut number = trials.start;
    while number < trials.end {
        let chunk = number..(number + CHUNK).min(trials.end);
        let mut at = chunk.start;
        worker.run(luck, sources, chunk.clone(), |score| {
            each(at, score);
            at += 1;
        })?;
        watch.done(chunk.end - chunk.start, trials.end - trials.start);
        number = chunk.end;
    }
    Ok(())
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
