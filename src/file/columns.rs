//! Text in the columns of a terminal: knows how many a text takes once it is made safe to print, and how to fill or cut it to
//! a width; does not know what is printed.
//!
//! A letter of Chinese, Japanese or Korean takes two columns and an accent of its own none, so that tables made by counting
//! letters do not stand in line. What is measured here is always what [`visible`] makes of a text, which may be longer.

use unicode_width::UnicodeWidthChar;

use super::names::is_hidden;

/// Text made safe to print: control and reordering characters are shown as escapes.
#[must_use]
pub fn visible(text: &str) -> String {
    text.chars().map(|c| if is_hidden(c) { c.escape_unicode().to_string() } else { c.to_string() }).collect()
}

/// The columns that a text takes once it is [`visible`].
#[must_use]
pub fn width(text: &str) -> usize {
    columns(&visible(text)).map(|(_, columns)| columns).sum()
}

/// A text filled with blanks to so many columns, or longer.
#[must_use]
pub fn padded(text: &str, columns: usize) -> String {
    let text = visible(text);
    text.clone() + &" ".repeat(columns.saturating_sub(width(&text)))
}

/// The same with the blanks before it, as numbers stand.
#[must_use]
pub fn flush_right(text: &str, columns: usize) -> String {
    let text = visible(text);
    " ".repeat(columns.saturating_sub(width(&text))) + &text
}

/// A text of at most so many columns: what is too long ends in `…`.
#[must_use]
pub fn cut(text: &str, most: usize) -> String {
    let text = visible(text);
    if width(&text) <= most {
        return text;
    }
    let mut taken = 0;
    let fits = |(_, columns): &(char, usize)| {
        taken += columns;
        taken < most
    };
    let start: String = columns(&text).take_while(fits).map(|(c, _)| c).collect();
    if most == 0 { String::new() } else { start + "…" }
}

/// The characters of a text that is safe to print, each with the columns that it adds.
pub(super) fn columns(text: &str) -> impl Iterator<Item = (char, usize)> + '_ {
    let mut before: Option<(char, usize)> = None;
    text.chars().map(move |c| {
        let columns = match before {
            // A sign that is to be drawn as a picture takes two columns.
            Some((sign, 1)) if c == '\u{fe0f}' && sign > '\u{2000}' => 1,
            // The colour of a skin belongs to the picture before it.
            Some((_, 2)) if ('\u{1f3fb}'..='\u{1f3ff}').contains(&c) => 0,
            _ => c.width().unwrap_or(0),
        };
        if columns > 0 {
            before = Some((c, columns));
        }
        (c, columns)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_those_of_a_terminal() {
        for (text, columns) in [
            ("", 0),
            ("phone £5 – …", 12),
            ("電話", 4),
            ("ｆｕｌｌ", 8),
            ("한국어", 6),
            ("e\u{301}", 1),
            (&format!("e{}", "\u{301}".repeat(200)), 1),
            ("नमस्ते", 4),
            ("שָׁלוֹם", 4),
            ("👩", 2),
            ("👍🏽", 2),
            ("\u{2709}\u{fe0f}", 2),
            ("🇬🇧", 2),
            // What is hidden is shown as an escape.
            ("a\tb", 7),
            ("a\u{200d}b", 10),
            ("\u{202e}", 8),
        ] {
            assert_eq!(width(text), columns, "{text:?}");
        }
    }

    #[test]
    fn texts_are_filled_and_cut_to_columns() {
        assert_eq!(padded("電話", 6), "電話  ");
        assert_eq!(flush_right("電話", 6), "  電話");
        assert_eq!(padded("電話", 3), "電話");
        assert_eq!(cut("電話番号", 8), "電話番号");
        assert_eq!(cut("電話番号", 7), "電話番…");
        assert_eq!(cut("電話番号", 6), "電話…");
        assert_eq!((cut("phone", 1), cut("phone", 0), cut("", 0)), ("…".into(), String::new(), String::new()));
        assert_eq!(cut("e\u{301}e\u{301}e\u{301}", 2), "e\u{301}…");
        assert_eq!(padded("a\u{1b}", 8), "a\\u{1b} ");
    }
}
