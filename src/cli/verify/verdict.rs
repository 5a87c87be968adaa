//! What came of a pack: knows how it is told, to people and to programs; the first line says what was checked and that something
//! was not. Does not check.

use serde::Serialize;

use crate::file::visible;
use crate::pack::{Kind, Manifest, PROGRAM};
use crate::report::{MODEL_VERSION, wrapped};
use crate::units::thousands;

use super::around::{Unchecked, Why};
use super::form::Pack;
use super::workshop::{InFile, Verified};
use crate::pack::Difference;

/// Differences that are shown of one result; all that are kept stand in the JSON.
const SHOWN: usize = 12;
/// The longest line \[characters\].
const WIDEST: usize = 78;

/// What came of a pack.
#[derive(Serialize)]
pub struct Verdict {
    schema: &'static str,
    verdict: String,
    agrees: bool,
    title: String,
    pack_sha256: String,
    sealed_by: String,
    sealed_model_version: u32,
    program: &'static str,
    model_version: u32,
    simulated_months: u64,
    results: Vec<Verified>,
    not_checked: Vec<NotChecked>,
}

/// Something that was not checked.
#[derive(Serialize)]
struct NotChecked {
    name: String,
    why: &'static str,
    #[serde(skip)]
    kind: Why,
}

impl Verdict {
    /// Of the results of a pack.
    pub fn new(pack: &Pack, pack_sha256: String, simulated_months: u64, results: Vec<Verified>) -> Self {
        let Manifest { title, program, model_version, .. } = &pack.manifest;
        let mut unchecked: Vec<&Unchecked> =
            pack.unchecked.iter().chain(results.iter().flat_map(|result| &result.unchecked)).collect();
        unchecked.sort_by(|a, b| (a.why, &a.name).cmp(&(b.why, &b.name)));
        let listed = |one: &Unchecked| NotChecked { name: one.name.clone(), why: one.why.told(), kind: one.why };
        let not_checked = unchecked.into_iter().map(listed).collect();
        let mut verdict = Self {
            schema: "bcp-sim.verified/1",
            verdict: String::new(),
            agrees: results.iter().all(Verified::agrees),
            title: title.clone(),
            pack_sha256,
            sealed_by: program.clone(),
            sealed_model_version: *model_version,
            program: PROGRAM,
            model_version: MODEL_VERSION,
            simulated_months,
            results,
            not_checked,
        };
        verdict.verdict = verdict.first_line();
        verdict
    }

    /// How many results are not what the plan gives.
    pub fn wrong(&self) -> usize {
        self.results.iter().filter(|result| !result.agrees()).count()
    }

    /// How many there are, in words.
    pub fn all(&self) -> String {
        count(self.results.len(), "result")
    }

    fn by_another(&self) -> bool {
        self.sealed_by != self.program || self.sealed_model_version != self.model_version
    }

    /// What was checked, and that something was not.
    fn first_line(&self) -> String {
        let checked = match (self.wrong(), self.by_another()) {
            (0, false) => format!("Verified bit for bit: {}", self.all()),
            (0, true) => format!("Verified in its figures alone: {}", self.all()),
            (1, _) if self.results.len() == 1 => "NOT verified: the result differs".to_owned(),
            (wrong, _) => format!("NOT verified: {wrong} of {} differ", self.all()),
        };
        format!("{checked}; not checked: {}, listed below.", count(self.not_checked.len(), "item"))
    }

    /// For people.
    pub fn told(&self) -> String {
        let rows: String = self.results.iter().map(|result| row(result, self.width())).collect();
        format!("{}\n\n{}\n{}{}{rows}\n{}", self.verdict, self.meaning(), self.opening(), self.head(), self.rest())
    }

    /// What the first line means.
    fn meaning(&self) -> String {
        let figures: u64 = self.results.iter().map(|result| result.figures).sum();
        let lines: u64 = self.results.iter().map(|result| result.lines).sum();
        let figures = (figures > 0).then(|| format!("{} figures", thousands(figures as i64)));
        let lines = (lines > 0).then(|| format!("{} lines of journals", thousands(lines as i64)));
        let what: Vec<String> = figures.into_iter().chain(lines).collect();
        let said = match (self.wrong(), self.by_another()) {
            (0, false) => format!(
                "All {} are, bit for bit, what this plan and these scenarios give, and so are the pages, charts and tables beside them.",
                what.join(" and ")
            ),
            (0, true) => format!(
                "All {} that both versions state are what this plan and these scenarios give.",
                what.join(" and ")
            ),
            _ => "Not everything in this pack is what this plan and these scenarios give.".to_owned(),
        };
        wrapped(&said, WIDEST).join("\n") + "\n"
    }

    /// What stands above the table.
    fn opening(&self) -> String {
        let mut said = format!(
            "Evidence pack of {}\n  sealed by  {}, model version {}\n  sha256     {}\n  work       about {} simulated months\n",
            visible(&self.title),
            visible(&self.sealed_by),
            self.sealed_model_version,
            self.pack_sha256,
            thousands(i64::try_from(self.simulated_months).unwrap_or(i64::MAX)),
        );
        if self.by_another() {
            said.push_str(&format!(
                "  this is    {PROGRAM}, model version {MODEL_VERSION}: figures may differ for that alone\n"
            ));
        }
        said
    }

    fn head(&self) -> String {
        format!("\n  {:width$}  {:>9}  verdict\n", "result", "figures", width = self.width())
    }

    /// The width of the first column.
    fn width(&self) -> usize {
        let widest = self.results.iter().map(|result| visible(&result.folder).chars().count()).max();
        widest.unwrap_or(0).clamp(6, 44)
    }

    /// Everything that was not checked, by its reason.
    fn rest(&self) -> String {
        let mut said = "Not checked:\n".to_owned();
        let mut last = None;
        for one in &self.not_checked {
            if last != Some(one.kind) {
                said.extend(wrapped(one.why, WIDEST - 2).iter().map(|line| format!("  {line}\n")));
            }
            said.push_str(&format!("    {}\n", visible(&one.name)));
            last = Some(one.kind);
        }
        said
    }

    /// For programs.
    pub fn json(&self) -> String {
        // Only numbers, texts and lists: nothing here can fail to be written.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }
}

fn count(n: usize, one: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") }
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
    said
}
