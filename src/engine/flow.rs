//! How much of a normal week the plan can really hold, as things are: knows how sessions flow down the ladders of all services
//! at once; does not know single sessions, nor what is drawn of clients.
//!
//! What the present capacity holds is held as planned. The rest comes to the first way that is ready: it takes those whose
//! clients accept it, as far as it has room, and all others come to the next. What would be moved to another day is taken out: it
//! is held some day, and not now. What is taken counts by what it is worth.

use crate::model::{Effect, HandOver, Id, Postpone, Resource, Service, Strategy};
use crate::units::{DAY, MILLION, Share};

use super::event::Sink;
use super::stage::Stage;

/// Sessions a week \[thousandths of millionths of a session\].
type Flow = i128;

/// What comes to the rungs of a service, and what is held so far.
struct Stream {
    service: Id<Service>,
    /// The rungs that take some of it, in their order.
    rungs: Vec<Id<Strategy>>,
    coming: Flow,
    held: Flow,
}

impl<S: Sink> Stage<'_, S> {
    /// What each service can hold of a normal week, by worth \[thousandths of millionths of a session\].
    pub(super) fn held_of_a_week(&mut self) -> Vec<Flow> {
        let mut streams: Vec<Stream> = self.case.services.ids().map(|service| self.as_planned(service)).collect();
        let rungs = streams.iter().map(|stream| stream.rungs.len()).max().unwrap_or(0);
        let mut used: Vec<(Id<Strategy>, Flow)> = Vec::new();
        for stream in &mut streams {
            if self.passes_over(stream.service) {
                stream.coming -= self.moved(stream.service, stream.coming);
            }
        }
        for rung in 0..rungs {
            let here: Vec<Option<Id<Strategy>>> =
                streams.iter().map(|stream| stream.rungs.get(rung).copied()).collect();
            for (place, strategy) in here.iter().enumerate() {
                let Some(strategy) = *strategy else { continue };
                let Stream { service, coming, .. } = streams[place];
                let (taken, worth) = match &self.case.strategies[strategy].effect {
                    Effect::Switch(switch) => (of(switch.accepted, coming), switch.worth),
                    Effect::HandOver(hand_over) => {
                        let all = here.iter().zip(&streams).filter(|(other, _)| **other == Some(strategy));
                        let all: Flow = all.map(|(_, stream)| stream.coming).sum();
                        let before: Flow = used.iter().filter(|(s, _)| *s == strategy).map(|(_, n)| n).sum();
                        let room = (room(hand_over) - before).max(0);
                        let own = if all > 0 { room * coming / all } else { 0 };
                        (of(hand_over.accepted, coming).min(own), hand_over.worth)
                    }
                    _ => (self.moved(service, coming), Share::NONE),
                };
                streams[place].coming -= taken;
                streams[place].held += of(worth, taken);
                if matches!(self.case.strategies[strategy].effect, Effect::HandOver(_)) {
                    used.push((strategy, taken));
                }
            }
        }
        streams.into_iter().map(|stream| stream.held).collect()
    }

    /// What the present capacity of a service holds, with the substitutes that it rests on, and the rest of its sessions.
    fn as_planned(&mut self, service: Id<Service>) -> Stream {
        let plan = &self.case.services[service];
        let all = Flow::from(plan.weekly.thousandths()) * Flow::from(MILLION);
        if self.is_whole(service) && self.rests_on_nothing(service) {
            return Stream { service, rungs: Vec::new(), coming: 0, held: all };
        }
        let rungs = self.taking(service);
        if !self.holds(service) {
            return Stream { service, rungs, coming: all, held: 0 };
        }
        // Up to its own level a capacity serves by itself; from there to the level together with what stands in for it.
        let whole = self.capacity(service);
        let own = plan.capacity.iter().map(|r| self.own_level(plan.view, *r)).min().unwrap_or(Share::ALL).min(whole);
        let first = of(self.worth_at(service, 0), of(own, all));
        let second =
            if own < whole { of(self.worth_at(service, rank_at(own)), of(whole, all) - of(own, all)) } else { 0 };
        Stream { service, rungs, coming: all - of(whole, all), held: first + second }
    }

    /// The rungs of a service that take sessions at their place now.
    fn taking(&self, service: Id<Service>) -> Vec<Id<Strategy>> {
        let passes_over = self.passes_over(service);
        let takes = |rung: &Id<Strategy>| match &self.case.strategies[*rung].effect {
            Effect::Switch(_) | Effect::HandOver(_) => self.switch_is_ready(service, *rung),
            Effect::Postpone(_) => !passes_over,
            _ => false,
        };
        self.case.services[service].ladder.iter().copied().filter(takes).collect()
    }

    /// What a session with a rank is worth on the substitutes that its service rests on.
    fn worth_at(&mut self, service: Id<Service>, rank: u32) -> Share {
        let plan = &self.case.services[service];
        let mut on = Vec::new();
        self.resting_on(plan.view, &plan.needs, rank, &mut on);
        on.iter().filter_map(|strategy| self.worth_of(*strategy)).min().unwrap_or(Share::ALL)
    }

    /// Whether sessions of a service that would be moved are not offered to an associate first.
    fn passes_over(&self, service: Id<Service>) -> bool {
        let ladder = &self.case.services[service].ladder;
        let is_associate = |s: &Id<Strategy>| matches!(self.case.strategies[*s].effect, Effect::HandOver(_));
        ladder.iter().any(|rung| is_associate(rung) && self.switch_is_ready(service, *rung))
    }

    /// How many of some sessions would be moved: whose clients wait until the end that is expected, as far as the diary has room
    /// until the last of them would.
    fn moved(&self, service: Id<Service>, coming: Flow) -> Flow {
        let ladder = &self.case.services[service].ladder;
        let Some(strategy) = ladder.iter().find(|rung| self.is_postponing(**rung)).copied() else { return 0 };
        let Effect::Postpone(postpone) = &self.case.strategies[strategy].effect else { return 0 };
        if !self.works(strategy) || self.case.begun(strategy) > self.now {
            return 0;
        }
        let delay = self.expected_end(service) - self.now;
        let willing = of(accepting(postpone, delay), coming);
        willing.min(self.room_for_moved(service, strategy, delay))
    }

    /// The room of the diary for sessions of a service from the end that is expected to the last one that anybody waits for, in
    /// sessions for each week of the time until that end \[thousandths of millionths of a session\].
    fn room_for_moved(&self, service: Id<Service>, strategy: Id<Strategy>, delay: i64) -> Flow {
        let plan = &self.case.services[service];
        let Effect::Postpone(postpone) = &self.case.strategies[strategy].effect else { return 0 };
        let last = postpone.patience.iter().filter_map(|step| step.within.minutes()).max().unwrap_or(0);
        let normal = self.case.diary.practitioners()[plan.by].normal_minutes;
        let free = (self.case.week_limit(plan.by, strategy) - normal).max(0);
        let scale = Flow::from(MILLION) * 1_000;
        Flow::from(free) * scale * Flow::from(last.max(0)) / (Flow::from(plan.length) * Flow::from(delay.max(DAY)))
    }

    /// When a service is expected to be as before \[min\]: the end of what strikes anything that it rests on.
    pub(super) fn expected_end(&self, service: Id<Service>) -> i64 {
        let rests = &self.case.services[service].rests;
        let blows = self.world.blows[self.world.open_blows..].iter();
        let felt = blows.filter(|b| {
            b.since <= self.now
                && b.to > self.now
                && self.case.resources[b.resource].is_felt_at(b.level)
                && rests.contains(&b.resource)
        });
        felt.map(|b| b.to).max().unwrap_or(self.now)
    }

    /// The level of a resource without its own substitutes.
    fn own_level(&self, view: crate::model::ViewId, resource: Id<Resource>) -> Share {
        self.world.ways.base(view, resource)
    }
}

/// A share of a flow.
fn of(share: Share, flow: Flow) -> Flow {
    flow * Flow::from(share.millionths()) / Flow::from(MILLION)
}

/// Sessions a week for which an associate has time.
fn room(hand_over: &HandOver<Id<Resource>>) -> Flow {
    Flow::from(hand_over.spare) * 1_000 * Flow::from(MILLION)
}

/// The first rank that a level of capacity does not reach.
fn rank_at(level: Share) -> u32 {
    ((u64::from(level.millionths()) << 32).div_ceil(u64::from(MILLION))).min(u64::from(u32::MAX)) as u32
}

/// The share of clients who wait for so long \[min\].
fn accepting(postpone: &Postpone, delay: i64) -> Share {
    let steps = postpone.patience.iter().filter(|step| step.within.minutes().is_some_and(|within| within >= delay));
    steps.map(|step| step.accepted).max().unwrap_or(Share::NONE)
}
