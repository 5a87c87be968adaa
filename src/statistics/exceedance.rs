//! The curve of the counted values and its tail: how many lie above a line, and how bad the worst are.
//! Knows bins; knows nothing of quantiles and their errors.

use super::bins::Bin;
use super::{Counts, Proportion, real};

/// One end of the values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tail {
    /// The least.
    Low,
    /// The greatest.
    High,
}

impl Counts {
    /// How many values are strictly more than `x`.
    ///
    /// Exact where |x| < 2,048 and outside the extremes. Beyond, the values that share the bin of `x` (within 0.1 %)
    /// count as not more.
    #[must_use]
    pub fn above(&self, x: i64) -> Proportion {
        let hits = self.filled().filter(|(bin, _)| bin.low > x).map(|(_, count)| count).sum();
        Proportion::of_parts(hits, self.trials() - hits)
    }

    /// How many values are `x` or less: all that are not [`Counts::above`].
    #[must_use]
    pub fn at_most(&self, x: i64) -> Proportion {
        let above = self.above(x);
        Proportion::of_parts(self.trials() - above.hits(), above.hits())
    }

    /// How many values are exactly 0.
    #[must_use]
    pub fn equal_to_zero(&self) -> Proportion {
        let hits = self.filled().filter(|(bin, _)| bin.low == 0).map(|(_, count)| count).sum();
        Proportion::of_parts(hits, self.trials() - hits)
    }

    /// The mean of a share of the values at one end of them (expected shortfall); 0 < `share` <= 1, else `None`.
    ///
    /// The bin on the boundary is shared, and one in which several values came up counts at its middle (within 0.05 %).
    #[must_use]
    pub fn tail_mean(&self, tail: Tail, share: f64) -> Option<f64> {
        match tail {
            Tail::Low => self.mean_of_first(self.filled(), share),
            Tail::High => self.mean_of_first(self.filled().rev(), share),
        }
    }

    fn mean_of_first(&self, bins: impl Iterator<Item = (Bin, u64)>, share: f64) -> Option<f64> {
        let size = real(self.trials()) * share;
        if !(size > 0.0 && share <= 1.0) {
            return None;
        }
        let (mut left, mut sum) = (size, 0.0);
        for (bin, count) in bins {
            let taken = left.min(real(count));
            sum += taken * bin.middle_from(0);
            left -= taken;
            if left <= 0.0 {
                break;
            }
        }
        Some(sum / (size - left))
    }

    /// The values that came up, ascending, with how often: (the least of those that share a bin, count).
    pub fn steps(&self) -> impl Iterator<Item = (i64, u64)> {
        self.filled().map(|(bin, count)| (bin.low, count))
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{scattered, spread};
    use super::{Counts, Tail};

    #[test]
    fn above_and_at_most_are_exact_near_zero() {
        let counts = spread(1_000);
        for x in -1_010..1_010 {
            let expected = (1..=1_000).filter(|step| 2 * step - 1_000 > x).count() as u64;
            assert_eq!(counts.above(x).hits(), expected, "{x}");
            assert_eq!(counts.at_most(x).hits(), 1_000 - expected, "{x}");
        }
        assert_eq!(counts.equal_to_zero().hits(), 1);
    }

    #[test]
    fn above_is_right_within_a_thousandth_far_from_zero() {
        let values = scattered(2_000);
        let counts: Counts = values.iter().copied().collect();
        let strictly = |line: i64| values.iter().filter(|value| **value > line).count() as u64;
        for &x in &values {
            let slack = x.abs() / 1_000;
            let hits = counts.above(x).hits();
            assert!(strictly(x + slack) <= hits && hits <= strictly(x), "{x}");
        }
        assert_eq!(counts.above(i64::MAX).hits(), 0);
        assert_eq!(counts.above(i64::MIN).hits(), 2_000);
    }

    #[test]
    fn a_line_at_the_extremes_is_exact_in_a_wide_bin() {
        let counts: Counts = [1_000_000; 5].into_iter().collect();
        assert_eq!(counts.above(999_999).hits(), 5);
        assert_eq!(counts.above(1_000_000).hits(), 0);
    }

    /// By hand: of 1..=10 the worst fifth is 9 and 10; the worst quarter takes half of the 8 as well.
    #[test]
    fn tail_mean_shares_the_boundary() {
        let counts: Counts = (1..=10).collect();
        let high = |share: f64| counts.tail_mean(Tail::High, share);
        assert!((high(0.2).unwrap() - 9.5).abs() < 1e-12);
        assert!((high(0.25).unwrap() - (10.0 + 9.0 + 0.5 * 8.0) / 2.5).abs() < 1e-12);
        for tail in [Tail::Low, Tail::High] {
            assert_eq!(counts.tail_mean(tail, 1.0), Some(5.5));
            for share in [0.0, 1.1, -0.1, f64::NAN] {
                assert_eq!(counts.tail_mean(tail, share), None);
            }
            assert_eq!(Counts::new().tail_mean(tail, 0.5), None);
        }
    }

    /// By hand: of 1..=10 the least fifth is 1 and 2; the least quarter takes half of the 3 as well. Turned round, the same
    /// with the other sign.
    #[test]
    fn the_low_tail_is_the_high_one_turned_round() {
        let (counts, turned): (Counts, Counts) = ((1..=10).collect(), (-10..=-1).collect());
        assert!((counts.tail_mean(Tail::Low, 0.2).unwrap() - 1.5).abs() < 1e-12);
        assert!((counts.tail_mean(Tail::Low, 0.25).unwrap() - (1.0 + 2.0 + 0.5 * 3.0) / 2.5).abs() < 1e-12);
        for share in [0.05, 0.2, 0.25, 0.7] {
            let high = turned.tail_mean(Tail::High, share).unwrap();
            assert!((counts.tail_mean(Tail::Low, share).unwrap() + high).abs() < 1e-12);
        }
    }

    #[test]
    fn steps_rise_and_hold_every_value() {
        let counts: Counts = scattered(2_000).into_iter().collect();
        let steps: Vec<(i64, u64)> = counts.steps().collect();
        assert!(steps.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert_eq!(steps.iter().map(|(_, count)| count).sum::<u64>(), 2_000);
        let few: Counts = [4, -4, 0, 4].into_iter().collect();
        assert_eq!(few.steps().collect::<Vec<_>>(), [(-4, 1), (0, 1), (4, 2)]);
    }
}
