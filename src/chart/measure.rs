//! What bars and columns measure, and how many digits their values have earned.
//!
//! Knows counts, money and errors; knows nothing of pixels.

use super::frame::Tick;
use super::units::{self, Currency};
use super::{ChartError, axis};

/// What is measured.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Unit {
    /// Things that are counted, such as sessions; their means have decimals.
    #[default]
    Count,
    /// Amounts, in minor units.
    Money(Currency),
    /// Shares between 0 and 1, written as per cent.
    Share,
    /// Minutes, written as hours.
    Hours,
    /// Days, written as weeks.
    Weeks,
}

/// A mean and how far it may be off.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Estimate {
    /// The mean.
    pub mean: f64,
    /// ± of the mean, if it is to be shown.
    pub error: Option<f64>,
}

/// The most decimals a count is written with: what is rarer than this reads as nothing but noughts.
pub(super) const FINEST: i32 = 4;

impl Unit {
    /// How much of a value makes one of what is written: a hundred pence, sixty minutes.
    pub(super) fn one(&self) -> f64 {
        match self {
            Self::Count => 1.0,
            Self::Money(currency) => currency.unit() as f64,
            Self::Share => 0.01,
            Self::Hours => 60.0,
            Self::Weeks => 7.0,
        }
    }

    /// A value as axes and bars carry it: a count as it is, an amount in major units.
    pub(super) fn at(&self, value: f64) -> f64 {
        value / self.one()
    }

    /// Accepts what a bar can show.
    pub(super) fn check(&self, what: &str, value: f64) -> Result<(), ChartError> {
        axis::usable(what, self.at(value))?;
        if value < 0.0 {
            return Err(ChartError::Unusable { what: what.to_owned(), value: value.to_string() });
        }
        Ok(())
    }

    /// The words of a tick, from a value as the axis carries it.
    pub(super) fn tick(&self, at: f64, step: f64) -> String {
        self.write(at, i32::try_from(axis::decimals(step)).unwrap_or(0))
    }

    /// All ticks of an axis with their words.
    pub(super) fn ticks(&self, ticks: &axis::Ticks) -> Vec<Tick> {
        ticks.at.iter().map(|&at| (at, self.tick(at, ticks.step))).collect()
    }

    /// The mean in two significant digits, in three when the error is that small; then the error,
    /// rounded up to the same place.
    pub(super) fn words(&self, cell: Estimate) -> (String, String) {
        let mean = self.at(cell.mean);
        if mean <= 0.0 {
            return (self.write(0.0, 0), String::new());
        }
        let error = cell.error.map(|error| self.at(error)).filter(|&error| error > 0.0);
        let decimals = self.earned(mean, error);
        let unit = ten_to(-decimals);
        if mean < unit / 2.0 {
            return (format!("<{}", self.write(unit, decimals)), String::new());
        }
        let up = |error: f64| (error / unit - 1e-6).ceil() * unit;
        let error = error.map(|error| format!("± {}", units::number(up(error), count(decimals))));
        (self.write(mean, decimals), error.unwrap_or_default())
    }

    /// Three ways to write a mean, each shorter than the one before: £12,000, 12,000, 12k.
    pub(super) fn ever_shorter(&self, value: f64) -> [String; 3] {
        let (bare, bare_value) = match self {
            Self::Money(currency) => (Self::Money(Currency { symbol: String::new(), ..currency.clone() }), value),
            other => (Self::Count, other.at(value)),
        };
        let words = |unit: &Self, mean: f64| unit.words(Estimate { mean, error: None }).0;
        // half of the last digit shown, so that 999.9 is not written as 1,000 where 1.0k is meant
        let large = units::SCALES.into_iter().find(|(scale, _)| self.at(value) >= scale * 0.995);
        let short = large.map(|(scale, name)| format!("{}{name}", words(&Self::Count, self.at(value) / scale)));
        let plain = words(&bare, bare_value);
        [words(self, value), plain.clone(), short.unwrap_or(plain)]
    }

    /// The decimals that a number of this size has earned: those of two significant digits, or of three
    /// when the error is that small. An error that begins with 1 has two digits, as in the tables; tens of pounds have no
    /// pence.
    pub(super) fn earned(&self, size: f64, error: Option<f64>) -> i32 {
        let two = place(size, 2);
        let asked = |error: f64| place(error, 1) + i32::from(begins_with_one(error));
        let earned = error.map_or(two, |error| asked(error).clamp(two, two + 1)).min(FINEST);
        let whole = matches!(self, Self::Money(_)) && size >= 10.0;
        self.decimals(if whole { earned.min(0) } else { earned })
    }

    /// Amounts have all decimals of their currency or none: £3.40, not £3.4.
    pub(super) fn decimals(&self, wanted: i32) -> i32 {
        match self {
            Self::Money(currency) if wanted > 0 => i32::from(currency.decimals.min(6)),
            _ => wanted,
        }
    }

    /// A value as the axis carries it, with its sign of money or the name of its unit; less than no
    /// decimals rounds to tens, hundreds and so on.
    pub(super) fn write(&self, value: f64, decimals: i32) -> String {
        self.unnamed(value, decimals) + self.name()
    }

    /// The same without the name of the unit.
    pub(super) fn unnamed(&self, value: f64, decimals: i32) -> String {
        let decimals = self.decimals(decimals);
        let unit = ten_to(-decimals);
        let value = if decimals < 0 { (value / unit).round() * unit } else { value };
        match self {
            Self::Money(currency) => currency.write(value, count(decimals)),
            _ => units::number(value, count(decimals)),
        }
    }

    /// What stands behind a number.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Count | Self::Money(_) => "",
            Self::Share => " %",
            Self::Hours => " h",
            Self::Weeks => " w",
        }
    }

    /// What stands behind a difference: that of two percentages is no percentage.
    pub(super) fn name_of_difference(&self) -> &'static str {
        match self {
            Self::Share => " % points",
            other => other.name(),
        }
    }
}

/// About so many ticks of shares between two ends, none beyond 100 %.
pub(super) fn share_ticks((lo, hi): (f64, f64), want: f64) -> Vec<Tick> {
    let ticks = axis::ticks(lo, hi, want, false);
    let decimals = axis::decimals(ticks.step * 100.0);
    let inside = |t: &f64| (lo - 1e-9..=1.0 + 1e-9).contains(t);
    ticks.at.into_iter().filter(inside).map(|t| (t, units::percent(t, decimals))).collect()
}

/// The decimal place of the last of so many significant digits: 2 for hundredths, −2 for hundreds.
pub(super) fn place(value: f64, digits: u8) -> i32 {
    let after = digits.saturating_sub(1);
    // written, not calculated: the formatter rounds before it counts, so that 9.96 is 10
    let written = format!("{value:.*e}", usize::from(after));
    let exponent: i32 = written.split_once('e').and_then(|(_, exponent)| exponent.parse().ok()).unwrap_or(0);
    i32::from(after) - exponent
}

/// Whether the first significant digit is a 1, as `place` rounds.
fn begins_with_one(value: f64) -> bool {
    format!("{value:.0e}").starts_with('1')
}

/// Ten to so many.
pub(super) fn ten_to(exponent: i32) -> f64 {
    let power = 10_i64.pow(exponent.unsigned_abs().min(18)) as f64;
    if exponent < 0 { 1.0 / power } else { power }
}

/// Decimals as the formatter wants them.
pub(super) fn count(decimals: i32) -> usize {
    usize::try_from(decimals).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(unit: &Unit, mean: f64, error: f64) -> String {
        let (mean, error) = unit.words(Estimate { mean, error: Some(error) });
        format!("{mean} {error}").trim_end().to_owned()
    }

    #[test]
    fn counts_show_two_digits_or_three_when_they_are_known() {
        for (mean, error, said) in [
            (0.0, 0.1, "0"),
            (12.34, 0.0, "12"),
            (9.96, 0.0, "10"),
            (1_267.0, 0.0, "1,300"),
            (12.34, 0.06, "12.3 ± 0.1"),
            (3.456, 0.012, "3.46 ± 0.02"),
            (3.456, 0.4, "3.5 ± 0.4"),
            (0.034, 0.05, "0.034 ± 0.050"),
            (0.000_3, 0.000_02, "0.0003 ± 0.0001"),
            (0.000_01, 0.000_01, "<0.0001"),
        ] {
            assert_eq!(words(&Unit::Count, mean, error), said);
        }
    }

    #[test]
    fn amounts_show_pence_or_none() {
        let pounds = Unit::Money(Currency { symbol: "£".into(), decimals: 2 });
        for (mean, error, said) in [
            (0.0, 0.0, "£0"),
            (1_234_567.0, 0.0, "£12,000"),
            (1_234_567.0, 3_000.0, "£12,300 ± 100"),
            (1_234_567.0, 60_000.0, "£12,300 ± 600"),
            (1_234_567.0, 2_000_000.0, "£12,000 ± 20,000"),
            (343.0, 12.0, "£3.43 ± 0.12"),
            (4_042.0, 30.0, "£40 ± 1"),
            (19_600.0, 1_180.0, "£196 ± 12"),
            (0.3, 0.1, "<£0.01"),
        ] {
            assert_eq!(words(&pounds, mean, error), said);
        }
        let yen = Unit::Money(Currency { symbol: "¥".into(), decimals: 0 });
        assert_eq!([words(&yen, 1.4, 0.2), words(&yen, 0.2, 0.1)], ["¥1 ± 1", "<¥1"]);
    }

    #[test]
    fn long_amounts_have_short_forms() {
        let pounds = Unit::Money(Currency { symbol: "£".into(), decimals: 2 });
        for (value, said) in [
            (0.0, ["£0", "0", "0"]),
            (47_000.0, ["£470", "470", "470"]),
            (99_996.0, ["£1,000", "1,000", "1.0k"]),
            (1_234_567.0, ["£12,000", "12,000", "12k"]),
            (99_900_000.0, ["£1,000,000", "1,000,000", "1.0m"]),
            (9.6e17, ["£9,600tn", "9,600tn", "9,600tn"]),
        ] {
            assert_eq!(pounds.ever_shorter(value), said);
        }
        assert_eq!(Unit::Count.ever_shorter(0.034), ["0.034", "0.034", "0.034"]);
    }

    #[test]
    fn ticks_follow_their_step() {
        let pounds = Unit::Money(Currency { symbol: "£".into(), decimals: 2 });
        assert_eq!([pounds.tick(1.0, 0.5), pounds.tick(20_000.0, 5_000.0)], ["£1.00", "£20,000"]);
        assert_eq!([Unit::Count.tick(0.1, 0.05), Unit::Count.tick(20.0, 5.0)], ["0.10", "20"]);
        assert_eq!([Unit::Share.tick(2.5, 0.5), Unit::Hours.tick(12.0, 6.0)], ["2.5 %", "12 h"]);
    }

    #[test]
    fn shares_and_times_are_written_in_what_people_count() {
        assert_eq!(words(&Unit::Share, 0.031, 0.002), "3.1 % ± 0.2");
        assert_eq!(words(&Unit::Hours, 144.0, 6.0), "2.40 h ± 0.10");
        assert_eq!(words(&Unit::Weeks, 21.0, 0.7), "3.00 w ± 0.10");
    }
}
