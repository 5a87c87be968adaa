//! From names to ids: knows what every name in a plan and a scenario must refer to, and lists all that do not;
//! does not read text.

mod size;
mod threats;

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::codes::{AMOUNT, CALENDAR, COUNT, Code, DIARY, EITHER, IDLE, NEVER, REPEATED, RING, UNKNOWN, WORKING_DAYS};
use crate::model::{
    Booking, Calendar, Case, Course, Cover, Effect, FunctionPart, Id, LedgerTerms, Parts, Reaction, Resource,
    ServicePart, Strategy, Table, Threat, WEEKS_A_YEAR, loop_of_needs,
};
use crate::sampling::Sources;
use crate::units::{DAY, Length, Share, WEEK, Weekly, in_currency};

use super::Forecast;
use super::currency::foreign_amounts;
use super::diagnosis::{Fault, Source};
use super::names::{Entries, Name};
use super::outline::Node;
use super::plan::{Day, FunctionFile, PlanFile, ReactionFile, ServiceFile, StrategyFile, six_weeks};
use super::scenario::ScenarioFile;
use size::{MOST_FAULTS, Sizes};
use threats::{Target, Threats};

/// What is to be simulated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question {
    /// One disruption of a scenario, or all that a year brings.
    pub course: Course,
    /// How long, for a year \[months\].
    pub months: u32,
    /// As written or as tested.
    pub forecast: Forecast,
    /// The day for which the age of evidence is counted, where it is not the plan's.
    pub today: Option<Day>,
}

impl Question {
    /// One disruption.
    #[must_use]
    pub fn one(forecast: Forecast) -> Self {
        Self { course: Course::One, months: 12, forecast, today: None }
    }

    /// So many months of all disruptions.
    #[must_use]
    pub fn months(months: u32, forecast: Forecast) -> Self {
        Self { course: Course::Year, months, forecast, today: None }
    }
}

/// Binds a plan to a scenario, for one forecast.
///
/// # Errors
/// All faults found, those of the plan and those of the scenario.
pub fn bind(
    plan: (&Source, &PlanFile),
    scenario: (&Source, &ScenarioFile),
    forecast: Forecast,
) -> Result<Case, Faults> {
    bind_all(plan, &[scenario], &Question::one(forecast))
}

/// Binds a plan to several scenarios; their hazards arrive side by side.
///
/// # Errors
/// All faults found, those of the plan and those of the scenarios.
pub fn bind_all(
    plan: (&Source, &PlanFile),
    scenarios: &[(&Source, &ScenarioFile)],
    question: &Question,
) -> Result<Case, Faults> {
    let foreign = scenarios
        .iter()
        .map(|(source, _)| in_currency(&plan.1.currency, || foreign_amounts(&source.text, &plan.1.currency)));
    let faults = Faults { plan: Vec::new(), scenarios: foreign.collect() };
    let places = plan.1.currency.places();
    let mut binder = Binder { faults, ..Binder::new(plan.0, places, scenarios, question) };
    let parts = binder.parts(plan.1);
    if !binder.faults.is_empty() {
        return Err(binder.faults);
    }
    let at = binder.field(In::Plan, "services");
    let whole = |what: String, tip: &str| Faults {
        plan: vec![Fault::new(DIARY, at, what, tip)],
        scenarios: vec![Vec::new(); scenarios.len()],
    };
    let parts = parts.ok_or_else(|| whole("the plan cannot be bound".into(), ""))?;
    let tip = "book fewer or shorter sessions, open longer, or look less far ahead";
    let case = Case::new(parts).map_err(|what| whole(what, tip))?;
    if case.diary.is_empty() {
        return Err(whole("no session is ever booked: nothing to simulate".into(), "give a service `weekly` sessions"));
    }
    Sources::new(&case)
        .map_err(|same| whole(format!("`{}` and `{}` share their luck by chance", same.0, same.1), "rename one"))?;
    Ok(case)
}

/// The names in a plan that nothing has; what only a scenario could have is not asked for.
pub(super) fn unknown_names(plan: (&Source, &PlanFile)) -> Vec<Fault> {
    let question = Question::one(Forecast::Written);
    let mut binder = Binder::new(plan.0, plan.1.currency.places(), &[], &question);
    binder.parts(plan.1);
    binder.faults.plan.into_iter().filter(|fault| fault.code == UNKNOWN).collect()
}

/// The faults of all files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    /// In the plan.
    pub plan: Vec<Fault>,
    /// In each scenario.
    pub scenarios: Vec<Vec<Fault>>,
}

impl Faults {
    fn is_empty(&self) -> bool {
        self.plan.is_empty() && self.scenarios.iter().all(Vec::is_empty)
    }
}

/// In which file a name stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum In {
    Plan,
    /// By its number.
    Scenario(usize),
}

struct Binder<'a> {
    plan: &'a Source,
    /// The decimals of the plan's currency.
    places: u32,
    scenarios: &'a [(&'a Source, &'a ScenarioFile)],
    faults: Faults,
    question: &'a Question,
    sizes: Sizes,
    /// The outline of the plan and those of the scenarios, where a place in them was asked for.
    outlines: Vec<OnceCell<Node>>,
}

/// The ids that the names of a plan will have.
struct Known {
    resources: Index<Resource>,
    services: Index<crate::model::Service>,
    strategies: Index<Strategy>,
}

impl<'a> Binder<'a> {
    fn new(
        plan: &'a Source,
        places: u32,
        scenarios: &'a [(&'a Source, &'a ScenarioFile)],
        question: &'a Question,
    ) -> Self {
        let (faults, sizes, outlines) =
            (Faults::default(), Sizes::default(), vec![OnceCell::new(); scenarios.len() + 1]);
        Self { plan, places, scenarios, faults, question, sizes, outlines }
    }
}

impl Binder<'_> {
    fn parts(&mut self, plan: &PlanFile) -> Option<Parts> {
        let known = Known {
            resources: Index::of(&plan.resources),
            services: Index::of(&plan.services),
            strategies: Index::of(&plan.strategies),
        };
        let calendar = self.calendar(plan);
        let resources = self.resources(plan, &known.resources);
        let target = Target::new(plan, &resources);
        let threats = self.threats(&target);
        let strategies = self.strategies(plan, &known.resources, &threats);
        let services = self.services(plan, &known, &strategies);
        let functions = self.functions(plan, &known, &strategies);
        self.every_strategy_is_reached(plan);
        let told: Index<crate::model::Function> = Index::of(&plan.functions);
        for name in plan.promises.iter().filter_map(crate::promise::Promise::function) {
            if !told.ids.contains_key(name) {
                let names: Vec<&String> = told.ids.keys().collect();
                let what = format!("a promise is about a function `{name}` that the plan does not have");
                let tip = self.nearest(name, &names);
                self.fault(In::Plan, UNKNOWN, self.field(In::Plan, "promises"), what, tip);
            }
        }
        self.offers(plan, &known);
        let hazards = self.hazards(&threats, &target, calendar.as_ref());
        let cascades = self.cascades(&threats, &target);
        let horizon = self.horizon();
        let at = self.field(In::Plan, "grace");
        let grace = self.minutes_at(In::Plan, plan.grace, at, "`grace`");
        let at = self.field(In::Plan, "finances");
        let notice = self.minutes_at(In::Plan, plan.finances.notice, at, "`notice`");
        let parts = Parts {
            calendar: calendar?,
            resources,
            services,
            functions,
            strategies,
            course: self.question.course,
            hazards,
            cascades,
            entries: threats.entries,
            reaction: plan.clients.as_ref().map_or(Reaction::LOYAL, reaction),
            lead_time: plan.clients.as_ref().map_or_else(six_weeks, |clients| clients.lead_time.clone()).0,
            grace,
            horizon: (horizon + DAY - 1) / DAY * DAY,
            terms: LedgerTerms {
                fund: plan.finances.fund,
                dues: vec![plan.finances.fixed, plan.finances.drawings],
                notice: plan.finances.fixed.over_days(notice.div_euclid(DAY)),
            },
        };
        self.check_size(&parts);
        Some(parts)
    }

    /// How long a trial lasts \[min\]: a year has 52 weeks, a month a twelfth of them.
    fn horizon(&mut self) -> i64 {
        if self.question.course == Course::Year {
            return i64::from(self.question.months) * WEEKS_A_YEAR * WEEK / 12;
        }
        let mut longest = 0;
        for (number, (_, scenario)) in self.scenarios.iter().enumerate() {
            let at = self.field(In::Scenario(number), "horizon");
            let horizon = self.minutes_at(In::Scenario(number), scenario.horizon, at, "`horizon`");
            let moments = self.field(In::Scenario(number), "injects");
            for inject in &scenario.injects {
                self.minutes_at(In::Scenario(number), inject.at, moments, "the `at` of an inject");
            }
            if !(DAY..=5200 * WEEK).contains(&horizon) {
                let what = "the `horizon` must be from 1 day to 100 years";
                self.fault(In::Scenario(number), NEVER, at, what, "an outage needs `\"8w\"`");
            }
            longest = longest.max(horizon);
        }
        longest
    }

    fn calendar(&mut self, plan: &PlanFile) -> Option<Calendar> {
        let written = &plan.calendar;
        let made =
            Calendar::new(written.starts.0, written.open.clone(), written.attended.clone(), &written.closed_weeks);
        if made.is_none() {
            self.fault(
                In::Plan,
                CALENDAR,
                self.field(In::Plan, "calendar"),
                "the calendar must start on a Monday and have at least one open week, closed weeks being 1 to 52",
                "for example `starts: \"2025-01-06\", closed_weeks: [16, 17]`",
            );
        }
        made
    }

    fn resources(&mut self, plan: &PlanFile, names: &Index<Resource>) -> Table<Resource> {
        // Whom a thing belongs to must be there as well.
        for owner in plan.resources.0.iter().filter_map(|(_, resource)| resource.of.as_ref()) {
            self.id(In::Plan, owner, names, "resource");
        }
        let mut table = sorted(&plan.resources, |_, resource| Resource {
            needs: self.ids(In::Plan, &resource.needs, names, "resource"),
            enough: resource.enough,
            capacity: resource.capacity,
            data: resource.data,
        });
        let needs: Vec<Vec<usize>> = table.iter().map(|(_, r)| r.needs.iter().map(|n| n.index()).collect()).collect();
        if self.faults.is_empty()
            && let Some(ring) = loop_of_needs(&needs)
        {
            let told: Vec<&str> = ring.iter().map(|at| table[*at].0.as_str()).collect();
            let at = plan
                .resources
                .0
                .iter()
                .find(|(name, _)| name.as_str() == told[0])
                .and_then(|(n, _)| self.plan.offset(n.address()));
            let what = format!("resources need each other in a ring: {}", told.join(" → "));
            self.fault(In::Plan, RING, at, what, "none of them could ever work; take one need out");
            table.iter_mut().for_each(|(_, r)| r.needs.clear());
        }
        Table::new(table)
    }

    fn strategies(&mut self, plan: &PlanFile, known: &Index<Resource>, threats: &Threats) -> Table<Strategy> {
        let today = self.question.today.unwrap_or_else(|| plan.as_of());
        let rows = sorted(&plan.strategies, |name, written| {
            self.strategy((name, written), known, (threats, &plan.elsewhere), today)
        });
        Table::new(rows)
    }

    fn strategy(
        &mut self,
        (own, written): (&Name, &StrategyFile),
        known: &Index<Resource>,
        (threats, elsewhere): (&Threats, &[String]),
        today: Day,
    ) -> Strategy {
        let mut unknown = Vec::new();
        let mut room = self.sizes.threats_left();
        let effect = written.kind.clone().map(
            |name| self.id(In::Plan, &name, known, "resource"),
            |name| {
                let found = threats.named(name.as_str());
                if found.is_empty() && !elsewhere.iter().any(|other| other == name.as_str()) {
                    unknown.push(name);
                }
                room = room.saturating_sub(found.len());
                if room > 0 { found } else { Vec::new() }
            },
        );
        self.keep_room_for_threats(own, room);
        // A single scenario need not hold all that a plan prevents or insures; a year does.
        if self.question.course == Course::Year {
            for name in unknown {
                let what = format!("no scenario has a hazard or consequence `{}`", name.as_str());
                let tip = self.nearest(name.as_str(), &threats.names());
                self.fault_at(In::Plan, UNKNOWN, &name, what, tip);
            }
        }
        self.check_effect(own, written, &effect);
        if !(1..=MOST_TRIES).contains(&written.retry.times) {
            let what = format!("a strategy is tried from 1 to {MOST_TRIES} times");
            self.fault_at(In::Plan, COUNT, own, what, "write another number in `retry: (times: …)`");
        }
        let forecast = self.question.forecast;
        Strategy {
            works: written.works_as_of(forecast, today),
            ready: written.ready_as_of(forecast, today),
            retry: written.retry,
            automatic: written.automatic,
            private: written.private,
            cost: written.cost,
            effect,
        }
    }

    fn check_effect(&mut self, own: &Name, written: &StrategyFile, effect: &Effect<Id<Resource>, Threat>) {
        match (&written.kind, effect) {
            (Effect::Substitute(names), Effect::Substitute(way)) => {
                for length in [way.limit, way.allowance].into_iter().flatten() {
                    self.minutes(In::Plan, length, own, "a `limit` or `allowance`");
                }
                if let Some(place) = way.needs.iter().position(|n| way.replaces.contains(n)) {
                    let what = format!("it needs `{}`, for which it stands in", names.needs[place].as_str());
                    self.fault_at(In::Plan, IDLE, &names.needs[place], what, "take it out of `needs`");
                }
                self.count_links(own, way.replaces.len(), way.needs.len());
                if way.replaces.is_empty() {
                    self.fault_at(In::Plan, IDLE, own, "it stands in for nothing", "name a resource in `for`");
                }
            }
            (Effect::Restore(names), Effect::Restore(restore)) => {
                self.minutes(In::Plan, restore.every, own, "`every`");
                self.minutes(In::Plan, restore.usable_after, own, "`usable_after`");
                if restore.fails == Share::ALL {
                    let near = names.of.first();
                    let at = near.and_then(|name| self.plan.offset(name.address()));
                    self.fault(
                        In::Plan,
                        IDLE,
                        at,
                        "every copy fails: nothing is ever restored",
                        "write a smaller `fails`",
                    );
                }
            }
            (_, Effect::Insure(insure)) => self.check_cover(own, &insure.pays),
            (_, Effect::Sustain(sustain)) => {
                self.minutes(In::Plan, sustain.later, own, "`later`");
            }
            (_, Effect::Postpone(offer)) => {
                for step in &offer.patience {
                    self.minutes(In::Plan, step.within, own, "`within`");
                }
                if offer.moves == 0 {
                    let what = "a session that is postponed is moved once at least";
                    self.fault_at(In::Plan, COUNT, own, what, "write 1 or more for `moves`, or take the strategy out");
                }
            }
            (_, Effect::Tell(tell)) => {
                self.minutes(In::Plan, tell.each, own, "`each`");
            }
            (_, Effect::HandOver(hand_over)) => {
                self.minutes(In::Plan, hand_over.lasting_after, own, "`lasting_after`");
            }
            _ => {}
        }
    }

    /// An insurance with a limit below its excess was mixed up; one with a limit of zero pays nothing, as it says.
    fn check_cover(&mut self, own: &Name, pays: &Cover<Id<Resource>, Threat>) {
        if let Cover::Loss { waiting, .. } = pays {
            self.minutes(In::Plan, *waiting, own, "`waiting`");
        }
        if let Cover::Loss { excess, limit: Some(limit), .. } = pays
            && limit < excess
            && limit.0 > 0
        {
            let what = "its `limit` is below its `excess`";
            self.fault_at(
                In::Plan,
                AMOUNT,
                own,
                what,
                "the excess is what you bear yourself, the limit the most it pays",
            );
        }
    }

    fn services(&mut self, plan: &PlanFile, known: &Known, strategies: &Table<Strategy>) -> Vec<(String, ServicePart)> {
        let mut people: Vec<Id<Resource>> = Vec::new();
        self.check_clients(plan);
        sorted(&plan.services, |name, written| self.service((plan, known), (name, written), strategies, &mut people))
    }

    fn service(
        &mut self,
        (plan, known): (&PlanFile, &Known),
        (name, written): (&Name, &ServiceFile),
        strategies: &Table<Strategy>,
        people: &mut Vec<Id<Resource>>,
    ) -> ServicePart {
        let holder = self.id(In::Plan, &written.by, &known.resources, "resource");
        let by = people.iter().position(|p| *p == holder).unwrap_or(people.len());
        if by == people.len() {
            people.push(holder);
        }
        let mut needs = self.ids(In::Plan, &written.needs, &known.resources, "resource");
        needs.insert(0, holder);
        let finances = &plan.finances;
        let clients = self.at_least_one(name, written.clients, "clients").min(self.sizes.most_clients);
        let engagement = self.at_least_one(name, written.engagement, "engagement");
        ServicePart {
            booking: self.booking(name, written, by),
            fee: crate::units::Money(written.fee.0 - finances.unpaid.of(written.fee.0)),
            needs,
            ladder: self.ladder(&written.ladder, &known.strategies, strategies, Where::Service),
            confidential: written.confidential,
            clients,
            engagement,
            delays: self.delays(&finances.paid.0, clients),
            first_prepaid: clients - finances.prepaid.of(i64::from(clients)) as u32,
        }
    }

    fn booking(&mut self, name: &Name, written: &ServiceFile, by: usize) -> Booking {
        let weekly = match (written.weekly, &written.timetable) {
            (Some(weekly), None) => weekly,
            (None, Some(starts)) => Weekly::whole(starts.len() as u32),
            _ => {
                let tip = "`weekly: 11` spreads sessions evenly, `timetable: [\"Mon 09:00\"]` fixes them";
                self.fault_at(In::Plan, EITHER, name, "a service needs either `weekly` or `timetable`", tip);
                Weekly::default()
            }
        };
        let length = self.minutes(In::Plan, written.length, name, "the `length` of a session");
        let gap = self.minutes(In::Plan, written.gap, name, "the `gap` behind a session");
        if !(1..=DAY).contains(&length) || !(0..=DAY).contains(&gap) || weekly > Weekly::whole(10_000) {
            let tip = "check `length`, `gap` and `weekly`";
            let what = "a session lasts from 1 minute to 1 day, its gap at most a day, and a week has at most 10,000";
            self.fault_at(In::Plan, COUNT, name, what, tip);
        }
        let (length, gap) = (length.max(1), gap.clamp(0, DAY));
        Booking { by, weekly, length, gap, timetable: written.timetable.clone() }
    }

    fn at_least_one(&mut self, near: &Name, count: u32, what: &str) -> u32 {
        if !(1..=10_000).contains(&count) {
            self.fault_at(
                In::Plan,
                COUNT,
                near,
                format!("`{what}` of this service must be from 1 to 10,000"),
                "write a whole number",
            );
        }
        count.clamp(1, 10_000)
    }

    fn functions(
        &mut self,
        plan: &PlanFile,
        known: &Known,
        strategies: &Table<Strategy>,
    ) -> Vec<(String, FunctionPart)> {
        sorted(&plan.functions, |name, written| self.function(known, (name, written), strategies))
    }

    fn function(
        &mut self,
        known: &Known,
        (name, written): (&Name, &FunctionFile),
        strategies: &Table<Strategy>,
    ) -> FunctionPart {
        if written.serves.is_empty() == written.needs.is_empty() {
            self.fault_at(
                In::Plan,
                EITHER,
                name,
                "a function needs either `serves` or `needs`",
                "services it consists of, or resources it needs",
            );
        }
        self.ids(In::Plan, &written.serves, &known.services, "service");
        let needs = self.ids(In::Plan, &written.needs, &known.resources, "resource");
        FunctionPart {
            services: written.serves.iter().map(|name| name.as_str().to_owned()).collect(),
            needs,
            ladder: self.ladder(&written.ladder, &known.strategies, strategies, Where::Function),
            rto: written.rto,
            mtpd: written.mtpd,
            mbco: written.mbco,
            rpo: written.rpo,
        }
    }

    fn ladder(
        &mut self,
        names: &[Name],
        known: &Index<Strategy>,
        strategies: &Table<Strategy>,
        place: Where,
    ) -> Vec<Id<Strategy>> {
        let ids = self.ids(In::Plan, names, known, "strategy");
        let mut postpones = 0;
        let mut before = BTreeSet::new();
        for (name, id) in names.iter().zip(&ids) {
            if !known.ids.contains_key(name.as_str()) {
                continue;
            }
            if !before.insert(name.as_str()) {
                self.fault_at(
                    In::Plan,
                    REPEATED,
                    name,
                    format!("`{}` stands twice in this ladder", name.as_str()),
                    "keep one",
                );
            }
            let effect = &strategies[*id].effect;
            postpones += u32::from(matches!(effect, Effect::Postpone(_)));
            let of_services = matches!(effect, Effect::Switch(_) | Effect::Postpone(_) | Effect::HandOver(_));
            if effect.stands_alone() {
                let what = format!("`{}` ({}) acts by itself, not in a ladder", name.as_str(), effect.kind());
                self.fault_at(In::Plan, IDLE, name, what, "take it out of this ladder");
            } else if place == Where::Function && of_services || postpones > 1 {
                let what = format!("`{}` ({}) has no effect at this place", name.as_str(), effect.kind());
                let tip = "a switch or one postponement belongs into the ladder of a service";
                self.fault_at(In::Plan, IDLE, name, what, tip);
            }
        }
        ids
    }

    /// A strategy that no ladder names would silently do nothing.
    fn every_strategy_is_reached(&mut self, plan: &PlanFile) {
        let of_services = plan.services.0.iter().flat_map(|(_, s)| &s.ladder);
        let of_functions = plan.functions.0.iter().flat_map(|(_, f)| &f.ladder);
        let named: BTreeSet<&str> = of_services.chain(of_functions).map(Name::as_str).collect();
        let idle = |(name, s): &&(Name, StrategyFile)| !named.contains(name.as_str()) && !s.kind.stands_alone();
        for (name, _) in plan.strategies.0.iter().filter(idle) {
            let what = format!("the strategy `{}` is in no ladder, so it would do nothing", name.as_str());
            self.fault_at(
                In::Plan,
                IDLE,
                name,
                what,
                "name it in the `ladder` of a service or function, or take it out",
            );
        }
    }

    /// An offer names what is there or what it brings, and says where it would be tried.
    fn offers(&mut self, plan: &PlanFile, own: &Known) {
        for (name, offer) in &plan.offers.0 {
            let places: Vec<&Name> = [&offer.after, &offer.before, &offer.instead_of].into_iter().flatten().collect();
            for place in &places {
                self.id(In::Plan, place, &own.strategies, "strategy");
            }
            if places.len() != 1 && !(places.is_empty() && offer.strategy.kind.stands_alone()) {
                let what = format!("the offer `{}` does not say in one way where it would be tried", name.as_str());
                self.fault_at(In::Plan, EITHER, name, what, "write one of `after`, `before` and `instead_of`");
            }
            if own.strategies.ids.contains_key(name.as_str()) {
                let what = format!("the plan has a strategy `{}` already", name.as_str());
                self.fault_at(In::Plan, REPEATED, name, what, "rename the offer");
            }
            let known = |name: &Name| {
                own.resources.ids.contains_key(name.as_str()) || offer.resources.get(name.as_str()).is_some()
            };
            let mut named: Vec<Name> = Vec::new();
            offer.strategy.kind.clone().map(|name| named.push(name), |_| Vec::<()>::new());
            named.extend(offer.resources.0.iter().flat_map(|(_, resource)| resource.needs.clone()));
            for resource in named.iter().filter(|name| !known(name)) {
                let names: Vec<&str> = plan.resources.names().chain(offer.resources.names()).collect();
                let what = format!("there is no resource `{}`", resource.as_str());
                let tip = self.nearest(resource.as_str(), &names);
                self.fault_at(In::Plan, UNKNOWN, resource, what, tip);
            }
        }
    }

    fn ids<T>(&mut self, file: In, names: &[Name], known: &Index<T>, kind: &str) -> Vec<Id<T>> {
        names.iter().map(|name| self.id(file, name, known, kind)).collect()
    }

    /// The id of a name; an unknown one is noted and stands for the first.
    fn id<T>(&mut self, file: In, name: &Name, known: &Index<T>, kind: &str) -> Id<T> {
        known.ids.get(name.as_str()).copied().unwrap_or_else(|| {
            let mut tip = String::new();
            if !self.is_tired() {
                let names: Vec<&String> = known.ids.keys().collect();
                tip = self.nearest(name.as_str(), &names);
            }
            // Whoever takes something out of a plan has to be told where else it stands.
            if tip.ends_with('?') && file == In::Plan {
                tip += " If you took it out, take it out here too";
            }
            self.fault_at(file, UNKNOWN, name, format!("there is no {kind} `{}`", name.as_str()), tip);
            Id::at(0)
        })
    }

    /// A length by the clock; one in working days is a fault of the entry that it belongs to.
    fn minutes(&mut self, file: In, length: Length, of: &Name, what: &str) -> i64 {
        let at = self.source(file).offset(of.address());
        self.minutes_at(file, length, at, what)
    }

    fn minutes_at(&mut self, file: In, length: Length, at: Option<usize>, what: &str) -> i64 {
        length.minutes().unwrap_or_else(|| {
            self.fault(file, WORKING_DAYS, at, format!("{what} is in working days"), "write it in min, h, d or w");
            0
        })
    }

    fn source(&self, file: In) -> &Source {
        match file {
            In::Plan => self.plan,
            In::Scenario(number) => self.scenarios[number].0,
        }
    }

    /// Where a field of the whole file stands.
    fn field(&self, file: In, field: &str) -> Option<usize> {
        self.inner(file, &[field])
    }

    /// Where a field inside others stands.
    fn inner(&self, file: In, path: &[&str]) -> Option<usize> {
        let text = &self.source(file).text;
        let place = match file {
            In::Plan => 0,
            In::Scenario(number) => number + 1,
        };
        let outline = self.outlines[place].get_or_init(|| Node::of(text));
        let (last, outer) = path.split_last()?;
        let node = outer.iter().try_fold(outline, |node, field| node.item(text, field).map(|item| &item.value))?;
        node.item(text, last).map(|item| item.span().start)
    }

    fn fault_at(
        &mut self,
        file: In,
        code: &'static Code,
        name: &Name,
        what: impl Into<String>,
        tip: impl Into<String>,
    ) {
        let at = self.source(file).offset(name.address());
        self.fault(file, code, at, what, tip);
    }

    fn fault(
        &mut self,
        file: In,
        code: &'static Code,
        at: Option<usize>,
        what: impl Into<String>,
        tip: impl Into<String>,
    ) {
        let list = match file {
            In::Plan => &mut self.faults.plan,
            In::Scenario(number) => &mut self.faults.scenarios[number],
        };
        let fault = Fault::new(code, at, what, tip);
        if list.len() < MOST_FAULTS && !list.contains(&fault) {
            list.push(fault);
        }
    }
}

/// Nobody tries more often; each try is replayed.
const MOST_TRIES: u32 = 1_000;

/// Where a ladder stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Where {
    Service,
    Function,
}

/// The ids that names will have in a table.
struct Index<T> {
    ids: BTreeMap<String, Id<T>>,
}

impl<T> Index<T> {
    fn of<F>(entries: &Entries<F>) -> Self {
        let mut names: Vec<&str> = entries.names().collect();
        names.sort_unstable();
        Self { ids: names.into_iter().enumerate().map(|(at, name)| (name.to_owned(), Id::at(at))).collect() }
    }
}

/// The entries in the order of their names, each made by `make`.
fn sorted<F, M>(entries: &Entries<F>, mut make: impl FnMut(&Name, &F) -> M) -> Vec<(String, M)> {
    let mut rows: Vec<&(Name, F)> = entries.0.iter().collect();
    rows.sort_by(|a, b| a.0.as_str().cmp(b.0.as_str()));
    rows.into_iter().map(|(name, entry)| (name.as_str().to_owned(), make(name, entry))).collect()
}

fn reaction(written: &ReactionFile) -> Reaction {
    Reaction {
        per_missed: written.per_missed,
        per_silent_day: written.per_silent_day,
        told_a_day_ahead: written.told_a_day_ahead,
        told_too_late: written.told_too_late,
        crunch: written.crunch,
        crunch_leaving: written.crunch_leaving,
        crunch_waiting: written.crunch_waiting,
        second_failure: written.second_failure,
        credit: written.credit,
        sponsor: written.sponsor,
    }
}
