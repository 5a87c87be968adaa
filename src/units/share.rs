//! Shares and factors in per cent: knows that a share lies between 0 % and 100 %; does not know of what.

use super::{Misread, decimal};
use crate::codes::SHARE;

/// A whole in millionths.
pub const MILLION: u32 = 1_000_000;

/// A share of a whole: a chance, a level or a worth, in exact millionths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Share(u32);

impl Share {
    /// 0 %.
    pub const NONE: Self = Self(0);
    /// 50 %.
    pub const HALF: Self = Self(MILLION / 2);
    /// 100 %.
    pub const ALL: Self = Self(MILLION);

    /// A share of so many millionths; none above a whole.
    #[must_use]
    pub fn of_million(millionths: u32) -> Option<Self> {
        (millionths <= MILLION).then_some(Self(millionths))
    }

    /// Reads `85%`.
    ///
    /// # Errors
    /// Where the per cent sign is missing or the share is outside 0 % to 100 %.
    pub fn parse(text: &str) -> Result<Self, Misread> {
        let millionths = per_cent(text)?;
        u32::try_from(millionths).ok().and_then(Self::of_million).ok_or_else(|| {
            Misread::new(SHARE, format!("a share must be between 0% and 100%, found `{text}`"), "write a smaller share")
        })
    }

    /// As it stands in a file: `85%`.
    #[must_use]
    pub fn written(self) -> String {
        format!("{}%", f64::from(self.0) / 10_000.0)
    }

    /// The share in millionths.
    #[must_use]
    pub fn millionths(self) -> u32 {
        self.0
    }

    /// The share as a number from 0 to 1.
    #[must_use]
    pub fn fraction(self) -> f64 {
        f64::from(self.0) / f64::from(MILLION)
    }

    /// Both together, at most all.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self((self.0 + other.0).min(MILLION))
    }

    /// This share of an amount, rounded half up.
    #[must_use]
    pub fn of(self, amount: i64) -> i64 {
        let scaled = i128::from(amount) * i128::from(self.0) + i128::from(MILLION / 2);
        scaled.div_euclid(i128::from(MILLION)) as i64
    }
}

/// A multiplier in per cent that may lie above 100 %, such as `200%`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Factor(f64);

impl Factor {
    /// Leaves things as they are.
    pub const ONE: Self = Self(1.0);

    /// So many per cent.
    #[must_use]
    pub fn per_cent(value: u16) -> Self {
        Self(f64::from(value) / 100.0)
    }

    /// Reads `60%` or `200%`, up to `10,000%`.
    ///
    /// # Errors
    /// Where the per cent sign is missing or the factor is too large.
    pub fn parse(text: &str) -> Result<Self, Misread> {
        let millionths = per_cent(text)?;
        if millionths > 100 * i64::from(MILLION) {
            return Err(Misread::new(SHARE, format!("`{text}` is above 10,000%"), "write a smaller factor"));
        }
        Ok(Self(millionths as f64 / f64::from(MILLION)))
    }

    /// As it stands in a file: `200%`.
    #[must_use]
    pub fn written(self) -> String {
        // Files hold four decimals of a per cent; the rest is binary noise.
        format!("{}%", libm::round(self.0 * 1e6) / 1e4)
    }

    /// The multiplier, 1 for 100 %.
    #[must_use]
    pub fn value(self) -> f64 {
        self.0
    }
}

fn per_cent(text: &str) -> Result<i64, Misread> {
    if text.trim().starts_with(['-', '−']) {
        return Err(Misread::new(
            SHARE,
            format!("a share must be between 0% and 100%, found `{text}`"),
            "write a positive share",
        ));
    }
    let (value, rest) = decimal(text.trim(), 4)?;
    match rest.trim() {
        "%" => Ok(value),
        "" => Err(Misread::new(SHARE, format!("`{text}` has no per cent sign"), "write `85%` for 85 in 100")),
        other => {
            Err(Misread::new(SHARE, format!("`{text}` has `{other}` where % should be"), "write `85%` for 85 in 100"))
        }
    }
}

impl std::fmt::Display for Share {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} %", f64::from(self.0) / 10_000.0)
    }
}

super::read_from_text!(Share, "a share in quotes", "write it with a per cent sign, for example `\"85%\"`");
super::read_from_text!(
    Factor,
    "a factor in quotes",
    "write it with a per cent sign, for example `\"60%\"` or `\"200%\"`"
);
super::told_as!(Share, "share", "A number from 0 to 100 and a per cent sign.", ["85%", "0.5%"]);
super::told_as!(
    Factor,
    "factor",
    "A number and a per cent sign: `100%` changes nothing, `200%` doubles. At most `10,000%`.",
    ["120%", "60%", "200%"]
);
super::write_as_text!(Share);
super::write_as_text!(Factor);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_need_their_per_cent_sign_and_stay_within_a_whole() {
        assert_eq!(Share::parse("85%").map(Share::millionths), Ok(850_000));
        assert_eq!(Share::parse("0.5 %").map(Share::millionths), Ok(5_000));
        for wrong in ["0.85", "101%", "-1%", "50 percent", "NaN%", "%", "0.00001%"] {
            assert!(Share::parse(wrong).is_err(), "{wrong}");
        }
        assert_eq!(Factor::parse("200%").map(Factor::value), Ok(2.0));
    }

    #[test]
    fn shares_and_factors_are_written_as_they_are_read() {
        for text in ["0%", "50%", "85.5%", "0.0001%", "100%"] {
            assert_eq!(Share::parse(text).map(Share::written).as_deref(), Ok(text));
            assert_eq!(Factor::parse(text).map(Factor::written).as_deref(), Ok(text));
        }
        assert_eq!(Factor::per_cent(110).written(), "110%");
    }

    #[test]
    fn a_share_of_an_amount_rounds_half_up() {
        // 5 % of 1.10 is 0.055, shown as 0.06; of -1.10 it is -0.055, half up is -0.05.
        assert_eq!(Share::of_million(50_000).map(|s| s.of(110)), Some(6));
        assert_eq!(Share::of_million(50_000).map(|s| s.of(-110)), Some(-5));
    }
}
