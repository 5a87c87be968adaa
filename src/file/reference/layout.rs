//! Brackets and lines: knows when a text in brackets fits into one line and how it is broken; does not know what it
//! says.

/// A text in brackets within brackets.
pub(super) enum Layout {
    /// A word, never broken.
    Word(String),
    /// What stands between an opening and a closing bracket, each item behind its label.
    Group(String, Vec<(String, Layout)>, &'static str),
}

impl Layout {
    /// In one line.
    pub(super) fn line(&self) -> String {
        match self {
            Self::Word(word) => word.clone(),
            Self::Group(open, items, close) => {
                let items: Vec<String> = items.iter().map(|(label, item)| format!("{label}{}", item.line())).collect();
                let blank = if *close == "}" && !items.is_empty() { " " } else { "" };
                format!("{open}{blank}{}{blank}{close}", items.join(", "))
            }
        }
    }

    /// In lines of at most `width` characters where that can be, of which the first already holds `taken`.
    pub(super) fn lines(&self, width: usize, taken: usize, indent: usize) -> String {
        let line = self.line();
        let Self::Group(open, items, close) = self else { return line };
        if items.is_empty() || taken + line.chars().count() < width {
            return line;
        }
        let inner = indent + 4;
        let mut text = format!("{open}\n");
        for (label, item) in items {
            let item = item.lines(width, inner + label.chars().count(), inner);
            text.push_str(&format!("{:inner$}{label}{item},\n", ""));
        }
        format!("{text}{:indent$}{close}", "")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_into_a_line_is_broken_at_its_outermost_brackets() {
        let word = |text: &str| Layout::Word(text.to_owned());
        let list = Layout::Group("[".to_owned(), vec![(String::new(), word("1")), (String::new(), word("2"))], "]");
        let group = Layout::Group("(".to_owned(), vec![("a: ".to_owned(), word("x")), ("b: ".to_owned(), list)], ")");
        assert_eq!(group.line(), "(a: x, b: [1, 2])");
        assert_eq!(group.lines(80, 0, 0), group.line());
        assert_eq!(group.lines(16, 0, 0), "(\n    a: x,\n    b: [1, 2],\n)");
    }
}
