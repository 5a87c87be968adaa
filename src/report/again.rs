//! The command that gives a result again: knows how its words are put together, for people and for programs, so that none
//! names a folder of one machine, and how they are typed; does not know what they ask for.

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

    /// Adds a path that stands by itself; one that would be read as a flag is named from its folder.
    pub fn path(&mut self, path: &str) {
        let path = local(path);
        self.0.push(if path.starts_with('-') && path != "-" { format!("./{path}") } else { path.to_owned() });
    }

    /// Adds a flag with its value; a value that would be read as a flag is written into the same word.
    pub fn flag(&mut self, flag: &str, value: impl Into<String>) {
        match value.into() {
            value if value.starts_with('-') => self.0.push(format!("--{flag}={value}")),
            value => self.0.extend([format!("--{flag}"), value]),
        }
    }

    /// Adds a flag without a value.
    pub fn switch(&mut self, flag: &str) {
        self.0.push(format!("--{flag}"));
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

/// A text as one word of a command line: what is shown is what a shell reads, so that two texts are never shown alike.
///
/// A character that would not show, or not as itself, stands as its bytes, in the quotes in which a shell reads those.
#[must_use]
pub fn word(text: &str) -> String {
    if text.contains(is_unclear) {
        let letter = |c: char| match c {
            c if is_unclear(c) => c.encode_utf8(&mut [0; 4]).bytes().map(|byte| format!("\\x{byte:02x}")).collect(),
            '\\' | '\'' => format!("\\{c}"),
            c => c.to_string(),
        };
        return format!("$'{}'", text.chars().map(letter).collect::<String>());
    }
    if text.is_empty() || text.contains(|c: char| !(c.is_alphanumeric() || "-_./%".contains(c))) {
        format!("'{}'", text.replace('\'', "'\\''"))
    } else {
        text.to_owned()
    }
}

/// Whether a character hides, reorders, chooses how the one before it is drawn, looks like a blank and is none, or ends a piece of
/// code on a page.
fn is_unclear(c: char) -> bool {
    matches!(c, '`' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
        || c != ' ' && c.is_whitespace()
        || visible(c.encode_utf8(&mut [0; 4])).len() > c.len_utf8()
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

    #[test]
    fn what_begins_like_a_flag_is_not_read_as_one() {
        let mut again = Again::new("run");
        again.path("-a.ron");
        again.flag("hazard", "-x");
        assert_eq!(again.words(), ["run", "./-a.ron", "--hazard=-x"]);
        assert_eq!(again.shown(), "bcp-sim run ./-a.ron '--hazard=-x'");
    }

    /// What hides or reorders is shown as its bytes, and a text in which those stand is shown otherwise.
    #[test]
    fn two_words_are_never_shown_alike() {
        let texts = [
            "a\u{202e}b",
            "a\\xe2\\x80\\xaeb",
            "$'a\\xe2\\x80\\xaeb'",
            "a\u{1b}b",
            "a\\u{1b}b",
            "a b",
            "a\u{a0}b",
            "a\nb",
            "a`b",
            "it's",
            "it\u{200b}'s",
            "",
        ];
        let shown: std::collections::BTreeSet<String> = texts.iter().map(|text| word(text)).collect();
        assert_eq!(shown.len(), texts.len());
        assert!(shown.iter().all(|shown| !shown.contains(is_unclear)), "{shown:?}");
        assert_eq!(word("it\u{202e}'s \\"), "$'it\\xe2\\x80\\xae\\'s \\\\'");
    }

    /// A shell that knows these quotes reads the words as they are.
    #[test]
    fn what_is_shown_is_what_a_shell_reads() {
        let texts = ["a\u{202e}b", "it's", "it\u{1b}'s \\n", "a`b$(x)", "$'a'", "\\x1b", "é\u{a0}\u{200b}", "%s"];
        for text in texts {
            let mut shell = std::process::Command::new("bash");
            let shell = shell.args(["-c", &format!("printf '%s' {}", word(text))]);
            // Where there is no such shell, there is nothing to ask.
            let Ok(said) = shell.output() else { return };
            assert_eq!(String::from_utf8_lossy(&said.stdout), text);
        }
    }
}
