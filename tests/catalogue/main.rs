//! The catalogue of bad input, row by row: what is given, with which code the program ends, and what it says.
//!
//! A row keeps its number, X01 to X130, under which it stands in the list of what can be wrong; a row with several inputs
//! has several entries. `given` runs a row: nothing is ever written or changed, nothing is printed as a result, and the
//! program never panics.
//!
//! Rows that other tests answer: X66 and X67 (comparison) in `compare.rs`; X101, X105, X107, X108 and X117 (folders, signals,
//! pipes) in `command_line.rs`; X111 in `same_bits.rs`; X120, X121, X125 and X129 (text that fights back) in `bad_files.rs`
//! and `src/chart/tests.rs`; X123 and X124 in `src/report/rows.rs`; X130 in `src/chart/tests.rs`; X89's thousand seeds in
//! `src/sampling/luck.rs`.
//!
//! Rows that need faults of the disk, the power or the memory, and have no test: X103, X104, X106, X118, X119.
//!
//! Rows for which there is no such thing: X48 (correlation matrix), X56 (a resource is there unless it is struck), X60 (k
//! of n), X63 (a scenario sets no field of the plan), X64 (scenarios do not override each other; equal names are X50), X65
//! (no includes), X68, X69 and X97 (no merging of results, no shards), X91 (`--precision` is its like), X98 (`--require`
//! takes no expression), X112 (results are never read), X128 (file names are fixed).
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should say so at once")]

mod given;
mod line;
mod numbers;
mod structure;
mod text;
