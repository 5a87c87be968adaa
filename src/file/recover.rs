//! Reading on after a fault: knows how to mend a copy of a text so that the reader gets past a fault and finds the next
//! one; does not know what the text is about, and nothing that was mended is ever used for more than finding faults.
//!
//! The reader of the format stops at the first fault. Whoever has made ten mistakes wants to see ten. So the copy gets
//! something harmless in place of what is wrong (a misspelt field its nearest name, a wrong value a right one of any
//! kind), and is read again, until the reader is content or a mend does not help. Every fault that is told was found in
//! words that the author wrote: what was mended can only hide faults, not make them.

use std::cell::Cell;

use ron::Error as E;
use ron::error::SpannedError;

use super::brackets::unpaired;
use super::diagnosis::{Fault, MOST, Source};
use super::outline::{Item, Node};
use super::wording::{self, near};

/// So much is read again in search of further faults \[bytes\]: a plan of ordinary size some hundred times, a large one a
/// few times.
const MOST_READ: usize = 12 * 1024 * 1024;

/// What stands in for a value, tried in this order: one of each shape that a file can ask for.
const HARMLESS: [&str; 26] = [
    "\"1%\"",
    "\"1h\"",
    "\"1\"",
    "\"1 a month\"",
    "\"Mon 09:00\"",
    "\"Mon-Fri 09:00-17:00\"",
    "\"2025-01-06\"",
    "\"GBP\"",
    "1",
    "true",
    "()",
    "[]",
    "{}",
    "[\"1%\"]",
    "Exactly(\"1%\")",
    "Exactly(\"1h\")",
    "Exactly(\"1\")",
    "(claimed: \"1%\")",
    "(claimed: Exactly(\"1h\"))",
    "Never",
    "Own",
    "J",
    "(\"1%\", \"1%\")",
    "(\"1h\", \"1%\")",
    "Sustain(saves: \"1\")",
    "\"ruin within 12 months <= 1%\"",
];

/// All faults that can be found, and what was read at last, mended.
pub(super) struct Recovered<T> {
    /// In the words of the original.
    pub(super) faults: Vec<Fault>,
    /// The file, where the reader came to its end.
    pub(super) file: Option<T>,
    /// The text that it was read from.
    pub(super) copy: Copy,
}

impl<T> Recovered<T> {
    /// Faults that nothing can be read past.
    pub(super) fn only(source: &Source, faults: Vec<Fault>) -> Self {
        Self { faults, file: None, copy: Copy::of(source) }
    }
}

/// A text being mended, with the place that each of its bytes had in the original.
#[derive(Clone)]
pub(super) struct Copy {
    pub(super) source: Source,
    /// Whether all names that the author gave to something are still there.
    pub(super) named: bool,
    origin: Vec<Option<usize>>,
}

impl Copy {
    fn of(source: &Source) -> Self {
        Self { source: source.clone(), named: true, origin: (0..=source.text.len()).map(Some).collect() }
    }

    /// Where a byte stood in the original; none where it was put in.
    pub(super) fn origin(&self, at: usize) -> Option<usize> {
        self.origin.get(at).copied().flatten()
    }

    /// Whether an error is about what was put in; the reader may notice a wrong value just behind it.
    fn is_put_in(&self, at: usize, error: &SpannedError) -> bool {
        let behind = at > 0 && self.origin(at - 1).is_none();
        let of_value = matches!(error.code, E::Message(_) | E::InvalidValueForType { .. } | E::IntegerOutOfBounds);
        self.origin(at).is_none() || behind && of_value
    }

    fn with(&self, range: std::ops::Range<usize>, text: &str) -> Self {
        let mut copy = self.clone();
        copy.named &= !self.source.text[range.clone()].contains("\":");
        copy.source.text.replace_range(range.clone(), text);
        copy.origin.splice(range, text.bytes().map(|_| None));
        copy
    }

    fn start(&self, error: &SpannedError) -> usize {
        self.source.offset_of(error.span.start.line, error.span.start.col)
    }
}

/// Finds all faults of a text whose first one is known.
pub(super) fn recover<T>(
    source: &Source,
    first: SpannedError,
    read: impl Fn(&str) -> Result<T, SpannedError>,
) -> Recovered<T> {
    let mut error = first;
    let (mut copy, mut faults) = paired(source);
    let left = Cell::new(MOST_READ);
    let read = |text: &str| {
        left.set(left.get().checked_sub(text.len())?);
        Some(read(text))
    };
    if !faults.is_empty() {
        match read(&copy.source.text) {
            Some(Err(next)) => error = next,
            Some(Ok(file)) => return Recovered { faults, file: Some(file), copy },
            None => return Recovered { faults, file: None, copy },
        }
    }
    loop {
        let mut fault = wording::fault(&copy.source, &error);
        let hidden = copy.is_put_in(copy.start(&error), &error);
        fault.at = fault.at.and_then(|at| copy.origin(at));
        if hidden || faults.contains(&fault) {
            return Recovered { faults, file: None, copy };
        }
        faults.push(fault);
        if faults.len() > MOST {
            return Recovered { faults, file: None, copy };
        }
        match mended(&copy, &error, &read) {
            Some((better, Ok(file))) => return Recovered { faults, file: Some(file), copy: better },
            Some((better, Err(next))) => (copy, error) = (better, next),
            None => return Recovered { faults, file: None, copy },
        }
    }
}

/// A copy in which all brackets pair, and the faults of those that did not.
fn paired(source: &Source) -> (Copy, Vec<Fault>) {
    let mut copy = Copy::of(source);
    let mut faults = Vec::new();
    while let Some(found) = unpaired(&copy.source).filter(|_| faults.len() < MOST) {
        let Some(at) = found.fault.at.and_then(|at| copy.origin(at)) else { break };
        faults.push(Fault { at: Some(at), ..found.fault });
        copy = copy.with(found.change.0, &found.change.1);
    }
    (copy, faults)
}

/// A copy in which the reader gets further, and what it then says; the reader says nothing once enough was read.
fn mended<T>(
    copy: &Copy,
    error: &SpannedError,
    read: &impl Fn(&str) -> Option<Result<T, SpannedError>>,
) -> Option<(Copy, Result<T, SpannedError>)> {
    let reached = copy.origin(copy.start(error))?;
    // A comma that helps lets the reader pass the name of the next field as well.
    let field = wording::behind_blanks(&copy.source.text, copy.start(error));
    let name = copy.source.text[field..].find(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')).unwrap_or(0);
    let reached =
        if matches!(error.code, E::ExpectedComma) { reached.max(copy.origin(field)? + name) } else { reached };
    let further = |better: &Copy, next: &SpannedError| {
        let at = better.origin(better.start(next)).filter(|_| !better.is_put_in(better.start(next), next));
        at.is_some_and(|at| at > reached || at == reached && next.code != error.code)
    };
    for better in mends(copy, error) {
        match read(&better.source.text)? {
            Err(next) if !further(&better, &next) => {}
            said => return Some((better, said)),
        }
    }
    None
}

/// What might help, the gentlest first.
fn mends<'a>(copy: &'a Copy, error: &'a SpannedError) -> Box<dyn Iterator<Item = Copy> + 'a> {
    let text = &copy.source.text;
    let at = wording::noticed(&copy.source, error);
    if let Some(better) = rewritten(copy, at) {
        return Box::new(std::iter::once(better));
    }
    let outline = Node::of(text);
    let around: Vec<Item> = outline.around(at).into_iter().rev().cloned().collect();
    match &error.code {
        E::NoSuchStructField { expected, found, .. } | E::NoSuchEnumVariant { expected, found, .. } => {
            let renamed = near(found, expected).filter(|_| text[at..].starts_with(found.as_str()));
            let renamed = renamed.map(|name| copy.with(at..at + found.len(), name));
            Box::new(renamed.into_iter().chain(without(copy, &around)).chain(replaced(copy, around)))
        }
        E::ExpectedDifferentStructName { found, .. } => {
            let bracket =
                text[at..].strip_prefix(found.as_str()).is_some_and(|rest| rest.trim_start().starts_with('('));
            Box::new(bracket.then(|| copy.with(at..at + found.len(), "")).into_iter())
        }
        E::DuplicateStructField { .. } => Box::new(without(copy, &around).into_iter()),
        E::MissingStructField { field, .. } => {
            let inside = innermost(&outline, at).map(|node| node.start);
            let added = move |value| inside.map(|start| copy.with(start..start, &format!("{field}: {value}, ")));
            Box::new(HARMLESS.into_iter().filter_map(added))
        }
        E::ExpectedComma | E::ExpectedStructLikeEnd | E::ExpectedMapEnd | E::ExpectedArrayEnd => {
            let number = around.first().filter(|item| item.value.span.start < at);
            let whole = number.map(|item| copy.with(item.value.span.clone(), "1"));
            let comma = starts_item(&text[at..]).then(|| copy.with(at..at, ","));
            Box::new(whole.into_iter().chain(comma))
        }
        _ => {
            let key = around.first().and_then(|item| item.key.clone()).filter(|key| key.contains(&at));
            let renamed = key.map(|key| copy.with(key, &format!("\"name {at}\"")));
            Box::new(renamed.into_iter().chain(replaced(copy, around.clone())).chain(without(copy, &around)))
        }
    }
}

/// Whether a field, an entry or a value may start here; where not, the text has lost its shape and is not read further.
fn starts_item(text: &str) -> bool {
    let word = text.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_');
    text.starts_with(['"', '(', '[', '{']) || word.len() < text.len() && word.trim_start().starts_with([':', '('])
}

/// A mend of the text itself, where the eye sees what is meant: curly quotes, a missing quote, a decimal comma.
fn rewritten(copy: &Copy, at: usize) -> Option<Copy> {
    let text = &copy.source.text;
    let rest = &text[at..];
    if let Some((_, end)) = wording::swallowed(text, at) {
        return Some(copy.with(end..end, "\""));
    }
    if Node::quoted(text, at).is_some_and(|quoted| at < quoted.end) {
        return None;
    }
    if let Some(number) = wording::decimal_comma(rest) {
        return Some(copy.with(at..at + number.len(), "\"1\""));
    }
    if rest.starts_with(['£', '€', '$', '¥']) {
        // A quote at its end belongs to the amount: left behind, it would open a text that swallows the rest.
        return Some(copy.with(at..at + wording::word(rest).len(), "\"1\""));
    }
    let first = rest.chars().next().filter(|c| wording::is_curly(*c))?;
    let opened = copy.with(at..at + first.len_utf8(), "\"");
    let line = opened.source.text[at + 1..].lines().next()?;
    let (end, last) = line.char_indices().find(|(_, c)| wording::is_curly(*c))?;
    Some(opened.with(at + 1 + end..at + 1 + end + last.len_utf8(), "\""))
}

/// The copy without the innermost item and its comma.
fn without(copy: &Copy, around: &[Item]) -> Option<Copy> {
    let span = around.first()?.span();
    let rest = &copy.source.text[span.end..];
    let blank = rest.len() - rest.trim_start().len();
    let comma = usize::from(rest[blank..].starts_with(','));
    Some(copy.with(span.start..span.end + (blank + 1) * comma, ""))
}

/// Something harmless in place of the value, or of what the value stands in.
fn replaced(copy: &Copy, around: Vec<Item>) -> impl Iterator<Item = Copy> {
    let spans = around.into_iter().take(3).map(|item| item.value.span);
    spans.flat_map(move |span| HARMLESS.into_iter().map(move |value| copy.with(span.clone(), value)))
}

/// What stands between the innermost brackets that end at an offset.
fn innermost(node: &Node, end: usize) -> Option<std::ops::Range<usize>> {
    let deeper = node.items.iter().find_map(|item| innermost(&item.value, end));
    deeper.or_else(|| node.inside.clone().filter(|inside| inside.end == end))
}
