//! Amounts of money in exact minor units: knows a few currency signs and periods; does no banking.

use super::{Misread, decimal, thousands};
use crate::codes::AMOUNT;

/// An amount in minor currency units (pence, cents).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default, Hash)]
pub struct Money(pub i64);

impl Money {
    /// Nothing.
    pub const ZERO: Self = Self(0);
}

/// The plan's currency by its ISO 4217 code, with the sign shown before amounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Currency {
    code: String,
}

impl Currency {
    /// Reads a code of three capital letters.
    ///
    /// # Errors
    /// For anything else.
    pub fn parse(text: &str) -> Result<Self, Misread> {
        if text.len() == 3 && text.chars().all(|c| c.is_ascii_uppercase()) {
            Ok(Self { code: text.to_owned() })
        } else {
            Err(Misread::new(
                AMOUNT,
                format!("`{text}` is no currency code"),
                "write three capitals, for example `\"GBP\"`",
            ))
        }
    }

    /// The code, for example `GBP`.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.code
    }

    /// The sign written before an amount: `£`, `€`, `$`, else the code and a space.
    #[must_use]
    pub fn sign(&self) -> String {
        SIGNS
            .iter()
            .find(|(_, code)| *code == self.code)
            .map_or_else(|| format!("{} ", self.code), |(s, _)| (*s).to_owned())
    }

    /// An amount in whole major units, rounded half away from zero: `−£1,060`.
    #[must_use]
    pub fn whole(&self, amount: Money) -> String {
        let units = (amount.0.abs() + 50) / 100;
        let sign = if amount.0 < 0 && units != 0 { "−" } else { "" };
        format!("{sign}{}{}", self.sign(), thousands(units))
    }

    /// An amount to the minor unit: `£85.00`.
    #[must_use]
    pub fn exact(&self, amount: Money) -> String {
        let sign = if amount.0 < 0 { "−" } else { "" };
        format!("{sign}{}{}.{:02}", self.sign(), thousands(amount.0.abs() / 100), amount.0.abs() % 100)
    }
}

const SIGNS: [(&str, &str); 4] = [("£", "GBP"), ("€", "EUR"), ("$", "USD"), ("¥", "JPY")];

impl Money {
    /// Reads `120`, `£85.00` or `1,320.50`; the sign, if any, is the plan's business.
    ///
    /// # Errors
    /// For negative amounts, more than two decimals, or text around the number.
    pub fn parse(text: &str) -> Result<Self, Misread> {
        let bare = SIGNS.iter().fold(text.trim(), |t, (sign, _)| t.strip_prefix(sign).unwrap_or(t)).trim_start();
        if bare.starts_with(['-', '−']) {
            return Err(Misread::new(AMOUNT, format!("`{text}` is negative"), "amounts in a plan are zero or more"));
        }
        let (minor, rest) = decimal(bare, 2)?;
        if rest.trim().is_empty() {
            Ok(Self(minor))
        } else {
            Err(Misread::new(
                AMOUNT,
                format!("`{text}` has `{}` after the amount", rest.trim()),
                "write `\"85.00\"` or `\"£85.00\"`",
            ))
        }
    }
}

impl Money {
    /// As it stands in a file: `120`, `85.50`.
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
            other => return Err(Misread::new(AMOUNT, format!("`{text}` has the unknown period `{other}`"), tip)),
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
super::read_from_text!(Currency, "a currency code in quotes", "write three capitals, for example `\"GBP\"`");
super::told_as!(
    Money,
    "amount",
    "A number with at most two decimals. A comma parts thousands. The sign of the plan's currency may stand before it.",
    ["120", "85.50", "1,320.50", "£85.00"]
);
super::told_as!(
    Flow,
    "recurring amount",
    "An amount and how often it falls due: `a day`, `a week`, `a month` or `a year`.",
    ["600 a month", "7,200 a year"]
);
super::told_as!(Currency, "currency", "The code of a currency: three capital letters.", ["GBP", "EUR"]);
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
        for wrong in ["90.005", "-1", "EUR 90", "90.-", "1.000,00", "£", "1e16"] {
            assert!(Money::parse(wrong).is_err(), "{wrong}");
        }
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

    #[test]
    fn amounts_show_their_sign() {
        let pounds = Currency { code: "GBP".into() };
        assert_eq!(pounds.whole(Money(-106_049)), "−£1,060");
        assert_eq!(pounds.exact(Money(8_500)), "£85.00");
        assert_eq!(pounds.whole(Money(-20)), "£0");
    }
}
