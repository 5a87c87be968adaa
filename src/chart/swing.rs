//! What each uncertain input does to a mean: where it would be at either end of what the input may be.
//!
//! Knows rows of two values around one common value in the order given; neither sorts nor estimates them. The first end is
//! dark, the second light with an edge, so that grey tells them apart.

use super::axis::{self, Scale, Ticks};
use super::canvas::{Align, Area, Canvas, Pen, Stroke};
use super::frame::LABEL;
use super::rows::{RowAxis, Rows};
use super::theme::THEME;
use super::{ChartError, Few, Heading, Picture, Unit, svg, text};

/// One input.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// "how often you are ill".
    pub label: String,
    /// The mean with the input at its first end, and at its second.
    pub ends: [f64; 2],
}

/// Everything on the chart.
#[derive(Clone, Debug, PartialEq)]
pub struct SwingData {
    /// The lines above.
    pub heading: Heading,
    /// The text alternative.
    pub description: String,
    /// The mean with every input as stated.
    pub stated: f64,
    /// Drawn from top to bottom.
    pub rows: Few<Row, 12>,
    /// What the mean is measured in.
    pub unit: Unit,
    /// Under the axis: "sessions lost a year, on average".
    pub caption: String,
}

/// Over the rows: what the two ends are.
const HEAD: f64 = 30.0;
const AXIS: f64 = 52.0;
/// From a bar to its value.
const LEAD: f64 = 7.0;
const NAMES: [&str; 2] = ["input at its first end", "at its second"];

/// Draws the chart.
///
/// # Errors
///
/// When a number is none.
pub fn draw(data: &SwingData) -> Result<Picture, ChartError> {
    axis::usable("the mean", data.unit.at(data.stated))?;
    for row in data.rows.iter() {
        for end in row.ends {
            axis::usable(&format!("`{}`", text::clean(&row.label)), data.unit.at(end))?;
        }
    }
    let rows = Rows::new(data.rows.iter().map(|row| (row.label.as_str(), LABEL)), 300.0, (28.0, 44.0));
    let room = HEAD + rows.all() + AXIS;
    let layout = Layout { data, rows };
    svg::picture("swing", &data.heading, &data.description, room, |canvas, top| layout.draw(canvas, top + HEAD))
}

struct Layout<'a> {
    data: &'a SwingData,
    rows: Rows,
}

impl Layout<'_> {
    fn draw(&self, canvas: &mut Canvas<'_>, top: f64) -> Result<(), ChartError> {
        if self.data.rows.is_empty() {
            return canvas.text("no input moves it", (THEME.margin, top + self.rows.height / 2.0), LABEL);
        }
        self.keys(canvas, top - HEAD / 2.0)?;
        let (ticks, unit, more) =
            (self.ticks(), &self.data.unit, self.data.rows.more(["input", "inputs"], " in the table"));
        let caption = &text::notes([(true, &self.data.caption), (true, &more)]);
        let right = THEME.width - THEME.margin;
        let (plot, x) = RowAxis { ticks: &ticks, unit, caption, right }.draw(canvas, &self.rows, top)?;
        for (row, y) in self.data.rows.iter().zip(self.rows.middles(top)) {
            self.bars(canvas, row, &x, y)?;
        }
        let middle = x.at(unit.at(self.data.stated));
        canvas.line((middle, plot.top), (middle, plot.bottom), Stroke::solid(THEME.ink, 1.5))
    }

    /// What is dark and what is light.
    fn keys(&self, canvas: &mut Canvas<'_>, y: f64) -> Result<(), ChartError> {
        let mut x = self.rows.left + 6.0;
        for (end, name) in NAMES.into_iter().enumerate() {
            patch(canvas, Area { x, y: y - 6.0, w: 14.0, h: 12.0 }, end)?;
            x += 20.0;
            canvas.text(name, (x, y), LABEL)?;
            x += text::width(name, LABEL) + 22.0;
        }
        Ok(())
    }

    /// Both ends in one line where they lie on either side, else one over the other.
    fn bars(&self, canvas: &mut Canvas<'_>, row: &Row, x: &Scale, y: f64) -> Result<(), ChartError> {
        let unit = &self.data.unit;
        let stated = unit.at(self.data.stated);
        let ends = row.ends.map(|end| unit.at(end));
        let apart = (ends[0] - stated) * (ends[1] - stated) <= 0.0;
        let thick = (self.rows.height * 0.55).min(20.0);
        let decimals = self.decimals();
        for (end, value) in ends.into_iter().enumerate() {
            let (from, to) = (x.at(stated), x.at(value));
            let (h, y) = match (apart, end) {
                (true, _) => (thick, y),
                (false, 0) => (thick / 2.0, y - thick / 4.0 - 2.0),
                (false, _) => (thick / 2.0, y + thick / 4.0 + 2.0),
            };
            let area = Area { x: from.min(to), y: y - h / 2.0, w: (to - from).abs().max(1.0), h };
            patch(canvas, area, end)?;
            // An end that moves nothing leaves the side of the other to it.
            let below = match (value == stated, ends[1 - end] == stated) {
                (false, _) => value < stated,
                (true, false) => ends[1 - end] > stated,
                (true, true) => end == 0,
            };
            let pen: Pen = LABEL.halo();
            let (at, pen) = if below { (area.x - LEAD, pen.align(Align::End)) } else { (area.x + area.w + LEAD, pen) };
            canvas.text(&unit.write(value, decimals), (at, y), pen)?;
        }
        Ok(())
    }

    /// As many decimals as the widest row needs, in all rows.
    fn decimals(&self) -> i32 {
        let unit = &self.data.unit;
        let widths = self.data.rows.iter().map(|row| (unit.at(row.ends[0]) - unit.at(row.ends[1])).abs());
        unit.earned(widths.fold(unit.at(self.data.stated).abs() / 100.0, f64::max), None)
    }

    /// Ticks around all ends, with room for words on both sides.
    fn ticks(&self) -> Ticks {
        let unit = &self.data.unit;
        let values = self.data.rows.iter().flat_map(|row| row.ends).chain([self.data.stated]).map(|end| unit.at(end));
        let (lo, hi) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(lo, hi), x| (lo.min(x), hi.max(x)));
        let decimals = self.decimals();
        let ends = self.data.rows.iter().flat_map(|row| row.ends);
        let widest =
            ends.map(|end| text::width(&unit.write(unit.at(end), decimals), LABEL)).fold(0.0, f64::max) + 2.0 * LEAD;
        let width = THEME.width - THEME.margin - self.rows.left;
        let room = (hi - lo) * widest / (width - 2.0 * widest).max(width / 20.0);
        axis::ticks(lo - room, hi + room, 6.0, false)
    }
}

/// One end's colour: the second has an edge, for light colours have none on white.
fn patch(canvas: &mut Canvas<'_>, area: Area, end: usize) -> Result<(), ChartError> {
    if end == 0 {
        return canvas.fill(area, THEME.blue);
    }
    canvas.fill(area, THEME.orange)?;
    canvas.outline(area, Stroke::solid(THEME.warning, 1.0))
}
