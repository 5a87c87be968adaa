//! What a yearly cost buys: sets of measures by cost and by what they reach.
//!
//! Knows sets with their costs in the order given; neither tries sets nor finds the efficient ones. The line steps from
//! each efficient set to the next, because nothing is bought in between; labels stand right of the plot at the height
//! that the set reaches.

use super::axis::{self, Scale, Ticks};
use super::canvas::{Canvas, Dash, Pen, Point, Stroke};
use super::frame::{self, LABEL, Plot, TICK, Tick};
use super::label::{self, EndLabel, Key};
use super::rows::Said;
use super::theme::THEME;
use super::{Better, ChartError, Currency, Few, Heading, Picture, Ranged, Unit, glyph, svg, text, thin};

/// A set of measures.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Set {
    /// What it adds to the one before: "+ second battery"; of the present plan, its name.
    pub label: String,
    /// A year, in minor units.
    pub cost: f64,
    /// What it reaches.
    pub goal: Ranged,
}

/// Everything on the chart.
#[derive(Clone, Debug, PartialEq)]
pub struct FrontierData {
    /// The lines above.
    pub heading: Heading,
    /// The text alternative.
    pub description: String,
    /// (cost a year, what is reached) of every set tried.
    pub tried: Vec<(f64, f64)>,
    /// Those that no other beats at their cost: costs rising, each better than the one before. The line goes through all; the
    /// cheapest are told one by one.
    pub efficient: Vec<Set>,
    /// The plan as it is.
    pub present: Option<Set>,
    /// How costs are written.
    pub currency: Currency,
    /// What the goal measures.
    pub unit: Unit,
    /// Which end of it is good.
    pub better: Better,
    /// Over the axis of the goal: "sessions lost a year, mean".
    pub goal: String,
    /// Under the axis of costs: "cost a year".
    pub caption: String,
}

/// Draws the chart.
///
/// # Errors
///
/// When the efficient sets are not in order, or a number is none.
pub fn draw(data: &FrontierData) -> Result<Picture, ChartError> {
    check(data)?;
    let labels = labels(data, |_| 0.0);
    let more = (label::height(&labels) - (frame::BODY - 96.0)).max(0.0);
    svg::picture("frontier", &data.heading, &data.description, frame::BODY + more + NOTE, |canvas, top| {
        Layout::new(data, (top, more), label::column(&labels)).draw(canvas)
    })
}

fn check(data: &FrontierData) -> Result<(), ChartError> {
    for &(cost, goal) in &data.tried {
        axis::usable("cost", money(data).at(cost))?;
        axis::usable("goal", data.unit.at(goal))?;
    }
    for set in data.efficient.iter().chain(&data.present) {
        let name = text::clean(&set.label);
        axis::usable(&format!("cost of `{name}`"), money(data).at(set.cost))?;
        set.goal.check(&format!("goal of `{name}`"), &data.unit)?;
    }
    let improves = |a: &Set, b: &Set| match data.better {
        Better::Low => b.goal.value <= a.goal.value,
        Better::High => b.goal.value >= a.goal.value,
    };
    if data.efficient.is_sorted_by(|a, b| a.cost <= b.cost && improves(a, b)) {
        Ok(())
    } else {
        Err(ChartError::Disordered { what: "efficient sets with rising costs, each better than before".to_owned() })
    }
}

fn money(data: &FrontierData) -> Unit {
    Unit::Money(data.currency.clone())
}

const STEPS: Stroke = Stroke::solid(THEME.blue, 2.5);
const GUIDE: Stroke = Stroke::solid(THEME.rule, 1.0).dash(Dash::Dotted);
const PRESENT: Pen = LABEL.bold().halo();
/// Under the axis, what the signs are.
const NOTE: f64 = 20.0;
const SIGNS: &str = "dots: sets tried · line: the best for its cost, with 95 % intervals";
/// The most dots drawn: more would only fall on each other.
const DOTS: usize = 400;
/// The most sets that have a label.
const TOLD: usize = 12;

/// The efficient sets that are told one by one.
fn told(data: &FrontierData) -> Few<&Set, TOLD> {
    Few::first(&data.efficient)
}

struct Layout<'a> {
    data: &'a FrontierData,
    plot: Plot,
    x: Scale,
    y: Scale,
    x_ticks: Vec<Tick>,
    y_ticks: Vec<Tick>,
}

impl<'a> Layout<'a> {
    fn new(data: &'a FrontierData, (top, more): (f64, f64), column: f64) -> Self {
        let (costs, goals) = (costs(data), goals(data));
        let y_ticks = data.unit.ticks(&goals);
        let plot = Plot::below(top, &y_ticks, column);
        let plot = Plot { bottom: plot.bottom + more, ..plot };
        Self {
            data,
            plot,
            x: Scale::linear((costs.lo, costs.hi), (plot.left + 8.0, plot.right)),
            y: Scale::linear((goals.lo, goals.hi), (plot.bottom, plot.top)),
            x_ticks: money(data).ticks(&costs),
            y_ticks,
        }
    }

    fn draw(&self, canvas: &mut Canvas<'_>) -> Result<(), ChartError> {
        self.plot.y_axis(canvas, &self.y, &self.y_ticks, &self.data.goal)?;
        self.plot.x_axis(canvas, &self.x, &self.x_ticks, &self.data.caption)?;
        let none = self.data.tried.is_empty() && self.data.efficient.is_empty();
        if none && self.data.present.is_none() {
            return self.plot.note(canvas, "no set of measures was tried");
        }
        canvas.text(&self.note(), (THEME.margin, self.plot.bottom + 60.0), TICK)?;
        for dot in self.dots() {
            canvas.disc(dot, 2.5, THEME.rule)?;
        }
        self.efficient(canvas)?;
        self.data.present.iter().try_for_each(|set| self.present(canvas, set))?;
        label::draw(canvas, &self.plot, labels(self.data, |set| self.at(set).1))
    }

    fn note(&self) -> String {
        text::notes([(true, SIGNS), (true, &told(self.data).more(["set", "sets"], " on the line, in the table"))])
    }

    fn point(&self, cost: f64, goal: f64) -> Point {
        (self.x.at(money(self.data).at(cost)), self.y.at(self.data.unit.at(goal)))
    }

    fn at(&self, set: &Set) -> Point {
        self.point(set.cost, set.goal.value)
    }

    /// One dot for all sets that would fall on each other, in the order tried.
    fn dots(&self) -> Vec<Point> {
        let mut apart = 3.0;
        loop {
            let mut cells: std::collections::BTreeMap<(i64, i64), Point> = std::collections::BTreeMap::new();
            for &(cost, goal) in &self.data.tried {
                let (x, y) = self.point(cost, goal);
                cells.entry(((x / apart) as i64, (y / apart) as i64)).or_insert((x, y));
            }
            if cells.len() <= DOTS {
                return cells.into_values().collect();
            }
            apart *= 1.3;
        }
    }

    fn efficient(&self, canvas: &mut Canvas<'_>) -> Result<(), ChartError> {
        let points: Vec<Point> = self.data.efficient.iter().map(|set| self.at(set)).collect();
        for &(x, y) in points.iter().take(TOLD) {
            canvas.line((x, y), (self.plot.right, y), GUIDE)?;
        }
        let mut line: Vec<Point> = Vec::new();
        for &(x, y) in &points {
            line.extend(line.last().map(|&(_, before)| (x, before)));
            line.push((x, y));
        }
        // the last set is the best for any cost beyond its own
        line.extend(line.last().map(|&(_, y)| (self.plot.right, y)));
        canvas.path(&thin::course(&line), STEPS)?;
        for (set, &point) in told(self.data).iter().zip(&points) {
            self.whisker(canvas, set, point.0)?;
            canvas.disc(point, 4.5, THEME.blue)?;
        }
        Ok(())
    }

    fn whisker(&self, canvas: &mut Canvas<'_>, set: &Set, x: f64) -> Result<(), ChartError> {
        let (low, high) = set.goal.on(&self.data.unit).ends();
        let (low, high) = (self.y.at(low), self.y.at(high));
        if (low - high).abs() < 2.0 { Ok(()) } else { canvas.whisker((x, low), (x, high), THEME.ink) }
    }

    /// The plan as it is: words on the side where what costs more for less lies, as no line passes there.
    fn present(&self, canvas: &mut Canvas<'_>, set: &Set) -> Result<(), ChartError> {
        let (x, y) = self.at(set);
        self.whisker(canvas, set, x)?;
        glyph::diamond(canvas, (x, y), 6.5, (THEME.ink, THEME.paper))?;
        let name = text::fit(&set.label, PRESENT, 260.0);
        let words = Said::new((name, detail(self.data, set, 200.0)), PRESENT);
        let left = (x + 10.0).min(self.plot.right - 4.0 - words.width()).max(self.plot.left);
        let side = if self.data.better == Better::Low { -1.0 } else { 1.0 };
        let beside = y + side * 15.0;
        let inside = (self.plot.top + 8.0..=self.plot.bottom - 8.0).contains(&beside);
        words.draw(canvas, (left, if inside { beside } else { y - side * 15.0 }))
    }
}

/// What a set costs and reaches, with the interval if there is room.
fn detail(data: &FrontierData, set: &Set, room: f64) -> String {
    let (goal, interval) = data.unit.ranged(set.goal);
    let short = format!("{}: {goal}", money(data).exact(set.cost));
    let long = format!("{short} {interval}");
    if text::width(&long, TICK) <= room { long } else { short }
}

/// What each efficient set adds, where it costs what, and what it reaches.
fn labels(data: &FrontierData, y: impl Fn(&Set) -> f64) -> Vec<EndLabel> {
    let label = |set: &Set| EndLabel {
        y: y(set),
        name: set.label.clone(),
        detail: detail(data, set, label::WIDEST),
        color: THEME.blue,
        key: Key::Dot(THEME.blue),
    };
    told(data).iter().copied().map(label).collect()
}

/// Ticks around all costs, from nothing if that is near.
fn costs(data: &FrontierData) -> Ticks {
    let sets = data.efficient.iter().chain(&data.present).map(|set| set.cost);
    around(data.tried.iter().map(|tried| tried.0).chain(sets).map(|cost| money(data).at(cost)))
}

/// Ticks around all that is reached, with the intervals that are drawn.
fn goals(data: &FrontierData) -> Ticks {
    let ends = |set: &Set| <[f64; 2]>::from(set.goal.ends());
    let sets = data.efficient.iter().chain(&data.present).flat_map(ends);
    around(data.tried.iter().map(|tried| tried.1).chain(sets).map(|goal| data.unit.at(goal)))
}

/// Ticks around all values, stretched to zero when it is near.
fn around(values: impl Iterator<Item = f64>) -> Ticks {
    let (lo, hi) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(lo, hi), value| (lo.min(value), hi.max(value)));
    if lo > hi {
        return axis::ticks(0.0, 1.0, 5.0, false);
    }
    let near = (hi - lo) * 0.3;
    let (lo, hi) = (if lo < near { lo.min(0.0) } else { lo }, if hi > -near { hi.max(0.0) } else { hi });
    axis::ticks(lo, if lo < hi || hi != 0.0 { hi } else { 1.0 }, 6.0, false)
}
