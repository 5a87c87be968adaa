//! From text to a file as written: knows RON, what its reader says of a fault, and how to say it better; does not
//! check what names refer to.

use ron::extensions::Extensions;
use serde::de::DeserializeOwned;

use crate::codes::{AMOUNT, EMPTY, FOREIGN, KIND, VERSION};

use super::diagnosis::{Fault, Source};
use super::outline::Node;
use super::plan::PlanFile;
use super::recover::{Recovered, recover};
use super::scenario::ScenarioFile;

/// The version of the file format that this program reads.
pub const FORMAT: u32 = 1;

/// Reads a plan.
///
/// # Errors
/// The faults of the text, as many as can be told at once.
pub fn read_plan(source: &Source) -> Result<PlanFile, Vec<Fault>> {
    let plan: PlanFile = match read::<PlanFile>(source, "Plan") {
        Ok(plan) => plan,
        Err(found) => return Err(with_unknown_names(found)),
    };
    let other = super::names::foreign_sign(&source.text, &plan.currency);
    match other {
        Some(at) => Err(vec![Fault::new(
            AMOUNT,
            Some(at),
            "an amount in another currency",
            format!("the plan counts in {}", plan.currency.code()),
        )]),
        None => plan.with_roles().map_err(|e| vec![Fault::new(e.code, None, e.what, e.tip)]),
    }
}

/// Reads a scenario.
///
/// # Errors
/// The faults of the text, as many as can be told at once.
pub fn read_scenario(source: &Source) -> Result<ScenarioFile, Vec<Fault>> {
    read(source, "Scenario").map_err(|found| found.faults)
}

/// Where all names are known that the plan gives, those that nothing has are told as well.
fn with_unknown_names(found: Recovered<PlanFile>) -> Vec<Fault> {
    let mut faults = found.faults;
    if let Some(plan) = found.file.filter(|_| found.copy.named).and_then(|plan| plan.with_roles().ok()) {
        let unknown = super::bind::unknown_names((&found.copy.source, &plan)).into_iter();
        faults.extend(unknown.filter_map(|fault| {
            let at = fault.at.and_then(|at| found.copy.origin(at))?;
            Some(Fault { at: Some(at), ..fault })
        }));
    }
    faults
}

/// The kinds of files there are, for a scenario given as a plan and the reverse.
const KINDS: [(&str, &str); 2] = [("Plan", "a plan"), ("Scenario", "a scenario")];

fn read<T: DeserializeOwned>(source: &Source, kind: &'static str) -> Result<T, Recovered<T>> {
    if let Some(fault) = not_ours(source, kind).or_else(|| newer(source)) {
        return Err(Recovered::only(source, fault));
    }
    let options = ron::Options::default()
        .with_default_extension(Extensions::IMPLICIT_SOME)
        .with_default_extension(Extensions::UNWRAP_NEWTYPES)
        .with_default_extension(Extensions::UNWRAP_VARIANT_NEWTYPES);
    options.from_str(&source.text).map_err(|error| recover(source, error, |text| options.from_str(text)))
}

/// A file made for another format says so, whatever else the reader would stumble over.
fn newer(source: &Source) -> Option<Fault> {
    let outline = Node::of(&source.text);
    let span = outline.item(&source.text, "format")?.value.span.clone();
    let format: u64 = source.text[span.clone()].trim().parse().ok().filter(|format| *format != u64::from(FORMAT))?;
    let version = env!("CARGO_PKG_VERSION");
    let what = format!("made for format {format}; this is bcp-sim {version}, which reads format {FORMAT}");
    Some(Fault::new(
        VERSION,
        Some(span.start),
        what,
        format!("write `format: {FORMAT}`, or use the program it was made for"),
    ))
}

/// The first thing that stands in the file, where it is not what is wanted.
fn not_ours(source: &Source, kind: &'static str) -> Option<Fault> {
    let wanted = KINDS.iter().find(|(k, _)| *k == kind).map_or("a file", |(_, said)| *said);
    let start = first_token(&source.text);
    let Some(start) = start else {
        return Some(Fault::new(EMPTY, None, "the file is empty", format!("expected {kind}( … )")));
    };
    let rest = &source.text[start..];
    if rest.starts_with(['{', '[']) {
        return Some(Fault::new(
            FOREIGN,
            Some(start),
            "this looks like JSON; bcp-sim reads RON",
            format!("{wanted} starts with `{kind}(`"),
        ));
    }
    let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    if let Some((_, found)) = KINDS.iter().find(|(k, _)| *k == name && name != kind) {
        return Some(Fault::new(
            KIND,
            Some(start),
            format!("this is {found}, where {wanted} is wanted"),
            "check the order of the arguments",
        ));
    }
    (name != kind && !rest.starts_with('(') && !rest.starts_with('#')).then(|| {
        Fault::new(
            FOREIGN,
            Some(start),
            format!("found `{}`, where {wanted} is wanted", first_line(rest)),
            format!("{wanted} starts with `{kind}(`"),
        )
    })
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or("").chars().take(30).collect()
}

/// The offset of the first character that is neither blank nor in a comment.
fn first_token(text: &str) -> Option<usize> {
    let mut at = 0;
    loop {
        at += text[at..].len() - text[at..].trim_start().len();
        let rest = &text[at..];
        if rest.starts_with("//") {
            at += rest.find('\n')?;
        } else if let Some(inside) = rest.strip_prefix("/*") {
            at += inside.find("*/")? + 4;
        } else {
            return (!rest.is_empty()).then_some(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_thing_of_a_file_is_found_behind_comments() {
        assert_eq!(first_token("// x\n/* y */ Plan("), Some(13));
        assert_eq!(first_token("  // x"), None);
    }
}
