//! The names of everything uncertain in a case: knows which stream belongs to what; does not draw.
//!
//! Hazards and what they set off belong to the world: their names hold nothing of the plan. Strategies and clients
//! belong to the plan: two revisions share the luck of what they both have, by name.

use crate::model::{Cascade, Case, Effect, Hazard, Id, Parts, Service, Strategy};

use super::Stream;

/// The number of a column: a source that many trials ask for.
pub(super) type Column = usize;

/// What is drawn of a hazard.
const OF_HAZARD: [&str; 7] = ["when", "lasts", "gap", "rate", "averted", "costs", "falls"];
/// What is drawn of a consequence.
const OF_CASCADE: [&str; 5] = ["happens", "after", "lasts", "costs", "falls"];
/// What is drawn of a strategy for each hazard.
const OF_TRY: [&str; 3] = ["works", "ready", "copy"];
/// What is drawn of a client's answer to a strategy.
const OF_ANSWER: [&str; 2] = ["accepts", "for good"];
/// What is drawn of a client.
const OF_CLIENT: [&str; 6] = ["leaves", "place", "crunch", "pauses", "credit", "refilled"];

/// All sources of a case.
#[derive(Clone, Debug)]
pub struct Sources {
    pub(super) columns: Vec<Stream>,
    strategies: usize,
    /// For each consequence its first column and the hazards that may set it off.
    first_cascade: Vec<(Column, Vec<Id<Hazard>>)>,
    first_try: Column,
    first_client: Vec<usize>,
    clients: usize,
    /// The place of a strategy among those that ask clients.
    asking: Vec<usize>,
    asks: usize,
    /// By hazard, asking strategy and client.
    answers: Vec<[Stream; OF_ANSWER.len()]>,
    /// By client.
    clients_own: Vec<[Stream; OF_CLIENT.len()]>,
}

/// Two sources whose names have the same hash: one of them must be renamed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SameHash(pub String, pub String);

const WHICH: Column = 0;

impl Sources {
    /// Names the sources of a case.
    ///
    /// # Errors
    /// Where two names have the same hash, which one rename mends.
    pub fn new(case: &Case) -> Result<Self, SameHash> {
        let mut names = Names::default();
        let sources = Self::named(case, &mut names);
        match names.twice() {
            None => Ok(sources),
            Some(stream) => {
                let mut names = Names { watched: Some(stream), ..Names::default() };
                Self::named(case, &mut names);
                let mut same = names.same.into_iter();
                Err(SameHash(same.next().unwrap_or_default(), same.next().unwrap_or_default()))
            }
        }
    }

    fn named(case: &Case, names: &mut Names) -> Self {
        let mut columns = vec![names.stream("scenario/which hazard".into())];
        for hazard in case.hazards.names() {
            for what in OF_HAZARD {
                columns.push(names.stream(format!("hazard/{hazard}/{what}")));
            }
        }
        let mut first_cascade = Vec::new();
        for (_, name, cascade) in case.cascades.iter() {
            first_cascade.push((columns.len(), cascade.of.clone()));
            for cause in &cascade.of {
                for what in OF_CASCADE {
                    columns.push(names.stream(format!("then/{name}/{what}/{}", case.hazards.name(*cause))));
                }
            }
        }
        let first_try = columns.len();
        for hazard in case.hazards.names() {
            for strategy in case.strategies.names() {
                for what in OF_TRY {
                    columns.push(names.stream(format!("strategy/{strategy}/{what}/{hazard}")));
                }
            }
        }
        let people = clients(case);
        let (asking, asks) = asking(case);
        let mut answers = Vec::new();
        for hazard in case.hazards.names() {
            for (_, strategy, _) in case.strategies.iter().filter(|(_, _, s)| asks_clients(s)) {
                for client in &people {
                    answers.push(OF_ANSWER.map(|what| names.stream(format!("{client}/{what}/{strategy}/{hazard}"))));
                }
            }
        }
        let mut clients_own = Vec::new();
        for client in &people {
            let mut own = [Stream::named("", 0); OF_CLIENT.len()];
            for (stream, what) in own.iter_mut().zip(OF_CLIENT) {
                *stream = names.stream(format!("{client}/{what}"));
            }
            clients_own.push(own);
        }
        Self {
            columns,
            strategies: case.strategies.len(),
            first_cascade,
            first_try,
            first_client: first_clients(case),
            clients: people.len(),
            asking,
            asks,
            answers,
            clients_own,
        }
    }

    /// How many sources the parts of a case would have, so that too many are told before there are any.
    #[must_use]
    pub fn how_many(parts: &Parts) -> u64 {
        let count = |n: usize| n as u64;
        let (hazards, strategies) = (count(parts.hazards.len()), count(parts.strategies.len()));
        let causes: u64 = parts.cascades.iter().map(|(_, _, cascade)| count(cascade.of.len())).sum();
        let asking = count(parts.strategies.iter().filter(|(_, _, s)| asks_clients(s)).count());
        let clients: u64 = parts.services.iter().map(|(_, service)| u64::from(service.clients)).sum();
        let by_hazard =
            count(OF_HAZARD.len()) + strategies * count(OF_TRY.len()) + asking * clients * count(OF_ANSWER.len());
        1 + hazards * by_hazard + causes * count(OF_CASCADE.len()) + clients * count(OF_CLIENT.len())
    }

    pub(super) fn which(&self) -> Column {
        WHICH
    }

    /// `what` counts in [`OF_HAZARD`].
    pub(super) fn hazard(&self, hazard: Id<Hazard>, what: usize) -> Column {
        1 + OF_HAZARD.len() * hazard.index() + what
    }

    /// `what` counts in [`OF_CASCADE`].
    pub(super) fn cascade(&self, cause: Id<Hazard>, cascade: Id<Cascade>, what: usize) -> Column {
        let (first, of) = &self.first_cascade[cascade.index()];
        let place = of.iter().position(|hazard| *hazard == cause).unwrap_or(0);
        first + OF_CASCADE.len() * place + what
    }

    /// `what` counts in [`OF_TRY`].
    pub(super) fn tries(&self, hazard: Id<Hazard>, strategy: Id<Strategy>, what: usize) -> Column {
        self.first_try + OF_TRY.len() * (hazard.index() * self.strategies + strategy.index()) + what
    }

    /// `what` counts in [`OF_ANSWER`].
    pub(super) fn answer(&self, hazard: Id<Hazard>, strategy: Id<Strategy>, client: usize, what: usize) -> Stream {
        self.answers[(hazard.index() * self.asks + self.asking[strategy.index()]) * self.clients + client][what]
    }

    /// `what` counts in [`OF_CLIENT`].
    pub(super) fn of_client(&self, client: usize, what: usize) -> Stream {
        self.clients_own[client][what]
    }

    /// The number of a client among all clients of all services.
    #[must_use]
    pub fn client(&self, service: Id<Service>, client: u32) -> usize {
        self.first_client[service.index()] + client as usize
    }

    /// How many clients there are.
    #[must_use]
    pub fn clients(&self) -> usize {
        self.clients
    }
}

fn asks_clients(strategy: &Strategy) -> bool {
    matches!(strategy.effect, Effect::Switch(_) | Effect::Postpone(_) | Effect::HandOver(_))
}

/// For each strategy its place among those that ask clients, and how many those are.
fn asking(case: &Case) -> (Vec<usize>, usize) {
    let mut next = 0;
    let place = |(_, _, strategy)| {
        let place = next;
        next += usize::from(asks_clients(strategy));
        place
    };
    (case.strategies.iter().map(place).collect(), next)
}

fn clients(case: &Case) -> Vec<String> {
    let of = |(_, name, service): (_, &str, &Service)| {
        let name = name.to_owned();
        (0..service.clients).map(move |client| format!("client/{name}/{client}"))
    };
    case.services.iter().flat_map(of).collect()
}

fn first_clients(case: &Case) -> Vec<usize> {
    let mut next = 0;
    case.services
        .iter()
        .map(|(_, _, service)| {
            let first = next;
            next += service.clients as usize;
            first
        })
        .collect()
}

/// Streams given out so far, to find two names with one hash.
#[derive(Default)]
struct Names {
    given: Vec<Stream>,
    /// A stream that was given out twice, and the names it was given to.
    watched: Option<Stream>,
    same: Vec<String>,
}

impl Names {
    fn stream(&mut self, name: String) -> Stream {
        let stream = Stream::named(&name, 0);
        self.given.push(stream);
        if self.watched == Some(stream) {
            self.same.push(name);
        }
        stream
    }

    /// A stream that was given out twice.
    fn twice(&mut self) -> Option<Stream> {
        self.given.sort_unstable();
        self.given.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_names_with_one_hash_are_refused() {
        let mut names = Names::default();
        let stream = names.stream("a".into());
        names.stream("b".into());
        assert_eq!(names.twice(), None);
        names.stream("a".into());
        assert_eq!(names.twice(), Some(stream));
        let mut watching = Names { watched: Some(stream), ..Names::default() };
        ["a", "b", "a"].iter().for_each(|name| {
            watching.stream((*name).into());
        });
        assert_eq!(watching.same, ["a", "a"]);
    }
}
