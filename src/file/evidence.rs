//! What drills and incidents have shown: knows the file `evidence.ron` beside a plan, and how its entries move the chance
//! and the switch time of a strategy as tested; does not know where the file is kept, nor what a trial makes of it.
//!
//! Only what was done counts; what was said in a drill is no entry. A chance is a Beta belief. Its mean before any entry is
//! what the plan's own evidence supports, and it weighs as much as [`PRIOR_TRIES`] tries. An entry is one try more. Its
//! weight halves with the same half-life as the plan's own evidence, so that what is not tried again falls back to what
//! the plan supports. A time that was taken scales all of `ready` by one factor: the geometric mean of the times taken
//! against the median that `ready` has as tested, held back by the same weight. The plan as written never sees any of it.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::codes::{AHEAD, NO_STRATEGY, NO_TIME, STALE, SYNTAX};
use crate::model::Span;
use crate::units::{Length, MILLION, Share};

use super::append::append;
use super::diagnosis::{Fault, Source};
use super::names::{Name, is_hidden};
use super::plan::{Day, Evidence, PlanFile, StrategyFile, freshness};
use super::warn::{Warning, is_stale};
use super::wording::nearest;
use super::{Forecast, read::FORMAT};

/// The name of the file; it stands beside the plan.
pub const EVIDENCE: &str = "evidence.ron";

/// What was believed before any entry weighs as much as so many tries. This is judgement (J): the value of a plan rests on
/// the experience of others, which is worth more than one try and less than ten. With four, one failure takes a fifth off
/// a chance, and four tries of one's own weigh as much as all that was believed before.
pub const PRIOR_TRIES: f64 = 4.0;

/// A time taken in a drill is multiplied by this. Judgement (J): a quiet moment that was chosen flatters, because nobody
/// has to notice first, nobody is on the telephone, and everything lies at hand.
pub const CALM: f64 = 1.25;

/// The file as written.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(rename = "Evidence", deny_unknown_fields)]
#[schemars(rename = "evidence file")]
pub struct EvidenceFile {
    /// Version of the file format; this program reads 1.
    pub format: u32,
    /// What was tried, in the order of the days.
    #[serde(default)]
    pub entries: Vec<Entry>,
}

/// One try of one strategy.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(rename = "entry", deny_unknown_fields)]
pub struct Entry {
    /// The strategy, as the plan calls it; for a deputy of a role, such as `trusted person as person in charge`.
    pub strategy: Name,
    /// The day.
    pub on: Day,
    /// In a drill, or when it was needed.
    pub from: Occasion,
    /// Whether it worked.
    pub worked: bool,
    /// From noticing until it was ready.
    #[serde(default)]
    pub took: Option<Length>,
    /// What there is to say; nobody's name, address or number.
    #[serde(default)]
    pub note: String,
    /// Where more of it is kept, such as the number of a drill.
    #[serde(default)]
    pub reference: String,
}

/// When something was tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum Occasion {
    /// At a moment that was chosen.
    Drill,
    /// When it was needed.
    Incident,
}

impl Occasion {
    /// In one word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Drill => "drill",
            Self::Incident => "incident",
        }
    }
}

/// What of an entry counts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Try {
    /// The day.
    pub on: Day,
    /// In a drill, or when it was needed.
    pub from: Occasion,
    /// Whether it worked.
    pub worked: bool,
    /// From noticing until it was ready.
    pub took: Option<Length>,
}

impl Try {
    /// How it compares with a median of `ready`; none where it cannot, as that of a try that failed.
    fn ratio(&self, ready: &Span) -> Option<f64> {
        let took = self.took.filter(|_| self.worked)?;
        let (median, least, took) = match (ready, took) {
            (Span::Clock(d), Length::Clock(minutes)) => (d.quantile(0.5), 1.0, minutes),
            (Span::Working(d), Length::Working(days)) => (d.quantile(0.5), 0.01, days),
            _ => return None,
        };
        let calm = if self.from == Occasion::Drill { CALM } else { 1.0 };
        // Nothing takes no time; a stopwatch that shows none was read to the minute.
        (median > 0.0).then(|| took.max(least) * calm / median)
    }
}

/// The chance after some tries, from the chance before.
fn chance(before: Share, tries: &[Try], today: Day) -> Share {
    if tries.is_empty() {
        return before;
    }
    let (mut worked, mut weight) = (PRIOR_TRIES * before.fraction(), PRIOR_TRIES);
    for one in tries {
        let left = freshness(one.on, today);
        weight += left;
        worked += if one.worked { left } else { 0.0 };
    }
    Share::of_million(libm::round(worked / weight * f64::from(MILLION)) as u32).unwrap_or(before)
}

/// What `ready` is multiplied by after some tries; none where no time of them can be used.
fn slower(ready: &Span, tries: &[Try], today: Day) -> Option<f64> {
    let (mut logarithms, mut weight) = (0.0, PRIOR_TRIES);
    let mut used = false;
    for (one, ratio) in tries.iter().filter_map(|one| Some((one, one.ratio(ready)?))) {
        let left = freshness(one.on, today);
        weight += left;
        logarithms += left * libm::log(ratio);
        used = true;
    }
    used.then(|| libm::exp(logarithms / weight))
}

impl StrategyFile {
    /// The chance that it works in a forecast, with what drills and incidents have shown.
    #[must_use]
    pub fn works_as_of(&self, forecast: Forecast, today: Day) -> Share {
        let before = self.works_by_plan(forecast, today);
        if forecast == Forecast::Tested { chance(before, &self.tries, today) } else { before }
    }

    /// How long it takes in a forecast, with what drills and incidents have shown.
    #[must_use]
    pub fn ready_as_of(&self, forecast: Forecast, today: Day) -> Span {
        let before = &self.ready.value(forecast).0;
        let factor = (forecast == Forecast::Tested).then(|| slower(before, &self.tries, today)).flatten();
        factor.map_or_else(|| before.clone(), |factor| before.times(factor))
    }

    /// When it was last tried and how that went, by the plan or by a later drill or incident.
    #[must_use]
    pub fn last_tried(&self) -> Evidence {
        let Some(last) = self.tries.iter().max_by_key(|one| one.on.0) else { return self.evidence };
        match (last.worked, last.took) {
            _ if self.evidence.day().is_some_and(|day| day.0 > last.on.0) => self.evidence,
            (false, _) => Evidence::Failed(last.on),
            (true, Some(_)) => Evidence::Timed(last.on),
            (true, None) => Evidence::Tried(last.on),
        }
    }
}

impl PlanFile {
    /// The plan with what a file of evidence says of its strategies, and nothing that another one said.
    #[must_use]
    pub fn with_evidence(mut self, evidence: &EvidenceFile) -> Self {
        for (name, strategy) in &mut self.strategies.0 {
            strategy.tries = evidence.of(name.as_str()).map(Entry::tried).collect();
        }
        self
    }
}

impl Entry {
    fn tried(&self) -> Try {
        Try { on: self.on, from: self.from, worked: self.worked, took: self.took }
    }

    /// Whether it worked, and the time that it took cannot be set against `ready`.
    fn has_no_use_for_its_time(&self, strategy: &StrategyFile) -> bool {
        let ready = &strategy.ready.value(Forecast::Tested).0;
        self.worked && self.took.is_some() && self.tried().ratio(ready).is_none()
    }

    fn text(&self) -> String {
        let mut text = format!(
            "(strategy: {}, on: \"{}\", from: {:?}, worked: {}",
            quoted(self.strategy.as_str()),
            self.on.written(),
            self.from,
            self.worked
        );
        if let Some(took) = self.took {
            text.push_str(&format!(", took: \"{}\"", rounded(took).written()));
        }
        for (field, words) in [("note", &self.note), ("reference", &self.reference)] {
            if !words.is_empty() {
                text.push_str(&format!(", {field}: {}", quoted(words)));
            }
        }
        text + ")"
    }
}

/// A length with as many digits as a file may hold.
fn rounded(length: Length) -> Length {
    let round = |amount: f64| libm::round(amount * 1e6) / 1e6;
    match length {
        Length::Clock(minutes) => Length::Clock(round(minutes)),
        Length::Working(days) => Length::Working(round(days)),
    }
}

fn quoted(text: &str) -> String {
    let escaped = text.chars().map(|c| match c {
        '"' => "\\\"".to_owned(),
        '\\' => "\\\\".to_owned(),
        '\n' => "\\n".to_owned(),
        c if is_hidden(c) => format!("\\u{{{:x}}}", u32::from(c)),
        c => c.to_string(),
    });
    format!("\"{}\"", escaped.collect::<String>())
}

const HEADER: &str = "\
// What drills and incidents have shown, for the plan in this folder. The forecast as tested counts each entry as one try
// that worked or failed; the plan as written does not see it. `bcp-sim incident` adds entries at the end, and leaves all
// else as it is. No names, addresses or numbers of people belong here.
";

impl EvidenceFile {
    /// A file without entries.
    #[must_use]
    pub fn empty() -> Self {
        Self { format: FORMAT, entries: Vec::new() }
    }

    /// The entries about a strategy.
    pub fn of<'a>(&'a self, strategy: &'a str) -> impl Iterator<Item = &'a Entry> {
        self.entries.iter().filter(move |entry| entry.strategy.as_str() == strategy)
    }

    /// The file with some more entries behind those that it has.
    #[must_use]
    pub fn with(&self, new: &[Entry]) -> Self {
        Self { format: FORMAT, entries: [&self.entries, new].concat() }
    }

    /// The text of the file, made of the one that it had before some entries came behind the others: all of that stays as
    /// it is, byte for byte.
    ///
    /// # Errors
    /// Where the new text would not read as what is to be written: the faults in it.
    pub fn text_after(&self, old: Option<&str>) -> Result<String, Vec<Fault>> {
        let Some(old) = old else { return Ok(self.text()) };
        let known = super::read_evidence(&Source::new(EVIDENCE, old))?.entries.len();
        let new: Vec<String> = self.entries.iter().skip(known).map(Entry::text).collect();
        let text = append(old, "entries", &new);
        let is_meant = |text: &String| {
            // Lengths are written with as many digits as a file holds.
            let plain = |file: &Self| file.entries.iter().map(Entry::text).collect::<Vec<_>>();
            super::read_evidence(&Source::new(EVIDENCE, text)).is_ok_and(|read| plain(&read) == plain(self))
        };
        text.filter(is_meant).ok_or_else(|| {
            let tip = format!("put this behind the last entry yourself: {}", new.join(", "));
            vec![Fault::new(SYNTAX, None, "no place for the new entry is found, and nothing is written", tip)]
        })
    }

    /// The text of a new file.
    #[must_use]
    pub fn text(&self) -> String {
        let entries: String = self.entries.iter().map(|entry| format!("        {},\n", entry.text())).collect();
        format!("{HEADER}Evidence(\n    format: {FORMAT},\n    entries: [\n{entries}    ],\n)\n")
    }

    /// What in it is not counted, or not as its author may believe: entries about what the plan does not have, times that
    /// cannot be used, days to come.
    #[must_use]
    pub fn doubts(&self, source: &Source, plan: &PlanFile, today: Day) -> Vec<Warning> {
        let names: Vec<&str> = plan.strategies.names().collect();
        let mut all = Vec::new();
        for entry in &self.entries {
            let name = entry.strategy.as_str();
            let mut told = |code, what: String, tip: String| {
                all.push(Warning { code, what, tip, at: source.offset(entry.strategy.address()) });
            };
            let Some(strategy) = plan.strategies.get(name) else {
                let what = format!("the plan has no strategy `{name}`, so this entry counts for nothing");
                told(NO_STRATEGY, what, nearest(name, &names));
                continue;
            };
            if entry.has_no_use_for_its_time(strategy) {
                told(NO_TIME, format!("the time that `{name}` took is not counted"), NO_USE.to_owned());
            }
            if entry.on.0 > today.0 {
                let what =
                    format!("the entry is of a day after {}, as of which ages are counted: it is fresh", today.0);
                told(AHEAD, what, "`today` in the plan, or `--today`, sets that day".to_owned());
            }
            if is_stale(entry.on, today) {
                let what = format!("the entry about `{name}` is of {}: too old to count", entry.on.0);
                told(STALE, what, "check the year, or try it again".to_owned());
            }
        }
        all
    }
}

/// What would make a time count.
const NO_USE: &str = "`ready` of the strategy must be above zero, and in working days only where `took` is";

/// What some entries would change of a strategy as tested.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposed {
    /// The strategy.
    pub strategy: String,
    /// The chance that it works, before and after.
    pub works: (Share, Share),
    /// The median of the time until it is ready, before and after; lengths in the unit of `ready`.
    pub ready: (Length, Length),
    /// Why, in words.
    pub why: String,
}

/// What new entries would change, for each strategy of the plan that they are about, by name.
#[must_use]
pub fn propose(plan: &PlanFile, evidence: &EvidenceFile, new: &[Entry], today: Day) -> Vec<Proposed> {
    let old = plan.clone().with_evidence(evidence);
    let updated = plan.clone().with_evidence(&evidence.with(new));
    let mut names: Vec<&str> = new.iter().map(|entry| entry.strategy.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let one = |name: &str| {
        let (old, updated) = (old.strategies.get(name)?, updated.strategies.get(name)?);
        let both = |of: &dyn Fn(&StrategyFile) -> Length| (of(old), of(updated));
        let tested = Forecast::Tested;
        let own: Vec<&Entry> = new.iter().filter(|entry| entry.strategy.as_str() == name).collect();
        Some(Proposed {
            strategy: name.to_owned(),
            works: (old.works_as_of(tested, today), updated.works_as_of(tested, today)),
            ready: both(&|strategy| median(&strategy.ready_as_of(tested, today))),
            why: why(old, &own, today),
        })
    };
    names.into_iter().filter_map(one).collect()
}

fn median(span: &Span) -> Length {
    match span {
        Span::Clock(d) => Length::Clock(d.quantile(0.5)),
        Span::Working(d) => Length::Working(d.quantile(0.5)),
    }
}

/// The reason for a change: what is new, and what weight stands against it.
fn why(old: &StrategyFile, new: &[&Entry], today: Day) -> String {
    let mut parts = Vec::new();
    for occasion in [Occasion::Drill, Occasion::Incident] {
        let own: Vec<_> = new.iter().filter(|entry| entry.from == occasion).collect();
        if !own.is_empty() {
            let worked = own.iter().filter(|entry| entry.worked).count();
            let many = if own.len() == 1 { "" } else { "s" };
            parts.push(format!("{worked} of {} {}{many} worked", own.len(), occasion.word()));
        }
    }
    let before: f64 = PRIOR_TRIES + old.tries.iter().map(|one| freshness(one.on, today)).sum::<f64>();
    parts.push(format!("weight {} of before", libm::round(before * 10.0) / 10.0));
    let ready = &old.ready.value(Forecast::Tested).0;
    if new.iter().any(|entry| entry.from == Occasion::Drill && entry.tried().ratio(ready).is_some()) {
        parts.push(format!("time in a drill × {CALM}, because a quiet moment flatters"));
    }
    if new.iter().any(|entry| entry.took.is_some() && !entry.worked) {
        parts.push("a try that failed has no switch time".to_owned());
    }
    if new.iter().any(|entry| entry.has_no_use_for_its_time(old)) {
        parts.push(format!("a time is not counted: {NO_USE}"));
    }
    parts.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Distribution;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn one(on: &str, from: Occasion, worked: bool, took: Option<f64>) -> Try {
        Try { on: day(on), from, worked, took: took.map(Length::Clock) }
    }

    const TODAY: &str = "2026-01-01";

    #[test]
    fn a_try_moves_a_chance_by_one_of_five() {
        let before = Share::parse("80%").unwrap();
        let after = |tries: &[Try]| chance(before, tries, day(TODAY)).millionths();
        // (4 × 0.8 + 0) / 5 = 0.64, (4 × 0.8 + 1) / 5 = 0.84.
        assert_eq!(after(&[one(TODAY, Occasion::Incident, false, None)]), 640_000);
        assert_eq!(after(&[one(TODAY, Occasion::Drill, true, None)]), 840_000);
        assert_eq!(after(&[]), 800_000);
    }

    #[test]
    fn an_entry_ages_by_half() {
        let before = Share::parse("80%").unwrap();
        // 1,461 days are four half-lives of 365.25 days: (4 × 0.8) / (4 + 1/16) = 0.787692.
        let old = one("2022-01-01", Occasion::Drill, false, None);
        assert_eq!(chance(before, &[old], day(TODAY)).millionths(), 787_692);
    }

    #[test]
    fn a_time_scales_by_the_fifth_root_and_a_drill_by_more() {
        let ready = Span::Clock(Distribution::Exactly(10.0));
        let near = |found: Option<f64>, wanted: f64| (found.unwrap() - wanted).abs() < 1e-12;
        let tries = |from| [one(TODAY, from, true, Some(320.0))];
        // 320 / 10 = 32, whose fifth root is 2; in a drill 40, whose fifth root is 2 × 1.25^0.2.
        assert!(near(slower(&ready, &tries(Occasion::Incident), day(TODAY)), 2.0));
        assert!(near(slower(&ready, &tries(Occasion::Drill), day(TODAY)), 2.0 * libm::pow(1.25, 0.2)));
        // What failed, what takes no time by the plan, and working days against minutes say nothing.
        assert_eq!(slower(&ready, &[one(TODAY, Occasion::Drill, false, Some(9.0))], day(TODAY)), None);
        assert_eq!(slower(&Span::NONE, &tries(Occasion::Drill), day(TODAY)), None);
        assert_eq!(slower(&Span::Working(Distribution::Exactly(1.0)), &tries(Occasion::Drill), day(TODAY)), None);
    }

    #[test]
    fn what_is_written_is_read_again() {
        let entry = |on: &str, note: &str| Entry {
            strategy: Name::new("caf\u{e9} \"4G\"").unwrap(),
            on: day(on),
            from: Occasion::Drill,
            worked: true,
            took: Some(Length::Clock(7.3 * 1440.0)),
            note: note.to_owned(),
            reference: String::new(),
        };
        let file = EvidenceFile::empty().with(&[entry(TODAY, "a \\ b\n\"c\" \u{7}\u{202e}"), entry("2025-05-04", "")]);
        let source = Source::new("evidence.ron", &file.text());
        let read = super::super::read_evidence(&source).unwrap_or_else(|f| panic!("{}", source.explain(&f)));
        assert_eq!(read, EvidenceFile { format: 1, entries: read.entries.clone() });
        assert_eq!(read.text(), file.text());
        assert_eq!(read.entries[0].note, "a \\ b\n\"c\" \u{7}\u{202e}");
        assert_eq!(read.entries[1].on, day("2025-05-04"));
    }

    /// The file was written anew with every entry, and its owner's comments went.
    #[test]
    fn what_stands_in_the_file_stays_as_it_is() {
        let new = Entry {
            strategy: Name::new("phone").unwrap(),
            on: day(TODAY),
            from: Occasion::Incident,
            worked: true,
            took: Some(Length::Clock(1.0 / 3.0)),
            note: "a // b".to_owned(),
            reference: String::new(),
        };
        for old in [
            "Evidence(format: 1)",
            "// mine\nEvidence(format: 1, entries: [])\n// the end",
            "Evidence(\r\n  format: 1, // one\r\n  entries: [\r\n    // none yet, as I said\r\n  ],\r\n)\r\n",
            "Evidence(format:1,entries:[(strategy:\"a\",on:\"2025-05-04\",from:Drill,worked:true)])",
            "Evidence(\n    format: 1,\n    entries: [\n        (strategy: \"a\", on: \"2025-05-04\", from: Drill, worked: true), // was (easy), at last\n        /* to do: ] */\n    ],\n)\n",
            "Evidence(\n  entries: [\n\t(\n\t  strategy: \"]\", on: \"2025-05-04\",\n\t  from: Drill, worked: true,\n\t) // no comma\n  ], format: 1,\n)\n",
        ] {
            let read = super::super::read_evidence(&Source::new("e", old)).unwrap();
            let after = read.with(std::slice::from_ref(&new));
            let text = after.text_after(Some(old)).unwrap();
            let again = super::super::read_evidence(&Source::new("e", &text)).unwrap();
            assert_eq!(again.entries.len(), read.entries.len() + 1, "{text}");
            // All that stood there is there, in its order.
            let mut left = text.chars();
            assert!(old.chars().all(|c| left.any(|other| other == c)), "{old}\n→\n{text}");
            assert!(!text.contains("\r\n") || !text.replace("\r\n", "").contains('\n'), "{text:?}");
        }
    }
}
