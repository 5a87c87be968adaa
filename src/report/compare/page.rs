//! A comparison on the terminal, as Markdown and for programs: knows the order in which it is told; does not know what a
//! difference means.

use serde::Serialize;

use crate::file::{How, Part, Revision, cut, visible};
use crate::metric::Unit;
use crate::statistics::Estimate;
use crate::units::thousands;
use crate::worth::MEASURES;

use super::super::Drawn;
use super::super::honesty::{for_a_choice, value};
use super::super::json::MODEL_VERSION;
use super::super::markdown::{Page, text};
use super::super::table::{aligned, shown};
use super::super::terminal::wrapped;
use super::super::words::{count, decimals, money_with_error, with_error};
use super::{BETWEEN, Comparison, Diaries, Line, SHARE_LOST, Way, deciding};

/// The name and version of the schema.
const SCHEMA: &str = "bcp-sim.comparison/1";
/// The most letters of what stands in the files, and of a value before and after that is still told.
const FIELDS: usize = 80;
const BRIEF: usize = 48;

/// What is said where the old plan is played on another diary than its own.
const ON_NEW: &str = "both on the new plan's diary (`--own-diaries` plays each on its own):";

/// Metrics that are always shown; others where they differ.
const SHOWN: [&str; 6] = ["sessions_lost", SHARE_LOST, "money", "income_net", "ruin", "clients_lost"];

impl Comparison<'_> {
    /// The terminal's page.
    #[must_use]
    pub fn terminal(&self) -> String {
        let mut out = String::new();
        let mut line = |text: &str| {
            out.push_str(format!("  {text}").trim_end());
            out.push('\n');
        };
        line(&format!("{} → {} · {}", self.old.called(), self.new.called(), visible(&self.against)));
        wrapped(&self.verdict(), 76).iter().for_each(|part| line(part));
        self.next_step().iter().flat_map(|next| wrapped(next, 76)).for_each(|part| line(&part));
        line("");
        line(&format!(
            "{}, seed {}, as {}, the same luck for both",
            count(self.trials(), "trial"),
            self.seed,
            self.forecast
        ));
        self.booked().iter().flat_map(|booked| wrapped(booked, 76)).for_each(|part| line(&part));
        self.shares().iter().flat_map(|shares| wrapped(shares, 76)).for_each(|part| line(&part));
        self.moved().iter().for_each(|text| line(text));
        line("");
        let lines = self.lines();
        let is_shown = |l: &&Line| SHOWN.contains(&l.key) || l.way() != Way::Unknown;
        let mut rows = vec![["", "old", "new", "difference", "better in"].map(str::to_owned)];
        rows.extend(lines.iter().filter(is_shown).map(|l| {
            let better = if l.better + l.worse == 0 { String::new() } else { self.share(l.better) };
            [l.metric.title.to_owned(), self.value(l, l.old), self.value(l, l.new), self.difference(l), better]
        }));
        aligned(&rows).iter().for_each(|row| line(row));
        if !self.revisions.is_empty() {
            line("");
            self.causes().iter().for_each(|text| line(text));
        }
        if let Some(gain) = lines.iter().find(|l| l.key == "sessions_lost").and_then(|l| l.gain) {
            line("");
            wrapped(&self.gain(gain), 76).iter().for_each(|part| line(part));
        }
        line("");
        for (head, command) in ["far apart", ""].iter().zip(self.retell.iter().flatten()) {
            line(&format!("{head:<11} {command}"));
        }
        line(&format!("again       {}", self.again.shown()));
        out
    }

    /// What differs between the diaries, where both are played on one.
    fn moved(&self) -> Vec<String> {
        let moved = match &self.diaries {
            Diaries::New(moved) if !moved.is_empty() => moved,
            _ => return Vec::new(),
        };
        let one = |revision: &Revision| format!("  {}: {}", named(revision), cut(&fields(revision), FIELDS));
        std::iter::once(ON_NEW.to_owned()).chain(moved.iter().map(one)).collect()
    }

    /// How much the shared luck saves.
    fn gain(&self, gain: f64) -> String {
        format!(
            "Shared luck: two independent runs would need {} times as many trials to know the difference in sessions lost as well.",
            decimals(gain, 0.1 * gain)
        )
    }

    /// The differences of the plans, those that matter most first, with their parts.
    fn causes(&self) -> Vec<String> {
        let order = self.order();
        let (most, name) = (12, |at: &usize| cut(&named(&self.revisions[*at]), 22));
        let Some((worths, trials)) = self.parts else {
            let head = format!("{} between the plans:", count(order.len() as u64, "difference"));
            return std::iter::once(head).chain(order.iter().take(most).map(|at| format!("  {}", name(at)))).collect();
        };
        let cells = |name: String, alone: &[Estimate; 3], last: &[Estimate; 3]| {
            [name, self.sessions(alone), self.sessions(last), self.money(last), String::new()]
        };
        let mut rows = vec![["what differs", "lost, alone", "last", "money, last", ""].map(str::to_owned)];
        for at in order.iter().take(most) {
            rows.push(cells(name(at), &worths.players[*at].alone, &worths.players[*at].last));
        }
        let [first, lost, _, money, last] = cells("beyond each alone".into(), &worths.beyond, &worths.beyond);
        rows.push([first, lost, String::new(), money, last]);
        let mut lines = aligned(&rows);
        let rest = order.len().saturating_sub(most);
        if rest > 0 {
            lines.insert(lines.len() - 1, format!("and {} more in the report", rest));
        }
        lines.push(format!("by {} trials", thousands(trials as i64)));
        lines
    }

    /// The revisions by how much they do, most first.
    fn order(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.revisions.len()).collect();
        if let Some((worths, _)) = self.parts {
            let whole = |measure: usize| worths.total[measure].value.abs().max(f64::MIN_POSITIVE);
            let size = |at: &usize| {
                let player = &worths.players[*at];
                let of = |m: usize| player.alone[m].value.abs().max(player.last[m].value.abs()) / whole(m);
                of(0).max(of(1))
            };
            order.sort_by(|a, b| size(b).total_cmp(&size(a)));
        }
        order
    }

    pub(super) fn sessions(&self, of: &[Estimate; 3]) -> String {
        with_error(of[0].value, of[0].error)
    }

    fn money(&self, of: &[Estimate; 3]) -> String {
        money_with_error(self.currency.major(of[1].value), of[1].error.map(|e| self.currency.major(e)), self.currency)
    }

    fn amounts(&self, of: &[Estimate; 3]) -> String {
        format!("{} sessions and {}", self.sessions(of), self.money(of))
    }

    /// The report.
    #[must_use]
    pub fn markdown(&self, pictures: &[Drawn]) -> String {
        let mut page = Page::default();
        page.line(&format!("# {}{BETWEEN}{}\n", text(&self.new.title), text(&self.old.title)));
        let called = |plan: &super::Revised| {
            let commit = plan.commit.as_ref().map(|commit| format!(" (commit {})", super::short(commit)));
            format!("`{}`{}", plan.path, commit.unwrap_or_default())
        };
        let (old, new) = (called(&self.old), called(&self.new));
        page.line(&format!("Old: {old}, new: {new}. Against: {}.\n", text(&self.against)));
        page.line(&format!("**{}**\n", text(&self.verdict()).replace("\\`", "`")));
        if let Some(next) = self.next_step() {
            page.line(&format!("{}\n", text(&next)));
        }
        for told in [self.booked(), self.shares()].into_iter().flatten() {
            page.line(&format!("{told}\n"));
        }
        let heads = ["", "old", "new", "new − old", "95 % interval", "better in", "worse in", "equal in"];
        let lines = self.lines();
        page.table(
            &heads,
            lines.iter().map(|l| {
                let ends = l.interval.map_or_else(
                    || "–".to_owned(),
                    |(low, high)| format!("{} to {}", self.value(l, low), self.value(l, high)),
                );
                vec![
                    l.metric.title.to_owned(),
                    self.value(l, l.old),
                    self.value(l, l.new),
                    self.difference(l),
                    ends,
                    self.share(l.better),
                    self.share(l.worse),
                    self.share(l.equal),
                ]
            }),
        );
        page.line("\n± is the standard error of the mean difference. A question mark: no detectable difference, its interval holds zero.");
        for drawn in pictures {
            page.line(&format!("\n![{}]({}.svg)", text(&drawn.picture.description), drawn.name));
        }
        page.head("Quantiles");
        let heads = ["", "median", "1 in 10 worse", "1 in 20 worse", "1 in 100 worse"];
        page.table(&heads, lines.iter().filter(|l| l.metric.unit != Unit::Chance).map(|l| self.quantiles(l)));
        page.line("\nOld → new. Where a low value is the bad one, the low end is shown.");
        for_a_choice(&mut page, self.unsure, &deciding(self.course), self.currency);
        self.differences_of_plans(&mut page);
        self.how(&mut page);
        page.text()
    }

    fn quantiles(&self, line: &Line) -> Vec<String> {
        let one = |v: Option<f64>| v.map_or_else(|| "–".to_owned(), |v| shown(line.metric.unit, v, self.currency));
        let cell = |(_, old, new): &(f64, Option<f64>, Option<f64>)| {
            if old == new { one(*old) } else { format!("{} → {}", one(*old), one(*new)) }
        };
        std::iter::once(line.metric.title.to_owned()).chain(line.quantiles.iter().map(cell)).collect()
    }

    fn differences_of_plans(&self, page: &mut Page) {
        if let Diaries::New(moved) = &self.diaries
            && !moved.is_empty()
        {
            page.head("What differs between the diaries");
            page.line("Both plans are played on the new plan's diary, so that what is booked is no difference between them; `--own-diaries` plays each on its own.\n");
            let row = |revision: &Revision| vec![text(&named(revision)), text(&cut(&fields(revision), FIELDS))];
            page.table_of_both(&["difference", "in the files"], 2, moved.iter().map(row));
        }
        page.head("What differs between the plans, and what it causes");
        if self.revisions.is_empty() {
            return page.line("Nothing that could change a result.");
        }
        let heads = ["difference", "in the files", "alone: sessions lost", "money", "last: sessions lost", "money"];
        page.table_of_both(
            &heads,
            2,
            self.order().into_iter().map(|at| {
                let revision = &self.revisions[at];
                let mut cells = vec![text(&named(revision)), text(&cut(&fields(revision), FIELDS))];
                match self.parts {
                    Some((worths, _)) => {
                        let player = &worths.players[at];
                        for of in [&player.alone, &player.last] {
                            cells.extend([self.sessions(of), self.money(of)]);
                        }
                    }
                    None => cells.extend(["", "", "", ""].map(str::to_owned)),
                }
                cells
            }),
        );
        if let Some((worths, trials)) = self.parts {
            let total = self.amounts(&worths.total);
            page.line("\nWhat stands in the files is told in short here, and in full in `summary.json`.");
            page.line(&format!("\n*Alone*: the old plan with only this difference. *Last*: the new plan against the new plan without it. All together {total}; beyond the sum of each alone {}. Over {} trials.",
                self.amounts(&worths.beyond), thousands(trials as i64)));
        }
    }

    fn how(&self, page: &mut Page) {
        page.head("Method and limits");
        page.line(&format!("Both plans met the same {}: what they have in common meets the same luck by name, so that the difference of a trial is due to the plans alone. Forecast as {}. Money is what the fund gains or loses over the period, yearly costs of strategies included.", count(self.trials(), "trial"), self.forecast));
        if let Some(gain) = self.lines().iter().find(|l| l.key == "sessions_lost").and_then(|l| l.gain) {
            page.line(&format!("\n{}", self.gain(gain)));
        }
        page.line("\nThe trials that differ most:\n");
        for [old, new] in &self.retell {
            page.line(&format!("- `{old}`\n- `{new}`"));
        }
        page.line(&format!(
            "\nAgain: `{}`. Seed {}; plans {} and {}; {}.",
            self.again.shown(),
            self.seed,
            self.old.hashes(),
            self.new.hashes(),
            concat!("bcp-sim ", env!("CARGO_PKG_VERSION"))
        ));
    }

    /// The same for programs.
    #[must_use]
    pub fn json(&self) -> String {
        #[derive(Serialize)]
        struct Cause<'a> {
            difference: String,
            fields: &'a [(String, String, String)],
            alone: Option<[(f64, Option<f64>); 3]>,
            last: Option<[(f64, Option<f64>); 3]>,
        }
        let plain = |of: &[Estimate; 3]| of.map(|e| (e.value, e.error));
        let (diaries, moved) = match &self.diaries {
            Diaries::Own => ("own", &[][..]),
            Diaries::New(moved) => ("new", &moved[..]),
        };
        let moved: Vec<Cause<'_>> = moved
            .iter()
            .map(|revision| Cause {
                difference: named(revision),
                fields: if let How::Changed(fields) = &revision.how { fields } else { &[] },
                alone: None,
                last: None,
            })
            .collect();
        let causes: Vec<Cause<'_>> = self
            .revisions
            .iter()
            .enumerate()
            .map(|(at, revision)| Cause {
                difference: named(revision),
                fields: match &revision.how {
                    How::Changed(fields) => fields,
                    _ => &[],
                },
                alone: self.parts.map(|(worths, _)| plain(&worths.players[at].alone)),
                last: self.parts.map(|(worths, _)| plain(&worths.players[at].last)),
            })
            .collect();
        let page = serde_json::json!({
            "schema": SCHEMA,
            "program": concat!("bcp-sim ", env!("CARGO_PKG_VERSION")),
            "model_version": MODEL_VERSION,
            "again": self.again.words(), "scenarios_sha256": self.scenarios_sha256,
            "old": self.old, "new": self.new, "against": self.against, "forecast": self.forecast,
            "currency": self.currency.code(), "seed": self.seed, "trials": self.trials(),
            "stopped_early": self.compared.stopped, "precision_reached": self.compared.reached,
            "diaries": diaries, "diaries_differ": moved, "booked": self.booked(),
            "verdict": self.verdict(), "shares": self.shares(), "next_step": self.next_step(), "metrics": self.lines(), "causes": causes, "measures_of_causes": MEASURES,
            "not_known": value(self.unsure, &deciding(self.course), self.currency),
            "far_apart": self.compared.farthest.iter().map(|far| far.trial()).collect::<Vec<_>>(),
        });
        // Only numbers, texts and lists: nothing here can fail to be written.
        serde_json::to_string_pretty(&page).unwrap_or_default() + "\n"
    }
}

/// A difference in a few words: `+ strategy "second battery"`.
pub(in crate::report) fn named(revision: &Revision) -> String {
    let sign = match revision.how {
        How::Added => "+",
        How::Removed => "−",
        How::Changed(_) => "≠",
    };
    match revision.part {
        Part::Strategy => format!("{sign} {}", visible(&revision.name)),
        part => format!("{sign} {} {}", part.word(), visible(&revision.name)).replace("  ", " "),
    }
}

/// What stands in the files.
fn fields(revision: &Revision) -> String {
    match &revision.how {
        How::Added => "only in the new one".to_owned(),
        How::Removed => "only in the old one".to_owned(),
        How::Changed(fields) if fields.is_empty() => "in which ladders it stands".to_owned(),
        How::Changed(fields) => changed(fields),
    }
}

/// Fields in words: values where both are short, else only which fields they are.
fn changed(fields: &[(String, String, String)]) -> String {
    let brief = |(_, old, new): &&(String, String, String)| old.chars().count() + new.chars().count() <= BRIEF;
    let (short, long): (Vec<_>, Vec<_>) = fields.iter().partition(brief);
    let long: Vec<String> = long.iter().map(|(field, ..)| spoken(field)).collect();
    let values = short.iter().map(|(field, old, new)| format!("{}: {} → {}", spoken(field), spoken(old), spoken(new)));
    let named = (!long.is_empty()).then(|| format!("changed: {}", super::listed(&long)));
    named.into_iter().chain(values).collect::<Vec<_>>().join("; ")
}

/// A value of a file without its marks: `(per_year: "20")` becomes `per year: 20`.
fn spoken(value: &str) -> String {
    let plain: String = value
        .chars()
        .filter_map(|letter| match letter {
            '"' | ')' | '[' | ']' => None,
            '(' | '_' | '\n' => Some(' '),
            other => Some(other),
        })
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_words_and_not_marks() {
        let field = |name: &str, old: &str, new: &str| (name.to_owned(), old.to_owned(), new.to_owned());
        let long = "(claimed: Usually(typical: \"1d\", bad_case: \"3d\"), supported: \"4d\")";
        let all = [
            field("works", long, long),
            field("fee_share", "\"60%\"", "\"50%\""),
            field("ready", long, "nothing"),
            field("evidence", "nothing", "Tried(\"2026-01-27\")"),
        ];
        let said = "changed: works and ready; fee share: 60% → 50%; evidence: nothing → Tried 2026-01-27";
        assert_eq!(changed(&all), said);
        assert_eq!(changed(&all[1..2]), "fee share: 60% → 50%");
        assert_eq!(spoken("(per_year: \"20\")"), "per year: 20");
    }
}
