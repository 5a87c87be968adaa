//! The command of a sealed result: knows which files of a pack it reads, and how it is done again by what the command line
//! does; does not know what a pack is for.
//!
//! The words come from a file that somebody sent. So they are parsed like those of a command line, but without the
//! environment of this machine; only commands that make results are known; every file that they name, or find by themselves,
//! must be in the pack; and what becomes of the result is decided here alone.

use std::path::{Path, PathBuf};

use clap::builder::Resettable;
use clap::{Arg, Command, CommandFactory, FromArgMatches};

use crate::file::visible;
use crate::pack::{Entries, refused_name};

use super::args::{Args, DrillVerb, OutputArgs, Verb};
use super::failure::Failure;
use super::run::RANKING;
use super::{compare, drill, run, worth, year};

/// A command that makes a result.
pub struct Again(Verb);

/// The files that a command reads, as they are called in a pack.
pub struct Needs {
    /// The plan, or two.
    pub plans: Vec<String>,
    /// The scenarios.
    pub scenarios: Vec<String>,
}

/// What a command names.
pub struct Named<'a> {
    /// The plan, or two; none where the nearest one is taken.
    pub plans: Vec<Option<&'a Path>>,
    /// The scenarios; none where those beside the plan are taken.
    pub scenarios: &'a [PathBuf],
}

/// What came of a drill, or where a report was made.
pub enum Done {
    /// The folder of the report.
    Report(PathBuf),
    /// So many lines of the journal follow from its header.
    Drill(usize),
}

impl Again {
    /// Reads the words of a command.
    pub fn parse(words: &[String]) -> Result<Self, String> {
        fn unmoved(command: Command) -> Command {
            let no_env = |arg: Arg| arg.env(Resettable::Reset);
            command.mut_args(no_env).mut_subcommands(unmoved)
        }
        let words = std::iter::once("bcp-sim").chain(words.iter().map(String::as_str));
        let parsed = unmoved(Args::command()).try_get_matches_from(words);
        let parsed = parsed.and_then(|matches| Args::from_arg_matches(&matches));
        let said = |e: clap::Error| visible(e.to_string().lines().next().unwrap_or_default());
        match parsed.map_err(said)?.verb {
            verb @ (Verb::Run(_) | Verb::Year(_) | Verb::Worth(_)) => Ok(Self(verb)),
            Verb::Compare(args) if args.plans.len() == 2 && args.against.len() < 2 => Ok(Self(Verb::Compare(args))),
            Verb::Drill(args) if matches!(args.verb, Some(DrillVerb::Replay { .. })) => Ok(Self(Verb::Drill(args))),
            _ => Err("this command makes no result that could be sealed".to_owned()),
        }
    }

    /// What it names.
    pub fn named(&self) -> Named<'_> {
        let (plans, scenarios): (Vec<Option<&Path>>, &[PathBuf]) = match &self.0 {
            Verb::Run(args) => (vec![args.study.world.plan.as_deref()], &args.scenarios),
            Verb::Year(args) => (vec![args.study.world.plan.as_deref()], &args.scenarios),
            Verb::Worth(args) => (vec![args.world.plan.as_deref()], &args.against),
            Verb::Compare(args) => (args.plans.iter().map(|plan| Some(plan.as_path())).collect(), &args.against),
            Verb::Drill(args) => match &args.verb {
                Some(DrillVerb::Replay { world, .. }) => (vec![world.plan.as_deref()], &[]),
                _ => (Vec::new(), &[]),
            },
            _ => (Vec::new(), &[]),
        };
        Named { plans, scenarios }
    }

    /// The files of a pack that it reads.
    pub fn needs(&self, entries: &Entries) -> Result<Needs, String> {
        let within = |path: &Path| {
            let name = inside(path)?;
            entries.contains_key(&name).then_some(name).ok_or_else(|| format!("`{}` is not in the pack", shown(path)))
        };
        let named = self.named();
        let plans = named.plans.iter().map(|plan| within(plan.unwrap_or(Path::new("plan.ron"))));
        let plans = plans.collect::<Result<Vec<_>, _>>()?;
        let scenarios = match (named.scenarios, plans.first()) {
            ([], Some(plan)) => beside(plan, entries)?,
            (named, _) => named.iter().map(|path| within(path)).collect::<Result<Vec<_>, _>>()?,
        };
        if let Some(journal) = self.journal() {
            within(journal)?;
        }
        Ok(Needs { plans, scenarios })
    }

    /// The journal of a drill.
    fn journal(&self) -> Option<&Path> {
        match &self.0 {
            Verb::Drill(args) => match &args.verb {
                Some(DrillVerb::Replay { journal, .. }) => Some(journal),
                _ => None,
            },
            _ => None,
        }
    }

    /// How many trials it asks for, where it does.
    pub fn trials(&self) -> Option<u64> {
        match &self.0 {
            Verb::Run(args) => args.study.trials,
            Verb::Year(args) => args.study.trials,
            _ => None,
        }
    }

    /// Does it in the working folder, and puts the files of the result into a new folder.
    pub fn make(mut self, target: &Path, formats: &[String], threads: u16) -> Result<Done, Failure> {
        if let Some(output) = self.output() {
            let (out, format) = (Some(target.to_path_buf()), formats.to_vec());
            *output = OutputArgs { threads, out, format, force: false, json: false, quiet: true, bar: true };
        }
        let report = |folder: &Path| Ok(Done::Report(folder.to_path_buf()));
        match &mut self.0 {
            Verb::Run(args) => {
                run::run(args)?;
                if args.scenarios.len() > 1 { report(&target.join(RANKING)) } else { report(target) }
            }
            Verb::Year(args) => year::year(args).and_then(|()| report(target)),
            Verb::Worth(args) => worth::worth(args).and_then(|()| report(target)),
            Verb::Compare(args) => {
                args.require = false;
                compare::compare(args).and_then(|()| report(target))
            }
            Verb::Drill(args) => match &args.verb {
                Some(DrillVerb::Replay { journal, world }) => drill::again(journal, world, target).map(Done::Drill),
                _ => Err(Failure::Usage("no drill".to_owned())),
            },
            _ => Err(Failure::Usage("no result".to_owned())),
        }
    }

    fn output(&mut self) -> Option<&mut OutputArgs> {
        match &mut self.0 {
            Verb::Run(args) => Some(&mut args.study.output),
            Verb::Year(args) => Some(&mut args.study.output),
            Verb::Compare(args) => Some(&mut args.output),
            Verb::Worth(args) => Some(&mut args.output),
            _ => None,
        }
    }
}

fn shown(path: &Path) -> String {
    visible(&path.to_string_lossy())
}

/// What a path of a command is called in a pack.
pub fn inside(path: &Path) -> Result<String, String> {
    let text = path.to_str().ok_or_else(|| format!("the name `{}` is no UTF-8", shown(path)))?;
    let mut name = text;
    while let Some(rest) = name.strip_prefix("./") {
        name = rest;
    }
    match refused_name(name) {
        _ if name == "-" => Err("it was made from standard input".to_owned()),
        Some(why) => Err(format!("`{}` {why}", visible(text))),
        None => Ok(name.to_owned()),
    }
}

/// The scenarios in the nearest folder of that name at or above a plan's, by name, as the command line finds them.
fn beside(plan: &str, entries: &Entries) -> Result<Vec<String>, String> {
    let mut folder = plan;
    loop {
        folder = folder.rsplit_once('/').map_or("", |(folder, _)| folder);
        let scenarios = if folder.is_empty() { "scenarios/".to_owned() } else { format!("{folder}/scenarios/") };
        let mut below = entries.keys().filter_map(|name| Some((name, name.strip_prefix(&scenarios)?))).peekable();
        if below.peek().is_some() {
            let own = below.filter(|(_, rest)| !rest.contains('/') && rest.ends_with(".ron"));
            return Ok(own.map(|(name, _)| name.clone()).collect());
        }
        if folder.is_empty() {
            return Err("there are no scenarios beside the plan".to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(words: &str) -> Result<Again, String> {
        Again::parse(&words.split(' ').map(str::to_owned).collect::<Vec<_>>())
    }

    fn entries(names: &[&str]) -> Entries {
        names.iter().map(|name| ((*name).to_owned(), Vec::new())).collect()
    }

    #[test]
    fn only_commands_that_make_results_are_known() {
        for words in
            ["init x", "incident --strategy x", "drill s.ron", "run", "run s.ron --help", "seal", "-h", "check"]
        {
            assert!(parse(words).is_err(), "{words}");
        }
        for words in ["run s.ron", "year", "worth", "compare a b", "drill replay drills/a/journal.jsonl"] {
            assert!(parse(words).is_ok(), "{words}");
        }
        assert!(parse("compare a b c").is_err());
    }

    #[test]
    fn whatever_is_read_must_be_in_the_pack() {
        let whole = entries(&["plan.ron", "plans/new.ron", "scenarios/a.ron", "scenarios/b.ron", "scenarios/read.md"]);
        let needs = |words: &str, entries: &Entries| parse(words).unwrap().needs(entries);
        let year = needs("year --plan ./plans/new.ron", &whole).unwrap();
        assert_eq!((year.plans, year.scenarios.len()), (vec!["plans/new.ron".to_owned()], 2));
        assert_eq!(needs("run scenarios/a.ron", &whole).unwrap().scenarios, ["scenarios/a.ron"]);
        for words in [
            "run /etc/passwd",
            "run ../a.ron",
            "run -",
            "run plan.ron@HEAD~1",
            "year --plan other.ron",
            "drill replay drills/journal.jsonl",
        ] {
            assert!(needs(words, &whole).is_err(), "{words}");
        }
        assert!(needs("year", &entries(&["plan.ron"])).is_err());
        assert!(needs("year", &entries(&["plans/new.ron", "scenarios/a.ron"])).is_err());
    }
}
