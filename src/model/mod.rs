//! A plan bound to a scenario, names already ids: knows everything a trial needs to know about the world
//! and the plan, laid out flat; does not know files, luck or results.
//!
//! [`Case`] is what the engine replays. Its parts are checked once, where they are made; afterwards every
//! function on them is total. The order of the parts is that of their names, so that the order of entries
//! in a file never matters.

mod calendar;
mod case;
mod clients;
mod diary;
mod distribution;
mod finance;
mod graph;
mod response;
mod scenario;
mod strategy;
mod table;

pub use calendar::{Calendar, DAYS_A_YEAR, WEEKS_A_YEAR};
pub use case::{Alone, Averted, Case, Course, Function, FunctionPart, Parts, Resource, Serves, Service, ServicePart};
pub use clients::{Reaction, SECOND_WITHIN, hazard_of};
pub use diary::{Booking, Diary, Practitioner, Session, SessionId};
pub use distribution::{Distribution, Draw01, Span};
pub use finance::{Ledger, LedgerTerms};
pub use graph::{Chain, Node, View, ViewId, loop_of_needs};
pub use response::{Begun, Response};
pub use scenario::{Cascade, ChanceUpTo, Hazard, Impact, Pace, Phase, Slump, Strike, within_capacity};
pub use strategy::{
    Cost, Cover, Effect, HandOver, Insure, Patience, PerYear, Postpone, Prevent, Repair, Report, Restore, Retry,
    Strategy, Substitute, Sustain, Switch, Tell, Threat,
};
pub use table::{Id, Table};
