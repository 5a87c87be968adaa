//! From what plotters writes to what a report carries.
//!
//! Knows plotters' one-element-a-line output and the header a picture needs (role, title,
//! description, font family, half size); knows nothing of charts.

use super::canvas::Canvas;
use super::theme::THEME;
use super::{ChartError, Heading, Picture, frame, text};

/// Draws a picture: heading first, then `body`, which gets the canvas and the height already used.
/// `room` is the height the body needs below the heading.
pub(super) fn picture(
    kind: &str,
    heading: &Heading,
    description: &str,
    room: f64,
    body: impl FnOnce(&mut Canvas<'_>, f64) -> Result<(), ChartError>,
) -> Result<Picture, ChartError> {
    let lines = frame::HeadingLines::new(heading);
    let height = (lines.height() + room).round();
    let mut raw = String::new();
    let mut canvas = Canvas::new(&mut raw, height)?;
    lines.draw(&mut canvas)?;
    body(&mut canvas, lines.height())?;
    let notes = canvas.finish()?;
    let title = text::clean(&heading.title);
    let description = text::clean(description);
    let svg = document(kind, height, &title, &description, &elements(&raw, &notes));
    Ok(Picture { title, description, svg })
}

fn document(kind: &str, height: f64, title: &str, description: &str, body: &str) -> String {
    let (width, zoom) = (THEME.width, THEME.zoom);
    let id = format!("{kind}-{:08x}", fingerprint(&[title, description, body]));
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" \
         aria-labelledby=\"{id}-t {id}-d\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {} {}\" font-family=\"Inter, system-ui, sans-serif\" \
         stroke-linejoin=\"round\">\n<title id=\"{id}-t\">{}</title>\n<desc id=\"{id}-d\">{}</desc>\n\
         {body}</svg>\n",
        width * zoom,
        height * zoom,
        escape(title),
        escape(description),
    )
}

/// FNV-1a: keeps the ids of several pictures on one page apart without chance.
fn fingerprint(parts: &[&str]) -> u32 {
    parts
        .iter()
        .flat_map(|part| part.bytes())
        .fold(0x811C_9DC5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            other => out.push(other),
        }
    }
    out
}

/// The elements of plotters' output, each on one line and with its note. Words of a text come on a
/// line of their own, escaped, so no line of words starts with `<`.
fn elements(raw: &str, notes: &[&'static str]) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut notes = notes.iter();
    for line in raw.lines().skip(1).filter(|line| *line != "</svg>") {
        if line.starts_with("</") {
            out.push_str(line);
            out.push('\n');
        } else if line.starts_with('<') {
            element(&mut out, line, notes.next().copied().unwrap_or(""));
        } else {
            out.push_str(line);
        }
    }
    out
}

fn element(out: &mut String, line: &str, note: &str) {
    let line = compact(line);
    let (head, close) = match line.strip_suffix("/>") {
        Some(head) => (head, "/>\n"),
        None => (line.trim_end_matches('>'), ">"),
    };
    out.push_str(head);
    out.push_str(note);
    out.push_str(close);
}

/// Drops what says nothing: defaults, the blank at the end of points, digits of type sizes.
fn compact(line: &str) -> String {
    const IDLE: [&str; 7] = [
        " opacity=\"1\"",
        " stroke=\"none\"",
        " dy=\"-0.5ex\"",
        " text-anchor=\"start\"",
        " font-family=\"Inter\"",
        " stroke-width=\"1\"",
        " x=\"0\" y=\"0\"",
    ];
    let mut line = line.to_owned();
    for idle in IDLE {
        line = line.replacen(idle, "", 1);
    }
    rounded_size(&line.replacen(" \"/>", "\"/>", 1))
}

fn rounded_size(line: &str) -> String {
    const NAME: &str = " font-size=\"";
    let parts = line.split_once(NAME).and_then(|(before, rest)| {
        let (size, after) = rest.split_once('"')?;
        let size: f64 = size.parse().ok()?;
        Some(format!("{before}{NAME}{}\"{after}", (size * 10.0).round() / 10.0))
    });
    parts.unwrap_or_else(|| line.to_owned())
}
