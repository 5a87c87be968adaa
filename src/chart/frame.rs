//! What stands around the data: heading, grid, axes, vertical marks, notes.
//!
//! Knows scales and ready-made tick words; knows nothing of what the numbers mean.

use super::axis::Scale;
use super::canvas::{Align, Canvas, Dash, Pen, Stroke};
use super::text;
use super::theme::{Color, THEME};
use super::{ChartError, Heading};

/// Text of ticks, captions and notes.
pub(super) const TICK: Pen = Pen::new(THEME.tick, THEME.muted);
/// Text of labels.
pub(super) const LABEL: Pen = Pen::new(THEME.label, THEME.ink);

const TITLE: Pen = Pen::new(THEME.title, THEME.ink).bold();
const SUBTITLE: Pen = Pen::new(THEME.subtitle, THEME.muted);
const GRID: Stroke = Stroke::solid(THEME.grid, 1.0);
const RULE: Stroke = Stroke::solid(THEME.rule, 1.0);

/// Room below the heading in a chart of the usual height.
pub(super) const BODY: f64 = THEME.height - 68.0;

/// The heading, broken into lines.
pub(super) struct HeadingLines {
    title: Vec<String>,
    subtitle: Vec<String>,
}

impl HeadingLines {
    pub fn new(heading: &Heading) -> Self {
        let room = THEME.width - 2.0 * THEME.margin;
        let lines = |words: &str, pen| -> Vec<String> {
            let lines = text::wrap(words, pen, room, 2);
            lines.into_iter().filter(|line| !line.is_empty()).collect()
        };
        Self { title: lines(&heading.title, TITLE), subtitle: lines(&heading.subtitle, SUBTITLE) }
    }

    pub fn height(&self) -> f64 {
        20.0 + 23.0 * tally(&self.title) + 19.0 * tally(&self.subtitle) + 6.0
    }

    pub fn draw(&self, canvas: &mut Canvas<'_>) -> Result<(), ChartError> {
        let mut y = 27.0;
        for line in &self.title {
            canvas.text(line, (THEME.margin, y), TITLE)?;
            y += 23.0;
        }
        for line in &self.subtitle {
            canvas.text(line, (THEME.margin, y), SUBTITLE)?;
            y += 19.0;
        }
        Ok(())
    }
}

/// The number of items as a length factor.
pub(super) fn tally<T>(items: &[T]) -> f64 {
    items.iter().map(|_| 1.0).sum()
}

/// A tick: where, and what it says.
pub(super) type Tick = (f64, String);

/// The rectangle the data stand in.
#[derive(Clone, Copy)]
pub(super) struct Plot {
    pub left: f64,
    pub right: f64,
    pub top: f64,
    pub bottom: f64,
}

impl Plot {
    /// A plot of the usual height below `top`, with room for tick words and a label column.
    pub fn below(top: f64, y_ticks: &[Tick], column: f64) -> Self {
        let widest = y_ticks.iter().map(|(_, words)| text::width(words, TICK)).fold(0.0, f64::max);
        Self {
            left: THEME.margin + widest.min(160.0) + 10.0,
            right: THEME.width - THEME.margin - column.max(14.0),
            top: top + 30.0,
            bottom: top + BODY - 56.0,
        }
    }

    /// Horizontal lines with their words, and the caption above them.
    pub fn y_axis(
        &self,
        canvas: &mut Canvas<'_>,
        scale: &Scale,
        ticks: &[Tick],
        caption: &str,
    ) -> Result<(), ChartError> {
        let caption = text::fit(caption, TICK, THEME.width - 2.0 * THEME.margin);
        canvas.text(&caption, (THEME.margin, self.top - 20.0), TICK)?;
        for (value, words) in ticks {
            let y = scale.at(*value);
            canvas.line((self.left, y), (self.right, y), GRID)?;
            let words = text::fit(words, TICK, self.left - 12.0);
            canvas.text(&words, (self.left - 8.0, y), TICK.align(Align::End))?;
        }
        Ok(())
    }

    /// Upright lines through the plot.
    pub fn x_grid(&self, canvas: &mut Canvas<'_>, scale: &Scale, ticks: &[Tick]) -> Result<(), ChartError> {
        let mut at = ticks.iter().map(|tick| scale.at(tick.0));
        at.try_for_each(|x| canvas.line((x, self.top), (x, self.bottom), GRID))
    }

    /// The base line with tick words that do not touch, and the caption below them.
    pub fn x_axis(
        &self,
        canvas: &mut Canvas<'_>,
        scale: &Scale,
        ticks: &[Tick],
        caption: &str,
    ) -> Result<(), ChartError> {
        canvas.line((self.left, self.bottom), (self.right, self.bottom), RULE)?;
        let mut free_from = f64::NEG_INFINITY;
        for (value, words) in ticks {
            let x = scale.at(*value);
            let half = text::width(words, TICK) / 2.0;
            if x - half >= free_from && x + half <= THEME.width - 4.0 {
                canvas.line((x, self.bottom), (x, self.bottom + 5.0), RULE)?;
                canvas.text(words, (x, self.bottom + 16.0), TICK.align(Align::Middle))?;
                free_from = x + half + 8.0;
            }
        }
        let middle = f64::midpoint(self.left, self.right);
        let words = text::fit(caption, TICK, self.right - self.left);
        canvas.text(&words, (middle, self.bottom + 39.0), TICK.align(Align::Middle))
    }

    /// A sentence in the middle of an empty plot.
    pub fn note(&self, canvas: &mut Canvas<'_>, words: &str) -> Result<(), ChartError> {
        let at = (f64::midpoint(self.left, self.right), f64::midpoint(self.top, self.bottom));
        let pen = LABEL.align(Align::Middle).halo();
        canvas.text(&text::fit(words, pen, self.right - self.left), at, pen)
    }
}

/// A vertical line with words beside it.
pub(super) struct VerticalMark<'a> {
    pub x: f64,
    pub label: &'a str,
    pub color: Color,
    pub dash: Dash,
}

/// Where the words of a mark stand: left end, row (0 first), the words.
type Place = (f64, f64, String);

const MARK: Pen = LABEL.bold().halo();

/// Words right of their line, or left of it at the right edge; a further row for each mark whose
/// words would touch others.
fn places(plot: &Plot, marks: &[VerticalMark<'_>]) -> Vec<Place> {
    let mut taken: Vec<(f64, f64, f64)> = Vec::new();
    let mut places = Vec::new();
    for mark in marks {
        let words = text::fit(mark.label, MARK, 240.0);
        let width = text::width(&words, MARK);
        let right = mark.x + 8.0 + width <= plot.right;
        let from = if right { mark.x + 7.0 } else { mark.x - 7.0 - width };
        let clash = |row: f64, (a, b, at): &(f64, f64, f64)| {
            (at - row).abs() < 0.5 && from < b + 10.0 && *a < from + width + 10.0
        };
        let mut row = 0.0;
        while taken.iter().any(|other| clash(row, other)) {
            row += 1.0;
        }
        taken.push((from, from + width, row));
        places.push((from, row, words));
    }
    places
}

/// How many rows the words of the marks take.
pub(super) fn mark_rows(plot: &Plot, marks: &[VerticalMark<'_>]) -> f64 {
    places(plot, marks).iter().map(|place| place.1 + 1.0).fold(0.0, f64::max)
}

/// The room that the words of vertical marks take: left, right, height of their middle.
pub(super) fn words_of_marks(
    plot: &Plot,
    marks: &[VerticalMark<'_>],
    (first, step): (f64, f64),
) -> Vec<(f64, f64, f64)> {
    let places = places(plot, marks).into_iter();
    places.map(|(from, row, words)| (from, from + text::width(&words, MARK), first + row * step)).collect()
}

/// Draws vertical marks; the first row of their words stands at `first`, others `step` apart.
pub(super) fn vertical_marks(
    canvas: &mut Canvas<'_>,
    plot: &Plot,
    marks: &[VerticalMark<'_>],
    (first, step): (f64, f64),
) -> Result<(), ChartError> {
    for mark in marks {
        let stroke = Stroke::solid(mark.color, 1.5).dash(mark.dash);
        canvas.line((mark.x, plot.top), (mark.x, plot.bottom), stroke)?;
    }
    for (mark, (from, row, words)) in marks.iter().zip(places(plot, marks)) {
        canvas.text(&words, (from, first + row * step), Pen { color: mark.color, ..MARK })?;
    }
    Ok(())
}
