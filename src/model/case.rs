//! A plan bound to a scenario: knows all its parts by number; does not know where they came from.

use std::collections::BTreeMap;

use crate::units::{DAY, Length, Money, Share, WEEK};

use super::diary::Booking;
use super::{
    Calendar, Cascade, Diary, Effect, Hazard, Id, Ledger, LedgerTerms, Reaction, Strategy, Table, View, ViewId, graph,
};

/// Anything a session or a function needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    /// Other resources without which it does not work.
    pub needs: Vec<Id<Resource>>,
    /// The level from which it is good enough.
    pub enough: Share,
}

/// One kind of session.
#[derive(Clone, Debug)]
pub struct Service {
    /// Who holds it, by number of the practitioner.
    pub by: usize,
    /// Sessions in an open week.
    pub weekly: u32,
    /// Length \[min\].
    pub length: i64,
    /// What a held session earns.
    pub fee: Money,
    /// What holding it as planned needs.
    pub needs: Vec<Id<Resource>>,
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
    /// Starts of a normal week \[min since Monday 00:00\].
    pub week_starts: Vec<i64>,
}

impl Service {
    /// The client whose session has a number.
    #[must_use]
    pub fn client(&self, number: u32) -> u32 {
        number % self.clients
    }

    /// The day on which the session with a number, held at `time`, is paid for \[d\].
    #[must_use]
    pub fn paid_on(&self, time: i64, number: u32) -> i64 {
        time.div_euclid(DAY) + self.delays[self.client(number) as usize]
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
    /// The hazards of the scenario.
    pub hazards: Table<Hazard>,
    /// What they may set off.
    pub cascades: Table<Cascade>,
    /// How clients react.
    pub reaction: Reaction,
    /// A session struck while running goes on if a way is ready within this time \[min\].
    pub grace: i64,
    /// How long a trial lasts, from the Monday of the week in which the disruption strikes \[min\].
    pub horizon: i64,
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
    /// The weeks of the year in which a disruption may strike.
    pub open_weeks: Vec<i64>,
}

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
    /// The hazards of the scenario.
    pub hazards: Table<Hazard>,
    /// What they may set off.
    pub cascades: Table<Cascade>,
    /// How clients react.
    pub reaction: Reaction,
    /// Grace of a struck session \[min\].
    pub grace: i64,
    /// Length of a trial \[min\].
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
        let diary = Diary::new(&parts.calendar, &bookings, practitioners, parts.horizon)?;
        let open_weeks = parts.calendar.open_weeks();

        let (order, straight) = graph::order(&parts.resources, &parts.strategies);
        let plan = graph::Plan { resources: &parts.resources, strategies: &parts.strategies, order: &order };
        let mut views = Views::new(plan);
        let starts = |service: usize| week_starts(&diary, &open_weeks, service);
        let rows = services.into_iter().enumerate().map(|(i, (name, part))| {
            let view = views.find(&part.needs, &part.ladder, part.confidential);
            (name, part.into_service(view, starts(i)))
        });
        let services = Table::new(rows.collect());
        let rows = parts.functions.into_iter().map(|(name, part)| {
            let view = views.find(&part.needs, &part.ladder, false);
            (name, part.into_function(view, &services))
        });
        let functions = Table::new(rows.collect());
        let days = (crate::units::DAY * 7 * super::calendar::WEEKS_A_YEAR + parts.horizon) / DAY + 1;
        let ledger = Ledger::new(&parts.terms, &parts.calendar, &diary, &services, &parts.strategies, days);
        let (views, desk) = views.into_parts();
        Ok(Self {
            calendar: parts.calendar,
            resources: parts.resources,
            services,
            functions,
            strategies: parts.strategies,
            hazards: parts.hazards,
            cascades: parts.cascades,
            reaction: parts.reaction,
            grace: parts.grace,
            horizon: parts.horizon,
            terms: parts.terms,
            diary,
            ledger,
            views,
            desk,
            straight,
            open_weeks,
        })
    }

    /// The most sessions a practitioner holds in a week under a postponing strategy: the stated share of a normal
    /// week, rounded down.
    #[must_use]
    pub fn week_limit(&self, practitioner: usize, strategy: Id<Strategy>) -> u32 {
        let normal = f64::from(self.diary.practitioners()[practitioner].normal_week);
        match &self.strategies[strategy].effect {
            Effect::Postpone(p) => libm::floor(normal * p.up_to.value() + 1e-9) as u32,
            _ => 0,
        }
    }

    /// Sessions scheduled in the trial that starts in an open week, by its place among them.
    #[must_use]
    pub fn scheduled(&self, place: usize) -> usize {
        let start = self.open_weeks[place] * WEEK;
        self.diary.count(start, start + self.horizon)
    }
}

fn week_starts(diary: &Diary, open_weeks: &[i64], service: usize) -> Vec<i64> {
    let first = open_weeks.first().copied().unwrap_or(0) * WEEK;
    (diary.first_from(first)..diary.first_from(first + WEEK))
        .map(|at| diary.session(Id::at(at)))
        .filter(|session| session.service.index() == service)
        .map(|session| session.start - first)
        .collect()
}

impl ServicePart {
    fn into_service(self, view: ViewId, week_starts: Vec<i64>) -> Service {
        Service {
            by: self.booking.by,
            weekly: self.booking.weekly,
            length: self.booking.length,
            fee: self.fee,
            needs: self.needs,
            ladder: self.ladder,
            view,
            clients: self.clients,
            engagement: self.engagement,
            delays: self.delays,
            week_starts,
        }
    }
}

impl FunctionPart {
    fn into_function(self, view: ViewId, services: &Table<Service>) -> Function {
        let served: Vec<Id<Service>> = self.services.iter().filter_map(|name| services.id(name)).collect();
        let serves =
            if served.is_empty() { Serves::Resources { needs: self.needs, view } } else { Serves::Services(served) };
        Function { serves, rto: self.rto, mtpd: self.mtpd, mbco: self.mbco }
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
