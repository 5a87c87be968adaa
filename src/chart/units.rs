//! Numbers as people write them: thousands, money, shares, spans of time, days of the week.
//!
//! Knows units and words; knows nothing of pixels.

use super::text;

/// How money is written.
#[derive(Clone, Debug, PartialEq)]
pub struct Currency {
    /// Stands before the amount: "£", "€", "CHF ".
    pub symbol: String,
    /// Digits of the minor unit: 2 for pence, 0 for yen.
    pub decimals: u8,
}

impl Currency {
    /// Minor units in one major unit.
    pub(super) fn unit(&self) -> i64 {
        10_i64.pow(u32::from(self.decimals.min(6)))
    }

    /// An amount in major units for an axis.
    pub(super) fn major(&self, minor: i64) -> f64 {
        minor as f64 / self.unit() as f64
    }

    /// An amount from major units, with as many decimals as given: −£1,060.
    pub(super) fn write(&self, major: f64, decimals: usize) -> String {
        let digits = number(major.abs(), decimals);
        let zero = digits.chars().all(|c| matches!(c, '0' | '.' | ','));
        let sign = if major < 0.0 && !zero { "−" } else { "" };
        let symbol: String = text::clean(&self.symbol).chars().take(8).collect();
        let gap = if symbol.ends_with(char::is_alphabetic) { " " } else { "" };
        format!("{sign}{symbol}{gap}{digits}")
    }
}

/// Names of large numbers.
pub(super) const SCALES: [(f64, &str); 4] = [(1e12, "tn"), (1e9, "bn"), (1e6, "m"), (1e3, "k")];
/// From here on a number is written in millions of millions or thousands of millions: nobody reads so many digits, and they
/// would need a line of their own.
const LONG: f64 = 1e10;

/// A number with thousands separators, fixed decimals and a true minus sign.
pub(super) fn number(value: f64, decimals: usize) -> String {
    if value.abs() >= LONG {
        let (scale, name) = if value.abs() >= 1e12 { SCALES[0] } else { SCALES[1] };
        let value = value / scale;
        // as fine as thousands, so that what is near each other is not written alike
        let written = number(value, if value.abs() < 1e3 { 6 } else { 0 });
        let short = if written.contains('.') { written.trim_end_matches('0').trim_end_matches('.') } else { &written };
        return format!("{short}{name}");
    }
    let plain = format!("{:.decimals$}", value.abs());
    let (whole, part) = plain.split_once('.').unwrap_or((&plain, ""));
    let mut out = String::new();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if !part.is_empty() {
        out.push('.');
        out.push_str(part);
    }
    let zero = plain.chars().all(|c| matches!(c, '0' | '.'));
    if value < 0.0 && !zero { format!("−{out}") } else { out }
}

/// A share as percent with as many decimals as given: 97.1 %.
pub(super) fn percent(share: f64, decimals: usize) -> String {
    format!("{} %", number(share * 100.0, decimals))
}

/// A share as percent that never rounds to a false 0 or 100.
pub(super) fn careful_percent(share: f64) -> String {
    let gap = share.min(1.0 - share);
    let decimals = match gap {
        g if g <= 0.0 || g >= 0.1 => 0,
        g if g >= 0.001 => 1,
        g if g >= 0.0001 => 2,
        _ => 3,
    };
    percent(share, decimals)
}

const HOUR: f64 = 60.0;
const DAY: f64 = 1440.0;
const WEEK: f64 = 10_080.0;

/// The unit a time axis is read in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum TimeUnit {
    Minutes,
    Hours,
    Days,
    Weeks,
}

impl TimeUnit {
    /// The unit for an axis as long as this \[min\].
    pub fn for_span(minutes: f64) -> Self {
        match minutes {
            m if m <= 2.0 * HOUR => Self::Minutes,
            m if m <= 2.0 * DAY => Self::Hours,
            m if m <= 3.0 * WEEK => Self::Days,
            _ => Self::Weeks,
        }
    }

    /// Length of the unit \[min\].
    pub fn minutes(self) -> f64 {
        match self {
            Self::Minutes => 1.0,
            Self::Hours => HOUR,
            Self::Days => DAY,
            Self::Weeks => WEEK,
        }
    }

    /// The word for the axis.
    pub fn plural(self) -> &'static str {
        match self {
            Self::Minutes => "minutes",
            Self::Hours => "hours",
            Self::Days => "days",
            Self::Weeks => "weeks",
        }
    }

    /// Round steps of this unit, in it.
    fn steps(self) -> &'static [f64] {
        match self {
            Self::Minutes => &[1.0, 5.0, 10.0, 15.0, 30.0],
            Self::Hours => &[1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0],
            Self::Days => &[1.0, 2.0, 3.0, 7.0],
            Self::Weeks => &[1.0, 2.0, 4.0, 8.0, 13.0, 26.0, 52.0],
        }
    }

    /// Ticks from 0 to a span \[min\], in minutes, at most about 12.
    pub fn ticks(self, span: f64) -> Vec<f64> {
        let units = span / self.minutes();
        let fits = |step: &&f64| units / **step <= 12.5;
        let step = self.steps().iter().find(fits).copied().unwrap_or(units / 10.0);
        let step = if step.is_finite() && step > 0.0 { step } else { 1.0 };
        let mut out = Vec::new();
        let mut k = 0.0;
        while k <= 13.0 && k * step <= units * (1.0 + 1e-9) {
            out.push(k * step * self.minutes());
            k += 1.0;
        }
        out
    }
}

/// Round spans for an axis of ratios \[min\], with their names.
pub(super) const LADDER: [(f64, &str); 23] = [
    (1.0, "1 min"),
    (2.0, "2 min"),
    (5.0, "5 min"),
    (10.0, "10 min"),
    (15.0, "15 min"),
    (30.0, "30 min"),
    (HOUR, "1 h"),
    (2.0 * HOUR, "2 h"),
    (4.0 * HOUR, "4 h"),
    (8.0 * HOUR, "8 h"),
    (12.0 * HOUR, "12 h"),
    (DAY, "1 day"),
    (2.0 * DAY, "2 days"),
    (4.0 * DAY, "4 days"),
    (WEEK, "1 week"),
    (2.0 * WEEK, "2 weeks"),
    (4.0 * WEEK, "4 weeks"),
    (8.0 * WEEK, "8 weeks"),
    (13.0 * WEEK, "13 weeks"),
    (26.0 * WEEK, "26 weeks"),
    (52.0 * WEEK, "1 year"),
    (104.0 * WEEK, "2 years"),
    (260.0 * WEEK, "5 years"),
];

/// Day of the week of a minute since Monday 00:00.
pub(super) fn day_name(minute: i64) -> &'static str {
    const NAMES: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let day = usize::try_from(minute.div_euclid(1440).rem_euclid(7)).unwrap_or(0);
    NAMES.get(day).copied().unwrap_or("")
}

/// Time of day of a minute since Monday 00:00: 14:05.
pub(super) fn clock(minute: i64) -> String {
    let of_day = minute.rem_euclid(1440);
    format!("{:02}:{:02}", of_day / 60, of_day % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_separators_and_a_true_minus() {
        assert_eq!(number(0.0, 0), "0");
        assert_eq!(number(999.0, 0), "999");
        assert_eq!(number(1_000.0, 0), "1,000");
        assert_eq!(number(-1_234_567.891, 2), "−1,234,567.89");
        assert_eq!(number(-0.001, 1), "0.0");
        let long = [9_999_999_999.0, 1e10, -12_345_678_901.0, 4e16, 4e18];
        assert_eq!(long.map(|n| number(n, 0)), ["9,999,999,999", "10bn", "−12.345679bn", "40,000tn", "4,000,000tn"]);
    }

    #[test]
    fn money_has_its_sign_before_the_symbol() {
        let pounds = Currency { symbol: "£".into(), decimals: 2 };
        assert_eq!(pounds.write(pounds.major(-106_000), 0), "−£1,060");
        assert_eq!(pounds.write(pounds.major(8_550), 2), "£85.50");
        assert_eq!(pounds.write(-0.2, 0), "£0");
        let francs = Currency { symbol: "CHF".into(), decimals: 2 };
        assert_eq!(francs.write(12.0, 0), "CHF 12");
    }

    #[test]
    fn percents_do_not_claim_certainty() {
        assert_eq!(careful_percent(1.0), "100 %");
        assert_eq!(careful_percent(0.9996), "99.96 %");
        assert_eq!(careful_percent(0.971), "97.1 %");
        assert_eq!(careful_percent(0.5), "50 %");
    }

    #[test]
    fn time_ticks_are_few_for_any_span() {
        for span in [0.0, 1.0, 59.0, 600.0, 2880.0, 14_400.0, 80_640.0, 1e12, f64::NAN] {
            let count = TimeUnit::for_span(span).ticks(span).len();
            assert!(count <= 14, "{span}: {count}");
        }
    }

    #[test]
    fn minutes_are_read_as_day_and_clock() {
        assert_eq!((day_name(2 * 1440 - 600), clock(2 * 1440 - 600)), ("Tue", "14:00".to_owned()));
        assert_eq!((day_name(-1), clock(-1)), ("Sun", "23:59".to_owned()));
        assert_eq!(day_name(i64::MAX).len(), 3);
    }
}
