//! The strip below the fund: how likely it is that the fund has run out by then.
//!
//! Knows chances that rise with the weeks and the time axis it shares; does not count trials.

use super::FundData;
use crate::chart::axis::{self, Scale};
use crate::chart::canvas::{Canvas, Point, Stroke};
use crate::chart::frame::{Plot, Tick};
use crate::chart::label::{self, EndLabel, Key};
use crate::chart::measure::share_ticks;
use crate::chart::theme::THEME;
use crate::chart::{ChartError, thin, units};

/// From the plot above to the strip: its caption stands between.
const GAP: f64 = 48.0;
const HEIGHT: f64 = 64.0;
const LINE: Stroke = Stroke::solid(THEME.vermilion, 2.5);

/// Room the strip needs; none when there is nothing in it.
pub(super) fn room(data: &FundData) -> f64 {
    if data.ruin.is_empty() { 0.0 } else { GAP + HEIGHT }
}

pub(super) fn check(data: &FundData) -> Result<(), ChartError> {
    for &(week, chance) in &data.ruin {
        axis::usable("week", week)?;
        axis::share("chance of ruin", chance)?;
    }
    // the chance is of ruin by then, so it cannot fall
    if data.ruin.is_sorted_by(|a, b| a.0 < b.0 && a.1 <= b.1) {
        Ok(())
    } else {
        Err(ChartError::Disordered { what: "rising weeks and chances of ruin".to_owned() })
    }
}

/// Ticks of the chances; none when there is nothing in the strip.
pub(super) fn ticks(data: &FundData) -> Vec<Tick> {
    let Some(&(_, most)) = data.ruin.last() else { return Vec::new() };
    share_ticks((0.0, if most > 0.0 { most } else { 0.01 }), 3.0)
}

pub(super) fn end_label(data: &FundData, y: impl Fn(f64) -> f64) -> Option<EndLabel> {
    data.ruin.last().map(|&(week, chance)| EndLabel {
        y: y(chance),
        name: format!("{} run out", units::careful_percent(chance)),
        detail: format!("by week {}", units::number(week, 0)),
        color: THEME.warning,
        key: Key::Line(LINE),
    })
}

/// Where the strip below a plot stands; the plot itself when there is nothing in the strip.
pub(super) fn below(data: &FundData, above: Plot) -> Plot {
    if data.ruin.is_empty() {
        return above;
    }
    Plot { top: above.bottom + GAP, bottom: above.bottom + GAP + HEIGHT, ..above }
}

/// Draws into the strip.
pub(super) fn draw(canvas: &mut Canvas<'_>, data: &FundData, plot: &Plot, x: &Scale) -> Result<(), ChartError> {
    let ticks = ticks(data);
    let Some((lowest, highest)) = ticks.first().zip(ticks.last()) else { return Ok(()) };
    let y = Scale::linear((lowest.0, highest.0), (plot.bottom, plot.top));
    plot.y_axis(canvas, &y, &ticks, "chance that the fund has run out by then")?;
    let points: Vec<Point> = data.ruin.iter().map(|&(week, chance)| (x.at(week), y.at(chance))).collect();
    let line = thin::thin(&thin::steps(&points, plot.right));
    if let Some((first, last)) = line.first().zip(line.last()) {
        let mut area = line.clone();
        area.extend([(last.0, plot.bottom), (first.0, plot.bottom)]);
        canvas.polygon(&area, THEME.down_rest)?;
    }
    canvas.path(&line, LINE)?;
    label::draw(canvas, plot, end_label(data, |chance| y.at(chance)).into_iter().collect())
}
