//! Tables for analysts: knows the columns of `trials.csv`, one row a trial, of `summary.csv`, one row a number, and what
//! each column means; does not compute any.
//!
//! Tables hold whole numbers where trials count in whole numbers, and otherwise the shortest text that reads back as the
//! very same number, as `summary.json` does.

use crate::metric::{Metric, Score, Unit, metrics_of};
use crate::model::{Case, Id};

use super::summary::{Forecasted, Number, Summary};

/// The head of the table, each column with its unit.
#[must_use]
pub fn header(case: &Case) -> String {
    let mut columns = vec!["trial".to_owned(), "hazard".to_owned(), "onset_min".to_owned()];
    columns.extend(metrics_of(case.course).map(column));
    columns.extend(case.functions.names().map(|name| quoted(&recovery(name))));
    columns.join(",") + "\n"
}

fn column(metric: &Metric) -> String {
    format!("{}{}", metric.key, suffix(metric.unit))
}

fn recovery(function: &str) -> String {
    format!("recovery of {function} [min]")
}

fn suffix(unit: Unit) -> &'static str {
    match unit {
        Unit::Minutes => "_min",
        Unit::Weeks => "_d",
        Unit::Money => "_minor_units",
        Unit::Sessions | Unit::Clients | Unit::Count | Unit::Chance => "",
    }
}

/// The row of a trial.
#[must_use]
pub fn row(case: &Case, trial: u64, score: &Score) -> String {
    let struck: Vec<&str> = score.hazards.iter().map(|hazard| case.hazards.name(Id::at(*hazard))).collect();
    let mut cells = vec![trial.to_string(), quoted(&struck.join("; ")), score.onset.to_string()];
    cells.extend(metrics_of(case.course).map(|m| (m.of)(score).to_string()));
    cells.extend(score.recovery.iter().map(|(minutes, _)| minutes.to_string()));
    cells.join(",") + "\n"
}

/// What each column of `trials.csv` means: column, unit, meaning.
#[must_use]
pub fn dictionary(case: &Case) -> String {
    let line =
        |column: &str, unit: &str, meaning: &str| format!("{},{},{}\n", quoted(column), quoted(unit), quoted(meaning));
    let mut table = "column,unit,meaning\n".to_owned();
    table += &line("trial", "", "the number of the trial: the same number is the same luck in every study of a seed");
    table += &line("hazard", "", "what struck, in the order of arrival");
    table += &line("onset_min", "min", "when the last of it struck, from the first Monday of the plan's year");
    for metric in metrics_of(case.course) {
        table += &line(&column(metric), unit(metric.unit), metric.definition);
    }
    for name in case.functions.names() {
        let meaning = "from the onset until the function was back for good; 0 where it never fell below its minimum";
        table += &line(&recovery(name), "min", meaning);
    }
    table
}

fn unit(unit: Unit) -> &'static str {
    match unit {
        Unit::Sessions => "sessions",
        Unit::Clients => "clients",
        Unit::Minutes => "min",
        Unit::Weeks => "d",
        Unit::Money => "minor units of the plan's currency",
        Unit::Count => "1",
        Unit::Chance => "1 or 0",
    }
}

/// Every number of a summary in a row of its own: forecast, metric, unit, statistic, share, value, and the ends of its 95 %
/// interval. What there is none of is left empty.
#[must_use]
pub fn summary_rows(summary: &Summary) -> String {
    let mut table = "forecast,metric,unit,statistic,share,value,low,high\n".to_owned();
    table += &rows_of(summary.leads.word(), &summary.first);
    if let Some(second) = &summary.second {
        table += &rows_of(crate::file::Forecast::Tested.word(), second);
    }
    table
}

fn rows_of(forecast: &str, numbers: &Forecasted) -> String {
    numbers.metrics.iter().map(|number| rows_of_number(forecast, number)).collect()
}

fn rows_of_number(forecast: &str, number: &Number) -> String {
    let cell = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
    let line = |what: &str, share: Option<f64>, value: Option<f64>, interval: Option<(f64, f64)>| {
        let (low, high) = (interval.map(|i| i.0), interval.map(|i| i.1));
        let ends = format!("{},{}", cell(low), cell(high));
        format!("{forecast},{},{},{what},{},{},{ends}\n", number.key, quoted(&number.unit), cell(share), cell(value))
    };
    let mut rows = line("mean", None, number.mean, number.interval);
    rows += &line("standard error", None, number.standard_error, None);
    for level in &number.quantiles {
        rows += &line("quantile", Some(level.share), level.value, level.interval);
    }
    rows += &line("tail mean", None, number.tail_mean, None);
    rows + &line("share of trials without any", None, Some(number.none.share), number.none.interval)
}

/// Text that a spreadsheet must neither split nor run.
fn quoted(text: &str) -> String {
    let trigger = text.trim_start().starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
    let guard = if trigger { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_run_by_a_spreadsheet() {
        assert_eq!(quoted("=1+1"), "\"'=1+1\"");
        assert_eq!(quoted(" @x"), "\"' @x\"");
        assert_eq!(quoted("a \"b\", c"), "\"a \"\"b\"\", c\"");
    }
}
