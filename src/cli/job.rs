//! One study from files to its report: knows the steps that `run` and `year` share; does not know how any is done.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::assess::{Assessed, Trials, assess};
use crate::file::{Day, Forecast, Question, ScenarioFile, Warnings};
use crate::ignorance::{Ignorance, Size, Unknown, means};
use crate::metric::Outcomes;
use crate::model::{Case, Course};
use crate::report::{self, Inputs, Study, Summary, Unsure};
use crate::sampling::{Luck, Sources};

use super::args::{self, OutputArgs, StudyArgs};
use super::disk::Target;
use super::doubts::{self, Doubts};
use super::effort::{Effort, Tip, timed, tried};
use super::failure::Failure;
use super::input::{self, Plan, Scenario};
use super::page::print_of;
use super::pages::Pages;
use super::tables::Tables;
use super::unknowns::{Files, INPUTS};
use super::watch::Progress;

/// A plan bound to what it is to be tried against, once for each forecast.
pub struct Bound<'a> {
    scenarios: Vec<&'a Scenario>,
    forecast: Forecast,
    /// What the first case answers.
    question: Question,
    first: Case,
    /// As tested, where the first is as written.
    tested: Option<Case>,
    warnings: Warnings,
}

impl<'a> Bound<'a> {
    /// Binds the forecasts that are asked for.
    pub fn new(
        plan: &Plan,
        scenarios: Vec<&'a Scenario>,
        args: &StudyArgs,
        year: Option<u32>,
    ) -> Result<Self, Failure> {
        let forecast = args.only().unwrap_or(Forecast::Written);
        let question = |forecast| {
            let course = if year.is_some() { Course::Year } else { Course::One };
            let today: Option<Day> = args.today;
            Question { course, months: year.unwrap_or(12), forecast, today }
        };
        let case = |forecast| input::case(plan, &scenarios, &question(forecast));
        let first = case(forecast)?;
        let tested = if args.only().is_none() { Some(case(Forecast::Tested)?) } else { None };
        let warnings = doubts::find(plan, &scenarios, &first, args.today);
        Ok(Self { forecast, question: question(forecast), first, tested, warnings, scenarios })
    }

    /// The case of the forecast that leads.
    pub fn case(&self) -> &Case {
        &self.first
    }

    /// Says the warnings about the files.
    pub fn say(&self, plan: &Plan, doubts: &mut Doubts) {
        doubts.say(plan, &self.scenarios, &self.warnings);
    }
}

/// One study.
pub struct Job<'a> {
    /// The command line.
    pub args: &'a StudyArgs,
    /// The plan.
    pub plan: &'a Plan,
    /// What it is tried against.
    pub bound: &'a Bound<'a>,
    /// What the result is made from.
    pub inputs: Inputs,
    /// The chance of ruin for which the smallest fund is sought \[1\].
    pub ruin: f64,
    /// Where the report goes; nowhere where nothing is written.
    pub target: Option<Target>,
    /// Asked to stop.
    pub stop: &'a Arc<AtomicBool>,
}

impl Job<'_> {
    /// Does the trials, writes the report, prints the summary, and gives it.
    pub fn run(&self) -> Result<Summary, Failure> {
        let hazard = self.inputs.hazard.as_deref();
        let files = Files::new(&[self.plan], &self.bound.scenarios, &self.bound.question, hazard)?;
        self.allow(&files)?;
        let as_word = |forecast: Forecast| if forecast == Forecast::Written { "as written" } else { "as tested" };
        let first = self.assess(as_word(self.bound.forecast), &self.bound.first, self.trials())?;
        if first.outcomes.trials == 0 {
            return Err(Failure::Lost);
        }
        let same = Trials::Fixed(first.outcomes.trials);
        let tested = match &self.bound.tested {
            Some(case) => Some(self.assess(as_word(Forecast::Tested), case, same)?),
            None => None,
        };
        let values = files.values();
        let found = self.ignorance(&files, &first)?;
        let scenarios: Vec<&ScenarioFile> = self.bound.scenarios.iter().map(|scenario| &scenario.file).collect();
        let study = Study {
            unsure: Unsure::new(found.as_ref(), &values),
            plan: &self.plan.file,
            scenarios: &scenarios,
            case: &self.bound.first,
            forecast: self.bound.forecast,
            first: &first,
            tested: tested.as_ref(),
            inputs: &self.inputs,
            doubts: &doubts::listed(self.plan, &self.bound.scenarios, &self.bound.warnings),
            ruin: self.ruin,
        };
        let summary = Summary::new(&study);
        let target = self.target.as_ref().filter(|_| !study.stopped());
        // What was computed is shown, whatever becomes of the writing.
        let written = target.map_or(Ok(()), |target| self.write(target, &study, &summary));
        let folder = target.filter(|_| written.is_ok()).map(Target::path);
        if self.args.output.json {
            print_of(&report::json(&study, &summary), folder)?;
        } else if !self.args.output.quiet {
            let told = report::terminal(&study, &summary) + &footer(folder, &self.args.output, &self.inputs);
            print_of(&told, folder)?;
        }
        written?;
        if study.stopped() { Err(Failure::Stopped) } else { Ok(summary) }
    }

    /// Refuses what would take hours unasked. Who makes results again has other limits.
    fn allow(&self, files: &Files<'_>) -> Result<(), Failure> {
        let (args, case, trials) = (self.args, &self.bound.first, self.trials());
        if args.long || args.output.bar {
            return Ok(());
        }
        let watch = Progress::new("", true, self.stop);
        let luck = Luck::new(args.world.seed);
        let tried = tried(case, &luck, &sources(case)?, trials.foreseen(&Outcomes::none(case)), &watch)?;
        let count = trials.foreseen(&tried.outcomes);
        let forecasts = 1 + u64::from(self.bound.tested.is_some());
        let tables = ["csv", "parquet"].iter().filter(|format| args.output.wants(format)).count() as u64;
        let mut effort = Effort::new().shared(forecasts * count, tried.seconds).alone(tables * count, tried.seconds);
        if let Some(size) = Size::for_trials(count, args.inputs).filter(|_| files.unknowns() > 0) {
            let (plans, trials) = size.work(files.unknowns());
            let (made, seconds) = timed(|| files.at(&[]));
            made?;
            effort = effort.shared(plans, seconds).shared(trials, tried.seconds);
        }
        let tip = if args.trials.is_some() { Tip::Trials } else { Tip::Precision };
        effort.allow(count, tip)
    }

    fn trials(&self) -> Trials {
        match (self.args.trials, &self.args.precision, Trials::BY_RULE) {
            (Some(n), _, _) => Trials::Fixed(n),
            (None, Some(asked), Trials::Until { least, most, .. }) => {
                Trials::Until { precision: asked.value, least, most }
            }
            (None, _, rule) => rule,
        }
    }

    fn assess(&self, what: &'static str, case: &Case, trials: Trials) -> Result<Assessed, Failure> {
        let luck = Luck::new(self.args.world.seed);
        let progress = Progress::new(what, self.args.output.hides_bar(), self.stop);
        let assessed = assess(case, &luck, &sources(case)?, trials, &progress);
        progress.finish();
        Ok(assessed)
    }

    /// What not knowing the inputs does; none where there is nothing to draw, or the trials were stopped.
    fn ignorance(&self, files: &Files<'_>, first: &Assessed) -> Result<Option<Ignorance>, Failure> {
        if first.stopped {
            return Ok(None);
        }
        let of = (&report::KEYS[..], means(|key| first.outcomes.column(key).mean()));
        let size = Size::for_trials(first.outcomes.trials, self.args.inputs);
        let progress = Progress::new(INPUTS, self.args.output.hides_bar(), self.stop);
        files.drawn(of, &Luck::new(self.args.world.seed), size, &progress)
    }

    fn write(&self, target: &Target, study: &Study<'_>, summary: &Summary) -> Result<(), Failure> {
        let pictures = report::pictures(study, summary);
        let pages = Pages {
            markdown: report::markdown(study, summary, &pictures.drawn),
            json: report::json(study, summary),
            pictures: pictures.drawn,
        };
        let mut folder = pages.write(target, &self.args.output)?;
        let case = &self.bound.first;
        let (luck, sources) = (Luck::new(self.args.world.seed), sources(case)?);
        let events = &self.args.events;
        let tables = Tables { plan: &self.plan.file, case, luck, sources, summary, events, stop: self.stop };
        tables.write(&mut folder, &self.args.output)?;
        if self.stop.load(Ordering::SeqCst) {
            return Err(Failure::Lost);
        }
        folder.finish(target)?;
        all_drawn(&pictures.undrawn)
    }
}

/// Fails where a chart could not be drawn: asked when everything else is written.
pub fn all_drawn(undrawn: &[report::Undrawn]) -> Result<(), Failure> {
    match undrawn.first() {
        Some(chart) => Err(Failure::Io(format!("{chart}; all else is written"))),
        None => Ok(()),
    }
}

/// A chart could not be turned into pixels.
#[cfg(feature = "png")]
pub fn undrawn(error: &crate::chart::ChartError) -> Failure {
    Failure::Io(format!("could not draw a chart: {error}"))
}

/// Where a result goes: the folder that was named, or the one in `reports` beside the plan. It is looked at before anything is
/// computed; none where nothing is written.
pub fn target(
    output: &OutputArgs,
    plans: &[&Plan],
    scenarios: &[&Scenario],
    folder: &Path,
) -> Result<Option<Target>, Failure> {
    if !output.writes() {
        return Ok(None);
    }
    let practices: Vec<PathBuf> = plans.iter().flat_map(|plan| plan.practices()).collect();
    let files = plans.iter().flat_map(|plan| plan.files());
    let inputs: Vec<PathBuf> = files.chain(scenarios.iter().map(|one| PathBuf::from(&one.source.name))).collect();
    Target::new(folder, output.force, &inputs, &practices).map(Some)
}

/// What a result of some scenarios is made from.
pub fn inputs(args: &StudyArgs, plan: &Plan, scenarios: &[&Scenario], paths: &[PathBuf]) -> Inputs {
    let shown = |path: &Path| path.to_string_lossy().into_owned();
    Inputs {
        seed: args.world.seed,
        hazard: None,
        plan_hash: plan.hash.clone(),
        evidence_hash: plan.evidence_hash(),
        changes: plan.changed(),
        scenario_hash: input::hash(scenarios),
        plan_path: plan.named.clone(),
        scenario_paths: paths.iter().map(|path| shown(path)).collect(),
        months: None,
        ruin: None,
        forecast: args.only(),
        today: args.today.map(|day| day.0.to_string()),
        trials: args.trials,
        precision: args.precision.as_ref().map(|p| p.text.clone()),
        draws: args.inputs,
        events: args.events.clone(),
        long: args.long,
    }
}

/// The threads that the command line asks for.
pub fn threads(args: &OutputArgs) -> Result<rayon::ThreadPool, Failure> {
    let threads = rayon::ThreadPoolBuilder::new().num_threads(usize::from(args.threads)).build();
    threads.map_err(|e| Failure::Io(format!("could not start threads: {e}")))
}

/// The sources of a case. Names with one hash were refused when it was bound.
pub fn sources(case: &Case) -> Result<Sources, Failure> {
    Sources::new(case)
        .map_err(|same| Failure::Invalid(format!("`{}` and `{}` share their luck; rename one", same.0, same.1)))
}

/// The forecast that a word of the command line means.
pub fn forecast(word: args::Forecast) -> Forecast {
    match word {
        args::Forecast::Written => Forecast::Written,
        args::Forecast::Tested => Forecast::Tested,
    }
}

fn footer(folder: Option<&Path>, output: &OutputArgs, inputs: &Inputs) -> String {
    let page = if output.wants("html") { "report.html" } else { "report.md" };
    let report = folder.map_or(String::new(), |f| {
        format!("  report      {}\n", crate::file::visible(&f.join(page).to_string_lossy()))
    });
    let what = if inputs.months.is_some() { "scenarios" } else { "scenario" };
    let evidence = inputs.evidence_hash.as_ref().map_or_else(String::new, |hash| format!(", evidence {hash}"));
    let made_from = format!("plan {}{evidence}, {what} {}", inputs.plan_hash, inputs.scenario_hash);
    let program = concat!("bcp-sim ", env!("CARGO_PKG_VERSION"));
    format!("\n{report}  again       {}\n  made from   {made_from} · {program}\n", inputs.command())
}
