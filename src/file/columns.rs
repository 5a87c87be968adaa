//! Text in the columns of a terminal: knows how many a text takes once it is made safe to print, and how to fill or cut it to
//! a width; does not know what is printed.
//!
//! A letter of Chinese, Japanese or Korean takes two columns and an accent of its own none, so that tables made by counting
//! letters do not stand in line. What is measured here is always what [`visible`] makes of a text, which may be longer.

use unicode_normalization::char::is_combining_mark;

use super::names::is_hidden;

/// Letters and signs that take two columns (Unicode, East Asian Width W and F, with what is not given out yet between them).
const WIDE: [(u32, u32); 71] = [
    (0x1100, 0x115f),
    (0x231a, 0x231b),
    (0x2329, 0x232a),
    (0x23e9, 0x23ec),
    (0x23f0, 0x23f0),
    (0x23f3, 0x23f3),
    (0x25fd, 0x25fe),
    (0x2614, 0x2615),
    (0x2648, 0x2653),
    (0x267f, 0x267f),
    (0x2693, 0x2693),
    (0x26a1, 0x26a1),
    (0x26aa, 0x26ab),
    (0x26bd, 0x26be),
    (0x26c4, 0x26c5),
    (0x26ce, 0x26ce),
    (0x26d4, 0x26d4),
    (0x26ea, 0x26ea),
    (0x26f2, 0x26f3),
    (0x26f5, 0x26f5),
    (0x26fa, 0x26fa),
    (0x26fd, 0x26fd),
    (0x2705, 0x2705),
    (0x270a, 0x270b),
    (0x2728, 0x2728),
    (0x274c, 0x274c),
    (0x274e, 0x274e),
    (0x2753, 0x2755),
    (0x2757, 0x2757),
    (0x2795, 0x2797),
    (0x27b0, 0x27b0),
    (0x27bf, 0x27bf),
    (0x2b1b, 0x2b1c),
    (0x2b50, 0x2b50),
    (0x2b55, 0x2b55),
    (0x2e80, 0x303e),
    (0x3041, 0x3247),
    (0x3250, 0x4dbf),
    (0x4e00, 0xa4c6),
    (0xa960, 0xa97c),
    (0xac00, 0xd7a3),
    (0xf900, 0xfaff),
    (0xfe10, 0xfe19),
    (0xfe30, 0xfe6b),
    (0xff01, 0xff60),
    (0xffe0, 0xffe6),
    (0x16fe0, 0x1b2ff),
    (0x1f004, 0x1f004),
    (0x1f0cf, 0x1f0cf),
    (0x1f18e, 0x1f18e),
    (0x1f191, 0x1f19a),
    (0x1f200, 0x1f320),
    (0x1f32d, 0x1f335),
    (0x1f337, 0x1f37c),
    (0x1f37e, 0x1f393),
    (0x1f3a0, 0x1f3ca),
    (0x1f3cf, 0x1f3d3),
    (0x1f3e0, 0x1f3f0),
    (0x1f3f4, 0x1f3f4),
    (0x1f3f8, 0x1f43e),
    (0x1f440, 0x1f440),
    (0x1f442, 0x1f4fc),
    (0x1f4ff, 0x1f53d),
    (0x1f54b, 0x1f567),
    (0x1f57a, 0x1f57a),
    (0x1f595, 0x1f596),
    (0x1f5a4, 0x1f5a4),
    (0x1f5fb, 0x1f64f),
    (0x1f680, 0x1f6ff),
    (0x1f7e0, 0x1faff),
    (0x20000, 0x3fffd),
];

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
            _ => of_char(c),
        };
        if columns > 0 {
            before = Some((c, columns));
        }
        (c, columns)
    })
}

fn of_char(c: char) -> usize {
    let code = u32::from(c);
    let is_wide = || {
        let at = WIDE.partition_point(|(_, last)| *last < code);
        WIDE.get(at).is_some_and(|(first, _)| *first <= code)
    };
    match code {
        0x20..=0x7e => 1,
        // Vowels and ends of a syllable that is already there.
        0x1160..=0x11ff | 0xd7b0..=0xd7ff => 0,
        _ if is_combining_mark(c) => 0,
        _ if is_wide() => 2,
        _ => 1,
    }
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

    #[test]
    fn the_ranges_rise() {
        assert!(WIDE.windows(2).all(|pair| pair[0].1 < pair[1].0) && WIDE.iter().all(|(from, to)| from <= to));
    }
}
