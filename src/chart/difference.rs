//! How far two plans are apart, trial by trial.
//!
//! Knows how often each difference was seen and which end is good; neither pairs trials nor estimates the mean. Most
//! trials of a comparison do not differ at all, so zero has a bar of its own, broken where it would hide the others.

mod across;
mod bins;

use self::across::{Across, SLOT};
use self::bins::{Bin, Bins, Side, Tail};
use super::axis::{self, Scale};
use super::canvas::{Align, Area, Canvas, Dash, Pen, Stroke};
use super::frame::{LABEL, Plot, TICK, Tick};
use super::measure::share_ticks;
use super::rows::Said;
use super::theme::{Color, THEME};
use super::{Better, ChartError, Heading, Picture, Ranged, Unit, Verdict, svg, text, units};

/// Everything on the chart.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DifferenceData {
    /// The lines above.
    pub heading: Heading,
    /// The text alternative.
    pub description: String,
    /// (new minus old, number of trials), differences rising.
    pub trials: Vec<(i64, u64)>,
    /// What the differences measure.
    pub unit: Unit,
    /// Which end of it is good.
    pub better: Better,
    /// The mean difference.
    pub mean: Ranged,
    /// Under the axis: "sessions lost, new plan minus old, in the same trial".
    pub caption: String,
}

/// Over the plot: what is counted, the shares, the mean.
const HEAD: f64 = 72.0;
const PLOT: f64 = 270.0;
const AXIS: f64 = 56.0;
const NOTE: f64 = 20.0;

/// Draws the chart.
///
/// # Errors
///
/// When differences are not in order or beyond what an axis can carry.
pub fn draw(data: &DifferenceData) -> Result<Picture, ChartError> {
    for &(difference, _) in &data.trials {
        axis::usable("difference", data.unit.at(difference as f64))?;
    }
    data.mean.check("mean difference", &data.unit)?;
    if !data.trials.is_sorted_by(|a, b| a.0 < b.0) {
        return Err(ChartError::Disordered { what: "rising differences".to_owned() });
    }
    let bins = Bins::new(&data.trials, &data.unit);
    let note = note(data, &bins);
    let room = HEAD + PLOT + AXIS + if note.is_empty() { 0.0 } else { NOTE };
    svg::picture("difference", &data.heading, &data.description, room, |canvas, top| {
        Layout::new(data, bins, top).draw(canvas, &note)
    })
}

/// What the marks mean, and what lies beyond the axis.
fn note(data: &DifferenceData, bins: &Bins) -> String {
    let amount = |at: f64| data.unit.tick_of_change(data.unit.at(at), data.unit.at(bins.step));
    let beyond = |tail: Tail, (word, sign): (&str, f64)| {
        let (share, edge) = (units::careful_percent(tail.share), amount(sign * tail.edge));
        format!("not drawn: {share} {word} {edge}, as far as {}", amount(sign * tail.farthest))
    };
    let interval = data.mean.interval.filter(|ends| ends.0 < ends.1).map(|_| "mean with its 95 % interval".to_owned());
    let below = bins.below.tail.map(|tail| beyond(tail, ("below", -1.0)));
    let above = bins.above.tail.map(|tail| beyond(tail, ("above", 1.0)));
    let parts: Vec<String> = interval.into_iter().chain(below).chain(above).collect();
    parts.join(" · ")
}

struct Layout<'a> {
    data: &'a DifferenceData,
    bins: Bins,
    plot: Plot,
    across: Across,
    y: Scale,
    y_ticks: Vec<Tick>,
    top: f64,
}

impl<'a> Layout<'a> {
    fn new(data: &'a DifferenceData, bins: Bins, top: f64) -> Self {
        let highest = if bins.zero <= bins.highest() * 1.6 { bins.zero.max(bins.highest()) } else { bins.highest() };
        let y_ticks = share_ticks((0.0, if highest > 0.0 { highest * 1.05 } else { 1.0 }), 4.0);
        let plot = Plot { bottom: top + HEAD + PLOT, top: top + HEAD, ..Plot::below(top, &y_ticks, 0.0) };
        let [low, zero, high] = shares(data, &bins).map(|(words, _)| text::width(&words, SHARE));
        let beside = zero / 2.0 + APART - SLOT / 2.0;
        let across = Across::new(&plot, &bins, (low + beside, high + beside));
        let highest = y_ticks.last().map_or(1.0, |tick| tick.0);
        let y = Scale::linear((0.0, highest), (plot.bottom, plot.top));
        Self { data, bins, plot, across, y, y_ticks, top }
    }

    fn draw(&self, canvas: &mut Canvas<'_>, note: &str) -> Result<(), ChartError> {
        let plot = &self.plot;
        plot.y_axis(canvas, &self.y, &self.y_ticks, "")?;
        canvas.text(&self.y_caption(), (THEME.margin, self.top + 10.0), TICK)?;
        for (side, sign) in [(&self.bins.below, -1.0), (&self.bins.above, 1.0)] {
            self.side(canvas, side, sign)?;
        }
        self.zero(canvas)?;
        let pixels = Scale::linear((plot.left, plot.right), (plot.left, plot.right));
        plot.x_axis(canvas, &pixels, &self.x_ticks(), &self.data.caption)?;
        let room = THEME.width - 2.0 * THEME.margin;
        canvas.text(&text::fit(note, TICK, room), (THEME.margin, plot.bottom + AXIS + 4.0), TICK)?;
        if self.data.trials.is_empty() {
            return plot.note(canvas, "nothing was compared");
        }
        self.shares(canvas)?;
        if self.bins.highest() > 0.0 { self.mean(canvas) } else { Ok(()) }
    }

    fn y_caption(&self) -> String {
        let step = self.data.unit.at(self.bins.step);
        format!("share of trials, in steps of {}", self.data.unit.tick(step, step))
    }

    /// Round differences as far as the axis goes, at their pixels.
    fn x_ticks(&self) -> Vec<Tick> {
        let unit = &self.data.unit;
        let end = |x: f64| unit.at(self.across.back(x));
        let (lo, hi) = (end(self.plot.left), end(self.plot.right));
        let ticks = axis::ticks(lo, hi, 9.0, unit == &Unit::Count);
        let inside = ticks.at.iter().filter(|&&t| (lo..=hi).contains(&t));
        inside.map(|&t| (self.across.at(t * unit.one()), unit.tick_of_change(t, ticks.step))).collect()
    }

    fn side(&self, canvas: &mut Canvas<'_>, side: &Side, sign: f64) -> Result<(), ChartError> {
        let color = verdict(self.data, sign).color();
        side.bins.iter().try_for_each(|bin| {
            let (from, to) = self.edges(bin, sign);
            let gap = if to - from > 5.0 { 0.75 } else { 0.0 };
            let top = self.y.at(bin.share).min(self.plot.bottom - 1.0);
            canvas.fill(Area { x: from + gap, y: top, w: to - from - 2.0 * gap, h: self.plot.bottom - top }, color)
        })
    }

    fn edges(&self, bin: &Bin, sign: f64) -> (f64, f64) {
        let (near, far) = (self.across.at(sign * (bin.first - 0.5)), self.across.at(sign * (bin.last + 0.5)));
        (near.min(far), near.max(far))
    }

    fn zero(&self, canvas: &mut Canvas<'_>) -> Result<(), ChartError> {
        if self.bins.zero <= 0.0 {
            return Ok(());
        }
        let top = self.y.at(self.bins.zero).min(self.plot.bottom - 1.0);
        let (left, w) = (self.across.zero - SLOT / 2.0 + 3.0, SLOT - 6.0);
        canvas.fill(Area { x: left, y: top, w, h: self.plot.bottom - top }, THEME.muted)?;
        if self.bins.zero <= self.y.hi {
            return Ok(());
        }
        // slanted gaps: the bar goes on beyond what is drawn
        [14.0, 24.0].into_iter().try_for_each(|below| {
            let (y, right) = (top + below, left + w);
            let gap = [(left - 3.0, y + 8.0), (right + 3.0, y), (right + 3.0, y + 4.0), (left - 3.0, y + 12.0)];
            canvas.polygon(&gap, THEME.paper)
        })
    }

    /// What the sides mean, over them.
    fn shares(&self, canvas: &mut Canvas<'_>) -> Result<(), ChartError> {
        let [low, zero, high] = shares(self.data, &self.bins);
        let (y, x) = (self.top + 36.0, self.across.zero);
        let beside = text::width(&zero.0, SHARE) / 2.0 + APART;
        for ((words, color), x, align) in
            [(low, x - beside, Align::End), (zero, x, Align::Middle), (high, x + beside, Align::Start)]
        {
            canvas.text(&words, (x, y), Pen { color, ..SHARE }.align(align))?;
        }
        Ok(())
    }

    /// The mean in its interval over the bars, and a line down through them.
    fn mean(&self, canvas: &mut Canvas<'_>) -> Result<(), ChartError> {
        let y = self.top + 58.0;
        let x = |value: f64| self.across.at(value).clamp(self.plot.left, self.plot.right);
        let (low, high) = self.data.mean.ends();
        let (low, middle, high) = (x(low), x(self.data.mean.value), x(high));
        let stroke = Stroke::solid(THEME.ink, 1.5).dash(Dash::Dashed);
        canvas.line((middle, y), (middle, self.plot.bottom), stroke)?;
        // a narrower one would be hidden by its middle
        if high - low > 10.0 {
            canvas.whisker((low, y), (high, y), THEME.ink)?;
        }
        canvas.disc((middle, y), 4.0, THEME.ink)?;
        let (value, error) = self.data.unit.change(self.data.mean);
        let words = Said::new((format!("mean {value}"), error), LABEL.bold().halo());
        words.draw(canvas, (self.beside(low.min(middle - 4.0), high.max(middle + 4.0), words.width()), y))
    }

    /// Where words stand right of something, or left of it, or over its right end.
    fn beside(&self, low: f64, high: f64, width: f64) -> f64 {
        let (right, left) = (high + 9.0, low - 9.0 - width);
        match (right + width <= self.plot.right, left >= self.plot.left) {
            (true, _) => right,
            (false, true) => left,
            (false, false) => self.plot.right - width,
        }
    }
}

const SHARE: Pen = LABEL.bold();
/// Between what is said of the sides.
const APART: f64 = 22.0;

fn verdict(data: &DifferenceData, sign: f64) -> Verdict {
    Verdict::of(Ranged { value: sign, interval: None }, data.better)
}

/// What is said of the trials below, at and above zero.
fn shares(data: &DifferenceData, bins: &Bins) -> [(String, Color); 3] {
    let said = |(before, word, after): (&str, &str, &str), share: f64| {
        if share > 0.0 {
            format!("{before}{word} in {}{after}", units::careful_percent(share))
        } else {
            format!("never {word}")
        }
    };
    let (low, high) = (verdict(data, -1.0), verdict(data, 1.0));
    [
        (said(("← ", low.word(), ""), bins.below.share), low.ink()),
        (said(("", "equal", ""), bins.zero), THEME.muted),
        (said(("", high.word(), " →"), bins.above.share), high.ink()),
    ]
}
