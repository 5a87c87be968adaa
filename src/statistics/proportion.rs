//! How often something happened, as a share with its interval.
//! Knows two counts; knows nothing of what was counted.

use super::{FEW, Interval, SIDE, Z, real};
use crate::special::beta_quantile;

/// `hits` out of `trials`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proportion {
    hits: u64,
    trials: u64,
}

impl Proportion {
    /// `None` where there are more hits than trials.
    #[must_use]
    pub fn new(hits: u64, trials: u64) -> Option<Self> {
        (hits <= trials).then_some(Self { hits, trials })
    }

    /// The part and the rest of a whole.
    pub(super) const fn of_parts(hits: u64, misses: u64) -> Self {
        Self { hits, trials: hits + misses }
    }

    /// How often it happened.
    #[must_use]
    pub const fn hits(self) -> u64 {
        self.hits
    }

    /// How often it might have happened.
    #[must_use]
    pub const fn trials(self) -> u64 {
        self.trials
    }

    /// The share of hits, 0 to 1; 0 without trials.
    #[must_use]
    pub const fn share(self) -> f64 {
        if self.trials == 0 { 0.0 } else { real(self.hits) / real(self.trials) }
    }

    /// The standard error of the share, sqrt(p (1 - p) / n); `None` without trials.
    #[must_use]
    pub fn standard_error(self) -> Option<f64> {
        let p = self.share();
        (self.trials > 0).then(|| libm::sqrt(p * (1.0 - p) / real(self.trials)))
    }

    /// Whether there are fewer than ten hits, or fewer than ten misses: "too few trials".
    #[must_use]
    pub const fn too_few(self) -> bool {
        self.hits < FEW || self.misses() < FEW
    }

    /// The 95 % interval: Wilson's, or Clopper and Pearson's where there are [too few](Self::too_few);
    /// `None` without trials.
    #[must_use]
    pub fn interval(self) -> Option<Interval> {
        if self.too_few() { self.clopper_pearson() } else { self.wilson() }
    }

    /// E. B. Wilson's 95 % interval (1927): (p + z²/2n ± z sqrt(p(1-p)/n + z²/4n²)) / (1 + z²/n).
    #[must_use]
    pub fn wilson(self) -> Option<Interval> {
        let (n, p) = (real(self.trials), self.share());
        let centre = p + Z * Z / (2.0 * n);
        let spread = Z * libm::sqrt(p * (1.0 - p) / n + Z * Z / (4.0 * n * n));
        let scale = 1.0 + Z * Z / n;
        let low = if self.hits == 0 { 0.0 } else { (centre - spread) / scale };
        let high = if self.misses() == 0 { 1.0 } else { (centre + spread) / scale };
        if self.trials == 0 { None } else { Interval::new(low, high) }
    }

    /// Clopper and Pearson's exact 95 % interval (1934), by quantiles of the beta distribution.
    #[must_use]
    pub fn clopper_pearson(self) -> Option<Interval> {
        let (hits, misses) = (real(self.hits), real(self.misses()));
        let low = if self.hits == 0 { 0.0 } else { beta_quantile(SIDE, hits, misses + 1.0) };
        let high = if self.misses() == 0 { 1.0 } else { beta_quantile(1.0 - SIDE, hits + 1.0, misses) };
        if self.trials == 0 { None } else { Interval::new(low, high) }
    }

    const fn misses(self) -> u64 {
        self.trials - self.hits
    }
}

#[cfg(test)]
mod tests {
    use super::{Interval, Proportion};

    fn of(hits: u64, trials: u64) -> Proportion {
        Proportion::new(hits, trials).unwrap()
    }

    fn close(found: f64, expected: f64) {
        assert!((found - expected).abs() <= 1e-12, "{found} is not {expected}");
    }

    /// Oracle H03.
    #[test]
    fn h03_wilson() {
        let some = of(3, 100).wilson().unwrap();
        close(some.low(), 0.010_254_524_024_038_923);
        close(some.high(), 0.084_519_364_290_527_62);
        let none = of(0, 1_000).wilson().unwrap();
        assert_eq!(none.low(), 0.0);
        close(none.high(), 0.003_826_758_485_555_124_3);
        let all = of(1_000, 1_000).wilson().unwrap();
        close(all.low(), 1.0 - 0.003_826_758_485_555_124_3);
        assert_eq!(all.high(), 1.0);
    }

    /// Oracle H03.
    #[test]
    fn h03_clopper_pearson() {
        let some = of(3, 100).clopper_pearson().unwrap();
        close(some.low(), 0.006_229_971_538_306_394);
        close(some.high(), 0.085_176_052_974_280_03);
        let none = of(0, 1_000).clopper_pearson().unwrap();
        assert_eq!(none.low(), 0.0);
        close(none.high(), 0.003_682_083_896_865_672);
        let all = of(1_000, 1_000).clopper_pearson().unwrap();
        close(all.low(), 1.0 - 0.003_682_083_896_865_672);
        assert_eq!(all.high(), 1.0);
    }

    /// Oracle H06, the spread of a coverage of 95 %.
    #[test]
    fn h06_standard_error() {
        close(of(1_900, 2_000).standard_error().unwrap(), 0.004_873_397_172_404_482);
        close(of(9_500, 10_000).standard_error().unwrap(), 0.002_179_449_471_770_336_7);
    }

    #[test]
    fn ten_hits_and_ten_misses_are_enough_for_wilson() {
        for (hits, few) in [(9, true), (10, false), (90, false), (91, true)] {
            let share = of(hits, 100);
            assert_eq!(share.too_few(), few, "{hits}");
            assert_eq!(share.interval(), if few { share.clopper_pearson() } else { share.wilson() });
        }
    }

    #[test]
    fn intervals_cover_the_share_and_mirror() {
        for (hits, trials) in [(0, 1), (1, 1), (1, 2), (5, 11), (40, 90), (3, 100_000_000), (50_000_000, 100_000_000)] {
            let (share, rest) = (of(hits, trials), of(trials - hits, trials));
            for (one, other) in [(share.wilson(), rest.wilson()), (share.clopper_pearson(), rest.clopper_pearson())] {
                let (one, other): (Interval, Interval) = (one.unwrap(), other.unwrap());
                assert!(one.covers(share.share()) && one.low() >= 0.0 && one.high() <= 1.0);
                close(one.low(), 1.0 - other.high());
            }
        }
    }

    #[test]
    fn more_hits_than_trials_are_refused_and_no_trials_have_no_interval() {
        assert_eq!(Proportion::new(2, 1), None);
        let none = of(0, 0);
        assert_eq!((none.share(), none.interval(), none.standard_error()), (0.0, None, None));
        assert!(none.too_few());
    }
}
