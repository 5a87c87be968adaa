//! Direct labels in a column right of the plot, moved apart so that none touch.
//!
//! Knows heights and order; knows nothing of what is labelled.

use super::ChartError;
use super::canvas::{Area, Canvas, Stroke};
use super::frame::{LABEL, Plot, TICK, tally};
use super::text;
use super::theme::{Color, THEME};

/// The widest label \[px\].
pub(super) const WIDEST: f64 = 170.0;
/// From the plot to the words \[px\].
const LEAD: f64 = 44.0;
const LINE: f64 = 16.0;

/// What shows whose label it is.
#[derive(Clone, Copy)]
pub(super) enum Key {
    /// A piece of the line.
    Line(Stroke),
    /// A piece of the area.
    Patch(Color),
    /// A point, with a straight line to it: many may lie close together.
    Dot(Color),
    /// A piece of what stands in many places, so that no line leads there.
    Swatch(Color),
}

/// A label for what ends at height `y`.
pub(super) struct EndLabel {
    pub y: f64,
    /// Bold words, in the colour given.
    pub name: String,
    /// A second, plain line; may be empty.
    pub detail: String,
    pub color: Color,
    pub key: Key,
}

impl EndLabel {
    fn lines(&self) -> (Vec<String>, Vec<String>) {
        let seen = |lines: Vec<String>| lines.into_iter().filter(|l| !l.is_empty()).collect();
        let name = text::wrap(&self.name, LABEL.bold(), WIDEST, 2);
        (seen(name), seen(text::wrap(&self.detail, TICK, WIDEST, 2)))
    }

    fn height(&self) -> f64 {
        let (name, detail) = self.lines();
        (tally(&name) + tally(&detail)) * LINE + 6.0
    }
}

/// Room the column needs.
pub(super) fn column(labels: &[EndLabel]) -> f64 {
    let widest = |label: &EndLabel| {
        let (name, detail) = label.lines();
        let names = name.iter().map(|line| text::width(line, LABEL.bold()));
        names.chain(detail.iter().map(|line| text::width(line, TICK))).fold(0.0, f64::max)
    };
    labels.iter().map(widest).fold(0.0, f64::max) + LEAD
}

/// Height of all labels.
pub(super) fn height(labels: &[EndLabel]) -> f64 {
    labels.iter().map(EndLabel::height).sum()
}

/// Draws the labels, top to bottom in the order of their heights.
pub(super) fn draw(canvas: &mut Canvas<'_>, plot: &Plot, mut labels: Vec<EndLabel>) -> Result<(), ChartError> {
    labels.sort_by(|a, b| a.y.total_cmp(&b.y));
    let wanted: Vec<(f64, f64)> = labels.iter().map(|l| (l.y, l.height())).collect();
    let places = spread(&wanted, plot.top - 8.0, plot.bottom + 10.0);
    for (label, y) in labels.iter().zip(places) {
        key(canvas, plot.right, label, y)?;
        words(canvas, plot.right + LEAD, label, y)?;
    }
    Ok(())
}

fn key(canvas: &mut Canvas<'_>, x: f64, label: &EndLabel, y: f64) -> Result<(), ChartError> {
    let hair = Stroke::solid(THEME.rule, 1.0);
    match label.key {
        Key::Line(_) | Key::Patch(_) => canvas.path(&[(x + 6.0, label.y), (x + 13.0, y), (x + 17.0, y)], hair)?,
        Key::Dot(_) => canvas.line((x + 2.0, label.y), (x + LEAD - 12.0, y), hair)?,
        Key::Swatch(_) => {}
    }
    match label.key {
        Key::Line(stroke) => canvas.line((x + 17.0, y), (x + LEAD - 6.0, y), stroke),
        Key::Dot(color) => canvas.disc((x + LEAD - 12.0, y), 4.5, color),
        Key::Patch(color) | Key::Swatch(color) => {
            canvas.fill(Area { x: x + LEAD - 22.0, y: y - 7.0, w: 16.0, h: 14.0 }, color)
        }
    }
}

fn words(canvas: &mut Canvas<'_>, x: f64, label: &EndLabel, y: f64) -> Result<(), ChartError> {
    let (name, detail) = label.lines();
    let mut y = y - (tally(&name) + tally(&detail) - 1.0) * LINE / 2.0;
    let pens = [(name, super::canvas::Pen { color: label.color, ..LABEL.bold() }), (detail, TICK)];
    for (lines, pen) in pens {
        for line in lines {
            canvas.text(&line, (x, y), pen)?;
            y += LINE;
        }
    }
    Ok(())
}

/// Moves (centre, height) pairs in ascending order apart, keeping them between the ends if they fit.
pub(super) fn spread(wanted: &[(f64, f64)], top: f64, bottom: f64) -> Vec<f64> {
    let mut places: Vec<f64> = Vec::new();
    let mut edge = top;
    for &(centre, height) in wanted {
        let place = centre.max(edge + height / 2.0);
        edge = place + height / 2.0;
        places.push(place);
    }
    let mut edge = bottom;
    for (place, &(_, height)) in places.iter_mut().zip(wanted).rev() {
        *place = place.min(edge - height / 2.0);
        edge = *place - height / 2.0;
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_keep_their_order_and_do_not_touch() {
        let places = spread(&[(50.0, 20.0), (50.0, 20.0), (98.0, 20.0), (99.0, 20.0)], 0.0, 100.0);
        assert_eq!(places, vec![30.0, 50.0, 70.0, 90.0]);
    }

    #[test]
    fn far_labels_stay_where_they_are() {
        assert_eq!(spread(&[(20.0, 10.0), (60.0, 10.0)], 0.0, 100.0), vec![20.0, 60.0]);
    }
}
