//! The curve of the counted values and its tail: how many lie above a line, and how bad the worst are.
//! Knows bins; knows nothing of quantiles and their errors.

use super::{Counts, Proportion, real};

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

    /// The mean of the greatest share 1 - `p` of the values (expected shortfall); 0 <= p < 1, else `None`.
    ///
    /// The bin on the boundary is shared, and a wide bin counts at its middle (within 0.05 %).
    #[must_use]
    pub fn tail_mean(&self, p: f64) -> Option<f64> {
        let share = 1.0 - p;
        let size = real(self.trials()) * share;
        if !(p >= 0.0 && size > 0.0) {
            return None;
        }
        let (mut left, mut sum) = (size, 0.0);
        for (bin, count) in self.filled().rev() {
            let taken = left.min(real(count));
            sum += taken * bin.middle_from(0);
            left -= taken;
            if left <= 0.0 {
                break;
            }
        }
        Some(sum / (size - left))
    }

    /// The values that came up, ascending, with how often: (lower edge of the bin, count).
    pub fn steps(&self) -> impl Iterator<Item = (i64, u64)> {
        self.filled().map(|(bin, count)| (bin.low, count))
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{scattered, spread};
    use super::Counts;

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
        assert!((counts.tail_mean(0.8).unwrap() - 9.5).abs() < 1e-12);
        assert!((counts.tail_mean(0.75).unwrap() - (10.0 + 9.0 + 0.5 * 8.0) / 2.5).abs() < 1e-12);
        assert_eq!(counts.tail_mean(0.0), Some(5.5));
        assert_eq!(counts.tail_mean(1.0), None);
        assert_eq!(counts.tail_mean(-0.1), None);
        assert_eq!(counts.tail_mean(f64::NAN), None);
        assert_eq!(Counts::new().tail_mean(0.5), None);
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
