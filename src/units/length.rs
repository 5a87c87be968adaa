//! Lengths of time: knows minutes, hours, days, weeks, months and working days; does not know any calendar.
//!
//! A month as a length is a twelfth of 365.25 days; what falls due on the first of a month follows the calendar instead.

use super::{Misread, decimal};
use crate::codes::LENGTH;

/// Minutes in an hour \[min\].
pub const HOUR: i64 = 60;
/// Minutes in a calendar day \[min\].
pub const DAY: i64 = 24 * HOUR;
/// Minutes in seven days \[min\].
pub const WEEK: i64 = 7 * DAY;
/// Minutes in a twelfth of 365.25 days \[min\].
pub const MONTH: i64 = 43_830;
/// The longest length a file may hold: 100 years \[d\], by the clock or in working days.
const LONGEST: f64 = 100.0 * 366.0;

/// A length of time as people write it. Working days depend on the plan's calendar and on where they start.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Length {
    /// A length by the clock \[min\].
    Clock(f64),
    /// A length in working days of the plan's calendar \[wd\].
    Working(f64),
}

impl Length {
    /// No time at all.
    pub const ZERO: Self = Self::Clock(0.0);

    /// Reads `90min`, `4h`, `2d`, `8w`, `1wd` or a sum such as `1d 4h`.
    ///
    /// # Errors
    /// Where a number or a unit is missing, or working days are mixed with others.
    pub fn parse(text: &str) -> Result<Self, Misread> {
        let mut rest = text.trim();
        if rest.starts_with('-') || rest.starts_with('−') {
            return Err(Misread::new(LENGTH, format!("`{text}` is negative"), "a length of time starts at `0min`"));
        }
        let mut total: Option<Self> = None;
        while !rest.is_empty() {
            if !rest.starts_with(|c: char| c.is_ascii_digit()) {
                return Err(Misread::new(LENGTH, format!("`{text}` has no number before its unit"), UNITS));
            }
            let (number, after) = decimal(rest, 6)?;
            let after = after.trim_start();
            let end = after.find(|c: char| !c.is_alphabetic()).unwrap_or(after.len());
            let part = in_unit(number as f64 / 1e6, &after[..end], text)?;
            total = Some(match (total, part) {
                (None, part) => part,
                (Some(Self::Clock(a)), Self::Clock(b)) => Self::Clock(a + b),
                _ => {
                    return Err(Misread::new(
                        LENGTH,
                        format!("`{text}` mixes working days with other units"),
                        "use one of them, for example `2wd` or `2d 4h`",
                    ));
                }
            });
            rest = after[end..].trim_start();
        }
        let length =
            total.ok_or_else(|| Misread::new(LENGTH, "the length is empty", "write a number and a unit: `4h`"))?;
        if length.days() > LONGEST {
            return Err(Misread::new(LENGTH, format!("`{text}` is longer than 100 years"), "check the unit"));
        }
        Ok(length)
    }

    /// The number in its own unit \[min or wd\].
    #[must_use]
    pub fn amount(self) -> f64 {
        match self {
            Self::Clock(x) | Self::Working(x) => x,
        }
    }

    /// As it stands in a file, in the largest unit that fits: `6w`, `10min`.
    #[must_use]
    pub fn written(self) -> String {
        let Self::Clock(minutes) = self else { return format!("{}wd", self.amount()) };
        let units = [(WEEK, "w"), (DAY, "d"), (HOUR, "h")].map(|(size, unit)| (minutes / size as f64, unit));
        let fits = units.into_iter().find(|(number, _)| *number >= 1.0 && number.fract() == 0.0);
        let (number, unit) = fits.unwrap_or((minutes, "min"));
        format!("{number}{unit}")
    }

    /// The length in days, calendar days or working days.
    fn days(self) -> f64 {
        match self {
            Self::Clock(minutes) => minutes / DAY as f64,
            Self::Working(days) => days,
        }
    }

    /// Whole minutes of a length by the clock; none for working days.
    #[must_use]
    pub fn minutes(self) -> Option<i64> {
        match self {
            Self::Clock(minutes) => Some(whole(minutes)),
            Self::Working(_) => None,
        }
    }
}

/// Rounds to whole minutes, half away from zero (`libm`, the same on every platform).
pub(crate) fn whole(minutes: f64) -> i64 {
    libm::round(minutes) as i64
}

const UNITS: &str = "units are min, h, d (calendar days), wd (working days), w (seven days) and mo (months)";
/// All ways to write them.
const WRITTEN: [&str; 15] =
    ["min", "minute", "minutes", "m", "h", "hour", "hours", "d", "day", "days", "w", "week", "weeks", "mo", "wd"];

fn in_unit(number: f64, unit: &str, text: &str) -> Result<Length, Misread> {
    Ok(match unit {
        "min" | "minute" | "minutes" | "m" => Length::Clock(number),
        "h" | "hour" | "hours" => Length::Clock(number * HOUR as f64),
        "d" | "day" | "days" => Length::Clock(number * DAY as f64),
        "w" | "week" | "weeks" => Length::Clock(number * WEEK as f64),
        "mo" | "month" | "months" => Length::Clock(number * MONTH as f64),
        "wd" => Length::Working(number),
        "" => return Err(Misread::new(LENGTH, format!("`{text}` has a number without a unit"), UNITS)),
        other => return Err(Misread::new(LENGTH, format!("`{text}` has the unknown unit `{other}`"), nearest(other))),
    })
}

/// The unit that was meant, where one is like it, and all that there are.
fn nearest(unit: &str) -> String {
    let unit = unit.to_lowercase();
    let likeness = |known: &&&str| (strsim::jaro_winkler(&unit, known) * 1_000.0) as i64;
    match WRITTEN.iter().max_by_key(likeness).filter(|known| likeness(known) > 780) {
        Some(known) => format!("did you mean `{known}`? {UNITS}"),
        None => UNITS.to_owned(),
    }
}

impl std::fmt::Display for Length {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Clock(minutes) => f.write_str(&show_minutes(whole(*minutes))),
            Self::Working(days) => write!(f, "{days} wd"),
        }
    }
}

super::read_from_text!(
    Length,
    "a length of time in quotes",
    "write the unit as well, for example `\"4h\"` or `\"2d\"`"
);

super::told_as!(
    Length,
    "length of time",
    "A number and its unit: `min`, `h`, `d` (calendar days), `wd` (working days of the calendar), `w` (seven days) or \
     `mo` (months, a twelfth of a year each). Units may follow each other; working days stand alone.",
    ["4h", "90min", "1d 4h", "2wd", "8w"]
);
super::write_as_text!(Length);

/// Minutes in the largest units that fit: `0 h`, `40 min`, `2 h 15 min`, `3 d 4 h`, `8 w`.
#[must_use]
pub fn show_minutes(minutes: i64) -> String {
    let (sign, m) = if minutes < 0 { ("−", -minutes) } else { ("", minutes) };
    let pair = |big: i64, big_name: &str, small: i64, small_name: &str| {
        let (whole, rest) = (m / big, (m % big) / small);
        if rest == 0 {
            format!("{sign}{whole} {big_name}")
        } else {
            format!("{sign}{whole} {big_name} {rest} {small_name}")
        }
    };
    match m {
        0 => "0 h".to_owned(),
        _ if m % MONTH == 0 => format!("{sign}{} mo", m / MONTH),
        _ if m < HOUR => format!("{sign}{m} min"),
        _ if m < 2 * DAY => pair(HOUR, "h", 1, "min"),
        _ if m < 4 * WEEK || m % WEEK != 0 => pair(DAY, "d", HOUR, "h"),
        _ => format!("{sign}{} w", m / WEEK),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_carry_their_unit() {
        assert_eq!(Length::parse("4h"), Ok(Length::Clock(240.0)));
        assert_eq!(Length::parse("1d 4h"), Ok(Length::Clock(1_680.0)));
        assert_eq!(Length::parse("1.5 wd"), Ok(Length::Working(1.5)));
        assert_eq!(Length::parse("8 weeks"), Ok(Length::Clock(80_640.0)));
        for wrong in ["4", "", "3 dyas", "1h30", "P1D", "-2h", "1wd 2h", "1e9 d", "200000 w", "inf", "NaN", "h"] {
            assert!(Length::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_length_is_written_as_it_is_read() {
        for text in ["0min", "10min", "4h", "26h", "2d", "6w", "1.5wd", "0.5min"] {
            assert_eq!(Length::parse(text).map(Length::written).as_deref(), Ok(text));
        }
    }

    #[test]
    fn an_unknown_unit_is_answered_with_the_nearest() {
        for (wrong, meant) in [("3 dyas", "`days`"), ("3 Min", "`min`"), ("2 housr", "`hours`"), ("1 monht", "`mo")] {
            let told = Length::parse(wrong).unwrap_err();
            assert!(told.tip.contains(&format!("did you mean {meant}")), "{wrong}: {told:?}");
        }
        assert!(Length::parse("3 furlongs").unwrap_err().tip.starts_with("units are min"));
    }

    /// 100 years were counted in minutes for working days as well: 52 million of them passed, and took a second to walk.
    #[test]
    fn a_length_ends_at_a_hundred_years_in_any_unit() {
        assert!(Length::parse("36600wd").is_ok() && Length::parse("36600d").is_ok());
        assert!(Length::parse("36601wd").is_err() && Length::parse("36601d").is_err());
    }

    #[test]
    fn a_month_is_a_twelfth_of_a_year() {
        assert_eq!(Length::parse("12mo"), Ok(Length::Clock(365.25 * DAY as f64)));
        assert_eq!(show_minutes(3 * MONTH), "3 mo");
    }

    #[test]
    fn minutes_are_shown_in_units_a_person_reads() {
        assert_eq!(show_minutes(0), "0 h");
        assert_eq!(show_minutes(40), "40 min");
        assert_eq!(show_minutes(135), "2 h 15 min");
        assert_eq!(show_minutes(3 * DAY + 4 * HOUR), "3 d 4 h");
        assert_eq!(show_minutes(8 * WEEK), "8 w");
    }
}
