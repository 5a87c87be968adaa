//! From text to a file as written: knows RON, what its reader says of a fault, and how to say it better; does not
//! check what names refer to.

use ron::extensions::Extensions;
use serde::de::DeserializeOwned;

use crate::units::TIP_MARK;

use super::diagnosis::{Fault, Source};
use super::plan::PlanFile;
use super::scenario::ScenarioFile;

/// The version of the file format that this program reads.
pub const FORMAT: u32 = 1;

/// Reads a plan.
///
/// # Errors
/// The faults of the text; the reader stops at the first that it cannot read past.
pub fn read_plan(source: &Source) -> Result<PlanFile, Vec<Fault>> {
    let plan: PlanFile = read(source, "Plan")?;
    check_format(source, plan.format)?;
    let other = super::names::foreign_sign(&source.text, &plan.currency);
    match other {
        Some(at) => Err(vec![Fault::new(
            Some(at),
            "an amount in another currency",
            format!("the plan counts in {}", plan.currency.code()),
        )]),
        None => plan.with_roles().map_err(|e| vec![Fault::new(None, e.what, e.tip)]),
    }
}

/// Reads a scenario.
///
/// # Errors
/// The faults of the text; the reader stops at the first that it cannot read past.
pub fn read_scenario(source: &Source) -> Result<ScenarioFile, Vec<Fault>> {
    let scenario: ScenarioFile = read(source, "Scenario")?;
    check_format(source, scenario.format)?;
    Ok(scenario)
}

/// The kinds of files there are, for a scenario given as a plan and the reverse.
const KINDS: [(&str, &str); 2] = [("Plan", "a plan"), ("Scenario", "a scenario")];

fn read<T: DeserializeOwned>(source: &Source, kind: &'static str) -> Result<T, Vec<Fault>> {
    if let Some(fault) = not_ours(source, kind) {
        return Err(vec![fault]);
    }
    let options = ron::Options::default()
        .with_default_extension(Extensions::IMPLICIT_SOME)
        .with_default_extension(Extensions::UNWRAP_NEWTYPES)
        .with_default_extension(Extensions::UNWRAP_VARIANT_NEWTYPES);
    options.from_str(&source.text).map_err(|error| vec![newer(source).unwrap_or_else(|| mended(source, &error))])
}

fn check_format(source: &Source, format: u32) -> Result<(), Vec<Fault>> {
    if format == FORMAT { Ok(()) } else { Err(vec![newer(source).unwrap_or_else(|| wrong_format(None, format))]) }
}

fn wrong_format(at: Option<usize>, format: u32) -> Fault {
    let version = env!("CARGO_PKG_VERSION");
    Fault::new(at, format!("made for format {format}; this is bcp-sim {version}, which reads format {FORMAT}"), "")
}

/// A file made for another format says so, whatever else the reader stumbled over.
fn newer(source: &Source) -> Option<Fault> {
    let at = source.text.find("format:")?;
    let digits: String = source.text[at + 7..].trim_start().chars().take_while(char::is_ascii_digit).collect();
    let format = digits.parse::<u32>().ok().filter(|f| *f != FORMAT)?;
    Some(wrong_format(Some(at), format))
}

/// The first thing that stands in the file, where it is not what is wanted.
fn not_ours(source: &Source, kind: &'static str) -> Option<Fault> {
    let wanted = KINDS.iter().find(|(k, _)| *k == kind).map_or("a file", |(_, said)| *said);
    let start = first_token(&source.text);
    let Some(start) = start else {
        return Some(Fault::new(None, "the file is empty", format!("expected {kind}( … )")));
    };
    let rest = &source.text[start..];
    if rest.starts_with(['{', '[']) {
        return Some(Fault::new(
            Some(start),
            "this looks like JSON; bcp-sim reads RON",
            format!("{wanted} starts with `{kind}(`"),
        ));
    }
    let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    if let Some((_, found)) = KINDS.iter().find(|(k, _)| *k == name && name != kind) {
        return Some(Fault::new(
            Some(start),
            format!("this is {found}, where {wanted} is wanted"),
            "check the order of the arguments",
        ));
    }
    (name != kind && !rest.starts_with('(') && !rest.starts_with('#')).then(|| {
        Fault::new(
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

/// What the reader says, in the words of somebody who writes a plan.
fn mended(source: &Source, error: &ron::error::SpannedError) -> Fault {
    use ron::Error as E;
    let start = source.offset_of(error.span.start.line, error.span.start.col);
    let at = Some(start);
    match &error.code {
        E::Message(text) => {
            let (what, tip) = text.split_once(TIP_MARK).unwrap_or((text, ""));
            Fault::new(at, what, tip)
        }
        E::NoSuchStructField { expected, found, outer } => {
            let place = outer.as_deref().unwrap_or("this place");
            Fault::new(at, format!("`{place}` has no field `{found}`"), nearest(found, expected))
        }
        E::NoSuchEnumVariant { expected, found, .. } => {
            Fault::new(at, format!("`{found}` is not known here"), nearest(found, expected))
        }
        E::MissingStructField { field, outer } => {
            let place = outer.as_deref().unwrap_or("this place");
            Fault::new(
                at,
                format!("`{place}` lacks the field `{field}`"),
                format!("add `{field}: …,` before its closing bracket"),
            )
        }
        E::DuplicateStructField { field, .. } => {
            Fault::new(at, format!("the field `{field}` stands here twice"), "keep one")
        }
        E::ExpectedString | E::ExpectedIdentifier => Fault::new(
            at,
            error.code.to_string(),
            "text, amounts, lengths and shares stand in quotes, for example \"4h\"",
        ),
        E::ExpectedComma | E::ExpectedMapEnd | E::ExpectedStructLikeEnd | E::ExpectedArrayEnd => {
            Fault::new(at, error.code.to_string(), "a comma or a closing bracket is missing just before")
        }
        E::ExpectedMap => {
            Fault::new(at, "entries stand in braces: { \"name\": (…), }", "write braces instead of brackets")
        }
        E::TrailingCharacters => {
            Fault::new(at, "something follows after the end", "one file holds one plan or scenario")
        }
        E::Eof => Fault::new(at, "the file ends too early", "a quote or a bracket is not closed"),
        other => Fault::new(at, other.to_string(), ""),
    }
}

/// `did you mean …`, else all that is known.
pub(super) fn nearest(found: &str, known: &[impl AsRef<str>]) -> String {
    let mut ranked: Vec<(f64, &str)> = known
        .iter()
        .map(|k| (strsim::jaro_winkler(&found.to_lowercase(), &k.as_ref().to_lowercase()), k.as_ref()))
        .collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    match ranked.first() {
        Some((likeness, name)) if *likeness > 0.78 => format!("did you mean `{name}`?"),
        Some(_) => {
            let names: Vec<String> = ranked.iter().take(12).map(|(_, name)| format!("`{name}`")).collect();
            format!("known are {}{}", names.join(", "), if ranked.len() > 12 { ", …" } else { "" })
        }
        None => "nothing of the kind is defined".to_owned(),
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

    #[test]
    fn a_near_miss_is_named_and_a_far_one_lists_what_is_known() {
        assert_eq!(nearest("mobil hotspot", &["mobile hotspot", "power"]), "did you mean `mobile hotspot`?");
        assert_eq!(nearest("zzz", &["power", "broadband"]), "known are `broadband`, `power`");
    }
}
