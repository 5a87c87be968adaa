//! The time axis of a timeline: hours while there is room, days, weeks.
//!
//! Knows minutes since a Monday; knows nothing of lanes.

use super::minutes;
use crate::chart::axis::Scale;
use crate::chart::canvas::{Align, Canvas, Dash, Stroke};
use crate::chart::frame::{Plot, TICK};
use crate::chart::theme::THEME;
use crate::chart::{ChartError, text, units};

/// Draws the axis below the plot and its lines in it; `start` is the left end \[min\].
pub(super) fn draw(canvas: &mut Canvas<'_>, plot: &Plot, x: &Scale, start: i64) -> Result<(), ChartError> {
    Calendar { plot, x, start }.draw(canvas)
}

struct Calendar<'a> {
    plot: &'a Plot,
    x: &'a Scale,
    start: i64,
}

impl Calendar<'_> {
    /// Hours in a first row while there is room, names of days in a second.
    fn draw(&self, canvas: &mut Canvas<'_>) -> Result<(), ChartError> {
        let per_day = (self.plot.right - self.plot.left) * 1440.0 / (self.x.hi - self.x.lo);
        if per_day >= 110.0 {
            self.hours(canvas, per_day)?;
        }
        self.days(canvas, per_day)
    }

    fn hours(&self, canvas: &mut Canvas<'_>, per_day: f64) -> Result<(), ChartError> {
        let hours = [1_i64, 2, 3, 4, 6].into_iter().find(|&h| per_day * minutes(h) / 24.0 >= 46.0);
        let step = hours.unwrap_or(12) * 60;
        for at in (self.start.div_euclid(step)..).map(|k| k * step).take(400) {
            if minutes(at) > self.x.hi {
                break;
            }
            let x = self.x.at(minutes(at));
            let inside = minutes(at) >= self.x.lo;
            if inside {
                let grid = Stroke::solid(THEME.grid, 1.0);
                canvas.line((x, self.plot.top), (x, self.plot.bottom + 4.0), grid)?;
                let pen = TICK.align(Align::Middle);
                canvas.text(&units::clock(at), (x, self.plot.bottom + 15.0), pen)?;
            }
        }
        Ok(())
    }

    /// A line at each midnight; the name in the middle of what is seen of the day.
    fn days(&self, canvas: &mut Canvas<'_>, per_day: f64) -> Result<(), ChartError> {
        let every = if per_day >= 38.0 { 1 } else { 7 };
        let row = if per_day >= 110.0 { 34.0 } else { 16.0 };
        for day in (self.start.div_euclid(1440)..).take(800) {
            let (from, to) = (minutes(day * 1440), minutes((day + 1) * 1440));
            if from >= self.x.hi {
                break;
            }
            if day.rem_euclid(every) != 0 {
                continue;
            }
            let (left, right) = (self.x.at(from), self.x.at(to));
            if from > self.x.lo {
                let stroke = Stroke::solid(THEME.rule, 1.0).dash(Dash::Dotted);
                canvas.line((left, self.plot.top), (left, self.plot.bottom + row + 8.0), stroke)?;
            }
            if right - left >= 30.0 || every > 1 {
                self.day(canvas, day, every, (left, right), row)?;
            }
        }
        Ok(())
    }

    fn day(
        &self,
        canvas: &mut Canvas<'_>,
        day: i64,
        every: i64,
        (left, right): (f64, f64),
        row: f64,
    ) -> Result<(), ChartError> {
        let week = day.div_euclid(7) + 1;
        let name = match every {
            1 if self.x.hi - self.x.lo > 8.0 * 1440.0 && day.rem_euclid(7) == 0 => {
                format!("Mon w{week}")
            }
            1 => units::day_name(day * 1440).to_owned(),
            _ => format!("week {week}"),
        };
        let at = if every == 1 { f64::midpoint(left, right) } else { left + 24.0 };
        let (y, pen) = (self.plot.bottom + row, TICK.bold().align(Align::Middle));
        // a week that begins at the very end has no room for its name
        if at + text::width(&name, pen) / 2.0 > THEME.width - 4.0 {
            return Ok(());
        }
        canvas.text(&name, (at, y), pen)
    }
}
