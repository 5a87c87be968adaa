//! How many trials a stated precision asks for.
//! Knows the normal approximation; knows nothing of how trials are run.

use super::Z;

/// Trials until a mean's 95 % interval is within ± `relative` of it: (z sd / (relative |mean|))², rounded up.
///
/// `None` where no number will do: a mean of 0, a precision that is not positive, numbers that are not finite.
#[must_use]
pub fn trials_for_mean(sd: f64, mean: f64, relative: f64) -> Option<u64> {
    whole(sd >= 0.0 && relative > 0.0, Z * sd / (relative * libm::fabs(mean)))
}

/// Trials until a share of about `p` is known to ± `half_width`, both as fractions: z² p (1 - p) over the
/// square of `half_width`, rounded up; `None` unless 0 <= p <= 1 and the half-width is positive.
#[must_use]
pub fn trials_for_share(p: f64, half_width: f64) -> Option<u64> {
    let known = (0.0..=1.0).contains(&p) && half_width > 0.0;
    whole(known, Z * libm::sqrt(p * (1.0 - p)) / half_width)
}

/// The square of `root`, rounded up to a whole number of trials, at least 1.
fn whole(known: bool, root: f64) -> Option<u64> {
    let trials = libm::ceil(root * root);
    (known && trials <= 9.0e15).then_some((trials as u64).max(1))
}

#[cfg(test)]
mod tests {
    use super::{trials_for_mean, trials_for_share};

    /// Oracle H06; A01 is Poisson 3 of exponential losses: sd/mean = sqrt(2/3).
    #[test]
    fn h06() {
        assert_eq!(trials_for_mean(6.0_f64.sqrt(), 3.0, 0.01), Some(25_610));
        assert_eq!(trials_for_mean(6.0_f64.sqrt(), -3.0, 0.01), Some(25_610));
        assert_eq!(trials_for_share(0.05, 0.005), Some(7_299));
    }

    #[test]
    fn what_cannot_be_reached_has_no_number() {
        assert_eq!(trials_for_mean(1.0, 0.0, 0.01), None);
        assert_eq!(trials_for_mean(0.0, 0.0, 0.01), None);
        assert_eq!(trials_for_mean(f64::NAN, 1.0, 0.01), None);
        assert_eq!(trials_for_mean(1.0, 1.0, 0.0), None);
        assert_eq!(trials_for_share(1.5, 0.01), None);
        assert_eq!(trials_for_share(0.5, 0.0), None);
    }

    #[test]
    fn what_does_not_vary_takes_one_trial() {
        assert_eq!(trials_for_mean(0.0, 4.0, 0.01), Some(1));
        assert_eq!(trials_for_share(1.0, 0.01), Some(1));
    }
}
