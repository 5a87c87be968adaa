//! `seal`: knows which files belong into an evidence pack and where they are found; does not know its form, and replays
//! nothing.
//!
//! A file goes into the pack under the name by which the commands of the results call it, so that each command can be typed
//! where the pack was unpacked. Whether it was found rightly is decided by the hashes in the results, never by its name; nothing
//! is read through a link ([`Practice`]); and a pack that `verify` would not take is not handed out.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::drill::{self, Header, Line};
use crate::file::{EVIDENCE, Source, visible};
use crate::pack::{self, Entries, Kind, MANIFEST, Made, Manifest, Origin, PROGRAM, README, Sealed, Used, fingerprint};
use crate::report::{Inputs, MODEL_VERSION, local, word};

use super::again::{self, Again, inside};
use super::args::SealArgs;
use super::disk::{self, Place};
use super::drill::JOURNAL;
use super::failure::Failure;
use super::input::{self, MARK, Plan};
use super::page::print_of;
use super::personal;
use super::practice::Practice;
use super::revision;
use super::verify;

/// The name of a pack, where none is given.
const PACK: &str = "evidence-pack.zip";
/// Files that this program writes of a drill, and that go along with its journal.
const OF_DRILL: [&str; 5] = ["report.md", "report.html", "timeline.svg", "retests.ics", "msel.md"];

/// Seals a plan and its results into one archive.
pub fn seal(args: &SealArgs) -> Result<(), Failure> {
    let plan = input::plan_at(args.plan.as_ref(), &[])?;
    let target = args.out.clone().unwrap_or_else(|| plan.folder.join(PACK));
    let place = Place::of("a pack", &target, &plan.practices())?;
    let target = place.path();
    refuse_own(&place, &plan)?;
    let there = There::at(target, args.force)?;
    let mut sealing = Sealing::new(&plan, args.plan.as_deref())?;
    if args.folders.is_empty() {
        sealing.all_reports()?;
        sealing.all_drills()?;
    } else {
        args.folders.iter().try_for_each(|folder| sealing.named(folder))?;
    }
    sealing.earlier_drills()?;
    for what in &sealing.left_out {
        // Nothing can be done where standard error is closed.
        let _ = writeln!(anstream::stderr(), "left out: {what}");
    }
    if sealing.results.is_empty() {
        return Err(Failure::Io(
            "no report or drill of this plan as it is now was found, so there is nothing to seal\n  tip: make one, for example with `bcp-sim year`, or name its folder".to_owned(),
        ));
    }
    sealing.refuse_input(&place)?;
    personal::refuse(&sealing.entries, &sealing.origins, plan.file.strategies.names().count())?;
    let (bytes, told) = sealing.packed(&plan)?;
    verify::Pack::open(&bytes).map_err(|why| Failure::Invalid(format!("error: this cannot be sealed: {why}")))?;
    there.write(&place, &bytes)?;
    let shown = word(&target.to_string_lossy());
    let told = format!("{shown}\n{told}  sha256   {}\n  check    bcp-sim verify {shown}\n", fingerprint(&bytes));
    print_of(&told, target)
}

/// A pack never takes the place of what belongs to the plan, whether it is there yet or not.
fn refuse_own(place: &Place, plan: &Plan) -> Result<(), Failure> {
    let reports = plan.practices().into_iter().map(|folder| folder.join("reports")).collect::<Vec<_>>();
    match plan.files().iter().chain(&reports).any(|path| place.is(path)) {
        true => Err(Failure::Usage(format!(
            "a pack cannot go to {}: it belongs to the plan\n  tip: name another file with `--out`",
            shown(place.path())
        ))),
        false => Ok(()),
    }
}

/// What stands where a pack goes.
enum There {
    Nothing,
    /// A pack, which the new one takes the place of.
    Pack(Vec<u8>),
    /// Something else, which is kept aside.
    Other,
}

impl There {
    /// What stands at a path, if it may be replaced.
    fn at(target: &Path, force: bool) -> Result<Self, Failure> {
        let refuse = |what: &str, or: &str| {
            Err(Failure::InUse(format!("{} {what}\n  tip: name another file with `--out`{or}", shown(target))))
        };
        let is_pack = |bytes: &[u8]| pack::unzip(bytes).is_ok_and(|entries| Manifest::of(&entries).is_ok());
        let Ok(kind) = std::fs::symlink_metadata(target) else { return Ok(Self::Nothing) };
        if !kind.is_file() {
            return refuse("is no plain file", "");
        }
        let there = match disk::bytes(target, pack::LARGEST_PACK) {
            // More than a pack can have.
            Err(Failure::Invalid(_)) => None,
            bytes => Some(bytes?),
        };
        match there.filter(|bytes| is_pack(bytes)) {
            Some(bytes) if force => Ok(Self::Pack(bytes)),
            Some(_) => refuse("exists", ", or replace this pack with `--force`"),
            None if force => Ok(Self::Other),
            None => refuse("exists, and is no evidence pack", ", or keep it aside with `--force`"),
        }
    }

    /// Writes a pack there.
    fn write(&self, place: &Place, bytes: &[u8]) -> Result<(), Failure> {
        match self {
            Self::Nothing => disk::replace(place, None, bytes),
            Self::Pack(was) => disk::replace(place, Some(was), bytes),
            Self::Other => disk::supplant(place, bytes),
        }
    }
}

/// A pack that is put together.
struct Sealing<'a> {
    plan: &'a Plan,
    practice: Practice,
    /// The plan's own name in the pack.
    name: String,
    /// The scenarios found beside the plan.
    scenarios: Vec<PathBuf>,
    /// Folders from which the paths of commands may have been meant.
    bases: Vec<PathBuf>,
    entries: Entries,
    /// Where each entry was read.
    origins: BTreeMap<String, PathBuf>,
    results: Vec<Taken>,
    left_out: Vec<String>,
}

/// A result that was taken in.
struct Taken {
    again: Again,
    origin: Origin,
    sealed: Sealed,
    /// The name of a drill.
    drill: Option<String>,
}

/// Files by their name in the pack, each with where it was read.
type Found = BTreeMap<String, (PathBuf, Vec<u8>)>;

impl<'a> Sealing<'a> {
    fn new(plan: &'a Plan, named: Option<&Path>) -> Result<Self, Failure> {
        let path = PathBuf::from(&plan.source.name);
        if revision::split(&path).is_some() {
            let why = "this plan cannot be sealed: it is a revision in git";
            return Err(Failure::Usage(format!("{why}\n  tip: save it as a file of its own")));
        }
        let name = named.map_or_else(|| "plan.ron".to_owned(), |path| local(&path.to_string_lossy()).to_owned());
        let name = inside(Path::new(&name)).map_err(|why| {
            Failure::Usage(format!("this plan cannot be sealed: {why}\n  tip: name a file with `--plan`"))
        })?;
        // Where there are none, no result that needs them is taken in.
        let scenarios = input::beside(&plan.folder).unwrap_or_default();
        let above = plan.folder.ancestors().map(Path::to_path_buf);
        let beside = scenarios.first().and_then(|path| path.parent()).map(Path::to_path_buf);
        let practice = Practice::at(beside.as_ref().and_then(|beside| beside.parent()).unwrap_or(&plan.folder))?;
        let bases = std::iter::once(PathBuf::new())
            .chain(above)
            .chain(["..", "plans"].map(|at| plan.folder.join(at)))
            .chain(beside)
            .collect();
        let mut sealing = Self {
            plan,
            practice,
            name: name.clone(),
            scenarios,
            bases,
            entries: Entries::new(),
            origins: BTreeMap::new(),
            results: Vec::new(),
            left_out: Vec::new(),
        };
        let mut found = Found::new();
        sealing.add_plan(&mut found, &path, &name)?;
        let folder = sealing.scenario_folder();
        for path in &sealing.scenarios {
            let name = format!("{folder}{}", file_name(path));
            match pack::refused_name(&name) {
                Some(why) => sealing.left_out.push(format!("{}: it {why}", shown(path))),
                None => drop(found.insert(name, (path.clone(), sealing.practice.bytes(path)?))),
            }
        }
        sealing.add(found);
        Ok(sealing)
    }

    /// Where the scenarios beside the plan go: as far above it in the pack as they are.
    fn scenario_folder(&self) -> String {
        let up = |path: &PathBuf| path.components().filter(|part| *part == std::path::Component::ParentDir).count();
        let own = up(&self.plan.folder);
        let above = self.scenarios.first().map_or(0, up).saturating_sub(own);
        let mut folder = parent(&self.name);
        for _ in 0..above {
            folder = parent(folder);
        }
        if folder.is_empty() { "scenarios/".to_owned() } else { format!("{folder}/scenarios/") }
    }

    fn add(&mut self, found: Found) {
        for (name, (path, bytes)) in found {
            self.origins.insert(name.clone(), path);
            self.entries.insert(name, bytes);
        }
    }

    /// A pack never takes the place of something that is in it.
    fn refuse_input(&self, place: &Place) -> Result<(), Failure> {
        match self.origins.values().any(|path| place.is(path)) {
            true => Err(Failure::Usage(format!(
                "{} goes into the pack itself\n  tip: name another file with `--out`",
                shown(place.path())
            ))),
            false => Ok(()),
        }
    }

    /// Every report beside the plan.
    fn all_reports(&mut self) -> Result<(), Failure> {
        for folder in self.practice.folders(&self.plan.folder.join("reports"))? {
            if let Err(why) = self.report(&folder)? {
                self.left_out.push(format!("{}: {why}", shown(&folder)));
            }
        }
        Ok(())
    }

    /// Every drill beside the plan.
    fn all_drills(&mut self) -> Result<(), Failure> {
        for folder in self.practice.folders(&self.plan.folder.join("drills"))? {
            if let Err(why) = self.drill(&folder)? {
                self.left_out.push(format!("{}: {why}", shown(&folder)));
            }
        }
        Ok(())
    }

    /// The journals of drills that were played before one that is sealed, with whatever plan: its report tells the trend.
    fn earlier_drills(&mut self) -> Result<(), Failure> {
        let drilled = self.results.iter().filter_map(|taken| taken.drill.clone()).max();
        let Some(latest) = drilled else { return Ok(()) };
        let mut earlier = Found::new();
        for folder in self.practice.folders(&self.plan.folder.join("drills"))? {
            let (path, name) = (folder.join(JOURNAL), format!("{}{JOURNAL}", self.drill_folder(&folder)));
            if !path.is_file() || self.entries.contains_key(&name) || pack::refused_name(&name).is_some() {
                continue;
            }
            let bytes = self.practice.bytes(&path)?;
            if verify::tells_of(&bytes).is_some_and(|drill| drill < latest) {
                earlier.insert(name, (path, bytes));
            }
        }
        self.add(earlier);
        Ok(())
    }

    /// A folder that was named: a report or a drill, and it must belong to the plan.
    fn named(&mut self, folder: &Path) -> Result<(), Failure> {
        let done = if folder.join(JOURNAL).is_file() { self.drill(folder)? } else { self.report(folder)? };
        done.map_err(|why| {
            let tip = "make it again from this plan, or name the plan it was made from with `--plan`";
            Failure::Invalid(format!("error: {} cannot be sealed: {why}\n  tip: {tip}", shown(folder)))
        })
    }

    /// Takes in a report, or says why not.
    fn report(&mut self, folder: &Path) -> Result<Result<(), String>, Failure> {
        self.practice.refuse_link(folder)?;
        // Nobody writes there until all of it is read.
        let _quiet = disk::quiet(folder)?;
        let summary = folder.join("summary.json");
        if !summary.is_file() {
            return Ok(Err("it has no summary.json".to_owned()));
        }
        let Some(mark) = disk::Mark::of(folder).map_err(|e| Failure::io("read", folder, &e))? else {
            return Ok(Err("there is no list of what bcp-sim wrote there: make it again".to_owned()));
        };
        let bytes = self.practice.bytes(&summary)?;
        let text = String::from_utf8_lossy(&bytes);
        let (made, again) = match Made::of(&text).and_then(|made| Ok((Again::parse(&made.again)?, made))) {
            Ok((again, made)) => (made, again),
            Err(why) => return Ok(Err(why)),
        };
        if made.program != PROGRAM || made.model_version != u64::from(MODEL_VERSION) {
            let (program, version) = (visible(&made.program), made.model_version);
            return Ok(Err(format!("it was made by {program}, model version {version}: make it again with this one")));
        }
        let mut found = match self.inputs(&again, &made.origin)? {
            Ok(found) => found,
            Err(why) => return Ok(Err(why)),
        };
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let own = format!("reports/{name}");
        for path in self.practice.files(folder)? {
            match file_name(&path) {
                name if mark.files.contains_key(&name) => {
                    let bytes = self.practice.bytes(&path)?;
                    if !mark.wrote(&name, &bytes) {
                        return Ok(Err(changed(&name)));
                    }
                    found.insert(format!("{own}/{name}"), (path, bytes));
                }
                name if name == disk::MARK => {}
                _ => self.left_out.push(format!("{}: it is no part of the report", shown(&path))),
            }
        }
        let sealed = Sealed { kind: Kind::Report, folder: own, command: made.again };
        Ok(self.take_in(found, Taken { again, origin: made.origin, sealed, drill: None }))
    }

    /// Takes in a drill, or says why not.
    fn drill(&mut self, folder: &Path) -> Result<Result<(), String>, Failure> {
        self.practice.refuse_link(folder)?;
        // Nobody writes there until all of it is read.
        let _quiet = disk::quiet(folder)?;
        let journal = folder.join(JOURNAL);
        if !journal.is_file() {
            return Ok(Err(format!("it has no {JOURNAL}")));
        }
        let whole = match whole(self.practice.bytes(&journal)?) {
            Ok(whole) => whole,
            Err(why) => return Ok(Err(format!("its journal: {why}"))),
        };
        let header = verify::is_as_written(&whole).map(|lines| lines.into_iter().next());
        let header = match header {
            Ok(Some(Line::Header(header))) => header,
            Ok(_) => return Ok(Err("its journal has no header".to_owned())),
            Err(why) => return Ok(Err(format!("its journal: {why}"))),
        };
        if let Some(why) = self.not_of_this_plan(&header)? {
            return Ok(Err(why));
        }
        let own = self.drill_folder(folder);
        let mark = disk::Mark::of(folder).map_err(|e| Failure::io("read", folder, &e))?;
        let wrote = |name: &str| mark.as_ref().is_some_and(|mark| mark.files.contains_key(name));
        let mut found = Found::new();
        for path in self.practice.files(folder)? {
            let name = file_name(&path);
            let is_read = name != EVIDENCE || header.evidence.is_some();
            if name == JOURNAL {
                found.insert(format!("{own}{name}"), (path, whole.clone().into_bytes()));
            } else if (name == EVIDENCE && is_read) || (OF_DRILL.contains(&name.as_str()) && wrote(&name)) {
                let bytes = self.practice.bytes(&path)?;
                if name != EVIDENCE && !mark.as_ref().is_some_and(|mark| mark.wrote(&name, &bytes)) {
                    return Ok(Err(changed(&name)));
                }
                found.insert(format!("{own}{name}"), (path, bytes));
            } else if name != disk::MARK {
                self.left_out.push(format!("{}: it is no part of the drill", shown(&path)));
            }
        }
        let mut command = vec!["drill".to_owned(), "replay".to_owned(), format!("{own}{JOURNAL}")];
        if self.name != "plan.ron" {
            command.extend(["--plan".to_owned(), self.name.clone()]);
        }
        let again = match Again::parse(&command) {
            Ok(again) => again,
            Err(why) => return Ok(Err(why)),
        };
        let sealed = Sealed { kind: Kind::Drill, folder: own.trim_end_matches('/').to_owned(), command };
        let plan = Used { plan: self.plan.hash.clone(), evidence: self.plan.evidence_hash() };
        let origin = Origin { plans: vec![plan], scenarios: self.hash_of(&self.scenarios)? };
        Ok(self.take_in(found, Taken { again, origin, sealed, drill: Some(header.drill) }))
    }

    fn not_of_this_plan(&self, header: &Header) -> Result<Option<String>, Failure> {
        if header.plan != self.plan.hash {
            return Ok(Some("it was played with another plan, or with this one before it was changed".to_owned()));
        }
        for path in &self.scenarios {
            if self.hash_of(std::slice::from_ref(path))? == header.scenario {
                return Ok(None);
            }
        }
        Ok(Some("its scenario is not beside the plan, or was changed".to_owned()))
    }

    /// The folder of a drill in the pack, with the slash behind it.
    fn drill_folder(&self, folder: &Path) -> String {
        format!("{}{}/", verify::drills(&self.name), folder.file_name().unwrap_or_default().to_string_lossy())
    }

    /// Takes in a result with its files, where it and all others are then made from what they should be.
    fn take_in(&mut self, found: Found, result: Taken) -> Result<(), String> {
        let name = |found: &Found| {
            found.keys().find_map(|name| pack::refused_name(name).map(|why| format!("`{}` {why}", visible(name))))
        };
        if let Some(why) = name(&found) {
            return Err(why);
        }
        if self.results.iter().any(|known| known.sealed.folder == result.sealed.folder) {
            return Err("another result has the same name".to_owned());
        }
        if let Some(known) = self.results.iter().find(|known| known.sealed.command == result.sealed.command) {
            return Err(format!("it is the same result as `{}`", visible(&known.sealed.folder)));
        }
        let differs =
            |(name, (_, bytes)): (&String, &(PathBuf, Vec<u8>))| self.entries.get(name).is_some_and(|own| own != bytes);
        let clash = "another file of the same name is in the pack, which another result needs";
        if found.iter().any(differs) {
            return Err(clash.to_owned());
        }
        let mut tried = self.entries.clone();
        tried.extend(found.iter().map(|(name, (_, bytes))| (name.clone(), bytes.clone())));
        holds(&result, &tried)?;
        if self.results.iter().any(|known| holds(known, &tried).is_err()) {
            return Err(clash.to_owned());
        }
        self.add(found);
        self.results.push(result);
        Ok(())
    }

    /// The plans and scenarios that a result was made from, found by their hashes; or why they are not.
    fn inputs(&self, again: &Again, made: &Origin) -> Result<Result<Found, String>, Failure> {
        let mut found = Found::new();
        let named = again.named();
        if named.plans.len() != made.plans.len() {
            return Ok(Err("its summary.json does not say what it was made from".to_owned()));
        }
        let own = Used { plan: self.plan.hash.clone(), evidence: self.plan.evidence_hash() };
        if !made.plans.contains(&own) {
            let earlier = made.plans.iter().any(|used| used.plan == own.plan);
            let why = if earlier { "other evidence" } else { "another plan, or from this one before it was changed" };
            return Ok(Err(format!("it was made from {why}")));
        }
        for (named, used) in named.plans.iter().zip(&made.plans) {
            let name = match inside(named.unwrap_or(Path::new("plan.ron"))) {
                Ok(name) => name,
                Err(why) => return Ok(Err(why)),
            };
            match self.plan_of(*named, used)? {
                Some(path) => self.add_plan(&mut found, &path, &name)?,
                None if name.contains('@') => {
                    let why = "it is about a revision in git: save that as a file of its own, and make it again";
                    return Ok(Err(why.to_owned()));
                }
                None => return Ok(Err(format!("`{}` is not found, or was changed since", visible(&name)))),
            }
        }
        match self.scenarios_of(named.scenarios, &made.scenarios)? {
            Some(paths) => {
                for (named, path) in named.scenarios.iter().zip(paths) {
                    match inside(named) {
                        Ok(name) => {
                            let bytes = self.practice.bytes(&path)?;
                            found.insert(name, (path, bytes));
                        }
                        Err(why) => return Ok(Err(why)),
                    }
                }
                Ok(Ok(found))
            }
            None => Ok(Err("it was made from other scenarios, or from these before they were changed".to_owned())),
        }
    }

    /// A plan under its name in the pack, with the evidence beside it.
    fn add_plan(&self, found: &mut Found, path: &Path, name: &str) -> Result<(), Failure> {
        found.insert(name.to_owned(), (path.to_path_buf(), self.practice.bytes(path)?));
        let evidence = path.with_file_name(EVIDENCE);
        if evidence.is_file() {
            let bytes = self.practice.bytes(&evidence)?;
            found.insert(beside(name), (evidence, bytes));
        }
        Ok(())
    }

    /// Where a plan is that was used under a name.
    fn plan_of(&self, named: Option<&Path>, used: &Used) -> Result<Option<PathBuf>, Failure> {
        let own = PathBuf::from(&self.plan.source.name);
        let named = self.bases.iter().filter_map(|base| Some(base.join(named?)));
        for path in named.chain([own]).filter(|path| path.is_file()) {
            let evidence = path.with_file_name(EVIDENCE);
            let evidence = if evidence.is_file() { Some(self.hash_of(&[evidence])?) } else { None };
            if self.hash_of(std::slice::from_ref(&path))? == used.plan && evidence == used.evidence {
                return Ok(Some(path));
            }
        }
        Ok(None)
    }

    /// Where the scenarios are that were named, or those beside the plan.
    fn scenarios_of(&self, named: &[PathBuf], hash: &str) -> Result<Option<Vec<PathBuf>>, Failure> {
        let named = self.bases.iter().map(|base| named.iter().map(|path| base.join(path)).collect::<Vec<_>>());
        let beside = named.clone().next().is_some_and(|named| named.is_empty()).then(|| self.scenarios.clone());
        for paths in named.chain(beside) {
            let there = !paths.is_empty() && paths.iter().all(|path| path.is_file());
            if there && self.hash_of(&paths)? == hash {
                return Ok(Some(paths));
            }
        }
        Ok(None)
    }

    /// The hash by which results name some files; that of nothing where one of them is no text.
    fn hash_of(&self, paths: &[PathBuf]) -> Result<String, Failure> {
        let texts = paths.iter().map(|path| self.practice.bytes(path)).collect::<Result<Vec<_>, _>>()?;
        Ok(hash(texts.iter().map(Vec::as_slice)))
    }

    /// Where all results call the plan by another name than this command does, it stands in the pack under theirs alone.
    fn drop_second_copy(&mut self) {
        let needs = self.results.iter().filter_map(|taken| taken.again.needs(&self.entries).ok());
        let names: Vec<String> = needs.flat_map(|needs| needs.plans).collect();
        let same = |name: &&String| self.entries.get(*name) == self.entries.get(&self.name);
        let Some(other) = names.iter().find(same).filter(|_| !names.contains(&self.name)) else { return };
        let mut rest = self.entries.clone();
        rest.remove(&self.name);
        // Scenarios stand beside the plan, and those that no result needs go with it.
        let (old, needed) = (self.scenario_folder(), self.needed());
        if beside_in(other, &rest).is_none_or(|found| found != old) {
            rest.retain(|name, _| !name.starts_with(&old) || needed.contains(name));
        }
        if !names.iter().any(|name| parent(name) == parent(&self.name)) {
            rest.remove(&beside(&self.name));
        }
        if self.results.iter().all(|taken| holds(taken, &rest).is_ok()) {
            self.name.clone_from(other);
            self.entries = rest;
        }
    }

    /// The scenarios that results are made from.
    fn needed(&self) -> Vec<String> {
        let needs = self.results.iter().filter_map(|taken| taken.again.needs(&self.entries).ok());
        needs.flat_map(|needs| needs.scenarios).collect()
    }

    /// The archive, and what is in it, for the terminal.
    fn packed(mut self, plan: &Plan) -> Result<(Vec<u8>, String), Failure> {
        self.drop_second_copy();
        let results: Vec<Sealed> = self.results.drain(..).map(|result| result.sealed).collect();
        let title = &plan.file.title;
        let page = pack::read_me(&Manifest::new(title, &self.name, &Entries::new(), results.clone()));
        self.entries.insert(README.to_owned(), page.into_bytes());
        let of = |kind: Kind| results.iter().filter(|sealed| sealed.kind == kind).count();
        let several = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
        let told = [(of(Kind::Report), "report"), (of(Kind::Drill), "drill"), (self.entries.len(), "file")];
        let told: Vec<String> = told.iter().filter(|(n, _)| *n > 0).map(|(n, what)| several(*n, what)).collect();
        let manifest = Manifest::new(title, &self.name, &self.entries, results);
        self.entries.insert(MANIFEST.to_owned(), manifest.text().into_bytes());
        let bytes = pack::zip(&self.entries).map_err(|why| Failure::Invalid(format!("error: {why}")))?;
        Ok((bytes, format!("  holds    {}\n", told.join(", "))))
    }
}

/// What is not as this program wrote it is not handed on as if it were.
fn changed(name: &str) -> String {
    format!("its {} was changed by hand: make it again", visible(name))
}

/// The folder of the scenarios beside a plan in the pack, with the slash behind it.
fn beside_in(plan: &str, entries: &Entries) -> Option<String> {
    let found = again::beside(plan, entries).ok()?;
    found.first().and_then(|name| Some(format!("{}/", name.rsplit_once('/')?.0)))
}

/// Whether a result would be made from what it says, in a pack of these files.
fn holds(result: &Taken, entries: &Entries) -> Result<(), String> {
    let needs = result.again.needs(entries)?;
    let of = |names: &[String]| hash(names.iter().filter_map(|name| entries.get(name)).map(Vec::as_slice));
    let plans = needs.plans.iter().map(|name| {
        let beside = beside(name);
        let evidence = entries.contains_key(&beside).then(|| of(&[beside]));
        Used { plan: of(std::slice::from_ref(name)), evidence }
    });
    if plans.collect::<Vec<_>>() == result.origin.plans && of(&needs.scenarios) == result.origin.scenarios {
        Ok(())
    } else {
        Err("in the pack its command would find other files of the same names".to_owned())
    }
}

/// The hash by which results name some texts together.
fn hash<'b>(texts: impl Iterator<Item = &'b [u8]>) -> String {
    let text = |bytes: &[u8]| Source::new("", &String::from_utf8_lossy(bytes)).text;
    Inputs::hash(&texts.map(text).collect::<Vec<_>>().join(MARK))
}

/// The journal as far as its lines are whole: one that was cut off was never said.
fn whole(bytes: Vec<u8>) -> Result<String, String> {
    let mut text = String::from_utf8(bytes).map_err(|_| "it is no UTF-8".to_owned())?;
    let (_, length) = drill::read(&text).map_err(|(line, why)| format!("line {line}: {}", visible(&why)))?;
    text.truncate(length);
    Ok(text)
}

/// The evidence beside a plan in the pack.
fn beside(plan: &str) -> String {
    match parent(plan) {
        "" => EVIDENCE.to_owned(),
        folder => format!("{folder}/{EVIDENCE}"),
    }
}

fn parent(name: &str) -> &str {
    name.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn shown(path: &Path) -> String {
    format!("`{}`", visible(&path.to_string_lossy()))
}
