//! Rows one below the other: their names, the lines between them, an axis below, values with errors beside them.
//!
//! Knows names, words and heights; knows nothing of what else stands in a row.

use super::axis::{Scale, Ticks};
use super::canvas::{Align, Canvas, Pen, Point, Stroke};
use super::frame::{Plot, TICK, Tick, tally};
use super::theme::THEME;
use super::{ChartError, Unit, text};

/// From a line of words to the next.
pub(super) const LINE: f64 = 15.0;
/// From the names to what they name.
const LEAD: f64 = 14.0;
/// From a value to its error.
const APART: f64 = 5.0;

/// A name in at most two lines.
struct Name {
    lines: Vec<String>,
    pen: Pen,
}

/// The names of all rows, and the room they leave.
pub(super) struct Rows {
    names: Vec<Name>,
    /// Where what is named begins.
    pub left: f64,
    /// Of each row.
    pub height: f64,
}

impl Rows {
    /// Names no wider than `widest`. Few rows stand wide, many close, but never closer than their names.
    pub fn new<'a>(names: impl Iterator<Item = (&'a str, Pen)>, widest: f64, (least, most): (f64, f64)) -> Self {
        let wrap = |(name, pen)| Name { lines: text::wrap(name, pen, widest, 2), pen };
        let names: Vec<Name> = names.map(wrap).collect();
        let width = |name: &Name| text::widest(&name.lines, name.pen);
        let column = names.iter().map(width).fold(40.0, f64::max);
        let two = names.iter().any(|name| name.lines.len() > 1);
        let least = if two { least.max(2.0 * LINE + 6.0) } else { least };
        let height = (320.0 / tally(&names).max(1.0)).clamp(least, most.max(least));
        Self { names, left: THEME.margin + column + LEAD, height }
    }

    /// Height of all rows; of one when there is none.
    pub fn all(&self) -> f64 {
        self.height * tally(&self.names).max(1.0)
    }

    /// The middle of each row, the first of which begins at `top`.
    pub fn middles(&self, top: f64) -> Vec<f64> {
        let bottom = top + self.all();
        (0..self.names.len()).map(|index| bottom - self.height * (tally(&self.names[index..]) - 0.5)).collect()
    }

    /// The line over a row and its name.
    pub fn draw(&self, canvas: &mut Canvas<'_>, index: usize, middle: f64) -> Result<(), ChartError> {
        let rule = middle - self.height / 2.0;
        let (from, to) = (THEME.margin, THEME.width - THEME.margin);
        canvas.line((from, rule), (to, rule), Stroke::solid(THEME.grid, 1.0))?;
        let Some(name) = self.names.get(index) else { return Ok(()) };
        lines(canvas, &name.lines, (self.left - LEAD, middle), name.pen.align(Align::End))
    }
}

/// An axis below rows.
pub(super) struct RowAxis<'a> {
    pub ticks: &'a Ticks,
    pub unit: &'a Unit,
    pub caption: &'a str,
    /// Where it ends.
    pub right: f64,
}

impl RowAxis<'_> {
    /// All rows from `top` on, with the axis below and its lines through them; gives the plot and the scale.
    pub fn draw(&self, canvas: &mut Canvas<'_>, rows: &Rows, top: f64) -> Result<(Plot, Scale), ChartError> {
        let plot = Plot { left: rows.left, right: self.right, top, bottom: top + rows.all() };
        let x = Scale::linear((self.ticks.lo, self.ticks.hi), (plot.left + 6.0, plot.right));
        let ticks: Vec<Tick> = self.unit.ticks(self.ticks);
        plot.x_grid(canvas, &x, &ticks)?;
        for (index, y) in rows.middles(top).into_iter().enumerate() {
            rows.draw(canvas, index, y)?;
        }
        plot.x_axis(canvas, &x, &ticks, self.caption)?;
        Ok((plot, x))
    }
}

/// Lines of words around a height.
pub(super) fn lines(canvas: &mut Canvas<'_>, lines: &[String], (x, y): Point, pen: Pen) -> Result<(), ChartError> {
    let mut at = y - LINE * (tally(lines) - 1.0) / 2.0;
    for line in lines {
        canvas.text(line, (x, at), pen)?;
        at += LINE;
    }
    Ok(())
}

/// Lines of words that end over a height: the caption of a column.
pub(super) fn over(canvas: &mut Canvas<'_>, words: &[String], (x, y): Point, pen: Pen) -> Result<(), ChartError> {
    lines(canvas, words, (x, y - 14.0 - LINE * (tally(words) - 1.0) / 2.0), pen)
}

/// A value with its error behind it in the second colour.
pub(super) struct Said {
    pub value: String,
    pub error: String,
    pub pen: Pen,
}

impl Said {
    /// A value in plain words.
    pub fn new((value, error): (String, String), pen: Pen) -> Self {
        Self { value, error, pen }
    }

    pub fn width(&self) -> f64 {
        if self.error.is_empty() {
            text::width(&self.value, self.pen)
        } else {
            text::width(&self.value, self.pen) + APART + text::width(&self.error, TICK)
        }
    }

    /// The value alone where both have no room: half a number would be another number.
    pub fn fitting(self, room: f64) -> Self {
        if self.width() <= room { self } else { Self { error: String::new(), ..self } }
    }

    pub fn draw(&self, canvas: &mut Canvas<'_>, (x, y): Point) -> Result<(), ChartError> {
        canvas.text(&self.value, (x, y), self.pen)?;
        canvas.text(
            &self.error,
            (x + text::width(&self.value, self.pen) + APART, y),
            Pen { halo: self.pen.halo, ..TICK },
        )
    }
}
