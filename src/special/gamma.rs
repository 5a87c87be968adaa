//! The gamma distribution and its inverse. Knows only the curves; knows nothing of rates.

use super::root::root;

/// Terms of the series or the fraction; far more than any shape up to a million asks for.
const TERMS: u32 = 100_000;

/// P(X <= x) of a gamma variable with this shape and scale 1.
///
/// Source: Abramowitz & Stegun 6.5.29 (series, left of the mean) and 6.5.31 (continued fraction by Lentz's method).
#[must_use]
pub fn gamma_cdf(x: f64, shape: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    let front = libm::exp(shape * libm::log(x) - x - libm::lgamma(shape));
    if x < shape + 1.0 { front * series(x, shape) } else { 1.0 - front * fraction(x, shape) }
}

/// The x with P(X <= x) = p of a gamma variable with this shape and scale 1; p above 0 and below 1.
#[must_use]
pub fn gamma_quantile(p: f64, shape: f64) -> f64 {
    if !(p > 0.0 && p < 1.0 && shape > 0.0) {
        return f64::NAN;
    }
    let mut high = shape + 1.0;
    while gamma_cdf(high, shape) < p {
        high *= 2.0;
    }
    let density = |x: f64| libm::exp((shape - 1.0) * libm::log(x) - x - libm::lgamma(shape));
    root(0.0, high, shape.min(high / 2.0), |x| (gamma_cdf(x, shape) - p, density(x)))
}

fn series(x: f64, shape: f64) -> f64 {
    let mut term = 1.0 / shape;
    let mut sum = term;
    for k in 1..TERMS {
        term *= x / (shape + f64::from(k));
        sum += term;
        if term < sum * 1e-17 {
            break;
        }
    }
    sum
}

fn fraction(x: f64, shape: f64) -> f64 {
    let mut b = x + 1.0 - shape;
    let mut c = 1e300;
    let mut d = 1.0 / b;
    let mut value = d;
    for k in 1..TERMS {
        let k = f64::from(k);
        let a = k * (shape - k);
        b += 2.0;
        d = 1.0 / (a * d + b);
        c = b + a / c;
        let step = c * d;
        value *= step;
        if (step - 1.0).abs() < 1e-16 {
            break;
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_shapes_match_the_sum_of_poisson_terms() {
        // P(X <= x) = 1 - e^-x (1 + x + x^2/2 + x^3/6) for shape 4.
        for x in [0.1, 1.0, 3.9, 4.0, 5.1, 20.0] {
            let exact = 1.0 - libm::exp(-x) * (1.0 + x + x * x / 2.0 + x * x * x / 6.0);
            assert!((gamma_cdf(x, 4.0) - exact).abs() < 1e-13, "{x}");
        }
        // Shape 1 is exponential; shape 1/2 is half the square of a normal.
        assert!((gamma_quantile(0.5, 1.0) - std::f64::consts::LN_2).abs() < 1e-12);
        assert!((gamma_cdf(0.5, 0.5) - libm::erf(libm::sqrt(0.5))).abs() < 1e-13);
    }

    #[test]
    fn the_quantile_is_the_inverse() {
        for shape in [0.1, 0.5, 1.0, 4.0, 50.0, 1_000.0] {
            for p in [1e-6, 0.01, 0.3, 0.5, 0.9, 0.999_999] {
                let x = gamma_quantile(p, shape);
                assert!((gamma_cdf(x, shape) - p).abs() < 1e-9, "{shape} {p}");
            }
        }
    }
}
