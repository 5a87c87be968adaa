//! What lies beside the results of a pack: knows what each file is there for, and whether anybody can check it; does not make
//! results, and does not look into what is made again.

use std::collections::BTreeSet;

use crate::cli::again::beside;
use crate::cli::drill::JOURNAL;
use crate::file::{EVIDENCE, visible};
use crate::pack::{Entries, Kind, MANIFEST, Manifest, README};

use super::form::{Claimed, below, drills, evidence, tells_of};

/// Something that cannot be checked, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unchecked {
    /// The file, or the folder.
    pub name: String,
    /// Why.
    pub why: Why,
}

/// Why something cannot be checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// A plan, a scenario or evidence that results are made from.
    Given,
    /// What was answered in a drill.
    Answers,
    /// A drill that came before.
    Earlier,
    /// A scenario or evidence that no result is made from.
    Idle,
    /// The name of a folder.
    Named,
    /// Written by another version of the program.
    Version,
    /// This program cannot write such files.
    Unable,
}

impl Why {
    /// In words, for a heading.
    pub fn told(self) -> &'static str {
        match self {
            Self::Given => "taken as they stand, because the results are made from them",
            Self::Answers => "what was answered and when, and how the day was chosen; what follows was checked",
            Self::Earlier => "earlier drills, which were not played again; a trend in a report is taken from them",
            Self::Idle => "no result here is made from them",
            Self::Named => "the name of the folder, which was chosen by hand",
            Self::Version => "words, charts and tables that another version of the program wrote",
            Self::Unable => "this program was built without the part that writes such files",
        }
    }
}

/// What lies beside the results: what of it is listed as not checked, and what belongs nowhere.
pub fn around(manifest: &Manifest, results: &[Claimed], entries: &Entries) -> (Vec<Unchecked>, Vec<String>) {
    let known = Known::new(manifest, results, entries);
    let mut unchecked: Vec<Unchecked> = results.iter().filter_map(named_by_hand).collect();
    let mut strangers = Vec::new();
    for (name, bytes) in entries.iter().filter(|(name, _)| ![MANIFEST, README].contains(&name.as_str())) {
        match known.standing(name, bytes) {
            Standing::OfResult => {}
            Standing::Unchecked(why) => unchecked.push(Unchecked { name: name.clone(), why }),
            Standing::Stranger => strangers
                .push(format!("`{}` belongs to no result, so nothing would be compared with it", visible(name))),
        }
    }
    (unchecked, strangers)
}

/// The folder of a result that has another name than the program gives it.
fn named_by_hand(claimed: &Claimed) -> Option<Unchecked> {
    let name = claimed.sealed.folder.rsplit('/').next().unwrap_or_default();
    let usual = claimed.again.usual_name().or_else(|| claimed.from.header().map(|header| header.drill.clone()));
    let why = Why::Named;
    (usual.as_deref() != Some(name)).then(|| Unchecked { name: claimed.sealed.folder.clone(), why })
}

/// What a file of a pack is.
enum Standing {
    /// Made again, and compared.
    OfResult,
    Unchecked(Why),
    Stranger,
}

/// The files that results are made from, and those that `seal` puts beside them.
struct Known<'a> {
    results: &'a [Claimed],
    plans: BTreeSet<&'a str>,
    /// Evidence beside the plans of reports, and beside all plans.
    evidence: [BTreeSet<String>; 2],
    used: BTreeSet<&'a String>,
    /// The scenarios beside the plan.
    scenarios: Vec<String>,
    drills: String,
    latest: Option<&'a str>,
}

impl<'a> Known<'a> {
    fn new(manifest: &'a Manifest, results: &'a [Claimed], entries: &Entries) -> Self {
        let of = |kind: Option<Kind>| {
            let own = results.iter().filter(move |claimed| kind.is_none_or(|kind| claimed.sealed.kind == kind));
            own.flat_map(|claimed| claimed.plans.iter().map(String::as_str))
        };
        let plans: BTreeSet<&str> = of(None).chain([manifest.plan.as_str()]).collect();
        Self {
            results,
            evidence: [
                of(Some(Kind::Report)).map(evidence).collect(),
                plans.iter().map(|plan| evidence(plan)).collect(),
            ],
            plans,
            used: results.iter().flat_map(|claimed| &claimed.scenarios).collect(),
            scenarios: beside(&manifest.plan, entries).unwrap_or_default(),
            drills: drills(&manifest.plan),
            latest: results
                .iter()
                .filter_map(|claimed| claimed.from.header())
                .map(|header| header.drill.as_str())
                .max(),
        }
    }

    fn standing(&self, name: &str, bytes: &[u8]) -> Standing {
        let owned = name.to_owned();
        let result = self.results.iter().find_map(|claimed| Some((claimed, below(&claimed.sealed.folder, name)?)));
        match result {
            Some((claimed, JOURNAL)) if claimed.sealed.kind == Kind::Drill => Standing::Unchecked(Why::Answers),
            Some((claimed, EVIDENCE)) if claimed.sealed.kind == Kind::Drill => Standing::Unchecked(Why::Given),
            Some(_) => Standing::OfResult,
            None if self.plans.contains(name) => Standing::Unchecked(Why::Given),
            None if self.used.contains(&owned) || self.evidence[0].contains(name) => Standing::Unchecked(Why::Given),
            None if self.scenarios.contains(&owned) || self.evidence[1].contains(name) => {
                Standing::Unchecked(Why::Idle)
            }
            None if self.is_earlier(name, bytes) => Standing::Unchecked(Why::Earlier),
            None => Standing::Stranger,
        }
    }

    /// Whether a file is the journal of a drill of which a sealed one tells the trend.
    fn is_earlier(&self, name: &str, bytes: &[u8]) -> bool {
        let own = name.strip_prefix(&self.drills).and_then(|rest| rest.strip_suffix(JOURNAL)?.strip_suffix('/'));
        let in_place = own.is_some_and(|folder| !folder.is_empty() && !folder.contains('/'));
        in_place && self.latest.is_some_and(|latest| tells_of(bytes).is_some_and(|drill| drill.as_str() < latest))
    }
}
