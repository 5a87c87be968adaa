//! The command line: knows flags, their defaults and examples; does not act on them.

use std::ffi::OsString;
use std::path::PathBuf;

use anstream::ColorChoice;
use clap::builder::PossibleValuesParser;
use clap::{Parser, Subcommand, ValueEnum};

use crate::file::Change;
use crate::library;
use crate::units::Share;

/// Executes a business continuity plan against simulated disruptions, session by session.
#[derive(Debug, Parser)]
#[command(name = "bcp-sim", version, max_term_width = 100, after_help = EXAMPLES)]
pub struct Args {
    /// What to do.
    #[command(subcommand)]
    pub verb: Verb,
    /// Colour: when to use it. NO_COLOR is respected.
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, env = "BCP_SIM_COLOR")]
    pub color: Color,
}

const EXAMPLES: &str = "\
Examples:
  bcp-sim init my-practice                           a folder with a plan to start from
  bcp-sim run scenarios/outage.ron                   one disruption, many trials, a report
  bcp-sim run scenarios/outage.ron --hazard storm    only the storm
  bcp-sim run scenarios/*.ron                        every disruption, one ranking
  bcp-sim year                                       a whole year: all hazards, fund and ruin
  bcp-sim compare plan.ron plans/new.ron             which plan is better, by the same luck
  bcp-sim worth                                      what each strategy is worth, and what next
  bcp-sim promises                                   does the plan keep what it promises?
  bcp-sim trace scenarios/outage.ron --trial 4711    one trial retold, minute by minute
  bcp-sim drill scenarios/outage.ron                 the annual mock disruption
  bcp-sim seal                                       plan and results as one archive to hand over
  bcp-sim verify evidence-pack.zip                   are these the figures that the plan gives?
  bcp-sim check                                      is the plan complete, current and consistent?
  bcp-sim explain plan.strategies                    what a file may say, and how

Exit codes: 0 done, 1 could not read or write, 2 wrong command line, 3 invalid file,
4 what is required does not hold, 5 output exists or is in use, 130 stopped.";

/// The verbs.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Replay one disruption many times and report what it costs.
    #[command(after_help = RUN_EXAMPLES)]
    Run(RunArgs),
    /// Live through a year of all scenarios: what it costs, and whether the practice survives.
    #[command(after_help = YEAR_EXAMPLES)]
    Year(YearArgs),
    /// Which of two plans is better? Both under the same luck, with a verdict.
    #[command(after_help = COMPARE_EXAMPLES)]
    Compare(CompareArgs),
    /// What is each strategy worth, and what would the next ones bring?
    #[command(after_help = WORTH_EXAMPLES)]
    Worth(WorthArgs),
    /// Test the promises of the plan: kept, broken, or too few trials to tell.
    #[command(after_help = PROMISES_EXAMPLES)]
    Promises(PromisesArgs),
    /// Retell one trial, minute by minute.
    #[command(after_help = TRACE_EXAMPLES)]
    Trace(TraceArgs),
    /// Play a mock disruption: a day that the simulator produced, with its report and what to mend.
    #[command(after_help = DRILL_EXAMPLES, args_conflicts_with_subcommands = true)]
    Drill(DrillArgs),
    /// Make the HTML pages of all reports again, and the page that lists them; nothing is replayed.
    Report(ReportArgs),
    /// Put the plan, its scenarios and its results into one archive that others can check.
    #[command(after_help = SEAL_EXAMPLES)]
    Seal(SealArgs),
    /// Make every result of an evidence pack again, and name each figure that differs.
    #[command(after_help = VERIFY_EXAMPLES)]
    Verify(VerifyArgs),
    /// Log a real incident, or a try, and see what it changes; nothing is written without a yes.
    #[command(after_help = INCIDENT_EXAMPLES)]
    Incident(IncidentArgs),
    /// Make a folder with a plan to start from and every scenario.
    #[command(after_help = INIT_EXAMPLES)]
    Init(InitArgs),
    /// List the scenarios that come with the program.
    Scenarios(ScenariosArgs),
    /// Is the plan complete, current and consistent? Nothing is replayed.
    #[command(after_help = CHECK_EXAMPLES)]
    Check(CheckArgs),
    /// Explain a field of a plan or scenario, or the code of a message.
    #[command(after_help = EXPLAIN_EXAMPLES)]
    Explain(ExplainArgs),
    /// Write what lets a shell complete this program's words.
    #[command(after_help = COMPLETIONS_EXAMPLES)]
    Completions(CompletionsArgs),
    /// Write the manual page.
    #[command(after_help = MAN_EXAMPLES)]
    Man,
}

const RUN_EXAMPLES: &str = "\
Examples:
  bcp-sim run scenarios/outage.ron
  bcp-sim run scenarios/outage.ron --plan plans/new.ron --out reports/new
  bcp-sim run scenarios/outage.ron --json --quiet > outage.json
  bcp-sim run scenarios/outage.ron --trials 10000 --format csv --out rows
  bcp-sim run scenarios/outage.ron --format none --set 'strategies.mobile hotspot.works.claimed=50%'

The report's folder is reports/<name of the scenario> beside the plan; a run replaces it as a whole.";

const YEAR_EXAMPLES: &str = "\
Examples:
  bcp-sim year
  bcp-sim year --months 24 --ruin 2%
  bcp-sim year --plan plans/clinic.ron --out reports/clinic-year
  bcp-sim year scenarios/outage.ron scenarios/downturn.ron --as tested";

const COMPARE_EXAMPLES: &str = "\
Examples:
  bcp-sim compare plan.ron plans/careerworx-2026-draft.ron
  bcp-sim compare plan.ron@HEAD~1 plan.ron                   the last revision in git against the file
  bcp-sim compare plan.ron new.ron --against scenarios/outage.ron
  bcp-sim compare plan.ron@v2025 plan.ron --own-diaries      each with the sessions that it books
  bcp-sim compare plan.ron new.ron --require                 exit code 4 where the new plan is worse in anything

Without --against, a year of all scenarios in the folder `scenarios` beside the old plan or above it.";

const WORTH_EXAMPLES: &str = "\
Examples:
  bcp-sim worth
  bcp-sim worth --against scenarios/outage.ron --trials 20000
  bcp-sim worth --goal ruin --months 24

Offers are what the plan could have and has not yet; a plan lists them as
  offers: { \"second battery\": (strategy: (kind: …, cost: (once: \"80\")), after: \"laptop battery\") }";

const PROMISES_EXAMPLES: &str = "\
Examples:
  bcp-sim promises
  bcp-sim promises --plan plans/careerworx-2026-draft.ron --require
  bcp-sim promises --as written --trials 1000000

A plan states them as  promises: [\"p90(time to next, outage) <= 1wd\", \"ruin within 24 months <= 2%\"].
Scenarios are named by their files, without the ending; `year` means twelve months of all.";

const TRACE_EXAMPLES: &str = "\
Examples:
  bcp-sim trace scenarios/outage.ron --trial 4711
  bcp-sim trace scenarios/outage.ron --trial 4711 --chart trial.svg
  bcp-sim trace --year --trial 20";

const DRILL_EXAMPLES: &str = "\
Examples:
  bcp-sim drill scenarios/outage.ron                      a day that one in ten is worse than
  bcp-sim drill scenarios/long-illness.ron --day differs  the day that parts plan and practice most
  bcp-sim drill scenarios/outage.ron --pack exercise      as documents, for a group or for paper
  bcp-sim drill scenarios/outage.ron --touch --clock 6    against the clock, with things really done
  bcp-sim drill --resume drills/2026-11-22-outage/journal.jsonl
  bcp-sim drill replay drills/2026-11-22-outage/journal.jsonl
  bcp-sim drill report drills/2026-11-22-outage/journal.jsonl

Nothing is sent to anybody. A drill leaves a journal, a report, dates and the improvement plan.";

const SEAL_EXAMPLES: &str = "\
Examples:
  bcp-sim seal                                                   every report and drill beside the plan
  bcp-sim seal reports/year reports/outage --out for-the-insurer.zip
  bcp-sim seal --plan plans/clinic.ron reports/clinic-year

What was made from another plan, or from other scenarios, is left out and told. Nothing is sealed where an e-mail
address or a telephone number stands in a plan, a scenario, evidence.ron or a journal, comments included.";

const VERIFY_EXAMPLES: &str = "\
Examples:
  bcp-sim verify evidence-pack.zip
  bcp-sim verify evidence-pack.zip --json > verified.json
  bcp-sim verify evidence-pack.zip --most 500000000    a large one, for which you take the time

Nothing of the archive is kept. What cannot be checked is listed by name, and the first line says so. Exit code 2 where
it is more work than --most, 3 where the archive is not what `bcp-sim seal` writes of these files, 4 where a figure or a
page is not what the plan gives.";

const INCIDENT_EXAMPLES: &str = "\
Examples:
  bcp-sim incident --strategy 'mobile hotspot' --worked yes --took 12min --on 2026-05-04
  bcp-sim incident --strategy telephone --worked no --on 2026-05-04 --note 'no signal in the back room'
  bcp-sim incident --strategy 'laptop battery' --worked yes --took 3min --on 2026-05-04 --drill --yes

Entries stand in evidence.ron beside the plan; the forecast as tested counts each as one try.";

const INIT_EXAMPLES: &str = "\
Examples:
  bcp-sim init my-practice
  bcp-sim init my-practice --template therapist

Nothing is ever overwritten: DIR must be new, or empty.";

const CHECK_EXAMPLES: &str = "\
Examples:
  bcp-sim check
  bcp-sim check --plan plans/new.ron --today 2026-03-01
  bcp-sim check scenarios/outage.ron --json > findings.json
  bcp-sim check --require     exit code 4 where the plan has a gap

A gap is something that the plan lacks; a warning, something doubtful that it rests on; a note, worth knowing.";

const EXPLAIN_EXAMPLES: &str = "\
Examples:
  bcp-sim explain                              what can be explained
  bcp-sim explain plan.strategies              the fields of a strategy
  bcp-sim explain plan.strategies.kind.Insure  one kind of strategy
  bcp-sim explain distribution                 how to write what is not known beforehand
  bcp-sim explain --markdown > format.md       all of it as a page";

const COMPLETIONS_EXAMPLES: &str = "\
Examples:
  bcp-sim completions bash > ~/.local/share/bash-completion/completions/bcp-sim
  bcp-sim completions zsh > ~/.zfunc/_bcp-sim
  bcp-sim completions fish > ~/.config/fish/completions/bcp-sim.fish";

const MAN_EXAMPLES: &str = "\
Examples:
  bcp-sim man > ~/.local/share/man/man1/bcp-sim.1
  man bcp-sim";

/// What every verb needs to know of the world.
#[derive(Debug, clap::Args)]
pub struct WorldArgs {
    /// The plan; without it the nearest plan.ron at or above this folder. `-` reads standard input.
    #[arg(long, value_name = "FILE", env = "BCP_SIM_PLAN")]
    pub plan: Option<PathBuf>,
    /// The seed of all luck.
    #[arg(long, value_name = "N", default_value_t = 42, value_parser = number, allow_negative_numbers = true, env = "BCP_SIM_SEED")]
    pub seed: u64,
    /// Ask what if: a value of the plan, or of the scenarios, for this time only. May be given several times.
    #[arg(long, value_name = "PATH=VALUE", value_parser = Change::parse)]
    pub set: Vec<Change>,
}

/// `run`.
#[derive(Debug, clap::Args)]
pub struct RunArgs {
    /// The scenario, or several, which are then ranked; `-` reads standard input.
    #[arg(required = true, value_name = "SCENARIO")]
    pub scenarios: Vec<PathBuf>,
    /// Let this hazard of the scenario strike in every trial.
    #[arg(long, value_name = "NAME")]
    pub hazard: Option<String>,
    /// What a study needs to know.
    #[command(flatten)]
    pub study: StudyArgs,
}

/// `year`.
#[derive(Debug, clap::Args)]
pub struct YearArgs {
    /// The scenarios; without any, all in the folder `scenarios` beside the plan or above it.
    #[arg(value_name = "SCENARIO")]
    pub scenarios: Vec<PathBuf>,
    /// How many months; twelve are 52 weeks.
    #[arg(long, value_name = "N", default_value_t = 12, value_parser = clap::value_parser!(u32).range(1..=600), allow_negative_numbers = true)]
    pub months: u32,
    /// The chance of ruin for which the smallest fund is sought [default: 1%].
    #[arg(long, value_name = "SHARE", value_parser = precision, allow_hyphen_values = true)]
    pub ruin: Option<Precision>,
    /// What a study needs to know.
    #[command(flatten)]
    pub study: StudyArgs,
}

/// The chance of ruin for which the smallest fund is sought, where nothing is said.
pub const RUIN: f64 = 0.01;

/// Trials for what each difference of two plans causes, where nothing is said.
pub const CAUSES: u64 = 4_000;

/// What a study needs to know, and what becomes of its result.
#[derive(Debug, clap::Args)]
pub struct StudyArgs {
    /// The plan and the seed.
    #[command(flatten)]
    pub world: WorldArgs,
    /// Only the plan as written, or only as tested; without it both.
    #[arg(long = "as", value_name = "FORECAST", value_enum)]
    pub forecast: Option<Forecast>,
    /// The day for which the age of evidence is counted [default: the plan's].
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub today: Option<crate::file::Day>,
    /// How many trials; without it as many as the precision asks for, from 10,000 to 1,000,000.
    #[arg(long, value_name = "N", value_parser = trials, allow_negative_numbers = true, conflicts_with = "precision")]
    pub trials: Option<u64>,
    /// Half width of the 95 % interval of the mean of sessions lost, against that mean [default: 2%].
    #[arg(long, value_name = "SHARE", value_parser = precision, allow_hyphen_values = true)]
    pub precision: Option<Precision>,
    /// How often the inputs are drawn within the ranges that the files state; 0 leaves it out [default: 100 from 5,000 trials on].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(0..=10_000))]
    pub inputs: Option<u64>,
    /// Trials whose events are written as well, as a table of their own: `--format csv` or `parquet`.
    #[arg(long, value_name = "TRIALS", value_delimiter = ',', value_parser = clap::value_parser!(u64))]
    pub events: Vec<u64>,
    /// Go through with it, even where it would take hours.
    #[arg(long)]
    pub long: bool,
    /// What becomes of the result.
    #[command(flatten)]
    pub output: OutputArgs,
}

/// What becomes of a result.
#[derive(Debug, clap::Args)]
pub struct OutputArgs {
    /// Threads; 0 takes one for each core. The result does not depend on it.
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u16).range(0..=1024), allow_negative_numbers = true, env = "BCP_SIM_THREADS")]
    pub threads: u16,
    /// The report's folder [default: a folder in reports/ beside the plan, named by what was asked].
    #[arg(long, value_name = "FOLDER")]
    pub out: Option<PathBuf>,
    /// What to write there: md, html, svg, json, csv, parquet, and png where built with it; `none` writes nothing.
    #[arg(long, value_name = "LIST", value_delimiter = ',', default_value = DEFAULT_FORMATS, value_parser = format)]
    pub format: Vec<String>,
    /// Write into a folder that holds files of yours as well: they stay, and one of the same name is kept aside.
    #[arg(long)]
    pub force: bool,
    /// Print the result as JSON instead of the summary.
    #[arg(long)]
    pub json: bool,
    /// Print nothing but errors, and the JSON where it is asked for: no summary, no warnings.
    #[arg(short, long)]
    pub quiet: bool,
    /// Show the bar all the same: who makes results again says nothing of each, and is waited for.
    #[arg(skip)]
    pub bar: bool,
}

impl Verb {
    /// What becomes of its result, where it has one.
    pub fn output(&self) -> Option<&OutputArgs> {
        match self {
            Self::Run(args) => Some(&args.study.output),
            Self::Year(args) => Some(&args.study.output),
            Self::Compare(args) => Some(&args.output),
            Self::Worth(args) => Some(&args.output),
            _ => None,
        }
    }
}

impl OutputArgs {
    /// Whether a format is asked for.
    pub fn wants(&self, format: &str) -> bool {
        self.format.iter().any(|f| f == format)
    }

    /// Whether no bar is shown.
    pub fn hides_bar(&self) -> bool {
        self.quiet && !self.bar
    }

    /// Whether anything is to be written.
    pub fn writes(&self) -> bool {
        self.format.iter().any(|f| f != "none")
    }
}

impl StudyArgs {
    /// The only forecast asked for, where one was.
    pub fn only(&self) -> Option<crate::file::Forecast> {
        self.forecast.map(super::job::forecast)
    }
}

const DEFAULT_FORMATS: &str = "md,html,svg,json";
/// How to have what most do without: the pages and every browser show the SVG.
#[cfg(not(feature = "png"))]
pub const NO_PNG: &str =
    "this program was built without PNG; `cargo install --path . --features png` builds one that has it";

/// `compare`.
#[derive(Debug, clap::Args)]
pub struct CompareArgs {
    /// The old plan, then the new one, or several; `FILE@REVISION` reads a revision from git.
    #[arg(required = true, num_args = 2.., value_name = "PLAN")]
    pub plans: Vec<PathBuf>,
    /// Compare them in this disruption, or in each of several; without it in a year of all.
    #[arg(long, value_name = "SCENARIO")]
    pub against: Vec<PathBuf>,
    /// How many months, for a year.
    #[arg(long, value_name = "N", default_value_t = 12, value_parser = clap::value_parser!(u32).range(1..=600))]
    pub months: u32,
    /// The plans as written or as tested.
    #[arg(long = "as", value_enum, default_value_t = Forecast::Tested)]
    pub forecast: Forecast,
    /// The day for which the age of evidence is counted in all plans [default: that of the latest revision].
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub today: Option<crate::file::Day>,
    /// The old plan's strategy OLD is the new plan's NEW: it keeps its luck.
    #[arg(long, value_name = "OLD=NEW", value_parser = renamed)]
    pub renamed: Vec<(String, String)>,
    /// Play each plan on its own diary; without it both are played on the new plan's, so that what is booked is no difference.
    #[arg(long)]
    pub own_diaries: bool,
    /// The seed of all luck.
    #[arg(long, value_name = "N", default_value_t = 42, env = "BCP_SIM_SEED")]
    pub seed: u64,
    /// How many trials; without it as many as the precision asks for, from 10,000 to 100,000.
    #[arg(long, value_name = "N", value_parser = trials, conflicts_with = "precision")]
    pub trials: Option<u64>,
    /// Half width of the 95 % interval of the difference in sessions lost, against that difference [default: 5%].
    #[arg(long, value_name = "SHARE", value_parser = precision)]
    pub precision: Option<Precision>,
    /// How often the inputs are drawn within the ranges that the files state; 0 leaves it out [default: 100 from 5,000 trials on].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(0..=10_000))]
    pub inputs: Option<u64>,
    /// Trials for what each difference of the plans causes; 0 leaves it out.
    #[arg(long, value_name = "N", default_value_t = CAUSES, value_parser = clap::value_parser!(u64).range(0..=10_000_000))]
    pub causes: u64,
    /// End with exit code 4 where the new plan is detectably worse in any metric.
    #[arg(long)]
    pub require: bool,
    /// Go through with it, even where it would take hours.
    #[arg(long)]
    pub long: bool,
    /// What becomes of the result.
    #[command(flatten)]
    pub output: OutputArgs,
}

/// `worth`.
#[derive(Debug, clap::Args)]
pub struct WorthArgs {
    /// In this disruption, or in a year of those named; without it in a year of all.
    #[arg(long, value_name = "SCENARIO")]
    pub against: Vec<PathBuf>,
    /// How many months, for a year.
    #[arg(long, value_name = "N", default_value_t = 12, value_parser = clap::value_parser!(u32).range(1..=600))]
    pub months: u32,
    /// What offers are chosen for.
    #[arg(long, value_enum, default_value_t = Goal::Sessions)]
    pub goal: Goal,
    /// The plan as written or as tested.
    #[arg(long = "as", value_enum, default_value_t = Forecast::Tested)]
    pub forecast: Forecast,
    /// The day for which the age of evidence is counted [default: the plan's].
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub today: Option<crate::file::Day>,
    /// The plan and the seed.
    #[command(flatten)]
    pub world: WorldArgs,
    /// How many trials each set of strategies meets.
    #[arg(long, value_name = "N", value_parser = trials, default_value = "2048")]
    pub trials: u64,
    /// Go through with it, even where it would take hours.
    #[arg(long)]
    pub long: bool,
    /// What becomes of the result.
    #[command(flatten)]
    pub output: OutputArgs,
}

/// What offers are chosen for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Goal {
    /// Fewer sessions lost.
    Sessions,
    /// More money over the period.
    Money,
    /// A smaller chance that the fund runs out.
    Ruin,
}

/// `promises`.
#[derive(Debug, clap::Args)]
pub struct PromisesArgs {
    /// The scenarios; without any, all in the folder `scenarios` beside the plan or above it.
    #[arg(value_name = "SCENARIO")]
    pub scenarios: Vec<PathBuf>,
    /// The plan and the seed.
    #[command(flatten)]
    pub world: WorldArgs,
    /// The plan as written or as tested.
    #[arg(long = "as", value_enum, default_value_t = Forecast::Tested)]
    pub forecast: Forecast,
    /// The day for which the age of evidence is counted [default: the plan's].
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub today: Option<crate::file::Day>,
    /// At most so many trials for each promise.
    #[arg(long, value_name = "N", value_parser = trials, allow_negative_numbers = true, default_value = "200000")]
    pub trials: u64,
    /// Go through with it, even where it would take hours.
    #[arg(long)]
    pub long: bool,
    /// End with 4 unless every promise is kept.
    #[arg(long)]
    pub require: bool,
    /// Print the findings as JSON.
    #[arg(long)]
    pub json: bool,
    /// Say no warnings about the files.
    #[arg(short, long)]
    pub quiet: bool,
}

/// `report`.
#[derive(Debug, clap::Args)]
pub struct ReportArgs {
    /// The folder with the reports [default: reports/ beside the plan].
    #[arg(value_name = "FOLDER")]
    pub folder: Option<PathBuf>,
}

/// `seal`.
#[derive(Debug, clap::Args)]
pub struct SealArgs {
    /// Folders of reports or drills; without any, all in `reports` and `drills` beside the plan that were made from it.
    #[arg(value_name = "FOLDER")]
    pub folders: Vec<PathBuf>,
    /// The plan; without it the nearest plan.ron at or above this folder.
    #[arg(long, value_name = "FILE", env = "BCP_SIM_PLAN")]
    pub plan: Option<PathBuf>,
    /// The archive [default: evidence-pack.zip beside the plan].
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Replace an archive that exists.
    #[arg(long)]
    pub force: bool,
}

/// `verify`.
#[derive(Debug, clap::Args)]
pub struct VerifyArgs {
    /// The archive, as `bcp-sim seal` has written it.
    #[arg(value_name = "PACK")]
    pub pack: PathBuf,
    /// Threads; 0 takes one for each core. The result does not depend on it.
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u16).range(0..=1024), allow_negative_numbers = true, env = "BCP_SIM_THREADS")]
    pub threads: u16,
    /// At most so much work: simulated months, each one month of the practice in one trial of one plan or forecast.
    #[arg(long, value_name = "N", value_parser = months, allow_negative_numbers = true, default_value = "100000000")]
    pub most: u64,
    /// Print what was found as JSON.
    #[arg(long)]
    pub json: bool,
}

/// Simulated months.
fn months(text: &str) -> Result<u64, String> {
    let digits: String = text.chars().filter(|c| !matches!(c, '_' | ',')).collect();
    let wanted = "a whole number of simulated months is wanted, for example 500,000,000";
    let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    digits.parse().ok().filter(|_| plain).ok_or_else(|| wanted.to_owned())
}

/// `drill`.
#[derive(Debug, clap::Args)]
pub struct DrillArgs {
    /// What is done with a drill that was played.
    #[command(subcommand)]
    pub verb: Option<DrillVerb>,
    /// The scenario.
    #[arg(value_name = "SCENARIO", required_unless_present = "resume")]
    pub scenario: Option<PathBuf>,
    /// The day: typical, 1-in-10, 1-in-50, surprise, differs (where the plan as written and as tested part most), or the
    /// number of a trial.
    #[arg(long, value_name = "DAY", default_value = "1-in-10", value_parser = drill_day)]
    pub day: crate::drill::Choice,
    /// The plan and the seed.
    #[command(flatten)]
    pub world: WorldArgs,
    /// The plan as written or as tested.
    #[arg(long = "as", value_enum, default_value_t = Forecast::Tested)]
    pub forecast: Forecast,
    /// Make the documents of the exercise in this new folder, and do not play.
    #[arg(long, value_name = "FOLDER", conflicts_with_all = ["answers", "out", "resume"])]
    pub pack: Option<PathBuf>,
    /// Take the answers from a file, one on a line; a line with # is left out. `@12min ` before an answer says how long the
    /// day went on meanwhile.
    #[arg(long, value_name = "FILE")]
    pub answers: Option<PathBuf>,
    /// Minutes of the day for each minute that you think; 0 lets the clock stand still.
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u32).range(0..=60))]
    pub clock: u32,
    /// Offer to do things for real, against a stopwatch.
    #[arg(long)]
    pub touch: bool,
    /// Go on with a drill that was stopped or cut off.
    #[arg(long, value_name = "JOURNAL", conflicts_with_all = ["scenario", "out"])]
    pub resume: Option<PathBuf>,
    /// The drill's folder [default: drills/<date>-<scenario> beside the plan].
    #[arg(long, value_name = "FOLDER")]
    pub out: Option<PathBuf>,
    /// The date of the drill [default: this day].
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub date: Option<crate::file::Day>,
    /// The day for which the age of evidence is counted [default: the plan's].
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub today: Option<crate::file::Day>,
}

/// What is done with a drill that was played.
#[derive(Debug, Subcommand)]
pub enum DrillVerb {
    /// Play a journal again: does every line follow from its header and its answers?
    Replay {
        /// The journal.
        journal: PathBuf,
        /// The plan that it was played with.
        #[command(flatten)]
        world: WorldArgs,
    },
    /// Make the report of a journal again, wherever it ends.
    Report {
        /// The journal.
        journal: PathBuf,
        /// The plan that it was played with.
        #[command(flatten)]
        world: WorldArgs,
    },
}

fn drill_day(text: &str) -> Result<crate::drill::Choice, String> {
    use crate::drill::Choice;
    match text {
        "typical" => Ok(Choice::Worse(50)),
        "1-in-10" => Ok(Choice::Worse(90)),
        "1-in-50" => Ok(Choice::Worse(98)),
        "surprise" => Ok(Choice::Surprise),
        "differs" => Ok(Choice::Differs),
        number => number
            .parse()
            .map(Choice::Trial)
            .map_err(|_| "write typical, 1-in-10, 1-in-50, surprise, differs or the number of a trial".to_owned()),
    }
}

/// `trace`.
#[derive(Debug, clap::Args)]
pub struct TraceArgs {
    /// The scenario; `-` reads standard input. With `--year` as many as you like, or none for all beside the plan.
    #[arg(value_name = "SCENARIO", required_unless_present = "year")]
    pub scenarios: Vec<PathBuf>,
    /// The day for which the age of evidence is counted [default: the plan's].
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub today: Option<crate::file::Day>,
    /// Retell a trial of so many months of all disruptions.
    #[arg(long, value_name = "MONTHS", num_args = 0..=1, default_missing_value = "12", value_parser = clap::value_parser!(u32).range(1..=600), conflicts_with = "hazard")]
    pub year: Option<u32>,
    /// The number of the trial, from 0 on.
    #[arg(long, value_name = "N", value_parser = number, allow_negative_numbers = true)]
    pub trial: u64,
    /// Let this hazard of the scenario strike in every trial.
    #[arg(long, value_name = "NAME")]
    pub hazard: Option<String>,
    /// Play the plan on the diary of this one, as `compare` does.
    #[arg(long, value_name = "PLAN")]
    pub diary_of: Option<PathBuf>,
    /// The plan and the seed.
    #[command(flatten)]
    pub world: WorldArgs,
    /// The plan as written or as tested.
    #[arg(long = "as", value_enum, default_value_t = Forecast::Written)]
    pub forecast: Forecast,
    /// Also draw the trial into this file (.svg, or .png where built with it), which must not exist.
    #[arg(long, value_name = "FILE")]
    pub chart: Option<PathBuf>,
    /// Say no warnings about the files.
    #[arg(short, long)]
    pub quiet: bool,
}

/// `incident`.
#[derive(Debug, clap::Args)]
pub struct IncidentArgs {
    /// The strategy that was tried, as the plan calls it.
    #[arg(long, value_name = "NAME")]
    pub strategy: String,
    /// Whether it worked.
    #[arg(long, value_enum)]
    pub worked: YesNo,
    /// From noticing until it was ready, as in 12min.
    #[arg(long, value_name = "LENGTH", value_parser = length)]
    pub took: Option<crate::units::Length>,
    /// The day.
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub on: crate::file::Day,
    /// It was a try at a moment that was chosen, not an incident.
    #[arg(long)]
    pub drill: bool,
    /// What there is to say; no names, addresses or numbers of people.
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    /// The plan; without it the nearest plan.ron at or above this folder.
    #[arg(long, value_name = "FILE", env = "BCP_SIM_PLAN")]
    pub plan: Option<PathBuf>,
    /// Write it without asking.
    #[arg(long)]
    pub yes: bool,
}

/// One of two answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum YesNo {
    /// It did.
    Yes,
    /// It did not.
    No,
}

/// `init`.
#[derive(Debug, clap::Args)]
pub struct InitArgs {
    /// The folder to make.
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// The plan to start from.
    #[arg(long, value_name = "NAME", default_value = library::TEMPLATES[0].name, value_parser = templates())]
    pub template: String,
    /// Print nothing but errors.
    #[arg(short, long)]
    pub quiet: bool,
}

/// `scenarios`.
#[derive(Debug, clap::Args)]
pub struct ScenariosArgs {
    /// Print the list as JSON.
    #[arg(long)]
    pub json: bool,
}

/// `check`.
#[derive(Debug, clap::Args)]
pub struct CheckArgs {
    /// The scenarios; without any, all in the folder `scenarios` beside the plan or above it.
    #[arg(value_name = "SCENARIO")]
    pub scenarios: Vec<PathBuf>,
    /// The plan; without it the nearest plan.ron at or above this folder. `-` reads standard input.
    #[arg(long, value_name = "FILE", env = "BCP_SIM_PLAN")]
    pub plan: Option<PathBuf>,
    /// Ask what if: a value of the plan, or of the scenarios, for this time only. May be given several times.
    #[arg(long, value_name = "PATH=VALUE", value_parser = Change::parse)]
    pub set: Vec<Change>,
    /// The day for which reviews and evidence are judged [default: the day it is].
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub today: Option<crate::file::Day>,
    /// Print the findings as JSON.
    #[arg(long)]
    pub json: bool,
    /// End with exit code 4 where the plan has a gap.
    #[arg(long)]
    pub require: bool,
    /// Say no warnings about the files.
    #[arg(short, long)]
    pub quiet: bool,
}

/// `explain`.
#[derive(Debug, clap::Args)]
pub struct ExplainArgs {
    /// A field, from the file on and parted by points, as in plan.strategies.works; or a code, as in E014, W003 or C12.
    /// Without it, all fields are listed.
    #[arg(value_name = "WHAT")]
    pub what: Option<String>,
    /// Print all of it as a Markdown page.
    #[arg(long, conflicts_with = "what")]
    pub markdown: bool,
}

/// `completions`.
#[derive(Debug, clap::Args)]
pub struct CompletionsArgs {
    /// The shell.
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}

/// Which of a strategy's two values counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Forecast {
    /// As the plan claims.
    Written,
    /// As far as evidence supports it.
    Tested,
}

/// When to use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// A relative precision, kept with its text.
#[derive(Clone, Debug, PartialEq)]
pub struct Precision {
    /// As typed.
    pub text: String,
    /// As a number.
    pub value: f64,
}

/// Two names with `=` between them.
fn renamed(text: &str) -> Result<(String, String), String> {
    let both = text.split_once('=').map(|(old, new)| (old.trim().to_owned(), new.trim().to_owned()));
    both.filter(|(old, new)| !old.is_empty() && !new.is_empty()).ok_or_else(|| "OLD=NEW is wanted".to_owned())
}

fn templates() -> PossibleValuesParser {
    PossibleValuesParser::new(library::TEMPLATES.iter().map(|template| template.name))
}

fn trials(text: &str) -> Result<u64, String> {
    const MOST: u64 = 100_000_000;
    let digits: String = text.chars().filter(|c| !matches!(c, '_' | ',')).collect();
    match digits.parse() {
        Ok(n) if (1..=MOST).contains(&n) && !digits.starts_with('+') => Ok(n),
        _ => Err("a whole number from 1 to 100,000,000 is wanted, for example 10000".to_owned()),
    }
}

/// A seed, or the number of a trial.
fn number(text: &str) -> Result<u64, String> {
    let wanted = || format!("a whole number from 0 to {} is wanted, in digits", u64::MAX);
    text.parse().ok().filter(|_| text.bytes().all(|b| b.is_ascii_digit())).ok_or_else(wanted)
}

fn day(text: &str) -> Result<crate::file::Day, String> {
    crate::file::Day::parse(text).map_err(|e| format!("{}; {}", e.what, e.tip))
}

fn length(text: &str) -> Result<crate::units::Length, String> {
    crate::units::Length::parse(text).map_err(|e| format!("{}; {}", e.what, e.tip))
}

fn precision(text: &str) -> Result<Precision, String> {
    let share = Share::parse(text).map_err(|e| format!("{}; {}", e.what, e.tip))?;
    if share.fraction() < 0.000_1 {
        return Err("at least 0.01% is wanted".to_owned());
    }
    Ok(Precision { text: text.to_owned(), value: share.fraction() })
}

fn format(text: &str) -> Result<String, String> {
    let has = |key: &&str| *key != "png" || cfg!(feature = "png");
    let known: Vec<&str> = crate::report::FORMATS.iter().map(|f| f.key).filter(has).collect();
    #[cfg(not(feature = "png"))]
    if text == "png" {
        return Err(NO_PNG.to_owned());
    }
    if text == "parquet" && cfg!(not(feature = "parquet")) {
        return Err("this program was built without Parquet".to_owned());
    }
    if text == "none" || known.contains(&text) {
        Ok(text.to_owned())
    } else {
        Err(format!("known are {} and none", known.join(", ")))
    }
}

/// The colour asked for, read before anything is parsed so that errors of the command line follow it too.
pub fn color(words: &[OsString]) -> ColorChoice {
    let words: Vec<String> = words.iter().map(|w| w.to_string_lossy().into_owned()).collect();
    let after = words.iter().position(|w| w == "--color").and_then(|i| words.get(i + 1)).cloned();
    let joined = words.iter().find_map(|w| w.strip_prefix("--color=").map(str::to_owned));
    match after.or(joined).or_else(|| std::env::var("BCP_SIM_COLOR").ok()).as_deref() {
        Some("always") => ColorChoice::Always,
        Some("never") => ColorChoice::Never,
        _ => ColorChoice::Auto,
    }
}

/// The same choice in the words of the argument parser.
pub fn for_clap(color: ColorChoice) -> clap::ColorChoice {
    match color {
        ColorChoice::Always => clap::ColorChoice::Always,
        ColorChoice::Never => clap::ColorChoice::Never,
        _ => clap::ColorChoice::Auto,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Args::command().debug_assert();
    }

    #[test]
    fn numbers_of_trials_are_bounded() {
        assert_eq!(trials("1_000"), Ok(1_000));
        for wrong in ["0", "-5", "+5", "1e18", "100000001", ""] {
            assert!(trials(wrong).is_err(), "{wrong}");
        }
        assert_eq!(number("18446744073709551615"), Ok(u64::MAX));
        for wrong in ["-1", "+1", "0x2a", "18446744073709551616", "", "1_000", "4.2"] {
            assert!(number(wrong).is_err_and(|told| told.contains("from 0 to 18446744073709551615")), "{wrong}");
        }
        assert!(precision("NaN").is_err() && precision("1%").is_ok() && precision("0%").is_err());
    }
}
