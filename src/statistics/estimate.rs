//! The mean of numbers that are not whole, with its error.
//! Knows a list of numbers; knows nothing of what they measure.

use super::{FEW, Interval, SIDE, Z, real};
use crate::special::student_t_quantile;

/// A value with its standard error and what that rests on.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Estimate {
    /// The value.
    pub value: f64,
    /// Its standard error; none where it rests on fewer than two numbers.
    pub error: Option<f64>,
    /// How many numbers it rests on.
    pub of: u64,
    /// How many of them are not the commonest one.
    pub apart: u64,
}

/// Numbers that differ by less than this part of their size are the same, computed in another way.
const SAME: f64 = 1e-9;

impl Estimate {
    /// The mean of some numbers, with s/√n; 0 where there is none.
    #[must_use]
    pub fn mean(numbers: &[f64]) -> Self {
        let of = numbers.len() as u64;
        let n = real(of);
        if numbers.is_empty() {
            return Self::default();
        }
        let value = numbers.iter().sum::<f64>() / n;
        let squares: f64 = numbers.iter().map(|x| (x - value) * (x - value)).sum();
        let error = (of > 1).then(|| libm::sqrt(squares / (n - 1.0) / n));
        Self { value, error, of, apart: apart(numbers) }
    }

    /// Whether fewer than ten numbers are not the commonest one, though some are: too few to tell what they come to.
    #[must_use]
    pub fn too_few(self) -> bool {
        (1..FEW).contains(&self.apart)
    }

    /// Whether enough numbers tell on which side of 0 it lies: then on which. It is equal where they do not, or where all are alike.
    #[must_use]
    pub fn side(self) -> std::cmp::Ordering {
        let told = self.apart >= FEW && self.detected();
        if told { self.value.total_cmp(&0.0) } else { std::cmp::Ordering::Equal }
    }

    /// How many times as many numbers would tell on which side of 0 it lies, if they go on like these; none where no number will
    /// do, as all of these are alike.
    #[must_use]
    pub fn times_to_tell(self) -> Option<f64> {
        let far = Z * self.error? / libm::fabs(self.value);
        let enough = real(FEW) / real(self.apart);
        (self.apart > 0 && far.is_finite()).then(|| (far * far).max(enough).max(1.0))
    }

    /// The 95 % interval by Student's t.
    #[must_use]
    pub fn interval(self) -> Option<Interval> {
        let half = self.error? * student_t_quantile(1.0 - SIDE, real(self.of) - 1.0);
        Interval::new(self.value - half, self.value + half)
    }

    /// Whether 0 lies outside the interval.
    #[must_use]
    pub fn detected(self) -> bool {
        self.interval().is_some_and(|interval| !interval.covers(0.0))
    }
}

/// How many numbers are not the commonest one.
fn apart(numbers: &[f64]) -> u64 {
    let mut sorted = numbers.to_vec();
    sorted.sort_by(f64::total_cmp);
    let alike = |pair: &[f64]| libm::fabs(pair[1] - pair[0]) <= SAME * libm::fabs(pair[0]).max(libm::fabs(pair[1]));
    let (mut most, mut run) = (usize::from(!sorted.is_empty()), 1);
    for pair in sorted.windows(2) {
        run = if alike(pair) { run + 1 } else { 1 };
        most = most.max(run);
    }
    (numbers.len() - most) as u64
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use super::Estimate;

    #[test]
    fn the_mean_of_four_numbers() {
        let of = Estimate::mean(&[1.0, 2.0, 3.0, 6.0]);
        // Squares about 3: 4 + 1 + 0 + 9 = 14; 14 / 3 / 4.
        assert_eq!((of.value, of.error), (3.0, Some(libm::sqrt(14.0 / 12.0))));
        assert!(!of.detected() && Estimate::mean(&[1.0, 1.1, 0.9]).detected());
        assert_eq!(Estimate::mean(&[5.0]).error, None);
    }

    /// A backup of 100 a year that saves 5,000 in one block of 32: "costs more than it brings" was said of what it cost, and
    /// "−100 ± 300" of the other.
    #[test]
    fn a_verdict_rests_on_ten_that_differ() {
        let some = |paid: usize| {
            let blocks: Vec<f64> = (0..32).map(|block| if block < paid { 50.0 } else { -100.0 }).collect();
            Estimate::mean(&blocks)
        };
        let sure = some(0);
        assert_eq!((sure.value, sure.apart, sure.side(), sure.times_to_tell()), (-100.0, 0, Ordering::Equal, None));
        // One in 32 differs, so that ten times as many would have ten.
        let one = some(1);
        assert!(one.too_few() && one.side() == Ordering::Equal && one.times_to_tell() == Some(10.0), "{one:?}");
        // By hand: (−2,200 + 500) / 32 = −53.1, s = 150 √(0.3125 · 0.6875 · 32/31), error 12.5.
        let ten = some(10);
        assert!(!ten.too_few() && ten.side() == Ordering::Less, "{ten:?}");
        // Ten that differ, and an interval with 0 in it: as many times more as the square of 1.96 errors over the value.
        let blocks: Vec<f64> = (0..32).map(|block| if block % 2 == 0 { 11.0 } else { -10.0 }).collect();
        let open = Estimate::mean(&blocks);
        let far = 1.959_963_984_540_054 * open.error.unwrap() / 0.5;
        assert_eq!((open.apart, open.side()), (16, Ordering::Equal));
        assert!((open.times_to_tell().unwrap() - far * far).abs() < 1e-9);
    }
}
