//! Files read: knows where the plan is looked for, limits of size and encodings; does not know what is in them.

use std::fs;
use std::path::{Path, PathBuf};

use crate::codes::ENCODING;
use crate::drill::FILE as IMPROVEMENT;
use crate::file::{
    Change, EVIDENCE, Fault, NoPlace, PlanFile, Question, ScenarioFile, Source, bind_all, read_plan, read_scenario,
    read_scenario_for, visible,
};
use crate::model::Case;
use crate::report::Inputs;

use super::args::WorldArgs;
use super::disk;
use super::evidence::Evidence;
use super::failure::Failure;
use super::revision;

/// The largest file that is read \[bytes\].
pub const LARGEST: u64 = 8 * 1024 * 1024;

/// A plan and where it was found.
pub struct Plan {
    /// Its text.
    pub source: Source,
    /// Its content, with the evidence beside it.
    pub file: PlanFile,
    /// The evidence beside it; none where the plan is no file of its own.
    pub evidence: Option<Evidence>,
    /// The folder in which reports go to `reports/`.
    pub folder: PathBuf,
    /// The path, where it was named by hand; of a revision the one that always names it.
    pub named: Option<String>,
    /// The commit that it was read from.
    pub commit: Option<String>,
    /// Hash of the text in the file.
    pub hash: String,
    /// What was changed for this time only, here and in the scenarios.
    pub changes: Vec<Change>,
}

impl Plan {
    /// What was changed for this time only, as it was written.
    pub fn changed(&self) -> Vec<String> {
        self.changes.iter().map(|change| change.text().to_owned()).collect()
    }

    /// The files that it was read from or that belong to it, whether they are there or not.
    pub fn files(&self) -> Vec<PathBuf> {
        let of = |folder: PathBuf| PRACTICE.map(|name| folder.join(name));
        let own = std::iter::once(PathBuf::from(&self.source.name));
        own.chain(self.practices().into_iter().flat_map(of)).collect()
    }

    /// The folders of its practice.
    pub fn practices(&self) -> Vec<PathBuf> {
        practices(&self.folder)
    }

    /// Hash of the evidence beside it, where there is any.
    pub fn evidence_hash(&self) -> Option<String> {
        self.evidence.as_ref().and_then(Evidence::hash).map(str::to_owned)
    }
}

/// A scenario.
pub struct Scenario {
    /// Its text.
    pub source: Source,
    /// Its content, with the hazard chosen by hand alone, where one was.
    pub file: ScenarioFile,
    /// The name of its file without ending.
    pub stem: String,
    /// The text in the file, before any change.
    pub original: String,
}

/// Reads the plan that is named, or the nearest one.
pub fn plan(world: &WorldArgs) -> Result<Plan, Failure> {
    plan_at(world.plan.as_ref(), &world.set)
}

/// Reads the plan at a path, or the nearest one, with some values changed.
pub fn plan_at(path: Option<&PathBuf>, changes: &[Change]) -> Result<Plan, Failure> {
    let named = path.map(|path| path.to_string_lossy().into_owned());
    let path = path.cloned().map_or_else(nearest_plan, Ok)?;
    put_right(&path);
    let (mut source, commit) = text_and_commit(&path)?;
    let named = match (&commit, revision::split(&path)) {
        (Some(commit), Some((file, _))) => Some(revision::pinned(&file, commit)),
        _ => named,
    };
    let hash = Inputs::hash(&source.text);
    for change in changes.iter().filter(|change| !change.of_scenario()) {
        source = change.apply(&source).map_err(nowhere)?;
    }
    let file = read_plan(&source).map_err(|faults| invalid(&source, &faults))?;
    let evidence = Evidence::beside(&path)?;
    let entries = evidence.as_ref().and_then(Evidence::read);
    let mut file = match entries {
        Some((_, entries)) => file.with_evidence(entries),
        None => file,
    };
    let folder = path.parent().map_or_else(PathBuf::new, Path::to_path_buf);
    file.elsewhere = held_beside(&folder);
    Ok(Plan { source, file, evidence, folder, named, commit, hash, changes: changes.to_vec() })
}

/// The hazards and consequences of all scenarios beside a plan that can be read.
fn held_beside(folder: &Path) -> Vec<String> {
    let read = |path: PathBuf| text(&path).ok().and_then(|source| read_scenario(&source).ok());
    let held = |file: ScenarioFile| {
        let hazards = file.hazards.0.iter().map(|(name, _)| name.as_str().to_owned());
        hazards.chain(file.then.0.iter().map(|(name, _)| name.as_str().to_owned())).collect::<Vec<_>>()
    };
    beside(folder).unwrap_or_default().into_iter().filter_map(read).flat_map(held).collect()
}

/// What a practice is kept in.
const PRACTICE: [&str; 5] = ["plan.ron", EVIDENCE, IMPROVEMENT, "scenarios", "drills"];

/// Whichever command comes next puts right what a program that was killed left in a practice, before anything in it is read.
fn put_right(plan: &Path) {
    // With a point at its end, because the whole folder may be reached through a link.
    let whole = |folder: &Path| if folder == Path::new(".") { folder.to_path_buf() } else { folder.join(".") };
    practices(&disk::parent(plan)).iter().for_each(|folder| disk::recover_below(&whole(folder)));
}

/// The folders of the practice that a plan in some folder belongs to: that folder, and those above it that hold something of a
/// practice, as far as the working folder or where scenarios are found; and the practice in which one stands.
pub fn practices(folder: &Path) -> Vec<PathBuf> {
    let folder = if folder == Path::new("") { Path::new(".") } else { folder };
    let mut found = vec![folder.to_path_buf()];
    let scenarios = with_scenarios(folder).and_then(|folder| folder.canonicalize().ok());
    let here = std::env::current_dir().and_then(|here| here.canonicalize()).ok();
    if let (Ok(own), Some(here)) = (folder.canonicalize(), &here) {
        let between = own.ancestors().skip(1).take_while(|above| above.starts_with(here));
        found.extend(between.filter(|above| is_practice(above)).map(Path::to_path_buf));
    }
    found.extend(scenarios);
    found.extend(practices_here());
    let mut known = std::collections::BTreeSet::new();
    found.retain(|folder| known.insert(folder.canonicalize().unwrap_or_else(|_| folder.clone())));
    found
}

/// The folders of the practice in which one stands, if one does.
pub fn practices_here() -> Vec<PathBuf> {
    let here = std::env::current_dir().ok().filter(|here| is_practice(here));
    here.into_iter().chain(nearest_plan().ok().map(|plan| disk::parent(&plan))).collect()
}

fn is_practice(folder: &Path) -> bool {
    PRACTICE.iter().any(|name| disk::is_there(&folder.join(name)))
}

/// Reads scenarios with the changes that a plan came with, and with the hazard chosen by hand alone where one was.
pub fn these(paths: &[PathBuf], hazard: Option<&str>, plan: &Plan) -> Result<Vec<Scenario>, Failure> {
    refuse_twice_from_standard_input(paths, plan)?;
    let mut sources = paths.iter().map(|path| text(path)).collect::<Result<Vec<_>, _>>()?;
    let originals: Vec<String> = sources.iter().map(|source| source.text.clone()).collect();
    for change in plan.changes.iter().filter(|change| change.of_scenario()) {
        apply_where_it_fits(change, &mut sources)?;
    }
    let read = paths.iter().zip(sources).zip(originals);
    let mut scenarios = read
        .map(|((path, source), original)| scenario(path, source, original, &plan.file))
        .collect::<Result<Vec<_>, _>>()?;
    if let Some(hazard) = hazard {
        for scenario in &mut scenarios {
            only(&mut scenario.file, hazard)?;
        }
    }
    Ok(scenarios)
}

/// Leaves a scenario the one hazard chosen by hand.
pub fn only(scenario: &mut ScenarioFile, hazard: &str) -> Result<(), Failure> {
    let none = |tip| Failure::Usage(format!("the scenario has no hazard `{}`\n  tip: {tip}", visible(hazard)));
    scenario.only(hazard).map_err(none)
}

/// Standard input holds one text: whoever reads it second would find nothing.
fn refuse_twice_from_standard_input(paths: &[PathBuf], plan: &Plan) -> Result<(), Failure> {
    let of_scenarios = paths.iter().filter(|path| *path == Path::new("-")).count();
    if of_scenarios + usize::from(plan.named.as_deref() == Some("-")) > 1 {
        return Err(Failure::Usage("standard input can be read once\n  tip: name a file for the others".to_owned()));
    }
    Ok(())
}

/// A change of scenarios is made in all of them in which there is a place for it; there must be one.
fn apply_where_it_fits(change: &Change, sources: &mut [Source]) -> Result<(), Failure> {
    let mut refused = None;
    let mut fits = false;
    for source in sources {
        match change.apply(source) {
            Ok(changed) => (*source, fits) = (changed, true),
            Err(no_place) => refused = Some(no_place),
        }
    }
    refused.filter(|_| !fits).map_or(Ok(()), |no_place| Err(nowhere(no_place)))
}

/// A change for which there is no place.
fn nowhere(no_place: NoPlace) -> Failure {
    Failure::Usage(format!("{}\n  tip: {}", no_place.what, no_place.tip))
}

fn scenario(path: &Path, source: Source, original: String, plan: &PlanFile) -> Result<Scenario, Failure> {
    let file = read_scenario_for(&source, plan).map_err(|faults| invalid(&source, &faults))?;
    let stem = if path == Path::new("-") {
        "stdin".into()
    } else {
        path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
    };
    Ok(Scenario { source, file, stem, original })
}

/// Reads the scenarios named, or all beside the plan where none is.
pub fn scenarios(named: &[PathBuf], plan: &Plan) -> Result<Vec<Scenario>, Failure> {
    let paths = if named.is_empty() { beside(&plan.folder)? } else { named.to_vec() };
    these(&paths, None, plan)
}

/// The scenarios in the nearest folder of that name at or above the plan's, by name.
pub fn beside(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    match with_scenarios(folder) {
        Some(folder) => listed(&folder.join("scenarios")),
        None => {
            let tip = "name the scenarios";
            Err(Failure::Io(format!("no folder `scenarios` beside the plan or above\n  tip: {tip}")))
        }
    }
}

/// The nearest folder, at or above some other, that holds scenarios.
fn with_scenarios(folder: &Path) -> Option<PathBuf> {
    let mut folder = folder.to_path_buf();
    for _ in 0..DEEPEST {
        if folder.join("scenarios").is_dir() {
            return Some(folder);
        }
        folder.push("..");
    }
    None
}

/// Folders above the plan that are looked at.
const DEEPEST: usize = 8;

fn listed(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let read = |e: std::io::Error| Failure::io("read", folder, &e);
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(read)? {
        let path = entry.map_err(read)?.path();
        if path.extension().is_some_and(|ending| ending == "ron") {
            paths.push(path);
        }
    }
    paths.sort();
    if paths.is_empty() {
        let shown = crate::file::visible(&folder.to_string_lossy());
        return Err(Failure::Io(format!("`{shown}` holds no scenario\n  tip: name the scenarios")));
    }
    Ok(paths)
}

/// Hash of the texts of some scenarios as they are in their files. One text has its own hash; several are hashed one after the
/// other, with a mark between them.
pub fn hash(scenarios: &[&Scenario]) -> String {
    let texts: Vec<&str> = scenarios.iter().map(|scenario| scenario.original.as_str()).collect();
    Inputs::hash(&texts.join(MARK))
}

/// What stands between texts that are hashed together.
pub const MARK: &str = "\u{1e}";

/// Binds a plan to scenarios.
pub fn case(plan: &Plan, scenarios: &[&Scenario], question: &Question) -> Result<Case, Failure> {
    case_of(plan, &plan.file, scenarios, question)
}

/// The same for a plan whose content was changed after it was read.
pub fn case_of(plan: &Plan, file: &PlanFile, scenarios: &[&Scenario], question: &Question) -> Result<Case, Failure> {
    let files: Vec<(&Source, &ScenarioFile)> = scenarios.iter().map(|s| (&s.source, &s.file)).collect();
    bound((&plan.source, file), &files, question)
}

/// Binds texts that were read, wherever they come from.
pub fn bound(
    (source, plan): (&Source, &PlanFile),
    scenarios: &[(&Source, &ScenarioFile)],
    question: &Question,
) -> Result<Case, Failure> {
    bind_all((source, plan), scenarios, question).map_err(|faults| {
        let own = scenarios.iter().zip(&faults.scenarios).map(|((source, _), faults)| source.explain(faults));
        let parts = std::iter::once(source.explain(&faults.plan)).chain(own);
        Failure::Invalid(parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n"))
    })
}

/// The faults of a file.
pub fn invalid(source: &Source, faults: &[Fault]) -> Failure {
    Failure::Invalid(source.explain(faults))
}

fn nearest_plan() -> Result<PathBuf, Failure> {
    let here = std::env::current_dir().map_err(|e| Failure::io("enter", Path::new("."), &e))?;
    let mut up = PathBuf::new();
    for folder in here.ancestors() {
        if folder.join("plan.ron").is_file() {
            return Ok(up.join("plan.ron"));
        }
        up.push("..");
    }
    Err(Failure::Io("no `plan.ron` in this folder or above\n  tip: name one with `--plan FILE`".to_owned()))
}

/// Reads a text, with its size checked while it is read and its encoding named where it is wrong.
pub fn text(path: &Path) -> Result<Source, Failure> {
    text_and_commit(path).map(|(source, _)| source)
}

/// The text of a file, and the commit that it was read from where it was a revision.
fn text_and_commit(path: &Path) -> Result<(Source, Option<String>), Failure> {
    let name = path.to_string_lossy().into_owned();
    let mut commit = None;
    let bytes = if let Some((file, revision)) = revision::split(path) {
        let shown = revision::show(&file, &revision)?;
        commit = Some(shown.commit);
        shown.text
    } else if path == Path::new("-") {
        disk::standard_input(LARGEST)?
    } else {
        disk::bytes(path, LARGEST)?
    };
    if looks_like_utf_16(&bytes) {
        let fault = Fault::new(ENCODING, None, "this is UTF-16", "save it as UTF-8");
        return Err(invalid(&Source::new(name, ""), &[fault]));
    }
    match std::str::from_utf8(&bytes) {
        Ok(text) => Ok((Source::new(name, text), commit)),
        Err(error) => Err(wrong_encoding(name, &bytes, error.valid_up_to())),
    }
}

fn wrong_encoding(name: String, bytes: &[u8], valid: usize) -> Failure {
    let start = String::from_utf8_lossy(&bytes[..valid]).into_owned();
    let source = Source::new(name, &start);
    let what = format!("the byte 0x{:02x} is no UTF-8", bytes[valid]);
    invalid(&source, &[Fault::new(ENCODING, Some(valid), what, "save it as UTF-8")])
}

/// A byte order mark of UTF-16, or without one the zero that every plain letter then has beside it.
fn looks_like_utf_16(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) || bytes.iter().take(2).any(|byte| *byte == 0)
}
