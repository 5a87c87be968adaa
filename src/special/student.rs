//! Quantiles of Student's t distribution.
//! Knows only the curve; knows nothing of samples.

use super::beta::{beta_density, beta_share};
use super::normal::normal_quantile;
use super::root::root;

/// Above this many degrees of freedom the expansion about the normal is exact to the last bits.
const MANY: f64 = 10_000.0;

/// The t with P(T <= t) = p for `df` degrees of freedom; p in (0, 1), df > 0; relative accuracy 1e-10.
///
/// Solves P(T > t) = I(df / (df + t²); df/2, 1/2) / 2 (Abramowitz & Stegun 26.7.1 with 26.5.27); for more than
/// 10,000 degrees of freedom by the expansion 26.7.5, there good for tails down to 1e-15.
#[must_use]
pub fn student_t_quantile(p: f64, df: f64) -> f64 {
    if !(p > 0.0 && p < 1.0 && df > 0.0) {
        return f64::NAN;
    }
    if p == 0.5 {
        return 0.0;
    }
    let tail = if p < 0.5 { p } else { 1.0 - p };
    let guess = expansion(-normal_quantile(tail), df);
    let t = if df > MANY { guess } else { root(0.0, f64::MAX, guess, |t| (tail - upper_tail(t, df), density(t, df))) };
    if p < 0.5 { -t } else { t }
}

/// P(T > t), t >= 0, without loss in the far tail.
fn upper_tail(t: f64, df: f64) -> f64 {
    let all = df + t * t;
    0.5 * beta_share(df / all, t * t / all, 0.5 * df, 0.5)
}

/// The density of T at t >= 0: that of the beta share times the slope of the substitution.
fn density(t: f64, df: f64) -> f64 {
    let all = df + t * t;
    // d(t² / all)/dt = 2 t df / all², halved for the one tail; t = 0 is never asked for twice.
    beta_density(df / all, t * t / all, 0.5 * df, 0.5) * t * df / (all * all)
}

/// Abramowitz & Stegun 26.7.5: t from the normal deviate `z` with the same tail.
fn expansion(z: f64, df: f64) -> f64 {
    let s = z * z;
    let first = (s + 1.0) / 4.0;
    let second = ((5.0 * s + 16.0) * s + 3.0) / 96.0;
    let third = (((3.0 * s + 19.0) * s + 17.0) * s - 15.0) / 384.0;
    let fourth = ((((79.0 * s + 776.0) * s + 1482.0) * s - 1920.0) * s - 945.0) / 92_160.0;
    z * (1.0 + (first + (second + (third + fourth / df) / df) / df) / df)
}

#[cfg(test)]
mod tests {
    use super::{MANY, expansion, student_t_quantile};

    fn close(found: f64, expected: f64, relative: f64) {
        let error = ((found - expected) / expected).abs();
        assert!(error <= relative, "{found} is not {expected}: {error:e}");
    }

    /// Oracle H04; one and two degrees of freedom in closed form: tan(pi (p - 1/2)), (2p-1) sqrt(2 / (4 p (1-p))).
    #[test]
    fn meets_exact_values() {
        close(student_t_quantile(0.975, 7.0), 2.364_624_251_592_785_3, 1e-13);
        close(student_t_quantile(0.975, 1.0), 12.706_204_736_174_698, 1e-12);
        close(student_t_quantile(0.975, 2.0), 0.95 * (2.0_f64 / (4.0 * 0.975 * 0.025)).sqrt(), 1e-13);
        close(student_t_quantile(1e-12, 1.0), -318_309_886_183.790_67, 1e-11);
        close(student_t_quantile(0.6, 1.0), 0.324_919_696_232_906_3, 1e-12);
    }

    #[test]
    fn is_odd_about_one_half() {
        assert_eq!(student_t_quantile(0.5, 3.0), 0.0);
        assert_eq!(student_t_quantile(0.25, 3.0), -student_t_quantile(0.75, 3.0));
    }

    #[test]
    fn exact_and_expanded_values_meet_where_they_change_over() {
        for tail in [0.4, 0.1, 0.025, 1e-4, 1e-8] {
            let solved = student_t_quantile(tail, MANY);
            close(solved, -expansion(-super::normal_quantile(tail), MANY), 1e-11);
        }
        close(student_t_quantile(0.975, 1e8), 1.959_963_984_540_054 + 2.372_272e-8, 1e-13);
    }

    #[test]
    fn outside_its_domain_there_is_no_quantile() {
        assert!(student_t_quantile(1.0, 5.0).is_nan());
        assert!(student_t_quantile(0.5, 0.0).is_nan());
        assert!(student_t_quantile(f64::NAN, 5.0).is_nan());
    }
}
