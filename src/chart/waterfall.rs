//! From one plan's mean to another's, cause by cause.
//!
//! Knows the two means and the parts between them in the order given; neither splits the difference nor sums up small
//! causes. Each part begins where the one before it ended and points to where it leads.

mod steps;

use self::steps::Step;
use super::axis::Ticks;
use super::canvas::Canvas;
use super::frame::TICK;
use super::rows::{RowAxis, Rows, Said};
use super::theme::THEME;
use super::{Better, ChartError, Few, Heading, Picture, Ranged, Unit, Verdict, svg, text};

/// The mean of a plan.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Total {
    /// "plan.ron".
    pub label: String,
    /// Its mean.
    pub mean: Ranged,
}

/// A part of the difference.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cause {
    /// "second battery", "4 others".
    pub label: String,
    /// What it adds to the mean.
    pub part: Ranged,
}

/// Everything on the chart.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WaterfallData {
    /// The lines above.
    pub heading: Heading,
    /// The text alternative.
    pub description: String,
    /// Where it begins.
    pub old: Total,
    /// Drawn from top to bottom.
    pub causes: Few<Cause, 12>,
    /// What no cause has alone: drawn last, as "together (interaction)".
    pub together: Option<Ranged>,
    /// Where it ends: the old mean and all parts, summed up.
    pub new: Total,
    /// What all bars measure.
    pub unit: Unit,
    /// Which end of it is good.
    pub better: Better,
    /// Under the axis: "sessions lost a year, mean".
    pub caption: String,
}

/// Over the rows, where the caption of the values stands.
const HEAD: f64 = 34.0;
const AXIS: f64 = 56.0;
const NOTE: f64 = 18.0;
const CAPTION: &str = "mean, with 95 % interval";
/// From the axis to the values.
const GAP: f64 = 16.0;
/// The widest column of values.
const WIDEST: f64 = 220.0;

/// Draws the chart.
///
/// # Errors
///
/// When a value is no number, or the parts do not lead from the old mean to the new one.
pub fn draw(data: &WaterfallData) -> Result<Picture, ChartError> {
    let steps = steps::of(data)?;
    let layout = Layout::new(data, steps);
    let room = HEAD + layout.rows.all() + AXIS + NOTE;
    svg::picture("waterfall", &data.heading, &data.description, room, |canvas, top| layout.draw(canvas, top + HEAD))
}

struct Layout<'a> {
    data: &'a WaterfallData,
    /// The old mean, the parts, the new mean.
    steps: Vec<Step<'a>>,
    words: Vec<Said>,
    rows: Rows,
    ticks: Ticks,
    /// End of the axis; the values stand right of it.
    right: f64,
}

impl<'a> Layout<'a> {
    fn new(data: &'a WaterfallData, steps: Vec<Step<'a>>) -> Self {
        let rows = Rows::new(steps.iter().map(|step| (step.label, step.name_pen())), 260.0, (28.0, 44.0));
        let words: Vec<Said> = steps.iter().map(|step| step.words(&data.unit).fitting(WIDEST)).collect();
        let widest = words.iter().map(Said::width).fold(text::width(CAPTION, TICK), f64::max);
        let ticks = steps::ticks(&steps);
        Self { data, steps, words, rows, ticks, right: THEME.width - THEME.margin - widest - GAP }
    }

    fn draw(&self, canvas: &mut Canvas<'_>, top: f64) -> Result<(), ChartError> {
        canvas.text(CAPTION, (self.right + GAP, top - 13.0), TICK)?;
        let (ticks, unit, caption) = (&self.ticks, &self.data.unit, self.data.caption.as_str());
        let (plot, x) = RowAxis { ticks, unit, caption, right: self.right }.draw(canvas, &self.rows, top)?;
        let middles = self.rows.middles(top);
        for (step, &y) in self.steps.iter().zip(&middles).take(self.steps.len().saturating_sub(1)) {
            step.join(canvas, &x, (y, self.rows.height))?;
        }
        for ((step, words), &y) in self.steps.iter().zip(&self.words).zip(&middles) {
            step.draw(canvas, &x, (y, self.rows.height))?;
            words.draw(canvas, (self.right + GAP, y))?;
        }
        if self.steps.len() < 3 {
            plot.note(canvas, "nothing sets the plans apart")?;
        }
        canvas.text(&self.note(), (THEME.margin, plot.bottom + AXIS + 4.0), TICK)
    }

    /// What a reader could otherwise take wrongly.
    fn note(&self) -> String {
        let hollow = self.steps.iter().any(|step| step.verdict == Some(Verdict::Undetected));
        text::notes([
            (self.ticks.lo > 0.0 || self.ticks.hi < 0.0, "the axis does not begin at 0"),
            (hollow, "hollow: no detectable difference"),
            (true, &self.data.causes.more(["cause", "causes"], ", not drawn")),
        ])
    }
}
