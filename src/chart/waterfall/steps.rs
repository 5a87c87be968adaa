//! The rows of a waterfall: where each begins and ends, how far the axis must reach, how a bar looks.
//!
//! Knows running totals on the axis; knows nothing of names and columns.

use super::{Cause, WaterfallData};
use crate::chart::axis::{self, Scale, Ticks};
use crate::chart::canvas::{Area, Canvas, Pen, Point, Stroke};
use crate::chart::frame::LABEL;
use crate::chart::rows::Said;
use crate::chart::theme::THEME;
use crate::chart::{ChartError, Ranged, Unit, Verdict, text};

const TOGETHER: &str = "together (interaction)";
/// Bars stand a little above the middle of their rows.
const LIFT: f64 = 3.0;
/// An axis that is mostly empty need not begin at 0.
const WORTH_ZERO: f64 = 0.25;

/// A row.
pub(super) struct Step<'a> {
    pub label: &'a str,
    /// As the values say it.
    said: Ranged,
    /// Of a part, not of a total.
    pub verdict: Option<Verdict>,
    /// Where it begins, as the axis carries it.
    from: f64,
    /// Where it ends.
    to: Ranged,
}

/// The old mean, all parts, the new mean.
pub(super) fn of(data: &WaterfallData) -> Result<Vec<Step<'_>>, ChartError> {
    let mut steps = vec![total(&data.old.label, data.old.mean, data)?];
    let mut running = data.old.mean.value;
    let causes = data.causes.iter().map(|Cause { label, part }| (label.as_str(), *part));
    for (label, part) in causes.chain(data.together.map(|part| (TOGETHER, part))) {
        part.check(&format!("part of `{}`", text::clean(label)), &data.unit)?;
        steps.push(Step {
            label,
            said: part,
            verdict: Some(Verdict::of(part, data.better)),
            from: data.unit.at(running),
            to: part.from(running).on(&data.unit),
        });
        running += part.value;
    }
    let new = total(&data.new.label, data.new.mean, data)?;
    let largest = steps.iter().map(|step| step.from.abs().max(step.to.value.abs())).fold(0.0, f64::max);
    steps.push(new);
    let off = data.unit.at(running - data.new.mean.value).abs();
    if off <= largest * 1e-6 {
        Ok(steps)
    } else {
        Err(ChartError::Disordered { what: "parts that lead from the old mean to the new one".to_owned() })
    }
}

fn total<'a>(label: &'a str, mean: Ranged, data: &WaterfallData) -> Result<Step<'a>, ChartError> {
    mean.check(&format!("mean of `{}`", text::clean(label)), &data.unit)?;
    let to = mean.on(&data.unit);
    Ok(Step { label, said: mean, verdict: None, from: to.value, to })
}

/// Ticks around all that is drawn; with zero, unless that would leave most of the axis empty.
pub(super) fn ticks(steps: &[Step<'_>]) -> Ticks {
    let all = || steps.iter().flat_map(|step| <[f64; 3]>::from((step.from, step.to.ends().0, step.to.ends().1)));
    let (lo, hi) = (all().fold(f64::INFINITY, f64::min), all().fold(f64::NEG_INFINITY, f64::max));
    let far = |near: f64, end: f64| near > 0.0 && end - near < WORTH_ZERO * end;
    if far(lo, hi) || far(-hi, -lo) {
        let room = ((hi - lo) * 0.05).max(hi.abs() * 1e-3);
        return axis::ticks(lo - room, hi + room, 5.0, false);
    }
    axis::ticks(lo.min(0.0), if lo < hi || hi != 0.0 { hi.max(0.0) } else { 1.0 }, 6.0, false)
}

impl Step<'_> {
    pub fn name_pen(&self) -> Pen {
        if self.verdict.is_none() { LABEL.bold() } else { LABEL }
    }

    /// Its value with its interval.
    pub fn words(&self, unit: &Unit) -> Said {
        match self.verdict {
            None => Said::new(unit.ranged(self.said), LABEL.bold()),
            Some(verdict) => Said::new(unit.change(self.said), Pen { color: verdict.ink(), ..LABEL.bold() }),
        }
    }

    /// The line from where this row ends down to the next.
    pub fn join(&self, canvas: &mut Canvas<'_>, x: &Scale, (y, height): (f64, f64)) -> Result<(), ChartError> {
        let at = x.at(self.to.value);
        canvas.line((at, y), (at, y + height), Stroke::solid(THEME.muted, 1.0))
    }

    /// The bar, and under it the interval of where it ends.
    pub fn draw(&self, canvas: &mut Canvas<'_>, x: &Scale, (y, height): (f64, f64)) -> Result<(), ChartError> {
        let (from, to) = (x.at(self.from), x.at(self.to.value));
        let thick = (height * 0.5).min(20.0);
        match self.verdict {
            None => mean(canvas, x, (to, y - LIFT), thick)?,
            Some(verdict) => part(canvas, verdict, (from, to), (y - LIFT, thick))?,
        }
        let (low, high) = self.to.ends();
        if x.at(high) - x.at(low) < 2.0 {
            return Ok(());
        }
        let low_y = y - LIFT + thick / 2.0 + 4.5;
        canvas.whisker((x.at(low), low_y), (x.at(high), low_y), THEME.ink)
    }
}

/// A bar from zero, or a disc where zero is not on the axis.
fn mean(canvas: &mut Canvas<'_>, x: &Scale, (to, y): Point, thick: f64) -> Result<(), ChartError> {
    if !(x.lo..=x.hi).contains(&0.0) {
        return canvas.disc((to, y), 6.0, THEME.muted);
    }
    let (left, right) = (x.at(0.0).min(to), x.at(0.0).max(to));
    canvas.fill(Area { x: left, y: y - thick / 2.0, w: (right - left).max(1.5), h: thick }, THEME.muted)
}

/// A bar that points to where it ends; hollow when it may as well point the other way.
fn part(
    canvas: &mut Canvas<'_>,
    verdict: Verdict,
    (from, to): (f64, f64),
    (y, thick): (f64, f64),
) -> Result<(), ChartError> {
    let half = thick / 2.0;
    if verdict == Verdict::Same {
        return canvas.line((from, y - half), (from, y + half), Stroke::solid(THEME.muted, 2.0));
    }
    // at least a stroke wide
    let to = if (to - from).abs() < 2.0 { from + 2.0_f64.copysign(to - from) } else { to };
    let neck = to - ((to - from).abs() * 0.6).min(8.0).copysign(to - from);
    let corners = [(from, y - half), (neck, y - half), (to, y), (neck, y + half), (from, y + half)];
    let fill = if verdict.is_clear() { verdict.color() } else { THEME.paper };
    canvas.shape(&corners, fill, Stroke::solid(verdict.color(), 1.5))
}
