//! What is lost in each month of a year, and by what.
//!
//! Knows columns of stacked values in the order given; neither sorts causes nor folds small ones.
//! Grey is enough to tell the causes apart: they stand in the same order in every column and in the
//! legend, and each is lighter than the one below it.

use super::axis::{self, Scale};
use super::canvas::{Align, Area, Canvas, Pen, Stroke};
use super::frame::{self, Plot, TICK, Tick};
use super::label::{self, EndLabel, Key};
use super::theme::{Color, STACK, THEME};
use super::{ChartError, Few, Heading, Picture, Unit, svg, text, units};

/// One layer of the columns.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cause {
    /// "flu".
    pub label: String,
    /// One for each column.
    pub values: Vec<f64>,
}

/// Everything on the chart.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SeasonsData {
    /// The lines above.
    pub heading: Heading,
    /// The text alternative.
    pub description: String,
    /// Under the columns: "Jan".
    pub months: Few<String, 12>,
    /// The first at the bottom.
    pub causes: Few<Cause, 6>,
    /// What the columns measure.
    pub unit: Unit,
    /// Over the axis: "sessions lost in the month, mean of all years".
    pub caption: String,
}

/// Draws the chart.
///
/// # Errors
///
/// When a cause has not one value for each column, or a value is negative or no number.
pub fn draw(data: &SeasonsData) -> Result<Picture, ChartError> {
    check(data)?;
    svg::picture("seasons", &data.heading, &data.description, frame::BODY, |canvas, top| {
        Layout::new(data, top).draw(canvas)
    })
}

fn check(data: &SeasonsData) -> Result<(), ChartError> {
    for cause in data.causes.iter() {
        let name = text::clean(&cause.label);
        if cause.values.len() != data.months.len() {
            return Err(ChartError::Disordered { what: format!("one value for each month in `{name}`") });
        }
        cause.values.iter().try_for_each(|&value| data.unit.check(&format!("value in `{name}`"), value))?;
    }
    // a sum may be beyond the axis though no part of it is
    (0..data.months.len()).try_for_each(|month| data.unit.check("total", total(data, month)))
}

/// One month as drawn.
struct Column {
    middle: f64,
    /// Where its stack ends.
    top: f64,
    total: f64,
}

struct Layout<'a> {
    data: &'a SeasonsData,
    plot: Plot,
    y: Scale,
    y_ticks: Vec<Tick>,
    columns: Vec<Column>,
    /// From the middle of a column to that of the next.
    pitch: f64,
}

impl<'a> Layout<'a> {
    fn new(data: &'a SeasonsData, top: f64) -> Self {
        let totals: Vec<f64> = (0..data.months.len()).map(|month| total(data, month)).collect();
        // room for the total over the highest column
        let highest = data.unit.at(totals.iter().copied().fold(0.0, f64::max)) * 1.07;
        let ticks = axis::ticks(0.0, if highest > 0.0 { highest } else { 1.0 }, 5.0, false);
        let y_ticks: Vec<Tick> = data.unit.ticks(&ticks);
        let plot = Plot::below(top, &y_ticks, label::column(&legend(data, 0.0)));
        // no caption stands below the months
        let plot = Plot { bottom: plot.bottom + 20.0, ..plot };
        let y = Scale::linear((ticks.lo, ticks.hi), (plot.bottom, plot.top));
        let pitch = (plot.right - plot.left) / frame::tally(&totals).max(1.0);
        let mut middle = plot.left - pitch / 2.0;
        let column = |total: f64| {
            middle += pitch;
            Column { middle, top: y.at(data.unit.at(total)), total }
        };
        let columns = totals.into_iter().map(column).collect();
        Self { data, plot, y, y_ticks, columns, pitch }
    }

    fn draw(&self, canvas: &mut Canvas<'_>) -> Result<(), ChartError> {
        let (months, causes) = (
            self.data.months.more(["month", "months"], ", not drawn"),
            self.data.causes.more(["cause", "causes"], ", not drawn"),
        );
        let caption = text::notes([(true, &self.data.caption), (true, &months), (true, &causes)]);
        self.plot.y_axis(canvas, &self.y, &self.y_ticks, &caption)?;
        for (month, column) in self.columns.iter().enumerate() {
            self.stack(canvas, month, column)?;
        }
        self.months(canvas)?;
        label::draw(canvas, &self.plot, legend(self.data, self.plot.top))?;
        if self.columns.iter().any(|column| column.total > 0.0) {
            self.totals(canvas)
        } else {
            self.plot.note(canvas, "nothing was lost in any month")
        }
    }

    /// Half of what a column is wide.
    fn half(&self) -> f64 {
        (self.pitch * 0.36).min(32.0)
    }

    fn stack(&self, canvas: &mut Canvas<'_>, month: usize, column: &Column) -> Result<(), ChartError> {
        let mut below = 0.0;
        for (cause, color) in self.data.causes.iter().zip(STACK) {
            let above = below + self.data.unit.at(value(cause, month));
            let (top, bottom) = (self.y.at(above), self.y.at(below));
            // a thin line of paper between layers, unless it would eat one up
            let gap = if below > 0.0 && bottom - top > 2.5 { 1.0 } else { 0.0 };
            let half = self.half();
            if above > below {
                let area = Area { x: column.middle - half, y: top, w: 2.0 * half, h: bottom - top - gap };
                canvas.fill(area, color)?;
            }
            below = above;
        }
        Ok(())
    }

    fn months(&self, canvas: &mut Canvas<'_>) -> Result<(), ChartError> {
        let (y, rule) = (self.plot.bottom, Stroke::solid(THEME.rule, 1.0));
        canvas.line((self.plot.left, y), (self.plot.right, y), rule)?;
        for (column, name) in self.columns.iter().zip(self.data.months.iter()) {
            let name = text::fit(name, TICK, self.pitch - 4.0);
            canvas.text(&name, (column.middle, y + 16.0), TICK.align(Align::Middle))?;
        }
        Ok(())
    }

    /// The total over each column, all written in the same of the ways that fit.
    fn totals(&self, canvas: &mut Canvas<'_>) -> Result<(), ChartError> {
        let written: Vec<_> = self.columns.iter().map(|column| self.data.unit.ever_shorter(column.total)).collect();
        let fits = |way: &usize| written.iter().all(|words| text::width(&words[*way], TOTAL) <= self.pitch - 4.0);
        let way = (0..2).find(fits).unwrap_or(2);
        for (column, words) in self.columns.iter().zip(&written) {
            canvas.text(&words[way], (column.middle, column.top - 9.0), TOTAL)?;
        }
        Ok(())
    }
}

const TOTAL: Pen = Pen { color: THEME.ink, ..TICK }.align(Align::Middle).halo();

fn value(cause: &Cause, month: usize) -> f64 {
    cause.values.get(month).copied().unwrap_or(0.0)
}

fn total(data: &SeasonsData, month: usize) -> f64 {
    data.causes.iter().map(|cause| value(cause, month)).sum()
}

/// The causes from top to bottom as they stand in a column, each with its share of the year.
fn legend(data: &SeasonsData, y: f64) -> Vec<EndLabel> {
    let sums: Vec<f64> = data.causes.iter().map(|cause| cause.values.iter().sum()).collect();
    let all: f64 = sums.iter().sum();
    let share =
        |sum: f64| if all > 0.0 { format!("{} of the year", units::careful_percent(sum / all)) } else { String::new() };
    let label = |((cause, color), &sum): ((&Cause, Color), &f64)| EndLabel {
        y,
        name: cause.label.clone(),
        detail: share(sum),
        color: THEME.ink,
        key: Key::Swatch(color),
    };
    data.causes.iter().zip(STACK).zip(&sums).map(label).rev().collect()
}
