//! A walk over every number of the repository's files: each is replaced by each of twelve nasty values, and each file that
//! comes of it is refused, with a fault in the line of the value.
//!
//! No field is named here, so that none can be forgotten.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should say so at once")]

use std::ops::Range;

use bcp_sim::file::{Fault, Forecast, PlanFile, ScenarioFile, Source, bind, read_plan, read_scenario};
use bcp_sim::units::{Flow, Length, Money, Rate, Share};

const PLAN: &str = include_str!("../plan.ron");
const OUTAGE: &str = include_str!("../scenarios/outage.ron");
const CLINIC: &str = include_str!("../plans/clinic.ron");

/// What no quantity, count or shape may be; the last is of the right unit and absurdly large.
const NASTY: [&str; 12] =
    ["NaN", "inf", "-inf", "1e999", "-1", "-0.0", "1e-320", "18446744073709551616", "\"NaN\"", "\"-1\"", "\"\"", ""];

/// Fields that hold free text, where everything may stand.
const NOTES: [&str; 10] = ["title", "about", "plan", "words", "does", "source", "note", "from", "text", "asks"];

/// Where a number stands, and one of its kind that is too large.
struct Place {
    span: Range<usize>,
    too_large: &'static str,
    /// An account may be overdrawn (row X84): the fund alone may be below zero.
    may_be_negative: bool,
}

/// All numbers of a text, those in quotes included.
fn places(text: &str) -> Vec<Place> {
    let mut found = Vec::new();
    let mut at = 0;
    let mut field = "";
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        let length = match c {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '"' => end_of_quotes(rest),
            _ if c.is_ascii_alphanumeric() || c == '_' || c == '-' => {
                rest.find(|c: char| !(c.is_ascii_alphanumeric() || "_.-".contains(c))).unwrap_or(rest.len())
            }
            _ => c.len_utf8(),
        };
        let (word, after) = rest.split_at(length);
        let is_key = after.trim_start().starts_with(':');
        if is_key {
            field = word;
        } else if !NOTES.contains(&field)
            && let Some(too_large) = too_large(word)
        {
            found.push(Place { span: at..at + length, too_large, may_be_negative: field == "fund" });
        }
        at += length;
    }
    found
}

fn end_of_quotes(text: &str) -> usize {
    let mut escaped = false;
    let end = text.char_indices().skip(1).find(|(_, c)| {
        let ends = *c == '"' && !escaped;
        escaped = *c == '\\' && !escaped;
        ends
    });
    end.map_or(text.len(), |(at, _)| at + 1)
}

/// A number of the same kind that is too large, where a word is one.
fn too_large(word: &str) -> Option<&'static str> {
    let Some(quoted) = word.strip_prefix('"') else {
        let float = word.contains('.').then_some("99999999999999.0");
        return word.parse::<f64>().ok().map(|_| float.unwrap_or("99999999999999"));
    };
    let text = quoted.strip_suffix('"')?;
    if Share::parse(text).is_ok() || text.ends_with('%') {
        Some("\"99999999999999%\"")
    } else if Length::parse(text).is_ok() {
        Some("\"99999999999999h\"")
    } else if Money::parse(text).is_ok() {
        Some("\"99999999999999\"")
    } else if Rate::parse(text).is_ok() && !text.contains("month") {
        Some("\"99999999999999 a year\"")
    } else if Flow::parse(text).is_ok() {
        Some("\"99999999999999 a month\"")
    } else {
        None
    }
}

/// The faults of a plan with a scenario; none where both are fine.
fn faults(plan: &Source, scenario: &Source) -> Vec<Fault> {
    let plan_read: Result<PlanFile, _> = read_plan(plan);
    let scenario_read: Result<ScenarioFile, _> = read_scenario(scenario);
    match (plan_read, scenario_read) {
        (Ok(p), Ok(s)) => match bind((plan, &p), (scenario, &s), Forecast::Tested) {
            Ok(_) => Vec::new(),
            Err(faults) => [faults.plan, faults.scenarios.concat()].concat(),
        },
        (plan, scenario) => [plan.err().unwrap_or_default(), scenario.err().unwrap_or_default()].concat(),
    }
}

fn line(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count()
}

/// Replaces each place by each value for which `chosen` holds, and gives how many were tried.
fn walk(name: &str, text: &str, chosen: impl Fn(usize, usize) -> bool) -> usize {
    let (fine_plan, fine_scenario) = (Source::new("plan.ron", PLAN), Source::new("outage.ron", OUTAGE));
    let mut wrong = Vec::new();
    let mut tried = 0;
    for (i, place) in places(text).iter().enumerate() {
        for (_, nasty) in NASTY.iter().enumerate().filter(|(j, _)| chosen(i, *j)) {
            if place.may_be_negative && *nasty == "\"-1\"" {
                continue;
            }
            let value = if nasty.is_empty() { place.too_large } else { nasty };
            let given = format!("{}{value}{}", &text[..place.span.start], &text[place.span.end..]);
            let source = Source::new(name, &given);
            let found =
                if name.starts_with("outage") { faults(&fine_plan, &source) } else { faults(&source, &fine_scenario) };
            tried += 1;
            let told = || source.explain(&found);
            let inside = |fault: &Fault| fault.at.is_some_and(|at| at <= given.len() && given.is_char_boundary(at));
            let here = |fault: &Fault| fault.at.is_some_and(|at| line(&given, at) == line(&given, place.span.start));
            if found.is_empty() || !found.iter().all(inside) || !found.iter().any(here) {
                let was = &text[place.span.clone()];
                wrong.push(format!("line {}: {was} as {value}:\n{}", line(text, place.span.start) + 1, told()));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {tried} in {name}:\n{}", wrong.len(), wrong.join("\n"));
    tried
}

/// Each place gets one of the values, each value a twelfth of the places.
fn a_twelfth(i: usize, j: usize) -> bool {
    (i + j).is_multiple_of(NASTY.len())
}

#[test]
fn no_number_of_the_plan_may_be_nasty() {
    assert!(walk("plan.ron", PLAN, a_twelfth) > 250);
}

#[test]
fn no_number_of_the_outage_may_be_nasty() {
    assert!(walk("outage.ron", OUTAGE, |_, _| true) > 500);
}

#[test]
fn no_number_of_the_clinic_may_be_nasty() {
    assert!(walk("clinic.ron", CLINIC, a_twelfth) > 250);
}

#[test]
#[ignore = "every number with every value takes minutes; the tests above take a twelfth of them"]
fn no_number_of_any_may_be_nasty() {
    walk("plan.ron", PLAN, |_, _| true);
    walk("clinic.ron", CLINIC, |_, _| true);
}

/// The walk finds what it is meant to find.
#[test]
fn numbers_are_found_where_they_stand() {
    let text = "P(a: \"5%\", note: \"5%\", \"5%\": (b: 3, c: [\"1h\", \"4 a week\"]), // 7\n d: 0.5, e: \"x\", f: \"£1,000.50\")";
    let found: Vec<&str> = places(text).iter().map(|place| &text[place.span.clone()]).collect();
    assert_eq!(found, ["\"5%\"", "3", "\"1h\"", "\"4 a week\"", "0.5", "\"£1,000.50\""]);
}
