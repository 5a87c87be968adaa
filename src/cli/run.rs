//! `run`: knows the steps from files to a report; does not know how any of them is done.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::assess::{Assessed, Trials, assess, scores};
use crate::file::Forecast;
use crate::model::Case;
use crate::report::{self, Inputs, Study, Summary};
use crate::sampling::{Luck, Sources};

use super::args::RunArgs;
use super::failure::Failure;
use super::folder::Folder;
use super::input::{self, Plan, Scenario};
use super::page::print;
use super::watch::{Progress, on_ctrl_c};

/// Runs every scenario named. All files are read and checked before the first trial.
pub fn run(args: &RunArgs) -> Result<(), Failure> {
    let plan = input::plan(&args.world)?;
    let mut ready = Vec::new();
    for path in &args.scenarios {
        let scenario = input::scenario(path, &args.world)?;
        let written = input::case(&plan, &scenario, Forecast::Written)?;
        let tested = input::case(&plan, &scenario, Forecast::Tested)?;
        ready.push((path, scenario, written, tested));
    }
    let threads = rayon::ThreadPoolBuilder::new().num_threads(usize::from(args.threads)).build();
    let threads = threads.map_err(|e| Failure::Io(format!("could not start threads: {e}")))?;
    let stop = on_ctrl_c();
    for (path, scenario, written, tested) in &ready {
        let job = Job { args, plan: &plan, path, scenario, written, tested, stop: &stop };
        threads.install(|| job.run(ready.len() > 1))?;
    }
    Ok(())
}

/// One scenario.
struct Job<'a> {
    args: &'a RunArgs,
    plan: &'a Plan,
    path: &'a Path,
    scenario: &'a Scenario,
    written: &'a Case,
    tested: &'a Case,
    stop: &'a Arc<AtomicBool>,
}

impl Job<'_> {
    fn run(&self, one_of_many: bool) -> Result<(), Failure> {
        let inputs = self.inputs();
        let written = self.assess("as written", self.written, self.trials())?;
        let trials = Trials::Fixed(written.outcomes.trials.max(1));
        let tested = self.assess("as tested", self.tested, trials)?;
        let study = Study {
            plan: &self.plan.file,
            scenario: &self.scenario.file,
            case: self.written,
            written: &written,
            tested: &tested,
            inputs: &inputs,
        };
        let summary = Summary::new(&study);
        let stopped = written.stopped || tested.stopped;
        let folder = self.folder(one_of_many);
        let writes = !stopped && self.args.format.iter().any(|f| f != "none");
        if writes {
            self.write(&folder, &study, &summary)?;
        }
        if self.args.json {
            print(&report::json(&study, &summary))?;
        } else if !self.args.quiet {
            print(&(report::terminal(&study, &summary) + &footer(writes.then_some(&folder), &inputs)))?;
        }
        if stopped { Err(Failure::Stopped) } else { Ok(()) }
    }

    fn inputs(&self) -> Inputs {
        Inputs {
            seed: self.args.world.seed,
            hazard: self.args.world.hazard.clone(),
            plan_hash: Inputs::hash(&self.plan.source.text),
            scenario_hash: Inputs::hash(&self.scenario.source.text),
            plan_path: self.plan.named.clone(),
            scenario_path: self.path.to_string_lossy().into_owned(),
            trials: self.args.trials,
            precision: self.args.precision.as_ref().map(|p| p.text.clone()),
        }
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
        let progress = Progress::new(what, self.args.quiet, self.stop);
        let assessed = assess(case, &luck, &sources(case)?, trials, &progress);
        progress.finish();
        Ok(assessed)
    }

    fn folder(&self, one_of_many: bool) -> PathBuf {
        match &self.args.out {
            Some(out) if one_of_many => out.join(&self.scenario.stem),
            Some(out) => out.clone(),
            None => self.plan.folder.join("reports").join(&self.scenario.stem),
        }
    }

    fn write(&self, target: &Path, study: &Study<'_>, summary: &Summary) -> Result<(), Failure> {
        let wants = |format: &str| self.args.format.iter().any(|f| f == format);
        let drawing = |e: crate::chart::ChartError| Failure::Io(format!("could not draw a chart: {e}"));
        let pictures = report::pictures(study, summary).map_err(drawing)?;
        let folder = Folder::create(target, self.args.force)?;
        if wants("md") {
            folder.write("report.md", report::markdown(study, summary, &pictures).as_bytes())?;
        }
        if wants("json") {
            folder.write("summary.json", report::json(study, summary).as_bytes())?;
        }
        for drawn in &pictures {
            if wants("svg") {
                folder.write(&format!("{}.svg", drawn.name), drawn.picture.svg.as_bytes())?;
            }
            #[cfg(feature = "png")]
            if wants("png") {
                let png = crate::chart::to_png(&drawn.picture.svg, 2.0).map_err(drawing)?;
                folder.write(&format!("{}.png", drawn.name), &png)?;
            }
        }
        if wants("csv") {
            self.write_rows(&folder, summary.trials)?;
        }
        folder.finish()
    }

    /// One row for each trial of the plan as written.
    fn write_rows(&self, folder: &Folder, trials: u64) -> Result<(), Failure> {
        let (case, luck) = (self.written, Luck::new(self.args.world.seed));
        let sources = sources(case)?;
        folder.write_with("trials.csv", |out| {
            use std::io::Write;
            out.write_all(report::header(case).as_bytes())?;
            let mut done = Ok(());
            scores(case, &luck, &sources, 0..trials, |trial, score| {
                if done.is_ok() {
                    done = out.write_all(report::row(case, trial, score).as_bytes());
                }
            });
            done
        })
    }
}

/// The sources of a case. Names with one hash were refused when it was bound.
pub fn sources(case: &Case) -> Result<Sources, Failure> {
    Sources::new(case)
        .map_err(|same| Failure::Invalid(format!("`{}` and `{}` share their luck; rename one", same.0, same.1)))
}

fn footer(folder: Option<&PathBuf>, inputs: &Inputs) -> String {
    let report = folder.map_or(String::new(), |f| {
        format!("  report      {}\n", crate::file::visible(&f.join("report.md").to_string_lossy()))
    });
    let made_from = format!("plan {}, scenario {}", inputs.plan_hash, inputs.scenario_hash);
    let program = concat!("bcp-sim ", env!("CARGO_PKG_VERSION"));
    format!("\n{report}  again       {}\n  made from   {made_from} · {program}\n", inputs.command())
}
