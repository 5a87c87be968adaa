//! The balance of the fund, week by week, as a fan.
//!
//! Knows quantiles of a balance in minor units; does not compute them.

mod ruin;

use super::axis::{self, Scale};
use super::canvas::{Align, Canvas, Dash, Point, Stroke};
use super::frame::{self, LABEL, Plot, TICK, Tick};
use super::label::{self, EndLabel, Key};
use super::theme::{Color, THEME};
use super::units::{self, Currency};
use super::{ChartError, Heading, Picture, svg, text, thin};

/// The balance at one time over all trials, in minor units.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct FundPoint {
    /// Weeks since onset.
    pub week: f64,
    /// One trial in twenty is below.
    pub p5: i64,
    /// One trial in four is below.
    pub p25: i64,
    /// Half the trials are below.
    pub p50: i64,
    /// One trial in four is above.
    pub p75: i64,
    /// One trial in twenty is above.
    pub p95: i64,
    /// The median of the twins, which had no disruption.
    pub twin: Option<i64>,
}

/// Everything on the chart.
#[derive(Clone, Debug, PartialEq)]
pub struct FundData {
    /// The lines above.
    pub heading: Heading,
    /// The text alternative.
    pub description: String,
    /// In the order of weeks.
    pub points: Vec<FundPoint>,
    /// (weeks since onset, chance that the fund has run out by then), both rising. A strip
    /// below the balance, if there is any.
    pub ruin: Vec<(f64, f64)>,
    /// How to write amounts.
    pub currency: Currency,
    /// Under the axis: "weeks from the Monday of the disruption".
    pub caption: String,
    /// The practice that nothing disturbs: "without the disruption".
    pub undisturbed: String,
}

/// Draws the chart.
///
/// # Errors
///
/// When weeks, quantiles or chances are not in order, or a number is none.
pub fn draw(data: &FundData) -> Result<Picture, ChartError> {
    check(data)?;
    svg::picture("fund", &data.heading, &data.description, frame::BODY + ruin::room(data), |canvas, top| {
        Layout::new(data, top).draw(canvas)
    })
}

fn check(data: &FundData) -> Result<(), ChartError> {
    ruin::check(data)?;
    for point in &data.points {
        axis::usable("week", point.week)?;
        for amount in amounts(point) {
            axis::usable("balance", data.currency.major(amount))?;
        }
        if !quantiles(point).is_sorted() {
            return Err(ChartError::Disordered { what: "quantiles in rising order".to_owned() });
        }
    }
    if data.points.is_sorted_by(|a, b| a.week < b.week) {
        Ok(())
    } else {
        Err(ChartError::Disordered { what: "weeks in rising order".to_owned() })
    }
}

fn quantiles(point: &FundPoint) -> [i64; 5] {
    [point.p5, point.p25, point.p50, point.p75, point.p95]
}

fn amounts(point: &FundPoint) -> impl Iterator<Item = i64> {
    quantiles(point).into_iter().chain(point.twin)
}

/// Where zero is.
#[derive(Clone, Copy, PartialEq)]
enum Zero {
    /// On the axis.
    Shown,
    /// So many major units below the axis.
    Below(f64),
    /// So many major units above the axis.
    Above(f64),
}

struct Layout<'a> {
    data: &'a FundData,
    plot: Plot,
    x: Scale,
    y: Scale,
    y_ticks: Vec<Tick>,
    zero: Zero,
}

impl<'a> Layout<'a> {
    fn new(data: &'a FundData, top: f64) -> Self {
        let (ticks, zero) = balances(data);
        let decimals = axis::decimals(ticks.step).min(usize::from(data.currency.decimals));
        let write = |&t: &f64| (t, data.currency.write(t, decimals));
        let y_ticks: Vec<Tick> = ticks.at.iter().map(write).collect();
        let ticks_of_both: Vec<Tick> = y_ticks.iter().cloned().chain(ruin::ticks(data)).collect();
        let mut labels = end_labels(data, |_| 0.0);
        labels.extend(ruin::end_label(data, |_| 0.0));
        let plot = Plot::below(top, &ticks_of_both, label::column(&labels));
        let weeks = data.points.first().zip(data.points.last()).map_or((0.0, 1.0), |(a, b)| (a.week, b.week));
        Self {
            data,
            plot,
            x: Scale::linear(weeks, (plot.left, plot.right)),
            y: Scale::linear((ticks.lo, ticks.hi), (plot.bottom, plot.top)),
            y_ticks,
            zero,
        }
    }

    fn draw(&self, canvas: &mut Canvas<'_>) -> Result<(), ChartError> {
        self.plot.y_axis(canvas, &self.y, &self.y_ticks, "balance of the fund")?;
        let lowest = ruin::below(self.data, self.plot);
        lowest.x_axis(canvas, &self.x, &self.weeks(), &self.data.caption)?;
        ruin::draw(canvas, self.data, &lowest, &self.x)?;
        if self.data.points.is_empty() {
            return self.plot.note(canvas, "no week was simulated");
        }
        self.bands(canvas)?;
        self.lines(canvas)?;
        self.zero(canvas)?;
        label::draw(canvas, &self.plot, end_labels(self.data, |amount| self.y.at(self.major(amount))))
    }

    fn major(&self, minor: i64) -> f64 {
        self.data.currency.major(minor)
    }

    /// Round numbers of weeks, so that a year and two years end on a tick.
    fn weeks(&self) -> Vec<Tick> {
        let span = self.x.hi - self.x.lo;
        let fits = |step: &f64| span / step <= 13.5;
        let step = [1.0, 2.0, 4.0, 8.0, 13.0, 26.0, 52.0, 104.0, 260.0, 520.0].into_iter().find(fits);
        let step = step.unwrap_or_else(|| axis::nice_step(span / 13.0));
        let first = (self.x.lo / step - 1e-9).ceil();
        let ticks = (0..=14).map(|k| (first + f64::from(k)) * step);
        ticks.filter(|&t| t <= self.x.hi + 1e-9).map(|t| (t, units::number(t, 0))).collect()
    }

    fn curve(&self, amount: impl Fn(&FundPoint) -> Option<i64>) -> Vec<Point> {
        let at = |p: &FundPoint| Some((self.x.at(p.week), self.y.at(self.major(amount(p)?))));
        let mut points: Vec<Point> = self.data.points.iter().filter_map(at).collect();
        // one point only: a level line, so that it is seen
        if let [(_, y)] = points[..] {
            points = vec![(self.plot.left, y), (self.plot.right, y)];
        }
        thin::course(&points)
    }

    fn band(
        &self,
        canvas: &mut Canvas<'_>,
        low: fn(&FundPoint) -> i64,
        high: fn(&FundPoint) -> i64,
        color: Color,
    ) -> Result<(), ChartError> {
        let mut edge = self.curve(|p| Some(low(p)));
        edge.extend(self.curve(|p| Some(high(p))).into_iter().rev());
        canvas.polygon(&edge, color)
    }

    fn bands(&self, canvas: &mut Canvas<'_>) -> Result<(), ChartError> {
        self.band(canvas, |p| p.p5, |p| p.p95, THEME.band_outer)?;
        self.band(canvas, |p| p.p25, |p| p.p75, THEME.band_inner)
    }

    fn lines(&self, canvas: &mut Canvas<'_>) -> Result<(), ChartError> {
        canvas.path(&self.curve(|p| p.twin), TWIN)?;
        canvas.path(&self.curve(|p| Some(p.p50)), MEDIAN)
    }

    fn zero(&self, canvas: &mut Canvas<'_>) -> Result<(), ChartError> {
        let empty = format!("fund empty ({})", self.data.currency.write(0.0, 0));
        let away = |far: f64| self.data.currency.write(far, 0);
        match self.zero {
            Zero::Shown => self.ruin(canvas),
            Zero::Below(far) => {
                self.far(canvas, &format!("↓ {empty} lies {} below this axis", away(far)), self.plot.bottom - 11.0)
            }
            Zero::Above(far) => {
                self.far(canvas, &format!("↑ {empty} lies {} above this axis", away(far)), self.plot.top + 11.0)
            }
        }
    }

    fn ruin(&self, canvas: &mut Canvas<'_>) -> Result<(), ChartError> {
        let y = self.y.at(0.0);
        let stroke = Stroke::solid(THEME.vermilion, 2.0);
        canvas.line((self.plot.left, y), (self.plot.right, y), stroke)?;
        let pen = super::canvas::Pen { color: THEME.warning, ..LABEL.bold().halo() };
        canvas.text("fund empty", (self.plot.left + 10.0, y - 12.0), pen)
    }

    fn far(&self, canvas: &mut Canvas<'_>, words: &str, y: f64) -> Result<(), ChartError> {
        let pen = TICK.align(Align::End).halo();
        let room = self.plot.right - self.plot.left - 12.0;
        canvas.text(&text::fit(words, pen, room), (self.plot.right - 6.0, y), pen)
    }
}

const MEDIAN: Stroke = Stroke::solid(THEME.blue, 2.5);
const TWIN: Stroke = Stroke::solid(THEME.ink, 2.0).dash(Dash::Dashed);

/// Ticks around all balances, stretched to zero when it is near.
fn balances(data: &FundData) -> (axis::Ticks, Zero) {
    let all = || data.points.iter().flat_map(amounts).map(|amount| data.currency.major(amount));
    if data.points.is_empty() {
        return (axis::ticks(0.0, 1.0, 5.0, true), Zero::Shown);
    }
    let (lo, hi) = (all().fold(f64::INFINITY, f64::min), all().fold(f64::NEG_INFINITY, f64::max));
    let room = if hi > lo { hi - lo } else { (hi.abs() * 0.05).max(1.0) };
    let (lo, hi) = (lo - room * 0.06, hi + room * 0.06);
    let ticks = if lo > room * 0.8 || hi < -room * 0.8 {
        axis::ticks(lo, hi, 5.0, false)
    } else {
        axis::ticks(lo.min(0.0), hi.max(0.0), 5.0, false)
    };
    let zero = match (ticks.lo, ticks.hi) {
        (lo, _) if lo > 0.0 => Zero::Below(lo),
        (_, hi) if hi < 0.0 => Zero::Above(-hi),
        _ => Zero::Shown,
    };
    (ticks, zero)
}

fn end_labels(data: &FundData, y: impl Fn(i64) -> f64) -> Vec<EndLabel> {
    let Some(last) = data.points.last() else { return Vec::new() };
    let amount = |minor: i64| data.currency.write(data.currency.major(minor), 0);
    let range = |low, high| format!("{} to {}", amount(low), amount(high));
    let label = |at: i64, name: &str, detail: String, color, key| EndLabel {
        y: y(at),
        name: name.to_owned(),
        detail,
        color,
        key,
    };
    let band = |at, name, (low, high), color| label(at, name, range(low, high), THEME.ink, Key::Patch(color));
    let twin = data.points.iter().rev().find_map(|point| point.twin);
    let dashed = Key::Line(TWIN);
    let twin = twin.map(|t| label(t, &data.undisturbed, amount(t), THEME.ink, dashed));
    let (inner, outer) = (last.p25.midpoint(last.p50), last.p5.midpoint(last.p25));
    twin.into_iter()
        .chain([
            label(last.p50, "median", amount(last.p50), THEME.blue, Key::Line(MEDIAN)),
            band(inner, "half of trials", (last.p25, last.p75), THEME.band_inner),
            band(outer, "nine in ten", (last.p5, last.p95), THEME.band_outer),
        ])
        .collect()
}
