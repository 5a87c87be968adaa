//! Confidentiality: knows which ways are barred to confidential services, and what looks like an address or a number of
//! a person in a free text; does not know names of people.

use std::collections::{BTreeMap, BTreeSet};

use crate::file::{Basis, PlanFile, ScenarioFile};

use super::rules::{BARRED, CONTACT_DATA};
use super::{Finding, World, about, listed};

/// Strategies that are not private in ladders of confidential services.
pub(super) fn barred(world: &World<'_>) -> Vec<Finding> {
    let mut barred_from: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (service, written) in world.plan.services.0.iter().filter(|(_, s)| s.confidential) {
        let rungs: BTreeSet<&str> = written.ladder.iter().map(|rung| rung.as_str()).collect();
        rungs.into_iter().for_each(|rung| barred_from.entry(rung).or_default().push(service.as_str()));
    }
    let of_one = |name: &str, section: &str| {
        let text = format!("not private, so never used for {}", listed(barred_from.get(name)?));
        Some(BARRED.finds(about(name, section), text))
    };
    let open = world.plan.strategies.0.iter().filter(|(_, s)| !s.private);
    open.filter_map(|(name, s)| of_one(name.as_str(), &s.plan)).collect()
}

/// E-mail addresses and telephone numbers in free texts. They are not repeated: a report is copied as well.
pub(super) fn client_data(world: &World<'_>) -> Vec<Finding> {
    let of_plan = texts_of_plan(world.plan);
    let of_scenarios = world.scenarios.iter().flat_map(|scenario| texts_of_scenario(scenario));
    let found = |(place, text): (String, &str)| {
        let what = contact_data(text)?;
        Some(CONTACT_DATA.finds(place, format!("{what} stands here")))
    };
    of_plan.into_iter().chain(of_scenarios).filter_map(found).collect()
}

/// What of a person's contact data stands in a text, where any does.
#[must_use]
pub fn contact_data(text: &str) -> Option<&'static str> {
    match text {
        _ if has_address(text) => Some("an e-mail address"),
        _ if has_number(text) => Some("a telephone number"),
        _ => None,
    }
}

fn note(basis: &Basis) -> &str {
    match basis {
        Basis::Own => "",
        Basis::Assumed { note, .. } => note,
    }
}

fn texts_of_plan(plan: &PlanFile) -> Vec<(String, &str)> {
    let mut all = vec![("title of the plan".to_owned(), plan.title.as_str())];
    all.extend(plan.resources.0.iter().map(|(n, _)| ("a resource".to_owned(), n.as_str())));
    for (name, role) in &plan.roles.0 {
        let place = place("role", name.as_str());
        all.extend([name.as_str(), &role.does, note(&role.basis)].map(|text| (place.clone(), text)));
    }
    for (name, service) in &plan.services.0 {
        let place = place("service", name.as_str());
        all.extend([name.as_str(), note(&service.basis)].map(|text| (place.clone(), text)));
    }
    for (name, function) in &plan.functions.0 {
        let place = place("function", name.as_str());
        all.extend([name.as_str(), note(&function.basis)].map(|text| (place.clone(), text)));
    }
    for (name, strategy) in &plan.strategies.0 {
        let place = place("strategy", name.as_str());
        all.extend([name.as_str(), &strategy.words, note(&strategy.basis)].map(|text| (place.clone(), text)));
    }
    all.extend(plan.clients.iter().map(|clients| ("clients".to_owned(), note(&clients.basis))));
    all.push(("finances".to_owned(), note(&plan.finances.basis)));
    all.push(("calendar".to_owned(), note(&plan.calendar.basis)));
    all
}

fn texts_of_scenario(scenario: &ScenarioFile) -> Vec<(String, &str)> {
    let title = place("scenario", &scenario.title);
    let mut texts = vec![scenario.title.as_str(), &scenario.about];
    texts.extend(scenario.hazards.0.iter().flat_map(|(name, h)| [name.as_str(), note(&h.basis)]));
    texts.extend(scenario.then.0.iter().flat_map(|(name, c)| [name.as_str(), note(&c.basis)]));
    texts.extend(scenario.injects.iter().flat_map(|i| [i.from.as_str(), &i.text, &i.asks]));
    texts.into_iter().map(|text| (title.clone(), text)).collect()
}

/// Where a text stands; a name is not shown where it is itself what was found.
fn place(kind: &str, name: &str) -> String {
    if has_address(name) || has_number(name) { kind.to_owned() } else { format!("{kind} {name}") }
}

/// Whether a text holds an e-mail address: something, an at sign and something with a dot in it.
pub fn has_address(text: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || "._%+-".contains(c);
    text.match_indices('@').any(|(at, _)| {
        let before = text[..at].chars().next_back().is_some_and(is_part);
        let domain: String = text[at + 1..].chars().take_while(|c| is_part(*c)).collect();
        let domain = domain.trim_matches('.');
        before && domain.split_once('.').is_some_and(|(host, end)| !host.is_empty() && end.chars().count() >= 2)
    })
}

/// Whether a text holds what may be a telephone number: seven digits or more in a row, single blanks, brackets or a plus among them.
pub fn has_number(text: &str) -> bool {
    let mut digits = 0;
    let mut gap = 0;
    for c in text.chars() {
        match c {
            '0'..='9' => (digits, gap) = (digits + 1, 0),
            ' ' | '+' | '(' | ')' if gap < 2 => gap += 1,
            _ => (digits, gap) = (0, 0),
        }
        if digits >= 7 {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_numbers_are_told_from_other_text() {
        for text in ["write to a.b@example.org.", "<x@y.co.uk>"] {
            assert!(has_address(text), "{text}");
        }
        for text in ["11 @ £120", "meet @ 9.30", "@home", "a@b"] {
            assert!(!has_address(text), "{text}");
        }
        for text in ["ring 020 7946 0000", "+44 (0) 7700 900123", "5550123"] {
            assert!(has_number(text), "{text}");
        }
        for text in
            ["1 to 10 to 100, 50,000 or 2026-01-14", "evidence 5.2; 4 h in 0.9 of 1,000,000 cases", "C3 C7 C9 C10"]
        {
            assert!(!has_number(text), "{text}");
        }
    }
}
