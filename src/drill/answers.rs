//! What a player's words mean: knows how strategies are named and what points to a person; does not know what follows.

use crate::check::contact_data;
use crate::model::{Id, Strategy};

use super::play::Play;

/// What an answer says: strategies, names that fit several, and the rest.
#[derive(Default)]
pub(super) struct Understood {
    pub(super) found: Vec<Id<Strategy>>,
    pub(super) several: Vec<Id<Strategy>>,
    pub(super) rest: Vec<String>,
}

impl Play<'_> {
    /// What an answer names, by number or by name.
    pub(super) fn understood(&self, words: &str) -> Understood {
        let mut told = Understood::default();
        for part in words.split([',', ';', '+']).flat_map(|part| part.split(" and ")).map(str::trim) {
            let numbers: Option<Vec<usize>> = part.split_whitespace().map(|n| n.parse().ok()).collect();
            match numbers.filter(|numbers| !numbers.is_empty()) {
                Some(numbers) => {
                    let named = |n: &usize| n.checked_sub(1).and_then(|at| self.menu.get(at)).copied();
                    told.found.extend(numbers.iter().filter_map(named));
                }
                None if part.is_empty() => {}
                None => match &self.named(part)[..] {
                    [] => told.rest.push(part.to_owned()),
                    [one] => told.found.push(*one),
                    several => told.several.extend(several),
                },
            }
        }
        told.found.sort_unstable();
        told.found.dedup();
        told
    }

    /// The strategies that some words may mean: the very name, or else the names that hold them or stand in them. Whoever says
    /// what is not done names nothing.
    fn named(&self, words: &str) -> Vec<Id<Strategy>> {
        let words = words.to_lowercase();
        let name = |s: &Id<Strategy>| self.day.case.strategies.name(*s).to_lowercase();
        if let Some(exact) = self.menu.iter().find(|s| name(s) == words) {
            return vec![*exact];
        }
        if words.split_whitespace().any(|word| ["no", "not", "without", "never", "don't"].contains(&word)) {
            return Vec::new();
        }
        let inside: Vec<Id<Strategy>> = self.menu.iter().filter(|s| words.contains(&name(s))).copied().collect();
        let holds = self.menu.iter().filter(|s| words.len() > 3 && name(s).contains(&words)).copied();
        if inside.is_empty() { holds.collect() } else { inside }
    }

    /// Whether an answer is nothing but numbers of the list of strategies.
    pub(super) fn are_of_the_list(&self, text: &str) -> bool {
        let mut words = text.split([' ', ',']).filter(|word| !word.is_empty());
        words.all(|word| word.parse().is_ok_and(|n: usize| (1..=self.menu.len()).contains(&n)))
    }
}

/// What in a text points to a person: a name that was given as private, an address or a number.
pub(super) fn names_somebody(text: &str, private: &[String]) -> Option<&'static str> {
    let lower = text.to_lowercase();
    if private.iter().any(|name| lower.contains(name.as_str())) {
        return Some("a name that you gave as private");
    }
    contact_data(text)
}
