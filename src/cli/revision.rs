//! A plan as it was: knows how git is asked for the text of a file at a revision so that git alone runs, and only reads; does
//! not know what the text says.
//!
//! A repository may come from anybody, and its settings name programs: to fetch what is missing, to look for changes, to convert,
//! to show, to ask for a password. So git is asked by the three of its commands that look up objects and do nothing else, with
//! an environment and settings of this program's own ([`KEPT`], [`SAID`], [`SET`]), as it is installed and never as it lies in a
//! folder of the repository, for a limited time and a limited number of bytes. A library that reads objects by itself would need
//! no such rules; the one there is brings dozens of crates along.

use std::env;
use std::ffi::{OsStr, OsString};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use crate::codes::TOO_LARGE;
use crate::file::visible;

use super::failure::Failure;
use super::input::LARGEST;

/// How long git may take for one answer.
const PATIENCE: Duration = Duration::from_secs(20);
/// The most that is read of what git says \[bytes\]: of a line of its own, or of what went wrong.
const A_LINE: u64 = 64 * 1024;
/// What git is told of this machine: where the user's own settings are, which say whose repositories are trusted.
const KEPT: [&str; 6] = ["HOME", "XDG_CONFIG_HOME", "USERPROFILE", "HOMEDRIVE", "HOMEPATH", "SYSTEMROOT"];
/// What else stands in git's environment; nothing of this program's own gets there.
const SAID: [(&str, &str); 9] = [
    // Words that are the same everywhere.
    ("LC_ALL", "C"),
    // What is missing is missing: it is not fetched, and there is no way by which it could be.
    ("GIT_NO_LAZY_FETCH", "1"),
    ("GIT_ALLOW_PROTOCOL", "none"),
    ("GIT_TERMINAL_PROMPT", "0"),
    // Objects are those that their names say.
    ("GIT_NO_REPLACE_OBJECTS", "1"),
    ("GIT_GRAFT_FILE", "/dev/null"),
    // The name of a file is no pattern.
    ("GIT_LITERAL_PATHSPECS", "1"),
    // Nothing is written.
    ("GIT_OPTIONAL_LOCKS", "0"),
    ("GIT_PAGER", "cat"),
];
/// Settings that are put over those of the repository. The commands that are asked do not need one of them today.
const SET: [&str; 10] = [
    "protocol.allow=never",
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.sshCommand=false",
    "core.askPass=false",
    "core.alternateRefsCommand=false",
    "credential.helper=",
    "maintenance.auto=false",
    "gc.auto=0",
    // A folder of files that poses as a repository is none.
    "safe.bareRepository=explicit",
];

/// The file and the revision in `FILE@REVISION`; none where a file has just that name, or no revision is named.
///
/// Both may have an `@` in their names. Where there are several, the one is meant that stands behind a file which is there, else
/// the first behind the ending of a plan, else the first of all; `@{` is part of a revision.
pub fn split(path: &Path) -> Option<(PathBuf, String)> {
    let text = path.to_str()?;
    if path.exists() {
        return None;
    }
    let is_missing_file = !path.file_name()?.to_str()?.contains('@') && path.parent().is_some_and(Path::is_dir);
    let ways = || {
        let both = text.match_indices('@').map(|(at, _)| (&text[..at], &text[at + 1..]));
        both.filter(|(file, rest)| !file.is_empty() && !rest.is_empty() && !rest.starts_with('{'))
    };
    let found = ways()
        .rfind(|(file, _)| Path::new(file).is_file())
        .or_else(|| ways().find(|(file, _)| file.ends_with(".ron")))
        .or_else(|| ways().next());
    let (file, revision) = found.filter(|_| !is_missing_file)?;
    Some((PathBuf::from(file), revision.to_owned()))
}

/// A file as it was.
pub struct Shown {
    /// Its text.
    pub text: Vec<u8>,
    /// The name of the commit, which stays when branches and tags move on.
    pub commit: String,
}

/// A path that will always name the same text: the commit in the place of what was named.
#[must_use]
pub fn pinned(file: &Path, commit: &str) -> String {
    format!("{}@{commit}", file.to_string_lossy())
}

/// The text of a file at a revision.
///
/// # Errors
/// What git says, and what to type; or the file is too large.
pub fn show(file: &Path, revision: &str) -> Result<Shown, Failure> {
    let shown = visible(&format!("{}@{revision}", file.to_string_lossy()));
    read(file, revision).map_err(|why| match why {
        Refused::TooLarge => Failure::Invalid(format!(
            "{shown}: error[{}]: the file is larger than {} MiB",
            TOO_LARGE.number,
            LARGEST / (1024 * 1024)
        )),
        Refused::Because(why) => {
            let tip = "write FILE@REVISION, the file in its git repository and a commit, for example plan.ron@HEAD~1 or plan.ron@v1.0";
            Failure::Io(format!("could not read `{shown}`: {}\n  tip: {tip}", visible(why.trim())))
        }
    })
}

/// Why there is no text.
#[derive(Debug)]
enum Refused {
    TooLarge,
    Because(String),
}

impl From<String> for Refused {
    fn from(why: String) -> Self {
        Self::Because(why)
    }
}

fn read(file: &Path, revision: &str) -> Result<Shown, Refused> {
    if revision.starts_with(['-', ':']) {
        return Err(format!("`{revision}` is no commit").into());
    }
    let (Some(name), folder) = (file.file_name(), file.parent()) else {
        return Err("it names no file".to_owned().into());
    };
    let git = Git::new(folder.filter(|folder| *folder != Path::new("")).unwrap_or(Path::new(".")))?;
    let commit = git.line(&["rev-parse".as_ref(), "--verify".as_ref(), format!("{revision}^{{commit}}").as_ref()]);
    let commit = commit.map_err(|said| format!("git finds no commit `{revision}`: {said}"))?;
    let (object, size) = entry(&git, &commit, name)?;
    if size > LARGEST {
        return Err(Refused::TooLarge);
    }
    let text = git.answer(&["cat-file".as_ref(), "blob".as_ref(), object.as_ref()], LARGEST)?;
    Ok(Shown { text, commit })
}

/// The object that a file is in a commit, and its size \[bytes\].
fn entry(git: &Git, commit: &str, name: &OsStr) -> Result<(String, u64), String> {
    // As from the folder of the file: the name alone could be read as a flag.
    let mut here = OsString::from("./");
    here.push(name);
    let found = git.line(&["ls-tree".as_ref(), "-z".as_ref(), "-l".as_ref(), commit.as_ref(), "--".as_ref(), &here])?;
    let words: Vec<&str> = found.split('\t').next().unwrap_or("").split_whitespace().collect();
    match words[..] {
        [] => Err("there is no such file in that revision".to_owned()),
        ["100644" | "100755" | "100664", "blob", object, size] => {
            let size = size.parse().map_err(|_| "its text is not in this copy of the repository".to_owned())?;
            Ok((object.to_owned(), size))
        }
        ["120000", ..] => Err("it is a symbolic link in that revision".to_owned()),
        ["160000", ..] => Err("it is another repository in that revision".to_owned()),
        _ => Err("it is no file in that revision".to_owned()),
    }
}

/// Git as it is installed, to be asked in a folder.
struct Git {
    program: PathBuf,
    /// Where programs are installed.
    path: OsString,
    folder: PathBuf,
}

impl Git {
    fn new(folder: &Path) -> Result<Self, String> {
        // A relative place would be looked for in the repository.
        let path = env::var_os("PATH").unwrap_or_default();
        let places: Vec<PathBuf> = env::split_paths(&path).filter(|place| place.is_absolute()).collect();
        let name = format!("git{}", env::consts::EXE_SUFFIX);
        let program = places.iter().map(|place| place.join(&name)).find(|program| program.is_file());
        let program = program.ok_or("git is not installed")?;
        let path = env::join_paths(places).map_err(|e| format!("git could not be started ({e})"))?;
        Ok(Self { program, path, folder: folder.to_path_buf() })
    }

    /// An answer of one line.
    fn line(&self, words: &[&OsStr]) -> Result<String, String> {
        match self.answer(words, A_LINE) {
            Ok(said) => Ok(String::from_utf8_lossy(&said).trim_end_matches(['\n', '\0']).to_owned()),
            Err(Refused::Because(why)) => Err(why),
            Err(Refused::TooLarge) => Err("git's answer has no end".to_owned()),
        }
    }

    /// What git answers, of which there may be at most so many bytes.
    fn answer(&self, words: &[&OsStr], most: u64) -> Result<Vec<u8>, Refused> {
        let mut command = Command::new(&self.program);
        command.current_dir(&self.folder).env_clear().env("PATH", &self.path).envs(SAID);
        command.envs(KEPT.iter().filter_map(|name| Some((name, env::var_os(name)?))));
        command.arg("--no-pager").args(SET.iter().flat_map(|set| ["-c", set])).args(words);
        answer(command, most, PATIENCE)
    }
}

/// What a program prints. It is stopped where that is too much, or takes too long.
fn answer(mut command: Command, most: u64, patience: Duration) -> Result<Vec<u8>, Refused> {
    let started = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = started.map_err(|e| format!("git could not be started ({e})"))?;
    let (said, wrong) = (heard(child.stdout.take(), most + 1), heard(child.stderr.take(), A_LINE));
    let Ok(bytes) = said.recv_timeout(patience) else {
        stop(&mut child);
        return Err(format!("git gave no answer within {} s, and was stopped", patience.as_secs()).into());
    };
    if bytes.len() as u64 > most {
        stop(&mut child);
        return Err(Refused::TooLarge);
    }
    let ended = child.wait().map_err(|e| format!("git was lost ({e})"))?;
    if ended.success() {
        return Ok(bytes);
    }
    let wrong = wrong.recv_timeout(patience).unwrap_or_default();
    Err(told(&String::from_utf8_lossy(&wrong)).into())
}

/// Hears all of what comes through a pipe, up to so many bytes, in a thread of its own: who waits for one pipe while the other
/// is full waits for ever.
fn heard(pipe: Option<impl Read + Send + 'static>, most: u64) -> std::sync::mpsc::Receiver<Vec<u8>> {
    let (send, heard) = channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        // What was read before an error is all that there is; nobody may wait for it any more.
        let _ = pipe.map(|pipe| pipe.take(most).read_to_end(&mut bytes));
        let _ = send.send(bytes);
    });
    heard
}

/// Ends a program that is not needed any more.
fn stop(child: &mut Child) {
    // Where it ended by itself meanwhile there is nothing to end.
    let _ = child.kill();
    let _ = child.wait();
}

/// The line in which git says what is wrong.
fn told(said: &str) -> String {
    let mut lines = said.lines().filter(|line| !line.trim().is_empty());
    let fatal = said.lines().find_map(|line| line.strip_prefix("fatal: "));
    fatal.or_else(|| lines.next()).unwrap_or("git gave no reason").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parted(text: &str) -> Option<(String, String)> {
        split(Path::new(text)).map(|(file, revision)| (file.to_string_lossy().into_owned(), revision))
    }

    #[test]
    fn every_name_of_a_revision_is_read_and_so_is_a_file_with_an_at_in_its_name() {
        for (file, revision) in [
            ("plan.ron", "HEAD"),
            ("plan.ron", "HEAD@{1}"),
            ("plan.ron", "@{1}"),
            ("plan.ron", "@"),
            ("plan.ron", "@~2"),
            ("plan.ron", "v1.0"),
            ("plan.ron", "main~2"),
            ("plan.ron", "HEAD^{/fix a@b}"),
            ("plan.ron", "origin/feature@2"),
            ("plan.ron", "main@{2 days ago}"),
            ("a@b.ron", "HEAD"),
            ("plans/my plan é.ron", "HEAD@{1}"),
            ("-x.ron", "HEAD"),
            ("plan", "HEAD@{1}"),
            ("Cargo.toml", "a.ron@b"),
        ] {
            assert_eq!(parted(&format!("{file}@{revision}")), Some((file.to_owned(), revision.to_owned())));
        }
        // A file that is there, one that is missing, and one that is missing in a folder with an `@`.
        for text in ["Cargo.toml", "plan.ron@", "@HEAD", "@{1}", "missing.ron", "./missing.ron"] {
            assert_eq!(parted(text), None, "{text}");
        }
        let folder = tempfile::Builder::new().prefix("a@b").tempdir().unwrap();
        assert_eq!(split(&folder.path().join("missing.ron")), None);
    }

    #[test]
    #[cfg(unix)]
    fn who_does_not_answer_or_does_not_stop_is_stopped() {
        let shell = |what: &str| {
            let mut command = Command::new("/bin/sh");
            command.args(["-c", what]);
            command
        };
        let long = Duration::from_secs(600);
        assert_eq!(answer(shell("printf abc; printf x >&2"), 3, long).unwrap(), b"abc");
        assert!(matches!(answer(shell("printf abcd"), 3, long), Err(Refused::TooLarge)));
        assert!(matches!(answer(shell("exec yes"), 1_000, long), Err(Refused::TooLarge)));
        let refused = |what: &str, patience| match answer(shell(what), 9, patience) {
            Err(Refused::Because(why)) => why,
            other => panic!("{other:?}"),
        };
        assert!(refused("exec sleep 600", Duration::from_millis(50)).contains("no answer"));
        assert_eq!(refused("echo 'warning: a' >&2; echo 'fatal: b' >&2; exit 128", long), "b");
        assert_eq!(refused("exit 1", long), "git gave no reason");
    }
}
