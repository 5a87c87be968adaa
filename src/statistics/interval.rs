//! An interval of numbers around an estimate.
//! Knows its two ends; knows nothing of how they were found.

/// From `low` to `high`, both included; in the unit of the estimate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    low: f64,
    high: f64,
}

impl Interval {
    /// `None` unless low <= high (so never with a `NaN`).
    #[must_use]
    pub fn new(low: f64, high: f64) -> Option<Self> {
        (low <= high).then_some(Self { low, high })
    }

    /// The lower end.
    #[must_use]
    pub const fn low(self) -> f64 {
        self.low
    }

    /// The upper end.
    #[must_use]
    pub const fn high(self) -> f64 {
        self.high
    }

    /// Half the distance between the ends.
    #[must_use]
    pub const fn half_width(self) -> f64 {
        0.5 * (self.high - self.low)
    }

    /// Whether `x` lies in the interval, ends included.
    #[must_use]
    pub fn covers(self, x: f64) -> bool {
        self.low <= x && x <= self.high
    }
}

#[cfg(test)]
mod tests {
    use super::Interval;

    #[test]
    fn ends_in_the_wrong_order_or_unknown_are_refused() {
        assert_eq!(Interval::new(2.0, 1.0), None);
        assert_eq!(Interval::new(f64::NAN, 1.0), None);
        assert_eq!(Interval::new(1.0, f64::NAN), None);
    }

    #[test]
    fn covers_its_ends() {
        let interval = Interval::new(1.0, 3.0).unwrap();
        assert_eq!((interval.low(), interval.high(), interval.half_width()), (1.0, 3.0, 1.0));
        assert!(interval.covers(1.0) && interval.covers(3.0));
        assert!(!interval.covers(0.999) && !interval.covers(3.001) && !interval.covers(f64::NAN));
    }
}
