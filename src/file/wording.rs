//! What the reader of the format says of a fault, in the words of somebody who writes a plan; does not read.

use ron::Error as E;
use ron::error::SpannedError;

use crate::codes::{COUNT, FIELD, MISSING, NUMBER, SHAPE, SYNTAX, TOO_LARGE, TWICE, WORD};
use crate::units::Misread;

use super::diagnosis::{Fault, Source};
use super::names::Name;
use super::outline::Node;

/// The fault, at its place.
pub(super) fn fault(source: &Source, error: &SpannedError) -> Fault {
    let start = noticed(source, error);
    if let Some(fault) = by_look(source, start) {
        return fault;
    }
    let mut fault = worded(source, error, start);
    let at = place(source, error, start);
    fault.at = Some(at);
    if let Some(first) = first_of_two(&source.text, at).filter(|_| fault.code == TWICE) {
        let (line, _) = source.position(first);
        fault.tip = format!("it stands in line {line} as well; {}", fault.tip);
    }
    fault
}

/// Where the reader of the format noticed an error: it stops at the blanks before what is wrong, unless they are in
/// quotes.
pub(super) fn noticed(source: &Source, error: &SpannedError) -> usize {
    let at = source.offset_of(error.span.start.line, error.span.start.col);
    let inside = Node::quoted(&source.text, at).is_some_and(|quoted| quoted.start < at && at < quoted.end);
    if inside { at } else { behind_blanks(&source.text, at) }
}

/// The first offset from here on where something stands.
pub(super) fn behind_blanks(text: &str, at: usize) -> usize {
    at + text[at..].len() - text[at..].trim_start().len()
}

/// The other place of what stands at an offset a second time.
fn first_of_two(text: &str, at: usize) -> Option<usize> {
    let outline = Node::of(text);
    let around = outline.around(at);
    let own = around.last()?.key.clone()?;
    let siblings = around.len().checked_sub(2).map_or(&outline, |i| &around[i].value);
    let key = |span: std::ops::Range<usize>| Name::new(text[span].trim_matches('"')).map(|name| name.key());
    let keys = siblings.items.iter().filter_map(|item| item.key.clone());
    keys.take_while(|other| *other != own).find(|other| key(other.clone()) == key(own.clone())).map(|other| other.start)
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
    let at = Some(start);
    match &error.code {
        E::Message(text) => {
            let read = Misread::from_text(text).unwrap_or_else(|| Misread::new(SHAPE, text, ""));
            Fault::new(read.code, at, read.what, read.tip)
        }
        E::NoSuchStructField { expected, found, outer } => {
            Fault::new(FIELD, at, format!("`{}` has no field `{found}`", entry(outer)), nearest(found, expected))
        }
        E::NoSuchEnumVariant { expected, found, outer } => {
            Fault::new(WORD, at, format!("`{found}` is no {}", noun(outer)), closed(found, expected))
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
        E::IntegerOutOfBounds | E::InvalidIntegerDigit { .. } | E::ExpectedInteger => {
            let what = format!("expected a whole number {}", range(source, start));
            Fault::new(COUNT, at, what, "write digits only, for example 9")
        }
        E::ExceededRecursionLimit => Fault::new(TOO_LARGE, at, "the brackets nest too deep", "write it flatter"),
        E::NoSuchExtension(name) => {
            let what = format!("there is no extension `{name}`");
            Fault::new(SYNTAX, at, what, "take the line out: the format needs none")
        }
        E::InvalidEscape(_) => {
            let what = "a backslash in quotes starts an escape, and this is none";
            Fault::new(SYNTAX, at, what, "write two of them for one: `\\\\`")
        }
        E::InvalidValueForType { expected, found } => {
            // A number is shown as it was written: 1e-320 has 320 digits.
            let found =
                if found.contains("number") { format!("`{}`", word(&source.text[start..])) } else { found.clone() };
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

/// A value where one of a few words is wanted, all of which are known.
pub(super) fn no_word(source: &Source, at: usize, (outer, known): (&Option<String>, &[&str])) -> Fault {
    let rest = &source.text[at..];
    let inside = Node::quoted(&source.text, at).filter(|quoted| quoted.start == at && rest.starts_with('"'));
    let quoted = inside.map(|quoted| source.text[quoted].trim_matches('"').to_owned());
    let Some(found) = quoted else {
        let what = format!("expected {}, found `{}`", one(noun(outer)), word(rest));
        return Fault::new(SHAPE, Some(at), what, closed("", known));
    };
    let what = format!("expected {}, which stands without quotes", one(noun(outer)));
    let is_known = known.contains(&found.as_str());
    let tip = if is_known {
        format!("write `{found}`, and its fields in brackets behind it where it has some")
    } else {
        closed(&found, known)
    };
    Fault::new(SHAPE, Some(at), what, tip)
}

/// A noun with its article.
fn one(noun: &str) -> String {
    let article = if noun.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {noun}")
}

/// What a closed set of words is of.
fn noun(outer: &Option<String>) -> &'static str {
    match outer.as_deref() {
        Some("Effect") => "kind of strategy",
        Some("Cover") => "kind of cover",
        Some("Written") => "distribution",
        Some("Occasion") => "origin",
        Some("Grade") => "grade",
        Some("Basis") => "basis",
        Some("Evidence") => "kind of evidence",
        Some("Element") => "element",
        Some("State") => "state",
        _ => "word that is known here",
    }
}

fn entry(outer: &Option<String>) -> &str {
    outer.as_deref().unwrap_or("this place")
}

/// The whole numbers that the field around an offset takes.
fn range(source: &Source, start: usize) -> &'static str {
    let outline = Node::of(&source.text);
    let around = outline.around(start);
    let field = around.iter().rev().find_map(|item| item.key.clone()).map_or("", |key| &source.text[key]);
    match field {
        "closed_weeks" => "from 1 to 52",
        "clients" | "engagement" => "from 1 to 10,000",
        "weekly" => "from 0 to 10,000",
        _ => "from 0 to 4,294,967,295",
    }
}

/// What the eye sees at once and the reader does not say.
fn by_look(source: &Source, start: usize) -> Option<Fault> {
    let text = &source.text;
    if let Some((opened, _)) = swallowed(text, start) {
        let what = "the text in quotes runs into what follows";
        return Some(Fault::new(SYNTAX, Some(opened), what, "its closing quote is missing"));
    }
    if Node::quoted(text, start).is_some_and(|quoted| start < quoted.end) {
        return None;
    }
    let rest = &text[start..];
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
            format!("write \"{}\"", word(rest).trim_matches('"')),
        )),
        _ => None,
    }
}

/// A quote as word processors make it.
pub(super) fn is_curly(c: char) -> bool {
    matches!(c, '“' | '”' | '„' | '‟' | '«' | '»' | '‘' | '’')
}

/// A text in quotes that swallows what follows, up to the next quote, as in `"120, by: "`: its opening quote, and where its
/// own text ends.
pub(super) fn swallowed(text: &str, start: usize) -> Option<(usize, usize)> {
    let quoted = Node::quoted(text, start).or_else(|| {
        // Where it has swallowed the end of a line, what follows it is noticed.
        let before = text[..start].trim_end().len();
        let in_quotes = text[start..].find(['"', ':', ',', '(']).is_some_and(|at| text[start + at..].starts_with('"'));
        let is_last = |quoted: &std::ops::Range<usize>| quoted.end == before && text[quoted.clone()].contains('\n');
        Node::quoted(text, before).filter(|quoted| in_quotes && is_last(quoted))
    })?;
    let inside = text[quoted.clone()].strip_prefix('"')?;
    let inside = inside.strip_suffix('"').unwrap_or(inside);
    let rest = inside.trim_end();
    let behind = start >= quoted.end;
    let fields =
        rest.ends_with([':', '(', '[', '{']) || (rest.contains(", ") || rest.contains('\n')) && rest.ends_with(',');
    let end = if behind { inside.find(['\n']) } else { inside.find([',', ' ', '\n']) };
    let end = end.filter(|_| fields || behind)?;
    let end = end - (inside[..end].len() - inside[..end].trim_end_matches(['\r', ',', ' ']).len());
    Some((quoted.start, quoted.start + 1 + end))
}

/// A number written with a decimal comma, outside quotes.
pub(super) fn decimal_comma(text: &str) -> Option<&str> {
    let digits = |text: &str| text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let whole = digits(text);
    let part = text[whole..].strip_prefix(',').map(digits)?;
    (whole > 0 && part > 0).then(|| &text[..whole + 1 + part])
}

/// The characters up to the next comma, blank or bracket.
pub(super) fn word(text: &str) -> String {
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
pub(crate) fn nearest(found: &str, known: &[impl AsRef<str>]) -> String {
    if let Some(name) = near(found, known) {
        return format!("did you mean `{name}`?");
    }
    let names: Vec<String> = ranked(found, known).iter().take(12).map(|(_, name)| format!("`{name}`")).collect();
    match names.len() {
        0 => "nothing of the kind is defined".to_owned(),
        n => format!("known are {}{}", names.join(", "), if n < known.len() { ", …" } else { "" }),
    }
}

/// All words of a closed set, and the one that may be meant.
fn closed(found: &str, known: &[&str]) -> String {
    let meant = near(found, known).map_or_else(String::new, |name| format!("did you mean `{name}`? "));
    let all: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
    format!("{meant}known are {}", all.join(", "))
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
