//! How many a week: knows numbers with up to three decimals, and how they fall into whole weeks; does not know what is counted.

use super::Misread;
use crate::codes::COUNT;

/// A number a week, a whole one or not: 9.5 are 9 and 10 in turn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Weekly(u32);

/// The number is kept in parts of this.
const PARTS: i64 = 1_000;
/// The largest number.
const MOST: f64 = 10_000.0;

impl Weekly {
    /// A whole number a week.
    #[must_use]
    pub fn whole(number: u32) -> Self {
        Self(number.saturating_mul(PARTS as u32))
    }

    /// A number as it stands in a file.
    ///
    /// # Errors
    /// Where it is below zero, above 10,000 or has more than three decimals.
    pub fn parse(number: f64) -> Result<Self, Misread> {
        let tip = "write for example `11`, or `9.5` for 9 and 10 in turn";
        if number > MOST {
            return Err(Misread::new(COUNT, format!("{number} a week; at most 10,000 a week"), tip));
        }
        if number.is_nan() || number.is_sign_negative() {
            return Err(Misread::new(COUNT, format!("{number} a week: it must be from 0 to 10,000"), tip));
        }
        let read = Self(libm::round(number * PARTS as f64) as u32);
        if read.value() == number {
            Ok(read)
        } else {
            Err(Misread::new(COUNT, format!("{number} a week has more than three decimals"), tip))
        }
    }

    /// The number \[1/week\].
    #[must_use]
    pub fn value(self) -> f64 {
        f64::from(self.0) / PARTS as f64
    }

    /// The number in thousandths.
    #[must_use]
    pub fn thousandths(self) -> u32 {
        self.0
    }

    /// The most that any week has.
    #[must_use]
    pub fn most(self) -> u32 {
        self.0.div_ceil(PARTS as u32)
    }

    /// How many fall into the week with a number: over any weeks in a row the sum differs from the number's by less than one.
    #[must_use]
    pub fn in_week(self, number: i64) -> u32 {
        let up_to = |week: i64| (week * i64::from(self.0)).div_euclid(PARTS);
        (up_to(number + 1) - up_to(number)) as u32
    }

    /// What some numbers of so many minutes each are together \[min/week\], rounded down.
    #[must_use]
    pub fn minutes(all: impl Iterator<Item = (Self, i64)>) -> i64 {
        all.map(|(weekly, minutes)| i64::from(weekly.0) * minutes).sum::<i64>() / PARTS
    }
}

impl<'de> serde::Deserialize<'de> for Weekly {
    fn deserialize<D: serde::Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        struct Reader;
        impl serde::de::Visitor<'_> for Reader {
            type Value = Weekly;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a number of sessions a week")
            }
            fn visit_f64<E: serde::de::Error>(self, found: f64) -> Result<Weekly, E> {
                Weekly::parse(found).map_err(E::custom)
            }
        }
        source.deserialize_f64(Reader)
    }
}

impl serde::Serialize for Weekly {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if self.0.is_multiple_of(PARTS as u32) {
            to.serialize_u32(self.0 / PARTS as u32)
        } else {
            to.serialize_f64(self.value())
        }
    }
}

impl schemars::JsonSchema for Weekly {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "weekly".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "number", "title": "number a week",
            "description": "A number from 0 to 10,000, with up to three decimals: 9.5 are 9 and 10 in turn.",
            "examples": [8, 9.5]
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Law: any weeks in a row have the number's sum, to less than one.
    #[test]
    fn any_weeks_in_a_row_have_their_sum() {
        for number in [0.0, 0.001, 0.5, 1.0, 2.25, 9.5, 11.0, 33.333] {
            let weekly = Weekly::parse(number).unwrap();
            for first in -20..20 {
                let mut sum = 0;
                for week in first..first + 60 {
                    sum += i64::from(weekly.in_week(week));
                    let exact = (week + 1 - first) as f64 * number;
                    assert!((sum as f64 - exact).abs() < 1.0, "{number} from {first} to {week}: {sum}");
                    assert!(weekly.in_week(week) <= weekly.most());
                }
            }
        }
    }

    #[test]
    fn what_is_no_number_a_week_is_refused() {
        for number in [-1.0, -0.0, 10_001.0, 0.000_1, 1e-320, f64::NAN, f64::INFINITY, -0.5] {
            assert!(Weekly::parse(number).is_err(), "{number}");
        }
        assert_eq!(Weekly::parse(11.0), Ok(Weekly::whole(11)));
    }
}
