//! The command of a sealed result: knows which files of a pack it reads, and how it is done again by what the command line
//! does; does not know what a pack is for.
//!
//! The words come from a file that somebody sent. So they are parsed like those of a command line, but without the
//! environment of this machine; only commands that make results are known; every file that they name, or find by themselves,
//! must be in the pack; and what becomes of the result is decided here alone, so that no word may speak of it.

use std::path::{Path, PathBuf};

use clap::builder::Resettable;
use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Args as _, Command, CommandFactory, FromArgMatches};

use crate::file::{Change, visible};
use crate::pack::{Entries, Kind, refused_name};

use super::args::{Args, DrillVerb, OutputArgs, StudyArgs, Verb};
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

/// How much a command asks for.
pub struct Asked<'a> {
    /// Trials, where it says how many.
    pub trials: Option<u64>,
    /// Months of a year; none where it is about single disruptions.
    pub months: Option<u32>,
    /// Forecasts or plans that each trial is made of.
    pub sides: u64,
    /// How often the inputs are drawn, where it says so; none where nothing is drawn.
    pub inputs: Option<Option<u64>>,
    /// Trials for what each difference of two plans causes.
    pub causes: u64,
    /// Trials whose events are written.
    pub events: u64,
    /// Values that are changed for this time only.
    pub changes: &'a [Change],
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
        let said = |e: clap::Error| visible(e.to_string().lines().next().unwrap_or_default());
        let matches = unmoved(Args::command()).try_get_matches_from(words).map_err(said)?;
        if let Some(word) = of_this_time(&matches) {
            return Err(format!("`--{word}` is no part of what makes a result"));
        }
        match Args::from_arg_matches(&matches).map_err(said)?.verb {
            verb @ (Verb::Run(_) | Verb::Year(_) | Verb::Worth(_)) => Ok(Self(verb)),
            Verb::Compare(args) if args.plans.len() == 2 && args.against.len() < 2 => Ok(Self(Verb::Compare(args))),
            Verb::Drill(args) if matches!(args.verb, Some(DrillVerb::Replay { .. })) => Ok(Self(Verb::Drill(args))),
            _ => Err("this command makes no result that could be sealed".to_owned()),
        }
    }

    /// What kind of result it makes.
    pub fn kind(&self) -> Kind {
        if self.journal().is_some() { Kind::Drill } else { Kind::Report }
    }

    /// The name of the folder into which a report goes where none is named.
    pub fn usual_name(&self) -> Option<String> {
        let stem = |path: &Path| path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        match &self.0 {
            Verb::Run(args) => Some(match &args.scenarios[..] {
                [one] => stem(one),
                _ => RANKING.to_owned(),
            }),
            Verb::Year(_) => Some("year".to_owned()),
            Verb::Worth(args) => Some(match &args.against[..] {
                [one] => format!("worth-{}", stem(one)),
                _ => "worth".to_owned(),
            }),
            Verb::Compare(args) => {
                let plans: Vec<String> = args.plans.iter().map(|plan| stem(plan)).collect();
                let against = args.against.first().map_or_else(String::new, |one| format!("-{}", stem(one)));
                Some(format!("{}{against}", plans.join("-to-")))
            }
            _ => None,
        }
    }

    /// How much it asks for.
    pub fn asked(&self) -> Asked<'_> {
        let nothing = Asked { trials: None, months: None, sides: 1, inputs: None, causes: 0, events: 0, changes: &[] };
        let study = |args: &StudyArgs, months: Option<u32>| Asked {
            trials: args.trials,
            months,
            sides: if args.forecast.is_some() { 1 } else { 2 },
            inputs: Some(args.inputs),
            events: args.events.len() as u64,
            causes: 0,
            changes: &[],
        };
        let year = |against: &[PathBuf], months: u32| (against.len() != 1).then_some(months);
        match &self.0 {
            Verb::Run(args) => Asked { changes: &args.study.world.set, ..study(&args.study, None) },
            Verb::Year(args) => Asked { changes: &args.study.world.set, ..study(&args.study, Some(args.months)) },
            Verb::Worth(args) => Asked {
                trials: Some(args.trials),
                months: year(&args.against, args.months),
                changes: &args.world.set,
                ..nothing
            },
            Verb::Compare(args) => Asked {
                trials: args.trials,
                months: year(&args.against, args.months),
                sides: 2,
                inputs: Some(args.inputs),
                causes: args.causes,
                ..nothing
            },
            _ => nothing,
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

    /// Plays another journal of the same drill, and puts its review into a new folder.
    pub fn play(&self, journal: &Path, target: &Path) -> Result<(), Failure> {
        match &self.0 {
            Verb::Drill(args) => match &args.verb {
                Some(DrillVerb::Replay { world, .. }) => drill::again(journal, world, target).map(drop),
                _ => Ok(()),
            },
            _ => Ok(()),
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

/// The flag that says what becomes of a result this time, or how it is told: none of them makes another result.
fn of_this_time(matches: &ArgMatches) -> Option<String> {
    let output = OutputArgs::augment_args(Command::new("output"));
    let known = output.get_arguments().map(|arg| arg.get_id().to_string());
    let known: Vec<String> = known.chain(["color", "require"].map(str::to_owned)).collect();
    let is_said = |id: &&String| {
        let there = matches.ids().any(|own| own.as_str() == id.as_str());
        there && matches.value_source(id) == Some(ValueSource::CommandLine)
    };
    let below = || matches.subcommand().and_then(|(_, matches)| of_this_time(matches));
    known.iter().find(is_said).cloned().or_else(below)
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
pub fn beside(plan: &str, entries: &Entries) -> Result<Vec<String>, String> {
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

    /// Each of them would be overridden, so that the words that are shown were not those that are done.
    #[test]
    fn a_word_that_makes_no_other_result_is_refused() {
        for words in [
            "run s.ron --out x",
            "run s.ron --format csv",
            "run s.ron --format=md,html,svg,json",
            "run s.ron --force",
            "run s.ron --json",
            "run s.ron --quiet",
            "run s.ron -q",
            "run s.ron --threads 0",
            "run s.ron --color never",
            "--color never run s.ron",
            "year --out x",
            "worth --json",
            "compare a b --require",
            "drill replay drills/a/journal.jsonl --color never",
        ] {
            assert!(parse(words).is_err_and(|why| why.contains("is no part of what makes a result")), "{words}");
        }
        for words in ["run s.ron --trial 5", "run s.ron --tri 5", "run s.ron --outt x", "compare a b --seed 1 --seed 2"]
        {
            assert!(parse(words).is_err(), "{words}");
        }
    }

    #[test]
    fn the_folder_of_a_report_is_called_as_the_command_line_does() {
        for (words, name) in [
            ("run scenarios/outage.ron", "outage"),
            ("run scenarios/outage.ron crm.ron", "ranking"),
            ("year", "year"),
            ("worth", "worth"),
            ("worth --against scenarios/crm.ron", "worth-crm"),
            ("worth --against scenarios/crm.ron --against scenarios/outage.ron", "worth"),
            ("compare plan.ron plans/new.ron", "plan-to-new"),
            ("compare plan.ron plans/new.ron --against scenarios/crm.ron", "plan-to-new-crm"),
        ] {
            assert_eq!(parse(words).unwrap().usual_name().as_deref(), Some(name));
        }
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
