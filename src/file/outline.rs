//! Where things stand in a text: knows brackets, quotes, commas and comments of the format, even where the text is
//! faulty; does not know what anything means.
//!
//! The reader of the format gives up at the first fault and forgets where values stood. This outline is what positions
//! of missing fields, reading on after a fault, and changing one value of a text need.

use std::ops::Range;

/// A value and what stands in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Node {
    /// From its first to behind its last character.
    pub(super) span: Range<usize>,
    /// What its brackets hold, where it has some.
    pub(super) inside: Option<Range<usize>>,
    /// The items between its brackets.
    pub(super) items: Vec<Item>,
}

/// Something between two commas.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Item {
    /// What stands before the colon, where there is one.
    pub(super) key: Option<Range<usize>>,
    /// What stands behind it.
    pub(super) value: Node,
}

impl Item {
    /// Its field or name, where it has one.
    pub(super) fn key<'t>(&self, text: &'t str) -> Option<&'t str> {
        self.key.clone().map(|span| bare(&text[span]))
    }

    /// From its key to the end of its value.
    pub(super) fn span(&self) -> Range<usize> {
        self.key.as_ref().map_or(self.value.span.start, |key| key.start)..self.value.span.end
    }
}

/// The deepest brackets that are looked into; the reader of the format goes twice as deep.
const DEEPEST: usize = 64;
/// The most items between two brackets.
pub(super) const MOST: usize = 10_000;
/// The most items of a whole text that are kept: no more than this takes 64 MiB.
const KEPT: usize = 500_000;

/// Why a text is not read at all, with the place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Excess {
    /// A bracket is opened inside too many others.
    TooDeep(usize),
    /// The first item too many of a list, or of a set of entries.
    TooMany(usize),
    /// A comment that is never closed: what follows it is not there.
    Comment(usize),
}

impl Node {
    /// The outline of a text.
    pub(super) fn of(text: &str) -> Self {
        Scanner::of(text).0
    }

    /// The opening brackets and quotes of a text that nothing closes, outermost first.
    pub(super) fn unclosed(text: &str) -> Vec<usize> {
        let mut unclosed = Scanner::of(text).1.unclosed;
        unclosed.sort_unstable();
        unclosed
    }

    /// What keeps a text from being read at all, all there is of it.
    pub(super) fn excess(text: &str) -> Vec<Excess> {
        Scanner::of(text).1.excess
    }

    /// The text in quotes that holds an offset, its quotes included, or that ends just before it.
    pub(super) fn quoted(text: &str, offset: usize) -> Option<Range<usize>> {
        let mut scanner = Scanner::new(text);
        scanner.wanted = Some(offset);
        scanner.blank();
        scanner.value(0);
        scanner.found
    }

    /// The item of a field or name.
    pub(super) fn item(&self, text: &str, key: &str) -> Option<&Item> {
        self.items.iter().find(|item| item.key(text) == Some(key))
    }

    /// The items around an offset, outermost first.
    pub(super) fn around(&self, offset: usize) -> Vec<&Item> {
        let mut found = Vec::new();
        let mut node = self;
        while let Some(item) = node.items.iter().find(|item| {
            let span = item.span();
            span.start <= offset && offset < span.end.max(span.start + 1)
        }) {
            found.push(item);
            node = &item.value;
        }
        found
    }
}

/// A key without its quotes.
fn bare(key: &str) -> &str {
    key.strip_prefix('"').and_then(|key| key.strip_suffix('"')).unwrap_or(key)
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
    unclosed: Vec<usize>,
    excess: Vec<Excess>,
    kept: usize,
    /// An offset whose quotes are looked for, and what was found.
    wanted: Option<usize>,
    found: Option<Range<usize>>,
}

impl<'a> Scanner<'a> {
    fn new(text: &'a str) -> Self {
        Self { text, at: 0, unclosed: Vec::new(), excess: Vec::new(), kept: 0, wanted: None, found: None }
    }

    /// The outline of a text, and what was noticed on the way.
    fn of(text: &'a str) -> (Node, Self) {
        let mut scanner = Self::new(text);
        scanner.blank();
        let node = scanner.value(0);
        (node, scanner)
    }

    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn next(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Goes over blanks, comments and `#![…]`.
    fn blank(&mut self) {
        loop {
            let rest = self.rest();
            self.at += rest.len() - rest.trim_start().len();
            let rest = self.rest();
            if rest.starts_with("//") || rest.starts_with("#!") {
                self.at += rest.find('\n').unwrap_or(rest.len());
            } else if rest.starts_with("/*") {
                let (opened, length) = (self.at, rest.len());
                let end = end_of_comment(rest);
                self.at += end.unwrap_or(length);
                if end.is_none() {
                    self.excess.push(Excess::Comment(opened));
                }
            } else {
                return;
            }
        }
    }

    /// A scalar, a name, a bracket, or a name with a bracket; it ends before a comma, a colon or a closing bracket.
    fn value(&mut self, depth: usize) -> Node {
        let mut node = Node { span: self.at..self.at, ..Node::default() };
        while let Some(c) = self.next() {
            match c {
                ',' | ':' | ')' | ']' | '}' => break,
                '(' | '[' | '{' if node.inside.is_none() && depth < DEEPEST => self.bracket(&mut node, depth),
                '(' | '[' | '{' if depth == DEEPEST && self.excess.is_empty() => {
                    self.excess.push(Excess::TooDeep(self.at));
                    self.at += 1;
                }
                '"' => self.quoted(),
                'r' if self.raw().is_some() => self.at += self.raw().unwrap_or(1),
                _ => self.at += c.len_utf8(),
            }
            node.span.end = self.at;
            self.blank();
        }
        node
    }

    fn bracket(&mut self, node: &mut Node, depth: usize) {
        let opened = self.at;
        self.at += 1;
        let start = self.at;
        let mut items = 0;
        loop {
            self.blank();
            match self.next() {
                None => {
                    self.unclosed.push(opened);
                    node.inside = Some(start..self.at);
                    return;
                }
                Some(')' | ']' | '}') => {
                    node.inside = Some(start..self.at);
                    self.at += 1;
                    return;
                }
                Some(',' | ':') => self.at += 1,
                Some(_) => {
                    items += 1;
                    if items == MOST + 1 {
                        self.excess.push(Excess::TooMany(self.at));
                    }
                    let item = self.item(depth + 1);
                    if items <= MOST && self.kept < KEPT {
                        self.kept += 1;
                        node.items.push(item);
                    }
                }
            }
        }
    }

    fn item(&mut self, depth: usize) -> Item {
        let first = self.value(depth);
        if self.next() != Some(':') {
            return Item { key: None, value: first };
        }
        self.at += 1;
        self.blank();
        Item { key: Some(first.span), value: self.value(depth) }
    }

    fn quoted(&mut self) {
        let opened = self.at;
        let mut escaped = false;
        let end = self.rest().char_indices().skip(1).find(|(_, c)| {
            let ends = *c == '"' && !escaped;
            escaped = *c == '\\' && !escaped;
            ends
        });
        match end {
            Some((end, _)) => self.at += end + 1,
            None => {
                self.unclosed.push(opened);
                self.at = self.text.len();
            }
        }
        if self.wanted.is_some_and(|wanted| opened <= wanted && wanted <= self.at) {
            self.found = Some(opened..self.at);
        }
    }

    /// The length of a raw string that starts here.
    fn raw(&self) -> Option<usize> {
        let rest = self.rest().strip_prefix('r')?;
        let hashes = rest.len() - rest.trim_start_matches('#').len();
        let inside = rest[hashes..].strip_prefix('"')?;
        let end = format!("\"{}", "#".repeat(hashes));
        Some(inside.find(&end).map_or(self.rest().len(), |at| 1 + hashes + 1 + at + end.len()))
    }
}

/// The text with blanks for comments and a letter for each byte in quotes, each thing at its offset; none where text in
/// quotes goes over several lines, which is how a missing quote looks.
pub(super) fn bare_text(text: &str) -> Option<String> {
    let mut scanner = Scanner::new(text);
    let mut bare = String::with_capacity(text.len());
    loop {
        let from = scanner.at;
        scanner.blank();
        bare.extend(text[from..scanner.at].bytes().map(|b| if b == b'\n' { '\n' } else { ' ' }));
        let from = scanner.at;
        match scanner.next() {
            None => return scanner.unclosed.is_empty().then_some(bare),
            Some('"') => scanner.quoted(),
            Some('r') if scanner.raw().is_some() => scanner.at += scanner.raw().unwrap_or(1),
            Some(c) if "()[]{},:".contains(c) => {
                bare.push(c);
                scanner.at += 1;
                continue;
            }
            Some(c) => scanner.at += c.len_utf8(),
        }
        let words = &text[from..scanner.at];
        if words.contains('\n') {
            return None;
        }
        bare.extend(words.bytes().map(|_| 'x'));
    }
}

/// The length of the blanks and comments at the start of a text.
pub(super) fn blanks(text: &str) -> usize {
    let mut scanner = Scanner::new(text);
    scanner.blank();
    scanner.at
}

/// The length of a comment between `/*` and `*/`; such comments nest. None where it is never closed.
pub(super) fn end_of_comment(text: &str) -> Option<usize> {
    let mut depth = 0;
    let mut at = 0;
    while let Some(next) = text[at..].find(['*', '/']) {
        let here = &text[at + next..];
        if here.starts_with("/*") {
            depth += 1;
            at += next + 2;
        } else if here.starts_with("*/") {
            depth -= 1;
            at += next + 2;
            if depth == 0 {
                return Some(at);
            }
        } else {
            at += next + 1;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "// a, b\nPlan(x: \"a,)\", /* ( */ y: { \"n, m\": (z: [1, 2]), }, kind: Some(r#\"\"\"#),)";

    fn shown(path: &[&str]) -> &'static str {
        let outline = Node::of(TEXT);
        let found = path.iter().try_fold(&outline, |node, key| node.item(TEXT, key).map(|item| &item.value));
        found.map_or("", |node| &TEXT[node.span.clone()])
    }

    #[test]
    fn values_are_found_behind_quotes_comments_and_names() {
        assert_eq!(shown(&["x"]), "\"a,)\"");
        assert_eq!(shown(&["y", "n, m", "z"]), "[1, 2]");
        assert_eq!(shown(&["kind"]), "Some(r#\"\"\"#)");
        assert_eq!(shown(&["nothing"]), "");
    }

    #[test]
    fn what_is_not_closed_is_found() {
        assert_eq!(Node::unclosed("Plan(a: (b: 1, c: [2]"), [4, 8]);
        assert_eq!(Node::unclosed("Plan(a: \"b)"), [4, 8]);
        assert!(Node::unclosed(TEXT).is_empty());
    }

    #[test]
    fn a_deep_or_broken_text_ends() {
        for text in
            ["(".repeat(100_000), "[1:".repeat(5_000), "/*".repeat(10), "\"\\".into(), "r##\"".into(), "#!".into()]
        {
            let _ = Node::of(&text);
        }
    }

    #[test]
    fn what_is_too_much_is_found() {
        assert!(Node::excess(TEXT).is_empty());
        assert!(Node::excess(&format!("{}{}", "[".repeat(64), "]".repeat(64))).is_empty());
        assert_eq!(Node::excess(&format!("{}{}", "[".repeat(65), "]".repeat(65))), [Excess::TooDeep(64)]);
        assert!(Node::excess(&format!("[{}]", "1,".repeat(MOST))).is_empty());
        assert_eq!(Node::excess(&format!("[{}]", "1,".repeat(MOST + 2))), [Excess::TooMany(1 + 2 * MOST)]);
        assert_eq!(Node::excess("P(a: 1, /* b: /* 2 */)"), [Excess::Comment(8)]);
    }

    #[test]
    fn quotes_are_found_around_an_offset() {
        let quoted = |offset| Node::quoted(TEXT, offset).map(|range| &TEXT[range]);
        let at = TEXT.find("\"a,").unwrap_or(0);
        assert_eq!((quoted(at), quoted(at + 1), quoted(at + 4)), (Some("\"a,)\""), Some("\"a,)\""), Some("\"a,)\"")));
        assert_eq!((quoted(at - 1), quoted(at + 6)), (None, None));
    }

    #[test]
    fn the_items_around_an_offset_are_listed_from_outside() {
        let at = TEXT.find("[1").unwrap_or(0) + 1;
        let outline = Node::of(TEXT);
        let around: Vec<&str> = outline.around(at).iter().map(|item| &TEXT[item.span()]).collect();
        assert_eq!(around, ["y: { \"n, m\": (z: [1, 2]), }", "\"n, m\": (z: [1, 2])", "z: [1, 2]", "1"]);
    }
}
