//! All tests that use the program from outside, as one program: one link instead of forty, and all threads busy to the end.
//!
//! `cargo test --test all NAME::` runs those of one file. A file that is not named here would not be run: the line of layers
//! (`architecture`) sees to that.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on should say so at once"
)]

mod architecture;
mod bad_files;
mod by_hand;
mod by_hand_answers;
mod by_hand_kinds;
mod by_hand_year;
#[path = "catalogue/main.rs"]
mod catalogue;
mod charts;
mod check;
mod command_line;
mod compare;
mod corpus;
mod coverage;
mod drill;
mod each_strategy;
mod evidence;
mod faults;
mod growth;
mod ignorance;
mod init;
mod laws;
mod laws_of_answers;
mod nasty;
mod oracles;
mod oracles_money;
mod oracles_year;
mod pages;
mod plausible;
mod promises;
mod random_worlds;
mod reference;
mod report;
mod repository;
mod revision;
mod same_bits;
mod seal;
mod small_plans;
mod storage;
mod supply_chain;
mod told;
mod truths;
mod verify;
mod walk;
mod warnings;
mod worth;
