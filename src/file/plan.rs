//! A plan as written: knows its fields, units and defaults; names are still text.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::codes::{DATE, TOO_LARGE, TWICE};
use crate::model::{Cost, Effect, Retry, Substitute};
use crate::promise::Promise;
use crate::units::{Balance, Currency, Factor, Flow, Length, Misread, Moment, Money, Opening, Share, Weekly};

use super::evidence::Try;
use super::names::{Entries, Name};
use super::ranges::Ranges;
use super::spread::Spread;

/// The whole plan.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename = "Plan", deny_unknown_fields)]
pub struct PlanFile {
    /// Version of the file format; this program reads 1.
    #[schemars(example = 1)]
    pub format: u32,
    /// Title of the plan.
    #[schemars(example = "My practice, continuity plan")]
    pub title: String,
    /// Date of the last revision, as year-month-day.
    pub revised: Day,
    /// Date of the next review.
    #[schemars(example = "2026-03-18")]
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
    #[schemars(example = "15min", extend("rare" = true))]
    pub grace: Length,
    /// What the plan promises, in numbers.
    #[serde(default)]
    #[schemars(example = ["p90(time to next, outage) <= 1wd", "ruin within 24 months <= 2%"], extend("rare" = true))]
    pub promises: Vec<Promise>,
    /// What the plan could have and has not yet: `worth` tells what it would bring.
    #[serde(default)]
    #[schemars(extend("rare" = true))]
    pub offers: Entries<OfferFile>,
    /// The day for which the age of evidence is counted; without it, that of the last revision.
    #[serde(default)]
    #[schemars(example = "2025-11-01", extend("rare" = true))]
    pub today: Option<Day>,
    /// What is not known well: for each thing, in words, the paths of the values that it moves, as for `--set`, and the two
    /// ends between which each may really lie. The value in the file is the middle. Reports say how much these matter.
    #[serde(default)]
    #[schemars(example = json!({"what a session earns": {"services.coaching by video.fee": ["70", "250"]}}), extend("rare" = true))]
    pub ranges: Ranges,
    /// What scenarios of the practice hold that may not be played: a plan may prevent and insure it, and it is no fault there.
    #[serde(skip)]
    pub elsewhere: Vec<String>,
}

impl PlanFile {
    /// Turns roles into what the model knows: a resource that its holder supplies, and for each deputy a way to stand in,
    /// in order, in every ladder.
    ///
    /// # Errors
    /// Where a role has the name of a resource, a name that is made of a role's and a deputy's is too long or taken, or
    /// there are too many; each with the name at which it is noticed.
    pub(super) fn with_roles(mut self) -> Result<Self, Vec<(Name, Misread)>> {
        let mut wrong = Vec::new();
        let mut resources: BTreeSet<String> = self.resources.0.iter().map(|(name, _)| name.key()).collect();
        let mut strategies: BTreeSet<String> = self.strategies.0.iter().map(|(name, _)| name.key()).collect();
        let mut stand_ins = Vec::new();
        for (role, held) in &self.roles.0 {
            if !resources.insert(role.key()) {
                let tip = "a role is a resource that its holder supplies: rename one";
                wrong.push((role.clone(), taken("a resource", role, tip)));
            }
            self.resources.0.push((role.clone(), ResourceFile::of_role(held)));
            for deputy in &held.deputies {
                match deputy.made_into(&format!("{} as {}", deputy.as_str(), role.as_str())) {
                    Ok(name) if strategies.insert(name.key()) => stand_ins.push((name, held.stand_in(role, deputy))),
                    Ok(name) => wrong.push((deputy.clone(), taken("a strategy", &name, "name each deputy once"))),
                    Err(misread) => wrong.push((deputy.clone(), misread)),
                }
            }
        }
        let services = self.services.0.iter_mut().map(|(_, service)| &mut service.ladder);
        let functions = self.functions.0.iter_mut().map(|(_, function)| &mut function.ladder);
        let ladders: Vec<&mut Vec<Name>> = services.chain(functions).collect();
        match stand_ins.first() {
            Some((name, _)) if stand_ins.len() * ladders.len() > MOST_RUNGS => {
                let what = format!("deputies stand in every ladder, which are more than {MOST_RUNGS} rungs here");
                wrong.push((name.clone(), Misread::new(TOO_LARGE, what, "name fewer deputies")));
            }
            _ => {
                for ladder in ladders {
                    ladder.extend(stand_ins.iter().map(|(name, _)| name.clone()));
                }
            }
        }
        self.strategies.0.extend(stand_ins);
        if wrong.is_empty() { Ok(self) } else { Err(wrong) }
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

/// The years that a date may be in: a plan is neither for the year 0 nor for the year 9999.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2199;

impl Day {
    /// Reads year-month-day.
    ///
    /// # Errors
    /// For anything else.
    pub fn parse(text: &str) -> Result<Self, Misread> {
        let tip = "write year-month-day, for example `\"2025-03-18\"`";
        let wrong = || Misread::new(DATE, format!("`{text}` is no date"), tip);
        // The library reads more than one way to write a date; a plan has one.
        let written = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        let day: jiff::civil::Date = text.parse().ok().filter(|_| written).ok_or_else(wrong)?;
        if !YEARS.contains(&day.year()) {
            let what = format!("the year of `{text}` must be from {} to {}", YEARS.start(), YEARS.end());
            return Err(Misread::new(DATE, what, tip));
        }
        Ok(Self(day))
    }

    /// The day so many days later, or the last one that can be written.
    #[must_use]
    pub fn later_by(self, days: i32) -> Self {
        let later = self.0.checked_add(jiff::Span::new().days(days)).ok().filter(|day| YEARS.contains(&day.year()));
        later.map_or(self, Self)
    }

    /// As it stands in a file.
    #[must_use]
    pub fn written(self) -> String {
        self.0.to_string()
    }
}

crate::units::read_from_text!(Day, "a date in quotes", "write `\"2025-03-18\"`");
crate::units::told_as!(Day, "date", "Year, month and day.", ["2025-03-18"]);
crate::units::write_as_text!(Day);

/// When the practice works.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(rename = "calendar", deny_unknown_fields)]
pub struct CalendarFile {
    /// The Monday on which the model's year starts.
    #[schemars(example = "2025-01-06")]
    pub starts: Day,
    /// Opening hours.
    pub open: Opening,
    /// Hours in which somebody notices and acts.
    #[serde(default = "Opening::always")]
    #[schemars(example = "Mon-Sun 07:00-22:00")]
    pub attended: Opening,
    /// Weeks of the year that are not worked, 1 to 52.
    #[serde(default)]
    #[schemars(example = [16, 31, 32, 52])]
    pub closed_weeks: Vec<u8>,
    /// What the numbers rest on.
    #[serde(default)]
    pub basis: Basis,
}

/// What a number rests on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
#[schemars(example = json!({"Assumed": {"grade": "B", "source": "T2", "note": "as measured in town"}}))]
pub enum Basis {
    /// The owner's own.
    #[default]
    Own,
    /// Taken from elsewhere because the owner has not stated it.
    Assumed {
        /// Grade of the evidence.
        #[schemars(example = &"B")]
        grade: Grade,
        /// Codes of the sources.
        #[serde(default)]
        #[schemars(example = "T2 T3")]
        source: String,
        /// What was assumed and why.
        #[serde(default)]
        #[schemars(example = "0.3 to 0.7 elsewhere; the middle is taken")]
        note: String,
    },
}

/// Grade of evidence, from the best to the weakest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema, Serialize)]
pub enum Grade {
    /// Official.
    A,
    /// A survey.
    B,
    /// An analogue: something like it, measured.
    C,
    /// Judgement.
    J,
    /// From memory.
    M,
}

/// Anything a session or function needs.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(rename = "resource", deny_unknown_fields)]
#[schemars(extend("name" = "broadband"))]
pub struct ResourceFile {
    /// What it needs itself.
    #[serde(default)]
    #[schemars(example = ["router", "line"])]
    pub needs: Vec<Name>,
    /// From which level it is good enough.
    #[serde(default = "half")]
    #[schemars(example = "75%", extend("rare" = true))]
    pub enough: Share,
    /// What it is one of: scenarios may strike all resources that carry the same word.
    #[serde(default)]
    #[schemars(example = &"computer")]
    pub is: Option<Name>,
    /// The person or thing it belongs to: what strikes that one strikes this of several.
    #[serde(default)]
    #[schemars(example = &"coach", extend("rare" = true))]
    pub of: Option<Name>,
    /// At part of its level it serves that share of the sessions.
    #[serde(default)]
    pub capacity: bool,
    /// It is data: what strikes it loses work.
    #[serde(default)]
    pub data: bool,
}

impl ResourceFile {
    /// What a role supplies: it is there where its holder is.
    fn of_role(held: &RoleFile) -> Self {
        Self { needs: vec![held.holder.clone()], enough: half(), is: None, of: None, capacity: false, data: false }
    }
}

/// Deputies stand in at most so many rungs of all ladders together.
const MOST_RUNGS: usize = 200_000;

/// A role, or what is made of it, has the name of something else.
fn taken(by: &str, name: &Name, tip: &str) -> Misread {
    Misread::new(TWICE, format!("`{}` is the name of {by} as well", name.as_str()), tip)
}

/// A role in an emergency, with its order of succession.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(rename = "role", deny_unknown_fields)]
#[schemars(extend("name" = "person in charge"))]
pub struct RoleFile {
    /// Section of the written plan.
    #[serde(default)]
    #[schemars(example = "6.2")]
    pub plan: String,
    /// Who holds it.
    #[schemars(example = &"coach")]
    pub holder: Name,
    /// Who takes over, in order.
    #[serde(default)]
    #[schemars(example = ["business partner"])]
    pub deputies: Vec<Name>,
    /// Chance that each of them can, when called.
    #[serde(default = "sure")]
    #[schemars(example = json!({"claimed": "95%", "supported": "80%"}))]
    pub works: Claim<Share>,
    /// How long that takes.
    #[serde(default = "no_time")]
    #[schemars(example = json!({"Usually": {"typical": "4h", "bad_case": "1d"}}))]
    pub takes_over: Spread,
    /// Whether it was ever tried.
    #[serde(default)]
    pub evidence: Evidence,
    /// What whoever holds it does.
    #[serde(default)]
    #[schemars(example = "decides, tells clients, briefs associates")]
    pub does: String,
    /// What the numbers rest on.
    #[serde(default)]
    pub basis: Basis,
}

impl RoleFile {
    /// A deputy who takes a role over.
    fn stand_in(&self, role: &Name, deputy: &Name) -> StrategyFile {
        let way = Substitute {
            replaces: vec![role.clone()],
            needs: vec![deputy.clone()],
            level: Share::ALL,
            worth: Share::ALL,
            limit: None,
            allowance: None,
            open: None,
        };
        StrategyFile {
            plan: self.plan.clone(),
            words: self.does.clone(),
            kind: Effect::Substitute(way),
            works: self.works.clone(),
            ready: Claim { claimed: self.takes_over.clone(), supported: None, untested: None },
            retry: Retry::ONCE,
            automatic: false,
            private: true,
            evidence: self.evidence,
            cost: Cost::default(),
            basis: self.basis.clone(),
            tries: Vec::new(),
        }
    }
}

/// One kind of session.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(rename = "service", deny_unknown_fields)]
#[schemars(extend("name" = "coaching by video"))]
pub struct ServiceFile {
    /// Section of the written plan.
    #[serde(default)]
    #[schemars(example = "3.1")]
    pub plan: String,
    /// Sessions in an open week, laid from opening on in blocks of at most three hours; or the number of starts in
    /// `timetable`. `9.5` is 9 and 10 in turn.
    #[serde(default)]
    #[schemars(example = 8)]
    pub weekly: Option<Weekly>,
    /// Fixed starts.
    #[serde(default)]
    #[schemars(example = ["Mon 09:00", "Tue 10:30"], extend("rare" = true, "instead" = "weekly"))]
    pub timetable: Option<Vec<Moment>>,
    /// Length of a session.
    #[schemars(example = "60min")]
    pub length: Length,
    /// What must be free behind a session, to write it up or to get to the next.
    #[serde(default = "no_gap")]
    #[schemars(example = "10min", extend("rare" = true))]
    pub gap: Length,
    /// What a held session earns.
    pub fee: Money,
    /// The resource that holds it.
    #[schemars(example = &"coach")]
    pub by: Name,
    /// What it needs besides.
    #[serde(default)]
    #[schemars(example = ["video platform", "client files"])]
    pub needs: Vec<Name>,
    /// Whether only private ways may carry it.
    #[serde(default)]
    #[schemars(example = true)]
    pub confidential: bool,
    /// Active clients (or groups).
    #[serde(default = "one")]
    #[schemars(example = 9)]
    pub clients: u32,
    /// Sessions of one engagement.
    #[serde(default = "one")]
    #[schemars(example = 6)]
    pub engagement: u32,
    /// What is tried when a need is down, in order.
    #[serde(default)]
    #[schemars(example = ["mobile hotspot", "telephone", "reschedule"])]
    pub ladder: Vec<Name>,
    /// What the numbers rest on.
    #[serde(default)]
    pub basis: Basis,
}

/// A critical business function: what it serves, or what it needs.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(rename = "function", deny_unknown_fields)]
#[schemars(extend("name" = "client sessions"))]
pub struct FunctionFile {
    /// Section of the written plan.
    #[serde(default)]
    #[schemars(example = "3.1")]
    pub plan: String,
    /// The services it consists of.
    #[serde(default)]
    #[schemars(example = ["coaching by video"])]
    pub serves: Vec<Name>,
    /// The resources it needs.
    #[serde(default)]
    #[schemars(example = ["person in charge", "email"], extend("rare" = true, "instead" = "serves"))]
    pub needs: Vec<Name>,
    /// What is tried when a need is down, in order.
    #[serde(default)]
    #[schemars(example = ["mobile hotspot"], extend("rare" = true))]
    pub ladder: Vec<Name>,
    /// Recovery time objective: by then it promises to be back.
    #[schemars(example = "1wd")]
    pub rto: Length,
    /// Maximum tolerable period of disruption: beyond it the damage is unacceptable.
    #[schemars(example = "10wd")]
    pub mtpd: Length,
    /// Minimum business continuity objective: the level at which it counts as back.
    #[serde(default = "half")]
    #[schemars(example = "80%")]
    pub mbco: Share,
    /// Recovery point objective, where it rests on data: so much work may be lost, as the time that it covers.
    #[serde(default)]
    #[schemars(example = "24h", extend("rare" = true))]
    pub rpo: Option<Length>,
    /// What the numbers rest on.
    #[serde(default)]
    pub basis: Basis,
}

/// One line of the plan.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(rename = "strategy", deny_unknown_fields)]
#[schemars(extend("name" = "mobile hotspot"))]
pub struct StrategyFile {
    /// Section of the written plan.
    #[serde(default)]
    #[schemars(example = "5.2")]
    pub plan: String,
    /// The plan's own words.
    #[serde(default)]
    #[schemars(example = "Implement a mobile hotspot for internet backup.")]
    pub words: String,
    /// What it does.
    pub kind: Effect<Name, Name>,
    /// Chance that it works when called.
    #[serde(default = "sure")]
    #[schemars(example = json!({"claimed": "92%", "supported": "80%"}))]
    pub works: Claim<Share>,
    /// Noticing, deciding and switching.
    #[serde(default = "at_once")]
    #[schemars(example = json!({
        "claimed": {"Usually": {"typical": "10min", "bad_case": "20min"}},
        "supported": {"Usually": {"typical": "15min", "bad_case": "45min"}}
    }))]
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
    #[schemars(example = json!({"per_year": "60"}))]
    pub cost: Cost,
    /// What the numbers rest on.
    #[serde(default)]
    #[schemars(example = json!({"Assumed": {"grade": "J", "note": "untested"}}))]
    pub basis: Basis,
    /// What drills and incidents have shown of it; that stands in a file of its own.
    #[serde(skip)]
    pub tries: Vec<Try>,
}

/// Something that could be bought, agreed or tested, and where it would stand in the plan.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(rename = "offer", deny_unknown_fields)]
#[schemars(extend("name" = "second carrier"))]
pub struct OfferFile {
    /// The strategy that it would be, with its cost; it has the offer's name.
    #[schemars(example = json!({
        "kind": {"Substitute": {"for": ["broadband"], "needs": ["pocket router"], "level": "90%"}},
        "works": {"claimed": "95%", "supported": "80%"}, "cost": {"per_year": "96"}
    }))]
    pub strategy: StrategyFile,
    /// It is tried right behind this strategy, in every ladder in which that stands.
    #[serde(default)]
    #[schemars(example = &"mobile hotspot")]
    pub after: Option<Name>,
    /// It is tried right before this one.
    #[serde(default)]
    #[schemars(example = &"mobile hotspot", extend("rare" = true))]
    pub before: Option<Name>,
    /// It takes the place of this one, which goes.
    #[serde(default)]
    #[schemars(example = &"mobile hotspot", extend("rare" = true))]
    pub instead_of: Option<Name>,
    /// What it brings with it.
    #[serde(default)]
    #[schemars(example = json!({"pocket router": {}}))]
    pub resources: Entries<ResourceFile>,
}

/// What the plan claims and what the evidence supports; without the second, both are the same. `works` takes shares,
/// `ready` distributions of lengths of time.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
#[schemars(title = "claim")]
pub struct Claim<T> {
    /// What the plan claims.
    pub claimed: T,
    /// What the evidence supports.
    #[serde(default = "Option::<T>::default")]
    pub supported: Option<T>,
    /// What holds where nothing was ever tried: towards this the supported value falls back with its age.
    #[serde(default = "Option::<T>::default")]
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

/// What is left of the weight of evidence of a day, from 0 to 1; what is still to come is fresh.
pub(super) fn freshness(of: Day, today: Day) -> f64 {
    let age = f64::from((today.0 - of.0).get_days().max(0));
    libm::exp2(-age / HALF_LIFE)
}

impl StrategyFile {
    /// The chance that it works by the plan alone; what was once tried falls back towards the untested value as it ages.
    pub(super) fn works_by_plan(&self, forecast: super::Forecast, today: Day) -> Share {
        let known = *self.works.value(forecast);
        let (Some(untested), Some(tried), super::Forecast::Tested) =
            (self.works.untested, self.evidence.day(), forecast)
        else {
            return known;
        };
        let left = freshness(tried, today);
        let mut mixed = untested.fraction() + (known.fraction() - untested.fraction()) * left;
        if matches!(self.evidence, Evidence::Failed(_)) {
            // What failed does not get better by being forgotten.
            mixed = mixed.min(known.fraction());
        }
        Share::of_million(libm::round(mixed * f64::from(crate::units::MILLION)) as u32).unwrap_or(known)
    }
}

/// Whether something was ever tried.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
#[schemars(example = json!({"Tried": "2025-03-18"}))]
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
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(rename = "clients", deny_unknown_fields)]
pub struct ReactionFile {
    /// Chance that a client leaves over a missed session: of those who are still there, whatever they have borne before.
    #[schemars(example = "1.5%")]
    pub per_missed: Share,
    /// Chance that a client leaves over a day without news, of those who are still there.
    #[schemars(example = "5%")]
    pub per_silent_day: Share,
    /// Multiplies the first where the client knew a day ahead.
    #[serde(default = "unchanged")]
    #[schemars(example = "60%")]
    pub told_a_day_ahead: Factor,
    /// Multiplies the first where the client knew only after the start.
    #[serde(default = "unchanged")]
    #[schemars(example = "200%")]
    pub told_too_late: Factor,
    /// Share of clients for whom this is a crunch: an interview, a deadline.
    #[serde(default = "nobody")]
    #[schemars(example = "12%")]
    pub crunch: Share,
    /// Multiplies both chances of leaving in a crunch; never beyond 100%.
    #[serde(default = "unchanged")]
    #[schemars(example = "200%")]
    pub crunch_leaving: Factor,
    /// Multiplies the willingness to wait in a crunch.
    #[serde(default = "unchanged")]
    #[schemars(example = "60%")]
    pub crunch_waiting: Factor,
    /// Multiplies both chances of leaving where another disruption let the client down in the 90 days before.
    #[serde(default = "unchanged")]
    #[schemars(example = "180%")]
    pub second_failure: Factor,
    /// Chance that a client asks for the fee of a missed session back although it is made up for.
    #[serde(default = "nobody")]
    #[schemars(example = "10%")]
    pub credit: Share,
    /// Share of the clients that belong to the largest sponsor.
    #[serde(default = "nobody")]
    #[schemars(example = "25%")]
    pub sponsor: Share,
    /// In a year: from a client's leaving until the place is filled again.
    #[serde(default = "six_weeks")]
    #[schemars(example = json!({"Between": {"low": "2w", "likely": "6w", "high": "16w"}}))]
    pub lead_time: Spread,
    /// What the numbers rest on.
    #[serde(default)]
    pub basis: Basis,
}

/// The money.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(rename = "finances", deny_unknown_fields)]
pub struct FinanceFile {
    /// Section of the written plan.
    #[serde(default)]
    #[schemars(example = "3.4")]
    pub plan: String,
    /// The emergency fund on the first day; below zero where the account is overdrawn.
    #[serde(deserialize_with = "balance")]
    #[schemars(example = "14,400")]
    pub fund: Money,
    /// Fixed costs, due in the middle of each twelfth of the plan's year.
    pub fixed: Flow,
    /// For how long fixed costs run on once the practice has closed for good: the longest notice of a lease or a contract.
    #[serde(default = "no_gap")]
    #[schemars(example = "3mo", extend("rare" = true))]
    pub notice: Length,
    /// The owner's drawings, due as the fixed costs are.
    #[schemars(example = "2,500 a month")]
    pub drawings: Flow,
    /// From a session to the receipt of its fee.
    #[schemars(example = json!({"Usually": {"typical": "21d", "bad_case": "45d"}}))]
    pub paid: Spread,
    /// Share of fees that never comes.
    #[serde(default = "nobody")]
    #[schemars(example = "1%")]
    pub unpaid: Share,
    /// Share of the clients who pay a whole engagement with its first session.
    #[serde(default = "nobody")]
    #[schemars(example = "20%")]
    pub prepaid: Share,
    /// What the numbers rest on.
    #[serde(default)]
    pub basis: Basis,
}

fn balance<'de, D: serde::Deserializer<'de>>(source: D) -> Result<Money, D::Error> {
    Balance::deserialize(source).map(|balance| balance.0)
}
fn no_gap() -> Length {
    Length::ZERO
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
