//! The quantities people write in a plan, each with its unit in the text: knows how to read and show
//! them, and refuses what has no unit; does not know what they are used for.
//!
//! Values are whole numbers (minutes, minor currency units, millionths), so that sums never depend on
//! their order. A bare `4` is an error everywhere: the reader of a plan must not have to guess a unit.

use crate::codes::{Code, NUMBER, SHAPE, code};

mod clock;
mod currency;
mod length;
mod money;
mod rate;
mod share;
mod weekly;

pub use clock::{Moment, Opening, clock_face};
pub use currency::Currency;
pub(crate) use length::whole;
pub use length::{DAY, HOUR, Length, MONTH, WEEK, show_minutes};
pub use money::{Balance, Flow, Money, PerPeriod};
pub(crate) use money::{in_currency, places_read};
pub use rate::Rate;
pub use share::{Factor, MILLION, Share};
pub use weekly::Weekly;

/// What is wrong with a text that should be a quantity, and how to write it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misread {
    /// What kind of fault it is.
    pub code: &'static Code,
    /// What was found and what is allowed.
    pub what: String,
    /// How to mend it.
    pub tip: String,
}

impl Misread {
    pub(crate) fn new(code: &'static Code, what: impl Into<String>, tip: impl Into<String>) -> Self {
        Self { code, what: what.into(), tip: tip.into() }
    }

    /// Takes apart what [`Misread`] shows itself as, after it has passed through the reader of files as a mere text.
    pub(crate) fn from_text(text: &str) -> Option<Self> {
        let (what, rest) = text.split_once(TIP_MARK)?;
        let (tip, number) = rest.split_once(CODE_MARK)?;
        Some(Self::new(code(number)?, what, tip))
    }
}

/// Parts what was found from how to mend it, and that from the code.
const TIP_MARK: &str = "\u{1f}tip: ";
const CODE_MARK: &str = "\u{1f}code: ";

impl std::fmt::Display for Misread {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{TIP_MARK}{}{CODE_MARK}{}", self.what, self.tip, self.code.number)
    }
}

/// Reads a quoted quantity with `$parse`, so that a wrong value is reported where it stands in the file.
macro_rules! read_from_text {
    ($type:ty, $expected:literal, $tip:literal) => {
        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
                struct Reader;
                impl serde::de::Visitor<'_> for Reader {
                    type Value = $type;
                    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        f.write_str($expected)
                    }
                    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Self::Value, E> {
                        <$type>::parse(text).map_err(E::custom)
                    }
                    fn visit_i64<E: serde::de::Error>(self, found: i64) -> Result<Self::Value, E> {
                        Err(E::custom($crate::units::bare(found, $expected, $tip)))
                    }
                    fn visit_u64<E: serde::de::Error>(self, found: u64) -> Result<Self::Value, E> {
                        Err(E::custom($crate::units::bare(found, $expected, $tip)))
                    }
                    fn visit_f64<E: serde::de::Error>(self, found: f64) -> Result<Self::Value, E> {
                        Err(E::custom($crate::units::bare(found, $expected, $tip)))
                    }
                }
                source.deserialize_any(Reader)
            }
        }
    };
}
pub(crate) use read_from_text;

/// Says how a quantity is written, for the reference of the file format: what it is, the rule, and examples.
macro_rules! told_as {
    ($type:ty, $title:literal, $rule:expr, $examples:expr) => {
        impl schemars::JsonSchema for $type {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($type).to_lowercase().into()
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({
                    "type": "string", "title": $title, "description": $rule, "examples": $examples
                })
            }
        }
    };
}
pub(crate) use told_as;

/// Writes a quantity as it stands in a file, for the defaults in the reference.
macro_rules! write_as_text {
    ($type:ty) => {
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(&self.written())
            }
        }
    };
}
pub(crate) use write_as_text;

/// A number where a quantity is wanted; shown as short as it can be, so that 1e-320 is not 320 digits.
pub(crate) fn bare(found: impl std::fmt::Debug, expected: &str, tip: &str) -> Misread {
    Misread::new(SHAPE, format!("expected {expected}, found the bare number `{found:?}`"), tip)
}

/// Reads an unsigned decimal such as `12`, `1,320.50` or `0.08` exactly: whole part and up to `places`
/// decimals, scaled by 10^`places`. Returns the scaled value and what follows it.
pub(crate) fn decimal(text: &str, places: u32) -> Result<(i64, &str), Misread> {
    let end = text.find(|c: char| !(c.is_ascii_digit() || c == '.' || c == ',')).unwrap_or(text.len());
    let (number, rest) = text.split_at(end);
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    if whole.contains(',') && !grouped(whole) {
        return Err(Misread::new(
            NUMBER,
            format!("`{text}` has a comma that does not part thousands"),
            "write the decimal point as a point: `1.5`",
        ));
    }
    if part.contains([',', '.']) {
        return Err(Misread::new(
            NUMBER,
            format!("`{text}` has a point before its last comma or point"),
            "write a comma between thousands and a point before decimals: `1,000.50`",
        ));
    }
    let digits: String = whole.chars().filter(|c| *c != ',').collect();
    let wrong = || {
        Misread::new(NUMBER, format!("`{text}` does not start with a number"), "write digits first, for example `1.5`")
    };
    if digits.is_empty() || !part.chars().all(|c| c.is_ascii_digit()) || number.ends_with('.') {
        return Err(wrong());
    }
    let kept = part.trim_end_matches('0');
    if kept.len() > places as usize {
        return Err(Misread::new(NUMBER, format!("`{number}` has more than {places} decimals"), "round it"));
    }
    let padded = format!("{digits}{kept:0<width$}", width = places as usize);
    let value = padded
        .parse::<i64>()
        .ok()
        .filter(|v| *v <= LARGEST)
        .ok_or_else(|| Misread::new(NUMBER, format!("`{number}` is too large"), "check the unit"))?;
    Ok((value, rest))
}

/// The largest scaled number a file may hold, and the largest amount that is ever drawn.
pub(crate) const LARGEST: i64 = 100_000_000_000_000;

fn grouped(whole: &str) -> bool {
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or("");
    (1..=3).contains(&first.len()) && groups.all(|g| g.len() == 3)
}

/// `1234567` as `1,234,567`.
#[must_use]
pub fn thousands(value: i64) -> String {
    let digits = value.unsigned_abs().to_string();
    let mut shown = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    if value < 0 { format!("−{shown}") } else { shown }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_exact_and_commas_part_thousands() {
        assert_eq!(decimal("1,320.50 x", 2), Ok((132_050, " x")));
        assert_eq!(decimal("0.1h", 6), Ok((100_000, "h")));
        assert!(decimal("1,5", 2).is_err_and(|e| e.tip.contains("point")));
        assert!(decimal("90.005", 2).is_err_and(|e| e.what.contains("decimals")));
        assert!(decimal("99999999999999999999", 0).is_err());
        assert!(decimal("-3", 0).is_err() && decimal("", 0).is_err() && decimal("3.", 0).is_err());
    }

    #[test]
    fn thousands_are_parted() {
        assert_eq!(thousands(1_234_567), "1,234,567");
        assert_eq!(thousands(-1_000), "−1,000");
        assert_eq!(thousands(12), "12");
    }
}
