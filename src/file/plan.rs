//! A plan as written: knows its fields, units and defaults; names are still text.

use serde::Deserialize;

use crate::model::{Cost, Effect};
use crate::units::{Currency, Factor, Flow, Length, Moment, Money, Opening, Share};

use super::names::{Entries, Name};
use super::spread::Spread;

/// The whole plan.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename = "Plan", deny_unknown_fields)]
pub struct PlanFile {
    /// Version of the file format; this program reads 1.
    pub format: u32,
    /// Title of the plan.
    pub title: String,
    /// Date of the last revision, as year-month-day.
    pub revised: Day,
    /// Date of the next review.
    pub next_review: Day,
    /// Currency of all amounts.
    pub currency: Currency,
    /// When the practice works.
    pub calendar: CalendarFile,
    /// What sessions and functions need.
    pub resources: Entries<ResourceFile>,
    /// The kinds of sessions.
    pub services: Entries<ServiceFile>,
    /// The critical business functions.
    pub functions: Entries<FunctionFile>,
    /// The lines of the plan.
    #[serde(default)]
    pub strategies: Entries<StrategyFile>,
    /// How clients react.
    #[serde(default)]
    pub clients: Option<ReactionFile>,
    /// The money.
    pub finances: FinanceFile,
    /// A session struck while running goes on if a way is ready within this time.
    #[serde(default = "ten_minutes")]
    pub grace: Length,
}

/// A calendar date, checked while it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day(pub jiff::civil::Date);

impl Day {
    fn parse(text: &str) -> Result<Self, crate::units::Misread> {
        let tip = "write year-month-day, for example `\"2025-03-18\"`";
        let wrong = |_| crate::units::Misread::new(format!("`{text}` is no date"), tip);
        text.parse().map(Self).map_err(wrong)
    }
}

crate::units::read_from_text!(Day, "a date in quotes", "write `\"2025-03-18\"`");

/// When the practice works.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename = "calendar", deny_unknown_fields)]
pub struct CalendarFile {
    /// The Monday on which the model's year starts.
    pub starts: Day,
    /// Opening hours.
    pub open: Opening,
    /// Hours in which somebody notices and acts.
    #[serde(default = "Opening::always")]
    pub attended: Opening,
    /// Weeks of the year that are not worked, 1 to 52.
    #[serde(default)]
    pub closed_weeks: Vec<u8>,
    /// What the numbers rest on.
    #[serde(default)]
    pub basis: Basis,
}

/// What a number rests on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Basis {
    /// The owner's own.
    #[default]
    Own,
    /// Taken from elsewhere because the owner has not stated it.
    Assumed {
        /// Grade of the evidence.
        grade: Grade,
        /// Codes of the sources.
        #[serde(default)]
        source: String,
        /// What was assumed and why.
        #[serde(default)]
        note: String,
    },
}

/// Grade of evidence: official, survey, analogue, judgement, from memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[expect(missing_docs, reason = "the letters are explained on the type and in the README")]
pub enum Grade {
    A,
    B,
    C,
    J,
    M,
}

/// Anything a session or function needs.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename = "resource", deny_unknown_fields)]
pub struct ResourceFile {
    /// What it needs itself.
    #[serde(default)]
    pub needs: Vec<Name>,
    /// From which level it is good enough.
    #[serde(default = "half")]
    pub enough: Share,
}

/// One kind of session.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename = "service", deny_unknown_fields)]
pub struct ServiceFile {
    /// Section of the written plan.
    #[serde(default)]
    pub plan: String,
    /// Sessions in an open week, spread evenly; or the number of starts in `timetable`.
    #[serde(default)]
    pub weekly: Option<u32>,
    /// Fixed starts.
    #[serde(default)]
    pub timetable: Option<Vec<Moment>>,
    /// Length of a session.
    pub length: Length,
    /// What a held session earns.
    pub fee: Money,
    /// The resource that holds it.
    pub by: Name,
    /// What it needs besides.
    #[serde(default)]
    pub needs: Vec<Name>,
    /// Whether only private ways may carry it.
    #[serde(default)]
    pub confidential: bool,
    /// Active clients (or groups).
    #[serde(default = "one")]
    pub clients: u32,
    /// Sessions of one engagement.
    #[serde(default = "one")]
    pub engagement: u32,
    /// What is tried when a need is down, in order.
    #[serde(default)]
    pub ladder: Vec<Name>,
    /// What the numbers rest on.
    #[serde(default)]
    pub basis: Basis,
}

/// A critical business function: what it serves, or what it needs.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename = "function", deny_unknown_fields)]
pub struct FunctionFile {
    /// Section of the written plan.
    #[serde(default)]
    pub plan: String,
    /// The services it consists of.
    #[serde(default)]
    pub serves: Vec<Name>,
    /// The resources it needs.
    #[serde(default)]
    pub needs: Vec<Name>,
    /// What is tried when a need is down, in order.
    #[serde(default)]
    pub ladder: Vec<Name>,
    /// Recovery time objective.
    pub rto: Length,
    /// Maximum tolerable period of disruption.
    pub mtpd: Length,
    /// Minimum business continuity objective.
    #[serde(default = "half")]
    pub mbco: Share,
    /// What the numbers rest on.
    #[serde(default)]
    pub basis: Basis,
}

/// One line of the plan.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename = "strategy", deny_unknown_fields)]
pub struct StrategyFile {
    /// Section of the written plan.
    #[serde(default)]
    pub plan: String,
    /// The plan's own words.
    #[serde(default)]
    pub words: String,
    /// What it does.
    pub kind: Effect<Name>,
    /// Chance that it works when called.
    #[serde(default = "sure")]
    pub works: Claim<Share>,
    /// Noticing, deciding and switching.
    #[serde(default = "at_once")]
    pub ready: Claim<Spread>,
    /// Starts by itself.
    #[serde(default)]
    pub automatic: bool,
    /// May carry confidential sessions.
    #[serde(default = "yes")]
    pub private: bool,
    /// Whether it was ever tried.
    #[serde(default)]
    pub evidence: Evidence,
    /// What it costs.
    #[serde(default)]
    pub cost: Cost,
    /// What the numbers rest on.
    #[serde(default)]
    pub basis: Basis,
}

/// What the plan claims and what the evidence supports; without the second, both are the same.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claim<T> {
    /// What the plan claims.
    pub claimed: T,
    /// What the evidence supports.
    #[serde(default = "Option::default")]
    pub supported: Option<T>,
}

impl<T> Claim<T> {
    /// The value that a forecast uses.
    #[must_use]
    pub fn value(&self, forecast: super::Forecast) -> &T {
        match forecast {
            super::Forecast::Written => &self.claimed,
            super::Forecast::Tested => self.supported.as_ref().unwrap_or(&self.claimed),
        }
    }
}

/// Whether a strategy was ever tried.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Evidence {
    /// Never tried.
    #[default]
    Never,
    /// Tried on a date.
    Tried(Day),
    /// Tried against a clock on a date.
    Timed(Day),
    /// Tried, and it failed.
    Failed(Day),
}

/// How clients react to missed sessions.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename = "clients", deny_unknown_fields)]
pub struct ReactionFile {
    /// Hazard of leaving for each missed session.
    pub per_missed: Share,
    /// Hazard of leaving for each day without news.
    pub per_silent_day: Share,
    /// Multiplies the first where the client knew a day ahead.
    #[serde(default = "unchanged")]
    pub told_a_day_ahead: Factor,
    /// Multiplies the first where the client knew only after the start.
    #[serde(default = "unchanged")]
    pub told_too_late: Factor,
    /// Share of clients in a crunch.
    #[serde(default = "nobody")]
    pub crunch: Share,
    /// Multiplies the hazard in a crunch.
    #[serde(default = "unchanged")]
    pub crunch_leaving: Factor,
    /// Multiplies the willingness to wait in a crunch.
    #[serde(default = "unchanged")]
    pub crunch_waiting: Factor,
    /// What the numbers rest on.
    #[serde(default)]
    pub basis: Basis,
}

/// The money.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename = "finances", deny_unknown_fields)]
pub struct FinanceFile {
    /// Section of the written plan.
    #[serde(default)]
    pub plan: String,
    /// The emergency fund on the first day.
    pub fund: Money,
    /// Fixed costs, due on the first of a month.
    pub fixed: Flow,
    /// The owner's drawings, due on the first of a month.
    pub drawings: Flow,
    /// From a session to the receipt of its fee.
    pub paid: Spread,
    /// What the numbers rest on.
    #[serde(default)]
    pub basis: Basis,
}

fn ten_minutes() -> Length {
    Length::Clock(10.0)
}
fn half() -> Share {
    Share::HALF
}
fn nobody() -> Share {
    Share::NONE
}
fn one() -> u32 {
    1
}
fn yes() -> bool {
    true
}
fn unchanged() -> Factor {
    Factor::ONE
}
fn sure() -> Claim<Share> {
    Claim { claimed: Share::ALL, supported: None }
}
fn at_once() -> Claim<Spread> {
    Claim { claimed: Spread(crate::model::Span::NONE), supported: None }
}
