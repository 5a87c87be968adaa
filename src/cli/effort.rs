//! How long work will take, before it begins: knows a clock, how a little of the work is tried, and what is said of work that
//! would take hours; does not know what is computed. No result depends on it: work is done as a whole, or not begun.

use std::time::Instant;

use crate::assess::{Trials, Watch, assess};
use crate::metric::Outcomes;
use crate::model::Case;
use crate::sampling::{Luck, Sources};
use crate::units::thousands;

use super::failure::Failure;

/// What takes longer than this is not begun unasked: three hours \[s\].
const LONG: f64 = 3.0 * HOUR;
/// An hour \[s\].
const HOUR: f64 = 3_600.0;
/// So long something is tried at most, before it is known well enough how long one takes \[s\].
const TRIED: f64 = 1.0;
/// Trials that are tried, one step after the other: a few tell enough where all of them take no time.
const STEPS: [u64; 5] = [1, 4, 16, 64, 256];
/// The step from which on that may be told.
const A_FEW: u64 = 16;
/// To ask for fewer trials than this is no advice.
const FEWEST: u64 = 100;

/// How long some work will take.
pub struct Effort {
    threads: f64,
    seconds: f64,
}

/// A few trials of a case.
pub struct Tried {
    /// How long one takes in one thread \[s\].
    pub seconds: f64,
    /// What became of them.
    pub outcomes: Outcomes,
}

/// Tries a few trials of a case, of which there are to be so many.
///
/// # Errors
/// It was stopped meanwhile.
pub fn tried(case: &Case, luck: &Luck, sources: &Sources, of: u64, watch: &impl Watch) -> Result<Tried, Failure> {
    let mut last = Tried { seconds: 0.0, outcomes: Outcomes::none(case) };
    for step in STEPS {
        let (outcomes, seconds) = timed(|| assess(case, luck, sources, Trials::Fixed(step), watch).outcomes);
        if !watch.goes_on() {
            return Err(Failure::Lost);
        }
        last = Tried { seconds: seconds / step as f64, outcomes };
        let quick = step >= A_FEW && last.seconds * (of as f64) < LONG / 10.0;
        if quick || seconds > TRIED {
            break;
        }
    }
    Ok(last)
}

/// What something gives, and how long it took \[s\].
pub fn timed<T>(what: impl FnOnce() -> T) -> (T, f64) {
    let since = Instant::now();
    let done = what();
    (done, since.elapsed().as_secs_f64())
}

impl Effort {
    /// No work yet, for the threads of the present pool.
    pub fn new() -> Self {
        Self { threads: rayon::current_num_threads().max(1) as f64, seconds: 0.0 }
    }

    /// Adds so many things of some seconds each, done in all threads.
    pub fn shared(mut self, count: u64, each: f64) -> Self {
        self.seconds += count as f64 * each / self.threads;
        self
    }

    /// Adds so many that are done one after the other.
    pub fn alone(mut self, count: u64, each: f64) -> Self {
        self.seconds += count as f64 * each;
        self
    }

    /// Refuses what would take longer. `trials` are those that were asked for, or are foreseen.
    ///
    /// # Errors
    /// It would take longer: says how long, and how to ask for less or for all of it.
    pub fn allow(&self, trials: u64, tip: Tip) -> Result<(), Failure> {
        if self.seconds <= LONG {
            return Ok(());
        }
        // Enough for three quarters of that, in a round number.
        let fewer = (trials as f64 * 0.75 * LONG / self.seconds) as u64;
        let round = 10_u64.pow(fewer.max(1).ilog10());
        let fewer = fewer / round * round;
        let less = match tip {
            _ if fewer < FEWEST => String::new(),
            Tip::Trials => format!("ask for fewer with `--trials {fewer}`, or "),
            Tip::Precision => format!("ask for fewer with `--trials {fewer}`, or for a wider `--precision`, or "),
        };
        Err(Failure::Usage(format!(
            "this would take about {} here, for {} trials\n  tip: {less}add `--long` to go through with it",
            about(self.seconds),
            thousands(i64::try_from(trials).unwrap_or(i64::MAX)),
        )))
    }
}

/// What to write instead of what would take long.
#[derive(Clone, Copy)]
pub enum Tip {
    /// A number of trials was asked for.
    Trials,
    /// A precision was asked for.
    Precision,
}

/// A length of time as people say it.
fn about(seconds: f64) -> String {
    let of = |n: f64, what: &str| format!("{n:.0} {what}{}", if n < 1.5 { "" } else { "s" });
    match seconds / HOUR {
        hours if hours < 1.5 => "an hour".to_owned(),
        hours if hours < 48.0 => of(hours, "hour"),
        hours if hours < 24.0 * 60.0 => of(hours / 24.0, "day"),
        hours if hours < 24.0 * 365.0 * 2.0 => of(hours / 24.0 / 30.4, "month"),
        hours => format!("{} years", thousands((hours / 24.0 / 365.0) as i64)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn effort(seconds: f64) -> Effort {
        Effort { threads: 1.0, seconds }
    }

    #[test]
    fn what_takes_three_hours_is_begun_and_what_takes_longer_is_refused_with_what_to_type() {
        assert!(effort(10_800.0).allow(10_000, Tip::Trials).is_ok());
        let Err(Failure::Usage(said)) = effort(36_000.0).allow(10_000, Tip::Trials) else { panic!() };
        assert_eq!(
            said,
            "this would take about 10 hours here, for 10,000 trials\n  \
             tip: ask for fewer with `--trials 2000`, or add `--long` to go through with it"
        );
        let Err(Failure::Usage(said)) = effort(36_000.0).allow(100, Tip::Trials) else { panic!() };
        assert!(said.ends_with("tip: add `--long` to go through with it"), "{said}");
    }

    #[test]
    fn threads_share_what_they_can() {
        let two = Effort { threads: 2.0, seconds: 0.0 };
        assert_eq!(two.shared(10, 1.0).alone(10, 1.0).seconds, 15.0);
    }

    #[test]
    fn lengths_are_told_in_round_numbers() {
        let told = [4_000.0, 7_000.0, 100_000.0, 500_000.0, 1e7, 1e10].map(about);
        assert_eq!(told, ["an hour", "2 hours", "28 hours", "6 days", "4 months", "317 years"]);
    }
}
