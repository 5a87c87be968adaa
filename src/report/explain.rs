//! What the file format means, at 80 columns: knows how one thing and a list of all are laid out; does not know the
//! format.

use anstyle::Style;

use crate::check::Rule;
use crate::codes::Code;
use crate::file::{LeftOut, Reference, Topic};

use super::terminal::wrapped;

const BOLD: Style = Style::new().bold();
/// Beside a margin of two.
const WIDTH: usize = 78;

/// One thing: what it says, how it is written, an example, and its parts.
#[must_use]
pub fn explained(topic: &Topic<'_>) -> String {
    let mut page = format!("  {BOLD}{}{BOLD:#}\n", topic.path());
    page.push_str(&indented(topic.meaning(), 2));
    let facts = facts(topic);
    if !facts.is_empty() {
        page.push('\n');
    }
    for (label, text) in facts {
        page.push_str(&beside(&format!("{label:<12}"), &text));
    }
    let examples = if topic.is_field() { vec![topic.in_place(WIDTH - 4)] } else { topic.examples(WIDTH - 4) };
    page.push_str(if examples.len() == 1 { "\n  example\n" } else { "\n  examples\n" });
    for line in examples.iter().flat_map(|example| example.lines()) {
        page.push_str(&format!("    {line}\n"));
    }
    page.push_str(&parts(topic));
    page
}

/// A code of a fault or a warning: what it means, and an example of it, mended.
#[must_use]
pub fn explained_code(code: &Code) -> String {
    let kind = if code.number.starts_with('W') { "warning" } else { "error" };
    let mut page = format!("  {BOLD}{}: {}{BOLD:#} ({kind})\n", code.number, code.title);
    page.push_str(&indented(code.about, 2));
    for (label, text) in [("wrong", code.wrong), ("right", code.right)] {
        page.push_str(&format!("\n  {label}\n    {text}\n"));
    }
    page
}

/// A rule of `check`: what it means and what to do.
#[must_use]
pub fn explained_rule(rule: &Rule) -> String {
    let kind = format!("{:?}", rule.severity).to_lowercase();
    let mut page = format!("  {BOLD}{}: {}{BOLD:#} ({kind} of `bcp-sim check`)\n", rule.code, rule.title);
    page.push_str(&indented(rule.about, 2));
    page.push_str(&beside("what to do  ", rule.advice));
    page
}

/// How it is written and what holds without it, where there is something to say.
fn facts(topic: &Topic<'_>) -> Vec<(&'static str, String)> {
    if topic.is_type() {
        return Vec::new();
    }
    let mut facts = vec![("written as", topic.written(&|title, _| title.to_owned()))];
    if topic.rule() != topic.meaning() && !topic.rule().is_empty() {
        facts.push(("", topic.rule().to_owned()));
    }
    if topic.is_field() {
        facts.push(("without it", without(topic, "it must be there")));
    }
    facts
}

fn without(topic: &Topic<'_>, required: &str) -> String {
    match topic.left_out() {
        LeftOut::Required => required.to_owned(),
        LeftOut::Default(text) => text,
        LeftOut::Nothing => "nothing".to_owned(),
    }
}

fn parts(topic: &Topic<'_>) -> String {
    let parts = topic.parts();
    // Where to read on: that which has most to say.
    let Some(first) = parts.iter().find(|part| !part.parts().is_empty()).or(parts.first()) else {
        return String::new();
    };
    let widest = parts.iter().map(|part| part.name().chars().count()).max().unwrap_or(0);
    let more = format!("{}; more by `bcp-sim explain {}`", heading(first), first.path());
    let mut page = format!("\n{}", indented(&more, 2));
    for part in &parts {
        let label = format!("{:<widest$}  ", part.name());
        let said = if part.is_field() { in_short(part) } else { part.meaning().to_owned() };
        page.push_str(&beside(&label, &said));
        if part.is_field() {
            page.push_str(&indented(part.meaning(), 2 + widest + 2));
        }
    }
    page
}

fn heading(part: &Topic<'_>) -> &'static str {
    if part.is_field() { "its fields" } else { "its kinds" }
}

fn in_short(part: &Topic<'_>) -> String {
    let written = part.written(&|title, _| title.to_owned());
    match part.left_out() {
        LeftOut::Required => format!("{written}, required"),
        LeftOut::Default(text) => format!("{written}; without it {text}"),
        LeftOut::Nothing => written,
    }
}

/// A text behind a label, its lines below each other.
fn beside(label: &str, text: &str) -> String {
    let width = label.chars().count();
    let lines = wrapped(text, WIDTH - width);
    let line = |(i, line): (usize, &String)| match i {
        0 => format!("  {label}{line}\n"),
        _ => format!("  {:width$}{line}\n", ""),
    };
    lines.iter().enumerate().map(line).collect()
}

fn indented(text: &str, by: usize) -> String {
    wrapped(text, WIDTH + 2 - by).iter().map(|line| format!("{:by$}{line}\n", "")).collect()
}

/// Everything that can be explained: the fields of both files, the types and the quantities.
#[must_use]
pub fn explainable(reference: &Reference) -> String {
    let mut page = "  `bcp-sim explain PATH` explains one of these, and what is in it, for example\n  \
                    `bcp-sim explain plan.strategies.kind`.\n"
        .to_owned();
    for file in reference.files() {
        let parts = file.parts();
        let widest = parts.iter().map(|part| part.path().chars().count()).max().unwrap_or(0);
        page.push_str(&format!("\n  {BOLD}{}{BOLD:#}\n", file.path()));
        for part in &parts {
            page.push_str(&beside(&format!("{:<widest$}  ", part.path()), part.meaning()));
        }
    }
    // What stands in the brackets of a kind is found by the kind.
    let all = reference.all();
    let kinds: Vec<&str> = all.iter().filter(|topic| !topic.is_field()).map(Topic::title).collect();
    let (quantities, types): (Vec<_>, Vec<_>) = reference.types().into_iter().partition(Topic::is_quantity);
    for (title, topics) in [("parts of both", types), ("quantities", quantities)] {
        let named = topics.iter().filter(|topic| topic.is_quantity() || !kinds.contains(&topic.title()));
        let names: Vec<&str> = named.map(Topic::path).collect();
        page.push_str(&format!("\n  {BOLD}{title}{BOLD:#}\n{}", indented(&names.join(", "), 2)));
    }
    page
}
