//! Reading on after a fault: knows how to mend a copy of a text so that the reader gets past a fault and finds the next
//! one; does not know what the text is about, and nothing that was mended is ever used for more than finding faults.
//!
//! The reader of the format stops at the first fault. Whoever has made ten mistakes wants to see ten. So the copy gets
//! something harmless in place of what is wrong (a misspelt field its nearest name, a wrong value a right one of any
//! kind), and is read again, until the reader is content or a mend does not help. Every fault that is told was found in
//! words that the author wrote: what was mended can only hide faults, not make them.

use std::cell::Cell;
use std::collections::BTreeSet;

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
const HARMLESS: [&str; 61] = [
    "\"1%\"",
    "\"1h\"",
    "\"1\"",
    "\"1 a month\"",
    "\"Mon 09:00\"",
    "\"Mon-Fri 09:00-17:00\"",
    "\"2025-01-06\"",
    "\"GBP\"",
    "\"ruin within 12 months <= 1%\"",
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
    "Drill",
    "Planning",
    "Open",
    "(\"1%\", \"1%\")",
    "(\"1h\", \"1%\")",
    "(\"100%\", Exactly(\"1%\"))",
    "(\"100%\", Exactly(\"1h\"))",
    "(\"100%\", Exactly(\"1\"))",
    "[(\"100%\", \"1%\")]",
    "[(\"100%\", Exactly(\"1h\"))]",
    "[\"1h\"]",
    "[\"1%\",\"1%\",\"1%\",\"1%\",\"1%\",\"1%\",\"1%\",\"1%\",\"1%\",\"1%\",\"1%\",\"1%\"]",
    // What a kind of strategy holds, then whole kinds.
    "(for: [])",
    "(needs: [])",
    "(patience: [])",
    "(of: [], leaves: \"1%\")",
    "(spare: 1)",
    "(of: [], every: \"1h\")",
    "(of: [], averts: \"1%\")",
    "(holds: \"1%\")",
    "(pays: Loss(of: []))",
    "Sustain(holds: \"1%\")",
    "Loss(of: [])",
    // Whole entries.
    "(times: 1)",
    "(within: \"1h\", accepted: \"1%\")",
    "(rto: \"1h\", mtpd: \"1h\")",
    "(holder: \"1\")",
    "(length: \"1h\", fee: \"1\", by: \"1\")",
    "(kind: Sustain(holds: \"1%\"))",
    "(strategy: (kind: Sustain(holds: \"1%\")))",
    "(per_missed: \"1%\", per_silent_day: \"1%\")",
    "(starts: \"2025-01-06\", open: \"Mon-Fri 09:00-17:00\")",
    "(fund: \"1\", fixed: \"1 a month\", drawings: \"1 a month\", paid: Exactly(\"1h\"))",
    "(rate: \"1 a month\", lasts: Exactly(\"1h\"))",
    "(of: [], chance: \"1%\")",
    "(falls: Exactly(\"1%\"), over: \"1h\", back_over: \"1h\")",
    "(at: \"1h\", from: \"1\", text: \"1\")",
    "(strategy: \"1\", on: \"2025-01-06\", from: Drill, worked: true)",
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
    /// The fields that were taken out: that they are missing is no fault of the author.
    taken: BTreeSet<String>,
    origin: Vec<Option<usize>>,
}

impl Copy {
    fn of(source: &Source) -> Self {
        Self {
            source: source.clone(),
            named: true,
            taken: BTreeSet::new(),
            origin: (0..=source.text.len()).map(Some).collect(),
        }
    }

    /// Where a byte stood in the original; none where it was put in.
    pub(super) fn origin(&self, at: usize) -> Option<usize> {
        self.origin.get(at).copied().flatten()
    }

    /// Where a byte stood in the original, or the next one that stood there.
    fn nearest_origin(&self, at: usize) -> Option<usize> {
        self.origin.get(at..)?.iter().find_map(|origin| *origin)
    }

    /// Whether an error is about what was put in; the reader may notice a wrong value just behind it.
    fn is_put_in(&self, at: usize, error: &SpannedError) -> bool {
        let behind = at > 0 && self.origin(at - 1).is_none();
        let of_value = matches!(error.code, E::Message(_) | E::InvalidValueForType { .. } | E::IntegerOutOfBounds);
        // A word that takes no brackets, or wants some, in place of another.
        let of_word = self.source.text[..at].ends_with(char::is_alphanumeric)
            && matches!(error.code, E::ExpectedComma | E::ExpectedStructLike | E::ExpectedNamedStructLike(_));
        self.origin(at).is_none() || behind && (of_value || of_word)
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
        let mut fault = no_word(&copy, &error, &read).unwrap_or_else(|| wording::fault(&copy.source, &error));
        let hidden = copy.is_put_in(copy.start(&error), &error);
        fault.at = fault.at.and_then(|at| copy.nearest_origin(at));
        let own = matches!(&error.code, E::MissingStructField { field, .. } if copy.taken.contains(*field));
        if !own && (hidden || faults.contains(&fault)) {
            return Recovered { faults, file: None, copy };
        }
        if !own {
            faults.push(fault);
        }
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

/// A word that nobody writes.
const NO_WORD: &str = "Unheard_of_word";

/// The fault of a value where one of a few words is wanted. The reader only says that it is none; which there are it says
/// of a word that it does not know, so one is put there.
fn no_word<T>(
    copy: &Copy,
    error: &SpannedError,
    read: &impl Fn(&str) -> Option<Result<T, SpannedError>>,
) -> Option<Fault> {
    if matches!(
        error.code,
        E::Message(_)
            | E::InvalidValueForType { .. }
            | E::NoSuchEnumVariant { .. }
            | E::NoSuchStructField { .. }
            | E::MissingStructField { .. }
            | E::DuplicateStructField { .. }
            | E::Eof
    ) {
        return None;
    }
    let at = wording::noticed(&copy.source, error);
    let outline = Node::of(&copy.source.text);
    let span = outline.around(at).last().map(|item| item.value.span.clone()).filter(|span| span.start == at)?;
    let probed = copy.with(span, NO_WORD);
    let Err(said) = read(&probed.source.text)? else { return None };
    match &said.code {
        E::NoSuchEnumVariant { expected, outer, .. } if probed.start(&said) == at => {
            Some(wording::no_word(&copy.source, at, (outer, expected)))
        }
        _ => None,
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
) -> Option<Mended<T>> {
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
    if let Some(said) = fitting_word(copy, error, read)? {
        return Some(said);
    }
    for better in mends(copy, error) {
        match read(&better.source.text)? {
            Err(next) if !further(&better, &next) => {}
            said => return Some((better, said)),
        }
    }
    None
}

/// What a mend makes of the text, and what the reader says of it.
type Mended<T> = (Copy, Result<T, SpannedError>);

/// In place of a word that is not known, the known one with which all of its value can be read: what stands in its brackets
/// says more than how it is spelt. None inside where none fits, none at all where enough was read.
fn fitting_word<T>(
    copy: &Copy,
    error: &SpannedError,
    read: &impl Fn(&str) -> Option<Result<T, SpannedError>>,
) -> Option<Option<Mended<T>>> {
    let E::NoSuchEnumVariant { expected, found, .. } = &error.code else { return Some(None) };
    let at = wording::noticed(&copy.source, error);
    let outline = Node::of(&copy.source.text);
    let end = outline.around(at).last().and_then(|item| copy.origin(item.value.span.end));
    let (Some(end), true) = (end, copy.source.text[at..].starts_with(found.as_str())) else { return Some(None) };
    let first = near(found, expected);
    for name in first.into_iter().chain(expected.iter().copied().filter(|name| Some(*name) != first)) {
        let better = copy.with(at..at + found.len(), name);
        match read(&better.source.text)? {
            Err(next) if better.is_put_in(better.start(&next), &next) => {}
            Err(next) if better.origin(better.start(&next)).is_none_or(|place| place < end) => {}
            said => return Some(Some((better, said))),
        }
    }
    Some(None)
}

/// What might help, the gentlest first.
fn mends<'a>(copy: &'a Copy, error: &'a SpannedError) -> Box<dyn Iterator<Item = Copy> + 'a> {
    let text = &copy.source.text;
    let at = wording::noticed(&copy.source, error);
    if let Some(better) = rewritten(copy, at) {
        return Box::new(std::iter::once(better));
    }
    let outline = Node::of(text);
    // What is missing behind a value is noticed at the comma or bracket that follows: the value is meant.
    let ended = text[at..].starts_with([',', ')', ']', '}']) && !matches!(error.code, E::MissingStructField { .. });
    let inside = text[..at].trim_end().len().saturating_sub(1);
    let place = if ended && text.is_char_boundary(inside) { inside } else { at };
    let around: Vec<Item> = outline.around(place).into_iter().rev().cloned().collect();
    match &error.code {
        E::NoSuchStructField { expected, found, .. } | E::NoSuchEnumVariant { expected, found, .. } => {
            let renamed = near(found, expected).filter(|_| text[at..].starts_with(found.as_str()));
            let renamed = renamed.map(|name| copy.with(at..at + found.len(), name));
            let gone = without(copy, &around);
            if matches!(error.code, E::NoSuchStructField { .. }) {
                return Box::new(renamed.into_iter().chain(gone).chain(replaced(copy, around)));
            }
            Box::new(renamed.into_iter().chain(replaced(copy, around)).chain(gone))
        }
        E::ExpectedDifferentStructName { found, .. } => {
            let bracket =
                text[at..].strip_prefix(found.as_str()).is_some_and(|rest| rest.trim_start().starts_with('('));
            let bare = bracket.then(|| copy.with(at..at + found.len(), ""));
            // A field where a bracket is missing is no value: there the text has lost its shape.
            let is_value = !text[at + found.len().min(text.len() - at)..].trim_start().starts_with(':');
            Box::new(bare.into_iter().chain(replaced(copy, around).filter(move |_| is_value)))
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
    let item = around.first()?;
    let span = item.span();
    let rest = &copy.source.text[span.end..];
    let blank = rest.len() - rest.trim_start().len();
    let comma = usize::from(rest[blank..].starts_with(','));
    let mut without = copy.with(span.start..span.end + (blank + 1) * comma, "");
    without.taken.extend(item.key.clone().map(|key| copy.source.text[key].to_owned()));
    Some(without)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::file::{read_evidence, read_plan, read_scenario};

    const PLAN: &str = r#"Plan(
        format: 1, title: "t", revised: "2026-02-01", next_review: "2026-08-01", currency: "GBP",
        calendar: (starts: "2025-01-06", open: "Mon-Fri 09:00-17:00", closed_weeks: [16], basis: Assumed(grade: B, source: "T2", note: "n")),
        resources: { "coach": (needs: ["mains"], enough: "75%", is: "practitioner", capacity: true), "mains": () },
        roles: { "lead": (holder: "coach", deputies: ["mains"], works: (claimed: "95%"), takes_over: Exactly("4h"), evidence: Tried("2026-01-10"), does: "d") },
        services: { "talk": (weekly: 10, length: "60min", fee: "100", by: "coach", needs: ["mains"], confidential: true, clients: 9, engagement: 6, ladder: ["battery"]) },
        functions: { "work": (serves: ["talk"], rto: "1d", mtpd: "2d", mbco: "80%", rpo: "24h") },
        strategies: {
            "battery": (plan: "5", words: "w", kind: Substitute(for: ["mains"], needs: ["coach"], level: "90%", limit: "4h", allowance: "12h", open: "Mon-Fri 09:00-17:00"),
                works: (claimed: "95%", supported: "80%", untested: "60%"), ready: (claimed: Usually(typical: "1h", bad_case: "4h", cap: "1d")),
                retry: (times: 3, after: "10min"), automatic: true, private: true, evidence: Never, cost: (once: "1", per_year: "2"), basis: Own),
            "phone": (kind: Switch(needs: ["coach"], accepted: "85%", worth: "95%", fee: "50%")),
            "later": (kind: Postpone(patience: [(within: "1w", accepted: "85%")], up_to: "110%", notice: "2d")),
            "mender": (kind: Repair(of: ["mains"], leaves: "30%")),
            "news": (kind: Tell(needs: ["coach"])),
            "others": (kind: HandOver(needs: ["coach"], accepted: "40%", spare: 4, fee_share: "60%")),
            "copy": (kind: Restore(of: ["mains"], every: "1d", fails: "5%")),
            "guard": (kind: Prevent(of: ["down"], averts: "50%")),
            "offers": (kind: Sustain(holds: "20%", later: "2w")),
            "cover": (kind: Insure(pays: Benefit(while_down: ["coach"], amount: "2,000 a month", deferred: "28d", at_most: "12mo"), arrears: "30d")),
            "other cover": (kind: Insure(pays: Loss(of: ["down"], excess: "300", share: "80%", limit: "5,000", income: true, waiting: "8h"), per_year: (excess: "500", limit: "10,000"))),
            "told": (kind: Report(needs: ["coach"])),
        },
        clients: (per_missed: "1%", per_silent_day: "1%", told_too_late: "200%", lead_time: Between(low: "2w", likely: "6w", high: "16w")),
        finances: (fund: "5,000", fixed: "1,000 a month", drawings: "2,000 a month", paid: Mix([("80%", Exactly("7d")), ("20%", OneOf(["1d", "2d"]))]), unpaid: "1%"),
        grace: "15min", promises: ["ruin within 24 months <= 2%"],
        offers: { "card": (strategy: (kind: Tell(needs: ["coach"])), after: "battery", resources: { "card": () }) },
        today: "2026-02-02", ranges: { "x": { "finances.fund": ("1", "9,000") } },
    )"#;

    const SCENARIO: &str = r#"Scenario(
        format: 1, title: "t", about: "a", horizon: "8w",
        hazards: { "down": (rate: "1 a year", of_each: "practitioner", when: "Mon-Fri 08:00-20:00",
            season: ["100%", "100%", "100%", "100%", "100%", "100%", "100%", "100%", "100%", "100%", "100%", "100%"], one_at_a_time: true,
            strikes: { "mains": "0%", "coach": [("66%", "0%"), ("34%", "50%")] }, costs: Between(low: "50", likely: "120", high: "600"),
            demand: (falls: Exactly("20%"), over: "4w", back_over: "26w"), pays_later: "2w", unpaid: "5%", unsettles: "2%", reportable: true,
            lasts: Weibull(shape: 1.5, scale: "4h", shift: "1h")) },
        then: { "claim": (of: ["down"], chance: [("1d", "0%"), ("longer", "20%")], after: Uniform(low: "1h", high: "2d"), lasts: Exponential(mean: "4h"), winds_up: true) },
        injects: [(at: "1h", from: "x", text: "y", asks: "z", if_used: "battery")],
    )"#;

    const TRIED: &str = r#"Evidence(format: 1, entries: [
        (strategy: "battery", on: "2026-01-10", from: Drill, worked: true, took: "40min", note: "n", reference: "r")])"#;

    fn faults(text: &str) -> Vec<Fault> {
        let source = Source::new("x", text);
        let read = match &text[..2] {
            "Pl" => read_plan(&source).map(|_| ()),
            "Sc" => read_scenario(&source).map(|_| ()),
            _ => read_evidence(&source).map(|_| ()),
        };
        read.err().unwrap_or_default()
    }

    /// Every field with a key, with the entry in whose round brackets it stands.
    fn fields<'a>(node: &'a Node, text: &str, found: &mut Vec<(&'a Node, &'a Item)>) {
        for item in &node.items {
            let is_field = item.key.clone().is_some_and(|key| !text[key].starts_with('"'));
            if is_field {
                found.push((node, item));
            }
            fields(&item.value, text, found);
        }
    }

    /// A kind that was a number hid all other faults of its strategy.
    #[test]
    fn a_value_of_the_wrong_shape_hides_nothing_beside_it() {
        let mut hidden = Vec::new();
        for text in [PLAN, SCENARIO, TRIED] {
            assert_eq!(faults(text), Vec::new());
            let outline = Node::of(text);
            let mut all = Vec::new();
            fields(&outline, text, &mut all);
            for (entry, item) in all {
                for wrong in [
                    "5",
                    "-1.5",
                    "true",
                    "\"nonsense\"",
                    "nonsense",
                    "Nonsense(a: 1)",
                    "(no: 1)",
                    "[7]",
                    "{}",
                    "Nonsense",
                ] {
                    let (key, span) = (&text[item.key.clone().unwrap()], item.value.span.clone());
                    let inside = entry.inside.clone().unwrap();
                    let mut changed = text.to_owned();
                    changed.replace_range(span, &format!("{wrong}, zzz: 1"));
                    changed.insert_str(inside.start, "aaa: 1, ");
                    let told = faults(&changed);
                    let has = |name: &str| told.iter().any(|fault| fault.what.contains(&format!("no field `{name}`")));
                    // What is written there may be right: then the two others are all there is.
                    let fine = (has("aaa") && has("zzz")) || key == "format";
                    if !fine {
                        hidden.push(format!("{key}: {wrong}: {:?}", told.iter().map(|f| &f.what).collect::<Vec<_>>()));
                    }
                    let places = told.iter().all(|fault| fault.at.is_some());
                    assert!(places, "{key}: {wrong}: {told:#?}");
                }
            }
        }
        assert!(hidden.is_empty(), "{} of them:\n{}", hidden.len(), hidden.join("\n"));
    }

    /// What a mend took out was told as missing.
    #[test]
    fn a_word_that_is_not_known_lists_those_that_are_and_nothing_else_is_told() {
        let one = |text: &str, from: &str, to: &str| {
            assert!(text.contains(from), "{from}");
            let told = faults(&text.replacen(from, to, 1));
            assert_eq!(told.len(), 1, "{to}: {told:#?}");
            format!("{}; {}", told[0].what, told[0].tip)
        };
        assert_eq!(one(TRIED, "Drill", "Rumour"), "`Rumour` is no origin; known are `Drill`, `Incident`");
        assert_eq!(
            one(TRIED, "Drill", "\"Drill\""),
            "expected an origin, which stands without quotes; write `Drill`, and its fields in brackets behind it where it has some"
        );
        assert_eq!(one(PLAN, "grade: B", "grade: D"), "`D` is no grade; known are `A`, `B`, `C`, `J`, `M`");
        assert_eq!(
            one(PLAN, "evidence: Never", "evidence: Nevr"),
            "`Nevr` is no kind of evidence; did you mean `Never`? known are `Never`, `Tried`, `Timed`, `Failed`"
        );
        assert_eq!(
            one(PLAN, "pays: Loss", "pays: Losses"),
            "`Losses` is no kind of cover; did you mean `Loss`? known are `Benefit`, `Loss`"
        );
        assert!(
            one(PLAN, "basis: Own", "basis: 7").starts_with("expected a basis, found `7`; known are `Own`, `Assumed`")
        );
        assert!(one(PLAN, "kind: Tell", "kind: Phone").contains("known are `Substitute`, `Switch`"));
        assert!(
            one(SCENARIO, "Exponential", "Poisson").starts_with("`Poisson` is no distribution; known are `Exactly`")
        );
    }
}
