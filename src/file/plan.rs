//! A plan as written: knows its fields, units and defaults; names are still text.

use crate::codes::DATE;
use serde::Deserialize;

use crate::model::{Cost, Effect, Retry, Substitute};
use crate::promise::Promise;
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
    /// Who holds which role, and who takes over.
    #[serde(default)]
    pub roles: Entries<RoleFile>,
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
    /// What the plan promises, in numbers.
    #[serde(default)]
    pub promises: Vec<Promise>,
    /// What the plan could have and has not yet: `worth` tells what it would bring.
    #[serde(default)]
    pub offers: Entries<OfferFile>,
    /// The day for which the age of evidence is counted; without it, that of the last revision.
    #[serde(default)]
    pub today: Option<Day>,
}

impl PlanFile {
    /// Turns roles into what the model knows: a resource that its holder supplies, and for each deputy a way to stand in,
    /// in order, in every ladder.
    ///
    /// # Errors
    /// Where a name that is made of a role's and a deputy's is too long.
    pub(super) fn with_roles(mut self) -> Result<Self, crate::units::Misread> {
        for (role, held) in self.roles.0.clone() {
            let resource = ResourceFile {
                needs: vec![held.holder.clone()],
                enough: half(),
                is: None,
                of: None,
                capacity: false,
                data: false,
            };
            self.resources.0.push((role.clone(), resource));
            for deputy in &held.deputies {
                let name = Name::new(&format!("{} as {}", deputy.as_str(), role.as_str()))?;
                let way = Substitute {
                    replaces: vec![role.clone()],
                    needs: vec![deputy.clone()],
                    level: Share::ALL,
                    worth: Share::ALL,
                    limit: None,
                    allowance: None,
                    open: None,
                };
                let strategy = StrategyFile {
                    plan: held.plan.clone(),
                    words: held.does.clone(),
                    kind: Effect::Substitute(way),
                    works: held.works.clone(),
                    ready: Claim { claimed: held.takes_over.clone(), supported: None, untested: None },
                    retry: Retry::ONCE,
                    automatic: false,
                    private: true,
                    evidence: held.evidence,
                    cost: Cost::default(),
                    basis: held.basis.clone(),
                };
                self.strategies.0.push((name.clone(), strategy));
                let services = self.services.0.iter_mut().map(|(_, service)| &mut service.ladder);
                let functions = self.functions.0.iter_mut().map(|(_, function)| &mut function.ladder);
                services.chain(functions).for_each(|ladder| ladder.push(name.clone()));
            }
        }
        Ok(self)
    }

    /// The day for which the age of evidence is counted.
    #[must_use]
    pub fn as_of(&self) -> Day {
        self.today.unwrap_or(self.revised)
    }
}

/// A calendar date, checked while it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day(pub jiff::civil::Date);

impl Day {
    /// Reads year-month-day.
    ///
    /// # Errors
    /// For anything else.
    pub fn parse(text: &str) -> Result<Self, crate::units::Misread> {
        let tip = "write year-month-day, for example `\"2025-03-18\"`";
        let wrong = |_| crate::units::Misread::new(DATE, format!("`{text}` is no date"), tip);
        text.parse().map(Self).map_err(wrong)
    }
}

crate::units::read_from_text!(Day, "a date in quotes", "write `\"2025-03-18\"`");

/// When the practice works.
#[derive(Clone, Debug, PartialEq, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename = "resource", deny_unknown_fields)]
pub struct ResourceFile {
    /// What it needs itself.
    #[serde(default)]
    pub needs: Vec<Name>,
    /// From which level it is good enough.
    #[serde(default = "half")]
    pub enough: Share,
    /// What it is one of: scenarios may strike all resources that carry the same word.
    #[serde(default)]
    pub is: Option<Name>,
    /// The person or thing it belongs to: what strikes that one strikes this of several.
    #[serde(default)]
    pub of: Option<Name>,
    /// At part of its level it serves that share of the sessions.
    #[serde(default)]
    pub capacity: bool,
    /// It is data: what strikes it loses work.
    #[serde(default)]
    pub data: bool,
}

/// A role in an emergency, with its order of succession.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename = "role", deny_unknown_fields)]
pub struct RoleFile {
    /// Section of the written plan.
    #[serde(default)]
    pub plan: String,
    /// Who holds it.
    pub holder: Name,
    /// Who takes over, in order.
    #[serde(default)]
    pub deputies: Vec<Name>,
    /// Chance that each of them can, when called.
    #[serde(default = "sure")]
    pub works: Claim<Share>,
    /// How long that takes.
    #[serde(default = "no_time")]
    pub takes_over: Spread,
    /// Whether it was ever tried.
    #[serde(default)]
    pub evidence: Evidence,
    /// What whoever holds it does.
    #[serde(default)]
    pub does: String,
    /// What the numbers rest on.
    #[serde(default)]
    pub basis: Basis,
}

/// One kind of session.
#[derive(Clone, Debug, PartialEq, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Deserialize)]
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
    /// Recovery point objective, where it rests on data.
    #[serde(default)]
    pub rpo: Option<Length>,
    /// What the numbers rest on.
    #[serde(default)]
    pub basis: Basis,
}

/// One line of the plan.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename = "strategy", deny_unknown_fields)]
pub struct StrategyFile {
    /// Section of the written plan.
    #[serde(default)]
    pub plan: String,
    /// The plan's own words.
    #[serde(default)]
    pub words: String,
    /// What it does.
    pub kind: Effect<Name, Name>,
    /// Chance that it works when called.
    #[serde(default = "sure")]
    pub works: Claim<Share>,
    /// Noticing, deciding and switching.
    #[serde(default = "at_once")]
    pub ready: Claim<Spread>,
    /// How often it is tried.
    #[serde(default = "one_try")]
    pub retry: Retry,
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

/// Something that could be bought, agreed or tested, and where it would stand in the plan.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename = "offer", deny_unknown_fields)]
pub struct OfferFile {
    /// The strategy that it would be, with its cost; it has the offer's name.
    pub strategy: StrategyFile,
    /// It is tried right behind this strategy, in every ladder in which that stands.
    #[serde(default)]
    pub after: Option<Name>,
    /// It is tried right before this one.
    #[serde(default)]
    pub before: Option<Name>,
    /// It takes the place of this one, which goes.
    #[serde(default)]
    pub instead_of: Option<Name>,
    /// What it brings with it.
    #[serde(default)]
    pub resources: Entries<ResourceFile>,
}

/// What the plan claims and what the evidence supports; without the second, both are the same.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claim<T> {
    /// What the plan claims.
    pub claimed: T,
    /// What the evidence supports.
    #[serde(default = "Option::default")]
    pub supported: Option<T>,
    /// What holds where nothing was ever tried: towards this the supported value falls back with its age.
    #[serde(default = "Option::default")]
    pub untested: Option<T>,
}

impl<T> Claim<T> {
    /// The value that a forecast uses, as of the day of the evidence.
    #[must_use]
    pub fn value(&self, forecast: super::Forecast) -> &T {
        match forecast {
            super::Forecast::Written => &self.claimed,
            super::Forecast::Tested => self.supported.as_ref().unwrap_or(&self.claimed),
        }
    }
}

/// Evidence supports half as much after so many days (evidence 3: knowledge decays with a half-life of twelve months).
const HALF_LIFE: f64 = 365.25;

impl StrategyFile {
    /// The chance that it works in a forecast; what was once tried falls back towards the untested value as it ages.
    #[must_use]
    pub fn works_as_of(&self, forecast: super::Forecast, today: Day) -> Share {
        let known = *self.works.value(forecast);
        let (Some(untested), Some(tried), super::Forecast::Tested) =
            (self.works.untested, self.evidence.day(), forecast)
        else {
            return known;
        };
        let age = f64::from((today.0 - tried.0).get_days().max(0));
        let left = libm::exp2(-age / HALF_LIFE);
        let mut mixed = untested.fraction() + (known.fraction() - untested.fraction()) * left;
        if matches!(self.evidence, Evidence::Failed(_)) {
            // What failed does not get better by being forgotten.
            mixed = mixed.min(known.fraction());
        }
        Share::of_million(libm::round(mixed * f64::from(crate::units::MILLION)) as u32).unwrap_or(known)
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

impl Evidence {
    /// The day on which it was tried last.
    #[must_use]
    pub fn day(self) -> Option<Day> {
        match self {
            Self::Never => None,
            Self::Tried(day) | Self::Timed(day) | Self::Failed(day) => Some(day),
        }
    }
}

/// How clients react to missed sessions.
#[derive(Clone, Debug, PartialEq, Deserialize)]
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
    /// Multiplies the hazard where another disruption let the client down in the 90 days before.
    #[serde(default = "unchanged")]
    pub second_failure: Factor,
    /// Chance that a client asks for the fee of a missed session back although it is made up for.
    #[serde(default = "nobody")]
    pub credit: Share,
    /// Share of the clients that belong to the largest sponsor.
    #[serde(default = "nobody")]
    pub sponsor: Share,
    /// In a year: from a client's leaving until the place is filled again.
    #[serde(default = "six_weeks")]
    pub lead_time: Spread,
    /// What the numbers rest on.
    #[serde(default)]
    pub basis: Basis,
}

/// The money.
#[derive(Clone, Debug, PartialEq, Deserialize)]
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
    /// Share of fees that never comes.
    #[serde(default = "nobody")]
    pub unpaid: Share,
    /// Share of the clients who pay a whole engagement with its first session.
    #[serde(default = "nobody")]
    pub prepaid: Share,
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
    Claim { claimed: Share::ALL, supported: None, untested: None }
}
fn at_once() -> Claim<Spread> {
    Claim { claimed: no_time(), supported: None, untested: None }
}
fn no_time() -> Spread {
    Spread(crate::model::Span::NONE)
}
fn one_try() -> Retry {
    Retry::ONCE
}
/// Evidence 1.1: six weeks (2 to 16).
pub(super) fn six_weeks() -> Spread {
    Spread(crate::model::Span::Clock(crate::model::Distribution::Exactly((6 * crate::units::WEEK) as f64)))
}
