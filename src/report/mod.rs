//! From counts to what people read: knows words, tables and pictures of a result; does not count and does not write
//! files.
//!
//! A [`Study`] is one plan against one scenario with its counts. [`Summary`] turns it into estimates with their errors,
//! once; the terminal, the Markdown report and the JSON are made from that. Nothing here depends on the clock, the
//! machine or the folder, so the same inputs give the same bytes.

mod again;
mod catalogue;
mod check;
mod compare;
mod doubts;
mod explain;
mod format_page;
mod glossary;
mod honesty;
mod html;
mod json;
mod logged;
mod markdown;
mod pictures;
mod promises;
mod ranking;
mod retell;
mod rows;
mod short;
mod strategies;
mod study;
mod summary;
mod table;
mod terminal;
pub(crate) mod words;
mod worth;
mod year;

pub use again::{Again, local, quoted, word};
pub use catalogue::{Listed, catalogue_json, catalogue_terminal};
pub use check::{checked_json, checked_terminal};
pub use compare::{Comparison, Diaries, Line, Revised, Way, deciding, short};
pub use doubts::Doubt;
pub use explain::{explainable, explained, explained_code, explained_rule};
pub use format_page::{SMALL_PLAN, SMALL_SCENARIO, format_page};
pub use honesty::{KEYS, Unsure};
pub use html::{html, title};
pub use json::{MODEL_VERSION, SCHEMA};
pub use logged::{Logged, logged};
pub(crate) use markdown::{Page, text as markdown_text};
pub use pictures::{Drawn, Pictures, Undrawn, pictures};
pub use promises::{Tested, promises, promises_json};
pub use ranking::{Ranked, Ranking, terminal as ranking_terminal};
pub use retell::{Retold, Side, Teller, retell, side_by_side};
pub use rows::{
    Cell, Column, Kind, csv_head, csv_line, dictionary, event_cells, event_columns, summary_cells, summary_columns,
    trial_cells, trial_columns,
};
pub use study::{Inputs, Study};
pub use summary::{Forecasted, Function, Hazard, Number, Strategy, Summary, Survival};
pub(crate) use terminal::wrapped;
pub use worth::{Candidate, Player, Set, Valued, unbeaten};

/// A kind of output and what it is for: whatever offers formats walks this table.
pub struct Format {
    /// Its key on the command line.
    pub key: &'static str,
    /// What it writes.
    pub about: &'static str,
}

/// Every format a run can write.
pub const FORMATS: &[Format] = &[
    Format { key: "md", about: "report.md, for people" },
    Format { key: "html", about: "report.html, one file with its charts, for who was not there" },
    Format { key: "svg", about: "the charts" },
    Format { key: "png", about: "the charts as pixels, where built with `--features png`" },
    Format { key: "json", about: "summary.json, for programs" },
    Format { key: "csv", about: "summary.csv, trials.csv, one row a trial, and columns.csv, what the columns mean" },
    Format { key: "parquet", about: "summary.parquet and trials.parquet, the same for data frames" },
];

/// What was changed for this time only, a line for each.
#[must_use]
pub fn what_if(changes: &[String]) -> String {
    changes.iter().map(|change| format!("  what if     {}\n", crate::file::visible(change))).collect()
}

/// What a study comes to, in a sentence or two.
fn finding(study: &Study<'_>, summary: &Summary) -> String {
    if study.is_year() { year::finding(study, summary) } else { table::finding(&summary.first) }
}

/// Where a report with this title stands among others: years, rankings, worth and comparisons before single disruptions.
#[must_use]
pub fn standing(title: &str) -> usize {
    let kinds = [
        title.ends_with(study::OF_A_YEAR),
        title == ranking::TITLE,
        title.starts_with(worth::TITLE),
        title.contains(compare::BETWEEN),
    ];
    kinds.iter().position(|is_so| *is_so).unwrap_or(kinds.len())
}

/// The Markdown report of a study.
#[must_use]
pub fn markdown(study: &Study<'_>, summary: &Summary, pictures: &[Drawn]) -> String {
    markdown::report(study, summary, pictures)
}

/// The machine-readable result.
#[must_use]
pub fn json(study: &Study<'_>, summary: &Summary) -> String {
    json::result(study, summary)
}

/// What a person reads in ten seconds, with the escape codes of bold type; whoever prints it may strip them.
#[must_use]
pub fn terminal(study: &Study<'_>, summary: &Summary) -> String {
    terminal::summary(study, summary)
}

/// How charts write the amounts of a currency.
fn chart_currency(currency: &crate::units::Currency) -> crate::chart::Currency {
    crate::chart::Currency { symbol: currency.sign(), decimals: currency.places() as u8 }
}
