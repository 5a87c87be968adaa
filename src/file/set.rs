//! One value of a file changed for a what-if: knows how to find it by its path and to write it; does not know what it
//! means, which the reader then says as of any other text.

use super::diagnosis::Source;
use super::outline::{Item, Node};
use super::wording::nearest;

/// A path in a file and what stands there instead, as in `strategies."mobile hotspot".works.claimed=50%`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    text: String,
    file: Whose,
    path: Vec<String>,
    value: String,
}

/// Which file is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Whose {
    Plan,
    Scenario,
}

/// Why a change cannot be made: what was found, and a tip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoPlace {
    /// What is not there.
    pub what: String,
    /// What is.
    pub tip: String,
}

impl Change {
    /// Reads a path and a value, parted by `=`. The path begins in the plan, or with `scenario.` in the scenarios.
    ///
    /// # Errors
    /// Where there is no path or no `=`, in words for the command line.
    pub fn parse(text: &str) -> Result<Self, String> {
        let wrong = || "a path, `=` and a value are wanted, for example finances.fund=20,000".to_owned();
        let mut path = Vec::new();
        let mut rest = text;
        let value = loop {
            let (step, after) = step(rest).ok_or_else(wrong)?;
            path.push(step);
            match after.strip_prefix('.') {
                Some(next) => rest = next,
                None => break after.strip_prefix('=').ok_or_else(wrong)?.trim(),
            }
        };
        let file = if path[0] == "scenario" { Whose::Scenario } else { Whose::Plan };
        if file == Whose::Scenario || path[0] == "plan" {
            path.remove(0);
        }
        if path.is_empty() || value.is_empty() {
            return Err(wrong());
        }
        Ok(Self { text: text.to_owned(), file, path, value: value.to_owned() })
    }

    /// Reads a path alone.
    pub(super) fn path(text: &str) -> Option<Self> {
        let change = Self::parse(&format!("{text}=0")).ok()?;
        Some(Self { text: text.to_owned(), ..change })
    }

    /// As it was written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether it changes scenarios, not the plan.
    #[must_use]
    pub fn of_scenario(&self) -> bool {
        self.file == Whose::Scenario
    }

    /// The text with the change made.
    ///
    /// # Errors
    /// Where the path leads nowhere. The last step may be a field that is not written yet.
    pub fn apply(&self, source: &Source) -> Result<Source, NoPlace> {
        let text = &source.text;
        let outline = Node::of(text);
        let node = match self.walk(&outline, text) {
            Ok(node) => node,
            Err((node, at)) if at + 1 == self.path.len() && is_field(&self.path[at]) && node.inside.is_some() => {
                let start = node.inside.as_ref().map_or(0, |inside| inside.start);
                let added = format!("{}: {}, ", self.path[at], self.written(None));
                return Ok(changed(source, start..start, &added));
            }
            Err(end) => return Err(self.nowhere(end, text)),
        };
        let old = &text[node.span.clone()];
        Ok(changed(source, node.span.clone(), &self.written(Some(old))))
    }

    /// What stands where the path leads.
    pub(super) fn place<'a>(&self, outline: &'a Node, text: &str) -> Result<&'a Node, NoPlace> {
        self.walk(outline, text).map_err(|end| self.nowhere(end, text))
    }

    /// What stands where the path leads, or where it ends too early and which step finds nothing there.
    fn walk<'a>(&self, outline: &'a Node, text: &str) -> Result<&'a Node, (&'a Node, usize)> {
        let mut node = outline;
        for (at, step) in self.path.iter().enumerate() {
            node = &find(node, text, step).ok_or((node, at))?.value;
        }
        Ok(node)
    }

    fn nowhere(&self, (node, at): (&Node, usize), text: &str) -> NoPlace {
        let step = &self.path[at];
        let passed = at.checked_sub(1).map_or_else(|| "the file".to_owned(), |last| format!("`{}`", self.path[last]));
        let known: Vec<String> = node.items.iter().filter_map(|item| name(item, text)).collect();
        let what = format!("`{}` leads nowhere: {passed} has no `{step}`", self.text);
        NoPlace { what, tip: nearest(step, &known) }
    }

    /// The value as the file wants it: in quotes where the old one has them, or where it looks like a quantity.
    fn written(&self, old: Option<&str>) -> String {
        let value = &self.value;
        let bare = match old {
            Some(old) => !old.starts_with('"'),
            None => value.chars().all(|c| c.is_ascii_digit()) || value == "true" || value == "false",
        };
        if bare || value.starts_with(['"', '(', '[', '{']) || value.ends_with(')') {
            return value.clone();
        }
        format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
    }
}

/// The first step of a path and what follows: up to a point or `=`, or what stands in quotes.
fn step(text: &str) -> Option<(String, &str)> {
    let (step, after) = match text.strip_prefix('"') {
        Some(quoted) => quoted.split_once('"')?,
        None => text.split_at(text.find(['.', '='])?),
    };
    (!step.is_empty()).then(|| (step.to_owned(), after))
}

/// An entry by its name or field, or one of a list by its number from 0 on.
fn find<'a>(node: &'a Node, text: &str, step: &str) -> Option<&'a Item> {
    let numbered = || step.parse::<usize>().ok().and_then(|at| node.items.get(at)).filter(|item| item.key.is_none());
    node.item(text, step).or_else(numbered)
}

fn name(item: &Item, text: &str) -> Option<String> {
    item.key.clone().map(|key| text[key].trim_matches('"').to_owned())
}

fn is_field(step: &str) -> bool {
    step.chars().all(|c| c.is_ascii_lowercase() || c == '_')
}

fn changed(source: &Source, span: std::ops::Range<usize>, value: &str) -> Source {
    let mut text = source.text.clone();
    text.replace_range(span, value);
    let name = if source.name.ends_with(MARK) { source.name.clone() } else { format!("{}{MARK}", source.name) };
    Source { name, text }
}

/// Faults of a changed text are not those of the file.
pub(super) const MARK: &str = " with --set";

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Plan(fund: \"1\", n: 3, s: { \"a b\": (kind: Sub(level: \"1%\"), works: (claimed: \"9%\")) }, l: [\"x\", \"y\"])";

    fn set(change: &str) -> Result<String, NoPlace> {
        let change = Change::parse(change).unwrap_or_else(|what| panic!("{what}"));
        change.apply(&Source::new("p", TEXT)).map(|source| source.text)
    }

    #[test]
    fn a_value_is_changed_where_it_stands() {
        let cases = [
            ("fund=20", "fund: \"20\""),
            ("plan.n=4", "n: 4"),
            ("s.\"a b\".works.claimed=50%", "claimed: \"50%\""),
            ("s.a b.kind.level=2%", "level: \"2%\""),
            ("l.1=z", "[\"x\", \"z\"]"),
            ("s.a b.retry=Once(1)", "(retry: Once(1), kind"),
            ("rate=\"0.2 a year\"", "Plan(rate: \"0.2 a year\", fund"),
        ];
        for (change, wanted) in cases {
            assert!(set(change).is_ok_and(|text| text.contains(wanted)), "{change}: {:?}", set(change));
        }
    }

    #[test]
    fn a_path_that_leads_nowhere_says_where_it_ends() {
        let told = set("s.\"a c\".works.claimed=50%");
        assert!(told.is_err_and(|e| e.what.contains("`s` has no `a c`") && e.tip.contains("`a b`")));
        assert!(Change::parse("fund").is_err() && Change::parse("=3").is_err() && Change::parse("a..b=3").is_err());
    }
}
