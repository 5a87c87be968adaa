//! Numbers in words: knows how many digits an error supports, plurals and natural frequencies; does not know which
//! numbers are shown.

use crate::statistics::{places, supported};
use crate::units::{Currency, HOUR, show_minutes, thousands};

use super::summary::Chance;

/// `1 session`, `2 sessions`.
#[must_use]
pub fn count(n: u64, one: &str) -> String {
    let n_text = thousands(n as i64);
    if n == 1 { format!("1 {one}") } else { format!("{n_text} {one}s") }
}

/// A share of trials in words: `none of 10,000`, `97.1 %`, or the interval where there are too few.
#[must_use]
pub fn percent(chance: &Chance) -> String {
    match (chance.hits, chance.interval) {
        (0, _) => format!("none of {}", thousands(chance.trials as i64)),
        (hits, _) if hits == chance.trials => format!("all of {}", thousands(chance.trials as i64)),
        (_, interval) => per_cent(chance.share, interval),
    }
}

/// A share of trials beside a limit that it is compared with: as [`percent`], but never rounded to the limit or across it.
#[must_use]
pub fn percent_beside(chance: &Chance, limit: f64) -> String {
    let shown = percent(chance);
    let side = |per_cent: f64| per_cent.total_cmp(&(100.0 * limit));
    let read = |text: &str| text.strip_suffix(" %").and_then(|number| number.parse::<f64>().ok());
    let is_true = |text: &String| read(text).is_none_or(|shown| side(shown) == side(100.0 * chance.share));
    if is_true(&shown) {
        return shown;
    }
    let longer = (1..=12_usize).map(|places| format!("{:.places$} %", 100.0 * chance.share));
    longer.into_iter().find(is_true).unwrap_or(shown)
}

/// A share that is neither none nor all, with the places that its 95 % interval supports: `97.1 %`, `under 0.001 %`.
#[must_use]
pub fn per_cent(share: f64, interval: Option<(f64, f64)>) -> String {
    let Some((low, high)) = interval else { return format!("{:.1} %", 100.0 * share) };
    let error = 100.0 * (high - low) / 3.92;
    let shown = decimals(100.0 * share, error.max(finest(100.0 * share)));
    if is_zero(&shown) { "under 0.001 %".to_owned() } else { format!("{shown} %") }
}

/// Whether a number as text has nothing but zeros.
fn is_zero(shown: &str) -> bool {
    !shown.contains(|c: char| ('1'..='9').contains(&c))
}

/// Nobody needs more places of a percentage than one, or two significant figures near its ends.
fn finest(per_cent: f64) -> f64 {
    match per_cent.min(100.0 - per_cent) {
        edge if edge < 0.1 => 0.003,
        edge if edge < 1.0 => 0.03,
        _ => 0.3,
    }
}

/// A chance with its 95 % interval: `97.1 % (96.9 to 97.3)`, with a word where trials are too few.
#[must_use]
pub fn percent_with_interval(chance: &Chance) -> String {
    with_interval(&percent(chance), chance)
}

/// The same beside a limit.
#[must_use]
pub fn percent_with_interval_beside(chance: &Chance, limit: f64) -> String {
    with_interval(&percent_beside(chance, limit), chance)
}

fn with_interval(said: &str, chance: &Chance) -> String {
    let Some((low, high)) = chance.interval else { return said.to_owned() };
    if chance.hits == 0 {
        return format!("{} (at most {:.2} in 100,000)", said, 100_000.0 * high);
    }
    if chance.hits < 10 {
        let per = |share: f64| format!("{:.2}", 100_000.0 * share);
        let trials = count(chance.hits, "trial");
        return format!("{trials} ({} to {} in 100,000; too few to be surer)", per(low), per(high));
    }
    let error = (100.0 * (high - low) / 3.92).max(finest(100.0 * chance.share));
    let shown = |x: f64| decimals(100.0 * x, error);
    let word = if chance.too_few { "; too few trials to be surer" } else { "" };
    format!("{said} ({} to {} %{word})", shown(low), shown(high))
}

/// A value with as many digits as its error supports.
#[must_use]
pub fn decimals(value: f64, error: f64) -> String {
    let rounded = supported(value, error);
    let digits = places(value, error).unwrap_or(2).clamp(0, 6) as usize;
    let plain = format!("{:.*}", digits, rounded.abs());
    let (whole, part) = plain.split_once('.').map_or((plain.as_str(), None), |(w, p)| (w, Some(p)));
    let whole = thousands(whole.parse().unwrap_or(0));
    let sign = if rounded < 0.0 && !is_zero(&plain) { "−" } else { "" };
    part.map_or_else(|| format!("{sign}{whole}"), |p| format!("{sign}{whole}.{p}"))
}

/// Instead of a mean from which so few trials differ that its error is not known.
pub(super) const TOO_FEW: &str = "too few to tell";

/// A mean with its standard error, both to the place the error supports: `0.61 ± 0.01`.
#[must_use]
pub fn with_error(value: f64, error: Option<f64>) -> String {
    match error {
        Some(error) if error > 0.0 => format!("{} ± {}", decimals(value, error), error_digits(value, error)),
        Some(_) => trimmed(value),
        None => TOO_FEW.to_owned(),
    }
}

/// The error itself, rounded up at the place it decides.
fn error_digits(value: f64, error: f64) -> String {
    let digits = places(value, error).unwrap_or(2);
    let unit = libm::exp10(f64::from(-digits));
    let up = libm::ceil(error / unit - 1e-9) * unit;
    format!("{:.*}", digits.clamp(0, 6) as usize, up)
}

fn trimmed(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').replace('-', "−")
}

/// Minutes as hours with an error: `2.4 h ± 0.1`.
#[must_use]
pub fn hours_with_error(minutes: f64, error: Option<f64>) -> String {
    let hour = HOUR as f64;
    match error {
        Some(error) if error > 0.0 => {
            format!("{} ± {} h", decimals(minutes / hour, error / hour), error_digits(minutes / hour, error / hour))
        }
        Some(_) => show_minutes(libm::round(minutes) as i64),
        None => TOO_FEW.to_owned(),
    }
}

/// Money as a mean with an error: `−£71 ± 2`; amounts below ten may have decimals, others stand in whole units with an
/// error rounded up to one.
#[must_use]
pub fn money_with_error(major: f64, error: Option<f64>, currency: &Currency) -> String {
    let Some(error) = error else { return TOO_FEW.to_owned() };
    if error <= 0.0 {
        return money(major, currency);
    }
    if major.abs() >= 10.0 && places(major, error).is_some_and(|places| places > 0) {
        return format!("{} ± {}", money(major, currency), libm::ceil(error - 1e-9));
    }
    let plain = decimals(major.abs(), error);
    let sign = if major < 0.0 && !is_zero(&plain) { "−" } else { "" };
    format!("{sign}{}{plain} ± {}", currency.sign(), error_digits(major, error))
}

/// Money in whole major units.
#[must_use]
pub fn money(major: f64, currency: &Currency) -> String {
    currency.whole(currency.of_major(major))
}

/// An amount with all decimals of its currency, from major units: `−£7.50`.
pub(super) fn to_the_minor_unit(major: f64, currency: &Currency) -> String {
    let plain = format!("{:.*}", currency.places() as usize, libm::fabs(major));
    let sign = if major < 0.0 && !is_zero(&plain) { "−" } else { "" };
    format!("{sign}{}{}", currency.sign(), plain)
}

/// A share in the coarsest natural frequency that is within a few per cent of it: `7 in 10`.
#[must_use]
pub fn roughly(share: f64) -> String {
    if share > 0.95 {
        return "almost all".to_owned();
    }
    let tenths = libm::round(share * 10.0) as u32;
    if tenths == 0 { format!("{} in 100", libm::ceil(share * 100.0) as u32) } else { format!("{tenths} in 10") }
}

/// A value of 0 or more in two figures, three from 100 on, fewer where its error supports no more: `36`, `0.19`.
#[must_use]
pub fn brief(value: f64, error: Option<f64>) -> String {
    if value <= 0.0 {
        return "0".to_owned();
    }
    let figures = 0.2 * libm::exp10(libm::floor(libm::log10(value)).min(1.0));
    decimals(value, error.unwrap_or(0.0).max(figures))
}

/// Money with the places that its error supports, without the error: `−£11,600`.
#[must_use]
pub fn money_near(major: f64, error: f64, currency: &Currency) -> String {
    if error <= 0.0 {
        return money(major, currency);
    }
    if major.abs() < 10.0 && error < 0.5 {
        return to_the_minor_unit(major, currency);
    }
    let plain = decimals(major.abs(), error.max(2.0));
    let sign = if major < 0.0 && !is_zero(&plain) { "−" } else { "" };
    format!("{sign}{}{plain}", currency.sign())
}

/// A chance as a natural frequency that its trials support: `3 in 4`, `4 of 10,000`, `none of 200`.
#[must_use]
pub fn often(chance: &Chance) -> String {
    let (hits, misses) = (chance.hits, chance.trials - chance.hits);
    let trials = thousands(chance.trials as i64);
    match (hits, misses, chance.interval) {
        (0, ..) | (_, 0, _) | (.., None) => percent(chance),
        (1..10, ..) => format!("{hits} of {trials}"),
        (_, 1..10, _) => format!("all but {misses} of {trials}"),
        _ if chance.share < 0.001 => percent(chance),
        (.., Some((low, high))) => match (high - low) / 3.92 {
            error if error > 0.03 => in_so_many(chance.share, 10),
            error if error > 0.004 || (0.01..=0.99).contains(&chance.share) => in_so_many(chance.share, 100),
            _ => natural(chance.share),
        },
    }
}

/// A share in a natural frequency of at most so many.
fn in_so_many(share: f64, most: u32) -> String {
    let said = natural(share);
    let whole = libm::round(share * f64::from(most));
    let fits = said.split(' ').next_back().and_then(|of| of.parse::<u32>().ok()).is_some_and(|of| of <= most);
    if fits || whole < 1.0 || whole >= f64::from(most) { said } else { format!("{whole} in {most}") }
}

/// A share as a natural frequency: `3 in 4`, `9 in 10`, `97 in 100`, `996 in 1,000`.
#[must_use]
pub fn natural(share: f64) -> String {
    for of in [4_u32, 10, 20, 100, 1_000] {
        let parts = share * f64::from(of);
        let whole = libm::round(parts);
        let near =
            (parts - whole).abs() <= 0.02 * f64::from(of).min(20.0) / 4.0 && whole >= 1.0 && whole < f64::from(of);
        if near || (of == 1_000 && whole < 1_000.0) {
            return format!("{} in {}", whole as u64, thousands(i64::from(of)));
        }
    }
    "more than 999 in 1,000".to_owned()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on should say so at once")]
mod tests {
    use super::*;

    fn chance(hits: u64, trials: u64, interval: Option<(f64, f64)>) -> Chance {
        Chance { hits, trials, share: hits as f64 / trials as f64, interval, too_few: hits < 10 }
    }

    #[test]
    fn no_digit_is_shown_that_the_error_does_not_support() {
        assert_eq!(with_error(0.6123, Some(0.0132)), "0.612 ± 0.014");
        assert_eq!(with_error(0.6123, Some(0.031)), "0.61 ± 0.04");
        assert_eq!(with_error(1_234.5, Some(32.0)), "1,230 ± 40");
        assert_eq!(with_error(3.0, Some(0.0)), "3");
        assert_eq!(decimals(-0.001, 0.05), "0.00");
    }

    #[test]
    fn chances_are_counted_where_none_or_all() {
        assert_eq!(percent(&chance(0, 10_000, Some((0.0, 0.0004)))), "none of 10,000");
        assert_eq!(percent(&chance(10, 10, None)), "all of 10");
        assert_eq!(percent(&chance(9_710, 10_000, Some((0.9675, 0.9741)))), "97.1 %");
        assert_eq!(percent(&chance(99_971, 100_000, Some((0.9996, 0.9998)))), "99.971 %");
    }

    /// "Runs out in 1 in 100" was said of 0.93 %, beside a limit of 1 %.
    #[test]
    fn a_share_is_never_rounded_across_its_limit() {
        for (hits, trials, limit, shown) in [
            (930, 100_000, 0.01, "0.93 %"),
            (9_996, 1_000_000, 0.01, "0.9996 %"),
            (10_004, 1_000_000, 0.01, "1.0004 %"),
            (10_000, 1_000_000, 0.01, "1.0 %"),
            (2_004, 100_000, 0.02, "2.004 %"),
            (995, 1_000, 0.995, "99.5 %"),
            (0, 1_000, 0.01, "none of 1,000"),
        ] {
            let share = hits as f64 / trials as f64;
            let half = 1.96 * (share * (1.0 - share) / trials as f64).sqrt();
            let chance = chance(hits, trials, Some((share - half, share + half)));
            assert_eq!(percent_beside(&chance, limit), shown, "{hits} of {trials}");
        }
    }

    #[test]
    fn shares_become_natural_frequencies() {
        assert_eq!(natural(0.75), "3 in 4");
        assert_eq!(natural(0.9), "9 in 10");
        assert_eq!(natural(0.97), "97 in 100");
        assert_eq!(natural(0.9962), "996 in 1,000");
        assert_eq!(natural(0.99996), "more than 999 in 1,000");
    }

    #[test]
    fn rough_shares_are_tenths() {
        assert_eq!(roughly(0.686), "7 in 10");
        assert_eq!(roughly(0.99), "almost all");
        assert_eq!(roughly(0.021), "3 in 100");
    }

    #[test]
    fn one_trial_is_one_trial() {
        let one = percent_with_interval(&chance(1, 10_000, Some((0.000_002_5, 0.000_557))));
        assert_eq!(one, "1 trial (0.25 to 55.70 in 100,000; too few to be surer)");
        assert!(percent_with_interval(&chance(2, 10_000, Some((0.0, 0.001)))).starts_with("2 trials ("));
    }

    #[test]
    fn a_share_that_would_show_as_nothing_is_under_the_least() {
        assert_eq!(per_cent(0.000_003, Some((0.000_001, 0.000_006))), "under 0.001 %");
        assert_eq!(per_cent(0.022_48, Some((0.021_7, 0.023_3))), "2.2 %");
    }

    #[test]
    fn money_of_ten_or_more_stands_in_whole_units() {
        let pounds = Currency::parse("GBP").unwrap();
        for (value, error, shown) in [
            (-572.04, 1.9, "−£572 ± 2"),
            (-55.9, 1.4, "−£56 ± 2"),
            (-40.2, 0.3, "−£40 ± 1"),
            (12.03, 1.0, "£12 ± 1"),
            (-1_017.0, 15.0, "−£1,017 ± 15"),
            (-7.77, 0.15, "−£7.77 ± 0.15"),
            (-0.0004, 0.01, "£0.000 ± 0.010"),
        ] {
            assert_eq!(money_with_error(value, Some(error), &pounds), shown);
        }
    }

    #[test]
    fn what_is_told_in_short_has_no_more_figures_than_it_supports() {
        for (value, error, shown) in
            [(35.9, 0.4, "36"), (0.187, 0.001, "0.19"), (177.2, 3.0, "177"), (177.2, 30.0, "180"), (5.36, 0.12, "5.4")]
        {
            assert_eq!(brief(value, Some(error)), shown);
        }
        assert_eq!((brief(0.0, None).as_str(), brief(2.345, None).as_str()), ("0", "2.3"));
        let pounds = Currency::parse("GBP").unwrap();
        for (value, error, shown) in [
            (-11_622.0, 400.0, "−£11,600"),
            (-55.9, 1.4, "−£56"),
            (0.083, 0.03, "£0.08"),
            (-7.5, 0.4, "−£7.50"),
            (-239.4, 0.0, "−£239"),
        ] {
            assert_eq!(money_near(value, error, &pounds), shown);
        }
    }

    #[test]
    fn chances_are_as_coarse_as_their_trials() {
        assert_eq!(often(&chance(7_460, 10_000, Some((0.7374, 0.7544)))), "3 in 4");
        assert_eq!(often(&chance(430, 100_000, Some((0.0039, 0.0047)))), "4 in 1,000");
        assert_eq!(often(&chance(70_600, 100_000, Some((0.7032, 0.7088)))), "71 in 100");
        assert_eq!(often(&chance(107, 1_000, Some((0.089, 0.128)))), "11 in 100");
        assert_eq!(often(&chance(37, 100, Some((0.28, 0.47)))), "4 in 10");
        assert_eq!(often(&chance(3, 200, Some((0.005, 0.043)))), "3 of 200");
        assert_eq!(often(&chance(198, 200, Some((0.96, 0.999)))), "all but 2 of 200");
        assert_eq!(often(&chance(0, 200, Some((0.0, 0.02)))), "none of 200");
        assert_eq!(often(&chance(30, 100_000, Some((0.0002, 0.0004)))), "0.030 %");
    }

    #[test]
    fn plurals() {
        assert_eq!(count(1, "session"), "1 session");
        assert_eq!(count(2_000, "trial"), "2,000 trials");
    }
}
