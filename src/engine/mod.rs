//! One trial, replayed: knows what happens to a practice under one draw of luck, minute by minute; does not know
//! what is counted, nor how many trials there are.
//!
//! [`replay`] is a pure function of a case and a draw. It walks only what disruptions touch: from the arrival of one
//! until everything is calm again, jumping from one due moment to the next; disruptions that overlap are one such
//! episode, and what lies between two episodes is not visited. All that happens is told once, as
//! [`Event`]s to a [`Sink`]; what nobody disturbed is the business of the case's diary and ledger.
//!
//! At every minute the order is: ends and starts of strikes, strategies that become ready, levels of all resources,
//! then struck sessions whose grace ends, then sessions that start. So a way that is ready at a session's start holds
//! it, and a span that ends as a session starts does not touch it (spans are half-open).
//!
//! | file | what it decides |
//! |---|---|
//! | `strikes` | what the luck of the trial strikes, and when; what is averted |
//! | `waves` | direct costs, unsettled clients, the duty to report, the end of a practice |
//! | `demand` | who pauses in bad times, who pays late |
//! | `data` | what brings data back, and how much work is lost |
//! | `cover` | what insurances pay |
//! | `ways` | the level of every resource; which substitute is tried, used, spent |
//! | `walk` | nothing: the memory of a walk down what needs what |
//! | `stage` | the walk through time, minute by minute |
//! | `services` | whether services can be held, and functions are back |
//! | `flow` | how much of a normal week can be held |
//! | `repairs` | strikes that begin and end, and what mends them |
//! | `sessions` | what becomes of a session: held, struck, held another way |
//! | `backlog` | sessions that wait for a free slot |
//! | `telling` | who is in doubt, and who is told when |
//! | `clients` | who leaves |
//! | `closing` | what becomes of all when the practice closes for good |
//! | `waits` | how long it is to the next session |

mod agenda;
mod backlog;
mod clients;
mod closing;
mod cover;
mod data;
mod demand;
mod event;
mod flow;
mod repairs;
mod services;
mod sessions;
mod stage;
mod strikes;
mod telling;
mod waits;
mod walk;
mod waves;
mod ways;

pub use event::{Entry, Event, Loss, Sink, Story, ToNext};
pub use stage::{Replay, replay};
