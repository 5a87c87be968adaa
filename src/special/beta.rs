//! The beta distribution, its inverse, and the binomial distribution through it.
//! Knows only the curves; knows nothing of trials.

use super::root::root;

/// The continued fraction needs about sqrt(max(a, b)) terms; this is far more than 1e8 asks for.
const TERMS: u32 = 1_000_000;

/// ln sqrt(2 pi).
const LN_ROOT_TWO_PI: f64 = 0.918_938_533_204_672_8;

/// P(X <= x) of a beta(a, b) variable: the regularised incomplete beta function I(x; a, b), a, b > 0.
///
/// Source: Abramowitz & Stegun 26.5.8, the continued fraction evaluated by Lentz's method as changed by Thompson
/// and Barnett; the factor before it by Loader's saddle-point form, so that a, b up to 1e8 keep nine digits.
#[must_use]
pub fn beta_cdf(x: f64, a: f64, b: f64) -> f64 {
    beta_share(x, 1.0 - x, a, b)
}

/// The x with P(X <= x) = p of a beta(a, b) variable; p in [0, 1], a, b > 0.
///
/// Newton steps on `beta_cdf` kept inside a bracket, from the mean.
#[must_use]
pub fn beta_quantile(p: f64, a: f64, b: f64) -> f64 {
    if !((0.0..=1.0).contains(&p) && a > 0.0 && b > 0.0) {
        return f64::NAN;
    }
    if p == 0.0 || p == 1.0 {
        return p;
    }
    root(0.0, 1.0, a / (a + b), |x| {
        let y = 1.0 - x;
        (beta_share(x, y, a, b) - p, beta_density(x, y, a, b))
    })
}

/// P(X <= k) of a binomial(n, p) variable: I(1 - p; n - k, k + 1) (Abramowitz & Stegun 26.5.24).
#[must_use]
pub fn binomial_cdf(k: u64, n: u64, p: f64) -> f64 {
    if k >= n {
        return 1.0;
    }
    let (misses, hits) = ((n - k) as f64, (k + 1) as f64);
    beta_share(1.0 - p, p, misses, hits)
}

/// `beta_cdf` with y = 1 - x given as well, for callers who know it better than a subtraction does.
pub(super) fn beta_share(x: f64, y: f64, a: f64, b: f64) -> f64 {
    if !(a > 0.0 && b > 0.0) || x.is_nan() {
        return f64::NAN;
    }
    if x <= 0.0 {
        return 0.0;
    }
    if y <= 0.0 {
        return 1.0;
    }
    let front = front(x, y, a, b);
    if x < (a + 1.0) / (a + b + 2.0) { front * fraction(x, a, b) / a } else { 1.0 - front * fraction(y, b, a) / b }
}

/// The density of a beta(a, b) variable at x = 1 - y.
pub(super) fn beta_density(x: f64, y: f64, a: f64, b: f64) -> f64 {
    if x > 0.0 && y > 0.0 { front(x, y, a, b) / (x * y) } else { 0.0 }
}

/// x^a y^b / B(a, b), without the loss of digits of large logarithms.
///
/// Source: C. Loader, *Fast and accurate computation of binomial probabilities* (2000), whose binomial term of
/// `a` hits in `a + b` is this times (a + b) / (a b).
fn front(x: f64, y: f64, a: f64, b: f64) -> f64 {
    let n = a + b;
    let errors = stirling_error(n) - stirling_error(a) - stirling_error(b);
    let exponent = errors - deviance(a, n * x) - deviance(b, n * y) - LN_ROOT_TWO_PI;
    libm::sqrt(a / n * b) * libm::exp(exponent)
}

/// ln Γ(x + 1) - [(x + 1/2) ln x - x + ln sqrt(2 pi)]: what Stirling's formula leaves out.
fn stirling_error(x: f64) -> f64 {
    if x < 16.0 {
        return libm::lgamma(x + 1.0) - (x + 0.5) * libm::log(x) + x - LN_ROOT_TWO_PI;
    }
    let s = 1.0 / (x * x);
    let series = 1.0 / 1260.0 - (1.0 / 1680.0 - (1.0 / 1188.0 - 691.0 / 360_360.0 * s) * s) * s;
    (1.0 / 12.0 - (1.0 / 360.0 - series * s) * s) / x
}

/// x ln(x / m) + m - x, by its series where x is near m.
fn deviance(x: f64, m: f64) -> f64 {
    let away = x - m;
    if libm::fabs(away) >= 0.1 * (x + m) {
        return x * libm::log(x / m) - away;
    }
    let v = away / (x + m);
    let mut sum = away * v;
    let mut power = 2.0 * x * v;
    let mut odd = 3.0;
    // v is at most 0.1: sixteen terms leave nothing.
    for _ in 0..16 {
        power *= v * v;
        sum += power / odd;
        odd += 2.0;
    }
    sum
}

/// The continued fraction of I(x; a, b), converging fast for x < (a + 1) / (a + b + 2).
fn fraction(x: f64, a: f64, b: f64) -> f64 {
    let mut c = 1.0;
    let mut d = 1.0 / away_from_zero(1.0 - (a + b) * x / (a + 1.0));
    let mut value = d;
    for term in 1..=TERMS {
        let m = f64::from(term);
        let end = a + 2.0 * m;
        let even = m * (b - m) * x / ((end - 1.0) * end);
        let odd = -(a + m) * (a + b + m) * x / (end * (end + 1.0));
        d = 1.0 / away_from_zero(1.0 + even * d);
        c = away_from_zero(1.0 + even / c);
        value *= c * d;
        d = 1.0 / away_from_zero(1.0 + odd * d);
        c = away_from_zero(1.0 + odd / c);
        value *= c * d;
        if libm::fabs(c * d - 1.0) <= 2.3e-16 {
            break;
        }
    }
    value
}

/// Lentz's guard against a division by 0.
fn away_from_zero(x: f64) -> f64 {
    if libm::fabs(x) < 1e-300 { 1e-300 } else { x }
}

#[cfg(test)]
mod tests {
    use super::{beta_cdf, beta_quantile, binomial_cdf};

    fn close(found: f64, expected: f64, relative: f64) {
        let error = ((found - expected) / expected).abs();
        assert!(error <= relative, "{found} is not {expected}: {error:e}");
    }

    /// By hand: beta(1, b) is 1 - (1-x)^b, beta(a, 1) is x^a, beta(2, 2) is 3x² - 2x³, beta(1/2, 1/2) the arcsine.
    #[test]
    fn cdf_meets_closed_forms() {
        close(beta_cdf(0.3, 1.0, 5.0), 1.0 - 0.7_f64 * 0.7 * 0.7 * 0.7 * 0.7, 1e-14);
        close(beta_cdf(1e-3, 3.0, 1.0), 1e-9, 1e-13);
        close(beta_cdf(0.2, 2.0, 2.0), 0.104, 1e-14);
        close(beta_cdf(0.25, 0.5, 0.5), 1.0 / 3.0, 1e-14);
        assert_eq!((beta_cdf(0.0, 2.0, 3.0), beta_cdf(1.0, 2.0, 3.0)), (0.0, 1.0));
    }

    #[test]
    fn quantile_undoes_the_cdf() {
        for (a, b) in [(0.5, 0.5), (1.0, 1000.0), (3.0, 98.0), (97.0, 4.0), (5e5, 0.5), (1e8, 1e8), (9.0, 1e8)] {
            for p in [1e-9, 0.025, 0.3, 0.5, 0.975, 0.999] {
                close(beta_cdf(beta_quantile(p, a, b), a, b), p, 2e-8);
            }
        }
    }

    #[test]
    fn a_symmetric_beta_has_its_median_in_the_middle() {
        for a in [0.5, 3.0, 1e4, 1e8] {
            close(beta_quantile(0.5, a, a), 0.5, 1e-12);
        }
    }

    /// The sums of exact fractions (Python).
    #[test]
    fn binomial_meets_exact_sums() {
        close(binomial_cdf(3, 100, 0.05), 0.25783865911601633, 1e-12);
        close(binomial_cdf(0, 10, 0.2), 0.10737418239999999, 1e-12);
        close(binomial_cdf(99, 100, 0.95), 0.994079470779666, 1e-12);
        close(binomial_cdf(480, 1000, 0.5), 0.10872414660207047, 1e-12);
        close(binomial_cdf(20, 20000, 0.002), 0.0003644743802714939, 1e-12);
        assert_eq!(binomial_cdf(5, 5, 0.3), 1.0);
    }

    /// Oracle H02, the coverage of the rank intervals.
    #[test]
    fn binomial_meets_h02() {
        let coverage = |low: u64, high: u64, n: u64| binomial_cdf(high - 1, n, 0.95) - binomial_cdf(low - 1, n, 0.95);
        close(coverage(936, 964, 1_000), 0.958_095_268_222_654_1, 1e-12);
        close(coverage(9_457, 9_543, 10_000), 0.951_528_054_654_334_8, 1e-12);
    }

    #[test]
    fn outside_its_domain_there_is_no_value() {
        assert!(beta_cdf(0.5, 0.0, 1.0).is_nan());
        assert!(beta_cdf(f64::NAN, 1.0, 1.0).is_nan());
        assert!(beta_quantile(1.5, 1.0, 1.0).is_nan());
    }
}
