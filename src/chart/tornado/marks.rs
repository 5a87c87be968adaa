//! The three worths of a strategy, each with its mark in a lane of its own.
//!
//! Knows how a worth looks; knows nothing of rows and columns.

use super::Row;
use crate::chart::axis::Scale;
use crate::chart::canvas::{Area, Canvas, Point, Stroke};
use crate::chart::theme::{Color, THEME};
use crate::chart::{ChartError, Ranged, Verdict, glyph};

/// From a lane to the next.
pub(super) const APART: f64 = 11.0;
/// Of a bar that stands with other marks.
pub(super) const THICK: f64 = 9.0;
const SIGN: f64 = 4.4;

/// One of the three worths.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Lane {
    /// A bar.
    Removed,
    /// A filled diamond.
    Shapley,
    /// A ring.
    Alone,
}

/// From top to bottom.
pub(super) const LANES: [Lane; 3] = [Lane::Removed, Lane::Shapley, Lane::Alone];

impl Lane {
    pub fn of(self, row: &Row) -> Option<Ranged> {
        match self {
            Self::Removed => row.removed,
            Self::Shapley => row.shapley,
            Self::Alone => row.alone,
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Removed => "lost without it",
            Self::Shapley => "fair share (Shapley)",
            Self::Alone => "alone",
        }
    }

    /// Draws the mark with its interval.
    pub fn draw(
        self,
        canvas: &mut Canvas<'_>,
        x: &Scale,
        (y, thick): (f64, f64),
        (worth, verdict): (Ranged, Verdict),
    ) -> Result<(), ChartError> {
        let (zero, at) = (x.at(0.0), x.at(worth.value));
        let (low, high) = (x.at(worth.ends().0), x.at(worth.ends().1));
        if self == Self::Removed {
            bar(canvas, (zero, at), (y, thick), verdict)?;
        }
        if high - low > 2.0 {
            let color = if self == Self::Removed { THEME.ink } else { verdict.color() };
            canvas.whisker((low, y), (high, y), color)?;
        }
        self.sign(canvas, (at, y), verdict)
    }

    /// The mark as the legend shows it; gives its width.
    pub fn key(self, canvas: &mut Canvas<'_>, (x, y): Point) -> Result<f64, ChartError> {
        if self == Self::Removed {
            canvas.fill(Area { x, y: y - THICK / 2.0, w: 20.0, h: THICK }, THEME.blue)?;
            return Ok(27.0);
        }
        self.sign(canvas, (x + 6.0, y), Verdict::Better)?;
        Ok(18.0)
    }

    fn sign(self, canvas: &mut Canvas<'_>, at: Point, verdict: Verdict) -> Result<(), ChartError> {
        let fill = filling(verdict);
        match self {
            Self::Removed => Ok(()),
            Self::Shapley => glyph::diamond(canvas, at, SIGN, (fill, verdict.color())),
            Self::Alone => canvas.ring(at, SIGN + 0.4, verdict.color()),
        }
    }
}

/// What may as well be nothing is hollow.
fn filling(verdict: Verdict) -> Color {
    if verdict.is_clear() { verdict.color() } else { THEME.paper }
}

fn bar(
    canvas: &mut Canvas<'_>,
    (zero, at): (f64, f64),
    (y, thick): (f64, f64),
    verdict: Verdict,
) -> Result<(), ChartError> {
    let (left, w) = (zero.min(at), (at - zero).abs().max(1.5));
    let area = Area { x: left, y: y - thick / 2.0, w, h: thick };
    canvas.fill(area, filling(verdict))?;
    canvas.outline(area, Stroke::solid(verdict.color(), 1.0))
}
