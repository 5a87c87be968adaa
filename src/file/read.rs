//! From text to a file as written: knows RON, what its reader says of a fault, and how to say it better; does not
//! check what names refer to.

use ron::extensions::Extensions;
use serde::de::DeserializeOwned;

use crate::codes::{EMPTY, FOREIGN, KIND, SYNTAX, TOO_LARGE, VERSION};
use crate::units::{Currency, Misread, in_currency};

use super::currency::foreign_amounts;
use super::diagnosis::{Fault, MOST as SHOWN, Source};
use super::evidence::EvidenceFile;
use super::names::Name;
use super::outline::{Excess, MOST, Node, end_of_comment};
use super::plan::PlanFile;
use super::ranges::Unknowns;
use super::recover::{Recovered, recover};
use super::scenario::ScenarioFile;

/// The version of the file format that this program reads.
pub const FORMAT: u32 = 1;

/// Reads a plan.
///
/// # Errors
/// The faults of the text, as many as can be told at once.
pub fn read_plan(source: &Source) -> Result<PlanFile, Vec<Fault>> {
    let currency = currency_of(&source.text);
    let read = || read::<PlanFile>(source, "Plan").map_err(|found| with_unknown_names(*found));
    let plan = currency.map_or_else(read, |currency| in_currency(&currency, read))?;
    let foreign = in_currency(&plan.currency, || foreign_amounts(&source.text, &plan.currency));
    if !foreign.is_empty() {
        return Err(foreign);
    }
    plan.unknowns(source)?;
    plan.with_roles().map_err(|wrong| {
        let fault = |(name, e): (Name, Misread)| Fault::new(e.code, source.offset(name.address()), e.what, e.tip);
        wrong.into_iter().map(fault).collect()
    })
}

/// The currency that a plan says it is in; its amounts are read by it, wherever it stands in the text.
fn currency_of(text: &str) -> Option<Currency> {
    let outline = Node::of(text);
    let span = outline.item(text, "currency")?.value.span.clone();
    Currency::parse(text[span].trim_matches('"')).ok()
}

/// Reads a scenario whose amounts have two decimals, as those of most currencies.
///
/// # Errors
/// The faults of the text, as many as can be told at once.
pub fn read_scenario(source: &Source) -> Result<ScenarioFile, Vec<Fault>> {
    let scenario: ScenarioFile = read(source, "Scenario").map_err(|found| found.faults)?;
    scenario.unknowns(source)?;
    Ok(scenario)
}

/// Reads a scenario for a plan, in whose currency its amounts are.
///
/// # Errors
/// As [`read_scenario`].
pub fn read_scenario_for(source: &Source, plan: &PlanFile) -> Result<ScenarioFile, Vec<Fault>> {
    in_currency(&plan.currency, || read_scenario(source))
}

impl PlanFile {
    /// What it says is not known well.
    ///
    /// # Errors
    /// The faults of paths and ends.
    pub fn unknowns(&self, source: &Source) -> Result<Unknowns, Vec<Fault>> {
        Unknowns::of(source, &self.ranges, self.currency.places())
    }
}

impl ScenarioFile {
    /// What it says is not known well.
    ///
    /// # Errors
    /// The faults of paths and ends.
    pub fn unknowns(&self, source: &Source) -> Result<Unknowns, Vec<Fault>> {
        Unknowns::of(source, &self.ranges, self.places)
    }
}

/// Reads what drills and incidents have shown.
///
/// # Errors
/// The faults of the text, as many as can be told at once.
pub fn read_evidence(source: &Source) -> Result<EvidenceFile, Vec<Fault>> {
    read(source, "Evidence").map_err(|found| found.faults)
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
const KINDS: [(&str, &str); 4] = [
    ("Plan", "a plan"),
    ("Scenario", "a scenario"),
    ("Evidence", "a file of evidence"),
    ("Improvement", "an improvement plan"),
];

/// Reads a file of another kind, that has no type here.
///
/// # Errors
/// The faults of the text, as many as can be told at once.
pub(crate) fn read_other<T: DeserializeOwned>(source: &Source, kind: &'static str) -> Result<T, Vec<Fault>> {
    read(source, kind).map_err(|found| found.faults)
}

fn read<T: DeserializeOwned>(source: &Source, kind: &'static str) -> Result<T, Box<Recovered<T>>> {
    if let Some(fault) = not_ours(source, kind) {
        return Err(Box::new(Recovered::only(source, vec![fault])));
    }
    let faults = excess(source);
    if !faults.is_empty() {
        return Err(Box::new(Recovered::only(source, faults)));
    }
    if let Some(fault) = newer(source).or_else(|| long_title(source)).or_else(|| long_note(source, kind)) {
        return Err(Box::new(Recovered::only(source, vec![fault])));
    }
    let options = ron::Options::default()
        .with_default_extension(Extensions::IMPLICIT_SOME)
        .with_default_extension(Extensions::UNWRAP_NEWTYPES)
        .with_default_extension(Extensions::UNWRAP_VARIANT_NEWTYPES);
    options.from_str(&source.text).map_err(|error| Box::new(recover(source, error, |text| options.from_str(text))))
}

/// What is too much to be read, or hides the rest of the file.
fn excess(source: &Source) -> Vec<Fault> {
    let fault = |excess| match excess {
        Excess::TooDeep(at) => {
            Fault::new(TOO_LARGE, Some(at), "the brackets nest more than 64 deep", "write it flatter")
        }
        Excess::TooMany(at) => {
            let what = format!("more than {MOST} items in one list, or in one set of entries");
            Fault::new(TOO_LARGE, Some(at), what, "write fewer; this is the first one too many")
        }
        Excess::Comment(at) => Fault::new(SYNTAX, Some(at), "this comment is never closed", "close it with `*/`"),
    };
    Node::excess(&source.text).into_iter().take(SHOWN).map(fault).collect()
}

/// The longest title \[characters\]: it heads every page and chart.
const LONGEST_TITLE: usize = 200;

fn long_title(source: &Source) -> Option<Fault> {
    let outline = Node::of(&source.text);
    let span = outline.item(&source.text, "title")?.value.span.clone();
    // The quotes stand around it; an escape counts as it is written.
    let long = source.text[span.clone()].chars().nth(LONGEST_TITLE + 2).is_some();
    let what = format!("the title is longer than {LONGEST_TITLE} characters");
    long.then(|| Fault::new(TOO_LARGE, Some(span.start), what, "say the rest in a comment"))
}

/// The longest text of a file to which the program adds \[characters\]: a page and a half.
const LONGEST_NOTE: usize = 4_000;

fn long_note(source: &Source, kind: &str) -> Option<Fault> {
    if !["Evidence", "Improvement"].contains(&kind) {
        return None;
    }
    let outline = Node::of(&source.text);
    let mut ahead = vec![&outline];
    while let Some(node) = ahead.pop() {
        let text = &source.text[node.span.clone()];
        // The quotes stand around it; an escape counts as it is written.
        if text.starts_with('"') && text.chars().nth(LONGEST_NOTE + 2).is_some() {
            let what = format!("a text of more than {LONGEST_NOTE} characters");
            return Some(Fault::new(TOO_LARGE, Some(node.span.start), what, "say it shorter, or say where it is kept"));
        }
        ahead.extend(node.items.iter().map(|item| &item.value));
    }
    None
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
    if let Some(format) = foreign_format(rest) {
        let what = format!("this looks like {format}; bcp-sim reads RON");
        return Some(Fault::new(FOREIGN, Some(start), what, format!("{wanted} starts with `{kind}(`")));
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
    (name != kind && !rest.starts_with(['(', '#']) && !rest.starts_with("/*")).then(|| {
        Fault::new(
            FOREIGN,
            Some(start),
            format!("found `{}`, where {wanted} is wanted", first_line(rest)),
            format!("{wanted} starts with `{kind}(`"),
        )
    })
}

/// The format that a text seems to be written in, by its first line.
fn foreign_format(text: &str) -> Option<&'static str> {
    let line = text.lines().next().unwrap_or("").trim_end();
    let word = line.trim_start_matches(|c: char| c.is_alphanumeric() || "_-.".contains(c));
    let behind = word.trim_start().chars().next().filter(|_| word.len() < line.len());
    match (text.chars().next()?, behind) {
        ('[', _) if line.ends_with(']') && line.len() > 2 && !line.contains([',', '"']) => Some("TOML"),
        ('{' | '[', _) => Some("JSON"),
        ('<', _) => Some("XML"),
        (_, Some('=')) => Some("TOML"),
        (_, Some(':')) => Some("YAML"),
        ('-', _) if line.starts_with("---") => Some("YAML"),
        _ => None,
    }
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
        } else if let Some(end) = rest.strip_prefix("/*").and_then(|_| end_of_comment(rest)) {
            at += end;
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
        assert_eq!(first_token("/* a /* b */ c */ Plan("), Some(18));
    }

    #[test]
    fn other_formats_are_known_by_their_first_line() {
        let found =
            ["{ \"a\": 1 }", "[1, 2]", "[table]", "a = 1", "a-b: 1", "---", "<a>", "Plan(", "(format: 1)", "\u{20ac}"]
                .map(foreign_format);
        let wanted = ["JSON", "JSON", "TOML", "TOML", "YAML", "YAML", "XML"].map(Some);
        assert_eq!(found[..7], wanted);
        assert_eq!(found[7..], [None; 3]);
    }
}
