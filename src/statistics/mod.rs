//! Estimates with their errors: from whole values counted in any order to means, quantiles and chances.
//! Knows numbers only; knows nothing of plans, units, charts or words.
//!
//! The story in order. Every trial puts one whole value (minutes, pence, sessions) into a [`Counts`], a histogram
//! with exact sums (`counts`, its bins in `bins`). Counts merge in any order to the same bits, and their memory
//! does not grow with the trials. From them come
//!
//! * a [`Mean`] with a skewness-corrected t interval (`mean`),
//! * a [`Quantile`] with the interval of its ranks (`quantile`),
//! * a [`Proportion`] with a Wilson or Clopper–Pearson interval (`proportion`),
//! * the curve and the tail behind them (`exceedance`).
//!
//! `trials` says how many trials a wish for precision asks for, `digits` how many digits an estimate supports.
//! Every [`Interval`] is a 95 % interval.

mod bins;
mod counts;
mod digits;
mod estimate;
mod exceedance;
mod interval;
mod mean;
mod proportion;
mod quantile;
#[cfg(test)]
mod samples;
mod trials;

pub use counts::Counts;
pub use digits::{places, supported};
pub use estimate::Estimate;
pub use exceedance::Tail;
pub use interval::Interval;
pub use mean::Mean;
pub use proportion::Proportion;
pub use quantile::Quantile;
pub use trials::{trials_for_mean, trials_for_share};

/// The chance left out on each side of an interval: (1 - 95 %) / 2.
const SIDE: f64 = 0.025;

/// The normal deviate of a two-sided 95 % interval.
const Z: f64 = 1.959_963_984_540_054;

/// Fewer hits, or values beyond a quantile, than this are too few to rest on.
pub const FEW: u64 = 10;

/// A count as a number; exact up to 2^53, far above any number of trials.
const fn real(count: u64) -> f64 {
    count as f64
}
