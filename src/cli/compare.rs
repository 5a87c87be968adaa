//! `compare`: knows which plans are compared in what, and which differences make a comparison meaningless; does not know
//! what a difference comes to.

use std::path::{Path, PathBuf};

use crate::assess::Trials;
use crate::compare::{Compared, Side, compare as paired};
use crate::file::{
    Day, Name, PlanFile, Question, Revised, ScenarioFile, Source, bind_all, diaries, on_the_diary_of, rename, visible,
};
use crate::ignorance::{Ignorance, Size, Unknown, means};
use crate::model::{Case, Course};
use crate::report::{self, Again, Comparison, Diaries, Inputs, Unsure};
use crate::sampling::{Luck, Sources};
use crate::worth::{self, Bound, Game, Halt, Worths};

use super::args::{CAUSES, CompareArgs};
use super::disk::Target;
use super::doubts::{self, Doubts};
use super::effort::{Effort, Tip, timed, tried};
use super::failure::Failure;
use super::input::{self, Plan, Scenario};
use super::job::{all_drawn, forecast, sources, target, threads};
use super::page::print_of;
use super::pages::Pages;
use super::revision;
use super::unknowns::{Files, INPUTS};
use super::watch::{Progress, on_ctrl_c};

/// From so many trials on, and up to so many where the precision is not reached.
const LEAST: u64 = 10_000;
const MOST: u64 = 100_000;
/// Half width of the interval against the difference, where nothing is said.
const PRECISION: f64 = 0.05;

/// Compares the first plan with every other, in everything that is asked for.
pub fn compare(args: &CompareArgs) -> Result<(), Failure> {
    let mut plans = args.plans.iter().map(|path| input::plan_at(Some(path), &[])).collect::<Result<Vec<_>, _>>()?;
    for (from, to) in &args.renamed {
        renamed(&mut plans[0].file, from, to)?;
    }
    let (old, others) = plans.split_first().ok_or_else(|| Failure::Usage("two plans are wanted".into()))?;
    for new in others {
        one_currency(old, new)?;
    }
    let scenarios = input::scenarios(&args.against, old)?;
    let today = args.today.unwrap_or_else(|| latest(&plans));
    let all: Vec<&Scenario> = scenarios.iter().collect();
    let scenes: Vec<Vec<&Scenario>> =
        if args.against.is_empty() { vec![all] } else { all.into_iter().map(|one| vec![one]).collect() };
    let stop = on_ctrl_c();
    let pool = threads(&args.output)?;
    let many = others.len() * scenes.len() > 1;
    let mut worse = Vec::new();
    let mut doubts = Doubts::new(args.output.quiet);
    for new in others {
        let played = played(args, old, new);
        for scene in &scenes {
            let target = target(&args.output, &[old, new], scene, &folder(args, old, new, scene, many))?;
            let job = Job { args, old, played: &played, new, scene, today, target, stop: &stop };
            worse.extend(pool.install(|| job.run(&mut doubts))?);
        }
    }
    if args.require && !worse.is_empty() {
        return Err(Failure::Unmet(format!("error: the new plan is worse in {}", worse.join(", "))));
    }
    Ok(())
}

/// The old plan's strategy gets the new plan's name.
pub fn renamed(plan: &mut PlanFile, from: &str, to: &str) -> Result<(), Failure> {
    let to = Name::new(to).map_err(|e| Failure::Usage(format!("{}\n  tip: {}", e.what, e.tip)))?;
    rename(plan, from, to).map_err(|known| {
        let known = known.join(", ");
        Failure::Usage(format!("the old plan has no strategy `{from}` to rename\n  tip: known are {known}"))
    })
}

/// Plans that count other money cannot be compared.
fn one_currency(old: &Plan, new: &Plan) -> Result<(), Failure> {
    let (a, b) = (&old.file.currency, &new.file.currency);
    if a == b {
        return Ok(());
    }
    Err(Failure::Invalid(format!(
        "error: the plans have different currencies: {} in `{}`, {} in `{}`\n  tip: amounts are compared, so both must have the same",
        a.code(),
        shown(old),
        b.code(),
        shown(new)
    )))
}

/// The old plan as it is played: on the new plan's diary, unless each is to have its own.
fn played(args: &CompareArgs, old: &Plan, new: &Plan) -> PlanFile {
    if args.own_diaries { old.file.clone() } else { on_the_diary_of(&old.file, &new.file) }
}

fn shown(plan: &Plan) -> String {
    visible(&plan.source.name)
}

/// The age of evidence is counted for the same day in all plans: that of the latest revision.
fn latest(plans: &[Plan]) -> Day {
    let days = plans.iter().map(|plan| plan.file.as_of());
    days.max_by_key(|day| day.0).unwrap_or(plans[0].file.as_of())
}

fn folder(args: &CompareArgs, old: &Plan, new: &Plan, scene: &[&Scenario], many: bool) -> PathBuf {
    let stem = |plan: &Plan| {
        let at = plan.commit.as_ref().map(|commit| format!("-{}", report::short(commit)));
        let path = Path::new(&plan.source.name);
        let file = revision::split(path).filter(|_| at.is_some()).map_or_else(|| path.to_owned(), |(file, _)| file);
        let stem = file.file_stem().unwrap_or_default().to_string_lossy().replace('@', "-");
        stem + &at.unwrap_or_default()
    };
    let against = if args.against.is_empty() { String::new() } else { format!("-{}", scene[0].stem) };
    let name = format!("{}-to-{}{against}", stem(old), stem(new));
    match &args.output.out {
        Some(out) if many => out.join(name),
        Some(out) => out.clone(),
        None => old.folder.join("reports").join(name),
    }
}

/// Two plans in one thing.
struct Job<'a> {
    args: &'a CompareArgs,
    old: &'a Plan,
    /// The old plan as it is played.
    played: &'a PlanFile,
    new: &'a Plan,
    scene: &'a [&'a Scenario],
    today: Day,
    target: Option<Target>,
    stop: &'a std::sync::Arc<std::sync::atomic::AtomicBool>,
}

impl Job<'_> {
    /// Compares, prints, writes, and gives the metrics in which the new plan is worse.
    fn run(&self, doubts: &mut Doubts) -> Result<Vec<String>, Failure> {
        let args = self.args;
        let question = self.question();
        // What is wrong with a plan on its own diary is told first: it has nothing to do with the other plan.
        let new = input::case(self.new, self.scene, &question)?;
        let mut old = input::case(self.old, self.scene, &question)?;
        let moved = diaries((&self.old.source, &self.old.file), (&self.new.source, &self.new.file));
        // A warning is about the files as they are.
        for (plan, case) in [(self.old, &old), (self.new, &new)] {
            doubts.say(plan, self.scene, &doubts::find(plan, self.scene, case, Some(self.today)));
        }
        if !args.own_diaries && !moved.is_empty() {
            old = self.on_the_new_diary(&question)?;
        }
        let (old_sources, new_sources) = (sources(&old)?, sources(&new)?);
        let files = Files::of_two([self.old, self.new], self.scene, &question, (&args.renamed, !args.own_diaries))?;
        let luck = Luck::new(args.seed);
        let sides = (Side { case: &old, sources: &old_sources }, Side { case: &new, sources: &new_sources });
        let both = ((&self.old.source, self.played), (&self.new.source, &self.new.file));
        let revised = if args.own_diaries { Revised::between } else { Revised::on_one_diary }(both.0, both.1);
        self.allow(sides.1, &files, &revised)?;
        let progress = Progress::new("both plans", args.output.hides_bar(), self.stop);
        let compared = paired(sides.0, sides.1, &luck, self.trials(), &progress);
        progress.finish();
        if compared.stopped && compared.old.trials == 0 {
            return Err(Failure::Lost);
        }
        let parts = if compared.stopped { None } else { self.parts(&revised, &question, &luck)? };
        let values = files.values();
        let found = self.ignorance(&files, &compared, &luck)?;
        let comparison = Comparison {
            unsure: Unsure::new(found.as_ref(), &values),
            old: plan(self.old),
            new: plan(self.new),
            against: self.title(),
            course: question.course,
            months: args.months,
            forecast: question.forecast.word(),
            currency: &self.old.file.currency,
            seed: args.seed,
            compared: &compared,
            revisions: revised.list(),
            diaries: if args.own_diaries { Diaries::Own } else { Diaries::New(moved.clone()) },
            parts: parts.as_ref().map(|parts| (parts, args.causes)),
            retell: compared
                .farthest
                .iter()
                .map(|far| {
                    let other = (!args.own_diaries && !moved.is_empty()).then_some(self.new);
                    [self.retell(self.old, other, far.trial()), self.retell(self.new, None, far.trial())]
                })
                .collect(),
            scenarios_sha256: input::hash(self.scene),
            again: self.again(),
        };
        // What was computed is shown, whatever becomes of the writing.
        let target = self.target.as_ref().filter(|_| !compared.stopped);
        let written = target.map_or(Ok(()), |target| self.write(target, &comparison));
        let folder = target.filter(|_| written.is_ok()).map(Target::path);
        if args.output.json {
            print_of(&comparison.json(), folder)?;
        } else if !args.output.quiet {
            print_of(&comparison.terminal(), folder)?;
        }
        written?;
        if compared.stopped {
            return Err(Failure::Stopped);
        }
        Ok(comparison.worse_in().into_iter().map(str::to_owned).collect())
    }

    /// The old plan bound on the new plan's diary, which may not fit its people.
    fn on_the_new_diary(&self, question: &Question) -> Result<Case, Failure> {
        input::case_of(self.old, self.played, self.scene, question).map_err(|failure| match failure {
            Failure::Invalid(why) => Failure::Invalid(format!(
                "error: `{}` cannot be played on the diary of `{}`\n{why}\n  tip: `--own-diaries` plays each plan on its own",
                shown(self.old),
                shown(self.new)
            )),
            other => other,
        })
    }

    /// Refuses what may take hours unasked. Who makes results again has other limits.
    fn allow(&self, new: Side<'_>, files: &Files<'_>, revised: &Revised<'_>) -> Result<(), Failure> {
        let (args, most) = (self.args, self.trials().most());
        if args.long || args.output.bar {
            return Ok(());
        }
        let watch = Progress::new("", true, self.stop);
        let tried = tried(new.case, &Luck::new(args.seed), new.sources, most, &watch)?;
        let (made, seconds) = timed(|| files.at(&[]));
        made?;
        let causes = worth::work(revised.list().len(), args.causes, false);
        let size = Size::for_trials(most, args.inputs).filter(|_| files.unknowns() > 0);
        let inputs = size.map_or((0, 0), |size| size.work(files.unknowns()));
        let trials = 2 * most + causes.1 + 2 * inputs.1;
        let effort = Effort::new().shared(trials, tried.seconds).shared(causes.0 + inputs.0, seconds);
        effort.allow(most, if args.trials.is_some() { Tip::Trials } else { Tip::Precision })
    }

    /// What not knowing the inputs does to the difference; none where it is not drawn.
    fn ignorance(&self, files: &Files<'_>, compared: &Compared, luck: &Luck) -> Result<Option<Ignorance>, Failure> {
        if compared.stopped {
            return Ok(None);
        }
        let means = means(|key| compared.difference(key).and_then(|difference| difference.counts.mean()));
        let of = (&report::deciding(self.question().course)[..], means);
        let size = Size::for_trials(compared.old.trials, self.args.inputs);
        files.drawn(of, luck, size, &Progress::new(INPUTS, self.args.output.hides_bar(), self.stop))
    }

    fn question(&self) -> Question {
        let course = if self.args.against.is_empty() { Course::Year } else { Course::One };
        let months = self.args.months;
        Question { course, months, forecast: forecast(self.args.forecast), today: Some(self.today) }
    }

    fn title(&self) -> String {
        match (self.args.against.is_empty(), self.args.months) {
            (false, _) => self.scene[0].file.title.clone(),
            (true, 12) => "a year of all disruptions".to_owned(),
            (true, months) => format!("{months} months of all disruptions"),
        }
    }

    fn trials(&self) -> Trials {
        match (self.args.trials, &self.args.precision) {
            (Some(n), _) => Trials::Fixed(n),
            (None, asked) => {
                let precision = asked.as_ref().map_or(PRECISION, |asked| asked.value);
                Trials::Until { precision, least: LEAST, most: MOST }
            }
        }
    }

    /// What each difference of the plans causes; none where some of them alone make no plan.
    fn parts(&self, revised: &Revised<'_>, question: &Question, luck: &Luck) -> Result<Option<Worths>, Failure> {
        if self.args.causes == 0 || revised.list().is_empty() {
            return Ok(None);
        }
        let game = Revisions { revised, source: &self.new.source, scene: self.scene, question };
        let progress = Progress::new("its causes", self.args.output.hides_bar(), self.stop);
        let found = worth::worth(&game, luck, self.args.causes, false, &progress);
        progress.finish();
        match found {
            Ok(worths) => Ok(Some(worths)),
            Err(Halt::Stopped) => Err(Failure::Lost),
            Err(Halt::Fault(_)) => Ok(None),
        }
    }

    fn write(&self, target: &Target, comparison: &Comparison<'_>) -> Result<(), Failure> {
        let output = &self.args.output;
        let pictures = comparison.pictures();
        let (markdown, json) = (comparison.markdown(&pictures.drawn), comparison.json());
        Pages { markdown, json, pictures: pictures.drawn }.write(target, output)?.finish(target)?;
        all_drawn(&pictures.undrawn)
    }

    /// What all commands have in common.
    fn flags(&self, command: &mut Again) {
        command.flag("as", forecast(self.args.forecast).word());
        command.flag("today", self.today.0.to_string());
        command.flag("seed", self.args.seed.to_string());
    }

    /// The command that retells a trial of a plan, on the diary of another one where it is played on that.
    fn retell(&self, plan: &Plan, diary_of: Option<&Plan>, trial: u64) -> String {
        let mut command = Again::new("trace");
        match self.args.against.is_empty() {
            true => command.flag("year", self.args.months.to_string()),
            false => command.path(&self.scene[0].source.name),
        }
        command.flag("trial", trial.to_string());
        command.flag_path("plan", named(plan));
        if let Some(other) = diary_of {
            command.flag_path("diary-of", named(other));
        }
        self.flags(&mut command);
        command.shown()
    }

    fn again(&self) -> Again {
        let mut again = Again::new("compare");
        again.path(named(self.old));
        again.path(named(self.new));
        if !self.args.against.is_empty() {
            again.flag_path("against", &self.scene[0].source.name);
        } else if self.args.months != 12 {
            again.flag("months", self.args.months.to_string());
        }
        if let Some(trials) = self.args.trials {
            again.flag("trials", trials.to_string());
        }
        if let Some(precision) = &self.args.precision {
            again.flag("precision", &precision.text);
        }
        if self.args.causes != CAUSES {
            again.flag("causes", self.args.causes.to_string());
        }
        if let Some(inputs) = self.args.inputs {
            again.flag("inputs", inputs.to_string());
        }
        for (from, to) in &self.args.renamed {
            again.flag("renamed", format!("{from}={to}"));
        }
        if self.args.own_diaries {
            again.switch("own-diaries");
        }
        self.flags(&mut again);
        if self.args.long {
            again.switch("long");
        }
        again
    }
}

/// A path that names the plan for ever.
fn named(plan: &Plan) -> &str {
    plan.named.as_deref().unwrap_or(&plan.source.name)
}

fn plan(plan: &Plan) -> report::Revised {
    report::Revised {
        path: report::local(&plan.source.name).to_owned(),
        commit: plan.commit.clone(),
        title: plan.file.title.clone(),
        sha256: Inputs::hash(&plan.source.text),
        evidence_sha256: plan.evidence_hash(),
    }
}

/// The differences of two plans as players: each set of them is a plan between the old and the new one.
struct Revisions<'a> {
    revised: &'a Revised<'a>,
    source: &'a Source,
    scene: &'a [&'a Scenario],
    question: &'a Question,
}

impl Game for Revisions<'_> {
    type Fault = String;

    fn players(&self) -> usize {
        self.revised.list().len()
    }

    fn with(&self, members: &[bool]) -> Result<Bound, String> {
        bound((self.source, &self.revised.with(members)), self.scene, self.question)
    }
}

/// A plan made by the program, bound.
pub fn bound(plan: (&Source, &PlanFile), scene: &[&Scenario], question: &Question) -> Result<Bound, String> {
    let files: Vec<(&Source, &ScenarioFile)> = scene.iter().map(|s| (&s.source, &s.file)).collect();
    let case = bind_all(plan, &files, question)
        .map_err(|faults| faults.plan.first().map_or_else(String::new, |f| f.what.clone()))?;
    let sources = Sources::new(&case).map_err(|same| format!("`{}` and `{}` share their luck", same.0, same.1))?;
    Ok(Bound { case, sources })
}
