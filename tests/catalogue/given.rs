//! Runs a row of the catalogue: knows how a row is written down and what holds for every row; knows no row.

use std::fs;
use std::path::Path;

use crate::repository::without_ranges;

use assert_cmd::Command;

pub const PLAN: &str = without_ranges!("../../plan.ron");
pub const OUTAGE: &str = without_ranges!("../../scenarios/outage.ron");

/// What is given and what must be answered.
pub struct Row {
    name: String,
    plan: Vec<u8>,
    outage: Vec<u8>,
    words: Vec<String>,
    exit: i32,
    told: Vec<String>,
}

/// Where a text is marked to say where the fault is told.
const MARK: char = '¶';

/// The repository's plan and outage, which run.
pub fn row(name: &str) -> Row {
    let words = ["run", "outage.ron", "--trials", "5", "--format", "none", "--quiet"];
    Row {
        name: name.to_owned(),
        plan: PLAN.into(),
        outage: OUTAGE.into(),
        words: words.map(str::to_owned).into(),
        exit: 0,
        told: Vec::new(),
    }
}

impl Row {
    /// With this plan.
    pub fn plan(mut self, text: impl AsRef<[u8]>) -> Self {
        self.plan = text.as_ref().to_vec();
        self
    }

    /// With this scenario.
    pub fn outage(mut self, text: impl AsRef<[u8]>) -> Self {
        self.outage = text.as_ref().to_vec();
        self
    }

    /// With this command line.
    pub fn words(mut self, words: &[&str]) -> Self {
        self.words = words.iter().map(|word| (*word).to_owned()).collect();
        self
    }

    /// In the plan, or else in the scenario, the first `from` replaced by `to`. A mark in `to` says where the fault is
    /// told; without one it may be told anywhere.
    pub fn with(mut self, from: &str, to: &str) -> Self {
        let (plan, outage) = (String::from_utf8(self.plan.clone()), String::from_utf8(self.outage.clone()));
        let in_plan = plan.as_ref().is_ok_and(|plan| plan.contains(from));
        let (file, text) = if in_plan { ("plan.ron", plan.unwrap()) } else { ("outage.ron", outage.unwrap()) };
        assert!(text.contains(from), "{}: there is no `{from}`", self.name);
        let text = text.replacen(from, to, 1);
        if let Some(at) = text.find(MARK) {
            self.told.push(format!("{file}:{}: error[", position(&text, at)));
        }
        let text = text.replace(MARK, "").into_bytes();
        if in_plan {
            self.plan = text;
        } else {
            self.outage = text;
        }
        self
    }

    /// The program ends with this code and says all this.
    pub fn ends(mut self, exit: i32, told: &[&str]) -> Self {
        self.exit = exit;
        self.told.extend(told.iter().map(|text| (*text).to_owned()));
        self
    }

    /// A fault of a file: exit code 3, its number, and what is said.
    pub fn fault(self, number: &str, told: &str) -> Self {
        self.ends(3, &[&format!("error[{number}]"), told])
    }

    /// Runs the row; gives what was not as it should be.
    fn wrong(&self) -> Option<String> {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("plan.ron"), &self.plan).unwrap();
        fs::write(folder.path().join("outage.ron"), &self.outage).unwrap();
        let mut command = Command::cargo_bin("bcp-sim").unwrap();
        let out = command.current_dir(folder.path()).args(&self.words).output().unwrap();
        let (stdout, stderr) = (String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
        let start: String = stderr.chars().take(1_500).collect();
        let wrong = |what: String| Some(format!("{}: {what}\n{start}", self.name));
        if out.status.code() != Some(self.exit) {
            return wrong(format!("ends with {:?}, not {}", out.status.code(), self.exit));
        }
        if let Some(missing) = self.told.iter().find(|text| !stderr.contains(text.as_str())) {
            return wrong(format!("does not say `{missing}`"));
        }
        let tricks = |c: char| c.is_control() && c != '\n';
        if stderr.contains(tricks) || stderr.len() > 20_000 || self.exit != 0 && !stdout.is_empty() {
            return wrong("says too much".to_owned());
        }
        if !self.is_untouched(folder.path()) {
            return wrong("writes or changes a file".to_owned());
        }
        None
    }

    fn is_untouched(&self, folder: &Path) -> bool {
        let names = fs::read_dir(folder).unwrap().count();
        let same = |name: &str, text: &[u8]| fs::read(folder.join(name)).is_ok_and(|found| found == text);
        names == 2 && same("plan.ron", &self.plan) && same("outage.ron", &self.outage)
    }
}

/// Runs all rows and tells all that are wrong at once.
pub fn hold(rows: impl IntoIterator<Item = Row>) {
    let wrong: Vec<String> = rows.into_iter().filter_map(|row| row.wrong()).collect();
    assert!(wrong.is_empty(), "{} rows:\n{}", wrong.len(), wrong.join("\n"));
}

/// Line and column of a byte offset, counted from 1, columns in characters.
fn position(text: &str, at: usize) -> String {
    let before = &text[..at];
    let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
    format!("{}:{column}", before.matches('\n').count() + 1)
}
