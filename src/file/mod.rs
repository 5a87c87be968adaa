//! Plans and scenarios as people write them: knows the text of files, reads it, checks it and binds names to ids;
//! does not know where files are kept nor what a trial makes of them.
//!
//! Reading has two stages. [`PlanFile`] and [`ScenarioFile`] hold what was written, names as text. [`bind`] turns a
//! plan and a scenario into a [`crate::model::Case`] and lists all faults it finds on the way. A name remembers where
//! it was read: it is borrowed from the text, and its distance from the text's start is its position.

mod append;
mod bind;
mod brackets;
mod columns;
mod currency;
mod diagnosis;
mod evidence;
mod names;
mod offer;
mod outline;
mod plan;
mod ranges;
mod read;
mod recover;
mod reference;
mod revise;
mod scenario;
mod set;
mod spread;
mod warn;
mod wording;

pub(crate) use append::append;
pub use bind::{Faults, Question, bind, bind_all};
pub use columns::{cut, flush_right, padded, visible, width};
pub use diagnosis::{Fault, Source};
pub use evidence::{CALM, EVIDENCE, Entry, EvidenceFile, Occasion, PRIOR_TRIES, Proposed, Try, propose};
pub use names::{Entries, Name};
pub use offer::with_offers;
pub use plan::{
    Basis, Claim, Day, Evidence, FunctionFile, Grade, OfferFile, PlanFile, ResourceFile, RoleFile, StrategyFile,
};
pub use ranges::{Ranges, Unknown, Unknowns};
pub(crate) use read::read_other;
pub use read::{read_evidence, read_plan, read_scenario, read_scenario_for};
pub use reference::{LeftOut, Link, Reference, Topic};
pub use revise::{How, Part, Revised, Revision, diaries, on_the_diary_of, rename, without};
pub use scenario::{CascadeFile, HazardFile, Inject, ScenarioFile};
pub use set::{Change, NoPlace};
pub use warn::{Warning, Warnings, warnings};
pub(crate) use wording::nearest;

/// Which of a strategy's two values counts: what the plan claims, or what its evidence supports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Forecast {
    /// As the plan claims.
    Written,
    /// As far as evidence supports it.
    Tested,
}

impl Forecast {
    /// In one word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Written => "written",
            Self::Tested => "tested",
        }
    }
}
