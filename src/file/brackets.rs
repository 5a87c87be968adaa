//! Brackets that do not pair: knows how authors indent, and finds by it which bracket is missing or too many; does not
//! know what stands between them.
//!
//! The reader of the format notices a missing bracket far behind its place, when a field comes that the inner entry does
//! not have. All it says from there on is noise. So where brackets do not pair, they are told and mended first.

use std::cmp::Ordering;

use crate::codes::SYNTAX;

use super::diagnosis::{Fault, Source};
use super::outline::bare_text;

/// What is wrong with the brackets, and a change that mends it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unpaired {
    pub(super) fault: Fault,
    /// The bytes to be replaced, and by what.
    pub(super) change: (std::ops::Range<usize>, String),
}

/// The first bracket that is missing or too many; none where all pair, or where a quote is open.
pub(super) fn unpaired(source: &Source) -> Option<Unpaired> {
    let text = bare_text(&source.text)?;
    let seen = Seen { text: &text, lines: lines(&text) };
    let wrong = seen.wrong()?;
    Some(seen.told(source, wrong))
}

/// What can be wrong, by the offset of the bracket that is told.
enum Wrong {
    /// It is never closed; something else is closed there, or the text ends.
    Open(usize, usize),
    /// It closes nothing.
    Extra(usize),
    /// It closes what was opened by a bracket of another kind.
    Other(usize, usize),
}

/// The text without comments and what stands in quotes.
struct Seen<'a> {
    text: &'a str,
    lines: Vec<Line>,
}

struct Line {
    start: usize,
    /// The first thing in it, or below where it is blank.
    first: usize,
}

fn lines(text: &str) -> Vec<Line> {
    let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(end, _)| end + 1));
    let mut lines: Vec<Line> = starts.map(|start| Line { start, first: start }).collect();
    let mut below = text.len();
    for line in lines.iter_mut().rev() {
        let words = text[line.start..].split('\n').next().unwrap_or("");
        if let Some(blank) = words.find(|c: char| !c.is_whitespace()) {
            below = line.start + blank;
        }
        line.first = below;
    }
    lines
}

impl Seen<'_> {
    fn wrong(&self) -> Option<Wrong> {
        let mut open: Vec<(usize, char)> = Vec::new();
        // What the indentation speaks against; it is believed only where brackets do not pair in the end.
        let mut doubt: Option<Wrong> = None;
        let brackets = self.text.char_indices().filter(|(_, c)| "([{)]}".contains(*c));
        for (at, bracket) in brackets {
            if closing(bracket).is_some() {
                open.push((at, bracket));
                continue;
            }
            let Some((opened, kind)) = open.pop() else { return Some(doubt.unwrap_or(Wrong::Extra(at))) };
            if closing(kind) == Some(bracket) {
                doubt = doubt.or_else(|| self.doubt(opened, at));
                continue;
            }
            let closes_outer = open.iter().rev().find(|(_, kind)| closing(*kind) == Some(bracket)).map(|(at, _)| *at);
            return Some(doubt.unwrap_or_else(|| self.mismatch(opened, at, closes_outer)));
        }
        let (last, _) = open.pop()?;
        Some(doubt.filter(|doubt| matches!(doubt, Wrong::Open(..))).unwrap_or(Wrong::Open(last, self.text.len())))
    }

    /// A bracket that is closed by one of its kind, at a place where it should not.
    fn doubt(&self, opened: usize, at: usize) -> Option<Wrong> {
        if self.line(opened) == self.line(at) {
            return None;
        }
        let outer = self.indent(opened);
        if self.leads_its_line(at) {
            return match self.indent(at).cmp(&outer) {
                Ordering::Less => Some(Wrong::Open(opened, at)),
                Ordering::Equal => None,
                Ordering::Greater => Some(Wrong::Extra(at)),
            };
        }
        let goes_on = self.next_line(at).is_some_and(|next| self.indent(next) > outer && !self.is_closing(next));
        goes_on.then_some(Wrong::Extra(at))
    }

    fn mismatch(&self, opened: usize, at: usize, closes_outer: Option<usize>) -> Wrong {
        let same_line = self.line(opened) == self.line(at);
        let Some(outer) = closes_outer else {
            return if same_line || self.leads_its_line(at) { Wrong::Other(opened, at) } else { Wrong::Extra(at) };
        };
        let aligned = self.leads_its_line(at) && self.indent(opened) == self.indent(at);
        if aligned || same_line && self.line(outer) != self.line(at) {
            Wrong::Other(opened, at)
        } else if same_line || self.leads_its_line(at) {
            Wrong::Open(opened, at)
        } else {
            Wrong::Extra(at)
        }
    }

    fn told(&self, source: &Source, wrong: Wrong) -> Unpaired {
        let bracket = |at: usize| self.text[at..].chars().next().unwrap_or(' ');
        let pair = |at: usize| closing(bracket(at)).unwrap_or(' ');
        let fault = |at, what, tip| Fault::new(SYNTAX, Some(at), what, tip);
        match wrong {
            Wrong::Open(at, noticed) => {
                let what = format!("this `{}` is never closed", bracket(at));
                let (place, text) = self.close(at, noticed, pair(at));
                let tip = format!("a `{}` is missing, it seems in line {}", pair(at), source.position(place).0);
                Unpaired { fault: fault(at, what, tip), change: (place..place, text) }
            }
            Wrong::Extra(at) => {
                let what = format!("this `{}` is one too many", bracket(at));
                Unpaired { fault: fault(at, what, "take it out".to_owned()), change: (at..at + 1, String::new()) }
            }
            Wrong::Other(opened, at) => {
                let (line, column) = source.position(opened);
                let what =
                    format!("`{}` closes the `{}` of line {line}, column {column}", bracket(at), bracket(opened));
                let tip = format!("write `{}`", pair(opened));
                Unpaired { fault: fault(at, what, tip), change: (at..at + 1, pair(opened).to_string()) }
            }
        }
    }

    /// Where a bracket seems to have been meant to be closed, and what to write there.
    fn close(&self, opened: usize, noticed: usize, bracket: char) -> (usize, String) {
        if self.line(opened) == self.line(noticed) {
            return (noticed, bracket.to_string());
        }
        let outer = self.indent(opened);
        let mut end = opened;
        while let Some(next) = self.next_line(end).filter(|next| *next < noticed && self.indent(*next) > outer) {
            end = next;
        }
        let end = self.next_line(end).unwrap_or(self.text.len()).min(noticed);
        let before = self.text[..end].trim_end();
        // Behind the last bracket of all nothing may follow.
        if end == self.text.len() {
            return (end, bracket.to_string());
        }
        match before.strip_suffix(',') {
            Some(item) => (item.len(), bracket.to_string()),
            None => (before.len(), format!("{bracket},")),
        }
    }

    /// The number of the line of an offset, from 0 on.
    fn line(&self, at: usize) -> usize {
        self.lines.partition_point(|line| line.start <= at) - 1
    }

    /// By how much the line of an offset is indented \[bytes\].
    fn indent(&self, at: usize) -> usize {
        let line = &self.lines[self.line(at)];
        line.first - line.start
    }

    fn leads_its_line(&self, at: usize) -> bool {
        self.lines[self.line(at)].first == at
    }

    /// The first thing in the lines below.
    fn next_line(&self, at: usize) -> Option<usize> {
        self.lines.get(self.line(at) + 1).map(|line| line.first).filter(|next| *next < self.text.len())
    }

    fn is_closing(&self, at: usize) -> bool {
        self.text[at..].starts_with([')', ']', '}'])
    }
}

fn closing(bracket: char) -> Option<char> {
    match bracket {
        '(' => Some(')'),
        '[' => Some(']'),
        '{' => Some('}'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Plan(\n    a: {\n        \"x\": (needs: [\"p (\", \"q\"], b: 1), // )\n        \"y\": (\n            \
                        c: [(d: 1),\n                (d: 2)],\n        ),\n    },\n    e: (\n        f: G(h: 2),\n        i: 3,\n    ),\n)\n";

    /// Line and words of what is told of the text with one part replaced, and whether the mended text pairs.
    fn told(from: &str, to: &str) -> String {
        assert!(TEXT.contains(from), "{from}");
        let source = Source::new("x", &TEXT.replacen(from, to, 1));
        let Some(found) = unpaired(&source) else { return String::new() };
        let (range, text) = found.change;
        let mut mended = source.text.clone();
        mended.replace_range(range, &text);
        assert_eq!(unpaired(&Source::new("x", &mended)), None, "{mended}");
        let line = found.fault.at.map_or(0, |at| source.position(at).0);
        format!("{line}: {}; {}", found.fault.what, found.fault.tip)
    }

    #[test]
    fn what_pairs_is_not_told() {
        assert_eq!(told("Plan", "Plan"), "");
    }

    #[test]
    fn a_missing_bracket_is_told_where_it_was_opened() {
        assert_eq!(told("b: 1),", "b: 1,"), "3: this `(` is never closed; a `)` is missing, it seems in line 3");
        assert_eq!(told("\"q\"],", "\"q\","), "3: this `[` is never closed; a `]` is missing, it seems in line 3");
        assert_eq!(
            told("        ),\n    }", "    }"),
            "4: this `(` is never closed; a `)` is missing, it seems in line 6"
        );
        assert_eq!(told("    },\n", ""), "2: this `{` is never closed; a `}` is missing, it seems in line 7");
        assert_eq!(told("G(h: 2),", "G(h: 2,"), "10: this `(` is never closed; a `)` is missing, it seems in line 10");
        assert_eq!(told("    ),\n)\n", ")\n"), "9: this `(` is never closed; a `)` is missing, it seems in line 11");
        assert_eq!(told("\n)\n", "\n"), "1: this `(` is never closed; a `)` is missing, it seems in line 13");
    }

    #[test]
    fn a_bracket_too_many_is_told_at_its_place() {
        assert_eq!(told("b: 1),", "b: 1)),"), "3: this `)` is one too many; take it out");
        assert_eq!(told("G(h: 2),", "G(h: 2)),"), "10: this `)` is one too many; take it out");
        assert_eq!(told("e: (", "e: "), "12: this `)` is one too many; take it out");
        assert_eq!(told("    },\n", "    }},\n"), "8: this `}` is one too many; take it out");
        assert_eq!(told("\n)\n", "\n))\n"), "13: this `)` is one too many; take it out");
    }

    #[test]
    fn a_bracket_of_another_kind_is_told_at_its_place() {
        assert_eq!(told("    },\n", "    ),\n"), "8: `)` closes the `{` of line 2, column 8; write `}`");
        assert_eq!(told("\n)\n", "\n}\n"), "13: `}` closes the `(` of line 1, column 5; write `)`");
    }
}
