//! Scenarios one below the other: what each costs when it happens, and what it costs in a year.
//!
//! Knows rows of estimates in the order given; neither sorts nor estimates them. Two columns share
//! the labels. Each has a scale of its own, because what is rare is large on the left and small on
//! the right; every bar carries its value.

use super::canvas::{Area, Canvas, Stroke};
use super::frame::{self, LABEL, TICK};
use super::rows::{self, LINE, Rows, Said};
use super::theme::{Color, THEME};
use super::{ChartError, Estimate, Few, Heading, Picture, Unit, svg, text};

/// One scenario.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// "two weeks of flu".
    pub label: String,
    /// What it costs when it happens, if that is known.
    pub given: Option<Estimate>,
    /// What it costs in a year, with the chance that it happens.
    pub a_year: Estimate,
}

/// The most rows.
pub const ROWS: usize = 40;

/// Everything on the chart.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RankingData {
    /// The lines above.
    pub heading: Heading,
    /// The text alternative.
    pub description: String,
    /// Drawn from top to bottom.
    pub rows: Few<Row, ROWS>,
    /// What all bars measure.
    pub unit: Unit,
    /// Over the left column, which is drawn when a row has something in it: "sessions lost when it
    /// happens".
    pub given_caption: String,
    /// Over the right column: "sessions lost a year".
    pub a_year_caption: String,
}

const GAP: f64 = 18.0;
/// From a bar to its value.
const LEAD: f64 = 7.0;
/// The least a bar is wide when there is something to show.
const LEAST: f64 = 1.5;

/// Draws the chart.
///
/// # Errors
///
/// When a mean or an error is negative or no number.
pub fn draw(data: &RankingData) -> Result<Picture, ChartError> {
    for row in data.rows.iter() {
        let what = format!("estimate of `{}`", text::clean(&row.label));
        for estimate in row.given.iter().chain([&row.a_year]) {
            data.unit.check(&what, estimate.mean)?;
            data.unit.check(&what, estimate.error.unwrap_or(0.0))?;
        }
    }
    let layout = Layout::new(data);
    svg::picture("ranking", &data.heading, &data.description, layout.height(), |canvas, top| {
        layout.draw(canvas, top + layout.head)
    })
}

/// One column of bars.
struct Panel {
    x: f64,
    width: f64,
    caption: Vec<String>,
    color: Color,
    cells: Vec<Option<Estimate>>,
    /// Pixels for one of the unit.
    per_unit: f64,
}

impl Panel {
    fn new(unit: &Unit, (x, width): (f64, f64), caption: &str, (cells, color): (Vec<Option<Estimate>>, Color)) -> Self {
        let caption = text::wrap(caption, LABEL.bold(), width, 2);
        let reach = |cell: &Estimate| (width - LEAD - value_width(unit, *cell)).max(0.0) / unit.at(cell.mean);
        let shown = cells.iter().flatten().filter(|cell| cell.mean > 0.0);
        let per_unit = shown.map(reach).fold(f64::INFINITY, f64::min);
        Self { x, width, caption, color, cells, per_unit: if per_unit.is_finite() { per_unit } else { 0.0 } }
    }

    fn head(&self, canvas: &mut Canvas<'_>, (top, bottom): (f64, f64)) -> Result<(), ChartError> {
        rows::over(canvas, &self.caption, (self.x, top), LABEL.bold())?;
        canvas.line((self.x, top), (self.x, bottom), Stroke::solid(THEME.rule, 1.0))
    }

    fn bar(
        &self,
        canvas: &mut Canvas<'_>,
        unit: &Unit,
        index: usize,
        (y, thick): (f64, f64),
    ) -> Result<(), ChartError> {
        let Some(cell) = self.cells.get(index).copied().flatten() else {
            return canvas.text("–", (self.x + LEAD, y), TICK);
        };
        let bar = if cell.mean > 0.0 { (unit.at(cell.mean) * self.per_unit).max(LEAST) } else { 0.0 };
        if bar > 0.0 {
            canvas.fill(Area { x: self.x, y: y - thick / 2.0, w: bar, h: thick }, self.color)?;
        }
        let pen = if cell.mean > 0.0 { LABEL } else { TICK };
        let from = self.x + bar + LEAD;
        Said::new(unit.words(cell), pen).fitting(self.x + self.width - from).draw(canvas, (from, y))
    }
}

/// The mean, a gap, the error, and a pixel for rounding.
fn value_width(unit: &Unit, cell: Estimate) -> f64 {
    let (mean, error) = unit.words(cell);
    text::width(&mean, LABEL) + text::width(&error, TICK) + 6.0
}

struct Layout<'a> {
    data: &'a RankingData,
    rows: Rows,
    /// Height of the captions.
    head: f64,
    panels: Vec<Panel>,
    note: String,
}

impl<'a> Layout<'a> {
    fn new(data: &'a RankingData) -> Self {
        let both = data.rows.iter().any(|row| row.given.is_some());
        let widest = if both { 250.0 } else { 400.0 };
        let rows = Rows::new(data.rows.iter().map(|row| (row.label.as_str(), LABEL)), widest, (24.0, 44.0));
        let panels = panels(data, rows.left, both);
        let captions = panels.iter().map(|panel| frame::tally(&panel.caption)).fold(1.0, f64::max);
        Self { data, rows, head: 12.0 + LINE * captions, panels, note: note(data, both) }
    }

    fn height(&self) -> f64 {
        self.head + self.rows.all() + if self.note.is_empty() { 18.0 } else { 42.0 }
    }

    fn draw(&self, canvas: &mut Canvas<'_>, top: f64) -> Result<(), ChartError> {
        let bottom = top + self.rows.all();
        if self.data.rows.is_empty() {
            return canvas.text("no scenario was run", (THEME.margin, top + self.rows.height / 2.0), LABEL);
        }
        let thick = (self.rows.height * 0.58).min(22.0);
        for (index, y) in self.rows.middles(top).into_iter().enumerate() {
            self.rows.draw(canvas, index, y)?;
            let mut panels = self.panels.iter();
            panels.try_for_each(|panel| panel.bar(canvas, &self.data.unit, index, (y, thick)))?;
        }
        for panel in &self.panels {
            panel.head(canvas, (top, bottom))?;
        }
        let note = text::fit(&self.note, TICK, THEME.width - THEME.margin - self.rows.left);
        canvas.text(&note, (self.rows.left, bottom + 22.0), TICK)
    }
}

fn panels(data: &RankingData, left: f64, both: bool) -> Vec<Panel> {
    let room = THEME.width - THEME.margin - left;
    let a_year = data.rows.iter().map(|row| Some(row.a_year)).collect();
    let a_year = (a_year, THEME.vermilion);
    if !both {
        return vec![Panel::new(&data.unit, (left, room), &data.a_year_caption, a_year)];
    }
    let width = (room - GAP) / 2.0;
    // paler, because it becomes a loss only with its chance
    let given = (data.rows.iter().map(|row| row.given).collect(), THEME.down_part);
    vec![
        Panel::new(&data.unit, (left, width), &data.given_caption, given),
        Panel::new(&data.unit, (left + width + GAP, width), &data.a_year_caption, a_year),
    ]
}

/// What a reader could otherwise take wrongly.
fn note(data: &RankingData, both: bool) -> String {
    let cells = data.rows.iter().flat_map(|row| row.given.iter().chain([&row.a_year]));
    let errors = cells.filter_map(|cell| cell.error).any(|error| error > 0.0);
    text::notes([
        (true, &data.rows.more(["scenario", "scenarios"], " in the table")),
        (errors, "± one standard error, rounded up"),
        (both, "each column has a scale of its own"),
    ])
}
