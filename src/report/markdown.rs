//! The report as Markdown: knows the order in which a result is told; does not know any number by itself.

use crate::file::{Basis, Forecast, PlanFile, visible};
use crate::metric::METRICS;

use super::pictures::Drawn;
use super::study::Study;
use super::summary::{Forecasted, Summary};
use super::table::{HEAD_WORDS, finding, rows};
use super::terminal::most_relied_on;
use super::words::{count, percent, percent_with_interval};

pub(super) fn report(study: &Study<'_>, summary: &Summary, pictures: &[Drawn]) -> String {
    let mut page = Page(String::new());
    opening(&mut page, study, summary);
    page.table_of_metrics("What happens", &summary.written, study);
    for drawn in pictures {
        page.line(&format!("![{}]({}.svg)\n", text(&drawn.picture.description), drawn.name));
    }
    functions(&mut page, study, summary);
    strategies(&mut page, study, summary);
    as_tested(&mut page, study, summary);
    think_it_through(&mut page, study);
    assumptions(&mut page, study);
    method(&mut page, study, summary);
    page.0
}

/// Text of a file inside Markdown: nothing in it is markup.
fn text(raw: &str) -> String {
    let mut out = String::new();
    for c in visible(raw).chars() {
        if "\\`*_{}[]<>#|!&~".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

struct Page(String);

impl Page {
    fn line(&mut self, line: &str) {
        self.0.push_str(line);
        self.0.push('\n');
    }

    fn head(&mut self, title: &str) {
        self.line(&format!("\n## {title}\n"));
    }

    /// A table of numbers: all columns but the first to the right.
    fn table(&mut self, heads: &[&str], rows: impl IntoIterator<Item = Vec<String>>) {
        self.table_aligned(heads, "---:", rows);
    }

    /// A table of words.
    fn words(&mut self, heads: &[&str], rows: impl IntoIterator<Item = Vec<String>>) {
        self.table_aligned(heads, "---", rows);
    }

    fn table_aligned(&mut self, heads: &[&str], rule: &str, rows: impl IntoIterator<Item = Vec<String>>) {
        self.line(&format!("| {} |", heads.join(" | ")));
        let rules: Vec<&str> = heads.iter().enumerate().map(|(i, _)| if i == 0 { "---" } else { rule }).collect();
        self.line(&format!("| {} |", rules.join(" | ")));
        for row in rows {
            self.line(&format!("| {} |", row.join(" | ")));
        }
    }

    fn table_of_metrics(&mut self, title: &str, forecast: &Forecasted, study: &Study<'_>) {
        self.head(title);
        let keys: Vec<&str> = METRICS.iter().map(|m| m.key).collect();
        let rows = rows(forecast, &keys, &study.plan.currency);
        self.table(&HEAD_WORDS, rows.into_iter().map(|row| row.to_vec()));
        self.line("\n*Typical* is the median; one trial in ten, or in a hundred, is at least as bad as the next two columns. ± is the standard error of the mean.");
        self.line("");
    }
}

fn opening(page: &mut Page, study: &Study<'_>, summary: &Summary) {
    page.line(&format!("# {}\n", text(&study.scenario.title)));
    let (revised, next) = (study.plan.revised.0, study.plan.next_review.0);
    page.line(&format!("{}, revised {revised}, next review {next}.\n", text(&study.plan.title)));
    if study.written.stopped || study.tested.stopped {
        page.line("**Stopped early.**\n");
    }
    page.line(&format!("**{}**\n", finding(&summary.written)));
    if !study.scenario.about.is_empty() {
        page.line(&text(&study.scenario.about));
    }
}

fn functions(page: &mut Page, study: &Study<'_>, summary: &Summary) {
    page.head("Critical functions");
    let rows = summary.written.functions.iter().filter_map(|f| {
        let plan = study.plan.functions.get(&f.name)?;
        Some(vec![
            text(&f.name),
            percent(&f.untouched),
            plan.rto.to_string(),
            percent_with_interval(&f.rto_met),
            plan.mtpd.to_string(),
            percent_with_interval(&f.mtpd_exceeded),
        ])
    });
    page.table(&["function", "never interrupted", "RTO", "RTO met", "MTPD", "MTPD exceeded"], rows);
    page.line("\nA function is back when its resources, with their substitutes, are back at its minimum level (MBCO) for good, whether or not a session was due. Time runs at night as well: an outage at three that nobody notices before seven has lasted four hours. RTO is the promise, MTPD the point at which the damage becomes unacceptable.");
}

fn strategies(page: &mut Page, study: &Study<'_>, summary: &Summary) {
    page.head("What the strategies did");
    let share = |n: u64| format!("{:.1} %", 100.0 * n as f64 / summary.trials as f64);
    let rows = summary.written.strategies.iter().map(|s| {
        let section = study.plan.strategies.get(&s.name).map_or("", |plan| plan.plan.as_str());
        vec![
            text(&s.name),
            text(section),
            share(s.called),
            share(s.used),
            share(s.failed),
            per_hundred(s.carried, summary.trials),
        ]
    });
    page.table(&["strategy", "plan", "called", "in use", "failed", "sessions carried in 100 disruptions"], rows);
}

fn per_hundred(n: u64, trials: u64) -> String {
    format!("{:.1}", 100.0 * n as f64 / trials as f64)
}

fn as_tested(page: &mut Page, study: &Study<'_>, summary: &Summary) {
    page.table_of_metrics("As tested", &summary.tested, study);
    page.line("The plan as written takes every claim at its word. As tested, a strategy works as often and as fast as its evidence supports; one that was never tried gets the value of an untried one.\n");
    let rows = study.plan.strategies.0.iter().map(|(name, s)| {
        let works = |forecast| format!("{}", s.works.value(forecast));
        vec![text(name.as_str()), works(Forecast::Written), works(Forecast::Tested), evidence(s.evidence)]
    });
    page.table(&["strategy", "works, as written", "works, as tested", "evidence"], rows);
    if let Some((name, share)) = most_relied_on(study, &summary.tested) {
        page.line(&format!(
            "\nNext step: try `{}` once against a clock. It carries {} sessions held another way and has never been tried.",
            text(&name),
            super::words::roughly(share)
        ));
    }
}

fn evidence(evidence: crate::file::Evidence) -> String {
    use crate::file::Evidence;
    match evidence {
        Evidence::Never => "never tried".to_owned(),
        Evidence::Tried(day) => format!("tried {}", day.0),
        Evidence::Timed(day) => format!("timed {}", day.0),
        Evidence::Failed(day) => format!("failed {}", day.0),
    }
}

fn think_it_through(page: &mut Page, study: &Study<'_>) {
    if study.scenario.injects.is_empty() {
        return;
    }
    page.head("Think it through");
    let rows = study.scenario.injects.iter();
    let rows = rows.map(|i| vec![i.at.to_string(), text(&i.from), text(&i.text), text(&i.asks)]);
    page.words(&["after", "from", "what you notice", "what do you decide?"], rows);
}

fn assumptions(page: &mut Page, study: &Study<'_>) {
    page.head("What this rests on");
    page.line("Grades: A official statistic or reviewed paper, B named survey, C another population, J judgement, M from memory. What is not listed is the owner's own.\n");
    let mut rows = Vec::new();
    for (kind, name, basis) in bases(study.plan).into_iter().chain(causes(study)) {
        if let Basis::Assumed { grade, source, note } = basis {
            rows.push(vec![
                format!("{kind} {}", text(name)).trim().to_owned(),
                format!("{grade:?}"),
                text(source),
                text(note),
            ]);
        }
    }
    page.words(&["assumed", "grade", "source", "what and why"], rows);
}

fn bases(plan: &PlanFile) -> Vec<(&'static str, &str, &Basis)> {
    let mut all = vec![("", "calendar", &plan.calendar.basis), ("", "finances", &plan.finances.basis)];
    all.extend(plan.clients.iter().map(|c| ("", "clients leaving", &c.basis)));
    all.extend(plan.services.0.iter().map(|(name, s)| ("service", name.as_str(), &s.basis)));
    all.extend(plan.functions.0.iter().map(|(name, f)| ("function", name.as_str(), &f.basis)));
    all.extend(plan.strategies.0.iter().map(|(name, s)| ("strategy", name.as_str(), &s.basis)));
    all
}

fn causes<'a>(study: &'a Study<'_>) -> Vec<(&'static str, &'a str, &'a Basis)> {
    let hazards = study.scenario.hazards.0.iter().map(|(name, h)| ("hazard", name.as_str(), &h.basis));
    hazards.chain(study.scenario.then.0.iter().map(|(name, c)| ("consequence", name.as_str(), &c.basis))).collect()
}

fn method(page: &mut Page, study: &Study<'_>, summary: &Summary) {
    page.head("Method and limits");
    let reached = if summary.written.precision_reached { "" } else { " The precision asked for was not reached." };
    page.line(&format!(
        "{} of {} each, from the Monday of the week of the disruption; {:.0} sessions are scheduled in one.{reached} In each, one hazard strikes, in proportion to its rate, at some minute of a working week; the plan is replayed session by session against the same weeks without a disruption. Intervals are 95 %: of means by a skewness-corrected t, of chances by Wilson, with fewer than ten cases by Clopper–Pearson.",
        count(summary.trials, "trial"),
        study.scenario.horizon,
        summary.scheduled,
    ));
    if summary.written.metrics.iter().any(|m| m.skewed) {
        page.line("\nSome means rest on few heavy trials; their intervals are corrected for it, and wider.");
    }
    page.line("\nThe diary is the same every week; there is no undisturbed no-show. How late a client pays is fixed for that client. What is still open at the end of the horizon is lost.");
    page.line("\n| | |\n| --- | --- |");
    let inputs = study.inputs;
    let facts = [
        ("seed", inputs.seed.to_string()),
        ("trials", super::words::count(summary.trials, "trial")),
        ("program", concat!("bcp-sim ", env!("CARGO_PKG_VERSION")).to_owned()),
        ("plan, SHA-256", inputs.plan_hash.clone()),
        ("scenario, SHA-256", inputs.scenario_hash.clone()),
        ("again", format!("`{}`", inputs.command())),
    ];
    for (what, value) in facts {
        page.line(&format!("| {what} | {value} |"));
    }
}
