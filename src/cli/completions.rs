//! `completions`: knows that shells complete words by scripts made from the command line; does not know the shells.

use clap::CommandFactory;

use super::args::{Args, CompletionsArgs};
use super::failure::Failure;
use super::page::print;

/// Prints the script of a shell.
pub fn completions(args: &CompletionsArgs) -> Result<(), Failure> {
    let mut command = Args::command();
    let name = command.get_name().to_owned();
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, name, &mut script);
    print(&String::from_utf8_lossy(&script))
}
