//! What a person reads in ten seconds, at 80 columns: knows the layout of the terminal's summary; does not print.

use anstyle::Style;

use crate::file::{self, Evidence, cut, visible};
use crate::model::Effect;

use super::finding;
use super::study::Study;
use super::summary::{Forecasted, Function, Summary};
use super::table::{HEAD_WORDS, aligned, rows};
use super::words::{count, percent, roughly, with_error};
use super::year;

const SHOWN: [&str; 9] = [
    "sessions_lost",
    "sessions_moved",
    "sessions_another_way",
    "sessions_handed_over",
    "time_to_next",
    "time_to_tell",
    "income_net",
    "fund_low",
    "ruin",
];

const BOLD: Style = Style::new().bold();

pub(super) fn summary(study: &Study<'_>, summary: &Summary) -> String {
    let mut out = String::new();
    let mut line = |text: &str| {
        out.push_str(&format!("  {text}\n"));
    };
    line(&head(study, summary));
    super::what_if(&study.inputs.changes).lines().for_each(|change| line(change.trim_start()));
    line("");
    for part in wrapped(&finding(study, summary), 76) {
        line(&format!("{BOLD}{part}{BOLD:#}"));
    }
    line("");
    for row in table(study, summary) {
        line(&row);
    }
    line("");
    line(&spark(study));
    line("");
    if study.is_year() {
        let mut all = vec![[year::HEADS[0], year::HEADS[1], year::HEADS[2], year::HEADS[3], ""].map(str::to_owned)];
        all.extend(year::rows(study, summary, 7).into_iter().map(|[title, rest @ ..]| {
            let [lost, net, ruins, none] = rest;
            [cut(&title, 30), lost, net, ruins, none]
        }));
        for row in aligned(&all) {
            line(&row);
        }
        line("");
    }
    let functions = summary.first.functions.iter().filter_map(|function| function_row(study, function));
    let heads = ["function", "RTO", "met in", "MTPD", "exceeded in"].map(str::to_owned);
    for row in aligned(&std::iter::once(heads).chain(functions).collect::<Vec<_>>()) {
        line(&row);
    }
    line("");
    for text in as_tested(study, summary) {
        line(&text);
    }
    for (at, part) in
        super::honesty::first_to_find_out(study, summary).iter().flat_map(|said| wrapped(said, 64)).enumerate()
    {
        line(&format!("{}{part}", if at == 0 { "how sure    " } else { "            " }));
    }
    out
}

fn head(study: &Study<'_>, summary: &Summary) -> String {
    let stopped = if study.stopped() { "stopped early · " } else { "" };
    let reached = if summary.first.precision_reached { "" } else { " (2 % not reached)" };
    let from = if study.is_year() { "from the plan's first day" } else { "from the day it strikes" };
    format!(
        "{stopped}{} · {}\n  {}{reached}, seed {} · {} {from}",
        visible(&study.title()),
        visible(&study.plan.title),
        count(summary.trials, "trial"),
        study.inputs.seed,
        crate::units::show_minutes(study.case.horizon),
    )
}

fn table(study: &Study<'_>, summary: &Summary) -> Vec<String> {
    let mut all = vec![HEAD_WORDS.map(str::to_owned)];
    all.extend(rows(&summary.first, &SHOWN, &study.plan.currency));
    aligned(&all)
}

/// Sessions lost as bars, the height being the logarithm of the count, so that rare ones can be seen.
fn spark(study: &Study<'_>) -> String {
    const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let column = study.first.outcomes.column("sessions_lost");
    let most = column.max().unwrap_or(0);
    if most == 0 {
        return "sessions lost   none in any trial".to_owned();
    }
    let width = (most / 40 + 1) as usize;
    let mut bins = vec![0_u64; most as usize / width + 1];
    column.steps().for_each(|(value, n)| bins[value as usize / width] += n);
    let top = libm::log(1.0 + column.trials() as f64);
    let bar = |n: &u64| match n {
        0 => ' ',
        n => BARS[((libm::log(1.0 + *n as f64) / top * 7.0) as usize).min(7)],
    };
    let bars: String = bins.iter().map(bar).collect();
    format!("sessions lost   0 {bars} {most}   (log scale)")
}

fn function_row(study: &Study<'_>, function: &Function) -> Option<[String; 5]> {
    let plan = study.plan.functions.get(&function.name)?;
    let (met, exceeded) = (percent(&function.rto_met), percent(&function.mtpd_exceeded));
    Some([visible(&function.name), plan.rto.to_string(), met, plan.mtpd.to_string(), exceeded])
}

/// A text in lines of at most so many columns, broken between words.
pub(crate) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let last = lines.len() - 1;
        if !lines[last].is_empty() && file::width(&lines[last]) + 1 + file::width(word) > width {
            lines.push(word.to_owned());
        } else {
            if !lines[last].is_empty() {
                lines[last].push(' ');
            }
            lines[last].push_str(word);
        }
    }
    lines
}

/// The second forecast, and what was relied on without ever having been tried.
fn as_tested(study: &Study<'_>, summary: &Summary) -> Vec<String> {
    let Some(tested) = &summary.second else {
        let word = summary.leads.word();
        return vec![format!("all as {word}; the other forecast was not asked for")];
    };
    let lost = tested.metric("sessions_lost").and_then(|n| n.mean.map(|m| with_error(m, n.standard_error)));
    let written = summary.first.metric("sessions_lost").and_then(|n| n.mean.map(|m| with_error(m, n.standard_error)));
    let mut lines = vec![format!(
        "as tested   {} sessions lost; as written {}",
        lost.unwrap_or_default(),
        written.unwrap_or_default()
    )];
    if let Some((name, share)) = most_relied_on(study, tested) {
        lines.push(format!("next step   try `{}`: it was never tried, and carries", visible(&name)));
        lines.push(format!("            {} of the sessions held another way or by an associate", roughly(share)));
    }
    lines
}

/// The untried strategy that holds most sessions another way or by an associate, and its share of all that are.
pub(super) fn most_relied_on(study: &Study<'_>, forecast: &Forecasted) -> Option<(String, f64)> {
    let plan = |name: &str| study.plan.strategies.get(name);
    let another_way = |name: &str| plan(name).is_some_and(|s| !matches!(s.kind, Effect::Postpone(_)));
    let untried = |name: &str| plan(name).is_some_and(|s| s.last_tried() == Evidence::Never);
    let carrying = || forecast.strategies.iter().filter(|s| another_way(&s.name));
    let all: u64 = carrying().map(|s| s.carried).sum();
    let most = carrying().filter(|s| untried(&s.name)).max_by_key(|s| s.carried)?;
    (most.carried > 0).then(|| (most.name.clone(), most.carried as f64 / all as f64))
}
