//! Currencies: knows the codes in use, how many decimals each has, and how amounts are shown; does no banking.

use super::{Misread, Money, thousands};
use crate::codes::AMOUNT;

/// The plan's currency by its ISO 4217 code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Currency {
    code: String,
}

/// The currencies in use whose minor unit is a hundredth (ISO 4217).
const HUNDREDTHS: &str = "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF \
                          CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD \
                          HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA \
                          MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN \
                          QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP \
                          TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG";
/// Those that have no minor unit.
const WHOLE: &str = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF";
/// Those whose minor unit is a thousandth.
const THOUSANDTHS: &str = "BHD IQD JOD KWD LYD OMR TND";

/// The signs that an amount may carry, with their currencies.
pub(super) const SIGNS: [(&str, &str); 4] = [("£", "GBP"), ("€", "EUR"), ("$", "USD"), ("¥", "JPY")];

impl Currency {
    /// The decimals of most currencies, and of amounts of which no currency is known.
    pub(super) const USUAL_PLACES: u32 = 2;

    /// Reads the code of a currency in use.
    ///
    /// # Errors
    /// For anything else.
    pub fn parse(text: &str) -> Result<Self, Misread> {
        if is_listed(HUNDREDTHS, text) || is_listed(WHOLE, text) || is_listed(THOUSANDTHS, text) {
            return Ok(Self { code: text.to_owned() });
        }
        let capitals = text.to_ascii_uppercase();
        let known = format!("{HUNDREDTHS} {WHOLE} {THOUSANDTHS}");
        let tip = if is_listed(&known, &capitals) {
            format!("write three capitals: `\"{capitals}\"`")
        } else {
            let near: Vec<String> = alike(&capitals, &known).iter().map(|code| format!("`{code}`")).collect();
            let meant = if near.is_empty() { String::new() } else { format!("; like it are {}", near.join(", ")) };
            format!("write three capitals, the code of a currency in use (ISO 4217), for example `\"GBP\"`{meant}")
        };
        Err(Misread::new(AMOUNT, format!("`{text}` is no currency code"), tip))
    }

    /// The code, for example `GBP`.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.code
    }

    /// How many decimals its amounts have: 2 for pence, 0 for yen, 3 for fils.
    #[must_use]
    pub fn places(&self) -> u32 {
        match self.code.as_str() {
            code if is_listed(WHOLE, code) => 0,
            code if is_listed(THOUSANDTHS, code) => 3,
            _ => Self::USUAL_PLACES,
        }
    }

    /// Minor units in one major unit: 100 pence in a pound.
    #[must_use]
    pub fn unit(&self) -> i64 {
        10_i64.pow(self.places())
    }

    /// An amount in major units \[pounds\].
    #[must_use]
    pub fn major(&self, minor: f64) -> f64 {
        minor / self.unit() as f64
    }

    /// An amount from major units, rounded to the minor unit.
    #[must_use]
    pub fn of_major(&self, major: f64) -> Money {
        Money(libm::round(major * self.unit() as f64) as i64)
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
        let units = (amount.0.abs() + self.unit() / 2) / self.unit();
        let sign = if amount.0 < 0 && units != 0 { "−" } else { "" };
        format!("{sign}{}{}", self.sign(), thousands(units))
    }

    /// An amount to the minor unit: `£85.00`, `¥85`, `KWD 85.000`.
    #[must_use]
    pub fn exact(&self, amount: Money) -> String {
        let sign = if amount.0 < 0 { "−" } else { "" };
        let (major, minor) = (amount.0.abs() / self.unit(), amount.0.abs() % self.unit());
        let part = match self.places() as usize {
            0 => String::new(),
            places => format!(".{minor:0places$}"),
        };
        format!("{sign}{}{}{part}", self.sign(), thousands(major))
    }
}

fn is_listed(codes: &str, code: &str) -> bool {
    code.len() == 3 && codes.split_whitespace().any(|known| known == code)
}

/// Codes that differ in one letter, or in the order of two.
fn alike<'a>(code: &str, known: &'a str) -> Vec<&'a str> {
    let near = |other: &&str| strsim::osa_distance(code, other) == 1;
    known.split_whitespace().filter(near).take(6).collect()
}

super::read_from_text!(Currency, "a currency code in quotes", "write three capitals, for example `\"GBP\"`");
super::told_as!(
    Currency,
    "currency",
    "The code of a currency in use (ISO 4217): three capital letters. Amounts have as many decimals as it has: two in most, \
     none in JPY, three in KWD.",
    ["GBP", "EUR"]
);

#[cfg(test)]
mod tests {
    use super::*;

    fn of(code: &str) -> Currency {
        Currency::parse(code).unwrap()
    }

    #[test]
    fn amounts_show_their_sign() {
        let pounds = of("GBP");
        assert_eq!(pounds.whole(Money(-106_049)), "−£1,060");
        assert_eq!(pounds.exact(Money(8_500)), "£85.00");
        assert_eq!(pounds.whole(Money(-20)), "£0");
    }

    #[test]
    fn amounts_have_the_decimals_of_their_currency() {
        assert_eq!(
            (of("JPY").exact(Money(-1_200)), of("JPY").whole(Money(1_200))),
            ("−¥1,200".into(), "¥1,200".into())
        );
        assert_eq!(of("KWD").exact(Money(1_234)), "KWD 1.234");
        assert_eq!(of("KWD").whole(Money(1_500)), "KWD 2");
        assert_eq!([of("JPY"), of("CHF"), of("TND")].map(|c| c.places()), [0, 2, 3]);
        assert_eq!((of("JPY").of_major(12.4), of("KWD").of_major(1.2345)), (Money(12), Money(1_235)));
    }

    #[test]
    fn codes_that_are_in_use_nowhere_are_refused() {
        for wrong in ["", "G", "GBPP", "gbp", "XYZ", "DEM", "€", "G P"] {
            assert!(Currency::parse(wrong).is_err(), "{wrong}");
        }
        let tip = |code: &str| Currency::parse(code).unwrap_err().tip;
        assert!(tip("gbp").contains("three capitals: `\"GBP\"`"));
        assert!(tip("GPB").contains("`GBP`"), "{}", tip("GPB"));
    }

    #[test]
    fn no_code_is_listed_twice() {
        let all = format!("{HUNDREDTHS} {WHOLE} {THOUSANDTHS}");
        let codes: std::collections::BTreeSet<&str> = all.split_whitespace().collect();
        assert_eq!(codes.len(), all.split_whitespace().count());
        assert!(codes.iter().all(|code| code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase())));
    }
}
