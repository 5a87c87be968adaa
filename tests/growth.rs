//! Plans of a size that work which grows faster than they do could never get through: not in the age of the universe for the
//! first, not in hours for the others. That these tests end is what they show; what they find is checked beside it.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should say so at once")]

use bcp_sim::assess::{Trials, Unwatched, assess};
use bcp_sim::check::{Finding, World, cover, findings};
use bcp_sim::file::{Day, Forecast, Question, Source, bind_all, read_plan, read_scenario, warnings};
use bcp_sim::sampling::{Luck, Sources};

use crate::small_plans::{Plan, outage};

/// The coach is there, and what stands in for something has the phone.
const HOTSPOT: &str = r#""hotspot": (kind: Substitute(for: ["top"], needs: ["phone"])),"#;

/// Checks a plan, replays some trials of it, and gives what is found: each rule's code and what it says.
fn gone_through(resources: &str, service: &str, strategies: &str, strikes: &str) -> Vec<(&'static str, String)> {
    let resources = format!(r#""coach": (), "phone": (), {resources}"#);
    let services = format!(
        r#""talk": (weekly: 5, length: "60min", fee: "100", by: "coach", clients: 5, engagement: 6, {service}),"#
    );
    let plan = Plan { resources: &resources, services: &services, strategies, ..Plan::default() }.text();
    let scenario = outage("Tue 08:00-09:00", "Exactly(\"30h\")", strikes, "", "4w");
    let (plan, scenario) = (Source::new("plan.ron", &plan), Source::new("scenario.ron", &scenario));
    let read = read_plan(&plan).unwrap_or_else(|e| panic!("{}", plan.explain(&e)));
    let told = read_scenario(&scenario).unwrap();
    let bound = bind_all((&plan, &read), &[(&scenario, &told)], &Question::one(Forecast::Written));
    let case = bound.unwrap_or_else(|e| panic!("{}", plan.explain(&e.plan)));
    let today = Day::parse("2025-02-01").unwrap();
    let _ = warnings((&plan, &read), &[(&scenario, &told)], &case, today);
    let sources = Sources::new(&case).unwrap();
    let result = assess(&case, &Luck::new(42), &sources, Trials::Fixed(20), &Unwatched);
    assert_eq!(result.outcomes.trials, 20);
    let world = World { plan: &read, scenarios: &[&told], case: &case, today };
    let _ = cover(&world);
    let shown = |finding: Finding| (finding.code, format!("{}: {}", finding.about, finding.text));
    findings(&world).into_iter().map(shown).collect()
}

fn said(found: &[(&str, String)], code: &str) -> Vec<String> {
    found.iter().filter(|(known, _)| *known == code).map(|(_, text)| text.clone()).collect()
}

fn quoted(names: impl Iterator<Item = String>) -> String {
    names.map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ")
}

/// Two ways up at each of sixty levels are 2^60 paths from the bottom to the top.
#[test]
fn diamonds_of_needs_are_not_walked_path_by_path() {
    let level = |n: usize| {
        let up = if n == 59 { "top".to_owned() } else { format!("d{}", n + 1) };
        format!(r#""a{n}": (needs: ["d{n}"]), "b{n}": (needs: ["d{n}"]), "{up}": (needs: ["a{n}", "b{n}"]),"#)
    };
    let resources = format!(r#""d0": (), {}"#, (0..60).map(level).collect::<String>());
    let service = r#"needs: ["top"], ladder: ["hotspot"]"#;
    let found = gone_through(&resources, service, HOTSPOT, r#""d0": "0%", "phone": "0%""#);
    let pairs = said(&found, "C42");
    // Every one of the 181 leaves nothing but the phone.
    assert!(pairs[0].starts_with("talk: phone with a0 or a1 or"), "{pairs:?}");
    assert_eq!(pairs[0].matches(" or ").count(), 180);
    assert_eq!(said(&found, "C41").len(), 1, "{found:?}");
    // The same without the hotspot: each is a single point of failure, and there are no pairs.
    let found = gone_through(&resources, r#"needs: ["top"]"#, "", r#""d0": "0%""#);
    assert_eq!((said(&found, "C40").len(), said(&found, "C42").len()), (182, 0));
}

/// Every pair of ten thousand was tried, each with a walk through all of them for every step.
#[test]
fn a_chain_of_ten_thousand_is_checked_and_replayed() {
    let link = |n: usize| {
        let name = if n == 9_989 { "top".to_owned() } else { format!("r{n}") };
        format!(r#""{name}": (needs: [{}]),"#, quoted((n > 0).then(|| format!("r{}", n - 1)).into_iter()))
    };
    let resources: String = (0..9_990).map(link).collect();
    let service = r#"needs: ["top"], ladder: ["hotspot"]"#;
    let found = gone_through(&resources, service, HOTSPOT, r#""r0": "0%""#);
    assert_eq!(said(&found, "C42")[0].matches(" or ").count(), 9_989);
    assert!(said(&found, "C40").iter().all(|text| text.starts_with("coach: ")), "{found:?}");
}

/// Each of many things has a substitute of its own, and all are struck at once.
#[test]
fn a_thousand_substitutes_are_called_at_once() {
    let names = |letter: char| (0..1_000).map(move |n| format!("{letter}{n}"));
    let resources: String = names('r').chain(names('p')).map(|name| format!("\"{name}\": (),")).collect();
    let strategies: String =
        (0..1_000).map(|n| format!(r#""s{n}": (kind: Substitute(for: ["r{n}"], needs: ["p{n}"])),"#)).collect();
    let service = format!("needs: [{}], ladder: [{}]", quoted(names('r')), quoted(names('s')));
    let strikes: String = names('r').map(|name| format!("\"{name}\": \"0%\", ")).collect();
    let found = gone_through(&resources, &service, &strategies, &strikes);
    assert_eq!(said(&found, "C42")[0].matches("; ").count(), 999);
    assert!(said(&found, "C41").is_empty(), "each has its substitute");
}

/// Two thousand things on one way and two thousand on another make four million pairs; they take down the same, two by two.
#[test]
fn four_million_pairs_are_told_by_what_takes_down_the_same() {
    let names = |letter: char| (0..2_000).map(move |n| format!("{letter}{n}"));
    let resources: String = names('r').chain(names('q')).map(|name| format!("\"{name}\": (),")).collect();
    let telephone = format!(r#""telephone": (kind: Switch(needs: [{}])),"#, quoted(names('q')));
    let service = format!(r#"needs: [{}], ladder: ["telephone"]"#, quoted(names('r')));
    let found = gone_through(&resources, &service, &telephone, r#""r0": "0%""#);
    let pairs = said(&found, "C42");
    // The coach goes down with the first two thousand: 2,001 of one kind with 2,000 of the other.
    let told = [" with ", " or "].map(|word| pairs[0].matches(word).count());
    assert_eq!((pairs.len(), told), (1, [1, 2_000 + 1_999]));
}
