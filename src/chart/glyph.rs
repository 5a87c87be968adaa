//! Signs, and what became of a session as one of them: shape and colour together.
//!
//! Knows shapes; does not decide what became of a session.

use super::ChartError;
use super::canvas::{Area, Canvas, Dash, Point, Stroke};
use super::theme::{Color, THEME};

/// A sign.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Glyph {
    /// Blue disc: held as planned.
    Disc,
    /// Sky square with a blue edge: held another way.
    Square,
    /// Orange diamond: moved.
    Diamond,
    /// Outlined diamond: where it moved to.
    Arrival,
    /// Vermilion cross: lost.
    Cross,
}

impl Glyph {
    /// The colour of areas that mean the same.
    pub fn color(self) -> Color {
        match self {
            Self::Disc => THEME.blue,
            Self::Square => THEME.sky,
            Self::Diamond | Self::Arrival => THEME.orange,
            Self::Cross => THEME.vermilion,
        }
    }

    /// Draws the sign around a place; `r` is half its size.
    pub fn draw(self, canvas: &mut Canvas<'_>, at: Point, r: f64) -> Result<(), ChartError> {
        match self {
            Self::Disc => canvas.disc(at, r, THEME.blue),
            Self::Square => square(canvas, at, r, (THEME.sky, THEME.blue)),
            Self::Diamond => diamond(canvas, at, r, (THEME.orange, THEME.warning)),
            Self::Arrival => diamond(canvas, at, r, (THEME.paper, THEME.warning)),
            Self::Cross => cross(canvas, at, r, THEME.vermilion),
        }
    }
}

/// A square, filled and edged.
pub(super) fn square(
    canvas: &mut Canvas<'_>,
    (x, y): Point,
    r: f64,
    (fill, edge): (Color, Color),
) -> Result<(), ChartError> {
    let area = Area { x: x - r, y: y - r, w: 2.0 * r, h: 2.0 * r };
    canvas.fill(area, fill)?;
    canvas.outline(area, Stroke::solid(edge, 1.5))
}

/// A square on its corner, filled and edged.
pub(super) fn diamond(
    canvas: &mut Canvas<'_>,
    (x, y): Point,
    r: f64,
    (fill, edge): (Color, Color),
) -> Result<(), ChartError> {
    let r = r * 1.2;
    canvas.shape(&[(x, y - r), (x + r, y), (x, y + r), (x - r, y)], fill, Stroke::solid(edge, 1.5))
}

/// Two crossing strokes.
pub(super) fn cross(canvas: &mut Canvas<'_>, (x, y): Point, r: f64, color: Color) -> Result<(), ChartError> {
    for (width, color) in [(5.5, THEME.paper), (2.5, color)] {
        let stroke = Stroke { color, width, dash: Dash::Solid };
        canvas.line((x - r, y - r), (x + r, y + r), stroke)?;
        canvas.line((x - r, y + r), (x + r, y - r), stroke)?;
    }
    Ok(())
}
