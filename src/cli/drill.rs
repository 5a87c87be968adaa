//! `drill`: knows which files a drill is made from and what it leaves behind; does not know how it is played.

use std::collections::VecDeque;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::codes::ELSEWHERE;
use crate::drill::{
    self, Choice, Date, Day, Exercise, FILE, FORM, Header, Improvement, Line, Pack, Past, Play, Question, Review,
    Status, Table,
};
use crate::file::{self, EVIDENCE, Entry, EvidenceFile, Forecast, Occasion, visible};
use crate::model::Case;
use crate::report::{Inputs, html, quoted};
use crate::sampling::{Luck, Sources};
use crate::units::Length;

use super::args::{DrillArgs, DrillVerb, WorldArgs};
use super::check::this_day;
use super::disk::{self, Folder, Out, Place, Shared};
use super::failure::Failure;
use super::input::{self, LARGEST, Plan, Scenario};
use super::job::{forecast, sources};
use super::page::{print, print_of};
use super::seat::{Seat, Source};

/// Days among which one is chosen.
const AMONG: u64 = 2_000;
/// The name of a journal.
pub const JOURNAL: &str = "journal.jsonl";

/// A drill, or what is made of one.
pub fn drill(args: &DrillArgs) -> Result<(), Failure> {
    match &args.verb {
        Some(DrillVerb::Replay { journal, world }) => replay(journal, world),
        Some(DrillVerb::Report { journal, world }) => report(journal, world),
        None => match &args.resume {
            Some(journal) => resume(args, journal),
            None => start(args),
        },
    }
}

/// Everything that a drill is played with.
struct World {
    plan: Plan,
    scenario: Scenario,
    case: Case,
    sources: Sources,
}

impl World {
    fn new(plan: Plan, scenario: Scenario, question: &file::Question) -> Result<Self, Failure> {
        let case = input::case(&plan, &[&scenario], question)?;
        let sources = sources(&case)?;
        Ok(Self { plan, scenario, case, sources })
    }
}

fn start(args: &DrillArgs) -> Result<(), Failure> {
    let path = args.scenario.clone().ok_or_else(|| {
        Failure::Usage("a drill needs a scenario\n  tip: for example `bcp-sim drill scenarios/outage.ron`".to_owned())
    })?;
    let plan = input::plan(&args.world)?;
    let scenario = one(input::these(&[path], None, &plan)?)?;
    let today = args.today.unwrap_or_else(|| plan.file.as_of());
    let kind = forecast(args.forecast);
    let question = file::Question { today: Some(today), ..file::Question::one(kind) };
    let world = World::new(plan, scenario, &question)?;
    let luck = Luck::new(args.world.seed);
    let other = file::Question { today: Some(today), ..file::Question::one(other(kind)) };
    let other = input::case(&world.plan, &[&world.scenario], &other)?;
    let trial = drill::chosen(args.day, &world.case, &other, &luck, &world.sources, 0..AMONG);
    let day = Day::new(&world.case, &luck, &world.sources, trial);
    let date = args.date.unwrap_or_else(this_day);
    let tried = world.plan.evidence.as_ref().and_then(|evidence| evidence.read()).map(|(source, _)| source);
    let header = Header {
        form: FORM.to_owned(),
        program: concat!("bcp-sim ", env!("CARGO_PKG_VERSION")).to_owned(),
        drill: format!("{}-{}", date.0, world.scenario.stem),
        date: date.0.to_string(),
        plan: world.plan.hash.clone(),
        scenario: Inputs::hash(&world.scenario.original),
        evidence: tried.map(|source| Inputs::hash(&source.text)),
        forecast: kind.word().to_owned(),
        today: today.0.to_string(),
        seed: args.world.seed,
        trial,
        chosen: chosen_word(args.day),
        clock: args.clock,
        touch: args.touch,
    };
    if !world.plan.changes.is_empty() {
        return Err(Failure::Usage("a drill plays the plan as it is\n  tip: leave `--set` out".to_owned()));
    }
    if let Some(folder) = &args.pack {
        return pack(&world, &day, header, folder);
    }
    let folder = args.out.clone().unwrap_or_else(|| world.plan.folder.join("drills").join(&header.drill));
    improvement(&world.plan)?;
    let mut input = std::io::stdin().lock();
    let source = source(args.answers.as_deref(), &mut input)?;
    let place = Place::of("a drill", &folder, &world.plan.practices())?;
    let folder = place.path();
    if disk::is_there(folder) {
        let journal = quoted(&folder.join(JOURNAL).to_string_lossy());
        return Err(exists(folder, &format!("go on with `--resume {journal}`")));
    }
    remind(&world.plan, date);
    let mut making = Folder::create(&place)?;
    if let Some(tried) = tried {
        making.write(EVIDENCE, tried.text.as_bytes())?;
    }
    making.write(JOURNAL, b"")?;
    making.finish_new()?;
    let log = log(&folder.join(JOURNAL))?;
    let mut seat = Seat::new(source, Some((log, None)), args.clock);
    let exercise =
        Play::new(&day, &world.plan.file, &world.scenario.file, header).run(&mut seat).map_err(Failure::Io)?;
    after(&world, &day, &exercise, folder, &mut seat)
}

fn chosen_word(choice: Choice) -> String {
    match choice {
        Choice::Worse(50) => "a typical day".to_owned(),
        Choice::Worse(share) => format!("1 day in {} is worse", 100 / (100 - share).max(1)),
        Choice::Trial(_) => "by its number".to_owned(),
        Choice::Surprise => "a surprise".to_owned(),
        Choice::Differs => "the day that parts the plan as written from the plan as tested".to_owned(),
    }
}

fn other(kind: Forecast) -> Forecast {
    match kind {
        Forecast::Written => Forecast::Tested,
        Forecast::Tested => Forecast::Written,
    }
}

fn one(mut scenarios: Vec<Scenario>) -> Result<Scenario, Failure> {
    scenarios.pop().ok_or_else(|| Failure::Usage("a drill needs a scenario".to_owned()))
}

fn source<'a>(answers: Option<&Path>, input: &'a mut dyn std::io::BufRead) -> Result<Source<'a>, Failure> {
    let Some(path) = answers else { return Ok(Source::Somebody(input)) };
    let text = disk::text(path, LARGEST)?;
    let lines = text.lines().filter(|line| !line.starts_with('#')).map(str::to_owned);
    Ok(Source::File(lines.collect::<VecDeque<_>>()))
}

/// A journal with everything that it was played with.
struct Opened {
    lines: Vec<Line>,
    whole: usize,
    header: Header,
    world: World,
}

fn open(journal: &Path, mut plan: Plan) -> Result<Opened, Failure> {
    let text = disk::text(journal, LARGEST)?;
    let source = file::Source::new(journal.to_string_lossy(), &text);
    let invalid = |faults: &[file::Fault]| input::invalid(&source, faults);
    let (header, lines, whole) = drill::read_journal(&text).map_err(|faults| invalid(&faults))?;
    // A stop that was gone on with is no part of the day.
    let last = lines.len() - 1;
    let is_played = |(at, line): &(usize, Line)| *at == last || !matches!(line, Line::End(_));
    let lines = lines.into_iter().enumerate().filter(is_played).map(|(_, line)| line).collect();
    let wrong = |what: &str, tip: &str| invalid(&[file::Fault::new(ELSEWHERE, Some(0), what, tip)]);
    if !plan.changes.is_empty() {
        return Err(Failure::Usage("a drill plays the plan as it is\n  tip: leave `--set` out".to_owned()));
    }
    if plan.hash != header.plan {
        return Err(wrong(
            "it was played with another plan",
            "name that plan with `--plan`, or `FILE@REVISION` from git",
        ));
    }
    // The day was played with the evidence of that time, a copy of which lies beside the journal.
    let evidence = match &header.evidence {
        None => EvidenceFile::empty(),
        Some(hash) => {
            let path = journal.with_file_name(EVIDENCE);
            let text = disk::text(&path, LARGEST)?;
            if Inputs::hash(&text) != *hash {
                return Err(wrong("the evidence beside it was changed", "put its copy back"));
            }
            let source = file::Source::new(path.to_string_lossy(), &text);
            file::read_evidence(&source).map_err(|faults| Failure::Invalid(source.explain(&faults)))?
        }
    };
    plan.file = plan.file.with_evidence(&evidence);
    let scenarios = input::scenarios(&[], &plan)?;
    let scenario = scenarios.into_iter().find(|s| Inputs::hash(&s.original) == header.scenario);
    let scenario = scenario.ok_or_else(|| {
        wrong("no scenario beside the plan is the one it was played with", "put that scenario back into `scenarios`")
    })?;
    let kind = if header.forecast == Forecast::Written.word() { Forecast::Written } else { Forecast::Tested };
    let today = file::Day::parse(&header.today).ok();
    let world = World::new(plan, scenario, &file::Question { today, ..file::Question::one(kind) })?;
    Ok(Opened { lines, whole, header, world })
}

/// Plays a journal again and looks whether every line follows from its header and its answers.
fn replay(journal: &Path, world: &WorldArgs) -> Result<(), Failure> {
    let given = replayed(open(journal, input::plan(world)?)?, None)?;
    print(&format!("All {given} lines of the journal follow from its header and its answers.\n"))
}

/// The same for a drill of a pack, without a word; its report is made again in a folder. Gives the number of lines.
pub fn again(journal: &Path, world: &WorldArgs, folder: &Path) -> Result<usize, Failure> {
    disk::new_folder(folder).map_err(|e| Failure::io("create", folder, &e))?;
    replayed(open(journal, input::plan(world)?)?, Some(folder))
}

/// How many lines follow from the header of a journal: all of them.
fn replayed(opened: Opened, folder: Option<&Path>) -> Result<usize, Failure> {
    let luck = Luck::new(opened.header.seed);
    let day = Day::new(&opened.world.case, &luck, &opened.world.sources, opened.header.trial);
    let count = opened.lines.len();
    let mut seat = Seat::new(Source::Nowhere, None, 0).again(opened.lines);
    let play = Play::new(&day, &opened.world.plan.file, &opened.world.scenario.file, opened.header);
    let exercise = play.run(&mut seat).map_err(Failure::Unmet)?;
    match seat.given() {
        (given, 0) if given == count => {
            folder.map_or(Ok(()), |folder| write_report(&opened.world, &day, &exercise, folder))?;
            Ok(given)
        }
        (given, _) => Err(Failure::Unmet(format!("line {} of the journal does not follow from its header", given + 1))),
    }
}

/// Reports on a journal, wherever it ends.
fn report(journal: &Path, world: &WorldArgs) -> Result<(), Failure> {
    let plan = input::plan(world)?;
    let folder = journal.parent().unwrap_or(Path::new(""));
    Place::own(folder, &plan.practices())?;
    let opened = open(journal, plan)?;
    let luck = Luck::new(opened.header.seed);
    let day = Day::new(&opened.world.case, &luck, &opened.world.sources, opened.header.trial);
    let mut seat = Seat::new(Source::Nowhere, None, 0).again(opened.lines);
    let play = Play::new(&day, &opened.world.plan.file, &opened.world.scenario.file, opened.header);
    let exercise = play.run(&mut seat).map_err(Failure::Unmet)?;
    write_report(&opened.world, &day, &exercise, folder)?;
    add_actions(&opened.world.plan, &exercise)?;
    let page = folder.join("report.html");
    print_of(&format!("Report: {}\n", visible(&page.to_string_lossy())), page.as_path())
}

/// Goes on where a journal ends.
fn resume(args: &DrillArgs, journal: &Path) -> Result<(), Failure> {
    let plan = input::plan(&args.world)?;
    let folder = journal.parent().unwrap_or(Path::new(""));
    Place::own(folder, &plan.practices())?;
    disk::refuse_link(folder)?;
    // What is read then is all there is: nobody else goes on meanwhile.
    let file = log(journal)?;
    let opened = open(journal, plan)?;
    improvement(&opened.world.plan)?;
    let ended = matches!(opened.lines.last(), Some(Line::End(end)) if end.status != Status::Stopped);
    let told = journal.with_file_name("report.md").exists();
    if ended || told {
        let why = if ended {
            "this drill has come to its end"
        } else {
            "the report of this drill was made: its day is known"
        };
        return Err(Failure::Usage(format!("{why}\n  tip: `bcp-sim drill report` makes its report again")));
    }
    // A line that was cut off was never said. That a drill was stopped stays in the journal.
    let torn = opened.whole as u64;
    let lines: Vec<Line> = opened.lines.into_iter().filter(|line| !matches!(line, Line::End(_))).collect();
    let luck = Luck::new(opened.header.seed);
    let day = Day::new(&opened.world.case, &luck, &opened.world.sources, opened.header.trial);
    let mut input = std::io::stdin().lock();
    let mut seat =
        Seat::new(source(args.answers.as_deref(), &mut input)?, Some((file, Some(torn))), opened.header.clock)
            .again(lines);
    let play = Play::new(&day, &opened.world.plan.file, &opened.world.scenario.file, opened.header);
    let exercise = play.run(&mut seat).map_err(Failure::Io)?;
    after(&opened.world, &day, &exercise, folder, &mut seat)
}

/// What is made when a drill ends.
fn after(world: &World, day: &Day<'_>, exercise: &Exercise, folder: &Path, seat: &mut Seat<'_>) -> Result<(), Failure> {
    let at = |name: &str| quoted(&folder.join(name).to_string_lossy());
    let journal = at(JOURNAL);
    if exercise.status == Status::Stopped {
        // A report would tell the day to somebody who may go on.
        return print(&format!(
            "\nThe drill was stopped.\n  go on    bcp-sim drill --resume {journal}\n  or end   bcp-sim drill report {journal}\n"
        ));
    }
    write_report(world, day, exercise, folder)?;
    if exercise.status == Status::Completed {
        add_actions(&world.plan, exercise)?;
        take_in(&world.plan, exercise, seat)?;
    }
    let state = match exercise.status {
        Status::Aborted => "The drill gave way to something real. Nothing is rated.",
        _ => "The drill is over.",
    };
    print_of(&format!("\n{state}\n  report   {}\n  journal  {journal}\n", at("report.html")), folder)
}

/// What was really done, into the evidence beside the plan: shown first, and only with a yes.
fn take_in(plan: &Plan, exercise: &Exercise, seat: &mut Seat<'_>) -> Result<(), Failure> {
    let Some(evidence) = &plan.evidence else { return Ok(()) };
    let header = &exercise.header;
    let on = file::Day::parse(&header.date).map_err(|e| Failure::Invalid(e.what))?;
    let entry = |touch: &drill::Touch| {
        let strategy = file::Name::new(&touch.strategy).ok()?;
        let took = Some(Length::Clock(touch.seconds as f64 / 60.0)).filter(|_| touch.result == drill::Result::Ok);
        let (worked, reference) = (touch.result == drill::Result::Ok, header.drill.clone());
        Some(Entry { strategy, on, from: Occasion::Drill, worked, took, note: String::new(), reference })
    };
    let mut new: Vec<Entry> = exercise.decisions.iter().flat_map(|d| &d.touch).filter_map(entry).collect();
    // What an earlier end of the same drill has written counts once.
    let mut known = evidence.file().entries;
    new.retain(|entry| match known.iter().position(|old| old == entry) {
        Some(at) => {
            known.remove(at);
            false
        }
        None => true,
    });
    if new.is_empty() {
        return Ok(());
    }
    print("\n")?;
    let after = super::incident::show(plan, &evidence.file(), &new)?;
    let question = Question { key: "evidence", text: "Write it to evidence.ron? [y/N]".to_owned(), secret: true };
    let yes = seat.ask(&question).is_ok_and(|reply| ["y", "yes"].contains(&reply.text.trim().to_lowercase().as_str()));
    if !yes {
        return print("nothing written\n");
    }
    evidence.replace(&after)?;
    print_of("written to evidence.ron\n", evidence.path())
}

fn write_report(world: &World, day: &Day<'_>, exercise: &Exercise, folder: &Path) -> Result<(), Failure> {
    let past = earlier(&world.plan, &exercise.header);
    let review = Review { day, plan: &world.plan.file, scenario: &world.scenario.file, exercise, past: &past };
    let (page, picture) = review.report();
    let charts: Vec<(&str, &str)> = picture.iter().map(|picture| ("timeline", picture.svg.as_str())).collect();
    let whole = html(&page, &charts);
    let dates = drill::calendar(&exercise.header.drill, &dates(&world.plan, exercise));
    let documents = documents(world, day, exercise.header.clone());
    let mut files =
        vec![("report.html", whole.as_bytes()), ("report.md", page.as_bytes()), ("retests.ics", dates.as_bytes())];
    files.extend(charts.iter().map(|(_, svg)| ("timeline.svg", svg.as_bytes())));
    files.extend(documents.iter().filter(|d| d.name == "msel").map(|d| ("msel.md", d.page.as_bytes())));
    Shared::of(folder, &world.plan.practices())?.write(&files)?;
    picture.map(drop).map_err(|e| Failure::Io(format!("could not draw the timeline: {e}")))
}

/// When actions are due, and when the plan is looked at again.
fn dates(plan: &Plan, exercise: &Exercise) -> Vec<Date> {
    let due = exercise.actions.iter().map(|action| Date {
        day: action.due,
        title: format!("{}: {} (re-test: {})", drill::EXERCISE, action.action, action.retest),
    });
    let review = Date { day: plan.file.next_review, title: format!("Review of {}", plan.file.title) };
    due.chain([review]).collect()
}

/// Drills of the same folder that came before, the oldest first.
fn earlier(plan: &Plan, header: &Header) -> Vec<Past> {
    let Ok(entries) = fs::read_dir(plan.folder.join("drills")) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path().join(JOURNAL))).collect();
    paths.sort();
    let past = paths.iter().filter_map(|path| {
        let (lines, _) = drill::read(&disk::text(path, LARGEST).ok()?).ok()?;
        let Some(Line::Header(own)) = lines.first().cloned() else { return None };
        let Some(Line::End(end)) = lines.last() else { return None };
        let foreseen = lines.iter().find_map(|line| match line {
            Line::Reply(reply) if reply.to == "predicted: lost" => reply.text.trim().parse().ok(),
            _ => None,
        });
        (own.date < header.date).then_some(Past { header: own, came: end.came?, foreseen, actions: end.actions })
    });
    past.collect()
}

fn documents(world: &World, day: &Day<'_>, header: Header) -> Vec<drill::Document> {
    let play = || Play::new(day, &world.plan.file, &world.scenario.file, header.clone());
    let (card, by_plan) = (play().card(), play().by_plan());
    let onset = day.planned().onset();
    let (plan, scenario) = (&world.plan.file, &world.scenario.file);
    Pack { plan, scenario, case: &world.case, onset, card: &card, by_plan: &by_plan }.documents()
}

/// The exercise as documents.
fn pack(world: &World, day: &Day<'_>, header: Header, folder: &Path) -> Result<(), Failure> {
    let place = Place::of("an exercise", folder, &world.plan.practices())?;
    let folder = place.path();
    if disk::is_there(folder) {
        return Err(exists(folder, "keep what is in it"));
    }
    let (mut making, mut made) = (Folder::create(&place)?, Vec::new());
    for document in documents(world, day, header) {
        making.write(&format!("{}.md", document.name), document.page.as_bytes())?;
        making.write(&format!("{}.html", document.name), html(&document.page, &[]).as_bytes())?;
        made.push(format!("  {}\n", quoted(&folder.join(format!("{}.html", document.name)).to_string_lossy())));
    }
    making.finish_new()?;
    let told = format!("The exercise as documents; msel and evaluation guide are not for players:\n{}", made.concat());
    print_of(&told, folder)
}

fn exists(folder: &Path, else_do: &str) -> Failure {
    let shown = visible(&folder.to_string_lossy());
    Failure::InUse(format!("`{shown}` exists\n  tip: name another folder, or {else_do}"))
}

/// A journal to be written on.
fn log(journal: &Path) -> Result<Out, Failure> {
    disk::refuse_no_file(journal)?;
    let log = Out::append(journal).map_err(|e| Failure::io("write", journal, &e))?;
    log.hold().map_err(|e| match e {
        fs::TryLockError::Error(e) => Failure::io("lock", journal, &e),
        fs::TryLockError::WouldBlock => {
            let shown = visible(&journal.to_string_lossy());
            Failure::InUse(format!("somebody is playing `{shown}`\n  tip: wait until that drill is over"))
        }
    })?;
    Ok(log)
}

/// The improvement plan beside a plan, and its text; none where there is no file.
fn improvement(plan: &Plan) -> Result<Option<(Improvement, String)>, Failure> {
    let path = plan.folder.join(FILE);
    // A link that leads nowhere is no missing file.
    if !disk::is_there(&path) {
        return Ok(None);
    }
    let text = disk::text(&path, LARGEST)?;
    let source = file::Source::new(path.to_string_lossy(), &text);
    let read = Improvement::read(&source).map_err(|faults| input::invalid(&source, &faults))?;
    Ok(Some((read, text)))
}

/// Adds the actions of a drill to the improvement plan.
fn add_actions(plan: &Plan, exercise: &Exercise) -> Result<(), Failure> {
    if exercise.actions.is_empty() {
        return Ok(());
    }
    let (mut all, old) = match improvement(plan)? {
        Some((all, old)) => (all, Some(old)),
        None => (Improvement { format: 1, actions: Vec::new() }, None),
    };
    let before = all.actions.len();
    all.add(&exercise.actions);
    if all.actions.len() == before {
        return Ok(());
    }
    let path = plan.folder.join(FILE);
    let shown = file::Source::new(path.to_string_lossy(), old.as_deref().unwrap_or_default());
    let text = all.text_after(old.as_deref()).map_err(|faults| input::invalid(&shown, &faults))?;
    disk::replace(&Place::own(&path, &plan.practices())?, old.as_deref().map(str::as_bytes), text.as_bytes())?;
    let told = format!("{} added to {}\n", all.actions.len() - before, quoted(&path.to_string_lossy()));
    print_of(&told, path.as_path())
}

/// Says on standard error what is open of earlier drills.
pub fn remind(plan: &Plan, today: file::Day) {
    let said = match improvement(plan) {
        Ok(Some((improvement, _))) => improvement.reminder(today),
        Ok(None) => None,
        Err(Failure::Invalid(what)) => Some(what),
        Err(_) => None,
    };
    if let Some(said) = said {
        // Nothing can be done where standard error is closed.
        let _ = writeln!(anstream::stderr(), "{said}\n");
    }
}
