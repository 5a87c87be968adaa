//! The mean of numbers that are not whole, with its error.
//! Knows a list of numbers; knows nothing of what they measure.

use super::{Interval, SIDE, real};
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
}

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
        Self { value, error, of }
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

#[cfg(test)]
mod tests {
    use super::Estimate;

    #[test]
    fn the_mean_of_four_numbers() {
        let of = Estimate::mean(&[1.0, 2.0, 3.0, 6.0]);
        // Squares about 3: 4 + 1 + 0 + 9 = 14; 14 / 3 / 4.
        assert_eq!((of.value, of.error), (3.0, Some(libm::sqrt(14.0 / 12.0))));
        assert!(!of.detected() && Estimate::mean(&[1.0, 1.1, 0.9]).detected());
        assert_eq!(Estimate::mean(&[5.0]).error, None);
    }
}
