//! What insurances pay: knows the deferred period, the benefit, the excess, the share and the limit; does not know what
//! struck beyond what was told.
//!
//! Claims are settled when the trial ends, losses for each disruption and benefits for each spell, and paid on the day on
//! which the money would have come. Whether a claim is accepted is the chance of the strategy to work. What is left of it by the
//! terms of a year is found in the order of the disruptions, each in the year in which it began.

use std::collections::BTreeMap;

use crate::model::{Cover, DAYS_A_YEAR, Effect, Id, PerYear, Resource, Strategy, Threat};
use crate::units::{DAY, Flow, Length};

use super::event::{Entry, Event, Sink};
use super::stage::Stage;
use super::strikes::{Blow, Disruption};

/// A benefit is paid for so many days at a time \[d\].
const PERIOD: i64 = 28;

/// Whole calendar days of a length \[d\].
fn days(length: Length) -> i64 {
    let minutes = length.minutes().unwrap_or_else(|| crate::units::whole(length.amount() * DAY as f64 * 7.0 / 5.0));
    (minutes + DAY - 1).div_euclid(DAY)
}

/// What an insurance is asked for, year by year.
struct Years {
    terms: Option<PerYear>,
    year: i64,
    /// What would have been paid so far in this year \[minor units\].
    claimed: i64,
}

impl Years {
    fn new(terms: Option<PerYear>) -> Self {
        Self { terms, year: 0, claimed: 0 }
    }

    /// What is paid of a claim for what began at a minute, not before the claim before it \[minor units\].
    fn paid(&mut self, began: i64, claim: i64) -> i64 {
        let Some(terms) = &self.terms else { return claim };
        let year = began.div_euclid(DAYS_A_YEAR * DAY);
        if self.year != year {
            (self.year, self.claimed) = (year, 0);
        }
        let before = terms.of_claims(self.claimed);
        self.claimed += claim;
        terms.of_claims(self.claimed) - before
    }
}

impl<S: Sink> Stage<'_, S> {
    /// Settles all claims.
    pub(super) fn claim(&mut self) {
        for k in 0..self.case.alone.insure.len() {
            self.claim_from(self.case.alone.insure[k]);
        }
    }

    fn claim_from(&mut self, strategy: Id<Strategy>) {
        let case = self.case;
        let Effect::Insure(insure) = &case.strategies[strategy].effect else { return };
        let arrears = days(insure.arrears);
        let mut years = Years::new(insure.per_year);
        match &insure.pays {
            Cover::Benefit { while_down, amount, deferred, at_most, after_closing } => {
                let last = if self.world.wound_up.is_some() && !after_closing { self.now } else { self.end };
                let (deferred, most) = (days(*deferred), at_most.map_or(i64::MAX, days));
                for (from, to, number) in self.spells(while_down, last) {
                    let paid = ((to - from + DAY - 1).div_euclid(DAY) - deferred).min(most);
                    if paid > 0 && self.is_accepted(strategy, number) {
                        let first = from.div_euclid(DAY) + deferred;
                        let lag = (arrears - PERIOD).max(0);
                        self.pay_benefit(*amount, (first, paid, lag), number, |due| years.paid(from, due));
                    }
                }
            }
            cover @ Cover::Loss { of, income, waiting, .. } => {
                let waiting = waiting.minutes().unwrap_or(0);
                for (number, loss) in self.losses(of, *income, waiting).into_iter().enumerate() {
                    let paid = cover.of_loss(loss);
                    if paid > 0 && self.is_accepted(strategy, number) {
                        let onset = self.world.disruptions[number].onset;
                        let paid = years.paid(onset, paid);
                        self.cash(onset.div_euclid(DAY) + arrears, paid, Entry::Cover, number);
                    }
                }
            }
        }
    }

    fn is_accepted(&mut self, strategy: Id<Strategy>, number: usize) -> bool {
        self.called_by(strategy, number);
        let accepted = self.works(strategy);
        self.note(Event::Called { strategy, ready: self.now });
        self.note(if accepted { Event::InUse { strategy } } else { Event::Failed { strategy } });
        accepted
    }

    /// The spells in which disruptions had some resources down, each with the number of the first of its disruptions: those
    /// that overlap are one spell, so that no day is paid for twice and the deferred period is served once. None lasts longer than
    /// `last` \[min\].
    fn spells(&self, resources: &[Id<Resource>], last: i64) -> Vec<(i64, i64, usize)> {
        let ends = |b: &Blow| b.to.min(last);
        let down = |b: &&Blow| {
            b.number < self.world.arrived
                && b.from < ends(b)
                && resources.contains(&b.resource)
                && b.level < self.case.resources[b.resource].enough
        };
        // From the first to the last minute at which a disruption had some of them down.
        let mut by_number: BTreeMap<usize, (i64, i64)> = BTreeMap::new();
        for blow in self.world.blows.iter().filter(down) {
            let spell = by_number.entry(blow.number).or_insert((blow.from, ends(blow)));
            *spell = (spell.0.min(blow.from), spell.1.max(ends(blow)));
        }
        let mut spells: Vec<_> = by_number.into_iter().map(|(number, (from, to))| (from, to, number)).collect();
        spells.sort_unstable();
        spells.dedup_by(|next, last| {
            let one = next.0 <= last.1;
            if one {
                last.1 = last.1.max(next.1);
            }
            one
        });
        spells
    }

    /// Direct costs and, where they count, fees lost after the waiting time, of each disruption \[minor units\].
    fn losses(&self, of: &[Threat], income: bool, waiting: i64) -> Vec<i64> {
        let world = &*self.world;
        let disruptions = &world.disruptions[..world.arrived];
        let insured = |d: &Disruption| of.contains(&Threat::Hazard(d.cause.hazard));
        let hazard: Vec<bool> = disruptions.iter().map(insured).collect();
        let mut losses = vec![0; disruptions.len()];
        for (number, threat, damage) in &world.damages {
            if hazard[*number] || of.contains(threat) {
                losses[*number] += damage;
            }
        }
        if income {
            let mut struck = hazard;
            for wave in world.waves.iter().filter(|wave| of.contains(&wave.threat)) {
                struck[wave.number] = true;
            }
            for (number, start, fee) in &world.fees {
                if struck[*number] && *start >= disruptions[*number].onset + waiting {
                    losses[*number] += fee;
                }
            }
        }
        losses
    }

    /// Pays so many days from the first on, each part of it so much later; `left` says what of a part is paid.
    fn pay_benefit(
        &mut self,
        amount: Flow,
        (first, days, lag): (i64, i64, i64),
        number: usize,
        mut left: impl FnMut(i64) -> i64,
    ) {
        let mut paid = 0;
        while paid < days {
            let next = (paid + PERIOD).min(days);
            let due = amount.over_days(next).0 - amount.over_days(paid).0;
            self.cash(first + next + lag, left(due), Entry::Cover, number);
            paid = next;
        }
    }
}
