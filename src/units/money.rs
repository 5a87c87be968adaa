//! Amounts of money in exact minor units: knows how they are written and how often they fall due; does no banking.
//!
//! A text such as `1,200` says nothing of its currency, and the reader of files hands no context down to a value. How many
//! decimals the currency has is therefore set around the reading of a whole file, by [`in_currency`]: else amounts have two.

use std::cell::Cell;

use super::currency::{Currency, SIGNS};
use super::{LARGEST, Misread, thousands};
use crate::codes::{AMOUNT, NUMBER};

/// An amount in minor currency units (pence, cents).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default, Hash)]
pub struct Money(pub i64);

impl Money {
    /// Nothing.
    pub const ZERO: Self = Self(0);
}

thread_local! {
    /// The decimals of the currency whose amounts this thread reads.
    static PLACES: Cell<u32> = const { Cell::new(Currency::USUAL_PLACES) };
}

/// Reads something whose amounts are in a currency.
pub(crate) fn in_currency<T>(currency: &Currency, read: impl FnOnce() -> T) -> T {
    /// Sets back what was set, however the reading ends.
    struct Before(u32);
    impl Drop for Before {
        fn drop(&mut self) {
            PLACES.set(self.0);
        }
    }
    let _before = Before(PLACES.replace(currency.places()));
    read()
}

/// The decimals that amounts have in what is being read.
pub(crate) fn places_read() -> u32 {
    PLACES.get()
}

impl Money {
    /// Reads `120`, `£85.00` or `1,320.50`; the sign, if any, is the plan's business.
    ///
    /// # Errors
    /// For negative amounts, more decimals than the currency has, anything that can be read in two ways, or text around
    /// the number.
    pub fn parse(text: &str) -> Result<Self, Misread> {
        let bare = SIGNS.iter().fold(text.trim(), |t, (sign, _)| t.strip_prefix(sign).unwrap_or(t)).trim_start();
        if bare.starts_with(['-', '−']) {
            return Err(Misread::new(AMOUNT, format!("`{text}` is negative"), "amounts in a plan are zero or more"));
        }
        let end = bare.find(|c: char| !(c.is_ascii_digit() || is_parting(c))).unwrap_or(bare.len());
        let (number, rest) = bare.split_at(end);
        if number.starts_with(|c: char| c.is_ascii_digit()) && !rest.trim().is_empty() {
            let what = format!("`{text}` has `{}` after the amount", rest.trim());
            return Err(Misread::new(AMOUNT, what, "write `\"85.00\"` or `\"£85.00\"`"));
        }
        amount(text, number.trim_end(), places_read())
    }
}

/// What people put between the digits of an amount: points, commas, blanks of any width and apostrophes.
fn is_parting(c: char) -> bool {
    matches!(c, '.' | ',' | ' ' | '\'' | '’' | '_' | '\u{a0}' | '\u{2009}' | '\u{202f}')
}

/// Reads digits and what parts them as an amount of a currency with so many decimals: commas part thousands, and a point
/// comes before decimals. What somebody elsewhere would read as another amount is refused, with what it may mean.
fn amount(text: &str, number: &str, places: u32) -> Result<Money, Misread> {
    let is_digit = |c: char| c.is_ascii_digit();
    if !number.starts_with(is_digit) || !number.ends_with(is_digit) {
        let what = format!("`{text}` does not start with a number, or ends in a point or comma");
        return Err(Misread::new(NUMBER, what, "write digits first, for example `85.00`"));
    }
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    if !is_whole(whole) || !part.chars().all(is_digit) || part.len() > places as usize {
        return Err(unclear(text, number, places));
    }
    let digits: String = whole.chars().filter(char::is_ascii_digit).collect();
    let value: Option<i64> = format!("{digits}{part:0<width$}", width = places as usize).parse().ok();
    let too_large = || Misread::new(NUMBER, format!("`{number}` is too large"), "check the unit");
    value.filter(|value| *value <= LARGEST).map(Money).ok_or_else(too_large)
}

/// Whether digits stand alone, or are parted by commas into thousands.
fn is_whole(number: &str) -> bool {
    let plain = |digits: &str| digits.bytes().all(|b| b.is_ascii_digit());
    plain(number) || number.split(',').enumerate().all(|(at, digits)| plain(digits) && is_group(at, digits))
}

/// One to three digits first, then three and three.
fn is_group(at: usize, digits: &str) -> bool {
    if at == 0 { (1..=3).contains(&digits.len()) } else { digits.len() == 3 }
}

/// An amount that is not written as one, with what it may mean.
fn unclear(text: &str, number: &str, places: u32) -> Misread {
    let groups: Vec<&str> = number.split(is_parting).collect();
    let marks: Vec<char> = number.chars().filter(|c| is_parting(*c)).collect();
    let parted = groups.iter().enumerate().all(|(at, digits)| is_group(at, digits));
    let thousand = parted.then(|| groups.join(","));
    let exact = exact(&groups, &marks, places);
    let too_fine = number.split_once('.').filter(|(whole, part)| is_whole(whole) && !part.contains(is_parting));
    let what = match too_fine {
        Some((_, part)) if places == 0 => format!("`{text}` has {}, and its currency has none", decimals(part.len())),
        Some((_, part)) => {
            format!("`{text}` has {}; amounts have at most {places} decimals", decimals(part.len()))
        }
        None => format!("`{text}` is not parted as amounts are"),
    };
    let tip = match (thousand, exact) {
        (Some(thousand), Some(exact)) => {
            format!("write `{thousand}` if that parts thousands, or `{exact}` if decimals follow")
        }
        (None, Some(one)) if marks.last() == Some(&',') => format!("write the decimal point as a point: `{one}`"),
        (Some(one), None) | (None, Some(one)) => format!("write `{one}`"),
        (None, None) => {
            "commas part thousands, three digits each, and a point comes before decimals: `1,320.50`".to_owned()
        }
    };
    Misread::new(NUMBER, what, tip)
}

fn decimals(count: usize) -> String {
    match count {
        1 => "one decimal".to_owned(),
        2 => "two decimals".to_owned(),
        3 => "three decimals".to_owned(),
        n => format!("{n} decimals"),
    }
}

/// The amount, where the last point or comma comes before decimals: noughts too many fall away, other digits are rounded.
fn exact(groups: &[&str], marks: &[char], places: u32) -> Option<String> {
    let (part, whole) = groups.split_last()?;
    let last = marks.last().filter(|mark| matches!(mark, '.' | ','))?;
    let once = marks.iter().filter(|mark| *mark == last).count() == 1;
    let parted = whole.len() == 1 || whole.iter().enumerate().all(|(at, digits)| is_group(at, digits));
    if !once || !parted || whole[0].is_empty() || part.is_empty() {
        return None;
    }
    let digits: i128 = format!("{}{part}", whole.concat()).parse().ok()?;
    let (unit, fine) = (10_i128.checked_pow(u32::try_from(part.len()).ok()?)?, 10_i128.pow(places));
    let rounded = digits.checked_mul(fine)?.checked_mul(2)?.checked_add(unit)? / (2 * unit);
    let major = thousands(i64::try_from(rounded / fine).ok()?);
    Some(if places == 0 { major } else { format!("{major}.{:0width$}", rounded % fine, width = places as usize) })
}

impl Money {
    /// As it stands in a file whose amounts have two decimals: `120`, `85.50`.
    #[must_use]
    pub fn written(self) -> String {
        let (units, rest) = (self.0 / 100, self.0 % 100);
        if rest == 0 { units.to_string() } else { format!("{units}.{rest:02}") }
    }
}

/// What an account holds: an amount, below zero where it is overdrawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Balance(pub Money);

impl Balance {
    /// Reads an amount, with a minus sign before it where it is below zero.
    ///
    /// # Errors
    /// As for [`Money`].
    pub fn parse(text: &str) -> Result<Self, Misread> {
        match text.trim().strip_prefix(['-', '−']) {
            Some(owed) => Money::parse(owed).map(|amount| Self(Money(-amount.0))),
            None => Money::parse(text).map(Self),
        }
    }
}

/// How often an amount falls due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PerPeriod {
    /// A twelfth of 365 of them on the first of every month.
    Day,
    /// A twelfth of 52 of them on the first of every month.
    Week,
    /// On the first of every month.
    Month,
    /// A twelfth on the first of every month.
    Year,
}

/// An amount that recurs: `600 a month`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flow {
    amount: Money,
    period: PerPeriod,
}

impl Flow {
    /// Reads `600 a month`, `7,200 a year`, `50 a week` or `120 a day`.
    ///
    /// # Errors
    /// Where the amount or the period cannot be read.
    pub fn parse(text: &str) -> Result<Self, Misread> {
        let tip = "write `\"600 a month\"` or `\"7,200 a year\"`";
        let (amount, period) = text
            .split_once(" a ")
            .ok_or_else(|| Misread::new(AMOUNT, format!("`{text}` does not say how often"), tip))?;
        let period = match period.trim() {
            "day" => PerPeriod::Day,
            "week" => PerPeriod::Week,
            "month" => PerPeriod::Month,
            "year" => PerPeriod::Year,
            other => {
                let known = "known are `a day`, `a week`, `a month` and `a year`";
                return Err(Misread::new(AMOUNT, format!("`{text}` has the unknown period `{other}`"), known));
            }
        };
        Ok(Self { amount: Money::parse(amount)?, period })
    }

    /// So much a year.
    #[must_use]
    pub fn yearly(amount: Money) -> Self {
        Self { amount, period: PerPeriod::Year }
    }

    /// What falls due on the first of the `month`-th month from the start, so that twelve add up to the
    /// year to the minor unit.
    #[must_use]
    pub fn due(self, month: i64) -> Money {
        if self.period == PerPeriod::Month {
            return self.amount;
        }
        let (k, year) = (month.rem_euclid(12), self.a_year().0);
        Money(year * (k + 1) / 12 - year * k / 12)
    }

    /// What accrues in so many days, by the day \[minor units, rounded down\].
    #[must_use]
    pub fn over_days(self, days: i64) -> Money {
        // The largest amount over the longest horizon has more than 64 bits on the way.
        let (amount, year, days) = (i128::from(self.amount.0), i128::from(self.a_year().0), i128::from(days));
        let accrued = match self.period {
            PerPeriod::Day => amount * days,
            PerPeriod::Week => amount * days / 7,
            PerPeriod::Month | PerPeriod::Year => year * days / 365,
        };
        Money(i64::try_from(accrued).unwrap_or(i64::MAX))
    }

    /// The amount of one year \[minor units\].
    #[must_use]
    pub fn a_year(self) -> Money {
        Money(match self.period {
            PerPeriod::Day => self.amount.0 * 365,
            PerPeriod::Week => self.amount.0 * 52,
            PerPeriod::Month => self.amount.0 * 12,
            PerPeriod::Year => self.amount.0,
        })
    }
}

super::read_from_text!(Money, "an amount in quotes", "write `\"85.00\"` or `\"£85.00\"`");
super::read_from_text!(Balance, "an amount in quotes", "write `\"85.00\"`, or `\"-85.00\"` for an overdraft");
super::read_from_text!(Flow, "an amount and how often, in quotes", "write `\"600 a month\"`");
super::told_as!(
    Money,
    "amount",
    "A number with at most as many decimals as the currency has, two in most. A comma parts thousands. The sign of the plan's \
     currency may stand before it.",
    ["120", "85.50", "1,320.50", "£85.00"]
);
super::told_as!(
    Flow,
    "recurring amount",
    "An amount and how often it falls due: `a day`, `a week`, `a month` or `a year`.",
    ["600 a month", "7,200 a year"]
);
super::write_as_text!(Money);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_accrues_by_the_day_adds_up() {
        let flow = |text: &str| Flow::parse(text).unwrap();
        assert_eq!(flow("120 a day").over_days(3), Money(36_000));
        // 365 days of 2,500 a month are 30,000; one day is 82.19.
        assert_eq!(flow("2,500 a month").over_days(365), Money(3_000_000));
        assert_eq!(flow("2,500 a month").over_days(1), Money(8_219));
        assert_eq!((0..12).map(|m| flow("10 a week").due(m).0).sum::<i64>(), 52_000);
        assert_eq!(flow("1,000,000,000,000 a month").over_days(36_500).0, 12 * 100 * 100_000_000_000_000);
    }

    #[test]
    fn amounts_are_exact_to_the_minor_unit() {
        assert_eq!(Money::parse("£1,320.50"), Ok(Money(132_050)));
        assert_eq!(Money::parse("85"), Ok(Money(8_500)));
        for wrong in ["90.005", "-1", "EUR 90", "90.-", "1.000,00", "£", "1e16", "", "3.", ".5", ",5", "1,320.", "٣"]
        {
            assert!(Money::parse(wrong).is_err(), "{wrong}");
        }
    }

    /// A point between thousands was read as a decimal point, and a fee of 1,200 was one of 1.20.
    #[test]
    fn an_amount_that_can_be_read_in_two_ways_is_refused_with_both() {
        let tip = |text: &str| Money::parse(text).unwrap_err().tip;
        for (text, first, second) in [
            ("1.200", "`1,200`", "`1.20`"),
            ("14.400", "`14,400`", "`14.40`"),
            ("1.200,50", "`1,200.50`", ""),
            ("1'200", "`1,200`", ""),
            ("1’200", "`1,200`", ""),
            ("1 200", "`1,200`", ""),
            ("1\u{a0}200.50", "`1,200.50`", ""),
            ("1.200.000", "`1,200,000`", ""),
            ("1,20", "`1.20`", ""),
            ("12,00", "`12.00`", ""),
            ("1,5", "`1.50`", ""),
            ("90.005", "`90,005`", "`90.01`"),
            ("85.5000", "`85.50`", ""),
            ("1,2,3", "`1,320.50`", ""),
            ("1,200,50", "`1,320.50`", ""),
            ("9999999999999999999999.999", "thousands", ""),
        ] {
            assert!(tip(text).contains(first) && tip(text).contains(second), "{text}: {}", tip(text));
        }
        assert_eq!(Money::parse("14,400"), Ok(Money(1_440_000)));
        assert_eq!(Money::parse("1,234,567.80"), Ok(Money(123_456_780)));
        assert_eq!(Money::parse("1200"), Ok(Money(120_000)));
    }

    #[test]
    fn an_amount_has_the_decimals_of_its_currency() {
        let read = |code: &str, text: &str| in_currency(&Currency::parse(code).unwrap(), || Money::parse(text));
        assert_eq!(read("JPY", "1,200"), Ok(Money(1_200)));
        assert!(read("JPY", "1200.50").is_err_and(|e| e.what.contains("two decimals") && e.tip.contains("1,201")));
        assert!(read("JPY", "1.200").is_err_and(|e| e.tip.contains("`1,200`") && e.tip.contains("`1`")));
        assert_eq!(read("KWD", "1.234"), Ok(Money(1_234)));
        assert_eq!(read("KWD", "1,200.5"), Ok(Money(1_200_500)));
        assert!(read("KWD", "1.2345").is_err());
        assert_eq!(Money::parse("1.23"), Ok(Money(123)));
    }

    #[test]
    fn amounts_are_written_as_they_are_read() {
        for text in ["0", "120", "85.50", "0.05"] {
            assert_eq!(Money::parse(text).map(Money::written).as_deref(), Ok(text));
        }
    }

    #[test]
    fn an_account_may_be_overdrawn() {
        assert_eq!(Balance::parse("-£1,320.50"), Ok(Balance(Money(-132_050))));
        assert_eq!(Balance::parse("85"), Ok(Balance(Money(8_500))));
        assert!(Balance::parse("--85").is_err() && Balance::parse("-").is_err());
    }

    #[test]
    fn a_yearly_amount_is_paid_in_twelve_parts_to_the_penny() {
        let flow = Flow::yearly(Money(1_000));
        assert_eq!((0..12).map(|m| flow.due(m).0).sum::<i64>(), 1_000);
        assert_eq!(Flow::parse("600 a month").map(|f| f.due(5)), Ok(Money(60_000)));
        assert!(Flow::parse("600").is_err() && Flow::parse("600 a fortnight").is_err());
    }
}
