//! The command that gives a result again: knows how its words are put together, for people and for programs, so that none
//! names a folder of one machine; does not know what they ask for.

use crate::file::visible;

/// A command of this program, word by word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Again(Vec<String>);

impl Again {
    /// A verb, without anything yet.
    #[must_use]
    pub fn new(verb: &str) -> Self {
        Self(vec![verb.to_owned()])
    }

    /// Adds a path that stands by itself.
    pub fn path(&mut self, path: &str) {
        self.0.push(local(path).to_owned());
    }

    /// Adds a flag with its value.
    pub fn flag(&mut self, flag: &str, value: impl Into<String>) {
        self.0.extend([format!("--{flag}"), value.into()]);
    }

    /// Adds a flag whose value is a path.
    pub fn flag_path(&mut self, flag: &str, path: &str) {
        self.flag(flag, local(path));
    }

    /// Its words without the name of the program, as they are.
    #[must_use]
    pub fn words(&self) -> &[String] {
        &self.0
    }

    /// As it is typed.
    #[must_use]
    pub fn shown(&self) -> String {
        std::iter::once("bcp-sim".to_owned()).chain(self.0.iter().map(|one| word(one))).collect::<Vec<_>>().join(" ")
    }
}

/// A path without the folders that are of one machine: outside the working folder it is its last part.
#[must_use]
pub fn local(path: &str) -> &str {
    let outside = path.starts_with('/') || path.contains(":\\") || path.starts_with("..");
    if outside { path.rsplit(['/', '\\']).next().unwrap_or(path) } else { path }
}

/// A path as a word of a command line. Paths outside the working folder are shown by their last part.
#[must_use]
pub fn quoted(path: &str) -> String {
    word(local(path))
}

/// A text as one word of a command line.
#[must_use]
pub fn word(text: &str) -> String {
    let shown = visible(text);
    if shown.is_empty() || shown.contains(|c: char| !(c.is_alphanumeric() || "-_./%".contains(c))) {
        format!("'{}'", shown.replace('\'', "'\\''"))
    } else {
        shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_quoted_where_a_shell_would_part_it_and_a_folder_outside_is_not_named() {
        let mut again = Again::new("run");
        again.path("/home/someone/my practice/outage.ron");
        again.flag("set", "finances.fund=/20");
        again.flag_path("plan", "../plan.ron");
        assert_eq!(again.shown(), "bcp-sim run outage.ron --set 'finances.fund=/20' --plan plan.ron");
        assert_eq!(again.words()[3], "finances.fund=/20");
        assert_eq!((word("it's"), word("")), ("'it'\\''s'".to_owned(), "''".to_owned()));
        assert_eq!(quoted("reports/what if"), "'reports/what if'");
    }
}
