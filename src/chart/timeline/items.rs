//! Bars and signs in the lanes of a timeline, and the legend of those that occur.
//!
//! Knows how an item looks; knows nothing of other lanes or of the axis beyond its scale.

use super::{Fate, Item, Lane, minutes};
use crate::chart::axis::Scale;
use crate::chart::canvas::{Area, Canvas, Dash, Pen, Stroke};
use crate::chart::frame::{LABEL, TICK};
use crate::chart::glyph::{self, Glyph};
use crate::chart::theme::THEME;
use crate::chart::{ChartError, text, units};

const SIGN: f64 = 5.5;

/// The times an item names.
pub(super) fn times(item: &Item) -> Vec<i64> {
    match item {
        Item::Down { from, to, .. } | Item::Tried { from, to, .. } | Item::InUse { from, to, .. } => {
            vec![*from, *to]
        }
        Item::Session { at, fate: Fate::Moved { to: Some(to) } } => vec![*at, *to],
        Item::Failed { at } | Item::Session { at, .. } => vec![*at],
    }
}

/// A lane being drawn into.
struct Row<'a> {
    x: &'a Scale,
    middle: f64,
    bar: f64,
}

/// Draws a lane's items: bars, then ways of moved sessions, then signs.
pub(super) fn draw(
    canvas: &mut Canvas<'_>,
    items: &[&Item],
    x: &Scale,
    middle: f64,
    lane: f64,
) -> Result<(), ChartError> {
    let row = Row { x, middle, bar: (lane * 0.62).min(22.0) };
    let is_bar = |item: &&&Item| !matches!(item, Item::Session { .. } | Item::Failed { .. });
    items.iter().filter(is_bar).try_for_each(|item| row.bar(canvas, item))?;
    items.iter().try_for_each(|item| row.way(canvas, item))?;
    items.iter().try_for_each(|item| row.sign(canvas, item))
}

impl Row<'_> {
    /// The part of a span that is seen; at least a stroke wide.
    fn area(&self, from: i64, to: i64) -> Option<Area> {
        let (from, to) = (minutes(from.min(to)), minutes(from.max(to)));
        let seen = to >= self.x.lo && from <= self.x.hi;
        let (left, right) = (self.x.at(from), self.x.at(to));
        let w = (right - left).max(2.0);
        seen.then_some(Area { x: left, y: self.middle - self.bar / 2.0, w, h: self.bar })
    }

    fn at(&self, time: i64) -> Option<(f64, f64)> {
        let time = minutes(time);
        (self.x.lo..=self.x.hi).contains(&time).then(|| (self.x.at(time), self.middle))
    }

    fn bar(&self, canvas: &mut Canvas<'_>, item: &Item) -> Result<(), ChartError> {
        match item {
            Item::Down { from, to, level, label } => match self.area(*from, *to) {
                Some(area) => down(canvas, area, *level, label),
                None => Ok(()),
            },
            Item::Tried { from, to, label } => match self.area(*from, *to) {
                Some(area) => tried(canvas, area, label),
                None => Ok(()),
            },
            Item::InUse { from, to, label } => match self.area(*from, *to) {
                Some(area) => in_use(canvas, area, label),
                None => Ok(()),
            },
            Item::Failed { .. } | Item::Session { .. } => Ok(()),
        }
    }

    /// The way of a moved session: a line to its new time, or an arrow if that is not in sight.
    fn way(&self, canvas: &mut Canvas<'_>, item: &Item) -> Result<(), ChartError> {
        let Item::Session { at, fate: Fate::Moved { to } } = item else { return Ok(()) };
        let Some((from, y)) = self.at(*at) else { return Ok(()) };
        let to = to.map_or(from + 28.0, |to| self.x.at(minutes(to)));
        let side = if to >= from { 1.0 } else { -1.0 };
        let low = y + self.bar / 2.0 + 1.0;
        let arrives = times(item).get(1).is_some_and(|&to| self.at(to).is_some());
        if !arrives {
            canvas.path(&[(from, y), (from + side * 5.0, low), (to - side * 5.0, low)], WAY)?;
            let tip = to - side * 1.0;
            let head = [(tip, low), (tip - side * 8.0, low - 4.5), (tip - side * 8.0, low + 4.5)];
            return canvas.polygon(&head, WAY.color);
        }
        if (to - from).abs() < 24.0 {
            return canvas.line((from, y), (to, y), WAY);
        }
        canvas.path(&[(from, y), (from + side * 5.0, low), (to - side * 5.0, low), (to, y)], WAY)
    }

    fn sign(&self, canvas: &mut Canvas<'_>, item: &Item) -> Result<(), ChartError> {
        match item {
            Item::Failed { at } => match self.at(*at) {
                Some(place) => glyph::cross(canvas, place, SIGN, THEME.ink),
                None => Ok(()),
            },
            Item::Session { at, fate } => self.session(canvas, *at, *fate),
            _ => Ok(()),
        }
    }

    fn session(&self, canvas: &mut Canvas<'_>, at: i64, fate: Fate) -> Result<(), ChartError> {
        if let Some(place) = self.at(at) {
            sign(fate).draw(canvas, place, SIGN)?;
        }
        let arrival = match fate {
            Fate::Moved { to: Some(to) } => self.at(to),
            _ => None,
        };
        match arrival {
            Some(place) => Glyph::Arrival.draw(canvas, place, SIGN),
            None => Ok(()),
        }
    }
}

const WAY: Stroke = Stroke::solid(THEME.warning, 1.5);

fn sign(fate: Fate) -> Glyph {
    match fate {
        Fate::Held => Glyph::Disc,
        Fate::HeldAnotherWay => Glyph::Square,
        Fate::Moved { .. } => Glyph::Diamond,
        Fate::Lost => Glyph::Cross,
    }
}

/// The part that does not work is filled from above; what works stays pale.
fn down(canvas: &mut Canvas<'_>, area: Area, level: f64, label: &str) -> Result<(), ChartError> {
    let gone = Area { h: area.h * (1.0 - level.clamp(0.0, 1.0)), ..area };
    canvas.fill(area, THEME.down_rest)?;
    canvas.fill(gone, if level <= 0.0 { THEME.down } else { THEME.down_part })?;
    let own = if level <= 0.0 { "down".to_owned() } else { format!("at {}", units::percent(level, 0)) };
    let words = if label.is_empty() { own.as_str() } else { label };
    let color = if level <= 0.0 { THEME.paper } else { THEME.ink };
    inside(canvas, area, words, Pen { color, ..TICK.bold() })
}

fn tried(canvas: &mut Canvas<'_>, area: Area, label: &str) -> Result<(), ChartError> {
    let edge = Area { y: area.y + 0.5, h: area.h - 1.0, ..area };
    canvas.fill(edge, THEME.paper)?;
    canvas.outline(edge, Stroke::solid(THEME.blue, 1.5).dash(Dash::Dotted))?;
    inside(canvas, area, label, Pen { color: THEME.blue, ..TICK.bold() })
}

fn in_use(canvas: &mut Canvas<'_>, area: Area, label: &str) -> Result<(), ChartError> {
    canvas.fill(area, THEME.blue)?;
    inside(canvas, area, label, Pen { color: THEME.paper, ..TICK.bold() })
}

/// Words in a bar, if they fit whole.
fn inside(canvas: &mut Canvas<'_>, area: Area, words: &str, pen: Pen) -> Result<(), ChartError> {
    let words = text::clean(words);
    if text::width(&words, pen) + 12.0 > area.w {
        return Ok(());
    }
    canvas.text(&words, (area.x + 6.0, area.y + area.h / 2.0), pen)
}

/// The kinds of item, in the order of the legend.
pub(super) const KINDS: [&str; 9] =
    ["down", "being set up", "in use", "failed", "held", "held another way", "moved", "moved to", "lost"];

pub(super) fn kind(item: &Item) -> &'static str {
    match item {
        Item::Down { .. } => "down",
        Item::Tried { .. } => "being set up",
        Item::InUse { .. } => "in use",
        Item::Failed { .. } => "failed",
        Item::Session { fate, .. } => match fate {
            Fate::Held => "held",
            Fate::HeldAnotherWay => "held another way",
            Fate::Moved { .. } => "moved",
            Fate::Lost => "lost",
        },
    }
}

/// Signs with their words, only those that occur.
pub(super) fn legend(canvas: &mut Canvas<'_>, lanes: &[Lane], (left, y): (f64, f64)) -> Result<(), ChartError> {
    let items = || lanes.iter().flat_map(|lane| &lane.items);
    let arrives = |item: &Item| matches!(item, Item::Session { fate: Fate::Moved { to: Some(_) }, .. });
    let occurs = |name: &str| items().any(|item| kind(item) == name || (name == "moved to" && arrives(item)));
    let mut x = left;
    for name in KINDS.into_iter().filter(|name| occurs(name)) {
        x += swatch(canvas, name, (x, y))? + 6.0;
        canvas.text(name, (x, y), LABEL)?;
        x += text::width(name, LABEL) + 18.0;
    }
    Ok(())
}

/// Draws a legend's sign; gives its width.
fn swatch(canvas: &mut Canvas<'_>, name: &str, (x, y): (f64, f64)) -> Result<f64, ChartError> {
    let area = Area { x, y: y - 6.5, w: 20.0, h: 13.0 };
    let at = (x + 7.0, y);
    match name {
        "down" => canvas.fill(area, THEME.down)?,
        "being set up" => tried(canvas, area, "")?,
        "in use" => canvas.fill(area, THEME.blue)?,
        "failed" => glyph::cross(canvas, at, SIGN, THEME.ink)?,
        "held" => Glyph::Disc.draw(canvas, at, SIGN)?,
        "held another way" => Glyph::Square.draw(canvas, at, SIGN)?,
        "moved" => Glyph::Diamond.draw(canvas, at, SIGN)?,
        "moved to" => Glyph::Arrival.draw(canvas, at, SIGN)?,
        _ => Glyph::Cross.draw(canvas, at, SIGN)?,
    }
    Ok(if matches!(name, "down" | "being set up" | "in use") { 20.0 } else { 14.0 })
}
