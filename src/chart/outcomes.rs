//! What became of the sessions, part by part of the scenario.
//!
//! Knows rows of means with their errors; does not estimate them. One column for each outcome with
//! a scale common to all, so that every bar starts at a line and carries its value.

use super::axis;
use super::canvas::{Align, Area, Canvas, Pen, Stroke};
use super::frame::{LABEL, TICK};
use super::glyph::Glyph;
use super::rows::Said;
use super::theme::THEME;
use super::{ChartError, Estimate, Few, Heading, Picture, Unit, svg, text};

/// One part of the scenario.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// "line fault".
    pub label: String,
    /// Sessions held in another way, or by an associate.
    pub held_another_way: Estimate,
    /// Sessions moved to another day.
    pub moved: Estimate,
    /// Sessions lost.
    pub lost: Estimate,
}

/// The most rows besides their sum.
pub const ROWS: usize = 39;

/// Everything on the chart.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OutcomesData {
    /// The lines above.
    pub heading: Heading,
    /// The text alternative.
    pub description: String,
    /// Drawn from top to bottom.
    pub rows: Few<Row, ROWS>,
    /// Sums them up: drawn bold below a rule.
    pub total: Option<Row>,
    /// The unit, below the bars: "mean sessions per disruption".
    pub caption: String,
}

const COLUMNS: [(&str, Glyph); 3] =
    [("held another way or by an associate", Glyph::Square), ("moved", Glyph::Diamond), ("lost", Glyph::Cross)];
const GAP: f64 = 18.0;
const HEAD: f64 = 40.0;
const FOOT: f64 = 46.0;

/// Draws the chart.
///
/// # Errors
///
/// When a mean or an error is not a number of sessions.
pub fn draw(data: &OutcomesData) -> Result<Picture, ChartError> {
    rows(data).try_for_each(|(row, _)| check(row))?;
    let room = HEAD + row_height(data) * count(data).max(1.0) + FOOT;
    svg::picture("outcomes", &data.heading, &data.description, room, |canvas, top| {
        Layout::new(data, top + HEAD).draw(canvas)
    })
}

/// All rows, and whether each is their sum.
fn rows(data: &OutcomesData) -> impl Iterator<Item = (&Row, bool)> {
    data.rows.iter().map(|row| (row, false)).chain(data.total.iter().map(|row| (row, true)))
}

/// How many rows there are.
fn count(data: &OutcomesData) -> f64 {
    rows(data).map(|_| 1.0).sum()
}

fn check(row: &Row) -> Result<(), ChartError> {
    let what = || format!("sessions in `{}`", text::clean(&row.label));
    for estimate in estimates(row) {
        for value in [estimate.mean, estimate.error.unwrap_or(0.0)] {
            axis::usable(&what(), value)?;
            if value < 0.0 {
                return Err(ChartError::Unusable { what: what(), value: value.to_string() });
            }
        }
    }
    Ok(())
}

fn estimates(row: &Row) -> [Estimate; 3] {
    [row.held_another_way, row.moved, row.lost]
}

/// Few rows stand wide, many close.
fn row_height(data: &OutcomesData) -> f64 {
    (320.0 / count(data).max(1.0)).clamp(24.0, 44.0)
}

struct Layout<'a> {
    data: &'a OutcomesData,
    top: f64,
    row: f64,
    left: f64,
    columns: [f64; 3],
    per_session: f64,
}

impl<'a> Layout<'a> {
    fn new(data: &'a OutcomesData, top: f64) -> Self {
        let widest = rows(data).map(|(row, total)| text::width(&text::clean(&row.label), pen(total)));
        let labels = widest.fold(40.0, f64::max).min(230.0);
        let left = THEME.margin + labels + 14.0;
        let (columns, per_session) = columns(data, THEME.width - THEME.margin - left - 2.0 * GAP);
        Self { data, top, row: row_height(data), left, columns, per_session }
    }

    fn x(&self, index: usize) -> f64 {
        self.left + self.columns.iter().take(index).map(|width| width + GAP).sum::<f64>()
    }

    /// Where the words of a column end at the latest.
    fn end(&self, index: usize) -> f64 {
        if index + 1 < COLUMNS.len() { self.x(index + 1) - 4.0 } else { THEME.width - THEME.margin }
    }

    fn draw(&self, canvas: &mut Canvas<'_>) -> Result<(), ChartError> {
        let bottom = self.top + self.row * count(self.data);
        self.head(canvas, bottom)?;
        let mut y = self.top;
        for (row, total) in rows(self.data) {
            self.row(canvas, (row, total), y)?;
            y += self.row;
        }
        if count(self.data) <= 0.0 {
            let at = (self.left + 10.0, self.top + self.row / 2.0);
            canvas.text("no disruption touched a session", at, LABEL)?;
        }
        let caption = text::notes([
            (true, &self.data.caption),
            (true, &self.data.rows.more(["hazard", "hazards"], " in the table")),
        ]);
        let caption = text::fit(&caption, TICK, THEME.width - THEME.margin - self.left);
        canvas.text(&caption, (self.left, bottom.max(self.top + self.row) + 24.0), TICK)
    }

    /// Outcome names, which are the legend, over the lines the bars start from.
    fn head(&self, canvas: &mut Canvas<'_>, bottom: f64) -> Result<(), ChartError> {
        for (i, (name, glyph)) in COLUMNS.into_iter().enumerate() {
            let x = self.x(i);
            glyph.draw(canvas, (x + 5.0, self.top - 18.0), 5.0)?;
            canvas.text(name, (x + 18.0, self.top - 18.0), LABEL.bold())?;
            canvas.line((x, self.top), (x, bottom), Stroke::solid(THEME.rule, 1.0))?;
        }
        Ok(())
    }

    fn row(&self, canvas: &mut Canvas<'_>, (row, total): (&Row, bool), y: f64) -> Result<(), ChartError> {
        let (from, to) = (THEME.margin, THEME.width - THEME.margin);
        let line = if total { THEME.rule } else { THEME.grid };
        canvas.line((from, y), (to, y), Stroke::solid(line, 1.0))?;
        let middle = y + self.row / 2.0;
        let label = text::fit(&row.label, pen(total), self.left - THEME.margin - 14.0);
        canvas.text(&label, (self.left - 14.0, middle), pen(total).align(Align::End))?;
        for (i, (estimate, (_, glyph))) in estimates(row).into_iter().zip(COLUMNS).enumerate() {
            let bar = estimate.mean * self.per_session;
            let bar = if estimate.mean > 0.0 { bar.max(1.5) } else { 0.0 };
            let thick = (self.row * 0.58).min(22.0);
            let area = Area { x: self.x(i), y: middle - thick / 2.0, w: bar, h: thick };
            if bar > 0.0 {
                canvas.fill(area, glyph.color())?;
            }
            let at = (area.x + bar + 7.0, middle);
            value(estimate, total).fitting(self.end(i) - at.0).draw(canvas, at)?;
        }
        Ok(())
    }
}

fn pen(total: bool) -> Pen {
    if total { LABEL.bold() } else { LABEL }
}

/// The mean, then its error in the second colour.
fn value(cell: Estimate, bold: bool) -> Said {
    let strong = if bold { LABEL.bold() } else { LABEL };
    Said::new(words(cell), if cell.mean > 0.0 { strong } else { TICK })
}

fn value_width(cell: Estimate) -> f64 {
    let (mean, error) = words(cell);
    text::width(&mean, LABEL.bold()) + text::width(&error, TICK) + 12.0
}

/// Widths of the columns, and pixels for a session, the same in all of them. A column gets the room
/// its longest bar needs, and at least that of its name.
fn columns(data: &OutcomesData, room: f64) -> ([f64; 3], f64) {
    let mut most = [0.0_f64; 3];
    let mut words = [0.0_f64; 3];
    for (i, cell) in rows(data).flat_map(|(row, _)| estimates(row).into_iter().enumerate()) {
        most[i] = most[i].max(cell.mean);
        words[i] = words[i].max(value_width(cell) + 8.0);
    }
    let names = COLUMNS.map(|(name, _)| text::width(name, LABEL.bold()) + 20.0);
    let widths = |k: f64| [0, 1, 2].map(|i| names[i].max(words[i] + most[i] * k));
    let longest = most.into_iter().fold(0.0, f64::max);
    let (mut low, mut high) = (0.0, if longest > 0.0 { room / longest } else { 0.0 });
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        let fits = widths(middle).iter().sum::<f64>() <= room;
        if fits { low = middle } else { high = middle }
    }
    let spare = (room - widths(low).iter().sum::<f64>()).max(0.0) / 3.0;
    (widths(low).map(|width| width + spare), low)
}

fn words(cell: Estimate) -> (String, String) {
    Unit::Count.words(cell)
}
