//! Levels of resources and the substitutes that raise them: knows which way of which chain is tried, used or spent;
//! does not know sessions.
//!
//! Levels are the least fixed point of "the lowest of its own level and its needs, raised by the way in use": starting
//! from nothing, so that a loop supplies nothing from nothing. A capacity and what stands in for it add up. In the order of the case one pass is enough unless
//! substitutes need each other in a ring.

use crate::model::{Case, Chain, Effect, Id, Resource, Service, Strategy, Substitute, ViewId, within_capacity};
use crate::units::Share;

use super::agenda::Due;
use super::event::{Entry, Event, Sink};
use super::stage::{Stage, World};

/// Where a chain stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// Not needed.
    Idle,
    /// The way at this place is called once all that takes no time has had its turn.
    Next(usize),
    /// The way at this place waits for somebody to start on it.
    Unnoticed(usize),
    /// The way at this place will be ready at a time.
    Trying(usize, i64),
    /// The way at this place is in use.
    Using(usize),
    /// Every way was tried.
    Exhausted,
}

/// Levels and turns of one view.
#[derive(Clone, Debug, Default)]
pub(super) struct Levels {
    /// Without the resource's own substitutes.
    base: Vec<Share>,
    /// With them.
    pub(super) level: Vec<Share>,
    turns: Vec<Turn>,
    /// The ways of each chain that were tried since it was last at rest, a bit each; kept only where somebody responds.
    tried: Vec<u128>,
    /// The first node whose level may have changed since; [`FRESH`] where nothing did.
    stale_from: usize,
}

/// Nothing changed since the levels were settled.
const FRESH: usize = usize::MAX;

impl Levels {
    fn lowest(&self, needs: &[Id<Resource>]) -> Share {
        needs.iter().fold(Share::ALL, |low, need| low.min(self.level[need.index()]))
    }

    /// What the way in use of a chain supplies. Its doors matter in the practice's own hours only: nobody works behind
    /// them at night.
    fn raised(&self, case: &Case, chain: &Chain, number: u32, now: i64) -> Share {
        let Turn::Using(place) = self.turns[number as usize] else { return Share::NONE };
        substitute(case, chain.ways[place])
            .filter(|way| way.open.as_ref().is_none_or(|hours| hours.is_open(now) || !case.calendar.is_open(now)))
            .map_or(Share::NONE, |way| way.level.min(self.lowest(&way.needs)))
    }
}

/// What is known of a strategy in this trial.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(super) struct Use {
    /// The number of the disruption that called it last.
    pub(super) number: usize,
    /// In how many chains it is in use now.
    chains: u32,
    /// Whether it has been paid for, and so used, in that disruption.
    pub(super) paid: bool,
    /// When it is used up \[min\].
    spent_at: Option<i64>,
    /// Session minutes it has carried \[min\].
    pub(super) carried: i64,
    /// The next moment at which its doors open or close \[min\].
    doors: Option<i64>,
    /// When it was last started on, and when it is ready then \[min\].
    started: Option<(i64, i64)>,
    /// The last day it was charged for \[d\].
    charged_day: Option<i64>,
    /// When it was last called or found failing, so that each is told once.
    called_at: Option<i64>,
    failed_at: Option<i64>,
}

/// All of it for one trial.
#[derive(Default)]
pub(super) struct Ways {
    own: Vec<Share>,
    pub(super) views: Vec<Levels>,
    uses: Vec<Use>,
    /// What strategies had used for other disruptions of the episode, which may call them again.
    laid_by: Vec<(Id<Strategy>, Use)>,
    /// Only what takes no time has its turn.
    at_once: bool,
    /// The views whose chains have their turn at this minute.
    turning: Vec<usize>,
}

impl Ways {
    pub(super) fn reset(&mut self, case: &Case) {
        let resources = case.resources.len();
        self.own.clear();
        self.own.resize(resources, Share::ALL);
        self.laid_by.clear();
        self.uses.clear();
        self.uses.resize(case.strategies.len(), Use::default());
        self.views.resize_with(case.views.len(), Levels::default);
        for (levels, view) in self.views.iter_mut().zip(&case.views) {
            for row in [&mut levels.base, &mut levels.level] {
                row.clear();
                row.resize(resources, Share::ALL);
            }
            levels.stale_from = FRESH;
            levels.turns.clear();
            levels.turns.resize(view.chains.len(), Turn::Idle);
            levels.tried.clear();
            levels.tried.resize(view.chains.len(), 0);
        }
    }

    /// The resource's own level is now this.
    pub(super) fn struck(&mut self, case: &Case, resource: Id<Resource>, level: Share) {
        self.own[resource.index()] = level;
        for (levels, view) in self.views.iter_mut().zip(&case.views) {
            if let Some(node) = view.node_of[resource.index()] {
                levels.stale_from = levels.stale_from.min(node as usize);
            }
        }
    }

    /// A way of a view is due to be ready: its chain moves on, its levels are as they were.
    pub(super) fn look_at(&mut self, case: &Case, view: usize) {
        let levels = &mut self.views[view];
        levels.stale_from = levels.stale_from.min(case.views[view].nodes.len());
    }

    /// A chain of a view changed what it supplies.
    fn supplies_other(&mut self, case: &Case, view: usize, chain: usize) {
        let plan = &case.views[view];
        let node = plan.node_of[plan.chains[chain].resource.index()].map_or(0, |node| node as usize);
        self.views[view].stale_from = self.views[view].stale_from.min(node);
    }

    /// All views must be looked at again.
    pub(super) fn look_again(&mut self) {
        self.views.iter_mut().for_each(|levels| levels.stale_from = 0);
    }

    pub(super) fn level(&self, view: ViewId, resource: Id<Resource>) -> Share {
        self.views[view.index()].level[resource.index()]
    }

    /// The level of a resource in a view without its own substitutes.
    pub(super) fn base(&self, view: ViewId, resource: Id<Resource>) -> Share {
        self.views[view.index()].base[resource.index()]
    }

    /// Settles the levels of a view at this minute, from a node on.
    fn settle_levels(&mut self, case: &Case, view: usize, from: usize, now: i64) {
        let (plan, levels) = (&case.views[view], &mut self.views[view]);
        let from = if case.straight { from.min(plan.nodes.len()) } else { 0 };
        if !case.straight {
            levels.level.fill(Share::NONE);
        }
        loop {
            let mut changed = false;
            for node in &plan.nodes[from..] {
                let at = node.resource.index();
                let base = levels.lowest(&plan.needs[node.needs.clone()]).min(self.own[at]);
                let raised = node.chain.map(|chain| levels.raised(case, &plan.chains[chain as usize], chain, now));
                // Hands add up; a worse line beside a better one makes that no better.
                let level = match raised {
                    Some(raised) if case.resources[node.resource].capacity => base.plus(raised),
                    Some(raised) => base.max(raised),
                    None => base,
                };
                changed |= levels.level[at] != level;
                levels.base[at] = base;
                levels.level[at] = level;
            }
            if case.straight || !changed {
                return;
            }
        }
    }

    /// Whether every chain rests.
    pub(super) fn idle(&self) -> bool {
        self.views.iter().all(|levels| levels.turns.iter().all(|turn| *turn == Turn::Idle))
    }

    pub(super) fn use_of(&self, strategy: Id<Strategy>) -> &Use {
        &self.uses[strategy.index()]
    }

    /// Disruptions that are over call nobody again.
    pub(super) fn start_episode(&mut self) {
        self.laid_by.clear();
    }

    /// A disruption calls a strategy: what it had used up in another one is there again, unless it is still in use; what
    /// it had used up in this one is not.
    fn called_by(&mut self, strategy: Id<Strategy>, number: usize) {
        let used = &mut self.uses[strategy.index()];
        if used.number != number && used.chains == 0 {
            let known = self.laid_by.iter().position(|(s, before)| *s == strategy && before.number == number);
            let before = known.map(|at| self.laid_by.swap_remove(at).1);
            let other = std::mem::replace(used, before.unwrap_or(Use { number, ..Use::default() }));
            self.laid_by.push((strategy, other));
        }
    }

    /// Whether a strategy was in use for a disruption.
    pub(super) fn was_used(&self, strategy: Id<Strategy>, number: usize) -> bool {
        let laid_by = self.laid_by.iter().filter(|(s, _)| *s == strategy).map(|(_, used)| used);
        laid_by.chain([self.use_of(strategy)]).any(|used| used.paid && used.number == number)
    }

    /// A strategy carried a session; where it has an allowance, that may have been the last of it.
    pub(super) fn carry(&mut self, case: &Case, strategy: Id<Strategy>, minutes: i64) {
        self.uses[strategy.index()].carried += minutes;
        (0..self.views.len()).for_each(|view| self.look_at(case, view));
    }
}

/// The bit of a way; of more ways than there are bits the last share one.
fn bit(place: usize) -> u128 {
    1 << place.min(127)
}

/// The substitute that a strategy in a chain is.
fn substitute(case: &Case, strategy: Id<Strategy>) -> Option<&Substitute<Id<Resource>>> {
    match &case.strategies[strategy].effect {
        Effect::Substitute(way) => Some(way),
        _ => None,
    }
}

impl<S: Sink> Stage<'_, S> {
    /// Whether a resource is good enough in a view.
    pub(super) fn is_up(&self, view: ViewId, resource: Id<Resource>) -> bool {
        self.case.resources[resource].serves_at(self.world.ways.level(view, resource))
    }

    /// Whether all of several are.
    pub(super) fn are_up(&self, view: ViewId, resources: &[Id<Resource>]) -> bool {
        resources.iter().all(|r| self.is_up(view, *r))
    }

    /// The number of the disruption that has one of several resources down in a view: the first of the deepest blows on the
    /// first of them that is struck, or on the first of their needs that is down.
    fn blame(&mut self, view: ViewId, resources: &[Id<Resource>]) -> Option<usize> {
        let World { walk, ways, blows, active, .. } = &mut *self.world;
        let levels = &ways.views[view.index()];
        walk.start(self.case.resources.len());
        walk.down(resources);
        while let Some(next) = walk.step() {
            let (resource, own) = (&self.case.resources[next], ways.own[next.index()]);
            if resource.is_felt_at(own) {
                let depth = |at: &&usize| (blows[**at].level, blows[**at].from, **at);
                if let Some(deepest) = active[next.index()].iter().min_by_key(depth) {
                    return Some(blows[*deepest].number);
                }
            } else {
                walk.down_where(&resource.needs, |need| levels.base[need.index()] < Share::ALL);
            }
        }
        None
    }

    /// The number of the disruption to which what is wrong with a service belongs; the last one where nothing tells.
    pub(super) fn blame_of(&mut self, service: Id<Service>) -> usize {
        let last = self.world.arrived.saturating_sub(1);
        if last == 0 {
            return 0;
        }
        let plan = &self.case.services[service];
        self.blame(plan.view, &plan.needs).unwrap_or(last)
    }

    /// A disruption calls a strategy: from now on its luck is that of the disruption.
    pub(super) fn called_by(&mut self, strategy: Id<Strategy>, number: usize) {
        self.world.ways.called_by(strategy, number);
    }

    /// Settles levels and chains at this minute. All views settle, then all chains turn, those first whose ways take no time, so that
    /// nothing is called that a way at once makes needless; as long as something changes, again. Ways that push each other out in a
    /// ring could do so for ever; each chain gets its turn often enough and no more.
    pub(super) fn settle_ways(&mut self) {
        let most = 4 + 2 * self.case.strategies.len();
        self.world.ways.turning.clear();
        for round in 0..2 * most {
            self.settle_views();
            self.world.ways.at_once = true;
            let changed = round < most && self.turn_all();
            self.world.ways.at_once = false;
            if changed {
                continue;
            }
            let changed = self.turn_all();
            self.world.ways.turning.clear();
            if !changed {
                return;
            }
        }
    }

    /// Settles the levels of all views in which something changed: their chains have their turn.
    fn settle_views(&mut self) {
        for view in 0..self.case.views.len() {
            let from = std::mem::replace(&mut self.world.ways.views[view].stale_from, FRESH);
            if from != FRESH {
                self.world.ways.settle_levels(self.case, view, from, self.now);
                if !self.world.ways.turning.contains(&view) {
                    self.world.ways.turning.push(view);
                }
            }
        }
        self.world.ways.turning.sort_unstable();
    }

    /// Gives all chains of the views that changed their turn; says whether anything changed.
    fn turn_all(&mut self) -> bool {
        let mut changed = false;
        for at in 0..self.world.ways.turning.len() {
            let view = self.world.ways.turning[at];
            for chain in 0..self.case.views[view].chains.len() {
                changed |= self.turn(view, chain);
            }
        }
        changed
    }

    /// Whether a strategy is there in the minute in which it is called.
    fn takes_no_time(&self, strategy: Id<Strategy>) -> bool {
        let plan = &self.case.strategies[strategy];
        let at_once = || plan.ready.end(self.now, 0.5, &self.case.calendar) == self.now;
        let open = || {
            let hours = substitute(self.case, strategy).and_then(|way| way.open.as_ref());
            hours.is_none_or(|hours| hours.is_open(self.now))
        };
        plan.ready.is_fixed() && plan.retry.times <= 1 && at_once() && open() && self.case.begun(strategy) <= self.now
    }

    /// The substitute in use for a resource in a view.
    pub(super) fn way_in_use(
        &self,
        view: usize,
        resource: Id<Resource>,
    ) -> Option<(Id<Strategy>, &'_ Substitute<Id<Resource>>)> {
        let chain = self.case.views[view].chain_of[resource.index()]? as usize;
        match self.world.ways.views[view].turns[chain] {
            Turn::Using(place) => {
                let strategy = self.case.views[view].chains[chain].ways[place];
                substitute(self.case, strategy).map(|way| (strategy, way))
            }
            _ => None,
        }
    }

    /// Moves a chain on where its turn no longer fits; says whether levels may have changed.
    fn turn(&mut self, view: usize, chain: usize) -> bool {
        let resource = self.case.views[view].chains[chain].resource;
        let levels = &self.world.ways.views[view];
        let needed = self.case.resources[resource].is_felt_at(levels.base[resource.index()]);
        match levels.turns[chain] {
            Turn::Idle if needed => {
                self.world.ways.views[view].tried[chain] = 0;
                self.call(view, chain, 0)
            }
            // What nobody has begun with yet keeps nothing else waiting.
            Turn::Trying(place, _) if needed && self.is_to_come(view, chain, place) => self.try_again(view, chain),
            Turn::Trying(place, ready) if needed && ready <= self.now => self.attempt(view, chain, place),
            Turn::Next(place) if needed => self.call(view, chain, place),
            Turn::Exhausted if needed => self.try_again(view, chain),
            Turn::Idle | Turn::Unnoticed(_) | Turn::Trying(..) if needed => false,
            Turn::Using(place) if needed => {
                let strategy = self.case.views[view].chains[chain].ways[place];
                if self.can_carry(view, strategy) {
                    return false;
                }
                self.release(view, chain, strategy);
                self.call(view, chain, place + 1);
                true
            }
            Turn::Using(place) => {
                let strategy = self.case.views[view].chains[chain].ways[place];
                self.release(view, chain, strategy);
                true
            }
            _ => {
                self.world.ways.views[view].turns[chain] = Turn::Idle;
                false
            }
        }
    }

    /// All ways were tried, but one that works may have failed for what it needs, which is back: it is tried again.
    fn try_again(&mut self, view: usize, chain: usize) -> bool {
        let ways = &self.case.views[view].chains[chain].ways;
        let able = |s: &Id<Strategy>| self.can_carry(view, *s) && self.minutes_left(*s) > 0 && self.works(*s);
        match ways.iter().position(able) {
            Some(place) => {
                let before = (0..place).filter(|place| !self.is_to_come(view, chain, *place));
                self.world.ways.views[view].tried[chain] = before.fold(0, |tried, place| tried | bit(place));
                self.call(view, chain, place)
            }
            None => false,
        }
    }

    /// Whether nobody has begun with a way yet.
    fn is_to_come(&self, view: usize, chain: usize, place: usize) -> bool {
        self.case.begun(self.case.views[view].chains[chain].ways[place]) > self.now
    }

    /// The way that has its turn where `place` would have it by the plan: where somebody responds, the first one begun that
    /// was not tried, or else the one that is begun next.
    fn next_way(&self, view: usize, chain: usize, place: usize) -> usize {
        if !self.case.is_answered() {
            return place;
        }
        let ways = &self.case.views[view].chains[chain].ways;
        let tried = self.world.ways.views[view].tried[chain];
        let open = (0..ways.len()).filter(|place| tried & bit(*place) == 0);
        open.min_by_key(|place| (self.case.begun(ways[*place]).max(self.now), *place)).unwrap_or(ways.len())
    }

    /// Whether what a substitute needs is up and it is not used up.
    fn can_carry(&self, view: usize, strategy: Id<Strategy>) -> bool {
        let Some(way) = substitute(self.case, strategy) else { return false };
        let used = self.world.ways.use_of(strategy);
        let spent = used.spent_at.is_some_and(|at| at <= self.now);
        !spent && self.minutes_left(strategy) >= 0 && self.are_up(Id::at(view), &way.needs)
    }

    /// Session minutes a substitute can still carry \[min\].
    pub(super) fn minutes_left(&self, strategy: Id<Strategy>) -> i64 {
        let allowance = substitute(self.case, strategy).and_then(|way| way.allowance).and_then(|a| a.minutes());
        allowance.map_or(i64::MAX, |all| all - self.world.ways.use_of(strategy).carried)
    }

    /// Somebody is there: whatever waited for that starts now.
    pub(super) fn start_unnoticed(&mut self) {
        for view in 0..self.case.views.len() {
            for chain in 0..self.case.views[view].chains.len() {
                if let Turn::Unnoticed(place) = self.world.ways.views[view].turns[chain] {
                    self.world.ways.views[view].turns[chain] = Turn::Next(place);
                    self.world.ways.look_at(self.case, view);
                }
            }
        }
    }

    /// Starts on the way at `place`; says whether it is ready at once.
    fn call(&mut self, view: usize, chain: usize, place: usize) -> bool {
        let place = self.next_way(view, chain, place);
        let ways = &self.case.views[view].chains[chain].ways;
        let Some(strategy) = ways.get(place).copied() else {
            self.world.ways.views[view].turns[chain] = Turn::Exhausted;
            return false;
        };
        if self.world.ways.at_once && !self.takes_no_time(strategy) {
            self.world.ways.views[view].turns[chain] = Turn::Next(place);
            return false;
        }
        if !self.case.strategies[strategy].automatic && !self.is_attended() {
            self.world.ways.views[view].turns[chain] = Turn::Unnoticed(place);
            return false;
        }
        if self.world.arrived > 1 {
            let resource = self.case.views[view].chains[chain].resource;
            let number = self.blame(Id::at(view), &[resource]).unwrap_or(self.world.arrived - 1);
            self.called_by(strategy, number);
        }
        let mut ready = self.ready_from(strategy, self.now);
        if let Some(hours) = substitute(self.case, strategy).and_then(|way| way.open.as_ref()) {
            ready = hours.next_open(ready);
        }
        self.world.ways.views[view].turns[chain] = Turn::Trying(place, ready);
        self.world.ways.views[view].tried[chain] |= bit(place);
        if self.world.ways.uses[strategy.index()].called_at != Some(self.now) {
            self.world.ways.uses[strategy.index()].called_at = Some(self.now);
            self.note(Event::Called { strategy, ready });
        }
        if ready > self.now {
            self.world.agenda.put(ready, Due::Ready(view));
            return false;
        }
        self.world.ways.look_at(self.case, view);
        true
    }

    /// Whether somebody is there to notice and act; if not, the next such moment is put on the agenda.
    pub(super) fn is_attended(&mut self) -> bool {
        let next = self.case.calendar.next_attended(self.now);
        if next > self.now && self.world.noticed != Some(next) {
            self.world.noticed = Some(next);
            self.world.agenda.put(next, Due::Noticed);
        }
        next == self.now
    }

    /// When a strategy that is called at `from` is ready \[min\]: somebody must be there to start on it, unless it starts
    /// by itself.
    pub(super) fn ready_from(&mut self, strategy: Id<Strategy>, from: i64) -> i64 {
        let plan = &self.case.strategies[strategy];
        let from = from.max(self.case.begun(strategy));
        let start = if plan.automatic { from } else { self.case.calendar.next_attended(from) };
        if let Some((_, ready)) = self.world.ways.uses[strategy.index()].started.filter(|(at, _)| *at == start) {
            return ready;
        }
        let cause = self.cause(self.world.ways.uses[strategy.index()].number);
        let u = if plan.ready.is_fixed() { 0.5 } else { self.draw.ready(cause, strategy) };
        let mut ready = plan.ready.end(start, u, &self.case.calendar);
        for _ in 1..self.tries(strategy) {
            let again = match plan.retry.after.minutes() {
                Some(minutes) => ready + minutes,
                None => self.case.calendar.add_working(ready, plan.retry.after.amount()),
            };
            ready = plan.ready.end(again, u, &self.case.calendar);
        }
        self.world.ways.uses[strategy.index()].started = Some((start, ready));
        ready
    }

    /// How often a strategy is tried in the disruption that called it.
    fn tries(&self, strategy: Id<Strategy>) -> u32 {
        let plan = &self.case.strategies[strategy];
        if plan.retry.times <= 1 {
            return 1;
        }
        let cause = self.cause(self.world.ways.uses[strategy.index()].number);
        plan.retry.successful_try(plan.works, self.draw.works(cause, strategy)).unwrap_or(plan.retry.times)
    }

    /// Whether a strategy works in the disruption that called it: drawn once.
    pub(super) fn works(&self, strategy: Id<Strategy>) -> bool {
        let plan = &self.case.strategies[strategy];
        let cause = self.cause(self.world.ways.uses[strategy.index()].number);
        plan.works == Share::ALL
            || (plan.works > Share::NONE
                && plan.retry.successful_try(plan.works, self.draw.works(cause, strategy)).is_some())
    }

    fn attempt(&mut self, view: usize, chain: usize, place: usize) -> bool {
        let strategy = self.case.views[view].chains[chain].ways[place];
        if !(self.works(strategy) && self.minutes_left(strategy) > 0 && self.can_carry(view, strategy)) {
            if self.world.ways.uses[strategy.index()].failed_at != Some(self.now) {
                self.world.ways.uses[strategy.index()].failed_at = Some(self.now);
                self.note(Event::Failed { strategy });
            }
            return self.call(view, chain, place + 1);
        }
        self.world.ways.views[view].turns[chain] = Turn::Using(place);
        self.world.ways.supplies_other(self.case, view, chain);
        self.start_using(strategy);
        true
    }

    fn start_using(&mut self, strategy: Id<Strategy>) {
        self.world.ways.uses[strategy.index()].chains += 1;
        if self.world.ways.uses[strategy.index()].chains > 1 {
            return;
        }
        self.pay_for_use(strategy);
        self.note(Event::InUse { strategy });
        let Some(way) = substitute(self.case, strategy) else { return };
        if let Some(limit) = way.limit.and_then(|l| l.minutes()) {
            let now = self.now;
            let spent = *self.world.ways.uses[strategy.index()].spent_at.get_or_insert(now + limit);
            self.world.agenda.put(spent, Due::Look);
        }
        self.watch_doors_of(strategy);
    }

    fn release(&mut self, view: usize, chain: usize, strategy: Id<Strategy>) {
        self.world.ways.views[view].turns[chain] = Turn::Idle;
        self.world.ways.supplies_other(self.case, view, chain);
        self.world.ways.uses[strategy.index()].chains -= 1;
        if self.world.ways.uses[strategy.index()].chains == 0 {
            self.note(Event::Ended { strategy });
        }
    }

    /// Looks at everything again, and at the doors of ways in use at their next change.
    pub(super) fn look(&mut self) {
        self.world.ways.look_again();
        for strategy in self.case.strategies.ids() {
            self.watch_doors_of(strategy);
        }
    }

    fn watch_doors_of(&mut self, strategy: Id<Strategy>) {
        let Some(hours) = substitute(self.case, strategy).and_then(|way| way.open.as_ref()) else { return };
        let used = &mut self.world.ways.uses[strategy.index()];
        if used.chains > 0 && used.doors.is_none_or(|at| at <= self.now) {
            let next = hours.next_change(self.now).min(self.case.calendar.open().next_change(self.now));
            used.doors = Some(next);
            self.world.agenda.put(next, Due::Look);
        }
    }

    /// The price of a start, once in a disruption.
    pub(super) fn pay_for_use(&mut self, strategy: Id<Strategy>) {
        if !std::mem::replace(&mut self.world.ways.uses[strategy.index()].paid, true) {
            let amount = self.case.strategies[strategy].cost.per_use.0;
            let number = self.world.ways.uses[strategy.index()].number;
            self.cash(self.today(), -amount, Entry::Cost, number);
        }
    }

    /// The price of carrying a session for so many minutes: by the hour, and once a day.
    pub(super) fn pay_for_session(&mut self, strategy: Id<Strategy>, start: i64, minutes: i64) {
        let cost = self.case.strategies[strategy].cost;
        let day = start.div_euclid(crate::units::DAY);
        let last = self.world.ways.uses[strategy.index()].charged_day.replace(day);
        let a_day = if last == Some(day) { 0 } else { cost.per_day.0 };
        let by_the_hour = (cost.per_hour.0 * minutes + 30).div_euclid(60);
        let number = self.world.ways.uses[strategy.index()].number;
        self.cash(day, -(a_day + by_the_hour), Entry::Cost, number);
    }

    /// Fills the substitutes on which some needs rest now for a session with a rank, each once.
    pub(super) fn resting_on(&mut self, view: ViewId, needs: &[Id<Resource>], rank: u32, on: &mut Vec<Id<Strategy>>) {
        let mut walk = std::mem::take(&mut self.world.walk);
        walk.start(self.case.resources.len());
        walk.down(needs);
        while let Some(next) = walk.step() {
            let base = self.world.ways.views[view.index()].base[next.index()];
            let resource = &self.case.resources[next];
            let is_own = if resource.capacity { within_capacity(rank, base) } else { resource.serves_at(base) };
            if is_own {
                walk.down(&self.case.resources[next].needs);
            } else if let Some((strategy, way)) = self.way_in_use(view.index(), next)
                && !on.contains(&strategy)
            {
                on.push(strategy);
                walk.down(&way.needs);
            }
        }
        self.world.walk = walk;
    }
}
