//! One trial retold: what was down, what was tried, what became of the sessions.
//!
//! Knows lanes of dated items; does not know how they came about. Drawing of the items is in
//! `timeline/items.rs`.

mod calendar;
mod crowd;
mod items;

use super::axis::{self, Scale};
use super::canvas::{Align, Canvas, Dash, Stroke};
use super::frame::{self, LABEL, Plot, TICK, VerticalMark};
use super::theme::THEME;
use super::{ChartError, Few, Heading, Picture, svg, text};

/// What became of one session.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fate {
    /// Held as planned.
    Held,
    /// Held in another way.
    HeldAnotherWay,
    /// Moved to another time; `None` if that is not settled.
    Moved {
        /// The new time \[minutes since Monday 00:00\].
        to: Option<i64>,
    },
    /// Lost.
    Lost,
}

/// Something in a lane. Times are minutes since Monday 00:00 of the first week.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// A resource works at `level` only: 0 is wholly down, 1 is whole.
    Down {
        /// Start \[min\].
        from: i64,
        /// End \[min\].
        to: i64,
        /// Share that still works.
        level: f64,
        /// Written into the bar if it fits; may be empty.
        label: String,
    },
    /// A strategy is being put in place.
    Tried {
        /// Start \[min\].
        from: i64,
        /// End \[min\].
        to: i64,
        /// Written into the bar if it fits; may be empty.
        label: String,
    },
    /// A strategy carries the work.
    InUse {
        /// Start \[min\].
        from: i64,
        /// End \[min\].
        to: i64,
        /// Written into the bar if it fits; may be empty.
        label: String,
    },
    /// A strategy failed here.
    Failed {
        /// When \[min\].
        at: i64,
    },
    /// A session booked for this time.
    Session {
        /// When \[min\].
        at: i64,
        /// What became of it.
        fate: Fate,
    },
}

/// A row of the timeline.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lane {
    /// "broadband", "phone hotspot", "sessions".
    pub label: String,
    /// What happened in it.
    pub items: Vec<Item>,
}

/// A vertical line.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// "onset".
    pub label: String,
    /// When \[min\].
    pub at: i64,
}

/// The most lanes.
pub const LANES: usize = 30;

/// Everything on the chart.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TimelineData {
    /// The lines above.
    pub heading: Heading,
    /// The text alternative.
    pub description: String,
    /// Left end \[minutes since Monday 00:00\].
    pub start: i64,
    /// Right end \[minutes since Monday 00:00\].
    pub end: i64,
    /// Drawn from top to bottom.
    pub lanes: Few<Lane, LANES>,
    /// Lines through all lanes.
    pub marks: Few<Mark, 8>,
}

const LANE: f64 = 30.0;
const MARK: f64 = 16.0;
const AXIS: f64 = 52.0;
const LEGEND: f64 = 40.0;
/// What is not drawn, below the legend.
const NOTE: f64 = 18.0;
const LABELS: f64 = 200.0;
/// Beyond any calendar \[min\].
const LATEST: i64 = 1_000_000_000_000_000;

/// Draws the chart.
///
/// # Errors
///
/// When a level is not between 0 and 1, or a time is beyond any calendar.
pub fn draw(data: &TimelineData) -> Result<Picture, ChartError> {
    check(data)?;
    let plain = Layout::new(data, 0.0);
    let rows = frame::mark_rows(&plain.plot, &plain.vertical()).max(1.0);
    let head = 14.0 + MARK * rows;
    let note = if plain.note().is_empty() { 0.0 } else { NOTE };
    let room = head + plain.plot.bottom + AXIS + LEGEND + note;
    svg::picture("timeline", &data.heading, &data.description, room, |canvas, top| {
        Layout::new(data, top + head).draw(canvas)
    })
}

fn check(data: &TimelineData) -> Result<(), ChartError> {
    let marks = data.marks.iter().map(|mark| mark.at);
    let items = || data.lanes.iter().flat_map(|lane| &lane.items);
    let mut times = marks.chain([data.start, data.end]).chain(items().flat_map(items::times));
    if let Some(at) = times.find(|at| !(-LATEST..=LATEST).contains(at)) {
        return Err(ChartError::Unusable { what: "time".to_owned(), value: at.to_string() });
    }
    for item in items() {
        if let Item::Down { level, .. } = item {
            axis::share("level", *level)?;
        }
    }
    Ok(())
}

fn minutes(at: i64) -> f64 {
    at as f64
}

fn lane(data: &TimelineData) -> f64 {
    (300.0 / frame::tally(&data.lanes).max(1.0)).clamp(LANE, 44.0)
}

struct Layout<'a> {
    data: &'a TimelineData,
    plot: Plot,
    x: Scale,
    lane: f64,
    /// What is drawn in each lane.
    drawn: crowd::Drawn<'a>,
}

impl<'a> Layout<'a> {
    fn new(data: &'a TimelineData, top: f64) -> Self {
        let widest = data.lanes.iter().map(|lane| text::width(&text::clean(&lane.label), LABEL));
        let labels = widest.fold(30.0, f64::max).min(LABELS);
        let lane = lane(data);
        let plot = Plot {
            left: THEME.margin + labels + 14.0,
            right: THEME.width - THEME.margin - 8.0,
            top,
            bottom: top + lane * frame::tally(&data.lanes).max(2.0),
        };
        let ends = (minutes(data.start), minutes(data.end.max(data.start.saturating_add(60))));
        let x = Scale::linear(ends, (plot.left, plot.right));
        Self { data, plot, x, lane, drawn: crowd::drawn(&data.lanes, &x) }
    }

    fn draw(&self, canvas: &mut Canvas<'_>) -> Result<(), ChartError> {
        calendar::draw(canvas, &self.plot, &self.x, self.data.start)?;
        self.lanes(canvas)?;
        let rows = (self.plot.top - 12.0, -MARK);
        frame::vertical_marks(canvas, &self.plot, &self.vertical(), rows)?;
        for (items, middle) in self.drawn.lanes.iter().zip(self.middles()) {
            items::draw(canvas, items, &self.x, middle, self.lane)?;
        }
        if self.data.lanes.is_empty() {
            self.plot.note(canvas, "nothing happened in this trial")?;
        }
        let y = self.plot.bottom + AXIS + 14.0;
        items::legend(canvas, &self.data.lanes, (THEME.margin, y))?;
        canvas.text(&self.note(), (THEME.margin, y + NOTE + 4.0), TICK)
    }

    /// What a reader could otherwise miss.
    fn note(&self) -> String {
        text::notes([
            (self.drawn.crowded, "one sign or bar for all of a kind that begin in the same place"),
            (true, &self.data.lanes.more(["lane", "lanes"], ", told in words")),
            (true, &self.data.marks.more(["mark", "marks"], ", not drawn")),
        ])
    }

    fn middles(&self) -> impl Iterator<Item = f64> {
        let (top, lane) = (self.plot.top, self.lane);
        (0_u8..).map(f64::from).map(move |i| top + (i + 0.5) * lane)
    }

    fn lanes(&self, canvas: &mut Canvas<'_>) -> Result<(), ChartError> {
        for (lane, middle) in self.data.lanes.iter().zip(self.middles()) {
            let low = middle + self.lane / 2.0;
            let grid = Stroke::solid(THEME.grid, 1.0);
            canvas.line((THEME.margin, low), (self.plot.right, low), grid)?;
            let words = text::fit(&lane.label, LABEL, self.plot.left - THEME.margin - 14.0);
            canvas.text(&words, (self.plot.left - 14.0, middle), LABEL.align(Align::End))?;
        }
        let rule = Stroke::solid(THEME.rule, 1.0);
        let (left, right, bottom) = (self.plot.left, self.plot.right, self.plot.bottom);
        canvas.line((left, bottom), (right, bottom), rule)
    }

    fn vertical(&self) -> Vec<VerticalMark<'a>> {
        let mark = |mark: &'a Mark| VerticalMark {
            x: self.x.at(minutes(mark.at)),
            label: &mark.label,
            color: THEME.ink,
            dash: Dash::Dashed,
        };
        self.data.marks.iter().map(mark).collect()
    }
}
