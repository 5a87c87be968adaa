//! Two revisions of a plan: knows in what they differ, and plans that have some of the differences; does not know what a
//! difference is worth.
//!
//! Words, sections, notes and grades change labels, not results, and are no difference. Roles have become resources and
//! strategies by the time a plan is read. A ladder is not compared as a whole: whether a strategy stands in it belongs to
//! the strategy, and the order of what stands in both is a difference of its own.

use std::collections::BTreeSet;

use super::diagnosis::Source;
use super::evidence::{EVIDENCE, Try};
use super::names::{Entries, Name};
use super::outline::Node;
use super::plan::{Basis, CalendarFile, FunctionFile, PlanFile, ServiceFile, StrategyFile};

/// One difference between two revisions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// The kind of thing that differs.
    pub part: Part,
    /// Its name; for the whole plan's things, what it is.
    pub name: String,
    /// How it differs.
    pub how: How,
}

/// What can differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// A line of the plan.
    Strategy,
    /// The emergency fund.
    Fund,
    /// The rest of the money.
    Finances,
    /// A kind of session.
    Service,
    /// A critical function.
    Function,
    /// Something that sessions need.
    Resource,
    /// How clients react.
    Clients,
    /// How long a session struck while running is held for.
    Grace,
    /// In which order a ladder is tried.
    Order,
    /// When the practice works.
    Calendar,
    /// When sessions are held, how many, and for whom.
    Diary,
}

impl Part {
    /// In one word or two.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Strategy => "strategy",
            Self::Fund | Self::Finances | Self::Clients | Self::Grace | Self::Calendar => "",
            Self::Service => "service",
            Self::Function => "function",
            Self::Resource => "resource",
            Self::Order => "order of the ladder of",
            Self::Diary => "diary of",
        }
    }
}

/// How something differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum How {
    /// Only the new revision has it.
    Added,
    /// Only the old one has it.
    Removed,
    /// Both have it: the fields that differ, with what stands in the old and the new file.
    Changed(Vec<(String, String, String)>),
}

/// Two revisions and all in which they differ.
pub struct Revised<'a> {
    old: &'a PlanFile,
    new: &'a PlanFile,
    list: Vec<Revision>,
}

impl<'a> Revised<'a> {
    /// Compares two revisions.
    #[must_use]
    pub fn between(old: (&Source, &'a PlanFile), new: (&Source, &'a PlanFile)) -> Self {
        Self::of(Texts::new(old.0, new.0), old.1, new.1)
    }

    /// Compares two revisions of which the old one has the new one's diary ([`on_the_diary_of`]), beside the text in which its
    /// own still stands.
    #[must_use]
    pub fn on_one_diary(old: (&Source, &'a PlanFile), new: (&Source, &'a PlanFile)) -> Self {
        Self::of(Texts { one_diary: true, ..Texts::new(old.0, new.0) }, old.1, new.1)
    }

    fn of(texts: Texts<'_>, old: &'a PlanFile, new: &'a PlanFile) -> Self {
        let mut list = Vec::new();
        let same = |name: &str| {
            let ladders = |plan: &PlanFile| places(plan, name);
            plain_strategy(old.strategies.get(name)) == plain_strategy(new.strategies.get(name))
                && ladders(old) == ladders(new)
        };
        texts.section(&mut list, Part::Strategy, "strategies", &old.strategies, &new.strategies, same);
        list.iter_mut().for_each(|revision| tell_tries(revision, old, new));
        if old.finances.fund != new.finances.fund {
            list.push(texts.whole(Part::Fund, "emergency fund", &["finances", "fund"]));
        }
        let rest = |plan: &PlanFile| {
            let mut money = plan.finances.clone();
            (money.fund, money.plan, money.basis) = (crate::units::Money(0), String::new(), Basis::Own);
            money
        };
        if rest(old) != rest(new) {
            list.push(texts.whole(Part::Finances, "income and costs", &["finances"]));
        }
        let same = |name: &str| plain_service(old.services.get(name)) == plain_service(new.services.get(name));
        texts.section(&mut list, Part::Service, "services", &old.services, &new.services, same);
        let same = |name: &str| plain_function(old.functions.get(name)) == plain_function(new.functions.get(name));
        texts.section(&mut list, Part::Function, "functions", &old.functions, &new.functions, same);
        let same = |name: &str| old.resources.get(name) == new.resources.get(name);
        texts.section(&mut list, Part::Resource, "resources", &old.resources, &new.resources, same);
        // What only a strategy or a service brings with it comes and goes with that.
        list.retain(|revision| match (revision.part, &revision.how) {
            (Part::Resource, How::Added) => !is_brought(new, &revision.name),
            (Part::Resource, How::Removed) => !is_brought(old, &revision.name),
            _ => true,
        });
        let clients = |plan: &PlanFile| {
            plan.clients.clone().map(|mut clients| {
                clients.basis = Basis::Own;
                clients
            })
        };
        if clients(old) != clients(new) {
            list.push(texts.whole(Part::Clients, "how clients react", &["clients"]));
        }
        if old.grace != new.grace {
            list.push(texts.whole(Part::Grace, "grace", &["grace"]));
        }
        let calendar = |plan: &PlanFile| CalendarFile { basis: Basis::Own, ..plan.calendar.clone() };
        if calendar(old) != calendar(new) {
            list.push(texts.whole(Part::Calendar, "calendar", &["calendar"]));
        }
        for owner in owners(old).filter(|owner| ladder(new, owner).is_some()) {
            let both = |plan: &PlanFile, other: &PlanFile| -> Vec<String> {
                let stays = |name: &&Name| ladder(other, &owner).is_some_and(|ladder| ladder.contains(name));
                ladder(plan, &owner).unwrap_or_default().iter().filter(stays).map(|n| n.as_str().to_owned()).collect()
            };
            let (before, after) = (both(old, new), both(new, old));
            if before != after {
                let fields = vec![("ladder".to_owned(), before.join(", "), after.join(", "))];
                list.push(Revision { part: Part::Order, name: owner.1, how: How::Changed(fields) });
            }
        }
        Self { old, new, list }
    }

    /// The differences, strategies first.
    #[must_use]
    pub fn list(&self) -> &[Revision] {
        &self.list
    }

    /// The old plan with those differences that are taken.
    #[must_use]
    pub fn with(&self, taken: &[bool]) -> PlanFile {
        let mut plan = PlanFile { offers: Entries::default(), ..self.old.clone() };
        for (revision, _) in self.list.iter().zip(taken).filter(|(_, taken)| **taken) {
            self.take(&mut plan, revision);
        }
        let is_taken = |part: Part, name: &str| {
            self.list.iter().zip(taken).any(|(r, taken)| *taken && r.part == part && r.name == name)
        };
        for owner in owners(&plan).collect::<Vec<_>>() {
            let new_order = is_taken(Part::Order, &owner.1);
            let made = self.merged(&plan, &owner, new_order, &is_taken);
            if let Some(ladder) = ladder_mut(&mut plan, &owner) {
                *ladder = made;
            }
        }
        self.bring(&mut plan);
        plan
    }

    fn take(&self, plan: &mut PlanFile, revision: &Revision) {
        let name = revision.name.as_str();
        match revision.part {
            Part::Strategy => put(&mut plan.strategies, &self.new.strategies, name),
            Part::Service => put(&mut plan.services, &self.new.services, name),
            Part::Function => put(&mut plan.functions, &self.new.functions, name),
            Part::Resource => put(&mut plan.resources, &self.new.resources, name),
            Part::Fund => plan.finances.fund = self.new.finances.fund,
            Part::Finances => {
                let fund = plan.finances.fund;
                plan.finances = self.new.finances.clone();
                plan.finances.fund = fund;
            }
            Part::Clients => plan.clients = self.new.clients.clone(),
            Part::Grace => plan.grace = self.new.grace,
            Part::Calendar => plan.calendar = self.new.calendar.clone(),
            Part::Order | Part::Diary => {}
        }
    }

    /// The ladder of a plan that has some of the differences: what stands in it is decided strategy by strategy; the order
    /// is that of one revision, with what only the other has put behind the same neighbour as there.
    fn merged(
        &self,
        plan: &PlanFile,
        owner: &Owner,
        new_order: bool,
        is_taken: &impl Fn(Part, &str) -> bool,
    ) -> Vec<Name> {
        let old = ladder(self.old, owner).unwrap_or_default();
        let new = ladder(self.new, owner).unwrap_or_default();
        let differs = |name: &str| self.list.iter().any(|r| r.part == Part::Strategy && r.name == name);
        let stays = |name: &&Name| {
            let from_new = is_taken(Part::Strategy, name.as_str()) || !differs(name.as_str());
            let decides =
                if from_new { ladder(self.new, owner).unwrap_or(old) } else { ladder(self.old, owner).unwrap_or(new) };
            decides.contains(name) && plan.strategies.get(name.as_str()).is_some()
        };
        let (first, second) = if new_order || old.is_empty() { (new, old) } else { (old, new) };
        let mut made: Vec<Name> = first.iter().filter(stays).cloned().collect();
        for (at, name) in second.iter().enumerate().filter(|(_, name)| stays(name)) {
            if !made.contains(name) {
                let before = second[..at].iter().rev().find_map(|n| made.iter().position(|known| known == n));
                made.insert(before.map_or(0, |place| place + 1), name.clone());
            }
        }
        made
    }

    /// Everything that is named must be there, from whichever revision has it; what nothing names any more goes.
    fn bring(&self, plan: &mut PlanFile) {
        let mut missing = true;
        while missing {
            missing = false;
            for name in named(plan) {
                if plan.resources.get(&name).is_none()
                    && let Some(entry) = entry(&self.new.resources, &name).or_else(|| entry(&self.old.resources, &name))
                {
                    plan.resources.0.push(entry.clone());
                    missing = true;
                }
            }
        }
        let named = named(plan);
        let only_old = |name: &str| self.new.resources.get(name).is_none() && is_brought(self.old, name);
        plan.resources.0.retain(|(name, _)| named.contains(name.as_str()) || !only_old(name.as_str()));
    }
}

/// Fields of the calendar that are the diary's: when the practice works. When somebody is there to act is the plan's.
const OF_CALENDAR: [&str; 3] = ["starts", "open", "closed_weeks"];
/// Fields of a service that are the diary's: when sessions are held, how many, how long and for whom. What they earn, what they
/// need and how they go on is the plan's.
const OF_SERVICE: [&str; 6] = ["weekly", "timetable", "length", "gap", "clients", "engagement"];

/// A plan on another one's diary: it opens when that does, and the services that both have are booked as there. A service that only
/// one of them has is the plan's own.
#[must_use]
pub fn on_the_diary_of(plan: &PlanFile, other: &PlanFile) -> PlanFile {
    let mut plan = plan.clone();
    let calendar = &other.calendar;
    (plan.calendar.starts, plan.calendar.open) = (calendar.starts, calendar.open.clone());
    plan.calendar.closed_weeks.clone_from(&calendar.closed_weeks);
    for (name, own) in &mut plan.services.0 {
        if let Some(booked) = other.services.get(name.as_str()) {
            (own.weekly, own.length, own.gap) = (booked.weekly, booked.length, booked.gap);
            own.timetable.clone_from(&booked.timetable);
            (own.clients, own.engagement) = (booked.clients, booked.engagement);
        }
    }
    plan
}

/// In what the diaries of two plans differ, as far as [`on_the_diary_of`] gives one that of the other.
#[must_use]
pub fn diaries(old: (&Source, &PlanFile), new: (&Source, &PlanFile)) -> Vec<Revision> {
    let texts = Texts::new(old.0, new.0);
    let moved = on_the_diary_of(old.1, new.1);
    let told = |name: &str, path: &[&str], fields: &[&str]| {
        let mut differ = texts.fields(path);
        differ.retain(|(field, ..)| fields.contains(&field.as_str()));
        Revision { part: Part::Diary, name: name.to_owned(), how: How::Changed(differ) }
    };
    let calendar = (moved.calendar != old.1.calendar).then(|| told("the practice", &["calendar"], &OF_CALENDAR));
    let differs = |(name, service): &&(Name, ServiceFile)| old.1.services.get(name.as_str()) != Some(service);
    let services = moved.services.0.iter().filter(differs);
    let services = services.map(|(name, _)| told(name.as_str(), &["services", name.as_str()], &OF_SERVICE));
    calendar.into_iter().chain(services).collect()
}

/// A plan without some of its strategies, and without offers, which might name them.
#[must_use]
pub fn without(plan: &PlanFile, gone: &dyn Fn(&str) -> bool) -> PlanFile {
    let mut plan = PlanFile { offers: Entries::default(), ..plan.clone() };
    plan.strategies.0.retain(|(name, _)| !gone(name.as_str()));
    for owner in owners(&plan).collect::<Vec<_>>() {
        if let Some(ladder) = ladder_mut(&mut plan, &owner) {
            ladder.retain(|name| !gone(name.as_str()));
        }
    }
    plan
}

/// Gives a strategy of a plan another name, where it has it.
///
/// # Errors
/// The strategies that there are.
pub fn rename(plan: &mut PlanFile, from: &str, to: Name) -> Result<(), Vec<String>> {
    if plan.strategies.get(from).is_none() {
        return Err(plan.strategies.names().map(str::to_owned).collect());
    }
    let own = plan.strategies.0.iter_mut().map(|(name, _)| name);
    let services = plan.services.0.iter_mut().flat_map(|(_, service)| &mut service.ladder);
    let functions = plan.functions.0.iter_mut().flat_map(|(_, function)| &mut function.ladder);
    own.chain(services).chain(functions).filter(|name| name.as_str() == from).for_each(|name| *name = to.clone());
    Ok(())
}

/// What has a ladder: a service or a function, by its name.
type Owner = (Part, String);

fn owners(plan: &PlanFile) -> impl Iterator<Item = Owner> {
    let services = plan.services.names().map(|name| (Part::Service, name.to_owned()));
    services.chain(plan.functions.names().map(|name| (Part::Function, name.to_owned())))
}

fn ladder<'a>(plan: &'a PlanFile, (part, name): &Owner) -> Option<&'a [Name]> {
    match part {
        Part::Service => plan.services.get(name).map(|service| &service.ladder[..]),
        _ => plan.functions.get(name).map(|function| &function.ladder[..]),
    }
}

fn ladder_mut<'a>(plan: &'a mut PlanFile, (part, name): &Owner) -> Option<&'a mut Vec<Name>> {
    let is = |known: &Name| known.as_str() == name;
    match part {
        Part::Service => plan.services.0.iter_mut().find(|(n, _)| is(n)).map(|(_, service)| &mut service.ladder),
        _ => plan.functions.0.iter_mut().find(|(n, _)| is(n)).map(|(_, function)| &mut function.ladder),
    }
}

/// The ladders in which a strategy stands.
fn places(plan: &PlanFile, name: &str) -> Vec<Owner> {
    let stands = |owner: &Owner| ladder(plan, owner).is_some_and(|ladder| ladder.iter().any(|n| n.as_str() == name));
    owners(plan).filter(stands).collect()
}

fn entry<'a, T>(entries: &'a Entries<T>, name: &str) -> Option<&'a (Name, T)> {
    entries.0.iter().find(|(known, _)| known.as_str() == name)
}

/// The entry as it is in other entries: put in, replaced, or taken out.
fn put<T: Clone>(entries: &mut Entries<T>, other: &Entries<T>, name: &str) {
    let place = entries.0.iter().position(|(known, _)| known.as_str() == name);
    match (place, entry(other, name)) {
        (Some(at), Some(new)) => entries.0[at] = new.clone(),
        (Some(at), None) => drop(entries.0.remove(at)),
        (None, Some(new)) => entries.0.push(new.clone()),
        (None, None) => {}
    }
}

/// The resources that a strategy names.
fn of_strategy(strategy: &StrategyFile) -> Vec<String> {
    let mut names = Vec::new();
    strategy.kind.clone().map(|name| names.push(name.as_str().to_owned()), |_| Vec::<()>::new());
    names
}

/// The resources that services, functions and strategies of a plan name, and those that these need.
fn named(plan: &PlanFile) -> BTreeSet<String> {
    let text = |name: &Name| name.as_str().to_owned();
    let mut named: BTreeSet<String> = plan.strategies.0.iter().flat_map(|(_, s)| of_strategy(s)).collect();
    named.extend(plan.services.0.iter().flat_map(|(_, s)| s.needs.iter().chain([&s.by]).map(text)));
    named.extend(plan.functions.0.iter().flat_map(|(_, f)| f.needs.iter().map(text)));
    loop {
        let needs = |name: &String| plan.resources.get(name).into_iter().flat_map(|r| r.needs.iter().chain(&r.of));
        let more: Vec<String> = named.iter().flat_map(needs).map(text).filter(|name| !named.contains(name)).collect();
        if more.is_empty() {
            return named;
        }
        named.extend(more);
    }
}

/// Whether a resource is there because something names it.
fn is_brought(plan: &PlanFile, name: &str) -> bool {
    named(plan).contains(name)
}

/// What drills and incidents have shown stands in no plan: where it differs, that is said beside the fields.
fn tell_tries(revision: &mut Revision, old: &PlanFile, new: &PlanFile) {
    let tries = |plan: &PlanFile| plan.strategies.get(&revision.name).map(|s| s.tries.clone()).unwrap_or_default();
    let (old, new) = (tries(old), tries(new));
    let told = |tries: &[Try]| format!("{} of {} worked", tries.iter().filter(|one| one.worked).count(), tries.len());
    if let How::Changed(fields) = &mut revision.how
        && old != new
    {
        fields.push((EVIDENCE.to_owned(), told(&old), told(&new)));
    }
}

/// A strategy without what only labels it.
fn plain_strategy(strategy: Option<&StrategyFile>) -> Option<StrategyFile> {
    strategy.map(|s| StrategyFile { plan: String::new(), words: String::new(), basis: Basis::Own, ..s.clone() })
}

fn plain_service(service: Option<&ServiceFile>) -> Option<ServiceFile> {
    service.map(|s| ServiceFile { plan: String::new(), ladder: Vec::new(), basis: Basis::Own, ..s.clone() })
}

fn plain_function(function: Option<&FunctionFile>) -> Option<FunctionFile> {
    function.map(|f| FunctionFile { plan: String::new(), ladder: Vec::new(), basis: Basis::Own, ..f.clone() })
}

/// Both files as texts, to show what stands in them.
struct Texts<'a> {
    old: &'a Source,
    new: &'a Source,
    outlines: [Node; 2],
    /// Both are played on one diary, whatever stands in the texts.
    one_diary: bool,
}

/// Fields that only label an entry.
const LABELS: [&str; 5] = ["plan", "words", "basis", "ladder", "does"];
/// The longest piece of a file that is shown \[characters\].
const LONGEST: usize = 200;

impl<'a> Texts<'a> {
    fn new(old: &'a Source, new: &'a Source) -> Self {
        Self { old, new, outlines: [Node::of(&old.text), Node::of(&new.text)], one_diary: false }
    }

    /// Whether a field at a path says nothing of how the plans differ.
    fn is_label(&self, path: &[&str], field: &str) -> bool {
        let diary: &[&str] = match path.first() {
            Some(&"calendar") => &OF_CALENDAR,
            Some(&"services") => &OF_SERVICE,
            _ => &[],
        };
        LABELS.contains(&field) || (self.one_diary && diary.contains(&field))
    }

    fn section<T>(
        &self,
        list: &mut Vec<Revision>,
        part: Part,
        field: &str,
        old: &Entries<T>,
        new: &Entries<T>,
        same: impl Fn(&str) -> bool,
    ) {
        let names: BTreeSet<&str> = old.names().chain(new.names()).collect();
        for name in names.into_iter().filter(|name| !same(name)) {
            let how = match (old.get(name), new.get(name)) {
                (None, _) => How::Added,
                (_, None) => How::Removed,
                _ => How::Changed(self.fields(&[field, name])),
            };
            list.push(Revision { part, name: name.to_owned(), how });
        }
    }

    fn whole(&self, part: Part, name: &str, path: &[&str]) -> Revision {
        Revision { part, name: name.to_owned(), how: How::Changed(self.fields(path)) }
    }

    /// What differs at a path: its fields, or the value itself where it has none.
    fn fields(&self, path: &[&str]) -> Vec<(String, String, String)> {
        let (old, new) = (self.node(0, path), self.node(1, path));
        let names = |node: Option<&Node>, text: &str| -> Vec<String> {
            let keys = node.into_iter().flat_map(|node| node.items.iter().filter_map(|item| item.key.clone()));
            keys.map(|key| text[key].to_owned()).collect()
        };
        let mut keys = names(old, &self.old.text);
        keys.extend(names(new, &self.new.text));
        let mut known = BTreeSet::new();
        keys.retain(|key| known.insert(key.clone()) && !self.is_label(path, key));
        if keys.is_empty() {
            let last = path.last().copied().unwrap_or_default().to_owned();
            return vec![(last, shown(old, &self.old.text), shown(new, &self.new.text))];
        }
        let value = |node: Option<&Node>, text: &str, key: &str| {
            shown(node.and_then(|node| node.item(text, key)).map(|item| &item.value), text)
        };
        let both = keys.into_iter().map(|key| {
            let (before, after) = (value(old, &self.old.text, &key), value(new, &self.new.text, &key));
            (key, before, after)
        });
        both.filter(|(_, before, after)| before != after).collect()
    }

    fn node(&self, which: usize, path: &[&str]) -> Option<&Node> {
        let text = if which == 0 { &self.old.text } else { &self.new.text };
        path.iter().try_fold(&self.outlines[which], |node, step| node.item(text, step).map(|item| &item.value))
    }
}

/// A piece of a file in one line.
fn shown(node: Option<&Node>, text: &str) -> String {
    let Some(node) = node else { return "nothing".to_owned() };
    let words: Vec<&str> = text[node.span.clone()].split_whitespace().collect();
    let line = words.join(" ");
    if line.chars().count() <= LONGEST { line } else { line.chars().take(LONGEST).chain(['…']).collect() }
}
