//! How soon each function is back.
//!
//! Knows step curves of shares over time since onset; does not know when a function counts as back.

use super::axis::{self, Scale};
use super::canvas::{Canvas, Dash, Point, Stroke};
use super::frame::{self, Plot, TICK, Tick, VerticalMark};
use super::label::{self, EndLabel, Key};
use super::measure::share_ticks;
use super::theme::{CURVES, THEME};
use super::thin;
use super::units::{self, LADDER, TimeUnit};
use super::{ChartError, Few, Heading, Picture, svg, text};

/// One function's curve.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// "client sessions".
    pub label: String,
    /// (time since onset \[min\], share of trials with the function back by then), both rising. A
    /// first point at 0 is the share that was never interrupted.
    pub points: Vec<(f64, f64)>,
}

/// A vertical line: an RTO or an MTPD.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// "RTO 1 wd".
    pub label: String,
    /// Since onset \[min\].
    pub minutes: f64,
    /// A hard end, such as an MTPD: drawn stronger.
    pub hard: bool,
}

/// Everything on the chart.
#[derive(Clone, Debug, PartialEq)]
pub struct RecoveryData {
    /// The lines above.
    pub heading: Heading,
    /// The text alternative.
    pub description: String,
    /// One for each function.
    pub curves: Few<Curve, 6>,
    /// What they are measured by.
    pub marks: Few<Mark, 6>,
    /// How long the trials were watched \[min\]; the share missing then is shown as not back.
    pub watched: f64,
    /// Time on an axis of ratios: for minutes and days in one picture.
    pub log_time: bool,
}

const DASHES: [Dash; 6] = [Dash::Solid, Dash::Dashed, Dash::Dotted, Dash::Mixed, Dash::Solid, Dash::Dashed];

/// Draws the chart.
///
/// # Errors
///
/// When a time is not a number, a share is not between 0 and 1, or points are not in order.
pub fn draw(data: &RecoveryData) -> Result<Picture, ChartError> {
    check(data)?;
    svg::picture("recovery", &data.heading, &data.description, frame::BODY, |canvas, top| {
        Layout::new(data, top).draw(canvas)
    })
}

fn check(data: &RecoveryData) -> Result<(), ChartError> {
    axis::usable("time watched", data.watched)?;
    for curve in data.curves.iter() {
        let name = text::clean(&curve.label);
        for &(minutes, share) in &curve.points {
            axis::usable(&format!("time in `{name}`"), minutes)?;
            axis::share(&format!("share in `{name}`"), share)?;
        }
        let rising = curve.points.is_sorted_by(|a, b| a.0 <= b.0 && a.1 <= b.1);
        if !rising || curve.points.first().is_some_and(|point| point.0 < 0.0) {
            return Err(ChartError::Disordered { what: format!("rising times and shares in `{name}`") });
        }
    }
    data.marks.iter().try_for_each(|mark| axis::usable("mark", mark.minutes).map(drop))
}

struct Layout<'a> {
    data: &'a RecoveryData,
    plot: Plot,
    x: Scale,
    y: Scale,
    x_ticks: Vec<Tick>,
    y_ticks: Vec<Tick>,
    x_caption: String,
}

impl<'a> Layout<'a> {
    fn new(data: &'a RecoveryData, top: f64) -> Self {
        let low = lowest(data);
        let y_ticks = share_ticks((low, 1.0), if low > 0.0 { 4.0 } else { 5.0 });
        let plot = Plot::below(top, &y_ticks, label::column(&end_labels(data, |_| 0.0)));
        let span = span(data);
        let (x, x_ticks, x_caption) = if data.log_time { ratios(data, span, plot) } else { differences(span, plot) };
        let y = Scale::linear((lowest(data), 1.0), (plot.bottom, plot.top));
        Self { data, plot, x, y, x_ticks, y_ticks, x_caption }
    }

    fn draw(&self, canvas: &mut Canvas<'_>) -> Result<(), ChartError> {
        self.plot.y_axis(canvas, &self.y, &self.y_ticks, &self.y_caption())?;
        let (curves, marks) = (
            self.data.curves.more(["function", "functions"], " in the table"),
            self.data.marks.more(["mark", "marks"], ", not drawn"),
        );
        let caption = text::notes([(true, &self.x_caption), (true, &curves), (true, &marks)]);
        self.plot.x_axis(canvas, &self.x, &self.x_ticks, &caption)?;
        if self.data.curves.iter().all(|curve| curve.points.is_empty()) {
            self.plot.note(canvas, "no trial interrupted a function")?;
        }
        self.marks(canvas)?;
        for (i, curve) in self.data.curves.iter().enumerate().rev() {
            self.curve(canvas, curve, stroke(i))?;
        }
        for (i, curve) in self.data.curves.iter().enumerate().filter(|c| !c.1.points.is_empty()) {
            self.open_end(canvas, curve, stroke(i))?;
        }
        label::draw(canvas, &self.plot, end_labels(self.data, |curve| self.y.at(end(curve))))
    }

    fn y_caption(&self) -> String {
        let from = lowest(self.data);
        let cut = if from > 0.0 { format!(" (axis starts at {})", units::percent(from, 0)) } else { String::new() };
        format!("share of trials with the function back{cut}")
    }

    fn curve(&self, canvas: &mut Canvas<'_>, curve: &Curve, stroke: Stroke) -> Result<(), ChartError> {
        let Some(first) = curve.points.first() else { return Ok(()) };
        let start = (self.plot.left, self.y.at(if first.0 > 0.0 { 0.0 } else { first.1 }));
        let at = |&(minutes, share): &(f64, f64)| (self.x.at(minutes), self.y.at(share));
        let shown = curve.points.iter().filter(|point| point.0 <= self.x.hi);
        let points: Vec<Point> = std::iter::once(start).chain(shown.map(at)).collect();
        canvas.path(&thin::thin(&thin::steps(&points, self.plot.right)), stroke)
    }

    /// A ring where a curve ends below 100 %.
    fn open_end(&self, canvas: &mut Canvas<'_>, curve: &Curve, stroke: Stroke) -> Result<(), ChartError> {
        if end(curve) >= 1.0 {
            return Ok(());
        }
        canvas.ring((self.plot.right, self.y.at(end(curve))), 4.5, stroke.color)
    }

    fn marks(&self, canvas: &mut Canvas<'_>) -> Result<(), ChartError> {
        let inside = |mark: &&Mark| mark.minutes <= self.x.hi;
        let mark = |mark: &'a Mark| VerticalMark {
            x: self.x.at(mark.minutes),
            label: &mark.label,
            color: if mark.hard { THEME.warning } else { THEME.ink },
            dash: if mark.hard { Dash::Solid } else { Dash::Dashed },
        };
        let marks: Vec<VerticalMark<'_>> = self.data.marks.iter().filter(inside).map(mark).collect();
        frame::vertical_marks(canvas, &self.plot, &marks, (self.plot.bottom - 14.0, -18.0))?;
        let mut y = self.plot.bottom - 14.0 - 18.0 * frame::tally(&marks);
        for mark in self.data.marks.iter().filter(|mark| !inside(mark)) {
            let pen = TICK.align(super::canvas::Align::End).halo();
            let words = format!("{} lies further right →", text::clean(&mark.label));
            canvas.text(&text::fit(&words, pen, 300.0), (self.plot.right - 6.0, y), pen)?;
            y -= 18.0;
        }
        Ok(())
    }
}

fn stroke(i: usize) -> Stroke {
    let color = CURVES.get(i).copied().unwrap_or(THEME.ink);
    Stroke::solid(color, 2.5).dash(DASHES.get(i).copied().unwrap_or(Dash::Solid))
}

fn end(curve: &Curve) -> f64 {
    curve.points.last().map_or(0.0, |point| point.1)
}

fn end_labels(data: &RecoveryData, y: impl Fn(&Curve) -> f64) -> Vec<EndLabel> {
    let label = |(i, curve): (usize, &Curve)| EndLabel {
        y: y(curve),
        name: curve.label.clone(),
        detail: detail(end(curve)),
        color: stroke(i).color,
        key: Key::Line(stroke(i)),
    };
    let drawn = |(_, curve): &(usize, &Curve)| !curve.points.is_empty();
    data.curves.iter().enumerate().filter(drawn).map(label).collect()
}

fn detail(end: f64) -> String {
    if end >= 1.0 {
        "back in every trial".to_owned()
    } else {
        format!("{} not back by the end", units::careful_percent(1.0 - end))
    }
}

/// Where the axis of shares starts: 0, or a multiple of 10 % when all curves stay above 60 %.
fn lowest(data: &RecoveryData) -> f64 {
    let start = |curve: &Curve| curve.points.first().filter(|p| p.0 <= 0.0).map_or(0.0, |p| p.1);
    let drawn = data.curves.iter().filter(|curve| !curve.points.is_empty());
    let low = drawn.map(start).fold(f64::INFINITY, f64::min);
    if (0.6..=1.0).contains(&low) { ((low * 10.0 - 1e-6).floor() / 10.0).min(0.9) } else { 0.0 }
}

/// Length of the time axis \[min\]: past the last step, with the marks that are not far beyond.
fn span(data: &RecoveryData) -> f64 {
    let last = data.curves.iter().filter_map(|curve| curve.points.last()).map(|point| point.0);
    let steps = last.fold(0.0, f64::max);
    let censored = data.curves.iter().any(|curve| !curve.points.is_empty() && end(curve) < 1.0);
    let watched = if censored { data.watched } else { 0.0 };
    let own = steps.max(watched);
    let reach = if data.log_time { 50.0 } else { 4.0 };
    let near = |m: &f64| *m <= own * reach || own <= 0.0;
    let marks = data.marks.iter().map(|mark| mark.minutes).filter(near).fold(0.0, f64::max);
    (steps * 1.05).max(watched).max(marks * 1.03).max(1.0)
}

fn differences(span: f64, plot: Plot) -> (Scale, Vec<Tick>, String) {
    let unit = TimeUnit::for_span(span);
    let name = |minutes: f64| {
        let count = minutes / unit.minutes();
        units::number(count, axis::decimals(count).min(1))
    };
    let ticks = unit.ticks(span).into_iter().map(|t| (t, name(t))).collect();
    let scale = Scale::linear((0.0, span), (plot.left, plot.right));
    (scale, ticks, format!("{} since onset", unit.plural()))
}

fn ratios(data: &RecoveryData, span: f64, plot: Plot) -> (Scale, Vec<Tick>, String) {
    let times = data.curves.iter().flat_map(|curve| &curve.points).map(|point| point.0);
    let first = times.chain(data.marks.iter().map(|m| m.minutes)).filter(|&t| t > 0.0);
    let lo = (first.fold(span, f64::min) / 1.6).clamp(1.0, span.max(2.0) / 2.0);
    let scale = Scale::log((lo, span * 1.03), (plot.left, plot.right));
    let inside = LADDER.iter().filter(|rung| (scale.lo..=scale.hi).contains(&rung.0));
    let ticks = inside.map(|&(minutes, name)| (minutes, name.to_owned())).collect();
    (scale, ticks, "time since onset, on a scale of ratios".to_owned())
}
