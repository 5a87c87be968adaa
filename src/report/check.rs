//! Findings about a plan: knows how they are shown to people at 80 columns, and to programs; does not find anything.

use anstyle::Style;
use serde::Serialize;

use crate::check::{Cover, Finding, Severity, World};
use crate::file::{padded, visible, width};

use super::terminal::wrapped;
use super::words::count;

/// The name and version of the schema.
const SCHEMA: &str = "bcp-sim.check/1";
/// Columns of the terminal, less the margin.
const WIDTH: usize = 78;
const BOLD: Style = Style::new().bold();

/// What a person reads.
#[must_use]
pub fn checked_terminal(world: &World<'_>, findings: &[Finding], cover: &Cover) -> String {
    let mut lines = head(world, findings);
    for group in findings.chunk_by(|a, b| a.code == b.code) {
        lines.push(String::new());
        lines.extend(of_group(group));
    }
    lines.extend(table(cover));
    lines.iter().map(|line| format!("  {line}").trim_end().to_owned() + "\n").collect()
}

fn head(world: &World<'_>, findings: &[Finding]) -> Vec<String> {
    let of = |severity| findings.iter().filter(|finding| finding.severity == severity).count() as u64;
    let sum = format!(
        "{}, {}, {}",
        count(of(Severity::Gap), "gap"),
        count(of(Severity::Warning), "warning"),
        count(of(Severity::Note), "note")
    );
    let mut lines = wrapped(&visible(&world.plan.title), WIDTH);
    lines.push(format!("as of {} · {}", world.today.0, count(world.scenarios.len() as u64, "scenario")));
    lines.push(String::new());
    lines.push(format!("{BOLD}{sum}{BOLD:#}"));
    lines
}

/// The findings of one rule: its title, what it found where, and what to do.
fn of_group(group: &[Finding]) -> Vec<String> {
    let Some(first) = group.first() else { return Vec::new() };
    let word = match first.severity {
        Severity::Gap => "gap",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    let mut lines = vec![format!("{BOLD}{} {word}: {}{BOLD:#}", first.code, first.title)];
    if group.iter().all(|finding| finding.text == first.text) {
        let names: Vec<&str> = group.iter().map(|finding| finding.about.as_str()).collect();
        lines.extend(indented("", &format!("{}: {}", names.join(", "), first.text)));
    } else {
        lines.extend(group.iter().flat_map(|finding| indented("", &format!("{}: {}", finding.about, finding.text))));
    }
    lines.extend(indented("→ ", first.advice));
    lines
}

/// A text under its rule, its further lines set in once more.
fn indented(mark: &str, text: &str) -> Vec<String> {
    let parts = wrapped(&visible(text), WIDTH - 6).into_iter().enumerate();
    parts.map(|(at, part)| if at == 0 { format!("  {mark}{part}") } else { format!("      {part}") }).collect()
}

/// Sections against scenarios, if it fits: scenarios are numbered in the heads and named below.
fn table(cover: &Cover) -> Vec<String> {
    let first = cover.sections.iter().map(|row| width(&row.section)).max().unwrap_or(0).max("section".len());
    if cover.sections.is_empty() || first + 4 * cover.scenarios.len() > WIDTH {
        return Vec::new();
    }
    let line = |head: &str, cells: Vec<String>| {
        let cells: String = cells.iter().map(|cell| format!("{cell:>4}")).collect();
        format!("{}{cells}", padded(head, first))
    };
    let mut lines = vec![String::new(), format!("{BOLD}Strategies that act, by section and scenario{BOLD:#}")];
    lines.push(line("section", (1..=cover.scenarios.len()).map(|n| n.to_string()).collect()));
    let cell = |n: &usize| if *n == 0 { "·".to_owned() } else { n.to_string() };
    lines.extend(cover.sections.iter().map(|row| line(&row.section, row.strategies.iter().map(cell).collect())));
    let names = cover.scenarios.iter().enumerate().map(|(at, title)| format!("{} {}", at + 1, visible(title)));
    lines.extend(wrapped(&names.collect::<Vec<_>>().join(" · "), WIDTH));
    lines
}

#[derive(Serialize)]
struct Checked<'a> {
    schema: &'static str,
    program: &'static str,
    plan: &'a str,
    as_of: String,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    changes: &'a [String],
    gaps: usize,
    warnings: usize,
    notes: usize,
    findings: &'a [Finding],
    cover: &'a Cover,
}

/// What a program reads.
#[must_use]
pub fn checked_json(world: &World<'_>, findings: &[Finding], cover: &Cover, changes: &[String]) -> String {
    let of = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
    let checked = Checked {
        schema: SCHEMA,
        program: concat!("bcp-sim ", env!("CARGO_PKG_VERSION")),
        plan: &world.plan.title,
        as_of: world.today.0.to_string(),
        changes,
        gaps: of(Severity::Gap),
        warnings: of(Severity::Warning),
        notes: of(Severity::Note),
        findings,
        cover,
    };
    // Only numbers, texts and lists: nothing here can fail to be written.
    serde_json::to_string_pretty(&checked).unwrap_or_default() + "\n"
}
