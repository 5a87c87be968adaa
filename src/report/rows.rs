//! Tables for analysts: knows the columns of trials, events and numbers, what each means, and how a row is written as CSV; does
//! not compute any, and does not write files.
//!
//! Tables hold whole numbers where trials count in whole numbers, and otherwise the shortest text that reads back as the
//! very same number, as `summary.json` does.

use crate::engine::{Event, Story};
use crate::file::PlanFile;
use crate::metric::{Metric, Score, Unit, metrics_of};
use crate::model::{Case, Id};
use crate::units::clock_face;

use super::retell::Teller;
use super::summary::{Forecasted, Number, Summary};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Whole numbers.
    Whole,
    /// Numbers, or none.
    Real,
    /// Text.
    Text,
}

/// A column and what it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name, with its unit where it has one.
    pub name: String,
    /// Its unit in words.
    pub unit: &'static str,
    /// What it means.
    pub meaning: String,
    /// What it holds.
    pub kind: Kind,
}

/// One value of a table.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// A whole number.
    Whole(i64),
    /// A number, or none.
    Real(Option<f64>),
    /// A text.
    Text(String),
}

impl Column {
    fn new(name: &str, unit: &'static str, meaning: &str, kind: Kind) -> Self {
        Self { name: name.to_owned(), unit, meaning: meaning.to_owned(), kind }
    }
}

/// The columns of the table of trials.
#[must_use]
pub fn trial_columns(case: &Case) -> Vec<Column> {
    let same = "the number of the trial: the same number is the same luck in every study of a seed";
    let onset = "when the last of it struck, from the first Monday of the plan's year";
    let mut columns = vec![
        Column::new("trial", "", same, Kind::Whole),
        Column::new("hazard", "", "what struck, in the order of arrival", Kind::Text),
        Column::new("onset_min", "min", onset, Kind::Whole),
    ];
    let of_metric =
        |m: &Metric| Column::new(&(m.key.to_owned() + suffix(m.unit)), unit(m.unit), m.definition, Kind::Whole);
    columns.extend(with_a_value(case).map(of_metric));
    let back = "from the onset until the function was back for good; 0 where it never fell below its minimum";
    let recovery = |name: &str| Column::new(&format!("recovery of {name} [min]"), "min", back, Kind::Whole);
    columns.extend(case.functions.names().map(recovery));
    columns
}

/// The metrics of a case that have a value in its trials.
fn with_a_value(case: &Case) -> impl Iterator<Item = &'static Metric> {
    metrics_of(case.course).filter(|metric| metric.no_value(case).is_none())
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
pub fn trial_cells(case: &Case, trial: u64, score: &Score) -> Vec<Cell> {
    let struck: Vec<&str> = score.hazards.iter().map(|hazard| case.hazards.name(Id::at(*hazard))).collect();
    let mut cells = vec![Cell::Whole(trial as i64), Cell::Text(struck.join("; ")), Cell::Whole(score.onset)];
    cells.extend(with_a_value(case).map(|m| Cell::Whole((m.of)(score))));
    cells.extend(score.recovery.iter().map(|(minutes, _)| Cell::Whole(*minutes)));
    cells
}

/// The columns of the table of what happened in trials that were asked for.
#[must_use]
pub fn event_columns() -> Vec<Column> {
    let at = "when it happened, from the first Monday of the plan's year";
    vec![
        Column::new("trial", "", "the number of the trial", Kind::Whole),
        Column::new("at_min", "min", at, Kind::Whole),
        Column::new(
            "week_clock",
            "",
            "the same as week, day and time, from the Monday of the first disruption's week",
            Kind::Text,
        ),
        Column::new("event", "", "the kind of event", Kind::Text),
        Column::new("what", "", "what happened, as `bcp-sim trace` tells it", Kind::Text),
    ]
}

/// The rows of one trial's events, in order.
#[must_use]
pub fn event_cells(plan: &PlanFile, case: &Case, trial: u64, story: &Story) -> Vec<Vec<Cell>> {
    let onset = story.0.first().map_or(0, |(at, _)| *at);
    let teller = Teller::new(plan, case, onset);
    let row = |(at, event): &(i64, Event)| {
        let kind: String = format!("{event:?}").chars().take_while(|c| c.is_alphanumeric()).collect();
        let clock = clock_face(*at, teller.origin());
        let said = teller.sentence(*at, event)?;
        Some(vec![Cell::Whole(trial as i64), Cell::Whole(*at), Cell::Text(clock), Cell::Text(kind), Cell::Text(said)])
    };
    story.0.iter().filter_map(row).collect()
}

/// The columns of the table of all numbers of a summary.
#[must_use]
pub fn summary_columns() -> Vec<Column> {
    let real = |name: &str, meaning: &str| Column::new(name, "", meaning, Kind::Real);
    let text = |name: &str, meaning: &str| Column::new(name, "", meaning, Kind::Text);
    vec![
        text("forecast", "as written or as tested"),
        text("metric", "the key of the metric"),
        text("unit", "its unit"),
        text(
            "statistic",
            "which number of it; the tail mean is that of the worst one in twenty, at the bad end of the metric",
        ),
        real("share", "of a quantile: the share of trials at or below it"),
        real("value", "the number"),
        real("low", "lower end of its 95 % interval"),
        real("high", "upper end of its 95 % interval"),
    ]
}

/// Every number of a summary in a row of its own. What there is none of is left empty.
#[must_use]
pub fn summary_cells(summary: &Summary) -> Vec<Vec<Cell>> {
    let second = summary.second.iter().flat_map(|second| cells_of(crate::file::Forecast::Tested.word(), second));
    cells_of(summary.leads.word(), &summary.first).chain(second).collect()
}

fn cells_of<'a>(forecast: &'a str, numbers: &'a Forecasted) -> impl Iterator<Item = Vec<Cell>> + 'a {
    numbers.metrics.iter().flat_map(move |number| cells_of_number(forecast, number))
}

fn cells_of_number(forecast: &str, number: &Number) -> Vec<Vec<Cell>> {
    let line = |what: &str, share: Option<f64>, value: Option<f64>, interval: Option<(f64, f64)>| {
        let words = [forecast, number.key, &number.unit, what].map(|word| Cell::Text(word.to_owned()));
        let numbers = [share, value, interval.map(|i| i.0), interval.map(|i| i.1)].map(Cell::Real);
        words.into_iter().chain(numbers).collect::<Vec<Cell>>()
    };
    let mut rows = vec![line("mean", None, number.mean, number.interval)];
    rows.push(line("standard error", None, number.standard_error, None));
    rows.extend(number.quantiles.iter().map(|level| line("quantile", Some(level.share), level.value, level.interval)));
    rows.push(line("tail mean", None, number.tail_mean, None));
    rows.push(line("share of trials without any", None, Some(number.none.share), number.none.interval));
    rows
}

/// The head of a table as a line of CSV.
#[must_use]
pub fn csv_head(columns: &[Column]) -> String {
    let name = |column: &Column| {
        let plain = column.name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if plain { column.name.clone() } else { quoted(&column.name) }
    };
    columns.iter().map(name).collect::<Vec<_>>().join(",") + "\n"
}

/// A row of a table as a line of CSV.
#[must_use]
pub fn csv_line(cells: &[Cell]) -> String {
    let shown = |cell: &Cell| match cell {
        Cell::Whole(number) => number.to_string(),
        Cell::Real(number) => number.map_or_else(String::new, |number| number.to_string()),
        Cell::Text(text) => quoted(text),
    };
    cells.iter().map(shown).collect::<Vec<_>>().join(",") + "\n"
}

/// What the columns of some tables mean, as a table in CSV: table, column, unit, meaning.
#[must_use]
pub fn dictionary(tables: &[(&str, Vec<Column>)]) -> String {
    let line = |table: &str, column: &Column| {
        let cells = [table, &column.name, column.unit, &column.meaning];
        csv_line(&cells.map(|cell| Cell::Text(cell.to_owned())))
    };
    let lines = tables.iter().flat_map(|(table, columns)| columns.iter().map(move |column| line(table, column)));
    std::iter::once("table,column,unit,meaning\n".to_owned()).chain(lines).collect()
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
