//! Words before they are drawn: made inert, measured, cut, wrapped.
//!
//! Knows the embedded font; knows nothing of where words stand.

use std::sync::OnceLock;

use plotters::style::{FontDesc, FontFamily, FontStyle, register_font};

use super::canvas::Pen;

/// The embedded family.
pub(super) const FAMILY: &str = "Inter";
/// Inter Regular 4.1, cut to Latin, punctuation, arrows and currency signs.
pub(super) const REGULAR: &[u8] = include_bytes!("fonts/Inter-Regular.ttf");
/// Inter Bold 4.1, cut alike.
pub(super) const BOLD: &[u8] = include_bytes!("fonts/Inter-Bold.ttf");

/// The regular and the bold face of the charts, as TrueType files (SIL Open Font License).
#[must_use]
pub fn typefaces() -> [&'static [u8]; 2] {
    [REGULAR, BOLD]
}

/// No text is longer than this, in characters.
const LONGEST: usize = 600;

/// What the cut font can draw, first and last character of each run.
const COVERED: [(char, char); 20] = [
    ('\u{20}', '\u{7e}'),
    ('\u{a0}', '\u{ac}'),
    ('\u{ae}', '\u{148}'),
    ('\u{14a}', '\u{17f}'),
    ('\u{218}', '\u{21b}'),
    ('\u{394}', '\u{394}'),
    ('\u{3a3}', '\u{3a3}'),
    ('\u{3bc}', '\u{3bc}'),
    ('\u{1e9e}', '\u{1e9e}'),
    ('\u{2010}', '\u{2027}'),
    ('\u{202f}', '\u{2030}'),
    ('\u{2032}', '\u{2033}'),
    ('\u{2039}', '\u{203a}'),
    ('\u{20a0}', '\u{20af}'),
    ('\u{20b1}', '\u{20b5}'),
    ('\u{20b8}', '\u{20ba}'),
    ('\u{20bc}', '\u{20c0}'),
    ('\u{2190}', '\u{2193}'),
    ('\u{2212}', '\u{2212}'),
    ('\u{2264}', '\u{2265}'),
];
/// Single signs besides the runs.
const SIGNS: &str = "™≈≠✓✗";

/// Characters of `text` that the embedded font lacks, each once, in order: a PNG shows a gap for
/// them, a browser takes another font.
#[must_use]
pub fn missing_glyphs(text: &str) -> Vec<char> {
    let mut missing = Vec::new();
    for c in clean(text).chars().filter(|&c| !covered(c)) {
        if !missing.contains(&c) {
            missing.push(c);
        }
    }
    missing
}

fn covered(c: char) -> bool {
    COVERED.iter().any(|&(first, last)| (first..=last).contains(&c)) || SIGNS.contains(c)
}

/// The text without anything that is not seen: controls, direction marks, zero widths, tags,
/// non-characters. White space becomes single blanks; very long text is cut.
pub(super) fn clean(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars().take(LONGEST * 4) {
        if c.is_whitespace() && c != '\u{a0}' && c != '\u{202f}' {
            if !out.ends_with(' ') {
                out.push(' ');
            }
        } else if !unseen(c) {
            out.push(c);
        }
    }
    out.trim().chars().take(LONGEST).collect()
}

fn unseen(c: char) -> bool {
    let code = u32::from(c);
    c.is_control()
        || matches!(code, 0xAD | 0x34F | 0x61C | 0x115F | 0x1160 | 0x17B4 | 0x17B5 | 0x3164 | 0xFEFF)
        || matches!(code, 0x180B..=0x180F | 0x200B..=0x200F | 0x2028..=0x202E | 0x2060..=0x206F)
        || matches!(code, 0xFFF0..=0xFFFB | 0xFDD0..=0xFDEF | 0xE0000..=0xE0FFF)
        || code & 0xFFFE == 0xFFFE
}

/// Width of the text in logical pixels, a little generous (without kerning).
pub(super) fn width(text: &str, pen: Pen) -> f64 {
    // Inter's ascent and descent make 1.21 em, and plotters asks by that height
    const EM: f64 = 121.0;
    let style = if pen.bold { FontStyle::Bold } else { FontStyle::Normal };
    let measured =
        fonts_ready().then(|| FontDesc::new(FontFamily::Name(FAMILY), EM, style).layout_box(text).ok()).flatten();
    let at_100 = match measured {
        Some(((left, _), (right, _))) => f64::from(right) - f64::from(left),
        None => 60.0 * text.chars().map(|_| 1.0).sum::<f64>(),
    };
    at_100 * pen.size / 100.0
}

/// Width of the widest line.
pub(super) fn widest(lines: &[String], pen: Pen) -> f64 {
    lines.iter().map(|line| width(line, pen)).fold(0.0, f64::max)
}

/// Those of the notes that hold and say something, on one line.
pub(super) fn notes<const COUNT: usize>(notes: [(bool, &str); COUNT]) -> String {
    notes.into_iter().filter(|note| note.0 && !note.1.is_empty()).map(|note| note.1).collect::<Vec<_>>().join(" · ")
}

fn fonts_ready() -> bool {
    static READY: OnceLock<bool> = OnceLock::new();
    *READY.get_or_init(|| {
        register_font(FAMILY, FontStyle::Normal, REGULAR).is_ok()
            && register_font(FAMILY, FontStyle::Bold, BOLD).is_ok()
    })
}

/// The text cut with … to fit the room.
pub(super) fn fit(text: &str, pen: Pen, room: f64) -> String {
    let whole = clean(text);
    if width(&whole, pen) <= room {
        return whole;
    }
    let chars: Vec<char> = whole.chars().collect();
    let cut = |count: usize| -> String {
        let kept: String = chars.iter().take(count).collect();
        format!("{}…", kept.trim_end())
    };
    let (mut low, mut high) = (0, chars.len());
    while low + 1 < high {
        let middle = usize::midpoint(low, high);
        if width(&cut(middle), pen) <= room { low = middle } else { high = middle }
    }
    if low == 0 { String::new() } else { cut(low) }
}

/// The text in at most `lines` lines that fit the room, the last one cut if need be.
pub(super) fn wrap(text: &str, pen: Pen, room: f64, lines: usize) -> Vec<String> {
    let clean = clean(text);
    let words: Vec<&str> = clean.split(' ').collect();
    let mut out = Vec::new();
    let mut rest = words.as_slice();
    while !rest.is_empty() && out.len() < lines {
        let last = out.len() + 1 == lines;
        let count = if last { rest.len() } else { taken(rest, pen, room) };
        out.push(fit(&rest[..count].join(" "), pen, room));
        rest = &rest[count..];
    }
    out
}

/// How many of the words fit into one line, at least one.
fn taken(words: &[&str], pen: Pen, room: f64) -> usize {
    (1..=words.len())
        .take_while(|&count| count == 1 || width(&words[..count].join(" "), pen) <= room)
        .last()
        .unwrap_or(1)
}
