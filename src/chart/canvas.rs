//! Strokes, areas and words on a sheet, through plotters.
//!
//! Knows logical pixels and the doubled canvas; knows no axis and no chart. Dashes and halos, which
//! plotters cannot write into SVG, are kept as notes by element for `svg` to add.

use plotters::coord::Shift;
use plotters::prelude::{Circle, DrawingArea, IntoDrawingArea, PathElement, Polygon, Rectangle, SVGBackend};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color as _, FontDesc, FontFamily, FontStyle, ShapeStyle, TextStyle};

use super::ChartError;
use super::text;
use super::theme::{Color, THEME};

/// A place in logical pixels.
pub(super) type Point = (f64, f64);

/// How a line is broken.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Dash {
    /// Unbroken.
    Solid,
    /// Long dashes.
    Dashed,
    /// Short dashes.
    Dotted,
    /// Dash and dot.
    Mixed,
}

impl Dash {
    fn attribute(self) -> &'static str {
        match self {
            Self::Solid => "",
            Self::Dashed => " stroke-dasharray=\"14 9\"",
            Self::Dotted => " stroke-dasharray=\"5 6\"",
            Self::Mixed => " stroke-dasharray=\"18 7 5 7\"",
        }
    }
}

/// How a line is drawn. Width in logical pixels.
#[derive(Clone, Copy)]
pub(super) struct Stroke {
    pub color: Color,
    pub width: f64,
    pub dash: Dash,
}

impl Stroke {
    /// An unbroken line.
    pub const fn solid(color: Color, width: f64) -> Self {
        Self { color, width, dash: Dash::Solid }
    }

    /// The same line, broken.
    pub const fn dash(self, dash: Dash) -> Self {
        Self { dash, ..self }
    }

    fn shape(self) -> ShapeStyle {
        self.color.stroke_width(double(self.width).unsigned_abs().max(1))
    }
}

/// Which point of the text stands at the given place.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Align {
    Start,
    Middle,
    End,
}

/// How words are drawn. Text stands vertically centred on its place.
#[derive(Clone, Copy)]
pub(super) struct Pen {
    pub size: f64,
    pub bold: bool,
    pub color: Color,
    pub align: Align,
    pub halo: bool,
}

impl Pen {
    /// Plain text.
    pub const fn new(size: f64, color: Color) -> Self {
        Self { size, bold: false, color, align: Align::Start, halo: false }
    }

    pub const fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    pub const fn align(self, align: Align) -> Self {
        Self { align, ..self }
    }

    /// With an edge in the paper's colour, to stand on lines.
    pub const fn halo(self) -> Self {
        Self { halo: true, ..self }
    }
}

/// A rectangle: left, top, width, height.
#[derive(Clone, Copy)]
pub(super) struct Area {
    pub x: f64,
    pub y: f64,
    pub w: f64,
    pub h: f64,
}

const HALO: &str = " stroke=\"#FFFFFF\" stroke-width=\"7\" paint-order=\"stroke\"";

/// A sheet being drawn on.
pub(super) struct Canvas<'a> {
    sheet: DrawingArea<SVGBackend<'a>, Shift>,
    notes: Vec<&'static str>,
}

impl<'a> Canvas<'a> {
    /// An empty white sheet of the given logical height that writes into `out`.
    pub fn new(out: &'a mut String, height: f64) -> Result<Self, ChartError> {
        let size = (double(THEME.width).unsigned_abs(), double(height).unsigned_abs());
        let sheet = SVGBackend::with_string(out, size).into_drawing_area();
        let mut canvas = Self { sheet, notes: Vec::new() };
        canvas.fill(Area { x: 0.0, y: 0.0, w: THEME.width, h: height }, THEME.paper)?;
        Ok(canvas)
    }

    /// Ends the drawing; gives one note for each element.
    pub fn finish(self) -> Result<Vec<&'static str>, ChartError> {
        self.sheet.present().map_err(failure)?;
        Ok(self.notes)
    }

    /// A line through the points.
    pub fn path(&mut self, points: &[Point], stroke: Stroke) -> Result<(), ChartError> {
        if points.len() < 2 {
            return Ok(());
        }
        self.notes.push(stroke.dash.attribute());
        let element = PathElement::new(pixels(points), stroke.shape());
        self.sheet.draw(&element).map_err(failure)
    }

    /// A straight line.
    pub fn line(&mut self, from: Point, to: Point, stroke: Stroke) -> Result<(), ChartError> {
        self.path(&[from, to], stroke)
    }

    /// A filled shape.
    pub fn polygon(&mut self, points: &[Point], color: Color) -> Result<(), ChartError> {
        if points.len() < 3 {
            return Ok(());
        }
        self.notes.push("");
        self.sheet.draw(&Polygon::new(pixels(points), color.filled())).map_err(failure)
    }

    /// A filled rectangle.
    pub fn fill(&mut self, area: Area, color: Color) -> Result<(), ChartError> {
        self.notes.push("");
        let corners = [pixel((area.x, area.y)), pixel((area.x + area.w, area.y + area.h))];
        self.sheet.draw(&Rectangle::new(corners, color.filled())).map_err(failure)
    }

    /// The edge of a rectangle.
    pub fn outline(&mut self, area: Area, stroke: Stroke) -> Result<(), ChartError> {
        let (right, low) = (area.x + area.w, area.y + area.h);
        let start = (area.x, area.y);
        self.path(&[start, (right, area.y), (right, low), (area.x, low), start], stroke)
    }

    /// A filled shape with an edge.
    pub fn shape(&mut self, corners: &[Point], fill: Color, edge: Stroke) -> Result<(), ChartError> {
        let closed: Vec<Point> = corners.iter().chain(corners.first()).copied().collect();
        self.polygon(&closed, fill)?;
        self.path(&closed, edge)
    }

    /// A level or upright line with a cap at each end.
    pub fn whisker(&mut self, from: Point, to: Point, color: Color) -> Result<(), ChartError> {
        const CAP: f64 = 3.5;
        let (dx, dy) = if (to.0 - from.0).abs() > (to.1 - from.1).abs() { (0.0, CAP) } else { (CAP, 0.0) };
        let stroke = Stroke::solid(color, 1.5);
        for (x, y) in [from, to] {
            self.line((x - dx, y - dy), (x + dx, y + dy), stroke)?;
        }
        self.line(from, to, stroke)
    }

    /// A filled disc.
    pub fn disc(&mut self, at: Point, radius: f64, color: Color) -> Result<(), ChartError> {
        self.notes.push("");
        let element = Circle::new(pixel(at), double(radius), color.filled());
        self.sheet.draw(&element).map_err(failure)
    }

    /// A disc with an edge.
    pub fn ring(&mut self, at: Point, radius: f64, edge: Color) -> Result<(), ChartError> {
        self.disc(at, radius, edge)?;
        self.disc(at, radius - 1.5, THEME.paper)
    }

    /// One line of text, cleaned.
    pub fn text(&mut self, words: &str, at: Point, pen: Pen) -> Result<(), ChartError> {
        let words = text::clean(words);
        if words.is_empty() {
            return Ok(());
        }
        self.notes.push(if pen.halo { HALO } else { "" });
        let baseline = (at.0, at.1 + pen.size * 0.36);
        self.sheet.draw_text(&words, &style(pen), pixel(baseline)).map_err(failure)
    }
}

fn style(pen: Pen) -> TextStyle<'static> {
    let weight = if pen.bold { FontStyle::Bold } else { FontStyle::Normal };
    // plotters divides the size by 1.24 when it writes SVG
    let size = pen.size * THEME.zoom * 1.24;
    let side = match pen.align {
        Align::Start => HPos::Left,
        Align::Middle => HPos::Center,
        Align::End => HPos::Right,
    };
    TextStyle {
        font: FontDesc::new(FontFamily::Name(text::FAMILY), size, weight),
        color: pen.color.to_backend_color(),
        pos: Pos::new(side, VPos::Bottom),
    }
}

fn pixels(points: &[Point]) -> Vec<(i32, i32)> {
    points.iter().map(|&point| pixel(point)).collect()
}

fn pixel((x, y): Point) -> (i32, i32) {
    (double(x), double(y))
}

/// Logical to canvas pixels; never out of the range of an honest sheet.
fn double(length: f64) -> i32 {
    (length * THEME.zoom).round().clamp(-20_000.0, 20_000.0) as i32
}

fn failure<E: std::error::Error>(error: E) -> ChartError {
    ChartError::Drawing(error.to_string())
}
