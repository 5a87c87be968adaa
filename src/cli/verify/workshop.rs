//! Making results again: knows where that is done, and how the files of a result are compared with those made again; does not
//! know what else is in a pack.
//!
//! The files are put into a new folder that only this user can read, and that is gone when the program ends.

use std::collections::BTreeMap;
use std::env;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use serde::Serialize;

use crate::cli::again::Done;
use crate::cli::disk::MARK;
use crate::cli::drill::JOURNAL;
use crate::cli::failure::Failure;
use crate::cli::watch::{Temporary, at_most, on_ctrl_c};
use crate::drill::{Line, written};
use crate::file::EVIDENCE;
use crate::pack::{Compared, Difference, Entries, Kind, Made, Sealed, figures, lines, numbers};
use crate::report::word;

use super::FIGURES;
use super::around::{Unchecked, Why};
use super::form::{Claimed, From, Pack, below};
use super::work::Work;

/// Which format writes a file of a report, by the end of its name, and whether this program has it; the first that fits.
const FORMATS: [(&str, &str, bool); 7] = [
    ("report.md", "md", true),
    ("report.html", "html", true),
    (FIGURES, "json", true),
    (".csv", "csv", true),
    (".parquet", "parquet", cfg!(feature = "parquet")),
    (".svg", "svg", true),
    (".png", "png", cfg!(feature = "png")),
];

/// A folder with the files of a pack, in which its results are made again.
pub struct Workshop {
    /// Where the program was started.
    home: PathBuf,
    files: Temporary,
    made: Temporary,
}

impl Workshop {
    /// Puts the files there and goes there.
    ///
    /// Commands mean paths below the folder in which they are typed, and reports show them as they were typed; so the program
    /// itself goes to where they are meant. It does nothing else meanwhile.
    pub fn new(entries: &Entries) -> Result<Self, Failure> {
        let home = env::current_dir().map_err(|e| Failure::io("enter", Path::new("."), &e))?;
        let (files, made) = (folder()?, folder()?);
        for (name, bytes) in entries {
            let path = files.path().join(name);
            let put = || {
                fs::create_dir_all(path.parent().unwrap_or(files.path()))?;
                File::create_new(&path).and_then(|mut file| file.write_all(bytes))
            };
            put().map_err(|e| Failure::io("unpack", Path::new(name), &e))?;
        }
        env::set_current_dir(files.path()).map_err(|e| Failure::io("enter", files.path(), &e))?;
        Ok(Self { home, files, made })
    }

    /// Makes a result again and compares it with what was sealed.
    pub fn again(&self, pack: &Pack, claimed: Claimed, work: &Work, threads: u16) -> Result<Verified, Failure> {
        let sealed = claimed.sealed.clone();
        let target = self.made.path().join("result");
        at_most(work.limit());
        let done =
            self.made(claimed, &Own::new(&sealed.folder, sealed.kind, &pack.entries).formats(), &target, threads);
        at_most(u64::MAX);
        let verified = match done {
            // Nobody has stopped it: it has come to its limit.
            Err(Failure::Stopped | Failure::Lost) if !on_ctrl_c().load(Ordering::SeqCst) => {
                Verified::failed(&sealed, "it takes more trials than it says it has".to_owned())
            }
            Err(Failure::Stopped | Failure::Lost) => return Err(Failure::Lost),
            Err(failure) => Verified::failed(&sealed, failure.text().unwrap_or_default()),
            Ok(done) => Verified::new(&sealed).compared(&done, &target, pack)?,
        };
        // What cannot be taken away is gone with the folder around it; the next result is told where it cannot be put.
        let _ = fs::remove_dir_all(&target);
        Ok(verified)
    }

    fn made(&self, claimed: Claimed, formats: &[String], target: &Path, threads: u16) -> Result<Done, Failure> {
        if let From::Drill { lines, stops } = &claimed.from {
            for stop in stops {
                self.up_to(&claimed, lines, *stop)?;
            }
        }
        claimed.again.make(target, formats, threads)
    }

    /// Plays a drill up to where it was stopped: what was noted there must follow as well.
    fn up_to(&self, claimed: &Claimed, lines: &[Line], stop: usize) -> Result<(), Failure> {
        let earlier = lines[..stop].iter().filter(|line| !matches!(line, Line::End(_)));
        let journal: String = earlier.chain([&lines[stop]]).map(written).collect();
        let part = self.files.path().join(&claimed.sealed.folder).join("part.jsonl");
        fs::write(&part, journal).map_err(|e| Failure::io("write", &part, &e))?;
        let target = self.made.path().join(format!("part-{stop}"));
        let done = claimed.again.play(&part, &target);
        fs::remove_file(&part).map_err(|e| Failure::io("remove", &part, &e))?;
        done
    }
}

/// A folder in use cannot be removed on every system.
impl Drop for Workshop {
    fn drop(&mut self) {
        // Where this fails the folder stays with the other temporary ones, which the system clears.
        let _ = env::set_current_dir(&self.home);
    }
}

fn folder() -> Result<Temporary, Failure> {
    Temporary::new("bcp-sim-verify-").map_err(|e| Failure::io("create a folder in", &env::temp_dir(), &e))
}

/// The files of a result that are made again, by their names in its folder.
struct Own<'a> {
    files: BTreeMap<&'a str, &'a [u8]>,
    /// Whether they are all that is made.
    whole: bool,
}

impl<'a> Own<'a> {
    fn new(folder: &str, kind: Kind, entries: &'a Entries) -> Self {
        // What a drill was played from is no part of its review.
        let whole = kind == Kind::Report;
        let is_made = |name: &str| whole || ![JOURNAL, EVIDENCE].contains(&name);
        let files = entries.iter().filter_map(|(name, bytes)| Some((below(folder, name)?, bytes.as_slice())));
        Self { files: files.filter(|(name, _)| is_made(name)).collect(), whole }
    }

    /// The formats that write them, as far as this program has them.
    fn formats(&self) -> Vec<String> {
        let own = self.files.keys().filter_map(|name| format_of(name));
        let mut all: Vec<String> = own.filter(|(_, is_there)| *is_there).map(|(key, _)| key.to_owned()).collect();
        all.sort();
        all.dedup();
        all
    }
}

/// The format that writes a file, and whether this program has it.
fn format_of(name: &str) -> Option<(&'static str, bool)> {
    FORMATS.iter().find(|(ending, ..)| name.ends_with(ending)).map(|(_, key, is_there)| (*key, *is_there))
}

/// A result that was made again.
#[derive(Serialize)]
pub struct Verified {
    /// Its folder.
    pub folder: String,
    /// What it is.
    pub kind: Kind,
    /// Its command.
    pub command: Vec<String>,
    /// Figures compared.
    pub figures: u64,
    /// Lines of a journal that were played again.
    pub lines: u64,
    /// Figures, files or lines that differ, counted.
    pub differ: u64,
    /// The first of them.
    pub differences: Vec<InFile>,
    /// Why it could not be made again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failed: Option<String>,
    /// Its files that could not be compared.
    #[serde(skip)]
    pub unchecked: Vec<Unchecked>,
}

/// A difference, and the file it is in.
#[derive(Serialize)]
pub struct InFile {
    /// The file.
    pub file: String,
    /// The difference.
    #[serde(flatten)]
    pub difference: Difference,
}

/// What a file of a result is against the one made again.
enum Against {
    Compared(Compared),
    Unchecked(Why),
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
            failed: None,
            unchecked: Vec::new(),
        }
    }

    fn failed(sealed: &Sealed, why: String) -> Self {
        Self { failed: Some(why), ..Self::new(sealed) }
    }

    /// Whether it is what the plan gives, as far as it was compared.
    pub fn agrees(&self) -> bool {
        self.failed.is_none() && self.differ == 0
    }

    /// Compares the files of a result with those made again, the figures first.
    fn compared(mut self, done: &Done, target: &Path, pack: &Pack) -> Result<Self, Failure> {
        let by_another = pack.manifest.by_another();
        let own = Own::new(&self.folder, self.kind, &pack.entries);
        let made = match done {
            Done::Drill(lines) => {
                self.lines = *lines as u64;
                target
            }
            Done::Report(folder) => folder,
        };
        let mut names: Vec<&str> = own.files.keys().copied().collect();
        names.sort_by_key(|name| (*name != FIGURES, *name));
        for name in names {
            let path = made.join(name);
            let read = || fs::read(&path).map_err(|e| Failure::io("read", &path, &e));
            let again = if path.is_file() { Some(read()?) } else { None };
            if by_another && name == FIGURES && again.as_deref() != Some(own.files[name]) {
                self.unchecked.push(Unchecked { name: format!("{}/{name}", self.folder), why: Why::Version });
            }
            match against(name, own.files[name], again.as_deref(), by_another) {
                Against::Compared(compared) => self.add(name, compared),
                Against::Unchecked(why) => {
                    self.unchecked.push(Unchecked { name: format!("{}/{name}", self.folder), why });
                }
            }
        }
        if own.whole && !by_another {
            let read = |e: std::io::Error| Failure::io("read", made, &e);
            for entry in fs::read_dir(made).map_err(read)? {
                let name = entry.map_err(read)?.file_name().to_string_lossy().into_owned();
                if name != MARK && !own.files.contains_key(name.as_str()) {
                    self.add(&name, only("not sealed", "made again"));
                }
            }
        }
        if by_another && own.whole {
            self.add(FIGURES, of_command(&self.command, made));
        }
        Ok(self)
    }

    fn add(&mut self, file: &str, compared: Compared) {
        self.figures += if file == FIGURES { compared.figures } else { 0 };
        self.differ += compared.differ;
        let file = file.to_owned();
        self.differences
            .extend(compared.differences.into_iter().map(|difference| InFile { file: file.clone(), difference }));
    }
}

/// The words of a command against those that the program writes for what it has just made, one by one. Where the same version has
/// sealed it they stand in its figures, and were compared there.
fn of_command(sealed: &[String], made: &Path) -> Compared {
    let shown = |words: &[String]| words.iter().map(|text| word(text)).collect::<Vec<_>>().join(" ");
    let text = fs::read_to_string(made.join(FIGURES)).unwrap_or_default();
    match Made::of(&text).map(|made| made.again) {
        Ok(again) if again == sealed => Compared::default(),
        Ok(again) => one("the command", &shown(sealed), &shown(&again)),
        Err(why) => one("the command", &shown(sealed), &why),
    }
}

/// A file against the one made again, where there is one. Of another version's files values are compared, and words are not.
fn against(name: &str, sealed: &[u8], again: Option<&[u8]>, by_another: bool) -> Against {
    let compared = |compared: Compared| match by_another {
        true if compared.differ > 0 => Against::Unchecked(Why::Version),
        _ => Against::Compared(compared),
    };
    let Some(again) = again else {
        return match format_of(name) {
            Some((_, false)) => Against::Unchecked(Why::Unable),
            _ => compared(only("sealed", "not made again")),
        };
    };
    let first = |bytes: &[u8]| bytes.split(|byte| *byte == b'\n').next().map(<[u8]>::to_vec);
    match (std::str::from_utf8(sealed), std::str::from_utf8(again)) {
        (Ok(a), Ok(b)) if name == FIGURES => Against::Compared(if by_another { numbers(a, b) } else { figures(a, b) }),
        // Of the same columns, so that each value has its counterpart.
        (Ok(a), Ok(b)) if name.ends_with(".csv") && first(sealed) == first(again) => {
            let mut found = Compared::default();
            found.add(lines(a, b));
            Against::Compared(found)
        }
        _ if sealed == again => Against::Compared(Compared::default()),
        (Ok(a), Ok(b)) => {
            let mut found = Compared::default();
            found.add(lines(a, b));
            compared(found)
        }
        _ => {
            let bytes = |bytes: &[u8]| format!("{} bytes", bytes.len());
            let at = sealed.iter().zip(again).take_while(|(a, b)| a == b).count();
            compared(one(&format!("byte {at}"), &bytes(sealed), &bytes(again)))
        }
    }
}

/// A file that is only on one side.
fn only(sealed: &str, again: &str) -> Compared {
    one("all of it", sealed, again)
}

fn one(place: &str, sealed: &str, again: &str) -> Compared {
    let mut compared = Compared::default();
    compared.add([Difference { place: place.to_owned(), sealed: sealed.to_owned(), again: again.to_owned() }]);
    compared
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_a_report_is_written_in_is_made_again() {
        for format in crate::report::FORMATS {
            assert!(FORMATS.iter().any(|(_, known, _)| *known == format.key), "{}", format.key);
        }
        assert_eq!(format_of("trials.csv"), Some(("csv", true)));
    }

    #[test]
    fn of_another_version_values_are_compared_and_words_are_listed() {
        let differs = |name: &str, sealed: &str, again: Option<&str>, by_another: bool| match against(
            name,
            sealed.as_bytes(),
            again.map(str::as_bytes),
            by_another,
        ) {
            Against::Compared(compared) => Ok(compared.differ),
            Against::Unchecked(why) => Err(why),
        };
        assert_eq!(differs("report.md", "a", Some("b"), false), Ok(1));
        assert_eq!(differs("report.md", "a", Some("b"), true), Err(Why::Version));
        assert_eq!(differs("report.md", "a", Some("a"), true), Ok(0));
        assert_eq!(differs("old.svg", "a", None, false), Ok(1));
        assert_eq!(differs("old.svg", "a", None, true), Err(Why::Version));
        assert_eq!(differs("trials.csv", "a,b\n1,2", Some("a,b\n1,3"), true), Ok(1));
        assert_eq!(differs("trials.csv", "a,b\n1,2", Some("a,c\n1,3"), true), Err(Why::Version));
        assert_eq!(
            differs(FIGURES, "{\"a\": 1, \"b\": \"x\"}", Some("{\"a\": 1, \"b\": \"y\", \"c\": 2}"), true),
            Ok(0)
        );
        assert_eq!(differs(FIGURES, "{\"a\": 1}", Some("{\"a\": 2}"), true), Ok(1));
    }
}
