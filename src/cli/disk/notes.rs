//! What is noted in the lock of a place: knows how each note is written, one a line, and that what is read back may have been
//! written by anybody; does not know what is done about it.
//!
//! A note names only what is in the place, and what stands where that is going to: no path leads out of either.

use std::collections::BTreeMap;
use std::io;
use std::path::{Component, Path};

use serde::{Deserialize, Serialize};

use super::mark::MARK;
use super::names;

/// What a lock says first; a line for each note follows.
pub const SAID: &str = "{\"schema\": \"bcp-sim.partial/3\"}\n";

/// A note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Note {
    /// A folder is made, to take the place of another as a whole; what stands there is in here meanwhile.
    Whole,
    /// The files of a folder are put among somebody's: whoever comes next goes on with it.
    Begun,
    /// They all are there, or all are back.
    Over,
    /// Something is made.
    Made(Made),
}

/// Something that is made in the place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Made {
    /// Its path from `new` on. What is not noted is somebody else's.
    pub name: String,
    /// The digests of what it may be: the new one, or the old one whose place that takes; none where it may be anything. What is
    /// neither was written by somebody else meanwhile, and is kept beside the name that it had.
    pub either: Vec<String>,
    /// That name in the folder that is written into; none where what is made is a file, which has the name itself.
    pub under: Option<String>,
}

impl Note {
    /// A note as a line.
    pub fn line(&self) -> String {
        // Only texts: nothing here can fail to be written.
        serde_json::to_string(self).unwrap_or_default() + "\n"
    }

    /// Whether it names nothing outside.
    fn is_within(&self) -> bool {
        let Self::Made(made) = self else { return true };
        let mut parts = Path::new(&made.name).components();
        let plain = !made.name.is_empty() && parts.all(|part| matches!(part, Component::Normal(_)));
        plain && made.under.as_deref().is_none_or(|name| name == MARK || names::is_ours(name))
    }
}

/// All that was noted.
#[derive(Debug, Default)]
pub struct Noted {
    /// See [`Note::Whole`].
    pub whole: bool,
    /// See [`Note::Begun`].
    pub begun: bool,
    /// See [`Note::Over`].
    pub over: bool,
    /// What is made, by its path; the last note of each counts.
    pub made: BTreeMap<String, Made>,
}

impl Noted {
    /// What a lock says. A line that was cut off was never noted.
    ///
    /// # Errors
    /// This program does not write such a lock.
    pub fn read(said: &[u8]) -> io::Result<Self> {
        let strange = || io::Error::other("what is noted in its lock was not written by bcp-sim");
        let mut all = Self::default();
        let text = std::str::from_utf8(said).map_err(|_| strange())?;
        if text.is_empty() {
            return Ok(all);
        }
        let lines = text.strip_prefix(SAID).ok_or_else(strange)?.split_inclusive('\n');
        for line in lines.filter(|line| line.ends_with('\n')) {
            let note: Note = serde_json::from_str(line).map_err(|_| strange())?;
            if !note.is_within() {
                return Err(strange());
            }
            match note {
                Note::Whole => all.whole = true,
                Note::Begun => all.begun = true,
                Note::Over => all.over = true,
                Note::Made(made) => drop(all.made.insert(made.name.clone(), made)),
            }
        }
        Ok(all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(name: &str, under: Option<&str>) -> Note {
        Note::Made(Made { name: name.to_owned(), either: vec!["0".to_owned()], under: under.map(str::to_owned) })
    }

    /// A name with the end of a line in it was read back as another note.
    #[test]
    fn each_note_is_one_line_and_is_read_back() {
        let notes = [Note::Whole, made("a\nover\n\t\"b", None), made("scenarios/x.ron", Some(MARK)), Note::Begun];
        let lines = notes.each_ref().map(Note::line);
        assert!(lines.iter().all(|line| line.matches('\n').count() == 1));
        let text = SAID.to_owned() + &lines.concat();
        let noted = Noted::read(text.as_bytes()).unwrap();
        assert!(noted.whole && noted.begun && !noted.over);
        assert_eq!(noted.made.into_values().map(Note::Made).collect::<Vec<_>>(), [notes[1].clone(), notes[2].clone()]);
        // What was cut off while it was written was not noted.
        let cut = Noted::read(&text.as_bytes()[..text.len() - 2]).unwrap();
        assert!(cut.whole && !cut.begun);
    }

    #[test]
    fn a_note_that_leads_out_is_not_ours() {
        let read = |note: &str| Noted::read((SAID.to_owned() + note).as_bytes());
        for name in ["", "..", "../a", "/etc/passwd", "a/../../b", "./a"] {
            assert!(read(&made(name, None).line()).is_err(), "{name}");
        }
        for under in ["", "..", "../report.md", "/report.md", "plan.ron", "a/report.md"] {
            assert!(read(&made("0", Some(under)).line()).is_err(), "{under}");
        }
        for line in ["over\n", "new/0\ta\t/home\n", "\"kept\"\n", "{}\n", "\n", "{\"made\":{\"name\":\"a\"}}\n"] {
            assert!(read(line).is_err(), "{line}");
        }
        assert!(Noted::read(b"x").is_err() && Noted::read(b"\xff\n").is_err() && Noted::read(b"").is_ok());
    }
}
