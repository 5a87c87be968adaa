//! From what scenarios write to what may strike: knows tags, single people and things, and what a consequence follows;
//! does not know the plan's answers.

use std::collections::{BTreeMap, BTreeSet};

use crate::codes::{EITHER, NEVER, REPEATED, UNKNOWN};
use crate::model::{
    Calendar, Cascade, Course, Distribution, Hazard, Id, Impact, Pace, Phase, Resource, Slump, Span, Strike, Table,
    Threat, hazard_of,
};
use crate::units::{DAY, Share, WEEK};

use super::super::diagnosis::Source;
use super::super::names::{Entries, Name};
use super::super::plan::PlanFile;
use super::super::scenario::{CascadeFile, Harm, HazardFile, Phases, ScenarioFile};
use super::size::MOST_THREATS;
use super::{Binder, In};

impl Binder<'_> {
    /// Everything that may strike, with hazards of single people or things once for each of them.
    pub(super) fn threats(&mut self, target: &Target<'_>) -> Threats {
        let mut threats = Threats::default();
        let (mut hazards, mut cascades) = (BTreeSet::new(), BTreeSet::new());
        for (number, (_, scenario)) in self.scenarios.iter().enumerate() {
            let mut members_of: BTreeMap<&str, Vec<Option<Id<Resource>>>> = BTreeMap::new();
            for (at, (name, hazard)) in scenario.hazards.0.iter().enumerate() {
                self.told_once(&mut hazards, number, name, "a hazard");
                threats.entries.push(name.as_str().to_owned());
                let members = hazard.of_each.as_ref().map(|tag| self.members(target, number, tag));
                let mut members: Vec<_> = members.map_or_else(|| vec![None], |all| all.into_iter().map(Some).collect());
                self.keep_room(&threats, number, name, &mut members);
                let of = members.len();
                members_of.insert(name.as_str(), members.clone());
                threats.hazards.extend(members.into_iter().map(|member| Found { number, at, member, of }));
            }
            for (at, (name, cascade)) in scenario.then.0.iter().enumerate() {
                self.told_once(&mut cascades, number, name, "a consequence");
                let causes = cascade.of.iter().filter_map(|of| members_of.get(of.as_str()));
                let members: BTreeSet<Option<Id<Resource>>> = causes.flatten().copied().collect();
                let mut members: Vec<_> = members.into_iter().collect();
                self.keep_room(&threats, number, name, &mut members);
                if members.contains(&None) && members.len() > 1 {
                    let what = format!("`{}` follows hazards of each and others at once", name.as_str());
                    self.fault_at(In::Scenario(number), EITHER, name, what, "write two consequences");
                }
                if members.is_empty() {
                    members.push(None);
                }
                let of = members.len();
                threats.cascades.extend(members.into_iter().map(|member| Found { number, at, member, of }));
            }
        }
        threats.entries.sort_unstable();
        threats.entries.dedup();
        threats.name_all(self.scenarios, target.resources);
        threats
    }

    /// Names of threats tell them apart in a year of several scenarios.
    fn told_once<'n>(&mut self, known: &mut BTreeSet<&'n str>, number: usize, name: &'n Name, kind: &str) {
        if !known.insert(name.as_str()) {
            let what = format!("another scenario has {kind} `{}` as well", name.as_str());
            self.fault_at(In::Scenario(number), REPEATED, name, what, "rename one: each has its own luck");
        }
    }

    /// A threat of each of many may be more than there is room for.
    fn keep_room<T>(&mut self, threats: &Threats, number: usize, name: &Name, members: &mut Vec<T>) {
        if threats.hazards.len() + threats.cascades.len() + members.len() > MOST_THREATS {
            let what = "hazards and consequences, those of each of several counted";
            self.too_many(In::Scenario(number), name, what, MOST_THREATS);
            members.truncate(1);
        }
    }

    /// The resources that carry a tag; an unknown tag is a fault.
    fn members(&mut self, target: &Target<'_>, number: usize, tag: &Name) -> Vec<Id<Resource>> {
        let found = target.tagged(tag.as_str()).to_vec();
        if found.is_empty() {
            let what = format!("the plan has no resource that is a `{}`", tag.as_str());
            self.fault_at(
                In::Scenario(number),
                UNKNOWN,
                tag,
                what,
                "write `is: \"…\"` at the resources of the plan that are one",
            );
        }
        found
    }

    pub(super) fn hazards(
        &mut self,
        threats: &Threats,
        target: &Target<'_>,
        calendar: Option<&Calendar>,
    ) -> Table<Hazard> {
        let mut rows = Vec::new();
        for (found, name) in threats.hazards.iter().zip(&threats.hazard_names) {
            let (entry, written): &(Name, HazardFile) = &self.scenarios[found.number].1.hazards.0[found.at];
            let (pace, times) = pace(written, calendar);
            let made = Hazard {
                rate: written.rate.rate.times(times),
                uncertain: written.rate.shape,
                pace,
                one_at_a_time: written.one_at_a_time,
                lasts: written.lasts.0.clone(),
                impact: self.impact(found, entry, &written.harm(), target),
                entry: threats.entries.binary_search_by(|known| known.as_str().cmp(entry.as_str())).unwrap_or(0),
            };
            rows.push((name.clone(), made));
        }
        let all: f64 = rows.iter().map(|(_, hazard)| hazard.rate.a_year()).sum();
        if all <= 0.0 && self.question.course == Course::One && !self.scenarios.is_empty() {
            let at = self.field(In::Scenario(0), "hazards");
            let tip = "give at least one hazard a rate above zero, and a month in which it may strike";
            self.fault(In::Scenario(0), NEVER, at, "no hazard ever strikes", tip);
        }
        rows.sort_by(|a, b| a.0.cmp(&b.0));
        Table::new(rows)
    }

    pub(super) fn cascades(&mut self, threats: &Threats, target: &Target<'_>) -> Table<Cascade> {
        let mut rows = Vec::new();
        for (found, name) in threats.cascades.iter().zip(&threats.cascade_names) {
            let scenario = self.scenarios[found.number].1;
            let (own, written): &(Name, CascadeFile) = &scenario.then.0[found.at];
            for of in written.of.iter().filter(|of| !threats.has(found.number, of)) {
                let known: Vec<&str> = scenario.hazards.names().collect();
                let what = format!("there is no hazard `{}`", of.as_str());
                let tip = self.nearest(of.as_str(), &known);
                self.fault_at(In::Scenario(found.number), UNKNOWN, of, what, tip);
            }
            if written.after.is_some() && written.after_its_end.is_some() {
                let what = format!("`{}` has both `after` and `after_its_end`", own.as_str());
                self.fault_at(In::Scenario(found.number), EITHER, own, what, "keep one");
            }
            let after = written.after.as_ref().or(written.after_its_end.as_ref());
            let mut impact = self.impact(found, own, &written.harm(), target);
            let mut lasts = written.lasts.as_ref().map(|lasts| lasts.0.clone());
            match found.member.filter(|_| found.of > 1) {
                // One of several who does not come back is replaced; the practice goes on.
                Some(member) if written.winds_up => {
                    let gone = Phase { share: Share::ALL, level: Share::NONE };
                    impact.strikes.push(Strike { resource: member, phases: vec![gone] });
                    lasts = Some(Span::Clock(Distribution::Exactly(REPLACED)));
                }
                _ => impact.winds_up = written.winds_up,
            }
            let made = Cascade {
                of: threats.causes(found, written),
                chance: written.chance.0.clone(),
                after: after.map_or(Span::NONE, |after| after.0.clone()),
                after_its_end: written.after_its_end.is_some(),
                lasts,
                impact,
            };
            rows.push((name.clone(), made));
        }
        rows.sort_by(|a, b| a.0.cmp(&b.0));
        Table::new(rows)
    }

    fn impact(&mut self, found: &Found, own: &Name, written: &Harm<'_>, target: &Target<'_>) -> Impact {
        let file = In::Scenario(found.number);
        let slump = written.demand.map(|demand| Slump {
            falls: demand.falls.0.clone(),
            part: 1.0 / found.of as f64,
            over: self.minutes(file, demand.over, own, "`over`"),
            back_over: self.minutes(file, demand.back_over, own, "`back_over`"),
        });
        Impact {
            strikes: self.strikes(found, own, written.strikes, target),
            costs: written.costs.map(|costs| self.in_minor_units(found.number, &costs.0)),
            demand: slump,
            pays_later: written.pays_later.map_or(0, |later| self.minutes(file, later, own, "`pays_later`") / DAY),
            unpaid: written.unpaid,
            // One person of several has a share of the clients; which, is not known.
            unsettles: hazard_of(written.unsettles.map_or(0.0, Share::fraction) / found.of as f64),
            sponsor_leaves: written.sponsor_leaves,
            reportable: written.reportable,
            winds_up: false,
        }
    }

    /// A sum in the minor units of the plan's currency, where the scenario was read for another.
    fn in_minor_units(&self, number: usize, sum: &Distribution) -> Distribution {
        let (read, wanted) = (self.scenarios[number].1.places, self.places);
        if read == wanted { sum.clone() } else { sum.times(libm::exp10(f64::from(wanted) - f64::from(read))) }
    }

    fn strikes(&mut self, found: &Found, own: &Name, written: &Entries<Phases>, target: &Target<'_>) -> Vec<Strike> {
        let mut strikes: Vec<Strike> = Vec::new();
        // A tag and a resource that carries it may both be named: the order of the file does not matter.
        let mut written: Vec<&(Name, Phases)> = written.0.iter().collect();
        written.sort_by(|a, b| a.0.as_str().cmp(b.0.as_str()));
        for (name, phases) in written {
            let struck = target.struck(name.as_str(), found.member);
            if !target.knows(name.as_str()) {
                let known: Vec<&str> = target.resources.names().collect();
                let what = format!("the plan has no resource `{}`", name.as_str());
                let tip = self.nearest(name.as_str(), &known);
                self.fault_at(In::Scenario(found.number), UNKNOWN, name, what, tip);
            }
            if self.has_room_for_strikes(In::Scenario(found.number), own, struck.len() * phases.0.len()) {
                strikes.extend(struck.into_iter().map(|resource| Strike { resource, phases: phases.0.clone() }));
            }
        }
        strikes.sort_by_key(|strike| strike.resource);
        strikes
    }
}

/// An entry of a scenario, for one of the resources that it strikes one by one.
struct Found {
    /// The number of its scenario.
    number: usize,
    /// The place of its entry.
    at: usize,
    /// The one it strikes.
    member: Option<Id<Resource>>,
    /// Of how many.
    of: usize,
}

/// When a hazard strikes, and how often in a year against its rate: each day of the plan's year has the factor of its month.
fn pace(written: &HazardFile, calendar: Option<&Calendar>) -> (Pace, f64) {
    let when = written.when.clone();
    match (&written.season, calendar) {
        (Some(season), Some(calendar)) => Pace::seasonal(when, |day| season.0[calendar.month_of_day(day)].value()),
        _ => (Pace::even(when), 1.0),
    }
}

/// Who does not come back is replaced after so long \[min\] (judgement: half a year).
const REPLACED: f64 = (26 * WEEK) as f64;

/// The hazard that each member has; where there are no members, one for all.
type ByMember = BTreeMap<Option<Id<Resource>>, Id<Hazard>>;

/// Everything that may strike.
#[derive(Default)]
pub(super) struct Threats {
    /// The names of all entries of hazards, sorted.
    pub(super) entries: Vec<String>,
    hazards: Vec<Found>,
    hazard_names: Vec<String>,
    cascades: Vec<Found>,
    cascade_names: Vec<String>,
    /// The threats that an entry stands for.
    known: BTreeMap<String, Vec<Threat>>,
    /// The hazards of an entry, by the number of its scenario and its name, then by member.
    ids: BTreeMap<(usize, String), ByMember>,
}

impl Threats {
    /// Names hazards and consequences: those of one of several members carry its name.
    fn name_all(&mut self, scenarios: &[(&Source, &ScenarioFile)], resources: &Table<Resource>) {
        let full = |found: &Found, name: &str| match found.member {
            Some(member) if found.of > 1 => format!("{name} ({})", resources.name(member)),
            _ => name.to_owned(),
        };
        let hazard = |found: &Found| scenarios[found.number].1.hazards.0[found.at].0.as_str();
        let cascade = |found: &Found| scenarios[found.number].1.then.0[found.at].0.as_str();
        self.hazard_names = self.hazards.iter().map(|found| full(found, hazard(found))).collect();
        self.cascade_names = self.cascades.iter().map(|found| full(found, cascade(found))).collect();
        for (found, id) in self.hazards.iter().zip(places(&self.hazard_names)) {
            self.known.entry(hazard(found).to_owned()).or_default().push(Threat::Hazard(id));
            self.ids.entry((found.number, hazard(found).to_owned())).or_default().insert(found.member, id);
        }
        for (found, id) in self.cascades.iter().zip(places(&self.cascade_names)) {
            self.known.entry(cascade(found).to_owned()).or_default().push(Threat::Cascade(id));
        }
    }

    /// Whether a scenario has a hazard of a name.
    fn has(&self, number: usize, name: &Name) -> bool {
        self.ids.contains_key(&(number, name.as_str().to_owned()))
    }

    /// The threats that an entry's name stands for.
    pub(super) fn named(&self, name: &str) -> Vec<Threat> {
        self.known.get(name).cloned().unwrap_or_default()
    }

    pub(super) fn names(&self) -> Vec<&str> {
        self.known.keys().map(String::as_str).collect()
    }

    /// The hazards that may set off a consequence, for the same member, in the order of their names.
    fn causes(&self, found: &Found, written: &CascadeFile) -> Vec<Id<Hazard>> {
        let of = |name: &Name| self.ids.get(&(found.number, name.as_str().to_owned()))?.get(&found.member).copied();
        let mut causes: Vec<Id<Hazard>> = written.of.iter().filter_map(of).collect();
        causes.sort_unstable();
        causes.dedup();
        causes
    }
}

/// The ids that names have once they are sorted.
fn places<T>(names: &[String]) -> Vec<Id<T>> {
    let mut sorted: Vec<&String> = names.iter().collect();
    sorted.sort_unstable();
    names.iter().map(|name| Id::at(sorted.partition_point(|other| *other < name))).collect()
}

/// The resources of a plan, as scenarios name them.
pub(super) struct Target<'a> {
    pub(super) resources: &'a Table<Resource>,
    /// Whom each belongs to, by id.
    owners: Vec<Option<&'a str>>,
    /// The resources that carry a tag, in order.
    tagged: BTreeMap<&'a str, Vec<Id<Resource>>>,
}

impl<'a> Target<'a> {
    pub(super) fn new(plan: &'a PlanFile, resources: &'a Table<Resource>) -> Self {
        let mut target = Self { resources, owners: vec![None; resources.len()], tagged: BTreeMap::new() };
        for (name, file) in &plan.resources.0 {
            let Some(id) = resources.id(name.as_str()) else { continue };
            target.owners[id.index()] = file.of.as_ref().map(Name::as_str);
            if let Some(tag) = &file.is {
                target.tagged.entry(tag.as_str()).or_default().push(id);
            }
        }
        target.tagged.values_mut().for_each(|ids| ids.sort_unstable());
        target
    }

    /// The resources that carry a tag.
    fn tagged(&self, tag: &str) -> &[Id<Resource>] {
        self.tagged.get(tag).map_or(&[], Vec::as_slice)
    }

    /// What a name in a scenario strikes: the resource of that name, or those that carry it as a tag; for one of several
    /// members, the member itself or what belongs to it.
    fn struck(&self, name: &str, member: Option<Id<Resource>>) -> Vec<Id<Resource>> {
        if let Some(id) = self.resources.id(name) {
            return vec![id];
        }
        let all = self.tagged(name);
        let Some(member) = member else { return all.to_vec() };
        if all.binary_search(&member).is_ok() {
            return vec![member];
        }
        if all.iter().all(|id| self.owners[id.index()].is_none()) {
            // Nobody's in particular: everybody's.
            return all.to_vec();
        }
        // Two things of one owner stand by each other: what belongs to the same person as the member counts as well.
        let person = self.owners[member.index()].unwrap_or(self.resources.name(member));
        let own = |id: &Id<Resource>| self.resources.name(*id) == person || self.owners[id.index()] == Some(person);
        all.iter().copied().filter(own).collect()
    }

    /// Whether a scenario can name it: a resource or a tag.
    fn knows(&self, name: &str) -> bool {
        self.resources.id(name).is_some() || !self.tagged(name).is_empty()
    }
}
