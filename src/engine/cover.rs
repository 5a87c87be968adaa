//! What insurances pay: knows the deferred period, the benefit, the excess, the share and the limit; does not know what
//! struck beyond what was told.
//!
//! Claims are settled when the trial ends, losses for each disruption and benefits for each spell, and paid on the day on
//! which the money would have come. Whether a claim is accepted is the chance of the strategy to work.

use crate::model::{Cover, Effect, Id, Resource, Strategy, Threat};
use crate::units::{DAY, Flow, Length};

use super::event::{Entry, Event, Sink};
use super::stage::Stage;
use super::strikes::Blow;

/// A benefit is paid for so many days at a time \[d\].
const PERIOD: i64 = 28;

/// Whole calendar days of a length \[d\].
fn days(length: Length) -> i64 {
    let minutes = length.minutes().unwrap_or_else(|| crate::units::whole(length.amount() * DAY as f64 * 7.0 / 5.0));
    (minutes + DAY - 1).div_euclid(DAY)
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
        match &insure.pays {
            Cover::Benefit { while_down, amount, deferred, at_most } => {
                let (deferred, most) = (days(*deferred), at_most.map_or(i64::MAX, days));
                for (from, to, number) in self.spells(while_down) {
                    let paid = ((to - from + DAY - 1).div_euclid(DAY) - deferred).min(most);
                    if paid > 0 && self.is_accepted(strategy, number) {
                        let first = from.div_euclid(DAY) + deferred;
                        self.pay_benefit(*amount, first, paid, (arrears - PERIOD).max(0), number);
                    }
                }
            }
            cover @ Cover::Loss { of, income, waiting, .. } => {
                for number in 0..self.world.arrived {
                    let onset = self.world.disruptions[number].onset;
                    let since = onset + waiting.minutes().unwrap_or(0);
                    let paid = cover.of_loss(self.loss(of, *income, since, number));
                    if paid > 0 && self.is_accepted(strategy, number) {
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
    /// that overlap are one spell, so that no day is paid for twice and the deferred period is served once.
    fn spells(&self, resources: &[Id<Resource>]) -> Vec<(i64, i64, usize)> {
        let of = |number| self.spell(resources, number).map(|(from, to)| (from, to, number));
        let mut spells: Vec<_> = (0..self.world.arrived).filter_map(of).collect();
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

    /// From the first to the last minute at which a disruption had some resources down.
    fn spell(&self, resources: &[Id<Resource>], number: usize) -> Option<(i64, i64)> {
        let down = |b: &&Blow| {
            b.number == number
                && b.from < b.to.min(self.end)
                && resources.contains(&b.resource)
                && b.level < self.case.resources[b.resource].enough
        };
        let blows = || self.world.blows.iter().filter(down);
        let from = blows().map(|b| b.from).min()?;
        blows().map(|b| b.to.min(self.end)).max().map(|to| (from, to))
    }

    /// Direct costs and, where they count, fees lost of a disruption \[minor units\].
    fn loss(&self, of: &[Threat], income: bool, since: i64, number: usize) -> i64 {
        let hazard = of.contains(&Threat::Hazard(self.world.disruptions[number].cause.hazard));
        let damages =
            self.world.damages.iter().filter(|(n, threat, _)| *n == number && (hazard || of.contains(threat)));
        let direct: i64 = damages.map(|(_, _, damage)| damage).sum();
        let struck = hazard || self.world.waves.iter().any(|w| w.number == number && of.contains(&w.threat));
        if !(income && struck) {
            return direct;
        }
        let fees = self.world.fees.iter().filter(|(n, start, _)| *n == number && *start >= since);
        direct + fees.map(|(_, _, fee)| fee).sum::<i64>()
    }

    fn pay_benefit(&mut self, amount: Flow, first: i64, days: i64, lag: i64, number: usize) {
        let mut paid = 0;
        while paid < days {
            let next = (paid + PERIOD).min(days);
            let due = amount.over_days(next).0 - amount.over_days(paid).0;
            self.cash(first + next + lag, due, Entry::Cover, number);
            paid = next;
        }
    }
}
