//! What each strategy is worth: without it, alone, and as its fair share.
//!
//! Knows rows of worths in the order given; neither sorts nor estimates them. Worth is to the right of zero, harm to
//! the left. What may as well be nothing is hollow.

mod marks;

use self::marks::{LANES, Lane};
use super::axis::{self, Scale, Ticks};
use super::canvas::{Align, Canvas, Pen, Stroke};
use super::frame::{self, LABEL, TICK};
use super::rows::{RowAxis, Rows, Said};
use super::theme::THEME;
use super::{Better, ChartError, Currency, Few, Heading, Picture, Ranged, Unit, Verdict, svg, text};

/// One strategy.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// "mobile hotspot".
    pub label: String,
    /// What would be lost without it.
    pub removed: Option<Ranged>,
    /// Its fair share of what all bring together.
    pub shapley: Option<Ranged>,
    /// What it brings if there is no other.
    pub alone: Option<Ranged>,
    /// What it costs a year, in minor units.
    pub cost: Option<f64>,
}

/// Everything on the chart.
#[derive(Clone, Debug, PartialEq)]
pub struct TornadoData {
    /// The lines above.
    pub heading: Heading,
    /// The text alternative.
    pub description: String,
    /// Drawn from top to bottom.
    pub rows: Few<Row, 20>,
    /// What worth is measured in; more is better.
    pub unit: Unit,
    /// How costs are written.
    pub currency: Currency,
    /// Under the axis: "sessions saved a year".
    pub caption: String,
}

/// Over the rows: captions of the columns.
const HEAD: f64 = 34.0;
/// What the marks are, if there is more than one.
const KEYS: f64 = 22.0;
const AXIS: f64 = 56.0;
const NOTE: f64 = 18.0;
/// Between the axis and the columns.
const GAP: f64 = 18.0;
/// The widest column of worths.
const WIDEST: f64 = 200.0;
const COST: &str = "cost a year";

/// Draws the chart.
///
/// # Errors
///
/// When a number is none.
pub fn draw(data: &TornadoData) -> Result<Picture, ChartError> {
    let money = Unit::Money(data.currency.clone());
    for row in data.rows.iter() {
        let name = text::clean(&row.label);
        LANES
            .iter()
            .filter_map(|lane| lane.of(row))
            .try_for_each(|w| w.check(&format!("worth of `{name}`"), &data.unit))?;
        axis::usable(&format!("cost of `{name}`"), money.at(row.cost.unwrap_or(0.0)))?;
    }
    let layout = Layout::new(data, &money);
    let head = HEAD + if layout.lanes.len() > 1 { KEYS } else { 0.0 };
    let room = head + layout.rows.all() + AXIS + NOTE;
    svg::picture("tornado", &data.heading, &data.description, room, |canvas, top| layout.draw(canvas, top + head))
}

fn verdict(worth: Ranged) -> Verdict {
    Verdict::of(worth, Better::High)
}

struct Layout<'a> {
    data: &'a TornadoData,
    /// Those that a row has something in.
    lanes: Vec<Lane>,
    rows: Rows,
    /// The first of the lanes, in words.
    worths: Vec<Said>,
    costs: Vec<String>,
    ticks: Ticks,
    /// End of the axis, and where the worths begin.
    right: f64,
}

impl<'a> Layout<'a> {
    fn new(data: &'a TornadoData, money: &Unit) -> Self {
        let lanes: Vec<Lane> =
            LANES.into_iter().filter(|lane| data.rows.iter().any(|row| lane.of(row).is_some())).collect();
        let least = marks::APART * frame::tally(&lanes) + 8.0;
        let rows = Rows::new(data.rows.iter().map(|row| (row.label.as_str(), LABEL)), 230.0, (least.max(24.0), 48.0));
        let worths: Vec<Said> = data.rows.iter().map(|row| worth(data, &lanes, row)).collect();
        let costs = if data.rows.iter().any(|row| row.cost.is_some()) {
            data.rows.iter().map(|row| row.cost.map_or("–".to_owned(), |cost| money.exact(cost))).collect()
        } else {
            Vec::new()
        };
        let caption = lanes.first().map_or("", |lane| lane.name());
        let worth_column = worths.iter().map(Said::width).fold(text::width(caption, TICK), f64::max);
        let cost_column =
            if costs.is_empty() { 0.0 } else { GAP + text::widest(&costs, LABEL).max(text::width(COST, TICK)) };
        let right = THEME.width - THEME.margin - cost_column - worth_column - GAP;
        Self { data, ticks: ticks(data), lanes, rows, worths, costs, right }
    }

    fn draw(&self, canvas: &mut Canvas<'_>, top: f64) -> Result<(), ChartError> {
        if self.data.rows.is_empty() {
            return canvas.text("no strategy was valued", (THEME.margin, top + self.rows.height / 2.0), LABEL);
        }
        self.head(canvas, top)?;
        let (ticks, unit, caption) = (&self.ticks, &self.data.unit, self.data.caption.as_str());
        let (plot, x) = RowAxis { ticks, unit, caption, right: self.right }.draw(canvas, &self.rows, top)?;
        canvas.line((x.at(0.0), plot.top), (x.at(0.0), plot.bottom), Stroke::solid(THEME.ink, 1.5))?;
        for (index, (row, y)) in self.data.rows.iter().zip(self.rows.middles(top)).enumerate() {
            self.marks(canvas, row, &x, y)?;
            self.columns(canvas, index, y)?;
        }
        canvas.text(&self.note(), (THEME.margin, plot.bottom + AXIS + 4.0), TICK)
    }

    /// What the marks are, and what stands in the columns.
    fn head(&self, canvas: &mut Canvas<'_>, top: f64) -> Result<(), ChartError> {
        let (mut x, y) = (self.rows.left, top - HEAD - KEYS / 2.0 + 6.0);
        for lane in self.lanes.iter().filter(|_| self.lanes.len() > 1) {
            x += lane.key(canvas, (x, y))?;
            canvas.text(lane.name(), (x, y), LABEL)?;
            x += text::width(lane.name(), LABEL) + 22.0;
        }
        let caption = self.lanes.first().map_or("", |lane| lane.name());
        canvas.text(caption, (self.right + GAP, top - 13.0), TICK)?;
        let cost = if self.costs.is_empty() { "" } else { COST };
        canvas.text(cost, (THEME.width - THEME.margin, top - 13.0), TICK.align(Align::End))
    }

    /// A bar without other marks has more room.
    fn thick(&self) -> f64 {
        if self.lanes.len() > 1 { marks::THICK } else { (self.rows.height * 0.5).min(18.0) }
    }

    fn marks(&self, canvas: &mut Canvas<'_>, row: &Row, x: &Scale, y: f64) -> Result<(), ChartError> {
        let mut y = y - marks::APART * (frame::tally(&self.lanes) - 1.0) / 2.0;
        for lane in &self.lanes {
            if let Some(worth) = lane.of(row) {
                lane.draw(canvas, x, (y, self.thick()), (worth.on(&self.data.unit), verdict(worth)))?;
            }
            y += marks::APART;
        }
        Ok(())
    }

    fn columns(&self, canvas: &mut Canvas<'_>, index: usize, y: f64) -> Result<(), ChartError> {
        if let Some(worth) = self.worths.get(index) {
            worth.draw(canvas, (self.right + GAP, y))?;
        }
        let cost = self.costs.get(index).map_or("", String::as_str);
        canvas.text(cost, (THEME.width - THEME.margin, y), LABEL.align(Align::End))
    }

    /// What a reader could otherwise take wrongly.
    fn note(&self) -> String {
        let intervals = worths(self.data).any(|worth| worth.interval.is_some());
        let undetected = worths(self.data).any(|worth| verdict(worth) == Verdict::Undetected);
        let grey = "an interval across 0, in grey: may as well be nothing";
        let more = self.data.rows.more(["strategy", "strategies"], " in the table");
        text::notes([(intervals, "with 95 % intervals"), (undetected, grey), (true, &more)])
    }
}

/// The first lane of a row, in words.
fn worth(data: &TornadoData, lanes: &[Lane], row: &Row) -> Said {
    let Some(worth) = lanes.first().and_then(|lane| lane.of(row)) else {
        return Said::new(("–".to_owned(), String::new()), TICK);
    };
    let pen = Pen { color: verdict(worth).ink(), ..LABEL.bold() };
    Said::new(data.unit.ranged(worth), pen).fitting(WIDEST)
}

/// Everything that has a mark.
fn worths(data: &TornadoData) -> impl Iterator<Item = Ranged> {
    data.rows.iter().flat_map(|row| LANES.iter().filter_map(|lane| lane.of(row)))
}

/// Ticks around all worths and their intervals, and zero.
fn ticks(data: &TornadoData) -> Ticks {
    let ends = worths(data).map(|worth| worth.on(&data.unit).ends());
    let (lo, hi) = ends.fold((0.0_f64, 0.0_f64), |(lo, hi), (low, high)| (lo.min(low), hi.max(high)));
    axis::ticks(lo, if lo < hi { hi } else { 1.0 }, 6.0, false)
}
