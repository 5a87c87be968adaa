//! Quantiles as order statistics, with the interval that needs no distribution.
//! Knows ranks and bins; knows nothing of plans.
//!
//! The quantile `p` of n values is the value of rank ceil(p n), counted from 1 (Hyndman and Fan's type 1): a value
//! that came up, never one between two. Where several values share its bin, the least of them that came up is given, so
//! never more than the truth and less by at most 0.1 %. The interval takes the least value of its first bin and the
//! greatest of its last, so it holds what the exact one would, and ends at values that came up.

use super::bins::Bin;
use super::{Counts, FEW, SIDE, real};
use crate::special::{binomial_cdf, normal_quantile};

/// A quantile with the 95 % interval of its ranks; in the unit of the values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quantile {
    value: i64,
    interval: Option<(i64, i64)>,
    expected_beyond: f64,
    exact: bool,
    often: bool,
}

impl Quantile {
    /// The value of rank ceil(p n).
    #[must_use]
    pub const fn value(self) -> i64 {
        self.value
    }

    /// The 95 % interval, both ends included; `None` where the sample has no such ranks.
    #[must_use]
    pub const fn interval(self) -> Option<(i64, i64)> {
        self.interval
    }

    /// How many values are expected beyond it, on the rarer side: n (1 - p), or n p for p below one half.
    #[must_use]
    pub const fn expected_beyond(self) -> f64 {
        self.expected_beyond
    }

    /// Whether the value is exact, not the least of several that are counted together.
    #[must_use]
    pub const fn exact(self) -> bool {
        self.exact
    }

    /// Whether this very value came up ten times or more: then it is one of few, and told as it is; else it is a place on a
    /// line, known as well as its interval tells.
    #[must_use]
    pub const fn is_one_of_few(self) -> bool {
        self.often
    }

    /// Whether fewer than ten values are expected beyond it: too few to show the quantile.
    #[must_use]
    pub fn refused(self) -> bool {
        self.expected_beyond < real(FEW)
    }
}

impl Counts {
    /// The quantile `p`, 0 <= p <= 1; `None` for other `p` and where nothing was counted.
    #[must_use]
    pub fn quantile(&self, p: f64) -> Option<Quantile> {
        let n = self.trials();
        if n == 0 || !(0.0..=1.0).contains(&p) {
            return None;
        }
        let place = snapped(real(n) * p);
        let (bin, times) = self.ranked(count(libm::ceil(place)).clamp(1, n))?;
        let interval = ranks(n, p).and_then(|(low, high)| Some((self.ranked(low)?.0.low, self.ranked(high)?.0.high)));
        let expected_beyond = place.min(real(n) - place);
        Some(Quantile {
            value: bin.low,
            interval,
            expected_beyond,
            exact: bin.is_exact(),
            often: bin.is_exact() && times >= FEW,
        })
    }

    /// The bin of the value of a rank, counted from 1, and how many share it.
    fn ranked(&self, rank: u64) -> Option<(Bin, u64)> {
        let mut passed = 0;
        let mut filled = self.filled();
        filled.find(|(_, count)| {
            passed += count;
            passed >= rank
        })
    }
}

/// The ranks r, s, counted from 1, between whose values the quantile `p` lies with at least 95 %.
///
/// r is the largest with P(B <= r - 1) <= 2.5 %, s the smallest with P(B >= s) <= 2.5 %, B binomial(n, p)
/// (H. A. David, *Order Statistics*, section 2.5). `None` where r or s falls outside the sample.
fn ranks(n: u64, p: f64) -> Option<(u64, u64)> {
    let low = first(n, p, -1.0, |k| binomial_cdf(k, n, p) > SIDE);
    let high = first(n, p, 1.0, |k| 1.0 - binomial_cdf(k, n, p) <= SIDE) + 1;
    (low >= 1 && high <= n).then_some((low, high))
}

/// The least k in 0..=n from which on `holds` is true (it is at n), found near p n + `side` 2 deviations.
fn first(n: u64, p: f64, side: f64, holds: impl Fn(u64) -> bool) -> u64 {
    let deviation = libm::sqrt(real(n) * p * (1.0 - p));
    let guess = real(n) * p + side * normal_quantile(1.0 - SIDE) * deviation;
    let (mut low, mut high) = (count(guess - 4.0), count(guess + 4.0).min(n));
    if low > 0 && holds(low - 1) {
        low = 0;
    }
    if !holds(high) {
        high = n;
    }
    while low < high {
        let middle = low + (high - low) / 2;
        if holds(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}

/// `x` without the rounding of the product it came from: 0.55 × 100 is 55, not a little more.
fn snapped(x: f64) -> f64 {
    let whole = libm::round(x);
    if libm::fabs(x - whole) <= 4.0 * f64::EPSILON * x { whole } else { x }
}

/// A whole number from its f64; below 0 is 0.
const fn count(x: f64) -> u64 {
    x as u64
}

#[cfg(test)]
mod tests {
    use super::super::samples::scattered;
    use super::{Counts, ranks};

    fn up_to(n: i64) -> Counts {
        (1..=n).collect()
    }

    /// Oracle H01: rank 95 of 100 uniforms, whose expectation is 95/101.
    #[test]
    fn h01_type_1_rank() {
        let rank = up_to(100).quantile(0.95).unwrap().value();
        assert_eq!(rank, 95);
        assert!((rank as f64 / 101.0 - 0.940_594_059_405_940_5).abs() < 1e-15);
    }

    /// Oracle H02.
    #[test]
    fn h02_ranks() {
        assert_eq!(ranks(1_000, 0.95), Some((936, 964)));
        assert_eq!(ranks(10_000, 0.95), Some((9_457, 9_543)));
        assert_eq!(up_to(1_000).quantile(0.95).unwrap().interval(), Some((936, 964)));
    }

    /// By the definition, with the sum of the binomial probabilities written out.
    #[test]
    fn ranks_are_those_of_the_definition() {
        for n in [1_u64, 5, 20, 59, 73, 74, 200] {
            for p in [0.05, 0.3, 0.5, 0.95] {
                let mut term = (0..n).fold(1.0, |product, _| product * (1.0 - p));
                let mut below = vec![0.0];
                for k in 0..n {
                    below.push(below[k as usize] + term);
                    term *= (n - k) as f64 / (k + 1) as f64 * p / (1.0 - p);
                }
                // below[k] is P(B < k) = P(B <= k - 1).
                let low = (1..=n).rev().find(|r| below[*r as usize] <= 0.025);
                let high = (1..=n).find(|s| 1.0 - below[*s as usize] <= 0.025);
                assert_eq!(ranks(n, p), low.zip(high), "{n} {p}");
            }
        }
    }

    #[test]
    fn ranks_of_a_hundred_million_are_near_the_normal_ones() {
        let (low, high) = ranks(100_000_000, 0.95).unwrap();
        let half = 1.959_963_984_540_054 * (1e8_f64 * 0.95 * 0.05).sqrt();
        assert!((95e6 - low as f64 - half).abs() < 2.0 && (high as f64 - 95e6 - half).abs() < 2.0);
    }

    #[test]
    fn quantiles_are_those_of_the_sorted_values() {
        let mut values: Vec<i64> = scattered(1_999).iter().map(|value| value % 2_000).collect();
        let counts: Counts = values.iter().copied().collect();
        values.sort_unstable();
        for percent in 1..=100 {
            let rank = (percent * 1_999_usize).div_ceil(100);
            let quantile = counts.quantile(percent as f64 / 100.0).unwrap();
            assert_eq!(quantile.value(), values[rank - 1], "{percent} %");
            assert!(quantile.exact());
        }
    }

    #[test]
    fn far_quantiles_are_within_a_thousandth_and_never_too_high() {
        let mut values = scattered(1_999);
        let counts: Counts = values.iter().copied().collect();
        values.sort_unstable();
        for percent in 1..=99 {
            let truth = values[(percent * 1_999_usize).div_ceil(100) - 1];
            let quantile = counts.quantile(percent as f64 / 100.0).unwrap();
            let short = truth - quantile.value();
            assert!(short >= 0 && short * 1_000 <= truth.abs(), "{percent} %: {truth}");
            if let Some((low, high)) = quantile.interval() {
                assert!(low <= truth && truth <= high);
            }
        }
    }

    #[test]
    fn whole_products_are_not_pushed_to_the_next_rank() {
        for percent in 1..=100_i64 {
            assert_eq!(up_to(100).quantile(percent as f64 / 100.0).unwrap().value(), percent);
        }
    }

    #[test]
    fn fewer_than_ten_beyond_is_refused_on_either_side() {
        for (n, p, refused) in [(999, 0.99, true), (1_000, 0.99, false), (100, 0.9, false), (100, 0.1, false)] {
            assert_eq!(up_to(n).quantile(p).unwrap().refused(), refused, "{n} {p}");
        }
        assert!(up_to(99).quantile(0.1).unwrap().refused());
        assert_eq!(up_to(1_000).quantile(0.95).unwrap().expected_beyond(), 50.0);
    }

    #[test]
    fn small_samples_have_values_but_no_interval() {
        let one = up_to(1).quantile(0.5).unwrap();
        assert_eq!((one.value(), one.interval(), one.exact()), (1, None, true));
        assert_eq!(up_to(10).quantile(0.0).unwrap().value(), 1);
        assert_eq!(up_to(10).quantile(1.0).unwrap().value(), 10);
        assert_eq!(up_to(10).quantile(1.0).unwrap().interval(), None);
        assert_eq!(Counts::new().quantile(0.5), None);
        assert_eq!(up_to(10).quantile(1.1), None);
        assert_eq!(up_to(10).quantile(f64::NAN), None);
    }

    /// Of amounts that are multiples of 12,345.00, 24,699 was told, which cannot occur: the edge of a bin.
    #[test]
    fn a_quantile_is_a_value_that_came_up() {
        let mut amounts = Counts::new();
        [(1_234_500, 30), (2_469_000, 40), (3_703_500, 30)]
            .iter()
            .for_each(|(amount, n)| amounts.add_many(*amount, *n));
        let at = |p: f64| amounts.quantile(p).unwrap();
        assert_eq!((at(0.3).value(), at(0.5).value(), at(0.9).value()), (1_234_500, 2_469_000, 3_703_500));
        assert_eq!(at(0.5).interval(), Some((2_469_000, 2_469_000)));
        assert!(at(0.5).exact() && at(0.5).is_one_of_few());
        // Turned round, and two that share a bin (of 1,024 beyond 2^20): the least of them, which came up.
        let turned: Counts = (0..100).map(|n| -1_234_500 - n % 2).collect();
        let low = turned.quantile(0.9).unwrap();
        assert_eq!((low.value(), low.exact(), low.is_one_of_few()), (-1_234_501, false, false));
        assert_eq!(low.interval(), Some((-1_234_501, -1_234_500)));
    }

    #[test]
    fn equal_values_are_exact_even_in_a_wide_bin() {
        let counts: Counts = [1_440_123; 100].into_iter().collect();
        let median = counts.quantile(0.5).unwrap();
        assert_eq!(
            (median.value(), median.interval(), median.exact()),
            (1_440_123, Some((1_440_123, 1_440_123)), true)
        );
    }
}
