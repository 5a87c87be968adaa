//! How likely it is to lose more than so much.
//!
//! Knows step curves over whole sessions or amounts; does not count trials.

mod axes;

use self::axes::{amounts, chance_ticks, highest, near};
use super::axis::{self, Scale};
use super::canvas::{Align, Canvas, Dash, Pen, Point, Stroke};
use super::frame::{self, LABEL, Plot, TICK, Tick, VerticalMark};
use super::label::{self, EndLabel, Key};
use super::theme::{CURVES, THEME};
use super::thin;
use super::units::Currency;
use super::{ChartError, Few, Heading, Picture, svg, text};

/// What is lost.
#[derive(Clone, Debug, PartialEq)]
pub enum Quantity {
    /// Whole things, such as sessions.
    Count {
        /// Under the axis: "sessions lost".
        caption: String,
    },
    /// Amounts, in minor units.
    Money {
        /// Under the axis: "income lost over 8 weeks".
        caption: String,
        /// How to write them.
        currency: Currency,
    },
}

/// One curve.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// "as written".
    pub label: String,
    /// (x, chance of losing more than x), x ascending, chance falling. It holds up to the next x.
    pub points: Vec<(i64, f64)>,
}

/// A place worth reading off.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// "1 in 10: 2".
    pub label: String,
    /// Where along the axis (sessions, or minor units).
    pub value: i64,
    /// Chance at which it is read off.
    pub chance: f64,
}

/// A vertical line.
#[derive(Clone, Debug, PartialEq)]
pub struct Limit {
    /// "your limit: 4".
    pub label: String,
    /// Where along the axis (sessions, or minor units).
    pub value: i64,
}

/// Everything on the chart.
#[derive(Clone, Debug, PartialEq)]
pub struct ExceedanceData {
    /// The lines above.
    pub heading: Heading,
    /// The text alternative.
    pub description: String,
    /// What is lost.
    pub quantity: Quantity,
    /// The first solid, the others dashed.
    pub curves: Few<Curve, 4>,
    /// Places to read off, on the first curve.
    pub marks: Few<Mark, 8>,
    /// The user's limit.
    pub limit: Option<Limit>,
    /// Chances on an axis of ratios, for long tails.
    pub log_chance: bool,
}

const DASHES: [Dash; 4] = [Dash::Solid, Dash::Dashed, Dash::Dotted, Dash::Mixed];

/// Draws the chart.
///
/// # Errors
///
/// When a chance is not between 0 and 1, or points are not in order.
pub fn draw(data: &ExceedanceData) -> Result<Picture, ChartError> {
    check(data)?;
    svg::picture("exceedance", &data.heading, &data.description, frame::BODY, |canvas, top| {
        Layout::new(data, top).draw(canvas)
    })
}

fn check(data: &ExceedanceData) -> Result<(), ChartError> {
    for curve in data.curves.iter() {
        let what = || format!("chance in `{}`", text::clean(&curve.label));
        for &(x, chance) in &curve.points {
            axis::usable("amount", data.quantity.at(x))?;
            axis::share(&what(), chance)?;
        }
        if !curve.points.is_sorted_by(|a, b| a.0 < b.0 && a.1 >= b.1) {
            return Err(ChartError::Disordered { what: format!("rising amounts and falling {}", what()) });
        }
    }
    for mark in data.marks.iter() {
        axis::usable("mark", data.quantity.at(mark.value))?;
        axis::share("mark", mark.chance)?;
    }
    data.limit.iter().try_for_each(|l| axis::usable("limit", data.quantity.at(l.value)).map(drop))
}

struct Layout<'a> {
    data: &'a ExceedanceData,
    plot: Plot,
    x: Scale,
    y: Scale,
    x_ticks: Vec<Tick>,
    y_ticks: Vec<Tick>,
}

impl<'a> Layout<'a> {
    fn new(data: &'a ExceedanceData, top: f64) -> Self {
        let y_ticks = chance_ticks(data);
        let ends = y_ticks.first().zip(y_ticks.last()).map_or((0.0, 1.0), |(a, b)| (a.0, b.0));
        let plot = Plot::below(top, &y_ticks, label::column(&end_labels(data, |_| 0.0)));
        let scale = if data.log_chance { Scale::log } else { Scale::linear };
        let range = amounts(data);
        Self {
            data,
            plot,
            x: Scale::linear(range, (plot.left, plot.right)),
            y: scale(ends, (plot.bottom, plot.top)),
            x_ticks: data.quantity.ticks(range),
            y_ticks,
        }
    }

    fn draw(&self, canvas: &mut Canvas<'_>) -> Result<(), ChartError> {
        let plot = &self.plot;
        plot.y_axis(canvas, &self.y, &self.y_ticks, "chance of losing more than this")?;
        let (curves, marks) = (
            self.data.curves.more(["curve", "curves"], ", not drawn"),
            self.data.marks.more(["mark", "marks"], ", not drawn"),
        );
        let caption = text::notes([(true, self.data.quantity.caption()), (true, &curves), (true, &marks)]);
        plot.x_axis(canvas, &self.x, &self.x_ticks, &caption)?;
        if self.data.curves.iter().all(|curve| highest(curve) <= 0.0) {
            plot.note(canvas, "nothing was lost in any trial")?;
            return self.limit(canvas);
        }
        self.limit(canvas)?;
        for (i, curve) in self.data.curves.iter().enumerate().rev() {
            self.curve(canvas, curve, stroke(i))?;
        }
        label::draw(canvas, plot, end_labels(self.data, |curve| self.end(curve)))?;
        self.marks(canvas)
    }

    fn curve(&self, canvas: &mut Canvas<'_>, curve: &Curve, stroke: Stroke) -> Result<(), ChartError> {
        let at = |&(x, chance): &(i64, f64)| (self.x.at(self.data.quantity.at(x)), self.y.at(chance));
        let (shown, end) = self.shown(curve);
        let points: Vec<Point> = shown.iter().map(at).collect();
        canvas.path(&thin::thin(&thin::steps(&points, end)), stroke)?;
        let counted = matches!(self.data.quantity, Quantity::Count { .. });
        if !counted || self.x.hi - self.x.lo > 25.0 {
            return Ok(());
        }
        let visible = |point: &&Point| !self.data.log_chance || point.1 < self.plot.bottom;
        points.iter().filter(visible).try_for_each(|&point| canvas.disc(point, 3.0, stroke.color))
    }

    /// The points drawn and where the line ends: on an axis of ratios nothing is at zero, so the
    /// line stops where it falls there.
    fn shown<'c>(&self, curve: &'c Curve) -> (&'c [(i64, f64)], f64) {
        let above = curve.points.partition_point(|point| point.1 > 0.0);
        match curve.points.get(above) {
            Some(zero) if self.data.log_chance => (&curve.points[..=above], self.x.at(self.data.quantity.at(zero.0))),
            _ => (&curve.points, self.plot.right),
        }
    }

    /// Height of a curve's label: where it leaves the plot, or its last step above zero.
    fn end(&self, curve: &Curve) -> f64 {
        let last = curve.points.iter().rev().find(|point| !self.data.log_chance || point.1 > 0.0);
        self.y.at(last.map_or(0.0, |point| point.1))
    }

    fn limit(&self, canvas: &mut Canvas<'_>) -> Result<(), ChartError> {
        if let Some(words) = self.far() {
            canvas.text(&words, (self.plot.right - 6.0, self.plot.bottom - 12.0), FAR)?;
        }
        frame::vertical_marks(canvas, &self.plot, &self.vertical(), self.rows())
    }

    /// The limit, where it is on the axis.
    fn vertical(&self) -> Vec<VerticalMark<'a>> {
        let mark = |limit: &'a Limit| VerticalMark {
            x: self.x.at(self.data.quantity.at(limit.value)),
            label: limit.label.as_str(),
            color: THEME.warning,
            dash: Dash::Dashed,
        };
        near(self.data).into_iter().map(mark).collect()
    }

    /// What is said of a limit that is not on the axis.
    fn far(&self) -> Option<String> {
        let limit = self.data.limit.as_ref().filter(|_| near(self.data).is_none())?;
        let words = format!("{} lies further right →", text::clean(&limit.label));
        Some(text::fit(&words, FAR, 300.0))
    }

    /// The room that the words of the limit take: left, right, height of their middle.
    fn limit_words(&self) -> Vec<(f64, f64, f64)> {
        let right = self.plot.right - 6.0;
        let far = self.far().map(|words| (right - text::width(&words, FAR), right, self.plot.bottom - 12.0));
        far.into_iter().chain(frame::words_of_marks(&self.plot, &self.vertical(), self.rows())).collect()
    }

    /// Where its words stand.
    fn rows(&self) -> (f64, f64) {
        (self.plot.top + 9.0, 18.0)
    }

    /// Rings on the first curve, each led up to words that stand clear of all curves.
    fn marks(&self, canvas: &mut Canvas<'_>) -> Result<(), ChartError> {
        let mut taken: Vec<(f64, f64, f64)> = self.limit_words();
        for mark in self.data.marks.iter() {
            let (x, y) = (self.x.at(self.data.quantity.at(mark.value)), self.y.at(mark.chance));
            let words = text::fit(&mark.label, MARK, 200.0);
            let width = text::width(&words, MARK);
            let left = (x + 7.0).min(self.plot.right - width);
            let clash =
                |v: f64, &(a, b, w): &(f64, f64, f64)| (v - w).abs() < 17.0 && left < b + 8.0 && a < left + width + 8.0;
            let (top, clear) = (self.plot.top + 9.0, self.clear((left - 3.0).min(x + 2.0), y) - 14.0);
            // upwards while there is room, else down from where they would stand
            let up = (0..).map(|step| clear - 4.0 * f64::from(step)).take_while(|high| *high >= top);
            let down = (0..200).map(|step| clear.max(top) + 4.0 * f64::from(step));
            let is_free = |high: &f64| !taken.iter().any(|other| clash(*high, other));
            let high = up.chain(down).find(is_free).unwrap_or(top);
            taken.push((left, left + width, high));
            let foot = (left + 4.0, high + 9.0);
            canvas.line((x, y), foot, Stroke::solid(THEME.muted, 1.0))?;
            canvas.ring((x, y), 5.0, THEME.ink)?;
            canvas.text(&words, (left, high), MARK)?;
        }
        Ok(())
    }

    /// The height above which nothing is drawn right of `x`; curves fall, so it is theirs there.
    fn clear(&self, x: f64, y: f64) -> f64 {
        let level = |curve: &Curve| {
            let at = |point: &&(i64, f64)| self.x.at(self.data.quantity.at(point.0)) <= x;
            let before = curve.points.iter().rev().find(at).or(curve.points.first());
            before.map_or(y, |point| self.y.at(point.1))
        };
        self.data.curves.iter().map(level).fold(y, f64::min)
    }
}

const MARK: Pen = LABEL.bold().halo();
const FAR: Pen = TICK.align(Align::End).halo();

fn stroke(i: usize) -> Stroke {
    let color = CURVES.get(i).copied().unwrap_or(THEME.ink);
    Stroke::solid(color, 2.5).dash(DASHES.get(i).copied().unwrap_or(Dash::Solid))
}

fn end_labels(data: &ExceedanceData, y: impl Fn(&Curve) -> f64) -> Vec<EndLabel> {
    let mut numbered: Vec<(usize, &Curve)> = data.curves.iter().enumerate().collect();
    // curves often end at the same height: the one that lies higher before gets the higher label
    numbered.sort_by(|a, b| area(b.1).total_cmp(&area(a.1)));
    let label = |(i, curve): (usize, &Curve)| EndLabel {
        y: y(curve),
        name: curve.label.clone(),
        detail: String::new(),
        color: stroke(i).color,
        key: Key::Line(stroke(i)),
    };
    numbered.into_iter().map(label).collect()
}

fn area(curve: &Curve) -> f64 {
    curve.points.windows(2).map(|w| (w[1].0 as f64 - w[0].0 as f64) * w[0].1).sum()
}
