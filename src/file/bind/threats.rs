//! From what scenarios write to what may strike: knows tags, single people and things, and what a consequence follows;
//! does not know the plan's answers.

use std::collections::BTreeMap;

use crate::codes::{EITHER, NEVER, REPEATED, UNKNOWN};
use crate::model::{
    Calendar, Cascade, Course, Distribution, Hazard, Id, Impact, Pace, Phase, Resource, Slump, Span, Strike, Table,
    Threat, WEEKS_A_YEAR,
};
use crate::units::{DAY, Share, WEEK};

use super::super::diagnosis::Source;
use super::super::names::{Entries, Name};
use super::super::plan::{PlanFile, ResourceFile};
use super::super::scenario::{CascadeFile, Harm, HazardFile, Phases, ScenarioFile};
use super::super::wording::nearest;
use super::{Binder, In};

impl Binder<'_> {
    /// Everything that may strike, with hazards of single people or things once for each of them.
    pub(super) fn threats(&mut self, plan: &PlanFile, resources: &Table<Resource>) -> Threats {
        let mut threats = Threats::default();
        for (number, (_, scenario)) in self.scenarios.iter().enumerate() {
            for (at, (name, hazard)) in scenario.hazards.0.iter().enumerate() {
                if threats.entries.iter().any(|known| *known == name.as_str()) {
                    let what = format!("another scenario has a hazard `{}` as well", name.as_str());
                    self.fault_at(In::Scenario(number), REPEATED, name, what, "rename one: each has its own luck");
                }
                threats.entries.push(name.as_str().to_owned());
                let members = hazard.of_each.as_ref().map(|tag| self.members(plan, resources, number, tag));
                let members: Vec<_> = members.map_or_else(|| vec![None], |all| all.into_iter().map(Some).collect());
                let of = members.len();
                threats.hazards.extend(members.into_iter().map(|member| Found { number, at, member, of }));
            }
            for (at, (name, cascade)) in scenario.then.0.iter().enumerate() {
                let of = |found: &&Found| {
                    found.number == number && cascade.of.iter().any(|of| of == &scenario.hazards.0[found.at].0)
                };
                let mut members: Vec<Option<Id<Resource>>> =
                    threats.hazards.iter().filter(of).map(|found| found.member).collect();
                members.sort_unstable();
                members.dedup();
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
        threats.name_all(self.scenarios, resources);
        threats
    }

    /// The resources that carry a tag; an unknown tag is a fault.
    fn members(
        &mut self,
        plan: &PlanFile,
        resources: &Table<Resource>,
        number: usize,
        tag: &Name,
    ) -> Vec<Id<Resource>> {
        let found = Target { plan, resources }.tagged(tag.as_str());
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
        let file = |found: &Found| &self.scenarios[found.number].1.hazards.0[found.at];
        let all: f64 = threats.hazards.iter().map(|found| file(found).1.effective_rate().a_year()).sum();
        if all <= 0.0 && self.question.course == Course::One && !self.scenarios.is_empty() {
            let at = self.field(In::Scenario(0), "hazards");
            self.fault(
                In::Scenario(0),
                NEVER,
                at,
                "no hazard ever strikes",
                "give at least one hazard a rate above zero",
            );
        }
        let mut rows = Vec::new();
        for (found, name) in threats.hazards.iter().zip(&threats.hazard_names) {
            let (entry, written): &(Name, HazardFile) = &self.scenarios[found.number].1.hazards.0[found.at];
            let made = Hazard {
                rate: written.effective_rate(),
                uncertain: written.rate.shape,
                pace: pace(written, calendar),
                one_at_a_time: written.one_at_a_time,
                lasts: written.lasts.0.clone(),
                impact: self.impact(found, entry, &written.harm(), target),
                entry: threats.entries.iter().position(|known| known == entry.as_str()).unwrap_or(0),
            };
            rows.push((name.clone(), made));
        }
        rows.sort_by(|a, b| a.0.cmp(&b.0));
        Table::new(rows)
    }

    pub(super) fn cascades(&mut self, threats: &Threats, target: &Target<'_>) -> Table<Cascade> {
        let mut rows = Vec::new();
        for (found, name) in threats.cascades.iter().zip(&threats.cascade_names) {
            let scenario = self.scenarios[found.number].1;
            let (own, written): &(Name, CascadeFile) = &scenario.then.0[found.at];
            let known: Vec<&str> = scenario.hazards.names().collect();
            for of in written.of.iter().filter(|of| !known.contains(&of.as_str())) {
                let what = format!("there is no hazard `{}`", of.as_str());
                self.fault_at(In::Scenario(found.number), UNKNOWN, of, what, nearest(of.as_str(), &known));
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
                of: threats.causes(found, written, self.scenarios),
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
            strikes: self.strikes(found, written.strikes, target),
            costs: written.costs.map(|costs| costs.0.clone()),
            demand: slump,
            pays_later: written.pays_later.map_or(0, |later| self.minutes(file, later, own, "`pays_later`") / DAY),
            unpaid: written.unpaid,
            // One person of several has a share of the clients; which, is not known.
            unsettles: written.unsettles.map_or(0.0, Share::fraction) / found.of as f64,
            sponsor_leaves: written.sponsor_leaves,
            reportable: written.reportable,
            winds_up: false,
        }
    }

    fn strikes(&mut self, found: &Found, written: &Entries<Phases>, target: &Target<'_>) -> Vec<Strike> {
        let mut strikes: Vec<Strike> = Vec::new();
        // A tag and a resource that carries it may both be named: the order of the file does not matter.
        let mut written: Vec<&(Name, Phases)> = written.0.iter().collect();
        written.sort_by(|a, b| a.0.as_str().cmp(b.0.as_str()));
        for (name, phases) in written {
            let struck = target.struck(name.as_str(), found.member);
            if !target.knows(name.as_str()) {
                let known: Vec<&str> = target.resources.names().collect();
                let what = format!("the plan has no resource `{}`", name.as_str());
                self.fault_at(In::Scenario(found.number), UNKNOWN, name, what, nearest(name.as_str(), &known));
            }
            strikes.extend(struck.into_iter().map(|resource| Strike { resource, phases: phases.0.clone() }));
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

/// When a hazard strikes; one that is never in season has no pace of its own, and no rate either.
fn pace(written: &HazardFile, calendar: Option<&Calendar>) -> Pace {
    let (Some(season), Some(calendar)) = (&written.season, calendar) else {
        return Pace::new(written.when.clone(), None);
    };
    let weights: Vec<f64> = (0..WEEKS_A_YEAR).map(|week| season.0[calendar.month_of_week(week)].value()).collect();
    let strikes = !written.is_out_of_season();
    Pace::new(written.when.clone(), strikes.then_some(&weights))
}

/// Who does not come back is replaced after so long \[min\] (judgement: half a year).
const REPLACED: f64 = (26 * WEEK) as f64;

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
}

impl Threats {
    /// Names hazards and consequences: those of one of several members carry its name.
    fn name_all(&mut self, scenarios: &[(&Source, &ScenarioFile)], resources: &Table<Resource>) {
        let full = |all: &[Found], found: &Found, name: &str| {
            let same = |other: &&Found| (other.number, other.at) == (found.number, found.at);
            match found.member {
                Some(member) if all.iter().filter(same).count() > 1 => format!("{name} ({})", resources.name(member)),
                _ => name.to_owned(),
            }
        };
        let hazard = |found: &Found| scenarios[found.number].1.hazards.0[found.at].0.as_str();
        let cascade = |found: &Found| scenarios[found.number].1.then.0[found.at].0.as_str();
        self.hazard_names = self.hazards.iter().map(|found| full(&self.hazards, found, hazard(found))).collect();
        self.cascade_names = self.cascades.iter().map(|found| full(&self.cascades, found, cascade(found))).collect();
        for (i, found) in self.hazards.iter().enumerate() {
            let threat = Threat::Hazard(self.hazard_id(i));
            self.known.entry(hazard(found).to_owned()).or_default().push(threat);
        }
        for (i, found) in self.cascades.iter().enumerate() {
            let threat = Threat::Cascade(place(&self.cascade_names, i));
            self.known.entry(cascade(found).to_owned()).or_default().push(threat);
        }
    }

    fn hazard_id(&self, i: usize) -> Id<Hazard> {
        place(&self.hazard_names, i)
    }

    /// The threats that an entry's name stands for.
    pub(super) fn named(&self, name: &str) -> Vec<Threat> {
        self.known.get(name).cloned().unwrap_or_default()
    }

    pub(super) fn names(&self) -> Vec<&str> {
        self.known.keys().map(String::as_str).collect()
    }

    /// The hazards that may set off a consequence, for the same member.
    fn causes(&self, found: &Found, written: &CascadeFile, scenarios: &[(&Source, &ScenarioFile)]) -> Vec<Id<Hazard>> {
        let hazards = &scenarios[found.number].1.hazards.0;
        let is_cause = |other: &Found| {
            (other.number, other.member) == (found.number, found.member)
                && written.of.iter().any(|of| of == &hazards[other.at].0)
        };
        let all = self.hazards.iter().enumerate().filter(|(_, other)| is_cause(other));
        all.map(|(i, _)| self.hazard_id(i)).collect()
    }
}

/// The id that the `i`-th of some names has once they are sorted.
fn place<T>(names: &[String], i: usize) -> Id<T> {
    Id::at(names.iter().filter(|name| **name < names[i]).count())
}

/// The resources of a plan, as scenarios name them.
pub(super) struct Target<'a> {
    pub(super) plan: &'a PlanFile,
    pub(super) resources: &'a Table<Resource>,
}

impl Target<'_> {
    /// The resources that carry a tag.
    fn tagged(&self, tag: &str) -> Vec<Id<Resource>> {
        let carries = |file: &ResourceFile| file.is.as_ref().is_some_and(|is| is.as_str() == tag);
        let names = self.plan.resources.0.iter().filter(|(_, file)| carries(file));
        let mut ids: Vec<Id<Resource>> = names.filter_map(|(name, _)| self.resources.id(name.as_str())).collect();
        ids.sort_unstable();
        ids
    }

    /// What a name in a scenario strikes: the resource of that name, or those that carry it as a tag; for one of several
    /// members, the member itself or what belongs to it.
    fn struck(&self, name: &str, member: Option<Id<Resource>>) -> Vec<Id<Resource>> {
        if let Some(id) = self.resources.id(name) {
            return vec![id];
        }
        let all = self.tagged(name);
        let Some(member) = member else { return all };
        let owner = |id: &Id<Resource>| {
            let file = self.plan.resources.get(self.resources.name(*id))?;
            file.of.as_ref().map(Name::as_str)
        };
        // Two things of one owner stand by each other: what belongs to the same person as the member counts as well.
        let person = owner(&member).unwrap_or(self.resources.name(member));
        let own =
            |id: &&Id<Resource>| **id == member || self.resources.name(**id) == person || owner(id) == Some(person);
        let own: Vec<Id<Resource>> = all.iter().filter(own).copied().collect();
        if all.contains(&member) {
            vec![member]
        } else if all.iter().all(|id| owner(id).is_none()) {
            // Nobody's in particular: everybody's.
            all
        } else {
            own
        }
    }

    /// Whether a scenario can name it: a resource or a tag.
    fn knows(&self, name: &str) -> bool {
        self.resources.id(name).is_some() || !self.tagged(name).is_empty()
    }
}
