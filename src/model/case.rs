//! A plan bound to a scenario: knows all its parts by number; does not know where they came from.

use std::collections::BTreeMap;

use crate::units::{DAY, Length, Money, Share, WEEK, Weekly};

use super::calendar::WEEKS_A_YEAR;
use super::diary::Booking;
use super::{
    Calendar, Cascade, Cover, Diary, Effect, Hazard, Id, Impact, Ledger, LedgerTerms, Reaction, Span, Strategy, Table,
    Threat, View, ViewId, graph,
};

/// Anything a session or a function needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    /// Other resources without which it does not work.
    pub needs: Vec<Id<Resource>>,
    /// The level from which it is good enough.
    pub enough: Share,
    /// At part of its level it serves that share of the sessions, not all of them worse.
    pub capacity: bool,
    /// It is data: what strikes it loses work.
    pub data: bool,
}

impl Resource {
    /// Whether something can be done with it at a level: with a capacity at any above nothing, for a share of the sessions.
    #[must_use]
    pub fn serves_at(&self, level: Share) -> bool {
        if self.capacity { level > Share::NONE } else { level >= self.enough }
    }

    /// Whether a level is felt: another way is wanted, for all sessions or for those that a capacity does not reach.
    #[must_use]
    pub fn is_felt_at(&self, level: Share) -> bool {
        if self.capacity { level < Share::ALL } else { level < self.enough }
    }
}

/// One kind of session.
#[derive(Clone, Debug)]
pub struct Service {
    /// Who holds it, by number of the practitioner.
    pub by: usize,
    /// Sessions in an open week.
    pub weekly: Weekly,
    /// Length \[min\].
    pub length: i64,
    /// What a held session earns, after the share that is never paid.
    pub fee: Money,
    /// What holding it as planned needs.
    pub needs: Vec<Id<Resource>>,
    /// The resources among them, and among what they need, that serve a share of the sessions at part of their level.
    pub capacity: Vec<Id<Resource>>,
    /// All that it rests on: its needs, and what they need.
    pub rests: Vec<Id<Resource>>,
    /// What is tried when that is down, in order; substitutes among it are in [`Service::view`].
    pub ladder: Vec<Id<Strategy>>,
    /// The substitutes it may use.
    pub view: ViewId,
    /// Active clients.
    pub clients: u32,
    /// Sessions of one engagement.
    pub engagement: u32,
    /// Days from a session to its payment, by client \[d\].
    pub delays: Vec<i64>,
    /// The clients from this one on pay a whole engagement with its first session.
    pub first_prepaid: u32,
    /// Days from one session of a client to the next \[d\].
    pub rhythm: i64,
}

impl Service {
    /// The client whose session has a number.
    #[must_use]
    pub fn client(&self, number: u32) -> u32 {
        number % self.clients
    }

    /// The place of a session among all in the order in which a capacity serves them \[2^-32\]: it is held at every level above
    /// that. So whoever is held at half strength is held at six tenths. Of any run of numbers each level holds its share, and the
    /// clients take turns.
    #[must_use]
    pub fn rank(&self, number: u32) -> u32 {
        let (round, client) = (number / self.clients, number % self.clients);
        (round * self.clients + (client + round) % self.clients).reverse_bits()
    }

    /// The day on which the session with a number, held at `time`, is paid for \[d\].
    #[must_use]
    pub fn paid_on(&self, time: i64, number: u32) -> i64 {
        time.div_euclid(DAY) + self.delay(i64::from(number))
    }

    /// Days from a session to its payment \[d\]; below zero where it is prepaid. Numbers below zero are sessions before
    /// the plan's first day.
    #[must_use]
    pub fn delay(&self, number: i64) -> i64 {
        let client = number.rem_euclid(i64::from(self.clients));
        if client < i64::from(self.first_prepaid) {
            return self.delays[client as usize];
        }
        let place = number.div_euclid(i64::from(self.clients)).rem_euclid(i64::from(self.engagement));
        -place * self.rhythm
    }

    /// Whether a client belongs to the largest sponsor, which has this share of all.
    #[must_use]
    pub fn is_sponsored(&self, client: u32, sponsor: Share) -> bool {
        i64::from(client) < sponsor.of(i64::from(self.clients))
    }
}

/// A critical business function.
#[derive(Clone, Debug)]
pub struct Function {
    /// What it consists of.
    pub serves: Serves,
    /// Recovery time objective.
    pub rto: Length,
    /// Maximum tolerable period of disruption.
    pub mtpd: Length,
    /// Minimum business continuity objective: the share at which it counts as back.
    pub mbco: Share,
    /// Recovery point objective, where it has one.
    pub rpo: Option<Length>,
    /// The data it rests on.
    pub data: Vec<Id<Resource>>,
}

/// Which disruptions a trial holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Course {
    /// One, given that it happens, at any time of the plan's first year.
    One,
    /// All that arrive from the first day of the plan on, as often as they do, for as long as the horizon says.
    Year,
}

/// What a function consists of.
#[derive(Clone, Debug)]
pub enum Serves {
    /// Services, weighed by their weekly sessions.
    Services(Vec<Id<Service>>),
    /// Resources, all of them at its minimum level, through the substitutes of a view.
    Resources {
        /// The resources.
        needs: Vec<Id<Resource>>,
        /// The substitutes it may use.
        view: ViewId,
    },
}

/// Everything a trial needs to know.
#[derive(Clone, Debug)]
pub struct Case {
    /// When the practice works.
    pub calendar: Calendar,
    /// The resources.
    pub resources: Table<Resource>,
    /// The services.
    pub services: Table<Service>,
    /// The functions.
    pub functions: Table<Function>,
    /// The strategies.
    pub strategies: Table<Strategy>,
    /// Which disruptions a trial holds.
    pub course: Course,
    /// The hazards of the scenario.
    pub hazards: Table<Hazard>,
    /// What they may set off.
    pub cascades: Table<Cascade>,
    /// The entries of hazards in their files; those of single people share one.
    pub entries: Vec<String>,
    /// How clients react.
    pub reaction: Reaction,
    /// How long a client's place stays empty in a year.
    pub lead_time: Span,
    /// A session struck while running goes on if a way is ready within this time \[min\].
    pub grace: i64,
    /// The time that is counted by the calendar: of a year from the plan's first day, of one disruption from its day on \[min\]. What
    /// charts show and the fund is looked at for.
    pub horizon: i64,
    /// How far a trial is followed at most, from the plan's first day \[min\].
    pub reach: i64,
    /// The terms of the plan's money.
    pub terms: LedgerTerms,
    /// The undisturbed sessions.
    pub diary: Diary,
    /// The undisturbed money.
    pub ledger: Ledger,
    /// The different views of services and functions.
    pub views: Vec<View>,
    /// The view in which the needs of a repairing or telling strategy are looked up, by strategy.
    pub desk: Vec<ViewId>,
    /// Whether one pass in the order of a view settles all levels.
    pub straight: bool,
    /// What brings each resource's data back, in order.
    pub restores: Vec<Vec<Id<Strategy>>>,
    /// What averts each hazard, and what averts each consequence, with the share.
    pub averted: [Vec<Averted>; 2],
    /// What each hazard may set off.
    pub sets_off: Vec<Vec<Id<Cascade>>>,
    /// The strategies that act wherever something strikes.
    pub alone: Alone,
    /// The minute before which nobody begins with a strategy \[min\]; empty where the plan itself is played.
    pub(super) begun: Vec<i64>,
}

/// The strategies that answer no single resource or session, by what they do.
#[derive(Clone, Debug, Default)]
pub struct Alone {
    /// What holds up demand.
    pub sustain: Vec<Id<Strategy>>,
    /// What pays.
    pub insure: Vec<Id<Strategy>>,
    /// What tells the regulator.
    pub report: Vec<Id<Strategy>>,
    /// What tells clients.
    pub tell: Vec<Id<Strategy>>,
    /// What shortens outages.
    pub repair: Vec<Id<Strategy>>,
    /// Whether any insurance pays for fees lost.
    pub covers_income: bool,
}

impl Alone {
    fn of(strategies: &Table<Strategy>) -> Self {
        let which = |wanted: fn(&Strategy) -> bool| {
            strategies.iter().filter(|(_, _, s)| wanted(s)).map(|(id, _, _)| id).collect::<Vec<_>>()
        };
        let covers = |s: &Strategy| match &s.effect {
            Effect::Insure(insure) => matches!(insure.pays, Cover::Loss { income: true, .. }),
            _ => false,
        };
        Self {
            sustain: which(|s| matches!(s.effect, Effect::Sustain(_))),
            insure: which(|s| matches!(s.effect, Effect::Insure(_))),
            report: which(|s| matches!(s.effect, Effect::Report(_))),
            tell: which(|s| matches!(s.effect, Effect::Tell(_))),
            repair: which(|s| matches!(s.effect, Effect::Repair(_))),
            covers_income: strategies.iter().any(|(_, _, s)| covers(s)),
        }
    }
}

/// What averts a threat: each strategy with the chance that it does.
pub type Averted = Vec<(Id<Strategy>, f64)>;

/// However many strategies avert something, this share of it still happens (evidence 6.1: reductions do not multiply
/// freely).
const NEVER_AVERTED: f64 = 0.03;

/// The parts of a case as a plan and a scenario give them.
pub struct Parts {
    /// When the practice works.
    pub calendar: Calendar,
    /// The resources.
    pub resources: Table<Resource>,
    /// The services, with their views, delays and week still open.
    pub services: Vec<(String, ServicePart)>,
    /// The functions, with their views still open.
    pub functions: Vec<(String, FunctionPart)>,
    /// The strategies.
    pub strategies: Table<Strategy>,
    /// Which disruptions a trial holds.
    pub course: Course,
    /// The hazards of the scenario.
    pub hazards: Table<Hazard>,
    /// What they may set off.
    pub cascades: Table<Cascade>,
    /// The entries of hazards in their files.
    pub entries: Vec<String>,
    /// How clients react.
    pub reaction: Reaction,
    /// How long a client's place stays empty in a year.
    pub lead_time: Span,
    /// Grace of a struck session \[min\].
    pub grace: i64,
    /// The time that is counted by the calendar \[min\].
    pub horizon: i64,
    /// The terms of the plan's money.
    pub terms: LedgerTerms,
}

/// A service before the diary is made.
pub struct ServicePart {
    /// What it asks of the diary.
    pub booking: Booking,
    /// What a held session earns.
    pub fee: Money,
    /// What it needs.
    pub needs: Vec<Id<Resource>>,
    /// What is tried, in order.
    pub ladder: Vec<Id<Strategy>>,
    /// Whether only private ways may carry it.
    pub confidential: bool,
    /// Active clients.
    pub clients: u32,
    /// Sessions of one engagement.
    pub engagement: u32,
    /// Days to payment, by client \[d\].
    pub delays: Vec<i64>,
    /// The clients from this one on pay a whole engagement with its first session.
    pub first_prepaid: u32,
}

/// A trial is followed for so long beyond the year in which its disruptions begin \[min\]: 36 months.
const FOLLOWED: i64 = 3 * YEAR;
/// A year of the model \[min\].
const YEAR: i64 = WEEKS_A_YEAR * WEEK;

/// How far a trial is followed, from the plan's first day \[min\]: what begins in the time that is counted is followed to its end,
/// three years more at most.
#[must_use]
pub fn reach(course: Course, horizon: i64) -> i64 {
    match course {
        Course::One => YEAR + horizon.max(FOLLOWED),
        Course::Year => horizon + FOLLOWED,
    }
}

/// A function before its view is known.
pub struct FunctionPart {
    /// Services it serves, by name; empty where it needs resources.
    pub services: Vec<String>,
    /// Resources it needs.
    pub needs: Vec<Id<Resource>>,
    /// What is tried, in order.
    pub ladder: Vec<Id<Strategy>>,
    /// Recovery time objective.
    pub rto: Length,
    /// Maximum tolerable period of disruption.
    pub mtpd: Length,
    /// Minimum business continuity objective.
    pub mbco: Share,
    /// Recovery point objective.
    pub rpo: Option<Length>,
}

impl Case {
    /// Books the diary and the ledger and finds the views.
    ///
    /// # Errors
    /// A sentence where the week does not hold the sessions.
    pub fn new(parts: Parts) -> Result<Self, String> {
        let mut services = parts.services;
        services.sort_by(|a, b| a.0.cmp(&b.0));
        let practitioners = services.iter().map(|(_, s)| s.booking.by + 1).max().unwrap_or(0);
        let bookings: Vec<Booking> = services.iter().map(|(_, s)| s.booking.clone()).collect();
        let prepaid = services.iter().map(|(_, s)| s.prepaid_ahead()).max().unwrap_or(0);
        let reach = reach(parts.course, parts.horizon);
        let diary = Diary::new(&parts.calendar, &bookings, practitioners, reach - YEAR + prepaid)?;

        let (order, straight) = graph::order(&parts.resources, &parts.strategies);
        let plan = graph::Plan { resources: &parts.resources, strategies: &parts.strategies, order: &order };
        let mut views = Views::new(plan);
        let resources = &parts.resources;
        let ladders = services.iter().map(|(_, s)| &s.ladder).chain(parts.functions.iter().map(|(_, f)| &f.ladder));
        let restores = restores(&parts.strategies, parts.resources.len(), ladders.flatten());
        let rows = services.into_iter().map(|(name, part)| {
            let view = views.find(&part.needs, &part.ladder, part.confidential);
            (name, part.into_service(view, resources))
        });
        let services: Table<Service> = Table::new(rows.collect());
        let rows = parts.functions.into_iter().map(|(name, part)| {
            let view = views.find(&part.needs, &part.ladder, false);
            (name, part.into_function(view, &services, resources))
        });
        let functions = Table::new(rows.collect());
        let alone = Alone::of(&parts.strategies);
        let mut sets_off = vec![Vec::new(); parts.hazards.len()];
        for (id, _, cascade) in parts.cascades.iter() {
            cascade.of.iter().for_each(|cause| sets_off[cause.index()].push(id));
        }
        let averted = averted(&parts.strategies, parts.hazards.len(), parts.cascades.len());
        let days = reach / DAY + 1;
        let ledger = Ledger::new(&parts.terms, &parts.calendar, &diary, &services, &parts.strategies, days);
        let (views, desk) = views.into_parts();
        Ok(Self {
            calendar: parts.calendar,
            resources: parts.resources,
            services,
            functions,
            strategies: parts.strategies,
            course: parts.course,
            hazards: parts.hazards,
            cascades: parts.cascades,
            entries: parts.entries,
            reaction: parts.reaction,
            lead_time: parts.lead_time,
            grace: parts.grace,
            horizon: parts.horizon,
            reach,
            terms: parts.terms,
            diary,
            ledger,
            views,
            desk,
            straight,
            restores,
            averted,
            sets_off,
            alone,
            begun: Vec::new(),
        })
    }

    /// The chance that what averts a threat does so \[1\]: each strategy stops its share of what the others let through.
    #[must_use]
    pub fn chance_averted(&self, threat: Threat) -> f64 {
        let by = self.averted_by(threat);
        let through: f64 = by.iter().map(|(_, chance)| 1.0 - chance).product();
        if by.is_empty() { 0.0 } else { 1.0 - through.max(NEVER_AVERTED.min(1.0 - highest(by))) }
    }

    /// The strategies that avert a threat, with their chances.
    #[must_use]
    pub fn averted_by(&self, threat: Threat) -> &[(Id<Strategy>, f64)] {
        match threat {
            Threat::Hazard(id) => &self.averted[0][id.index()],
            Threat::Cascade(id) => &self.averted[1][id.index()],
        }
    }

    /// What a threat does.
    #[must_use]
    pub fn impact(&self, threat: Threat) -> &Impact {
        match threat {
            Threat::Hazard(id) => &self.hazards[id].impact,
            Threat::Cascade(id) => &self.cascades[id].impact,
        }
    }

    /// The most session time of a practitioner in a week under a postponing strategy \[min\]: the stated share of a normal
    /// week, rounded down.
    #[must_use]
    pub fn week_limit(&self, practitioner: usize, strategy: Id<Strategy>) -> i64 {
        let normal = self.diary.practitioners()[practitioner].normal_minutes as f64;
        match &self.strategies[strategy].effect {
            Effect::Postpone(p) => libm::floor(normal * p.up_to.value() + 1e-9) as i64,
            _ => 0,
        }
    }

    /// How many places a trial may have: of one disruption the days of a year on which it may strike, of a year one.
    #[must_use]
    pub fn places(&self) -> usize {
        match self.course {
            Course::One => (YEAR / DAY) as usize,
            Course::Year => 1,
        }
    }

    /// The first minute of the time that is counted in a trial, by its place \[min\].
    #[must_use]
    pub fn start(&self, place: usize) -> i64 {
        place as i64 * DAY
    }

    /// Sessions scheduled in the time that is counted, by its place.
    #[must_use]
    pub fn scheduled(&self, place: usize) -> usize {
        let start = self.start(place);
        self.diary.count(start, start + self.horizon)
    }
}

fn highest(by: &[(Id<Strategy>, f64)]) -> f64 {
    by.iter().map(|(_, chance)| *chance).fold(0.0, f64::max)
}

/// What averts each of so many hazards and consequences, in the order of the strategies.
fn averted(strategies: &Table<Strategy>, hazards: usize, cascades: usize) -> [Vec<Averted>; 2] {
    let mut averted = [vec![Averted::new(); hazards], vec![Averted::new(); cascades]];
    for (id, _, strategy) in strategies.iter() {
        let Effect::Prevent(prevent) = &strategy.effect else { continue };
        let chance = strategy.works.fraction() * prevent.averts.fraction();
        for threat in prevent.of.iter().filter(|_| chance > 0.0) {
            let by = match threat {
                Threat::Hazard(hazard) => &mut averted[0][hazard.index()],
                Threat::Cascade(cascade) => &mut averted[1][cascade.index()],
            };
            // It may be named twice, by its own name and among others, and counts once.
            if by.last().is_none_or(|(last, _)| *last != id) {
                by.push((id, chance));
            }
        }
    }
    averted
}

/// What restores each resource, in the order of the first ladder that names it: services by name, then functions.
fn restores<'a>(
    strategies: &Table<Strategy>,
    resources: usize,
    ladders: impl Iterator<Item = &'a Id<Strategy>>,
) -> Vec<Vec<Id<Strategy>>> {
    let mut found: Vec<Vec<Id<Strategy>>> = vec![Vec::new(); resources];
    for id in ladders {
        let Effect::Restore(restore) = &strategies[*id].effect else { continue };
        for resource in &restore.of {
            let known = &mut found[resource.index()];
            if !known.contains(id) {
                known.push(*id);
            }
        }
    }
    found
}

/// All that some resources rest on without substitutes, themselves included.
fn closure(roots: &[Id<Resource>], resources: &Table<Resource>) -> Vec<Id<Resource>> {
    let mut found = vec![false; resources.len()];
    let mut ahead = roots.to_vec();
    while let Some(next) = ahead.pop() {
        if !std::mem::replace(&mut found[next.index()], true) {
            ahead.extend(&resources[next].needs);
        }
    }
    resources.ids().filter(|id| found[id.index()]).collect()
}

impl ServicePart {
    /// How long before the last session of an engagement it is paid for \[min\]: so much longer must the diary be.
    #[must_use]
    pub fn prepaid_ahead(&self) -> i64 {
        let any = self.first_prepaid < self.clients;
        if any { self.rhythm() * i64::from(self.engagement) * DAY } else { 0 }
    }

    /// Days from one session of a client to the next \[d\].
    fn rhythm(&self) -> i64 {
        let weekly = self.booking.weekly.value();
        crate::units::whole(7.0 * f64::from(self.clients) / if weekly > 0.0 { weekly } else { 1.0 })
    }

    fn into_service(self, view: ViewId, resources: &Table<Resource>) -> Service {
        let rests = closure(&self.needs, resources);
        let mut capacity = rests.clone();
        capacity.retain(|r| resources[*r].capacity);
        let rhythm = self.rhythm();
        Service {
            by: self.booking.by,
            weekly: self.booking.weekly,
            length: self.booking.length,
            fee: self.fee,
            needs: self.needs,
            capacity,
            rests,
            ladder: self.ladder,
            view,
            clients: self.clients,
            engagement: self.engagement,
            delays: self.delays,
            first_prepaid: self.first_prepaid,
            rhythm,
        }
    }
}

impl FunctionPart {
    fn into_function(self, view: ViewId, services: &Table<Service>, resources: &Table<Resource>) -> Function {
        let served: Vec<Id<Service>> = self.services.iter().filter_map(|name| services.id(name)).collect();
        let mut roots = self.needs.clone();
        roots.extend(served.iter().flat_map(|s| &services[*s].needs));
        let mut data = closure(&roots, resources);
        data.retain(|r| resources[*r].data);
        let serves =
            if served.is_empty() { Serves::Resources { needs: self.needs, view } } else { Serves::Services(served) };
        Function { serves, rto: self.rto, mtpd: self.mtpd, mbco: self.mbco, rpo: self.rpo, data }
    }
}

/// Finds views that can be one and remembers where each strategy was first named.
struct Views<'a> {
    plan: graph::Plan<'a>,
    views: Vec<View>,
    desk: BTreeMap<Id<Strategy>, ViewId>,
}

impl<'a> Views<'a> {
    fn new(plan: graph::Plan<'a>) -> Self {
        Self { plan, views: Vec::new(), desk: BTreeMap::new() }
    }

    fn find(&mut self, needs: &[Id<Resource>], ladder: &[Id<Strategy>], confidential: bool) -> ViewId {
        let view = View::new(&self.plan, needs, ladder, confidential);
        let fits = |known: &View| known.merged(&view, &self.plan);
        let found = self.views.iter().enumerate().find_map(|(at, known)| fits(known).map(|merged| (at, merged)));
        let at = found.as_ref().map_or(self.views.len(), |(at, _)| *at);
        match found {
            Some((at, merged)) => self.views[at] = merged,
            None => self.views.push(view),
        }
        for strategy in ladder {
            self.desk.entry(*strategy).or_insert(Id::at(at));
        }
        Id::at(at)
    }

    fn into_parts(self) -> (Vec<View>, Vec<ViewId>) {
        let first = Id::at(0);
        let desk = self.plan.strategies.ids().map(|id| self.desk.get(&id).copied().unwrap_or(first)).collect();
        (self.views, desk)
    }
}
