//! Two plans side by side, number by number: where each stands, and how far apart they are.
//!
//! Knows pairs of values with their differences in the order given; neither estimates nor judges them. Units differ
//! from row to row, so each row has a scale of its own; every scale holds zero, so that half the length is half the
//! number.

use super::axis::{self, Scale};
use super::canvas::{Align, Canvas, Dash, Pen, Stroke};
use super::frame::{LABEL, TICK};
use super::rows::{LINE, Rows, Said};
use super::theme::THEME;
use super::{ChartError, Few, Heading, Picture, Ranged, Unit, Verdict, svg, text};

/// One number of both plans.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// "sessions lost".
    pub label: String,
    /// What both values measure.
    pub unit: Unit,
    /// In the old plan.
    pub old: f64,
    /// In the new plan.
    pub new: f64,
    /// New minus old, paired.
    pub change: Ranged,
    /// What that means.
    pub verdict: Verdict,
}

/// Everything on the chart.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DumbbellData {
    /// The lines above.
    pub heading: Heading,
    /// The text alternative.
    pub description: String,
    /// What the old plan is called.
    pub old: String,
    /// What the new plan is called.
    pub new: String,
    /// Drawn from top to bottom.
    pub rows: Few<Row, 12>,
}

/// The old plan's ring is larger than the new plan's sign: both are seen where they meet.
const RING: f64 = 6.5;
const SIGN: f64 = 4.6;
/// From a sign to its value.
const LEAD: f64 = 11.0;
/// Over the rows: names of the plans, caption of the differences.
const HEAD: f64 = 36.0;
const FOOT: f64 = 38.0;
/// The widest column of differences.
const WIDEST: f64 = 250.0;

/// Draws the chart.
///
/// # Errors
///
/// When a value is no number.
pub fn draw(data: &DumbbellData) -> Result<Picture, ChartError> {
    data.rows.iter().try_for_each(check)?;
    let layout = Layout::new(data);
    let room = HEAD + layout.rows.all() + FOOT;
    svg::picture("dumbbell", &data.heading, &data.description, room, |canvas, top| layout.draw(canvas, top + HEAD))
}

fn check(row: &Row) -> Result<(), ChartError> {
    let what = format!("`{}`", text::clean(&row.label));
    for value in [row.old, row.new] {
        axis::usable(&what, row.unit.at(value))?;
    }
    row.change.check(&format!("change of {what}"), &row.unit)
}

/// The words of a row.
struct Words {
    old: String,
    new: String,
    change: Said,
}

impl Words {
    fn new(row: &Row) -> Self {
        // both as finely as their difference, but no coarser than they would be without it
        let size = row.unit.at(row.old.abs().max(row.new.abs()));
        let same = row.unit.earned(size, None);
        let decimals = if row.verdict == Verdict::Same { same + 1 } else { row.unit.decimals_of(row.change).max(same) };
        let write = |value: f64| row.unit.seen(row.unit.at(value), decimals);
        let pen = Pen { color: row.verdict.ink(), ..LABEL.bold() };
        let change = Said::new(row.unit.change(row.change), pen).fitting(WIDEST);
        Self { old: write(row.old), new: write(row.new), change }
    }

    fn value_width(&self) -> f64 {
        text::width(&self.old, OLD).max(text::width(&self.new, NEW))
    }
}

const OLD: Pen = Pen { color: THEME.muted, ..LABEL }.halo();
const NEW: Pen = LABEL.bold().halo();
const CAPTION: &str = "difference, with 95 % interval";

struct Layout<'a> {
    data: &'a DumbbellData,
    rows: Rows,
    words: Vec<Words>,
    /// Ends of every scale.
    scale: (f64, f64),
    /// Where the differences stand.
    column: f64,
}

impl<'a> Layout<'a> {
    fn new(data: &'a DumbbellData) -> Self {
        let rows = Rows::new(data.rows.iter().map(|row| (row.label.as_str(), LABEL)), 220.0, (42.0, 60.0));
        let words: Vec<Words> = data.rows.iter().map(Words::new).collect();
        let verdict = |row: &Row| 16.0 + text::width(row.verdict.word(), TICK);
        let widths = words.iter().map(|words| words.change.width()).chain(data.rows.iter().map(verdict));
        let column = THEME.width - THEME.margin - widths.fold(text::width(CAPTION, TICK), f64::max);
        let values = words.iter().map(Words::value_width).fold(0.0, f64::max) + LEAD;
        let scale = (rows.left + values, (column - 20.0 - values).max(rows.left + values + 20.0));
        Self { data, rows, words, scale, column }
    }

    fn draw(&self, canvas: &mut Canvas<'_>, top: f64) -> Result<(), ChartError> {
        if self.data.rows.is_empty() {
            return canvas.text("nothing was compared", (THEME.margin, top + self.rows.height / 2.0), LABEL);
        }
        self.head(canvas, top - 16.0)?;
        let rows = self.data.rows.iter().zip(&self.words).zip(self.rows.middles(top));
        for (index, ((row, words), y)) in rows.enumerate() {
            self.rows.draw(canvas, index, y)?;
            self.pair(canvas, row, words, y)?;
            self.change(canvas, row, words, y)?;
        }
        let more = self.data.rows.more(["number", "numbers"], " in the table");
        let note = text::notes([(true, "each row has a scale of its own, from the upright line at 0"), (true, &more)]);
        canvas.text(&note, (self.rows.left, top + self.rows.all() + 20.0), TICK)
    }

    /// The plans beside their signs, and the caption of the differences.
    fn head(&self, canvas: &mut Canvas<'_>, y: f64) -> Result<(), ChartError> {
        let end = self.column - 20.0;
        let room = (end - self.rows.left) / 2.0;
        let mut x = self.rows.left + RING;
        canvas.ring((x, y), RING, THEME.ink)?;
        x += RING + 7.0;
        let old = text::fit(&self.data.old, OLD, room - 34.0);
        canvas.text(&old, (x, y), OLD)?;
        x += text::width(&old, OLD) + 24.0;
        for verdict in self.verdicts() {
            verdict.sign(canvas, (x, y), SIGN)?;
            x += 13.0;
        }
        let new = text::fit(&self.data.new, NEW, end - x);
        canvas.text(&new, (x, y), NEW)?;
        canvas.text(CAPTION, (self.column, y), TICK)
    }

    /// One verdict for each sign that occurs.
    fn verdicts(&self) -> Vec<Verdict> {
        let mut signs: Vec<Verdict> = Vec::new();
        for sign in [Verdict::Better, Verdict::Worse, Verdict::Undetected] {
            let alike = |row: &Row| row.verdict == sign || (!sign.is_clear() && !row.verdict.is_clear());
            if self.data.rows.iter().any(alike) {
                signs.push(sign);
            }
        }
        signs
    }

    fn pair(&self, canvas: &mut Canvas<'_>, row: &Row, words: &Words, y: f64) -> Result<(), ChartError> {
        let (lo, hi) = (row.old.min(row.new).min(0.0), row.old.max(row.new).max(0.0));
        // nothing but zero stands at the left end
        let scale = Scale::linear(if hi > lo { (lo, hi) } else { (0.0, 1.0) }, self.scale);
        canvas.line((self.scale.0, y), (self.scale.1, y), Stroke::solid(THEME.rule, 1.0))?;
        let zero = scale.at(0.0);
        canvas.line((zero, y - 7.0), (zero, y + 7.0), Stroke::solid(THEME.muted, 1.0))?;
        let (old, new) = ((scale.at(row.old), y), (scale.at(row.new), y));
        let dash = if row.verdict.is_clear() { Dash::Solid } else { Dash::Dotted };
        canvas.line(old, new, Stroke::solid(row.verdict.color(), 3.0).dash(dash))?;
        canvas.ring(old, RING, THEME.ink)?;
        row.verdict.sign(canvas, new, SIGN)?;
        // words stand outside the pair, so that a short line keeps them apart
        let mut ends = [(old.0, &words.old, OLD), (new.0, &words.new, NEW)];
        ends.sort_by(|a, b| a.0.total_cmp(&b.0));
        let [left, right] = ends;
        canvas.text(left.1, (left.0 - LEAD, y), left.2.align(Align::End))?;
        canvas.text(right.1, (right.0 + LEAD, y), right.2)
    }

    fn change(&self, canvas: &mut Canvas<'_>, row: &Row, words: &Words, y: f64) -> Result<(), ChartError> {
        words.change.draw(canvas, (self.column, y - LINE / 2.0 - 1.0))?;
        let low = y + LINE / 2.0 + 1.0;
        row.verdict.sign(canvas, (self.column + 5.0, low), SIGN)?;
        canvas.text(row.verdict.word(), (self.column + 16.0, low), TICK)
    }
}
