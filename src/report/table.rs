//! The table of metrics that every report shows: knows rows and cells as text; does not draw lines around them.

use crate::file::{flush_right, padded, width};
use crate::metric::{METRICS, Metric, Unit, Worse};
use crate::units::{Currency, show_minutes};

use crate::statistics::supported;

use super::summary::{Forecasted, Level, Number};
use super::words::{
    decimals, hours_with_error, money, money_near, money_with_error, percent, to_the_minor_unit, with_error,
};

/// One line: title, typical, one in ten, one in a hundred, mean.
pub type Row = [String; 5];

/// The heads as words.
pub const HEAD_WORDS: [&str; 5] = ["", "typical", "1 in 10", "1 in 100", "mean"];

/// Rows of cells as lines: the first column to the left, the others to the right.
pub(super) fn aligned(rows: &[[String; 5]]) -> Vec<String> {
    let widest = |column: usize| rows.iter().map(|row| width(&row[column])).max().unwrap_or(0);
    let widths = [widest(0), widest(1), widest(2), widest(3), widest(4)];
    rows.iter()
        .map(|row| {
            let mut text = padded(&row[0], widths[0]);
            for column in 1..5 {
                text.push_str("  ");
                text.push_str(&flush_right(&row[column], widths[column]));
            }
            text.trim_end().to_owned()
        })
        .collect()
}

/// The metrics with these keys, in this order.
#[must_use]
pub fn rows(forecast: &Forecasted, keys: &[&str], currency: &Currency) -> Vec<Row> {
    keys.iter()
        .filter_map(|key| METRICS.iter().find(|m| m.key == *key).zip(forecast.metric(key)))
        .map(|(metric, number)| row(metric, number, currency))
        .collect()
}

fn row(metric: &Metric, number: &Number, currency: &Currency) -> Row {
    if metric.unit == Unit::Chance {
        let mut happened = number.none;
        happened.hits = happened.trials - happened.hits;
        happened.share = 1.0 - happened.share;
        happened.interval = happened.interval.map(|(low, high)| (1.0 - high, 1.0 - low));
        return [metric.title.to_owned(), String::new(), String::new(), String::new(), percent(&happened)];
    }
    let cell = |level: Option<&Level>| level.map_or_else(|| "–".to_owned(), |level| told(metric.unit, level, currency));
    [
        metric.title.to_owned(),
        cell(number.level(0.5)),
        cell(number.worse_than(metric.worse, 10)),
        cell(number.worse_than(metric.worse, 100)),
        mean(metric, number, currency),
    ]
}

/// A value of a metric as text.
#[must_use]
pub fn shown(unit: Unit, value: f64, currency: &Currency) -> String {
    match unit {
        Unit::Minutes => show_minutes(value as i64),
        Unit::Weeks => format!("{value:.1} w"),
        Unit::Money => money(value, currency),
        Unit::Sessions | Unit::Clients | Unit::Count | Unit::Chance => crate::units::thousands(value as i64),
    }
}

/// A quantile as text: as it is where it is one of few values, else with no digit beyond its error.
pub(super) fn told(unit: Unit, level: &Level, currency: &Currency) -> String {
    let value = level.value.unwrap_or(0.0);
    match unit {
        Unit::Money if level.error <= 0.0 && value.fract() != 0.0 && value.abs() < 100.0 => {
            to_the_minor_unit(value, currency)
        }
        Unit::Money => money_near(value, level.error, currency),
        Unit::Weeks => format!("{} w", decimals(value, level.error.max(0.2))),
        _ => shown(unit, supported(value, level.error), currency),
    }
}

fn mean(metric: &Metric, number: &Number, currency: &Currency) -> String {
    let Some(mean) = number.mean else { return number.no_value.unwrap_or("–").to_owned() };
    match metric.unit {
        Unit::Minutes => hours_with_error(mean, number.standard_error),
        Unit::Weeks => format!("{} w", with_error(mean, number.standard_error)),
        Unit::Money => money_with_error(mean, number.standard_error, currency),
        Unit::Sessions | Unit::Clients | Unit::Count | Unit::Chance => with_error(mean, number.standard_error),
    }
}

/// What the sessions lost come to, in natural frequencies.
#[must_use]
pub fn finding(forecast: &Forecasted) -> String {
    let Some(lost) = forecast.metric("sessions_lost") else { return String::new() };
    if lost.none.hits == lost.none.trials {
        return format!("No session was lost in any of {}.", super::words::count(lost.none.trials, "trial"));
    }
    let mut said = match lost.none.hits {
        0 => "Every such disruption costs a session.".to_owned(),
        _ => {
            let often = super::words::often(&lost.none);
            let of = if often.ends_with('%') { " of" } else { "" };
            format!("{}{of} such disruptions cost no session.", capital(&often))
        }
    };
    let worse: Vec<String> = [(10, "one in ten"), (100, "one in a hundred")]
        .into_iter()
        .filter_map(|(one_in, words)| {
            lost.worse_than(Worse::High, one_in).and_then(|l| l.value).filter(|v| *v > 0.0).map(|v| (words, v))
        })
        .map(|(words, v)| format!("{words} costs {} or more", v as u64))
        .collect();
    if worse.is_empty() {
        let mean = match lost.standard_error {
            Some(error) => format!("the mean is {}", with_error(forecast.mean("sessions_lost"), Some(error))),
            None => "those are too few to tell the mean".to_owned(),
        };
        let rare = if lost.none.share > 0.99 { "Fewer than one in a hundred costs any; " } else { "" };
        said.push_str(&format!(" {}.", capital(&format!("{rare}{mean}"))));
    } else {
        said.push_str(&format!(" {}.", capital(&worse.join("; "))));
    }
    said
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
