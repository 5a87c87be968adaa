//! Scales and ticks that cannot hang.
//!
//! Knows numbers and pixels; knows neither units nor colours. Values are checked here once, so
//! that no axis is ever asked for NaN, for infinity or for equal ends.

use super::ChartError;

/// The largest magnitude an axis carries: beyond every amount that fits into 64 bits, and far beyond its interval.
const LARGEST: f64 = 1e22;
/// Where an axis ends at the latest: room beside the largest.
const FARTHEST: f64 = 1e25;

/// Accepts a number an axis can carry.
pub(super) fn usable(what: &str, value: f64) -> Result<f64, ChartError> {
    if value.abs() <= LARGEST {
        Ok(value)
    } else {
        Err(ChartError::Unusable { what: what.to_owned(), value: value.to_string() })
    }
}

/// Accepts a share between 0 and 1.
pub(super) fn share(what: &str, value: f64) -> Result<f64, ChartError> {
    if (-1e-9..=1.0 + 1e-9).contains(&value) {
        Ok(value.clamp(0.0, 1.0))
    } else {
        Err(ChartError::Unusable { what: what.to_owned(), value: value.to_string() })
    }
}

/// From values to pixels.
#[derive(Clone, Copy)]
pub(super) struct Scale {
    pub lo: f64,
    pub hi: f64,
    from: f64,
    to: f64,
    log: bool,
}

impl Scale {
    /// Equal distances for equal differences.
    pub fn linear((lo, hi): (f64, f64), (from, to): (f64, f64)) -> Self {
        let (lo, hi) = widen(lo, hi);
        Self { lo, hi, from, to, log: false }
    }

    /// Equal distances for equal ratios; both ends are made positive.
    pub fn log((lo, hi): (f64, f64), (from, to): (f64, f64)) -> Self {
        let (lo, hi) = widen(lo, hi);
        let lo = lo.max(1e-9);
        Self { lo, hi: hi.max(lo * 2.0), from, to, log: true }
    }

    /// The pixel of a value; values beyond the ends stay at the ends.
    pub fn at(&self, value: f64) -> f64 {
        let value = value.clamp(self.lo, self.hi);
        let part = if self.log {
            libm::log10(value / self.lo) / libm::log10(self.hi / self.lo)
        } else {
            (value - self.lo) / (self.hi - self.lo)
        };
        self.from + part * (self.to - self.from)
    }
}

/// Ends that differ, are in order and are numbers.
fn widen(lo: f64, hi: f64) -> (f64, f64) {
    let lo = if lo.abs() <= FARTHEST { lo } else { 0.0 };
    let hi = if hi.abs() <= FARTHEST { hi } else { lo };
    let (lo, hi) = (lo.min(hi), lo.max(hi));
    let least = (lo.abs().max(hi.abs()) * 1e-9).max(1e-9);
    if hi - lo > least { (lo, hi) } else { (lo - least.max(0.5), hi + least.max(0.5)) }
}

/// Round ends around the data and the round values between them.
#[derive(Clone, Debug)]
pub(super) struct Ticks {
    pub lo: f64,
    pub hi: f64,
    pub step: f64,
    pub at: Vec<f64>,
}

/// Ticks at 1, 2 or 5 times a power of ten, about `want` of them, ends on ticks.
pub(super) fn ticks(lo: f64, hi: f64, want: f64, whole: bool) -> Ticks {
    let (lo, hi) = widen(lo, hi);
    let mut step = nice_step((hi - lo) / want);
    if whole {
        step = step.max(1.0);
    }
    let first = (lo / step + 1e-9).floor();
    let last = (hi / step - 1e-9).ceil().max(first + 1.0);
    let count = (last - first).clamp(1.0, 40.0);
    let mut at = Vec::new();
    let mut k = 0.0;
    while k <= count {
        at.push((first + k) * step);
        k += 1.0;
    }
    Ticks { lo: first * step, hi: (first + count) * step, step, at }
}

/// The least of 1, 2, 5 × 10ᵏ that is not below `least`.
pub(super) fn nice_step(least: f64) -> f64 {
    let mut power = 1.0;
    for _ in 0..40 {
        if power > least {
            power /= 10.0;
        } else if power * 10.0 <= least {
            power *= 10.0;
        }
    }
    let round = |m: f64| power * m >= least * (1.0 - 1e-9);
    [1.0, 2.0, 5.0].into_iter().find(|&m| round(m)).unwrap_or(10.0) * power
}

/// How many decimals the multiples of a step need, at most 6.
pub(super) fn decimals(step: f64) -> usize {
    let mut scaled = step.abs();
    let mut count = 0;
    while count < 6 && (scaled - scaled.round()).abs() > 1e-6 * scaled.max(1e-12) {
        scaled *= 10.0;
        count += 1;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_round() {
        for (least, step) in [(0.03, 0.05), (1.0, 1.0), (1.1, 2.0), (2.5, 5.0), (600.0, 1000.0)] {
            assert!((nice_step(least) - step).abs() < 1e-9 * step, "{least}");
        }
    }

    #[test]
    fn odd_ends_give_few_finite_ticks() {
        let odd = [0.0, -0.0, 1.0, f64::NAN, f64::INFINITY, -f64::INFINITY, 1e300, 1e22, -1e22, 5e-324];
        for lo in odd {
            for hi in odd {
                for whole in [false, true] {
                    let ticks = ticks(lo, hi, 5.0, whole);
                    assert!((2..=41).contains(&ticks.at.len()), "{lo} {hi}");
                    assert!(ticks.at.iter().all(|t| t.is_finite()), "{lo} {hi}");
                }
                for scale in [Scale::linear((lo, hi), (0.0, 9.0)), Scale::log((lo, hi), (0.0, 9.0))] {
                    assert!((0.0..=9.0).contains(&scale.at(1.0)), "{lo} {hi} {}", scale.at(1.0));
                }
            }
        }
    }

    #[test]
    fn checks_fail_for_nan() {
        assert!(usable("x", f64::NAN).is_err());
        assert!(usable("x", 1e300).is_err());
        assert!(share("x", f64::NAN).is_err());
        assert!(share("x", 1.1).is_err());
        assert_eq!(share("x", 1.0 + 1e-12), Ok(1.0));
    }

    #[test]
    fn decimals_follow_the_step() {
        assert_eq!([5.0, 0.5, 0.25, 0.05, 0.001].map(decimals), [0, 1, 2, 2, 3]);
    }
}
