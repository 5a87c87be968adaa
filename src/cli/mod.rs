//! The shell: the only place with files, terminal, clock and signals; knows how to ask the library and where to put its
//! answers; does not compute.

mod again;
mod args;
mod check;
mod compare;
mod completions;
mod disk;
mod doubts;
mod drill;
mod effort;
mod evidence;
mod explain;
mod failure;
mod incident;
mod init;
mod input;
mod job;
mod man;
mod page;
mod pages;
mod personal;
mod practice;
mod promises;
mod report;
mod revision;
mod run;
mod scenarios;
mod seal;
mod seat;
mod tables;
mod trace;
mod unknowns;
mod verify;
mod watch;
mod worth;
mod year;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches};

use args::{Args, Verb};
use failure::Failure;

/// Parses the command line, does what it says, and answers with an exit code: 0 done, 1 could not read or write, 2 wrong
/// command line, 3 invalid file, 4 what is required does not hold, 5 output exists or is in use,
/// 130 stopped.
#[must_use]
pub fn run(words: impl IntoIterator<Item = OsString>) -> ExitCode {
    watch::end_when_asked();
    let words: Vec<OsString> = words.into_iter().collect();
    let color = args::color(&words);
    color.write_global();
    let parsed = Args::command().color(args::for_clap(color)).try_get_matches_from(&words);
    let parsed = parsed.and_then(|matches| Args::from_arg_matches(&matches));
    let done = match parsed {
        Ok(args) => act(args),
        Err(error) => return said(&error),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

/// Prints what the parser of the command line has to say: help, or what is wrong.
fn said(error: &clap::Error) -> ExitCode {
    let printed = error.print();
    // Where standard error is closed the command line is as wrong as ever.
    match printed {
        _ if error.use_stderr() => ExitCode::from(2),
        Err(e) => Failure::io("write to", std::path::Path::new("standard output"), &e).report(),
        Ok(()) => ExitCode::SUCCESS,
    }
}

fn act(args: Args) -> Result<(), Failure> {
    if args.verb.output().is_some_and(|output| output.writes() && output.wants("none")) {
        return Err(Failure::Usage(
            "`none` stands alone: it writes nothing\n  tip: take it out of `--format`".to_owned(),
        ));
    }
    match args.verb {
        Verb::Run(args) => run::run(&args),
        Verb::Year(args) => year::year(&args),
        Verb::Compare(args) => compare::compare(&args),
        Verb::Worth(args) => worth::worth(&args),
        Verb::Promises(args) => promises::promises(&args),
        Verb::Trace(args) => trace::trace(&args),
        Verb::Drill(args) => drill::drill(&args),
        Verb::Report(args) => report::report(&args),
        Verb::Seal(args) => seal::seal(&args),
        Verb::Verify(args) => verify::verify(&args),
        Verb::Incident(args) => incident::incident(&args),
        Verb::Init(args) => init::init(&args),
        Verb::Scenarios(args) => scenarios::scenarios(&args),
        Verb::Check(args) => check::check(&args),
        Verb::Explain(args) => explain::explain(&args),
        Verb::Completions(args) => completions::completions(&args),
        Verb::Man => man::man(),
    }
}
