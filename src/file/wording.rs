//! What the reader of the format says of a fault, in the words of somebody who writes a plan; does not read.

use ron::Error as E;
use ron::error::SpannedError;

use crate::codes::{COUNT, FIELD, MISSING, NUMBER, SHAPE, SYNTAX, TOO_LARGE, TWICE, WORD};
use crate::units::Misread;

use super::diagnosis::{Fault, Source};
use super::outline::Node;

/// The fault, at its place.
pub(super) fn fault(source: &Source, error: &SpannedError) -> Fault {
    let start = behind_blanks(&source.text, source.offset_of(error.span.start.line, error.span.start.col));
    let mut fault = worded(source, error, start);
    fault.at = Some(place(source, error, start));
    fault
}

/// The first offset from here on where something stands.
pub(super) fn behind_blanks(text: &str, at: usize) -> usize {
    at + text[at..].len() - text[at..].trim_start().len()
}

/// Where the author should look: some faults are noticed behind the value that is wrong, or at its closing bracket.
fn place(source: &Source, error: &SpannedError, start: usize) -> usize {
    let outline = Node::of(&source.text);
    let around = outline.around(start);
    let Some(last) = around.last() else {
        return if source.text[start..].starts_with(')') { outline.span.start } else { start };
    };
    match &error.code {
        E::DuplicateStructField { .. } | E::MissingStructField { .. } => last.span().start,
        E::IntegerOutOfBounds | E::InvalidIntegerDigit { .. } | E::ExpectedInteger => last.value.span.start,
        E::Message(_) if source.text[start..].starts_with([')', ']', '}']) => last.value.span.start,
        E::ExpectedComma | E::ExpectedStructLikeEnd if is_decimal(source, start) => last.value.span.start,
        _ => start,
    }
}

/// A point or comma inside a number.
fn is_decimal(source: &Source, start: usize) -> bool {
    let before = source.text[..start].chars().next_back();
    source.text[start..].starts_with('.') && before.is_some_and(|c| c.is_ascii_digit())
}

fn worded(source: &Source, error: &SpannedError, start: usize) -> Fault {
    if let Some(fault) = by_look(source, start) {
        return fault;
    }
    let at = Some(start);
    match &error.code {
        E::Message(text) => {
            let read = Misread::from_text(text).unwrap_or_else(|| Misread::new(SHAPE, text, ""));
            Fault::new(read.code, at, read.what, read.tip)
        }
        E::NoSuchStructField { expected, found, outer } => {
            Fault::new(FIELD, at, format!("`{}` has no field `{found}`", entry(outer)), nearest(found, expected))
        }
        E::NoSuchEnumVariant { expected, found, .. } => {
            Fault::new(WORD, at, format!("`{found}` is not known here"), nearest(found, expected))
        }
        E::MissingStructField { field, outer } => Fault::new(
            MISSING,
            at,
            format!("`{}` lacks the field `{field}`", entry(outer)),
            format!("add `{field}: …,` before its closing bracket"),
        ),
        E::DuplicateStructField { field, .. } => {
            Fault::new(TWICE, at, format!("the field `{field}` stands here twice"), "keep one")
        }
        E::ExpectedDifferentStructName { expected, found } => {
            let what = format!("expected the fields of `{expected}`, found `{found}`");
            Fault::new(SHAPE, at, what, "fields stand in round brackets: (field: value, …)")
        }
        E::ExpectedComma | E::ExpectedStructLikeEnd if is_decimal(source, start) => {
            Fault::new(COUNT, at, "expected a whole number", "write digits only, for example 9")
        }
        E::IntegerOutOfBounds | E::InvalidIntegerDigit { .. } | E::ExpectedInteger => Fault::new(
            COUNT,
            at,
            "expected a whole number of at most 4,294,967,295",
            "write digits only, for example 9",
        ),
        E::ExceededRecursionLimit => Fault::new(TOO_LARGE, at, "the brackets nest too deep", "write it flatter"),
        E::InvalidValueForType { expected, found } => {
            Fault::new(SHAPE, at, format!("expected {expected}, found {found}"), shape(source, start))
        }
        E::ExpectedDifferentLength { expected, found } => {
            Fault::new(SHAPE, at, format!("expected {expected}, found {found}"), "write all of them, in order")
        }
        E::TrailingCharacters => {
            Fault::new(SYNTAX, at, "something follows after the end", "one file holds one plan or scenario")
        }
        other => broken(source, start, other),
    }
}

fn entry(outer: &Option<String>) -> &str {
    outer.as_deref().unwrap_or("this place")
}

/// What the eye sees at once and the reader does not say.
fn by_look(source: &Source, start: usize) -> Option<Fault> {
    if swallowed(&source.text, start).is_some() {
        let what = "the text in quotes runs into what follows";
        return Some(Fault::new(SYNTAX, Some(start), what, "its closing quote is missing"));
    }
    let rest = &source.text[start..];
    let first = rest.chars().next()?;
    if let Some(number) = decimal_comma(rest) {
        let tip = format!("write a point, in quotes and with the unit: \"{}\"", number.replace(',', "."));
        return Some(Fault::new(NUMBER, Some(start), format!("a decimal comma in `{number}`"), tip));
    }
    match first {
        _ if is_curly(first) => Some(Fault::new(
            SYNTAX,
            Some(start),
            format!("a curly quote {first}"),
            "use straight quotes \"…\"; a word processor makes curly ones, a text editor does not",
        )),
        '£' | '€' | '$' | '¥' => Some(Fault::new(
            SHAPE,
            Some(start),
            format!("an amount without quotes: {}", word(rest)),
            format!("write \"{}\"", word(rest)),
        )),
        _ => None,
    }
}

/// A quote as word processors make it.
pub(super) fn is_curly(c: char) -> bool {
    matches!(c, '“' | '”' | '„' | '‟' | '«' | '»' | '‘' | '’')
}

/// A quote that swallows what follows, up to the next one, as in `"120, by: "`: where its own text ends.
pub(super) fn swallowed(text: &str, start: usize) -> Option<usize> {
    let start = start + usize::from(text[start..].starts_with('"'));
    let inside = text[..start].ends_with('"').then(|| text[start..].lines().next()?.split('"').next())??;
    let rest = inside.trim_end();
    let fields = rest.ends_with([':', '(', '[', '{']) || rest.contains(", ") && rest.ends_with(',');
    inside.find([',', ' ']).filter(|_| fields).map(|end| start + end)
}

/// A number written with a decimal comma, outside quotes.
pub(super) fn decimal_comma(text: &str) -> Option<&str> {
    let digits = |text: &str| text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let whole = digits(text);
    let part = text[whole..].strip_prefix(',').map(digits)?;
    (whole > 0 && part > 0).then(|| &text[..whole + 1 + part])
}

/// The characters up to the next comma, blank or bracket.
fn word(text: &str) -> String {
    text.chars().take_while(|c| !c.is_whitespace() && !",)]}".contains(*c)).take(20).collect()
}

/// The text does not hang together.
fn broken(source: &Source, start: usize, error: &E) -> Fault {
    let rest = &source.text[start..];
    let found = match rest.chars().next() {
        None => "the end of the file".to_owned(),
        Some(c) if c.is_alphanumeric() || c == '"' => format!("`{}`", word(rest)),
        Some(c) => format!("`{c}`"),
    };
    let code = match error {
        E::ExpectedMap
        | E::ExpectedArray
        | E::ExpectedString
        | E::ExpectedBoolean
        | E::ExpectedFloat
        | E::ExpectedStructLike
        | E::ExpectedNamedStructLike(_) => SHAPE,
        _ => SYNTAX,
    };
    let (wanted, tip) = match error {
        E::ExpectedMap => ("entries in braces", "entries stand in braces: { \"name\": (…), }"),
        E::ExpectedArray => ("a list", "lists stand in square brackets: [\"a\", \"b\"]"),
        E::ExpectedStructLike | E::ExpectedNamedStructLike(_) => {
            ("fields in round brackets", "fields stand in round brackets: (field: value, …)")
        }
        E::ExpectedString => {
            ("text in quotes", "names, amounts, lengths and shares stand in quotes, for example \"4h\"")
        }
        E::ExpectedBoolean => ("`true` or `false`", "write it without quotes"),
        E::ExpectedIdentifier | E::UnexpectedChar(_) if word(rest).starts_with(|c: char| c.is_ascii_digit()) => {
            ("a field", "if this is a decimal comma, write a point: 1.5")
        }
        E::ExpectedIdentifier => ("a field or a word", "fields and words stand without quotes"),
        E::ExpectedMapColon => ("a colon", "write `name: value`"),
        E::Eof | E::ExpectedStringEnd | E::UnclosedBlockComment => {
            ("more", "a quote, a bracket or a comment is not closed")
        }
        _ => ("a comma or a closing bracket", "a comma or a closing bracket is missing just before"),
    };
    let tip = match (error, Node::unclosed(&source.text).last()) {
        (E::Eof | E::ExpectedStringEnd | E::ExpectedStructLikeEnd | E::ExpectedMapEnd, Some(opened)) => {
            let (line, column) = source.position(*opened);
            let sign = source.text[*opened..].chars().next().unwrap_or('(');
            format!("the `{sign}` of line {line}, column {column} is never closed")
        }
        _ => tip.to_owned(),
    };
    Fault::new(code, Some(start), format!("expected {wanted}, found {found}"), tip)
}

/// How to write a value that came in another shape.
fn shape(source: &Source, start: usize) -> &'static str {
    match source.text[start..].chars().next() {
        Some('0'..='9' | '-' | '+' | '.') => {
            "quantities stand in quotes with their unit, for example \"4h\" or \"85%\""
        }
        Some('{') => "fields stand in round brackets: (field: value, …)",
        _ => "look up the field with `bcp-sim explain plan`",
    }
}

/// The known name that is most like this one, where one is like it.
pub(super) fn near<'a>(found: &str, known: &'a [impl AsRef<str>]) -> Option<&'a str> {
    ranked(found, known).first().filter(|(likeness, _)| *likeness > 0.78).map(|(_, name)| *name)
}

/// Known names, the most like first.
fn ranked<'a>(found: &str, known: &'a [impl AsRef<str>]) -> Vec<(f64, &'a str)> {
    let likeness = |name: &str| strsim::jaro_winkler(&found.to_lowercase(), &name.to_lowercase());
    let mut ranked: Vec<(f64, &str)> = known.iter().map(|name| (likeness(name.as_ref()), name.as_ref())).collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    ranked
}

/// `did you mean …`, else all that is known.
pub(super) fn nearest(found: &str, known: &[impl AsRef<str>]) -> String {
    if let Some(name) = near(found, known) {
        return format!("did you mean `{name}`?");
    }
    let names: Vec<String> = ranked(found, known).iter().take(12).map(|(_, name)| format!("`{name}`")).collect();
    match names.len() {
        0 => "nothing of the kind is defined".to_owned(),
        n => format!("known are {}{}", names.join(", "), if n < known.len() { ", …" } else { "" }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_near_miss_is_named_and_a_far_one_lists_what_is_known() {
        assert_eq!(nearest("mobil hotspot", &["mobile hotspot", "power"]), "did you mean `mobile hotspot`?");
        assert_eq!(nearest("zzz", &["power", "broadband"]), "known are `broadband`, `power`");
    }
}
