//! What of a plan does nothing: knows resources that nothing needs, strategies that can never act and rungs of ladders
//! that lead nowhere; does not know what scenarios strike.

use std::collections::{BTreeMap, BTreeSet};

use crate::codes::{BESIDE, INERT, UNNEEDED};
use crate::model::{Case, Cover, Effect, Id, Insure, Postpone, Resource, Service, Strategy, Substitute};
use crate::units::{Length, Money, Share};

use super::super::names::Name;
use super::super::plan::{ResourceFile, StrategyFile};
use super::{Seen, Warning};

pub(super) fn in_plan(seen: &Seen<'_>) -> Vec<Warning> {
    let mut all = unneeded(seen);
    all.extend(seen.plan.strategies.0.iter().filter_map(|(name, strategy)| of_strategy(seen, name, strategy)));
    all.extend(beside(seen));
    all
}

/// Resources and roles that nothing needs and nothing else names.
fn unneeded(seen: &Seen<'_>) -> Vec<Warning> {
    let case = seen.case;
    let named = named(seen);
    let roles: BTreeSet<&str> = seen.plan.roles.names().collect();
    let unneeded = |(name, own): &&(Name, ResourceFile)| {
        let id = case.resources.id(name.as_str());
        let bare = id.is_some_and(|id| {
            let at = id.index();
            !seen.felt.needed[at] && !seen.felt.mended[at] && seen.felt.needed_by[at].is_empty()
        });
        // What is one of a kind, or somebody's, is there for scenarios to strike; data is lost whoever needs it.
        bare && own.is.is_none() && own.of.is_none() && !own.data && !named.contains(name.as_str())
    };
    let told = |(name, _): &(Name, ResourceFile)| {
        let kind = if roles.contains(name.as_str()) { "role" } else { "resource" };
        let what =
            format!("nothing needs the {kind} `{}`: no session or function suffers when it is down", name.as_str());
        let tip = "name it in the `needs` of what rests on it, or take it out";
        Warning::new(UNNEEDED, seen.text.name(name), what, tip)
    };
    seen.plan.resources.0.iter().filter(unneeded).map(told).collect()
}

/// The resources that own another, or are restored.
fn named<'a>(seen: &Seen<'a>) -> BTreeSet<&'a str> {
    let owners = seen.plan.resources.0.iter().filter_map(|(_, other)| other.of.as_ref());
    let restored = seen.plan.strategies.0.iter().flat_map(|(_, strategy)| match &strategy.kind {
        Effect::Restore(restore) => &restore.of[..],
        _ => &[],
    });
    owners.chain(restored).map(Name::as_str).collect()
}

fn of_strategy(seen: &Seen<'_>, name: &Name, strategy: &StrategyFile) -> Option<Warning> {
    let (path, what) = inert(strategy).or_else(|| never_open(seen, name, strategy))?;
    let path: Vec<&str> = ["strategies", name.as_str()].into_iter().chain(path.iter().copied()).collect();
    let tip = "write the value that is meant, or take the strategy out";
    let what = format!("`{}` can never help: {what}", name.as_str());
    Some(Warning::new(INERT, seen.text.near(&path, name), what, tip))
}

/// Why a strategy can never act, and in which field that stands.
fn inert(strategy: &StrategyFile) -> Option<(&'static [&'static str], &'static str)> {
    let works = &strategy.works;
    if works.claimed == Share::NONE && works.supported.is_none_or(|share| share == Share::NONE) {
        return Some((&["works", "claimed"], "it never works"));
    }
    let none = |length: Option<Length>| length.is_some_and(|length| length.amount() <= 0.0);
    match &strategy.kind {
        Effect::Substitute(way) if way.level == Share::NONE => Some((&["kind", "level"], "it supplies nothing")),
        Effect::Substitute(way) if way.worth == Share::NONE => Some((&["kind", "worth"], WORTH)),
        Effect::Substitute(way) if none(way.limit) => Some((&["kind", "limit"], "it is used up at once")),
        Effect::Substitute(way) if none(way.allowance) => Some((&["kind", "allowance"], "it carries no session")),
        Effect::Switch(way) if way.worth == Share::NONE => Some((&["kind", "worth"], WORTH)),
        Effect::HandOver(way) if way.worth == Share::NONE => Some((&["kind", "worth"], WORTH)),
        Effect::Switch(way) if way.accepted == Share::NONE => Some((&["kind", "accepted"], "no client takes it")),
        Effect::HandOver(way) if way.accepted == Share::NONE => Some((&["kind", "accepted"], "no client agrees")),
        Effect::HandOver(way) if way.spare == 0 => Some((&["kind", "spare"], "no associate has time to spare")),
        Effect::Postpone(offer) if !is_taken(offer) => {
            Some((&["kind", "patience"], "no client waits, so nothing is made up for"))
        }
        Effect::Postpone(offer) if offer.up_to.value() <= 0.0 => Some((&["kind", "up_to"], "no week has room for it")),
        Effect::Postpone(offer) if is_too_late(offer) => {
            Some((&["kind", "notice"], "no client waits as long as the notice that each needs"))
        }
        Effect::Repair(repair) if repair.of.is_empty() => Some((&["kind", "of"], "it mends nothing")),
        Effect::Restore(restore) if restore.of.is_empty() => Some((&["kind", "of"], "it brings nothing back")),
        Effect::Prevent(prevent) if prevent.of.is_empty() => Some((&["kind", "of"], "it averts nothing")),
        Effect::Repair(repair) if repair.leaves == Share::ALL => Some((&["kind", "leaves"], "it shortens nothing")),
        Effect::Prevent(prevent) if prevent.averts == Share::NONE => Some((&["kind", "averts"], "it averts nothing")),
        Effect::Sustain(sustain) if sustain.holds == Share::NONE => Some((&["kind", "holds"], "it holds nothing up")),
        Effect::Insure(insure) => pays_nothing(insure),
        _ => None,
    }
}

const WORTH: &str = "a session held that way is worth nothing";

/// A substitute that is out of reach whenever a session is held that could go on with it.
fn never_open(
    seen: &Seen<'_>,
    name: &Name,
    strategy: &StrategyFile,
) -> Option<(&'static [&'static str], &'static str)> {
    let Effect::Substitute(Substitute { open: Some(open), .. }) = &strategy.kind else { return None };
    let case = seen.case;
    // A function goes on day and night.
    if seen.plan.functions.0.iter().any(|(_, function)| function.ladder.contains(name)) {
        return None;
    }
    let services = seen.plan.services.0.iter().filter(|(_, service)| service.ladder.contains(name));
    let own: BTreeSet<Id<Service>> = services.filter_map(|(name, _)| case.services.id(name.as_str())).collect();
    let held = (0..case.diary.len().min(MOST_SESSIONS)).map(|at| case.diary.session(Id::at(at)));
    let mut times = held.filter(|session| own.contains(&session.service)).peekable();
    times.peek()?;
    let meets = times.any(|session| open.next_open(session.start) < session.end);
    (!meets).then_some((&["kind", "open"], "it cannot be had at any time at which a session is held"))
}

/// So many sessions are looked at: the pattern of a week comes again.
const MOST_SESSIONS: usize = 50_000;

/// Whether no new date lies within anybody's patience.
fn is_too_late(offer: &Postpone) -> bool {
    let longest = offer.patience.iter().map(|step| step.within.minutes()).max().flatten();
    longest.zip(offer.notice.minutes()).is_some_and(|(longest, notice)| notice > longest)
}

fn is_taken(offer: &Postpone) -> bool {
    offer.patience.iter().any(|step| step.accepted > Share::NONE && step.within.amount() > 0.0)
}

fn pays_nothing(insure: &Insure<Name, Name>) -> Option<(&'static [&'static str], &'static str)> {
    if insure.per_year.and_then(|year| year.limit) == Some(Money::ZERO) {
        let why = "the most that it pays in a year is nothing; without `limit` there is none";
        return Some((&["kind", "per_year"], why));
    }
    match &insure.pays {
        Cover::Benefit { amount, .. } if amount.a_year() == Money::ZERO => {
            Some((&["kind", "pays", "amount"], "it pays nothing"))
        }
        Cover::Benefit { at_most: Some(most), .. } if most.amount() <= 0.0 => {
            Some((&["kind", "pays", "at_most"], "it pays for no time at all"))
        }
        Cover::Benefit { while_down, .. } if while_down.is_empty() => {
            Some((&["kind", "pays", "while_down"], "it covers nobody"))
        }
        Cover::Loss { of, .. } if of.is_empty() => Some((&["kind", "pays", "of"], "it covers nothing")),
        Cover::Loss { share, .. } if *share == Share::NONE => Some((&["kind", "pays", "share"], "it pays no share")),
        Cover::Loss { limit: Some(most), .. } if *most == Money::ZERO => {
            Some((&["kind", "pays", "limit"], "the most that it pays is nothing; without `limit` there is none"))
        }
        _ => None,
    }
}

/// Substitutes in the ladder of something that does not rest on what they stand in for.
fn beside(seen: &Seen<'_>) -> Vec<Warning> {
    let services =
        seen.plan.services.0.iter().map(|(name, s)| (name, &s.ladder, s.needs.iter().chain([&s.by]).collect()));
    let functions = seen.plan.functions.0.iter().map(|(name, f)| (name, &f.ladder, f.needs.iter().collect()));
    services.chain(functions).flat_map(|(of, ladder, needs)| beside_in(seen, of, ladder, needs)).collect()
}

fn beside_in(seen: &Seen<'_>, of: &Name, ladder: &[Name], needs: Vec<&Name>) -> Vec<Warning> {
    let case = seen.case;
    let roots: Vec<Id<Resource>> = needs.iter().filter_map(|name| case.resources.id(name.as_str())).collect();
    let ids: Vec<Id<Strategy>> = ladder.iter().filter_map(|name| case.strategies.id(name.as_str())).collect();
    let rests_on = rests_on(case, roots, &ids);
    let leads_nowhere = |rung: &&Name| {
        let id = case.strategies.id(rung.as_str());
        let replaces = id.and_then(|id| replaced(case, id));
        replaces.is_some_and(|replaces| !replaces.iter().any(|r| rests_on[r.index()]))
    };
    let told = |rung: &Name| {
        let what = format!(
            "`{}` does nothing in the ladder of `{}`, which does not rest on what it stands in for",
            rung.as_str(),
            of.as_str()
        );
        let tip = "take it out of this ladder, or name what it replaces in `needs`";
        Warning::new(BESIDE, seen.text.name(rung), what, tip)
    };
    // A deputy stands in every ladder without being written there.
    let written = ladder.iter().filter(|rung| !seen.made.contains(rung.as_str()));
    written.filter(leads_nowhere).map(told).collect()
}

/// What a substitute stands in for; none where it is no substitute.
fn replaced(case: &Case, strategy: Id<Strategy>) -> Option<&[Id<Resource>]> {
    match &case.strategies[strategy].effect {
        Effect::Substitute(way) => Some(&way.replaces),
        _ => None,
    }
}

/// All that some resources rest on, through what stands in for it as well, and all that the other rungs rest on.
fn rests_on(case: &Case, roots: Vec<Id<Resource>>, ladder: &[Id<Strategy>]) -> Vec<bool> {
    let mut ahead = roots;
    let mut through: BTreeMap<Id<Resource>, Vec<Id<Strategy>>> = BTreeMap::new();
    for id in ladder {
        match replaced(case, *id) {
            Some(all) => all.iter().for_each(|resource| through.entry(*resource).or_default().push(*id)),
            None => ahead.extend(case.strategies[*id].effect.needs()),
        }
    }
    let mut set = vec![false; case.resources.len()];
    let mut taken = BTreeSet::new();
    while let Some(next) = ahead.pop() {
        if std::mem::replace(&mut set[next.index()], true) {
            continue;
        }
        ahead.extend(&case.resources[next].needs);
        let ways = through.remove(&next).into_iter().flatten();
        ways.filter(|way| taken.insert(*way)).for_each(|way| ahead.extend(case.strategies[way].effect.needs()));
    }
    set
}
