//! A value with its interval, in words that claim no more than the interval does.
//!
//! Knows units, signs and digits; computes no interval and knows nothing of pixels.

use super::measure::{FINEST, count, place, ten_to};
use super::{ChartError, Unit, axis, units};

/// A value and its 95 % interval.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Ranged {
    /// The value.
    pub value: f64,
    /// Lower and upper end; none where the value is exact or its interval not to be shown.
    pub interval: Option<(f64, f64)>,
}

impl Ranged {
    /// The interval, stretched to the value if that lies beyond it.
    pub(super) fn ends(&self) -> (f64, f64) {
        self.interval.map_or((self.value, self.value), |(low, high)| (low.min(self.value), high.max(self.value)))
    }

    /// The same, shifted: where a part stands that begins there.
    pub(super) fn from(&self, start: f64) -> Self {
        let interval = self.interval.map(|(low, high)| (start + low, start + high));
        Self { value: start + self.value, interval }
    }

    /// As the axis of a unit carries it.
    pub(super) fn on(&self, unit: &Unit) -> Self {
        let interval = self.interval.map(|(low, high)| (unit.at(low), unit.at(high)));
        Self { value: unit.at(self.value), interval }
    }

    /// Accepts what an axis of the unit can carry, with ends in order.
    pub(super) fn check(&self, what: &str, unit: &Unit) -> Result<(), ChartError> {
        let (low, high) = self.interval.unwrap_or((self.value, self.value));
        for value in [self.value, low, high] {
            axis::usable(what, unit.at(value))?;
        }
        if low <= high { Ok(()) } else { Err(ChartError::Disordered { what: format!("ends in order in {what}") }) }
    }
}

/// A value and the ends of its interval, as the axis carries them.
struct Reach {
    value: f64,
    low: f64,
    high: f64,
}

impl Reach {
    fn new(ranged: Ranged, unit: &Unit) -> Self {
        let on_axis = ranged.on(unit);
        let (low, high) = on_axis.ends();
        Self { value: on_axis.value, low, high }
    }

    /// How far the ends are from the value: the farther, and the nearer.
    fn errors(&self) -> (f64, f64) {
        let (below, above) = (self.value - self.low, self.high - self.value);
        (below.max(above), below.min(above))
    }

    fn error(&self) -> f64 {
        self.errors().0
    }

    /// Whether one number cannot tell both.
    fn is_lopsided(&self) -> bool {
        let (far, near) = self.errors();
        near < 0.8 * far
    }
}

/// How a number begins: a difference shows its direction.
#[derive(Clone, Copy, PartialEq)]
enum Sign {
    /// Only a minus.
    Minus,
    /// Plus or minus.
    Both,
}

impl Sign {
    fn before(self, written: String) -> String {
        let nothing = !written.contains(|c: char| ('1'..='9').contains(&c));
        if self == Self::Minus || nothing || written.starts_with('−') { written } else { format!("+{written}") }
    }
}

impl Unit {
    /// The value, then "± 0.2" or, where the interval is lopsided, "(1.9 to 2.6)"; all to the same place.
    pub(super) fn ranged(&self, ranged: Ranged) -> (String, String) {
        self.said(ranged, Sign::Minus, self.name())
    }

    /// The same of a difference, which has its sign.
    pub(super) fn change(&self, ranged: Ranged) -> (String, String) {
        self.said(ranged, Sign::Both, self.name_of_difference())
    }

    /// The words of a tick on an axis of differences, from a value as the axis carries it.
    pub(super) fn tick_of_change(&self, at: f64, step: f64) -> String {
        Sign::Both.before(self.tick(at, step))
    }

    /// The decimals that a value in its interval has earned: those of the first digit of the error, or of its second
    /// where the first alone would say much more than there is; no more than six significant digits in all.
    pub(super) fn decimals_of(&self, ranged: Ranged) -> i32 {
        let reach = Reach::new(ranged, self);
        let ((far, near), size) = (reach.errors(), reach.value.abs().max(reach.error()));
        if far <= 0.0 {
            return self.earned(size, None);
        }
        let error = if reach.is_lopsided() && near > 0.0 { near } else { far };
        let first = place(error, 1);
        let exaggerated = up(error, first) > error * 1.2;
        let most = place(size, 6).min(FINEST);
        self.decimals((if exaggerated { first + 1 } else { first }).min(most))
    }

    /// An exact value in words: in whole units, unless it is small.
    pub(super) fn exact(&self, value: f64) -> String {
        let at = self.at(value);
        self.seen(at, if at.abs() < 10.0 && at.fract() != 0.0 { 2 } else { 0 })
    }

    /// A value as the axis carries it to so many decimals; what is too small to be seen is not written as nothing.
    pub(super) fn seen(&self, value: f64, decimals: i32) -> String {
        let small = value.abs() < ten_to(-self.decimals(decimals)) / 2.0;
        match (value == 0.0, small) {
            (true, _) => self.write(0.0, 0),
            (false, true) => format!("≈{}", self.write(0.0, 0)),
            (false, false) => self.write(value, decimals),
        }
    }

    fn said(&self, ranged: Ranged, sign: Sign, name: &str) -> (String, String) {
        let reach = Reach::new(ranged, self);
        if reach.error() <= 0.0 && reach.value == 0.0 {
            return (self.unnamed(0.0, 0) + name, String::new());
        }
        let decimals = self.decimals_of(ranged);
        if reach.value.abs().max(reach.error()) < ten_to(-decimals) / 2.0 {
            return (format!("≈{}{name}", self.unnamed(0.0, 0)), String::new());
        }
        let value = sign.before(self.unnamed(reach.value, decimals));
        (value + name, interval(&reach, decimals, sign))
    }
}

/// Rounded up to so many decimals.
fn up(value: f64, decimals: i32) -> f64 {
    let unit = ten_to(-decimals);
    (value / unit - 1e-6).ceil() * unit
}

/// Rounded outwards: what is shown holds what was found.
fn interval(reach: &Reach, decimals: i32, sign: Sign) -> String {
    if reach.error() <= 0.0 {
        return String::new();
    }
    let number = |x: f64| sign.before(units::number(x, count(decimals)));
    if !reach.is_lopsided() {
        // what is there is never written as nothing
        let error = up(reach.error(), decimals).max(ten_to(-decimals));
        return format!("± {}", units::number(error, count(decimals)));
    }
    format!("({} to {})", number(-up(-reach.low, decimals)), number(up(reach.high, decimals)))
}

#[cfg(test)]
mod tests {
    use super::super::Currency;
    use super::*;

    fn change(unit: &Unit, value: f64, interval: (f64, f64)) -> String {
        let (value, interval) = unit.change(Ranged { value, interval: Some(interval) });
        format!("{value} {interval}").trim_end().to_owned()
    }

    #[test]
    fn differences_have_signs_and_the_digits_of_their_interval() {
        for (value, interval, said) in [
            (0.0, (0.0, 0.0), "0"),
            (-2.1, (-2.3, -1.9), "−2.1 ± 0.2"),
            (-2.11, (-2.32, -1.9), "−2.11 ± 0.21"),
            (2.134, (2.1, 2.168), "+2.13 ± 0.04"),
            (12_345.67, (12_345.66, 12_345.68), "+12,345.7 ± 0.1"),
            (0.004, (-0.196, 0.204), "0.0 ± 0.2"),
            (-3.1, (-4.6, -2.4), "−3.1 (−4.6 to −2.4)"),
            (0.5, (-0.1, 0.8), "+0.5 (−0.1 to +0.8)"),
            (12.0, (-188.0, 212.0), "0 ± 200"),
            (1e-9, (1e-9, 1e-9), "≈0"),
        ] {
            assert_eq!(change(&Unit::Count, value, interval), said);
        }
    }

    #[test]
    fn units_keep_their_signs_and_names() {
        let pounds = Unit::Money(Currency { symbol: "£".into(), decimals: 2 });
        assert_eq!(change(&pounds, -31_000.0, (-34_000.0, -28_000.0)), "−£310 ± 30");
        assert_eq!(change(&pounds, 31_000.0, (25_000.0, 41_000.0)), "+£310 (+250 to +410)");
        assert_eq!(change(&Unit::Share, -0.021, (-0.023, -0.019)), "−2.1 % points ± 0.2");
        assert_eq!(change(&Unit::Hours, 0.0, (0.0, 0.0)), "0 h");
        let exact = Ranged { value: 0.052, interval: None };
        assert_eq!(Unit::Share.ranged(exact), ("5.2 %".to_owned(), String::new()));
        assert_eq!([12_050.0, 340.0, 500.0].map(|cost| pounds.exact(cost)), ["£120", "£3.40", "£5"]);
        assert_eq!([0.0, 0.04, 1.26].map(|value| Unit::Hours.seen(value, 1)), ["0 h", "≈0 h", "1.3 h"]);
    }

    #[test]
    fn ends_out_of_order_and_numbers_that_are_none_are_refused() {
        let check = |value, low, high| Ranged { value, interval: Some((low, high)) }.check("x", &Unit::Count);
        assert!(check(1.0, 0.0, 2.0).is_ok() && check(3.0, 0.0, 2.0).is_ok());
        assert!(matches!(check(1.0, 2.0, 0.0), Err(ChartError::Disordered { .. })));
        for bad in [f64::NAN, f64::INFINITY, 1e300] {
            assert!(matches!(check(bad, 0.0, 1.0), Err(ChartError::Unusable { .. })), "{bad}");
            assert!(matches!(check(0.0, 0.0, bad), Err(ChartError::Unusable { .. })), "{bad}");
        }
    }
}
