//! How large a case may get: knows what grows with what, and refuses what would not fit into memory or into exact sums
//! before it is made; does not know what any of it is for.

use crate::codes::{AMOUNT, RATE, SPREAD, TOO_LARGE};
use crate::model::{Course, Cover, Effect, Parts, Span, Strategy, WEEKS_A_YEAR};
use crate::sampling::Sources;
use crate::units::{DAY, WEEK, thousands};

use super::super::names::Name;
use super::super::plan::PlanFile;
use super::super::wording::nearest;
use super::{Binder, In};

/// The most faults that are kept of one file; a reader sees the first twenty.
pub(super) const MOST_FAULTS: usize = 1_000;
/// The most names that are compared to find the nearest ones: after that faults come without.
const MOST_COMPARED: usize = 200_000;
/// The most hazards and consequences, where those of each of several count as several.
pub(super) const MOST_THREATS: usize = 10_000;
/// The most threats that all strategies together prevent or insure.
const MOST_PREVENTED: usize = 1_000_000;
/// The most resources that all threats together strike.
const MOST_STRIKES: usize = 1_000_000;
/// The most needs of substitutes, for each resource that they stand in for.
const MOST_LINKS: usize = 5_000_000;
/// The most resources, for each service and function.
const MOST_SEEN: usize = 10_000_000;
/// The most clients of all services.
const MOST_CLIENTS: u64 = 100_000;
/// The most sources of luck.
const MOST_SOURCES: u64 = 1_000_000;
/// The most disruptions that a trial is expected to hold.
const MOST_ARRIVALS: f64 = 100_000.0;
/// The most money that may move in a trial \[minor units\]: sums of it are exact in 64 bits.
const MOST_MONEY: i128 = 4_000_000_000_000_000_000;
/// Nobody waits longer for a fee \[d\]: ten years.
const LONGEST_DELAY: i64 = 3_660;
/// A fee may come, be put off, go back and be credited.
const ENTRIES_OF_A_FEE: i128 = 8;
/// A strategy may start several times in one disruption.
const STARTS: f64 = 100.0;

/// What has been counted so far.
pub(super) struct Sizes {
    compared: usize,
    prevented: usize,
    strikes: usize,
    links: usize,
    /// Of one service: fewer than it asks for, where all ask for too many.
    pub(super) most_clients: u32,
}

impl Default for Sizes {
    fn default() -> Self {
        Self { compared: 0, prevented: 0, strikes: 0, links: 0, most_clients: u32::MAX }
    }
}

impl Sizes {
    /// How many more threats strategies may name.
    pub(super) fn threats_left(&self) -> usize {
        MOST_PREVENTED - self.prevented
    }
}

impl Binder<'_> {
    /// Whether so many names were compared that the rest are told without.
    pub(super) fn is_tired(&self) -> bool {
        self.sizes.compared > MOST_COMPARED
    }

    /// The nearest name; where very many are wrong among very many, the last are told without: nobody reads that far.
    pub(super) fn nearest(&mut self, found: &str, known: &[impl AsRef<str>]) -> String {
        let first = self.sizes.compared == 0;
        self.sizes.compared += known.len();
        if first || !self.is_tired() { nearest(found, known) } else { String::new() }
    }

    /// Notes how many threats strategies may still name; none left is a fault of the strategy that took the last.
    pub(super) fn keep_room_for_threats(&mut self, own: &Name, left: usize) {
        self.sizes.prevented = MOST_PREVENTED - left;
        if left == 0 {
            self.too_many(In::Plan, own, "threats that strategies prevent or insure", MOST_PREVENTED);
        }
    }

    /// Counts what a substitute needs, once for each resource it stands in for.
    pub(super) fn count_links(&mut self, own: &Name, replaces: usize, needs: usize) {
        self.sizes.links = self.sizes.links.saturating_add(replaces * needs);
        if self.sizes.links > MOST_LINKS {
            self.too_many(In::Plan, own, "needs of substitutes, each for what it stands in for", MOST_LINKS);
        }
    }

    /// Counts what a threat strikes; says whether there is room for it.
    pub(super) fn has_room_for_strikes(&mut self, file: In, own: &Name, strikes: usize) -> bool {
        self.sizes.strikes = self.sizes.strikes.saturating_add(strikes);
        let fits = self.sizes.strikes <= MOST_STRIKES;
        if !fits {
            self.too_many(file, own, "resources that hazards strike, phases counted", MOST_STRIKES);
        }
        fits
    }

    pub(super) fn too_many(&mut self, file: In, at: &Name, of_what: &str, most: usize) {
        let what = format!("more than {} {of_what}", thousands(most as i64));
        self.fault_at(file, TOO_LARGE, at, what, "write fewer");
    }

    /// So many clients as all services together may have.
    pub(super) fn check_clients(&mut self, plan: &PlanFile) {
        let all: u64 = plan.services.0.iter().map(|(_, service)| u64::from(service.clients)).sum();
        if all > MOST_CLIENTS {
            self.sizes.most_clients = 1;
            let what = format!("all services together have {} clients", thousands(all as i64));
            let tip = format!("at most {}", thousands(MOST_CLIENTS as i64));
            self.fault(In::Plan, TOO_LARGE, self.field(In::Plan, "services"), what, tip);
        }
    }

    /// Days to payment of a service's clients: evenly spaced quantiles of the stated delay, rounded to whole days.
    pub(super) fn delays(&mut self, paid: &Span, clients: u32) -> Vec<i64> {
        let quantile = |u: f64| match paid {
            Span::Clock(d) => d.quantile(u) / DAY as f64,
            Span::Working(d) => d.quantile(u) * 7.0 / 5.0,
        };
        let days: Vec<i64> =
            (0..clients).map(|c| libm::round(quantile((f64::from(c) + 0.5) / f64::from(clients))) as i64).collect();
        if days.iter().any(|delay| *delay > LONGEST_DELAY) {
            let at = self.inner(In::Plan, &["finances", "paid"]);
            self.fault(In::Plan, SPREAD, at, "some clients would pay only after more than ten years", "add a `cap`");
            return vec![0; days.len()];
        }
        days
    }

    /// What can be told only when all parts are known.
    pub(super) fn check_size(&mut self, parts: &Parts) {
        let at = self.field(In::Plan, "services");
        let sources = Sources::how_many(parts);
        if sources > MOST_SOURCES {
            let what = format!("hazards, strategies and clients make {} sources of luck", thousands(sources as i64));
            let tip = format!("at most {}: fewer clients, strategies or hazards", thousands(MOST_SOURCES as i64));
            self.fault(In::Plan, TOO_LARGE, at, what, tip);
        }
        if (parts.services.len() + parts.functions.len()).saturating_mul(parts.resources.len()) > MOST_SEEN {
            let what =
                format!("more than {} pairs of services or functions and resources", thousands(MOST_SEEN as i64));
            self.fault(In::Plan, TOO_LARGE, at, what, "write fewer");
        }
        let expected: f64 = expected(parts).iter().map(|(mean, _)| mean).sum();
        if expected > MOST_ARRIVALS {
            let what = format!("a trial would hold {} disruptions", thousands(expected as i64));
            let tip = format!("at most {}: check the units of the rates", thousands(MOST_ARRIVALS as i64));
            let at = if self.scenarios.is_empty() { None } else { self.field(In::Scenario(0), "hazards") };
            self.fault(In::Scenario(0), RATE, at, what, tip);
        }
        if turnover(parts) > MOST_MONEY {
            let at = self.field(In::Plan, "finances");
            let tip = "check the amounts, and add a `cap` to what damage costs";
            self.fault(In::Plan, AMOUNT, at, "amounts add up to more than can be counted exactly", tip);
        }
    }
}

/// Of each hazard how often it arrives in a trial: expected, and at most.
fn expected(parts: &Parts) -> Vec<(f64, f64)> {
    let years = parts.horizon as f64 / (WEEKS_A_YEAR * WEEK) as f64;
    let of = |hazard: &crate::model::Hazard| {
        let worst = hazard.rate_for(1.0 - f64::EPSILON / 2.0) * years;
        (hazard.rate.a_year() * years, (worst + 10.0 * worst.sqrt() + 10.0).min(f64::from(u16::MAX)))
    };
    let once = |_: &crate::model::Hazard| (1.0, 1.0);
    let hazards = parts.hazards.iter();
    match parts.course {
        Course::One => hazards.map(|(_, _, hazard)| once(hazard)).collect(),
        Course::Year => hazards.map(|(_, _, hazard)| of(hazard)).collect(),
    }
}

/// An upper bound of all money that moves in a trial \[minor units\].
fn turnover(parts: &Parts) -> i128 {
    let ahead = parts.services.iter().map(|(_, service)| service.prepaid_ahead()).max().unwrap_or(0);
    let weeks = i128::from(WEEKS_A_YEAR + (parts.horizon + ahead) / WEEK + 1);
    let years = weeks / i128::from(WEEKS_A_YEAR) + 1;
    let mut sum = i128::from(parts.terms.fund.0);
    let mut minutes = 0;
    for (_, service) in &parts.services {
        let sessions = i128::from(service.booking.weekly.most()) * weeks;
        sum += sessions * i128::from(service.fee.0) * ENTRIES_OF_A_FEE;
        minutes += sessions * i128::from(service.booking.length);
    }
    sum += parts.terms.dues.iter().map(|due| i128::from(due.a_year().0) * years).sum::<i128>();
    let arrivals = expected(parts);
    let starts = arrivals.iter().map(|(_, most)| most * STARTS).sum::<f64>() as i128;
    let of = |strategy: &Strategy| {
        let cost = &strategy.cost;
        let benefit = match &strategy.effect {
            Effect::Insure(insure) => match &insure.pays {
                Cover::Benefit { amount, .. } => i128::from(amount.a_year().0) * years,
                Cover::Loss { .. } => 0,
            },
            _ => 0,
        };
        i128::from(cost.once.0)
            + i128::from(cost.per_year.0) * years
            + i128::from(cost.per_use.0) * starts
            + i128::from(cost.per_day.0) * weeks * 7
            + i128::from(cost.per_hour.0) * (minutes / 60 + 1)
            + benefit
    };
    sum += parts.strategies.iter().map(|(_, _, strategy)| of(strategy)).sum::<i128>();
    sum + damages(parts, &arrivals)
}

/// What disruptions cost, and what insurances pay for that.
fn damages(parts: &Parts, arrivals: &[(f64, f64)]) -> i128 {
    let most = |impact: &crate::model::Impact| impact.costs.as_ref().map_or(0, |costs| i128::from(costs.most()));
    let mut each: Vec<i128> = parts.hazards.iter().map(|(_, _, hazard)| most(&hazard.impact)).collect();
    for (_, _, cascade) in parts.cascades.iter() {
        cascade.of.iter().for_each(|cause| each[cause.index()] += most(&cascade.impact));
    }
    let insured = parts.strategies.iter().filter(|(_, _, s)| matches!(s.effect, Effect::Insure(_))).count();
    let all: i128 = each.iter().zip(arrivals).map(|(damage, (_, times))| damage * (times.ceil() as i128)).sum();
    all * (1 + insured as i128)
}
