//! The names of everything uncertain in a case: knows which stream belongs to what; does not draw.
//!
//! Hazards and what they set off belong to the world: their names hold nothing of the plan. Strategies and clients
//! belong to the plan: two revisions share the luck of what they both have, by name.

use std::collections::BTreeMap;

use crate::model::{Cascade, Case, Hazard, Id, Service, Strategy};

use super::Stream;

/// The number of a column: a source that many trials ask for.
pub(super) type Column = usize;

/// All sources of a case.
#[derive(Clone, Debug)]
pub struct Sources {
    pub(super) columns: Vec<Stream>,
    strategies: usize,
    first_cascade: Column,
    first_try: Column,
    first_client: Vec<usize>,
    clients: usize,
    /// By hazard, strategy and client.
    answers: Vec<Stream>,
    /// By client: leaves, place, crunch.
    clients_own: Vec<[Stream; 3]>,
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
        let mut columns = vec![names.stream("scenario/which hazard".into())?];
        for hazard in case.hazards.names() {
            columns.push(names.stream(format!("hazard/{hazard}/when"))?);
            columns.push(names.stream(format!("hazard/{hazard}/lasts"))?);
        }
        let first_cascade = columns.len();
        for cascade in case.cascades.names() {
            for what in ["happens", "after", "lasts"] {
                columns.push(names.stream(format!("then/{cascade}/{what}"))?);
            }
        }
        let first_try = columns.len();
        for hazard in case.hazards.names() {
            for strategy in case.strategies.names() {
                columns.push(names.stream(format!("strategy/{strategy}/works/{hazard}"))?);
                columns.push(names.stream(format!("strategy/{strategy}/ready/{hazard}"))?);
            }
        }
        let people = clients(case);
        let mut answers = Vec::new();
        for hazard in case.hazards.names() {
            for strategy in case.strategies.names() {
                for client in &people {
                    answers.push(names.stream(format!("{client}/accepts/{strategy}/{hazard}"))?);
                }
            }
        }
        let mut clients_own = Vec::new();
        for client in &people {
            let mut own = |what: &str| names.stream(format!("{client}/{what}"));
            clients_own.push([own("leaves")?, own("place")?, own("crunch")?]);
        }
        Ok(Self {
            columns,
            strategies: case.strategies.len(),
            first_cascade,
            first_try,
            first_client: first_clients(case),
            clients: people.len(),
            answers,
            clients_own,
        })
    }

    pub(super) fn which(&self) -> Column {
        WHICH
    }

    pub(super) fn when(&self, hazard: Id<Hazard>) -> Column {
        1 + 2 * hazard.index()
    }

    pub(super) fn lasts(&self, hazard: Id<Hazard>) -> Column {
        2 + 2 * hazard.index()
    }

    /// `what`: 0 happens, 1 after, 2 lasts.
    pub(super) fn cascade(&self, cascade: Id<Cascade>, what: usize) -> Column {
        self.first_cascade + 3 * cascade.index() + what
    }

    /// `what`: 0 works, 1 ready.
    pub(super) fn tries(&self, hazard: Id<Hazard>, strategy: Id<Strategy>, what: usize) -> Column {
        self.first_try + 2 * (hazard.index() * self.strategies + strategy.index()) + what
    }

    pub(super) fn answer(&self, hazard: Id<Hazard>, strategy: Id<Strategy>, client: usize) -> Stream {
        self.answers[(hazard.index() * self.strategies + strategy.index()) * self.clients + client]
    }

    /// `what`: 0 leaves, 1 place, 2 crunch.
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
struct Names(BTreeMap<Stream, String>);

impl Names {
    fn stream(&mut self, name: String) -> Result<Stream, SameHash> {
        let stream = Stream::named(&name, 0);
        match self.0.insert(stream, name.clone()) {
            Some(other) => Err(SameHash(other, name)),
            None => Ok(stream),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_names_with_one_hash_are_refused() {
        let mut names = Names::default();
        assert!(names.stream("a".into()).is_ok());
        assert_eq!(names.stream("a".into()), Err(SameHash("a".into(), "a".into())));
    }
}
