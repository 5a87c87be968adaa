//! What is wrong with a file, said so that it can be mended: knows positions and how to show them; does not know
//! what is right.

use std::collections::BTreeMap;

use crate::codes::Code;

use super::columns::{columns, visible};
use super::names::is_hidden;
use super::warn::Warning;

/// The text of a file and the name it is shown by.
#[derive(Clone, Debug)]
pub struct Source {
    /// The path as given.
    pub name: String,
    /// The text, without a byte order mark.
    pub text: String,
}

/// One fault in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What kind of fault it is.
    pub code: &'static Code,
    /// What was found and what is allowed.
    pub what: String,
    /// How to mend it.
    pub tip: String,
    /// Byte offset in the text; none where it concerns the file as a whole.
    pub at: Option<usize>,
}

/// A fault or a warning, as it is shown.
struct Said {
    at: Option<usize>,
    /// In one word.
    kind: &'static str,
    code: &'static Code,
    what: String,
    tip: String,
    /// The other lines that say the same: a name taken out in one place is missed in every ladder.
    also: Vec<usize>,
}

/// The longest part of a line shown \[columns\].
const WIDEST: usize = 100;
/// The most that is shown of either end of a message \[characters\]: a dozen long names fit in.
const END: usize = 500;
/// The most faults shown of one file.
pub(super) const MOST: usize = 20;
/// The most lines listed that say the same.
const LINES: usize = 12;

impl Fault {
    /// A fault at a byte offset.
    #[must_use]
    pub fn new(code: &'static Code, at: Option<usize>, what: impl Into<String>, tip: impl Into<String>) -> Self {
        Self { code, what: what.into(), tip: tip.into(), at }
    }
}

impl Said {
    fn new(kind: &'static str, at: Option<usize>, code: &'static Code, what: &str, tip: &str) -> Self {
        Self { at, kind, code, what: what.to_owned(), tip: tip.to_owned(), also: Vec::new() }
    }
}

impl Source {
    /// The text of a file, a byte order mark taken off. Where lines end in CR alone, as they did on old machines, they end
    /// in LF: else a comment in the first line would be all of the file. No place moves by that.
    #[must_use]
    pub fn new(name: impl Into<String>, text: &str) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let lines: Vec<String> = text.split("\r\n").map(|part| part.replace('\r', "\n")).collect();
        Self { name: name.into(), text: lines.join("\r\n") }
    }

    /// The offset of an address inside the text.
    pub(super) fn offset(&self, address: usize) -> Option<usize> {
        address.checked_sub(self.text.as_ptr() as usize).filter(|offset| *offset <= self.text.len())
    }

    /// The byte offset of a line and a column, both counted from 1, columns in characters.
    pub(super) fn offset_of(&self, line: usize, column: usize) -> usize {
        let start: usize = self.text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
        let line = self.text[start..].lines().next().unwrap_or("");
        start + line.char_indices().nth(column.saturating_sub(1)).map_or(line.len(), |(i, _)| i)
    }

    /// Line and column of a byte offset, counted from 1, columns in characters.
    #[must_use]
    pub fn position(&self, offset: usize) -> (usize, usize) {
        let before = &self.text[..self.floor(offset)];
        let line = before.matches('\n').count() + 1;
        let start = before.rfind('\n').map_or(0, |i| i + 1);
        (line, before[start..].chars().count() + 1)
    }

    /// The same for many byte offsets in their order, in one pass.
    #[must_use]
    pub fn positions(&self, offsets: &[usize]) -> Vec<(usize, usize)> {
        let (mut line, mut start, mut seen) = (1, 0, 0);
        let one = |offset: &usize| {
            let at = self.floor(*offset).max(seen);
            let passed = &self.text[seen..at];
            line += passed.matches('\n').count();
            start = passed.rfind('\n').map_or(start, |end| seen + end + 1);
            seen = at;
            (line, self.text[start..at].chars().count() + 1)
        };
        offsets.iter().map(one).collect()
    }

    fn floor(&self, offset: usize) -> usize {
        (0..=offset.min(self.text.len())).rev().find(|i| self.text.is_char_boundary(*i)).unwrap_or(0)
    }

    /// All faults in the order of the file, each with its line, a caret and a tip.
    #[must_use]
    pub fn explain(&self, faults: &[Fault]) -> String {
        let of = |f: &Fault| Said::new("error", f.at, f.code, &f.what, &f.tip);
        self.explain_all(faults.iter().map(of).collect(), "fault")
    }

    /// All warnings in the same way.
    #[must_use]
    pub fn warn(&self, warnings: &[Warning]) -> String {
        let of = |w: &Warning| Said::new("warning", w.at, w.code, &w.what, &w.tip);
        self.explain_all(warnings.iter().map(of).collect(), "warning")
    }

    fn explain_all(&self, mut all: Vec<Said>, kind: &str) -> String {
        all.sort_by_key(|said| said.at);
        let all = self.together(all);
        let mut shown: Vec<String> = all.iter().take(MOST).map(|said| self.explain_one(said)).collect();
        let more = all.len().saturating_sub(MOST);
        if more > 0 {
            let many = if more == 1 { "" } else { "s" };
            shown.push(format!("{more} more {kind}{many} in `{}`\n", visible(&self.name)));
        }
        shown.join("\n")
    }

    /// What is said in the same words of several places is said once, with the other lines.
    fn together(&self, all: Vec<Said>) -> Vec<Said> {
        let mut kept: Vec<Said> = Vec::new();
        let mut first = BTreeMap::new();
        for said in all {
            let words = (said.code.number, said.what.clone(), said.tip.clone());
            match (first.get(&words), said.at) {
                (Some(i), Some(at)) => {
                    let one: &mut Said = &mut kept[*i];
                    // Counting lines takes as long as the file; more than are shown are only counted.
                    one.also.push(if one.also.len() < LINES { self.position(at).0 } else { 0 });
                }
                _ => {
                    first.insert(words, kept.len());
                    kept.push(said);
                }
            }
        }
        kept
    }

    fn explain_one(&self, said: &Said) -> String {
        let name = visible(&self.name);
        let what = visible(&cut(&said.what));
        let tip = if said.tip.is_empty() { String::new() } else { format!("  tip: {}\n", visible(&cut(&said.tip))) };
        let tip = also(&said.also) + &tip;
        let error = format!("{}[{}]", said.kind, said.code.number);
        let Some(offset) = said.at else { return format!("{name}: {error}: {what}\n{tip}") };
        let (line, column) = self.position(offset);
        let text = self.text.lines().nth(line - 1).unwrap_or("");
        let (part, before) = window(text, column - 1);
        let number = line.to_string();
        let space = " ".repeat(number.len());
        let caret = format!("{}{}", " ".repeat(before), self.underline(offset));
        format!("{name}:{line}:{column}: {error}: {what}\n {number} | {part}\n {space} | {caret}\n{tip}")
    }

    /// Carets under the word or quoted text that starts at an offset.
    fn underline(&self, offset: usize) -> String {
        let rest = self.text[self.floor(offset)..].lines().next().unwrap_or("");
        let end = match rest.strip_prefix('"') {
            Some(quoted) => quoted.find('"').map_or(1, |end| end + 2),
            None => rest.find(|c: char| !(c.is_alphanumeric() || "_.-".contains(c))).unwrap_or(rest.len()),
        };
        let width: usize = columns(&printed(&rest[..end.min(rest.len())])).map(|(_, columns)| columns).sum();
        "^".repeat(width.clamp(1, WIDEST / 2))
    }
}

/// A line with a blank for each character that must not be printed, so that each keeps its place.
fn printed(line: &str) -> String {
    line.chars().map(|c| if is_hidden(c) { ' ' } else { c }).collect()
}

/// The part of a line around its `at`-th character that fits in [`WIDEST`] columns, and the columns before that character.
fn window(line: &str, at: usize) -> (String, usize) {
    let line = printed(line);
    let all: Vec<(char, usize)> = columns(&line).collect();
    let at = at.min(all.len());
    let sum = |part: &[(char, usize)]| part.iter().map(|(_, columns)| columns).sum::<usize>();
    // Half of it before the place, or more where the line ends early; marks without a letter of their own are not begun with.
    let behind = sum(&all[at..]).min(WIDEST / 2);
    let mut start = at;
    let mut room = WIDEST - behind;
    while start > 0 && all[start - 1].1 <= room && at - start < MOST_MARKS {
        start -= 1;
        room -= all[start].1;
    }
    start += all[start..at].iter().take_while(|(_, columns)| start > 0 && *columns == 0).count();
    let before = sum(&all[start..at]);
    let mut left = WIDEST;
    let fits = |(_, columns): &&(char, usize)| {
        let fits = *columns <= left;
        left = left.saturating_sub(*columns);
        fits
    };
    let part = all[start..].iter().take_while(fits).take(at - start + MOST_MARKS).map(|(c, _)| c).collect();
    (part, before)
}

/// The most characters on either side of a place, however few columns they take.
const MOST_MARKS: usize = 4 * WIDEST;

/// The lines that say the same, each once.
fn also(lines: &[usize]) -> String {
    let mut shown: Vec<String> = lines.iter().take(LINES).map(ToString::to_string).collect();
    shown.dedup();
    let more = lines.len().saturating_sub(LINES);
    match shown.split_last() {
        None => String::new(),
        Some(_) if more > 0 => format!("  the same in lines {} and {more} more places\n", shown.join(", ")),
        Some((last, [])) => format!("  the same in line {last}\n"),
        Some((last, first)) => format!("  the same in lines {} and {last}\n", first.join(", ")),
    }
}

/// A message holds what was found, which may be a megabyte: its two ends are enough.
fn cut(text: &str) -> String {
    let length = text.chars().count();
    if length <= 2 * END {
        return text.to_owned();
    }
    let start: String = text.chars().take(END).collect();
    let end: String = text.chars().skip(length - END).collect();
    format!("{start} … {end}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::AMOUNT;

    #[test]
    fn a_fault_shows_its_line_with_a_caret() {
        let source = Source::new("plan.ron", "Plan(\n    fee: \"-3\",\n)");
        let shown =
            source.explain(&[Fault::new(AMOUNT, Some(source.offset_of(2, 10)), "`-3` is negative", "write an amount")]);
        assert_eq!(
            shown,
            "plan.ron:2:10: error[E023]: `-3` is negative\n 2 |     fee: \"-3\",\n   |          ^^^^\n  tip: write an amount\n"
        );
    }

    #[test]
    fn a_message_of_a_megabyte_is_cut() {
        let source = Source::new("x", "a");
        let shown =
            source.explain(&[Fault::new(AMOUNT, Some(0), format!("`{}` is wrong", "9".repeat(1 << 20)), "tip")]);
        assert!(shown.len() < 1_200 && shown.contains("9 … 9") && shown.contains("9` is wrong"), "{shown}");
    }

    #[test]
    fn what_is_wrong_in_several_places_in_the_same_way_is_told_once() {
        let source = Source::new("x", &"a\n".repeat(40));
        let faults = |n: usize| (0..n).map(|i| Fault::new(AMOUNT, Some(2 * i), "w", "t")).collect::<Vec<_>>();
        let told = |n: usize| source.explain(&faults(n)).lines().skip(3).collect::<Vec<_>>().join("|");
        assert_eq!(told(1), "  tip: t");
        assert_eq!(told(2), "  the same in line 2|  tip: t");
        assert_eq!(told(4), "  the same in lines 2, 3 and 4|  tip: t");
        assert!(told(30).ends_with("11, 12, 13 and 17 more places|  tip: t"), "{}", told(30));
    }

    #[test]
    fn the_twenty_first_fault_is_counted() {
        let source = Source::new("x", &"a\n".repeat(40));
        let faults =
            |n: usize| (0..n).map(|i| Fault::new(AMOUNT, Some(2 * i), format!("w{i}"), "")).collect::<Vec<_>>();
        assert!(source.explain(&faults(21)).ends_with("\n1 more fault in `x`\n"));
        assert!(source.explain(&faults(23)).ends_with("\n3 more faults in `x`\n"));
    }

    #[test]
    fn lines_that_end_in_cr_alone_are_lines() {
        let source = Source::new("x", "\u{feff}a\rb\r\nc\r");
        assert_eq!(source.text, "a\nb\r\nc\n");
        assert_eq!(source.position(5), (3, 1));
    }

    #[test]
    fn many_positions_are_those_of_each() {
        let source = Source::new("x", "a\né\"b\"\n\ncd");
        let offsets = [0, 1, 2, 4, 5, 8, 9, 10, 11];
        assert_eq!(source.positions(&offsets), offsets.map(|at| source.position(at)));
    }

    /// A caret was put by the number of letters, and stood beside the fault where one takes two columns or none.
    #[test]
    fn the_caret_stands_under_the_fault_whatever_comes_before() {
        for before in ["", "電話", "👩\u{200d}⚕\u{fe0f} ", "e\u{301}\u{301}", "\t\t", "a\u{202e}b", "한국어 ｆ"]
        {
            for long in [0, 30, 120] {
                let text = format!("{}{before}\"電x\": 5 {}", "字".repeat(long), "é".repeat(long));
                let source = Source::new("x", &text);
                let at = text.find('"').unwrap();
                let shown = source.explain(&[Fault::new(AMOUNT, Some(at), "w", "")]);
                let lines: Vec<&str> = shown.lines().collect();
                let wide = |text: &str| columns(text).map(|(_, columns)| columns).sum::<usize>();
                let place = wide(&lines[1][..lines[1].find('"').unwrap()]);
                assert_eq!(lines[2].find('^'), Some(place), "{shown}");
                assert_eq!(lines[2].matches('^').count(), 5, "{shown}");
                assert!(lines[1].contains("\"電x\": 5") && lines.iter().all(|line| wide(line) < 120), "{shown}");
            }
        }
        // Nothing but marks, and a place at the end of a line.
        let source = Source::new("x", &"\u{301}".repeat(10_000));
        assert!(source.explain(&[Fault::new(AMOUNT, Some(8_000), "w", "")]).chars().count() < 1_200);
        assert!(source.explain(&[Fault::new(AMOUNT, Some(20_000), "w", "")]).contains('^'));
    }

    #[test]
    fn columns_are_characters_and_long_lines_are_cut() {
        let source = Source::new("x", &format!("{}é\"a\"", "é".repeat(300)));
        let shown = source.explain(&[Fault::new(AMOUNT, Some(602), "w", "")]);
        assert!(shown.starts_with("x:1:302: error[E023]: w\n"));
        assert!(shown.lines().all(|l| l.chars().count() < 120));
    }
}
