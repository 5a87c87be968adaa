//! `bcp-sim`: executes a business continuity plan against simulated disruptions.
//!
//! Arguments in, exit code out; all the rest is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    bcp_sim::cli::run(std::env::args_os())
}
