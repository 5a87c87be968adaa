//! How many digits of an estimate its error supports.
//! Knows decimal places; knows nothing of units or layout.
//!
//! The standard error is kept to one significant figure, or to two where its first digit is 1, and the value is shown
//! to the same place. Decimals are taken from Rust's own printing of numbers, which is exact and the same everywhere.

/// An f64 tells this many significant digits and no more.
const DIGITS: i32 = 15;

/// The decimal places of `value` that its `standard_error` supports: 2 shows hundredths, 0 units, -2 hundreds.
///
/// `None` where the error sets no limit (0) or is not known (negative or not finite). Never more places than an f64
/// of this size holds.
#[must_use]
pub fn places(value: f64, standard_error: f64) -> Option<i32> {
    if !(standard_error > 0.0 && standard_error.is_finite() && value.is_finite()) {
        return None;
    }
    let (exponent, first) = leading(standard_error)?;
    let asked = if first == '1' { 1 - exponent } else { -exponent };
    let held = if value == 0.0 { asked } else { DIGITS - 1 - leading(value)?.0 };
    Some(asked.min(held))
}

/// `value` rounded to the place its `standard_error` supports; unchanged where that sets no limit.
#[must_use]
pub fn supported(value: f64, standard_error: f64) -> f64 {
    places(value, standard_error).map_or(value, |places| rounded(value, places))
}

/// The exponent of ten and the first significant digit of a number that is finite and not 0.
fn leading(x: f64) -> Option<(i32, char)> {
    let printed = format!("{:e}", libm::fabs(x));
    let (digits, exponent) = printed.split_once('e')?;
    Some((exponent.parse().ok()?, digits.chars().next()?))
}

/// `value` to `places` decimal places, halves to even; never -0.
fn rounded(value: f64, places: i32) -> f64 {
    let short = match usize::try_from(places) {
        Ok(places) => format!("{value:.places$}"),
        // Tens and beyond: keep the whole number's leading digits only.
        Err(_) => return tens(value, places),
    };
    short.parse().unwrap_or(value) + 0.0
}

/// `value` to the nearest 10^-places, places < 0.
fn tens(value: f64, places: i32) -> f64 {
    let unit: f64 = format!("1e{}", -places).parse().unwrap_or(1.0);
    libm::rint(value / unit) * unit + 0.0
}

#[cfg(test)]
mod tests {
    use super::{places, supported};

    #[test]
    fn one_figure_of_the_error_or_two_after_a_leading_one() {
        for (error, expected) in [
            (0.3, 1),
            (0.16, 2),
            (0.96, 1),
            (0.1, 2),
            (0.099, 2),
            (3.0, 0),
            (1.4, 1),
            (14.0, 0),
            (35.0, -1),
            (420.0, -2),
        ] {
            assert_eq!(places(12_345.678, error), Some(expected), "{error}");
        }
    }

    #[test]
    fn the_value_is_shown_to_the_same_place() {
        assert_eq!(supported(12_345.678, 0.3), 12_345.7);
        assert_eq!(supported(12_345.678, 0.16), 12_345.68);
        assert_eq!(supported(12_345.678, 35.0), 12_350.0);
        assert_eq!(supported(-12_345.678, 420.0), -12_300.0);
        assert_eq!(supported(0.404_4, 0.021), 0.4);
    }

    #[test]
    fn nothing_is_never_minus_nothing() {
        assert!(supported(-3.0, 900.0).is_sign_positive());
        assert!(supported(-0.01, 0.4).is_sign_positive());
        assert_eq!(supported(0.0, 0.4), 0.0);
    }

    #[test]
    fn an_error_of_zero_or_unknown_sets_no_limit() {
        for error in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert_eq!(places(1.25, error), None);
            assert_eq!(supported(1.25, error), 1.25);
        }
    }

    #[test]
    fn no_more_places_than_a_number_holds() {
        assert_eq!(places(123_456.0, 1e-14), Some(9));
        assert_eq!(places(0.0, 2e-14), Some(14));
    }
}
