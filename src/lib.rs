//! `bcp-sim` executes a business continuity plan: it replays disruptions against the plan's own strategies and
//! reserves, session by session, thousands of times.
//!
//! ```text
//!  plan.ron ┐ read        bind         draw           replay             tally         summarise      write
//!           ├──────► File ──────► Case ─────► Draw ─────────► events ───────────► Outcomes ────────► Summary ──────► terminal, md, html, svg, json, csv
//!  scene.ron┘ (names)     (ids)     seed,trial   (pure)        (sink)   METRICS  (whole numbers)  (with errors)
//! ```
//!
//! Three zones. The *core* is pure: [`special`], [`units`], [`model`], [`sampling`], [`engine`], [`statistics`],
//! [`metric`], [`assess`], [`compare`], [`worth`], [`ignorance`], [`promise`]. The *edges* turn text into a case and counts
//! into text, and are pure as well: [`mod@file`], [`check`], which judges the files themselves and replays nothing,
//! [`chart`], [`report`], [`drill`], [`pack`], and [`library`], the texts that come with the program. The *shell*, [`cli`],
//! has the files, the clock, the terminal and the signals. A module uses only what stands to its left in this list;
//! `tests/architecture.rs` holds that.
//!
//! What makes results the same on every machine: luck is a pure function of seed, name and trial ([`sampling`]); sums
//! are of whole numbers ([`statistics`]); elementary functions come from `libm`; no result asks the clock (`check` alone takes
//! the day from it, in the shell, and shows it).
//!
//! ```
//! use bcp_sim::{assess, file, sampling};
//! let plan = file::Source::new("plan.ron", include_str!("../plan.ron"));
//! let scenario = file::Source::new("outage.ron", include_str!("../scenarios/outage.ron"));
//! let (Ok(p), Ok(s)) = (file::read_plan(&plan), file::read_scenario(&scenario)) else { panic!("unreadable") };
//! let Ok(case) = file::bind((&plan, &p), (&scenario, &s), file::Forecast::Written) else { panic!("unbound") };
//! let Ok(sources) = sampling::Sources::new(&case) else { panic!("one hash for two names") };
//! let luck = sampling::Luck::new(42);
//! let result = assess::assess(&case, &luck, &sources, assess::Trials::Fixed(1_000), &assess::Unwatched);
//! assert_eq!(result.outcomes.trials, 1_000);
//! ```
//!
//! Where the design of the first sketch was left: a function states its own ladder as a service does, because the order
//! of substitutes must not depend on the order of a map; a *view* ([`model::View`]) holds the substitutes that one kind
//! of session may use, because confidentiality bars a way for one and not for another; postponed sessions get their new
//! date when their service can be held again, not before, because a date promised during an outage of unknown length
//! would only be hit again; nobody decides inside a replay: what the player of a [`drill`] decides is a
//! [`model::Response`], since when each strategy is begun, and the trial is replayed with it. Luck hangs on names, so what
//! lies before a decision stays as it was, and no question has to be put into the engine.

pub mod assess;
pub mod chart;
pub mod check;
pub mod cli;
pub mod codes;
pub mod compare;
pub mod drill;
pub mod engine;
pub mod file;
pub mod ignorance;
pub mod library;
pub mod metric;
pub mod model;
pub mod pack;
pub mod promise;
pub mod report;
pub mod sampling;
pub mod special;
pub mod statistics;
pub mod units;
pub mod worth;
