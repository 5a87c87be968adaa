//! The form of a pack: knows everything that `seal` would have written of the files in it, and which files it would have put
//! there; makes no result.
//!
//! Whatever stands in a pack is one of these: written by this program, so that it can be written again and compared; a file of a
//! result, which is made again later; or something that results are made from or that lies beside them, and that nobody can
//! check. The last is listed by name. There is nothing else in a pack.

use std::collections::BTreeMap;

use crate::cli::again::{Again, Needs, beside};
use crate::cli::drill::JOURNAL;
use crate::cli::input::LARGEST;
use crate::drill::{self, Header, Line};
use crate::file::{EVIDENCE, PlanFile, Source, read_plan, visible};
use crate::pack::{Entries, Kind, MANIFEST, Made, Manifest, PROGRAM, README, Sealed, lines, read_me, unzip};
use crate::report::{Inputs, word};

use super::around::{Unchecked, Why, around};
use super::{FIGURES, ROWS};

/// Faults that are shown.
const SHOWN: usize = 20;

/// A pack whose form is right, and nothing of which was made again yet.
pub struct Pack {
    /// Its files.
    pub entries: Entries,
    /// Its list.
    pub manifest: Manifest,
    /// Its results.
    pub results: Vec<Claimed>,
    /// What cannot be checked.
    pub unchecked: Vec<Unchecked>,
}

/// A result, and what it says of itself.
pub struct Claimed {
    /// Where it is, and its command.
    pub sealed: Sealed,
    /// The command, read.
    pub again: Again,
    /// The plan that it is made from, or two.
    pub plans: Vec<String>,
    /// The scenarios that it is made from.
    pub scenarios: Vec<String>,
    /// What its own file says.
    pub from: From,
}

/// What a result says of itself.
pub enum From {
    /// A report.
    Report(Box<Made>),
    /// A drill, with the lines of its journal at which it was stopped and gone on with.
    Drill {
        /// Its lines.
        lines: Vec<Line>,
        /// The numbers of those, from 0 on.
        stops: Vec<usize>,
    },
}

impl Pack {
    /// Reads a pack and looks whether `seal` could have written it.
    ///
    /// # Errors
    /// What it could not have written; as much of that as can be told at once.
    pub fn open(bytes: &[u8]) -> Result<Self, String> {
        let entries = unzip(bytes)?;
        let manifest = Manifest::of(&entries)?;
        let broken = manifest.broken(&entries);
        if !broken.is_empty() {
            return Err(list("it is not as it was sealed", broken));
        }
        match manifest.results.len() {
            0 => return Err("it holds no result".to_owned()),
            many if many > entries.len() => return Err("it lists more results than it has files".to_owned()),
            _ => {}
        }
        let plan = plan(&manifest, &entries)?;
        let hashes = hashes(&manifest, &entries);
        let mut unchecked = Vec::new();
        let mut faults = untrue(&manifest, &plan, &entries, &mut unchecked);
        faults.extend(twice(&manifest.results));
        let mut results = Vec::new();
        for sealed in &manifest.results {
            match Claimed::new(sealed, &manifest, &entries, &hashes) {
                Ok(claimed) => results.push(claimed),
                Err(why) => faults.push(why),
            }
        }
        if faults.is_empty() {
            let (found, strangers) = around(&manifest, &results, &entries);
            unchecked.extend(found);
            faults = strangers;
        }
        if !faults.is_empty() {
            return Err(list("it is not what `bcp-sim seal` writes of these files", faults));
        }
        unchecked.sort_by(|a, b| (a.why, &a.name).cmp(&(b.why, &b.name)));
        Ok(Self { entries, manifest, results, unchecked })
    }
}

fn list(what: &str, mut faults: Vec<String>) -> String {
    let more = faults.len().saturating_sub(SHOWN);
    faults.truncate(SHOWN);
    if more > 0 {
        faults.push(format!("and {more} more"));
    }
    format!("{what}\n  {}", faults.join("\n  "))
}

/// The plan that a pack is about.
fn plan(manifest: &Manifest, entries: &Entries) -> Result<PlanFile, String> {
    let name = &manifest.plan;
    let bytes = entries.get(name).ok_or_else(|| format!("its plan, `{}`, is missing", visible(name)))?;
    if bytes.len() as u64 > LARGEST {
        return Err(format!("its plan, `{}`, is larger than a plan can be", visible(name)));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| format!("its plan, `{}`, is no UTF-8", visible(name)))?;
    let source = Source::new(name.as_str(), text);
    read_plan(&source).map_err(|faults| format!("its plan cannot be read\n{}", source.explain(&faults)))
}

/// In what the list and the page of a pack are other than this program writes them of its files.
fn untrue(manifest: &Manifest, plan: &PlanFile, entries: &Entries, unchecked: &mut Vec<Unchecked>) -> Vec<String> {
    let mut faults = Vec::new();
    let program = |text: &str| {
        let version = text.strip_prefix("bcp-sim ").unwrap_or_default();
        version.starts_with(|c: char| c.is_ascii_digit())
            && version.chars().all(|c| c.is_ascii_alphanumeric() || ".-+".contains(c))
    };
    if !program(&manifest.program) {
        faults.push(format!("{MANIFEST}: the program is called `{}`", visible(&manifest.program)));
    }
    if manifest.title != plan.title {
        let (told, true_one) = (visible(&manifest.title), visible(&plan.title));
        faults.push(format!("{MANIFEST}: the title is `{told}`; that of the plan is `{true_one}`"));
    }
    let Some(page) = entries.get(README) else {
        faults.push(format!("`{README}` is missing"));
        return faults;
    };
    let written = read_me(&Manifest { title: plan.title.clone(), ..manifest.clone() });
    if page == written.as_bytes() {
        return faults;
    }
    let Ok(page) = std::str::from_utf8(page) else {
        faults.push(format!("{README}: it is no UTF-8"));
        return faults;
    };
    let Some(found) = lines(page, &written) else {
        faults.push(format!("{README}: its lines are those of this pack, and its bytes are not"));
        return faults;
    };
    let own = Manifest { program: PROGRAM.to_owned(), model_version: crate::report::MODEL_VERSION, ..manifest.clone() };
    if manifest.by_another() && page != read_me(&own) {
        unchecked.push(Unchecked { name: README.to_owned(), why: Why::Version });
        return faults;
    }
    let (place, sealed, again) = (found.place, visible(&found.sealed), visible(&found.again));
    faults.push(format!("{README}: {place}: `{sealed}` stands there; of this pack it is `{again}`"));
    faults
}

/// Results that are there twice.
fn twice(results: &[Sealed]) -> Vec<String> {
    let mut found = Vec::new();
    for (at, one) in results.iter().enumerate() {
        for other in &results[..at] {
            let folders = (visible(&other.folder), visible(&one.folder));
            if one.folder == other.folder {
                found.push(format!("the result `{}` is listed twice", folders.0));
            } else if one.command == other.command {
                found.push(format!("`{}` and `{}` are the same result", folders.0, folders.1));
            }
        }
        if found.len() > SHOWN {
            break;
        }
    }
    found
}

impl Claimed {
    /// A result that reads nothing but files of the pack, and is what its own file says.
    fn new(sealed: &Sealed, manifest: &Manifest, entries: &Entries, hashes: &Hashes) -> Result<Self, String> {
        let of = |why: String| format!("the command of `{}` cannot be done: {why}", visible(&sealed.folder));
        let again = Again::parse(&sealed.command).map_err(of)?;
        if again.kind() != sealed.kind {
            return Err(of("it makes a result of another kind".to_owned()));
        }
        let needs = again.needs(entries).map_err(of)?;
        if !in_its_place(sealed, manifest) {
            return Err(format!("`{}` is no folder into which a result is put", visible(&sealed.folder)));
        }
        if !is_about(&needs, &manifest.plan, entries) {
            let (folder, plan) = (visible(&sealed.folder), visible(&manifest.plan));
            return Err(format!("`{folder}` is about another plan than `{plan}`"));
        }
        let wanted = if sealed.kind == Kind::Report { FIGURES } else { JOURNAL };
        let name = format!("{}/{wanted}", sealed.folder);
        let bytes = entries.get(&name).ok_or_else(|| format!("`{}` is missing", visible(&name)))?;
        let text = std::str::from_utf8(bytes).map_err(|_| format!("`{}` is no UTF-8", visible(&name)))?;
        let from = match sealed.kind {
            Kind::Report => From::Report(Box::new(report(text, sealed, &again, manifest, entries)?)),
            Kind::Drill => played(text, sealed, manifest, entries)?,
        };
        let mut scenarios = needs.scenarios;
        if let Some(header) = from.header() {
            // All are read, and the one that its journal names is played.
            scenarios.retain(|name| hashes.get(name) == Some(&header.scenario));
        }
        Ok(Self { sealed: sealed.clone(), again, plans: needs.plans, scenarios, from })
    }
}

impl From {
    /// The header of a drill.
    pub fn header(&self) -> Option<&Header> {
        match self {
            Self::Drill { lines, .. } => header(lines),
            Self::Report(_) => None,
        }
    }
}

/// The scenarios beside the plan by the hash by which a journal names one.
type Hashes = BTreeMap<String, String>;

fn hashes(manifest: &Manifest, entries: &Entries) -> Hashes {
    let hash = |name: String| {
        let text = Source::new("", &String::from_utf8_lossy(entries.get(&name)?)).text;
        Some((name, Inputs::hash(&text)))
    };
    beside(&manifest.plan, entries).unwrap_or_default().into_iter().filter_map(hash).collect()
}

fn header(lines: &[Line]) -> Option<&Header> {
    match lines.first() {
        Some(Line::Header(header)) => Some(header),
        _ => None,
    }
}

/// Whether a result lies where `seal` puts results of its kind.
fn in_its_place(sealed: &Sealed, manifest: &Manifest) -> bool {
    let above = match sealed.kind {
        Kind::Report => "reports/".to_owned(),
        Kind::Drill => drills(&manifest.plan),
    };
    sealed.folder.strip_prefix(&above).is_some_and(|name| !name.is_empty() && !name.contains('/'))
}

/// The folder of the drills of a plan in a pack, with the slash behind it.
pub fn drills(plan: &str) -> String {
    match parent(plan) {
        "" => "drills/".to_owned(),
        above => format!("{above}/drills/"),
    }
}

/// Whether one of the plans that are needed is the plan that the pack is about, with the same evidence beside it.
fn is_about(needs: &Needs, plan: &str, entries: &Entries) -> bool {
    let found = |plan: &str| (entries.get(plan), entries.get(&evidence(plan)));
    needs.plans.iter().any(|own| own == plan || found(own) == found(plan))
}

/// What a report says of itself, where that is what its command and the list of the pack say.
fn report(text: &str, sealed: &Sealed, again: &Again, manifest: &Manifest, entries: &Entries) -> Result<Made, String> {
    let folder = visible(&sealed.folder);
    let own = |why: String| format!("{folder}/{FIGURES}: {why}");
    let of = |why: String| format!("the command of `{folder}` cannot be done: {why}");
    let made = Made::of(text).map_err(|why| format!("{folder}: {}", visible(&why)))?;
    let asked = again.asked();
    let stated = &made.stated;
    if let Some(trials) = asked.trials.filter(|trials| stated.trials.iter().any(|own| own != trials)) {
        let own: Vec<String> = stated.trials.iter().map(u64::to_string).collect();
        return Err(of(format!("it asks for {trials} trials, and the result states {}", own.join(", "))));
    }
    let (months, draws) = (asked.months.map(u64::from), asked.inputs.flatten());
    for (what, asked, stated) in [("months", months, stated.months), ("draws of the inputs", draws, stated.draws)] {
        if let (Some(asked), Some(stated)) = (asked, stated)
            && asked != stated
        {
            return Err(of(format!("it asks for {asked} {what}, and the result states {stated}")));
        }
    }
    if made.again != sealed.command {
        let words: Vec<String> = made.again.iter().map(|text| word(text)).collect();
        return Err(of(format!("the result names another: `bcp-sim {}`", words.join(" "))));
    }
    if made.program != manifest.program || made.model_version != u64::from(manifest.model_version) {
        let (own_program, of_pack) = (visible(&made.program), visible(&manifest.program));
        return Err(own(format!(
            "it was made by `{own_program}`, model version {}; {MANIFEST} names the program `{of_pack}`, model version {}",
            made.model_version, manifest.model_version
        )));
    }
    // As many rows as were sealed are made again, and not as many as somebody likes.
    let rows = entries.get(&format!("{}/{ROWS}", sealed.folder));
    let rows = rows.map(|rows| rows.iter().filter(|byte| **byte == b'\n').count() as u64);
    if rows.is_some_and(|rows| stated.trials.iter().any(|trials| *trials > rows)) {
        return Err(format!("{folder}/{ROWS}: it has fewer rows than the result has trials"));
    }
    Ok(made)
}

/// The journal of a drill, where it is written as the program writes it and stands with what it was played with.
fn played(text: &str, sealed: &Sealed, manifest: &Manifest, entries: &Entries) -> Result<From, String> {
    let folder = &sealed.folder;
    let mut command = vec!["drill".to_owned(), "replay".to_owned(), format!("{folder}/{JOURNAL}")];
    if manifest.plan != "plan.ron" {
        command.extend(["--plan".to_owned(), manifest.plan.clone()]);
    }
    let shown = visible(folder);
    if sealed.command != command {
        let words: Vec<String> = command.iter().map(|text| word(text)).collect();
        return Err(format!("the command of `{shown}` cannot be done: it is written `bcp-sim {}`", words.join(" ")));
    }
    let lines = is_as_written(text).map_err(|why| format!("{shown}/{JOURNAL}: {why}"))?;
    let own = format!("{folder}/{EVIDENCE}");
    if header(&lines).is_some_and(|header| header.evidence.is_none()) && entries.contains_key(&own) {
        return Err(format!("`{}` belongs to no result: the drill was played without", visible(&own)));
    }
    let last = lines.len().saturating_sub(1);
    let is_stop = |(at, line): &(usize, &Line)| *at < last && matches!(line, Line::End(_));
    let stops = lines.iter().enumerate().filter(is_stop).map(|(at, _)| at).collect();
    Ok(From::Drill { lines, stops })
}

/// The lines of a journal that is, byte for byte, as the program writes it.
///
/// # Errors
/// The first line that is not.
pub fn is_as_written(text: &str) -> Result<Vec<Line>, String> {
    let (found, whole) = drill::read(text).map_err(|(line, why)| format!("line {line}: {}", visible(&why)))?;
    if whole < text.len() {
        return Err("its last line was cut off".to_owned());
    }
    let written = found.iter().map(drill::written).zip(text.split_inclusive('\n'));
    match written.into_iter().position(|(written, line)| written != line) {
        Some(at) => Err(format!("line {} is not as the program writes it", at + 1)),
        None => Ok(found),
    }
}

/// The name of a drill of which a later one tells the trend, by its journal; none where it did not come to an end.
pub fn tells_of(journal: &[u8]) -> Option<String> {
    let lines = is_as_written(std::str::from_utf8(journal).ok()?).ok()?;
    match lines.last() {
        Some(Line::End(end)) if end.came.is_some() => header(&lines).map(|header| header.drill.clone()),
        _ => None,
    }
}

/// The name of a file within a folder, where it is in it.
pub fn below<'a>(folder: &str, name: &'a str) -> Option<&'a str> {
    name.strip_prefix(folder)?.strip_prefix('/')
}

/// The evidence beside a plan.
pub fn evidence(plan: &str) -> String {
    match parent(plan) {
        "" => EVIDENCE.to_owned(),
        folder => format!("{folder}/{EVIDENCE}"),
    }
}

fn parent(name: &str) -> &str {
    name.rsplit_once('/').map_or("", |(folder, _)| folder)
}
