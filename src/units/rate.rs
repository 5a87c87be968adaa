//! How often something happens: knows events a year; does not know seasons.

use super::{Misread, decimal};
use crate::codes::RATE;

/// Expected occurrences a year \[1/year\].
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Rate(f64);

impl Rate {
    /// Not once.
    pub const NEVER: Self = Self(0.0);

    /// Reads `0.08 a year`, `2 a month` or `1 a week`.
    ///
    /// # Errors
    /// Where the period is missing, or the rate is above 1,000 a year.
    pub fn parse(text: &str) -> Result<Self, Misread> {
        let tip = "write `\"0.08 a year\"`: once in twelve years";
        if text.trim().starts_with(['-', '−']) {
            return Err(Misread::new(RATE, format!("`{text}` is negative"), tip));
        }
        let (number, rest) = decimal(text.trim(), 9)?;
        let a_year = match rest.trim() {
            "a year" => 1.0,
            "a month" => 12.0,
            "a week" => 52.0,
            other if other.starts_with("a ") || other.starts_with("per ") => {
                let known = "known are `a year`, `a month` and `a week`";
                return Err(Misread::new(RATE, format!("`{text}` has the unknown period `{other}`"), known));
            }
            _ => return Err(Misread::new(RATE, format!("`{text}` does not say how often"), tip)),
        };
        let rate = number as f64 / 1e9 * a_year;
        if rate > 1_000.0 {
            return Err(Misread::new(RATE, format!("`{text}` is above 1,000 a year"), "check the unit"));
        }
        Ok(Self(rate))
    }

    /// So many times as often.
    #[must_use]
    pub fn times(self, factor: f64) -> Self {
        Self(self.0 * factor)
    }

    /// Occurrences a year.
    #[must_use]
    pub fn a_year(self) -> f64 {
        self.0
    }
}

super::read_from_text!(Rate, "a rate in quotes", "write `\"0.08 a year\"`");
super::told_as!(
    Rate,
    "rate",
    "A number and `a year`, `a month` or `a week`. `0.08 a year` is once in twelve years. At most 1,000 a year.",
    ["0.2 a year", "1 a month"]
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_says_how_often() {
        assert_eq!(Rate::parse("0.08 a year").map(Rate::a_year), Ok(0.08));
        assert_eq!(Rate::parse("2 a month").map(Rate::a_year), Ok(24.0));
        for wrong in ["0.08", "-1 a year", "1e9 a year", "100000 a year", "NaN a year"] {
            assert!(Rate::parse(wrong).is_err(), "{wrong}");
        }
    }
}
