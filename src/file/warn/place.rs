//! Where a field stands: knows the outline of a text and the way to a value in it; does not know what the value means.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use super::super::diagnosis::Source;
use super::super::names::Name;
use super::super::outline::{Item, Node};

/// A text and its outline.
pub(super) struct Text<'a> {
    source: &'a Source,
    outline: Node,
    /// The place of each field, by where the value starts that it belongs to; made when first asked for.
    places: OnceCell<BTreeMap<(usize, &'a str), usize>>,
}

impl<'a> Text<'a> {
    pub(super) fn of(source: &'a Source) -> Self {
        Self { source, outline: Node::of(&source.text), places: OnceCell::new() }
    }

    fn places(&self) -> &BTreeMap<(usize, &'a str), usize> {
        self.places.get_or_init(|| {
            let mut places = BTreeMap::new();
            let mut ahead = vec![&self.outline];
            while let Some(node) = ahead.pop() {
                for (at, item) in node.items.iter().enumerate() {
                    if let Some(key) = item.key(&self.source.text) {
                        places.entry((node.span.start, key)).or_insert(at);
                    }
                    ahead.push(&item.value);
                }
            }
            places
        })
    }

    /// Where the value at a path starts.
    pub(super) fn at(&self, path: &[&str]) -> Option<usize> {
        self.item(path).map(|item| item.value.span.start)
    }

    /// Where a field of the `n`-th item of a list starts.
    pub(super) fn nth(&self, list: &str, n: usize, field: &str) -> Option<usize> {
        let item = self.item(&[list])?.value.items.get(n)?;
        item.value.item(&self.source.text, field).map(|item| item.value.span.start)
    }

    /// Where the value at a path starts, or else the name of its entry.
    pub(super) fn near(&self, path: &[&str], name: &Name) -> Option<usize> {
        self.at(path).or_else(|| self.name(name))
    }

    /// Where a name was read.
    pub(super) fn name(&self, name: &Name) -> Option<usize> {
        self.source.offset(name.address())
    }

    fn item(&self, path: &[&str]) -> Option<&Item> {
        let mut node = &self.outline;
        let mut found = None;
        for key in path {
            let item = &node.items[*self.places().get(&(node.span.start, *key))?];
            (node, found) = (&item.value, Some(item));
        }
        found
    }

    /// Every value that is written as one of these words with brackets, as in `Usually(…)`.
    pub(super) fn all(&self, words: &[&str]) -> Vec<&Node> {
        let mut found = Vec::new();
        let mut ahead = vec![&self.outline];
        while let Some(node) = ahead.pop() {
            if words.contains(&self.word(node)) {
                found.push(node);
            }
            ahead.extend(node.items.iter().map(|item| &item.value));
        }
        found.sort_by_key(|node| node.span.start);
        found
    }

    /// Every list under one of these fields, wherever it stands.
    pub(super) fn lists(&self, fields: &[&str]) -> Vec<(&'a str, &Node)> {
        let text: &'a str = &self.source.text;
        let mut found = Vec::new();
        let mut ahead = vec![&self.outline];
        while let Some(node) = ahead.pop() {
            for item in &node.items {
                let field = item.key.clone().and_then(|key| text.get(key)).filter(|key| fields.contains(key));
                let is_list = text[item.value.span.clone()].starts_with('[');
                found.extend(field.filter(|_| is_list).map(|field| (field, &item.value)));
                ahead.push(&item.value);
            }
        }
        found.sort_by_key(|(_, node)| node.span.start);
        found
    }

    /// What a value is, as written.
    pub(super) fn written(&self, node: &Node) -> &'a str {
        let text: &'a str = &self.source.text;
        text.get(node.span.clone()).unwrap_or("").trim()
    }

    /// Where the `n`-th item of the list at a path starts.
    pub(super) fn step(&self, path: &[&str], n: usize) -> Option<usize> {
        let list = &self.item(path)?.value;
        Some(list.items.get(n).map_or(list.span.start, |item| item.value.span.start))
    }

    /// The word before the brackets of a value.
    pub(super) fn word(&self, node: &Node) -> &'a str {
        let text: &'a str = &self.source.text;
        let end = node.inside.as_ref().map_or(node.span.end, |inside| inside.start.saturating_sub(1));
        text.get(node.span.start..end).unwrap_or("").trim()
    }

    /// What a field of a value is, its quotes taken off.
    pub(super) fn field(&self, node: &Node, key: &str) -> Option<&'a str> {
        let text: &'a str = &self.source.text;
        let span = node.item(text, key)?.value.span.clone();
        text.get(span).map(|value| value.trim().trim_matches('"'))
    }
}
