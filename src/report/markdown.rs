//! The report as Markdown: knows the order in which a result is told; does not know any number by itself.

use crate::file::{Basis, Forecast, PlanFile, ScenarioFile, visible};
use crate::metric::{Metric, metrics_of};

use super::finding;
use super::pictures::Drawn;
use super::study::Study;
use super::summary::{Forecasted, Number, Summary, Survival};
use super::table::{HEAD_WORDS, rows};
use super::words::{
    count, money, money_with_error, percent, percent_with_interval, percent_with_interval_beside, with_error,
};
use super::year;
use crate::units::show_minutes;

pub(super) fn report(study: &Study<'_>, summary: &Summary, pictures: &[Drawn]) -> String {
    let mut page = Page::default();
    opening(&mut page, study, summary);
    page.head("In short");
    super::short::lines(study, summary).iter().for_each(|line| page.line(&format!("- {line}")));
    what_happens(&mut page, summary, pictures);
    super::honesty::section(&mut page, study, summary);
    page.table_of_metrics("All numbers", &summary.first, study);
    if study.is_year() {
        by_scenario(&mut page, study, summary);
        when_it_is_ruined(&mut page, study, summary);
    }
    functions(&mut page, study, summary);
    if study.is_year() {
        by_hazard(&mut page, study, summary);
    }
    super::strategies::called(&mut page, study, summary);
    super::strategies::as_tested(&mut page, study, summary);
    think_it_through(&mut page, study);
    assumptions(&mut page, study);
    super::doubts::section(&mut page, study.doubts);
    method(&mut page, study, summary);
    page.0
}

fn what_happens(page: &mut Page, summary: &Summary, pictures: &[Drawn]) {
    page.head(match summary.leads {
        Forecast::Written => "What happens",
        Forecast::Tested => "What happens, as tested",
    });
    for drawn in pictures {
        page.line(&format!("![{}]({}.svg)\n", text(&drawn.picture.description), drawn.name));
    }
}

/// Text of a file inside Markdown: nothing in it is markup.
pub(crate) fn text(raw: &str) -> String {
    let mut out = String::new();
    for c in visible(raw).chars() {
        if "\\`*_{}[]<>#|!&~".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[derive(Default)]
pub(crate) struct Page(String);

impl Page {
    /// All of it.
    pub(crate) fn text(self) -> String {
        self.0
    }

    pub(crate) fn line(&mut self, line: &str) {
        self.0.push_str(line);
        self.0.push('\n');
    }

    pub(crate) fn head(&mut self, title: &str) {
        self.line(&format!("\n## {title}\n"));
    }

    /// A table of numbers: all columns but the first to the right.
    pub(crate) fn table(&mut self, heads: &[&str], rows: impl IntoIterator<Item = Vec<String>>) {
        self.table_of_both(heads, 1, rows);
    }

    /// A table of words.
    pub(crate) fn words(&mut self, heads: &[&str], rows: impl IntoIterator<Item = Vec<String>>) {
        self.table_of_both(heads, heads.len(), rows);
    }

    /// A table whose first columns are words, to the left, and whose others are numbers, to the right.
    pub(crate) fn table_of_both(&mut self, heads: &[&str], words: usize, rows: impl IntoIterator<Item = Vec<String>>) {
        self.line(&format!("| {} |", heads.join(" | ")));
        let rules: Vec<&str> = (0..heads.len()).map(|column| if column < words { "---" } else { "---:" }).collect();
        self.line(&format!("| {} |", rules.join(" | ")));
        for row in rows {
            self.line(&format!("| {} |", row.join(" | ")));
        }
    }

    pub(super) fn table_of_metrics(&mut self, title: &str, forecast: &Forecasted, study: &Study<'_>) {
        self.head(title);
        let never = |metric: &&Metric| forecast.metric(metric.key).is_some_and(Number::is_always_zero);
        let (zero, told): (Vec<&Metric>, Vec<&Metric>) = metrics_of(study.case.course).partition(never);
        let keys: Vec<&str> = told.iter().map(|metric| metric.key).collect();
        let rows = rows(forecast, &keys, &study.plan.currency);
        self.table(&HEAD_WORDS, rows.into_iter().map(|row| row.to_vec()));
        if let Some(first) = zero.first().and_then(|metric| forecast.metric(metric.key)) {
            let titles: Vec<&str> = zero.iter().map(|metric| metric.title).collect();
            self.line(&format!("\nZero in all of {}: {}.", count(first.none.trials, "trial"), titles.join(", ")));
        }
        self.line("\n*Typical* is the median; one trial in ten, or in a hundred, is at least as bad as the next two columns. ± is the standard error of the mean; where fewer than ten trials differ from all others there are too few to tell it.");
        self.line("");
    }
}

fn opening(page: &mut Page, study: &Study<'_>, summary: &Summary) {
    page.line(&format!("# {}\n", text(&study.title())));
    let (revised, next) = (study.plan.revised.0, study.plan.next_review.0);
    page.line(&format!("{}, revised {revised}, next review {next}.\n", text(&study.plan.title)));
    for change in &study.inputs.changes {
        page.line(&format!("What if: {}\n", text(change)));
    }
    page.line(&format!("**{}**\n", finding(study, summary)));
    if study.stopped() {
        page.line("**Stopped early.**\n");
    }
    if let (false, Some(scenario)) = (study.is_year(), study.scenarios.first()) {
        page.line(&text(&scenario.about));
    }
}

/// What a year loses by scenario; the chart tells the money.
fn by_scenario(page: &mut Page, study: &Study<'_>, summary: &Summary) {
    page.head("By scenario");
    let rows = year::rows(study, summary, usize::MAX).into_iter();
    let rows = rows.map(|[title, lost, _, ruins, _]| [title, lost, ruins].map(|cell| text(&cell)).to_vec());
    page.table(&["scenario", "sessions lost a year", "ruins"], rows);
    page.line("\nIn the order of what they cost, which the first chart tells; means of all trials, against a practice that nothing disturbs. *Ruins*: trials in which the fund runs out and which that scenario had cost most by then.");
}

/// The same by each hazard of the scenarios.
fn by_hazard(page: &mut Page, study: &Study<'_>, summary: &Summary) {
    page.head("By hazard");
    let currency = &study.plan.currency;
    let mut hazards: Vec<_> = summary.first.hazards.iter().collect();
    hazards.sort_by(|a, b| a.net.mean.total_cmp(&b.net.mean).then_with(|| a.name.cmp(&b.name)));
    let rows = hazards.into_iter().map(|h| {
        vec![
            text(&h.name),
            percent(&h.arrived),
            with_error(h.lost.mean, h.lost.error()),
            money_with_error(h.net.mean, h.net.error(), currency),
        ]
    });
    page.table(&["hazard", "arrives in", "sessions lost a year", "net income a year"], rows);
}

fn when_it_is_ruined(page: &mut Page, study: &Study<'_>, summary: &Summary) {
    let Some(survival) = &summary.first.survival else { return };
    page.head("Does the practice survive?");
    page.line(&survives(survival, &study.plan.currency));
}

fn survives(survival: &Survival, currency: &crate::units::Currency) -> String {
    let chance = percent_with_interval_beside(&survival.ruin, survival.level);
    let mut said = format!("**{}** Chance that the fund runs out: {chance}.", year::survival(survival, currency));
    if let Some(week) = survival.ruin_typical_week {
        said.push_str(&format!(" Half of the ruined trials are so by week {week}."));
    }
    if let Some((low, high)) = survival.smallest_fund_interval {
        let (low, high) = (money(low, currency), money(libm::ceil(high), currency));
        let lies =
            if low == high { format!("is {low}") } else { format!("lies between {low} and {high} (95 % interval)") };
        said.push_str(&format!(
            " The smallest fund that would do {lies}; it is a quantile of the fund that each trial would have needed, because ruin changes nothing else here."
        ));
    }
    said
}

fn functions(page: &mut Page, study: &Study<'_>, summary: &Summary) {
    page.head("Critical functions");
    let rows = summary.first.functions.iter().filter_map(|f| {
        let plan = study.plan.functions.get(&f.name)?;
        Some(vec![
            text(&f.name),
            percent(&f.untouched),
            plan.rto.to_string(),
            percent_with_interval(&f.rto_met),
            plan.mtpd.to_string(),
            percent_with_interval(&f.mtpd_exceeded),
            plan.rpo.map_or_else(|| "–".to_owned(), |rpo| rpo.to_string()),
            f.rpo_missed.as_ref().map_or_else(|| "–".to_owned(), percent),
        ])
    });
    let heads =
        ["function", "never interrupted", "RTO", "RTO met", "MTPD", "MTPD exceeded", "RPO", "more work lost than RPO"];
    page.table(&heads, rows);
    if study.is_year() {
        page.line("\nIn a year the longest interruption counts.");
    }
    page.line("\nA function is back when its resources, with their substitutes, are back at its minimum level (MBCO) for good, whether or not a session was due. Time runs at night as well: an outage at three that nobody notices before seven has lasted four hours. RTO is the promise, MTPD the point at which the damage becomes unacceptable.");
}

fn think_it_through(page: &mut Page, study: &Study<'_>) {
    let Some(scenario) = study.scenarios.first().filter(|s| !study.is_year() && !s.injects.is_empty()) else { return };
    page.head("Think it through");
    let rows = scenario.injects.iter();
    let rows = rows.map(|i| vec![i.at.to_string(), text(&i.from), text(&i.text), text(&i.asks)]);
    page.words(&["after", "from", "what you notice", "what do you decide?"], rows);
}

fn assumptions(page: &mut Page, study: &Study<'_>) {
    page.head("What this rests on");
    page.line("Grades: A official statistic or reviewed paper, B named survey, C another population, J judgement, M from memory. What is not listed is the owner's own.\n");
    let mut rows = Vec::new();
    for (kind, name, basis) in bases_of(study) {
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

/// Everything that is assumed or the owner's own: kind, name and basis.
pub(super) fn bases_of<'a>(study: &'a Study<'_>) -> impl Iterator<Item = (&'static str, &'a str, &'a Basis)> {
    bases(study.plan).into_iter().chain(causes(study))
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
    let of = |scenario: &'a ScenarioFile| {
        let hazards = scenario.hazards.0.iter().map(|(name, h)| ("hazard", name.as_str(), &h.basis));
        hazards.chain(scenario.then.0.iter().map(|(name, c)| ("consequence", name.as_str(), &c.basis)))
    };
    study.scenarios.iter().copied().flat_map(of).collect()
}

fn method(page: &mut Page, study: &Study<'_>, summary: &Summary) {
    page.head("Method and limits");
    let reached = if summary.first.precision_reached { "" } else { " The precision asked for was not reached." };
    let course = if study.is_year() {
        format!(
            "{} from the plan's first day; {:.0} sessions are scheduled in one.{reached} Every hazard of {} arrives at its own rate (a year has 52 weeks), by exponential gaps and by its season; they may overlap",
            show_minutes(study.case.horizon),
            summary.scheduled,
            count(study.scenarios.len() as u64, "scenario")
        )
    } else {
        format!(
            "{} each, from the day of the disruption; {:.0} sessions are scheduled in one.{reached} In each, one hazard strikes, in proportion to its rate, at some minute of the plan's year",
            show_minutes(study.case.horizon),
            summary.scheduled
        )
    };
    page.line(&format!(
        "{} of {course}; the plan is replayed session by session against the same weeks without a disruption. Intervals are 95 %: of means by a skewness-corrected t, of chances by Wilson, with fewer than ten cases by Clopper–Pearson.",
        count(summary.trials, "trial"),
    ));
    page.line("\nThe diary is the same every week; there is no undisturbed no-show. How late a client pays is fixed for that client. What a disruption sets going is followed to its end, at most three years beyond the year in which it begins; what is still open then is lost.");
    page.line("\n| | |\n| --- | --- |");
    let inputs = study.inputs;
    let facts = [
        ("seed", inputs.seed.to_string()),
        ("trials", super::words::count(summary.trials, "trial")),
        ("program", concat!("bcp-sim ", env!("CARGO_PKG_VERSION")).to_owned()),
        ("plan, SHA-256", inputs.plan_hash.clone()),
        (if study.is_year() { "scenarios, SHA-256" } else { "scenario, SHA-256" }, inputs.scenario_hash.clone()),
        ("again", format!("`{}`", inputs.command())),
    ];
    let evidence = inputs.evidence_hash.clone().map(|hash| ("evidence, SHA-256", hash));
    let (made_from, again) = facts.split_at(facts.len() - 1);
    for (what, value) in made_from.iter().chain(&evidence).chain(again) {
        page.line(&format!("| {what} | {value} |"));
    }
}
