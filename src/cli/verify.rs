//! `verify`: knows how a pack is opened, where its results are made again, and what is then told; does not know how they are
//! made, nor what the form of a pack is.
//!
//! What is in a pack was written by somebody else. It is read in memory, with limits, and believed in nothing: every file must
//! be listed with its hash, and every command must be one that makes results from files of the pack ([`super::again`]). The
//! files are put into a new folder that only this user can read, and that is gone when the program ends.

use std::env;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use serde::Serialize;
use tempfile::TempDir;

use crate::codes::PACK;
use crate::file::{EVIDENCE, visible};
use crate::pack::{
    Compared, Difference, Entries, Kind, LARGEST_PACK, MANIFEST, Manifest, README, Sealed, figures, fingerprint, lines,
    unzip,
};
use crate::report::{MODEL_VERSION, wrapped};
use crate::units::thousands;

use super::again::{Again, Done};
use super::args::VerifyArgs;
use super::disk;
use super::drill::JOURNAL;
use super::failure::Failure;
use super::page::print;
use super::watch::on_ctrl_c;

/// Differences that are shown of one result; all that are kept stand in the JSON.
const SHOWN: usize = 12;
/// The file of a report that holds its figures.
const FIGURES: &str = "summary.json";
/// The file of a report with one row for each trial.
const ROWS: &str = "trials.csv";
/// Which format writes a file of a report, by the end of its name; the first that fits.
const FORMATS: [(&str, &str); 7] = [
    ("report.md", "md"),
    ("report.html", "html"),
    (FIGURES, "json"),
    (".csv", "csv"),
    (".parquet", "parquet"),
    (".svg", "svg"),
    (".png", "png"),
];

/// Makes every result of a pack again and compares it.
pub fn verify(args: &VerifyArgs) -> Result<(), Failure> {
    let stop = on_ctrl_c();
    let bytes = disk::bytes(&args.pack, LARGEST_PACK)?;
    let shown = visible(&args.pack.to_string_lossy());
    let wrong = |why: &str| Failure::Invalid(format!("{shown}: error[{}]: {why}", PACK.number));
    let entries = unzip(&bytes).map_err(|why| wrong(&why))?;
    let manifest = Manifest::of(&entries).map_err(|why| wrong(&why))?;
    let broken = manifest.broken(&entries);
    if !broken.is_empty() {
        return Err(wrong(&format!("it is not as it was sealed\n  {}", broken.join("\n  "))));
    }
    if manifest.results.is_empty() {
        return Err(wrong("it holds no result"));
    }
    let commands = manifest.results.iter().map(|sealed| command(sealed, &entries));
    let commands = commands.collect::<Result<Vec<_>, _>>().map_err(|why| wrong(&why))?;
    if let Some(stranger) = stranger(&manifest, &commands, &entries) {
        return Err(wrong(&format!(
            "`{}` belongs to no result, so nothing would be compared with it",
            visible(stranger)
        )));
    }
    let sha256 = fingerprint(&bytes);
    if !args.json {
        print(&opening(&manifest, &sha256))?;
    }
    let workshop = Workshop::new(&entries)?;
    let mut results = Vec::new();
    for (sealed, again) in manifest.results.iter().zip(commands) {
        let result = workshop.again(sealed, again, &entries, args.threads)?;
        if stop.load(std::sync::atomic::Ordering::SeqCst) {
            return Err(Failure::Stopped);
        }
        if !args.json {
            print(&row(&result, width(&manifest)))?;
        }
        results.push(result);
    }
    drop(workshop);
    let verdict = Verdict::new(&manifest, sha256, results);
    if args.json {
        print(&verdict.json())?
    } else {
        print(&verdict.sentence())?
    }
    match verdict.agrees {
        true => Ok(()),
        false => Err(Failure::Unmet(format!("error: something differs in {} of {}", verdict.wrong(), verdict.all()))),
    }
}

/// The command of a result, where it reads nothing but files of the pack.
fn command(sealed: &Sealed, entries: &Entries) -> Result<Again, String> {
    let of = |why: String| format!("the command of `{}` cannot be done: {why}", visible(&sealed.folder));
    let again = Again::parse(&sealed.command).map_err(of)?;
    again.needs(entries).map_err(of)?;
    let wanted = match sealed.kind {
        Kind::Report => FIGURES,
        Kind::Drill => JOURNAL,
    };
    let own = format!("{}/{wanted}", sealed.folder);
    if !entries.contains_key(&own) {
        return Err(format!("`{}` is missing", visible(&own)));
    }
    // As many rows as were sealed are made again, and not as many as somebody likes.
    let rows = entries.get(&format!("{}/{ROWS}", sealed.folder)).map(|rows| rows.split(|byte| *byte == b'\n').count());
    match (rows, again.trials()) {
        (Some(rows), Some(trials)) if trials > rows as u64 => {
            Err(of(format!("it makes {trials} rows, and fewer are in the pack")))
        }
        _ => Ok(again),
    }
}

/// A file that is no part of a result and that none is made from. Whoever finds it there would believe that it was checked.
fn stranger<'a>(manifest: &Manifest, commands: &[Again], entries: &'a Entries) -> Option<&'a str> {
    let needs: Vec<_> = commands.iter().filter_map(|again| again.needs(entries).ok()).collect();
    let plans: Vec<&str> =
        needs.iter().flat_map(|needs| &needs.plans).chain([&manifest.plan]).map(String::as_str).collect();
    let is_known = |name: &str| {
        let (folder, own) = name.rsplit_once('/').unwrap_or(("", name));
        let of_plans =
            |own: &str| plans.iter().any(|plan| plan.rsplit_once('/').unwrap_or(("", plan)) == (folder, own));
        let beside_plan = plans.iter().any(|plan| plan.rsplit_once('/').map_or("", |(folder, _)| folder) == folder);
        [MANIFEST, README].contains(&name)
            || of_plans(own)
            || own == EVIDENCE && beside_plan
            || needs.iter().any(|needs| needs.scenarios.iter().any(|scenario| scenario == name))
            // Scenarios that no result names, and journals of earlier drills for the trend: only their makers read them.
            || own.ends_with(".ron") && folder.rsplit('/').next() == Some("scenarios")
            || own == JOURNAL
    };
    let of_result = |name: &str| manifest.results.iter().any(|sealed| below(&sealed.folder, name).is_some());
    entries.keys().map(String::as_str).find(|name| !is_known(name) && !of_result(name))
}

/// The name of a file within a folder, where it is in it.
fn below<'a>(folder: &str, name: &'a str) -> Option<&'a str> {
    name.strip_prefix(folder)?.strip_prefix('/')
}

/// A folder with the files of a pack, in which its results are made again.
struct Workshop {
    /// Where the program was started.
    home: PathBuf,
    /// Only to be kept until the end.
    _files: TempDir,
    made: TempDir,
}

impl Workshop {
    /// Puts the files there and goes there.
    ///
    /// Commands mean paths below the folder in which they are typed, and reports show them as they were typed; so the program
    /// itself goes to where they are meant. It does nothing else meanwhile.
    fn new(entries: &Entries) -> Result<Self, Failure> {
        let home = env::current_dir().map_err(|e| Failure::io("enter", Path::new("."), &e))?;
        let (files, made) = (folder()?, folder()?);
        for (name, bytes) in entries {
            let path = files.path().join(name);
            let put = || {
                fs::create_dir_all(path.parent().unwrap_or(files.path()))?;
                File::create_new(&path).and_then(|mut file| std::io::Write::write_all(&mut file, bytes))
            };
            put().map_err(|e| Failure::io("unpack", Path::new(name), &e))?;
        }
        env::set_current_dir(files.path()).map_err(|e| Failure::io("enter", files.path(), &e))?;
        Ok(Self { home, _files: files, made })
    }

    /// Makes a result again and compares it with what was sealed.
    fn again(&self, sealed: &Sealed, again: Again, entries: &Entries, threads: u16) -> Result<Verified, Failure> {
        let own: Vec<(&str, &[u8])> = files_of(sealed, entries).collect();
        let formats = formats(&own);
        let target = self.made.path().join("result");
        let done = again.make(&target, &formats, threads);
        let mut verified = Verified::new(sealed);
        match done {
            Err(Failure::Stopped) => return Err(Failure::Stopped),
            Err(failure) => verified.failed = Some(failure.text().unwrap_or_default()),
            Ok(Done::Drill(lines)) => {
                verified.lines = lines as u64;
                verified.compare(&own, &target, false)?;
            }
            Ok(Done::Report(folder)) => verified.compare(&own, &folder, true)?,
        }
        if target.exists() {
            fs::remove_dir_all(&target).map_err(|e| Failure::io("remove", &target, &e))?;
        }
        Ok(verified)
    }
}

/// A folder in use cannot be removed on every system.
impl Drop for Workshop {
    fn drop(&mut self) {
        // Where this fails the folder stays with the other temporary ones, which the system clears.
        let _ = env::set_current_dir(&self.home);
    }
}

fn folder() -> Result<TempDir, Failure> {
    let made = tempfile::Builder::new().prefix("bcp-sim-verify-").tempdir();
    made.map_err(|e| Failure::io("create a folder in", &env::temp_dir(), &e))
}

/// The files of a result, by their names in its folder.
fn files_of<'a>(sealed: &'a Sealed, entries: &'a Entries) -> impl Iterator<Item = (&'a str, &'a [u8])> {
    entries.iter().filter_map(|(name, bytes)| Some((below(&sealed.folder, name)?, bytes.as_slice())))
}

fn format_of(name: &str) -> Option<&'static str> {
    FORMATS.iter().find(|(ending, _)| name.ends_with(ending)).map(|(_, format)| *format)
}

/// The formats that write some files, as far as this program has them.
fn formats(own: &[(&str, &[u8])]) -> Vec<String> {
    let mut all: Vec<String> = own.iter().filter_map(|(name, _)| format_of(name)).map(str::to_owned).collect();
    all.retain(|format| format != "png" || cfg!(feature = "png"));
    all.sort();
    all.dedup();
    all
}

/// A result that was made again.
#[derive(Serialize)]
struct Verified {
    folder: String,
    kind: Kind,
    command: Vec<String>,
    /// Figures compared.
    figures: u64,
    /// Lines of a journal that were played again.
    lines: u64,
    /// Figures, files or lines that differ, counted.
    differ: u64,
    /// The first of them.
    differences: Vec<InFile>,
    /// Files that this program cannot make.
    unable: Vec<String>,
    /// Why it could not be made again.
    #[serde(skip_serializing_if = "Option::is_none")]
    failed: Option<String>,
}

/// A difference, and the file it is in.
#[derive(Serialize)]
struct InFile {
    file: String,
    #[serde(flatten)]
    difference: Difference,
}

impl Verified {
    fn new(sealed: &Sealed) -> Self {
        Self {
            folder: sealed.folder.clone(),
            kind: sealed.kind,
            command: sealed.command.clone(),
            figures: 0,
            lines: 0,
            differ: 0,
            differences: Vec::new(),
            unable: Vec::new(),
            failed: None,
        }
    }

    fn agrees(&self) -> bool {
        self.failed.is_none() && self.differ == 0
    }

    /// Compares the files of a result with those made again, the figures first.
    fn compare(&mut self, own: &[(&str, &[u8])], made: &Path, whole: bool) -> Result<(), Failure> {
        // What a drill was played from is no part of its review.
        let is_made = |name: &str| whole || ![JOURNAL, EVIDENCE].contains(&name);
        let mut own: Vec<_> = own.iter().filter(|(name, _)| is_made(name)).collect();
        own.sort_by_key(|(name, _)| (*name != FIGURES, *name));
        for (name, sealed) in &own {
            let path = made.join(name);
            if *name != FIGURES && format_of(name) == Some("png") && cfg!(not(feature = "png")) {
                self.unable.push((*name).to_owned());
                continue;
            }
            let again =
                if path.is_file() { fs::read(&path).map_err(|e| Failure::io("read", &path, &e))? } else { Vec::new() };
            self.add(
                name,
                if path.is_file() { compared(name, sealed, &again) } else { only("sealed", "not made again") },
            );
        }
        if !whole {
            return Ok(());
        }
        let read = |e: std::io::Error| Failure::io("read", made, &e);
        for entry in fs::read_dir(made).map_err(read)? {
            let name = entry.map_err(read)?.file_name().to_string_lossy().into_owned();
            if name != disk::MARK && !own.iter().any(|(known, _)| *known == name) {
                self.add(&name, only("not sealed", "made again"));
            }
        }
        Ok(())
    }

    fn add(&mut self, file: &str, compared: Compared) {
        self.figures += if file == FIGURES { compared.figures } else { 0 };
        self.differ += compared.differ;
        let file = file.to_owned();
        self.differences
            .extend(compared.differences.into_iter().map(|difference| InFile { file: file.clone(), difference }));
    }
}

/// A file that is only on one side.
fn only(sealed: &str, again: &str) -> Compared {
    let mut compared = Compared::default();
    compared.add([Difference { place: "all of it".to_owned(), sealed: sealed.to_owned(), again: again.to_owned() }]);
    compared
}

fn compared(name: &str, sealed: &[u8], again: &[u8]) -> Compared {
    let text = |bytes| std::str::from_utf8(bytes);
    let mut compared = Compared::default();
    match (text(sealed), text(again)) {
        (Ok(a), Ok(b)) if name == FIGURES => return figures(a, b),
        _ if sealed == again => {}
        (Ok(a), Ok(b)) => compared.add(lines(a, b)),
        _ => {
            let bytes = |bytes: &[u8]| format!("{} bytes", bytes.len());
            let at = sealed.iter().zip(again).take_while(|(a, b)| a == b).count();
            compared.add([Difference { place: format!("byte {at}"), sealed: bytes(sealed), again: bytes(again) }]);
        }
    }
    compared
}

/// What stands above the table.
fn opening(manifest: &Manifest, sha256: &str) -> String {
    let own = concat!("bcp-sim ", env!("CARGO_PKG_VERSION"));
    let mut said = format!(
        "Evidence pack of {}\n  sealed by  {}, model version {}\n  sha256     {sha256}\n",
        visible(&manifest.title),
        visible(&manifest.program),
        manifest.model_version
    );
    if manifest.by_another() {
        said.push_str(&format!(
            "  this is    {own}, model version {}: figures may differ for that alone\n",
            MODEL_VERSION
        ));
    }
    let width = width(manifest);
    said + &format!("\n  {:width$}  {:>9}  verdict\n", "result", "figures")
}

/// The width of the first column.
fn width(manifest: &Manifest) -> usize {
    let widest = manifest.results.iter().map(|sealed| visible(&sealed.folder).chars().count()).max();
    widest.unwrap_or(0).clamp(6, 44)
}

/// One result in the table, with what differs below it.
fn row(result: &Verified, width: usize) -> String {
    let count = match result.kind {
        Kind::Report => thousands(result.figures as i64),
        Kind::Drill => format!("{} lines", result.lines),
    };
    let verdict = match (&result.failed, result.differ) {
        (Some(_), _) => "cannot be made again".to_owned(),
        (None, 0) => "agrees".to_owned(),
        (None, 1) => "differs in 1 place".to_owned(),
        (None, n) => format!("differs in {} places", thousands(n as i64)),
    };
    let mut said = format!("  {:width$}  {count:>9}  {verdict}\n", visible(&result.folder));
    for line in result.failed.iter().flat_map(|why| why.lines()) {
        said.push_str(&format!("      {}\n", visible(line)));
    }
    for InFile { file, difference } in result.differences.iter().take(SHOWN) {
        let Difference { place, sealed, again } = difference;
        said.push_str(&format!(
            "      {}: {}: sealed {}, made again {}\n",
            visible(file),
            visible(place),
            visible(sealed),
            visible(again)
        ));
    }
    let more = result.differ.saturating_sub(SHOWN as u64);
    if more > 0 {
        said.push_str(&format!("      and {} more\n", thousands(more as i64)));
    }
    if !result.unable.is_empty() {
        let names = visible(&result.unable.join(", "));
        said.push_str(&format!("      not compared, because this program was built without PNG: {names}\n"));
    }
    said
}

/// What came of a pack.
#[derive(Serialize)]
struct Verdict {
    schema: &'static str,
    pack_sha256: String,
    sealed_by: String,
    sealed_model_version: u32,
    program: &'static str,
    model_version: u32,
    agrees: bool,
    results: Vec<Verified>,
}

impl Verdict {
    fn new(manifest: &Manifest, pack_sha256: String, results: Vec<Verified>) -> Self {
        Self {
            schema: "bcp-sim.verified/1",
            pack_sha256,
            sealed_by: manifest.program.clone(),
            sealed_model_version: manifest.model_version,
            program: concat!("bcp-sim ", env!("CARGO_PKG_VERSION")),
            model_version: MODEL_VERSION,
            agrees: results.iter().all(Verified::agrees),
            results,
        }
    }

    fn wrong(&self) -> usize {
        self.results.iter().filter(|result| !result.agrees()).count()
    }

    fn all(&self) -> String {
        if self.results.len() == 1 { "1 result".to_owned() } else { format!("{} results", self.results.len()) }
    }

    /// The end of the table.
    fn sentence(&self) -> String {
        let figures: u64 = self.results.iter().map(|result| result.figures).sum();
        let lines: u64 = self.results.iter().map(|result| result.lines).sum();
        let figures = (figures > 0).then(|| format!("{} figures", thousands(figures as i64)));
        let lines = (lines > 0).then(|| format!("{} lines of journals", thousands(lines as i64)));
        let what: Vec<String> = figures.into_iter().chain(lines).collect();
        let said = match self.wrong() {
            0 => format!("All {} are, bit for bit, what this plan and these scenarios give.", what.join(" and ")),
            _ => "Not everything in this pack is what this plan and these scenarios give.".to_owned(),
        };
        format!("\n{}\n", wrapped(&said, 78).join("\n"))
    }

    fn json(&self) -> String {
        // Only numbers, texts and lists: nothing here can fail to be written.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_a_report_is_written_in_is_made_again() {
        for format in crate::report::FORMATS {
            assert!(FORMATS.iter().any(|(_, known)| *known == format.key), "{}", format.key);
        }
        assert_eq!(format_of("trials.csv"), Some("csv"));
    }
}
