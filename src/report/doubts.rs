//! Warnings about files as a report lists them: knows how a place is named so that no folder shows; does not find any.

use serde::Serialize;

use crate::file::{Source, Warning, visible};

use super::markdown::{Page, text};

/// A warning, with its place in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Doubt {
    code: &'static str,
    file: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<usize>,
    what: String,
    tip: String,
}

impl Doubt {
    /// All warnings about a file, in its order.
    #[must_use]
    pub fn all(source: &Source, warnings: &[Warning]) -> Vec<Self> {
        let mut sorted: Vec<&Warning> = warnings.iter().collect();
        sorted.sort_by_key(|warning| warning.at);
        let offsets: Vec<usize> = sorted.iter().filter_map(|warning| warning.at).collect();
        let mut positions = source.positions(&offsets).into_iter();
        let mut position = |warning: &Warning| warning.at.and_then(|_| positions.next());
        sorted.into_iter().map(|warning| Self::of(source, warning, position(warning))).collect()
    }

    fn of(source: &Source, warning: &Warning, position: Option<(usize, usize)>) -> Self {
        // The folder is of one machine and none of the result's business.
        let file = source.name.rsplit(['/', '\\']).next().unwrap_or(&source.name);
        Self {
            code: warning.code.number,
            file: visible(file),
            line: position.map(|(line, _)| line),
            column: position.map(|(_, column)| column),
            what: warning.what.clone(),
            tip: warning.tip.clone(),
        }
    }

    fn place(&self) -> String {
        self.line.map_or_else(|| self.file.clone(), |line| format!("{}, line {line}", self.file))
    }
}

/// The warnings as a section, where there are any.
pub(super) fn section(page: &mut Page, doubts: &[Doubt]) {
    if doubts.is_empty() {
        return;
    }
    page.head("What may not be meant");
    page.line("The files can be replayed, but may say something other than their author believes.\n");
    let rows = doubts
        .iter()
        .map(|doubt| vec![text(&doubt.place()), doubt.code.to_owned(), text(&doubt.what), text(&doubt.tip)]);
    page.words(&["where", "code", "what was found", "what to do"], rows);
}
