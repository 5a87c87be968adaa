//! What a run or a year comes to for somebody who was not there, in at most eight lines: knows which questions are answered
//! and in what words; does not know any number by itself.

use std::collections::BTreeMap;

use crate::file::{Basis, Grade};
use crate::metric::Unit;
use crate::model::Serves;
use crate::units::{Currency, Length, show_minutes, thousands};

use super::compare::listed;
use super::honesty::Unsure;
use super::markdown::{bases_of, text};
use super::study::Study;
use super::summary::{Chance, Forecasted, Function, Level, Number, Summary, share};
use super::table::told;
use super::terminal::most_relied_on;
use super::words::{brief, count, money_near, often, percent_beside, roughly};

/// The lines, each with what it answers.
pub(super) fn lines(study: &Study<'_>, summary: &Summary) -> Vec<String> {
    let first = &summary.first;
    let told = [
        ("Clients", clients(study, summary)),
        ("How long", how_long(study, first)),
        ("What it costs", costs(study, first)),
        ("Does the practice survive", survives(study, first)),
        ("As tested", as_tested(study, summary)),
        ("What next", next(study, summary)),
        ("How sure", how_sure(study, summary)),
        ("What it rests on", rests_on(study)),
    ];
    let said = told.into_iter().filter_map(|(head, said)| Some((head, said?)));
    said.map(|(head, said)| format!("**{head}:** {said}")).collect()
}

/// What is told of, and several of it.
fn named(study: &Study<'_>) -> (&'static str, &'static str) {
    match (study.is_year(), study.inputs.months.unwrap_or(12)) {
        (false, _) => ("such disruption", "such disruptions"),
        (true, 12) => ("year", "years"),
        _ => ("such time", "such times"),
    }
}

/// In how many of them the mean of sessions is told, so that it is a number one can picture.
fn scale(first: &Forecasted) -> u32 {
    let touched: f64 = SESSIONS.iter().map(|(key, _)| first.mean(key)).sum();
    [1, 100, 1_000].into_iter().find(|of| touched * f64::from(*of) >= 1.0).unwrap_or(10_000)
}

/// What becomes of sessions that a disruption touches, the worst first.
const SESSIONS: [(&str, &str); 4] = [
    ("sessions_lost", "lost"),
    ("sessions_moved", "moved to another day"),
    ("sessions_another_way", "held another way"),
    ("sessions_handed_over", "held by an associate"),
];

/// What becomes of sessions on average, and how often somebody leaves.
fn clients(study: &Study<'_>, summary: &Summary) -> Option<String> {
    let left = summary.first.metric("clients_lost").map(|left| happens(left.none));
    let leaves = match left {
        Some(left) if left.hits == 0 => " No client leaves because of it.".to_owned(),
        Some(left) => format!(" At least one client leaves in {}.", often(&left)),
        None => String::new(),
    };
    let often = if study.is_year() { String::new() } else { how_often(study) };
    Some(format!("{often}{}.{leaves}", fates(study, summary)))
}

/// How often a scenario strikes at all, for who wants to know what it costs a year.
fn how_often(study: &Study<'_>) -> String {
    let a_year = super::ranking::strikes_a_year(study.case);
    format!("such a disruption strikes a working week {} times a year, by the rates in the file; ", brief(a_year, None))
}

fn fates(study: &Study<'_>, summary: &Summary) -> String {
    let first = &summary.first;
    let of = scale(first);
    let touched = SESSIONS.iter().filter_map(|(key, what)| fate(first.metric(key)?, what, of));
    let spared = SESSIONS.iter().filter(|(key, _)| first.mean(key) <= 0.0).map(|(_, what)| format!("none {what}"));
    let (touched, spared): (Vec<String>, Vec<String>) = (touched.collect(), spared.collect());
    if touched.is_empty() {
        return format!("no session is lost, moved or held another way in any of {}", trials(summary));
    }
    let (one, many) = named(study);
    let whose = if of == 1 { format!("each {one}") } else { format!("{} {many}", thousands(i64::from(of))) };
    let booked = thousands(libm::round(summary.scheduled * f64::from(of)) as i64);
    let whole = if study.is_year() { format!("{booked} sessions") } else { "the sessions".to_owned() };
    let all: Vec<String> = touched.into_iter().chain(spared).collect();
    format!("of {whole} of {whose}, on average {}", listed(&all))
}

fn trials(summary: &Summary) -> String {
    count(summary.trials, "trial")
}

/// `1.9 lost`; none where none are.
fn fate(number: &Number, what: &str, of: u32) -> Option<String> {
    let mean = number.mean.filter(|mean| *mean > 0.0)?;
    let of = f64::from(of);
    if number.too_few && number.standard_error.is_none() {
        return Some(format!("too few {what} to tell (in {})", often(&happens(number.none))));
    }
    Some(format!("{} {what}", brief(mean * of, number.standard_error.map(|error| error * of))))
}

/// The chance that a number is not zero.
fn happens(none: Chance) -> Chance {
    share(none.trials - none.hits, none.trials)
}

/// How long the sessions themselves are interrupted; of several functions that hold some, the one that is late most often.
fn how_long(study: &Study<'_>, first: &Forecasted) -> Option<String> {
    let held = study.case.functions.iter().filter(|(_, _, f)| matches!(f.serves, Serves::Services(_)));
    let held = held.filter_map(|(_, name, f)| Some((first.functions.iter().find(|told| told.name == name)?, f.rto)));
    let (function, rto) = held.min_by_key(|(function, _)| function.rto_met.hits)?;
    let name = text(&function.name);
    let down = happens(function.untouched);
    if down.hits == 0 {
        return Some(format!("“{name}” is not interrupted in any of {}.", count(down.trials, "trial")));
    }
    let longest = if study.is_year() { "at the longest " } else { "" };
    let horizon = study.case.reach as f64;
    let back = |share: f64| {
        let level = function.recovery.iter().find(|level| level.share == share)?;
        level.value.filter(|minutes| *minutes > 0.0).map(|minutes| length(minutes, horizon))
    };
    let typical = back(0.5).map_or_else(|| "typically not at all".to_owned(), |time| format!("typically {time}"));
    let bad = [(0.9, "one in ten"), (0.99, "one in a hundred")];
    let bad = bad.into_iter().filter_map(|(share, words)| Some(format!("{words} {} or longer", back(share)?)));
    let times: Vec<String> = std::iter::once(typical).chain(bad.take(2)).collect();
    Some(format!(
        "“{name}” is interrupted in {}, day or night, whether or not a session is due: {longest}{}. It is back within the promised {} (RTO) in {}.{}",
        often(&down),
        times.join(", "),
        promised(rto),
        in_time(function),
        least_kept(study, first, function)
    ))
}

/// The promise that is kept least, where that is another one and it is broken more than one time in ten.
fn least_kept(study: &Study<'_>, first: &Forecasted, told: &Function) -> String {
    let least = first.functions.iter().min_by_key(|function| function.rto_met.hits);
    let least = least.filter(|least| least.rto_met.hits < told.rto_met.hits && least.rto_met.share < 0.9);
    let rto = |least: &Function| study.plan.functions.get(&least.name).map(|function| function.rto);
    least.and_then(|least| Some((least, rto(least)?))).map_or_else(String::new, |(least, rto)| {
        format!(" The promise kept least: “{}” within {}, in {}.", text(&least.name), promised(rto), in_time(least))
    })
}

fn in_time(function: &Function) -> String {
    often(&function.rto_met)
}

/// A time until a function is back; what is not back before the end is not told as a time.
fn length(minutes: f64, horizon: f64) -> String {
    if minutes >= horizon { format!("all of the {} watched", show_minutes(horizon as i64)) } else { about(minutes) }
}

/// A time without what nobody asks for: minutes of many hours, hours of many days.
fn about(minutes: f64) -> String {
    let unit = match minutes {
        days if days >= 4_320.0 => 1_440.0,
        hours if hours >= 180.0 => 60.0,
        _ => 1.0,
    };
    show_minutes((libm::round(minutes / unit) * unit) as i64)
}

/// The promise in words: `1 working day`.
fn promised(rto: Length) -> String {
    match rto {
        Length::Working(1.0) => "1 working day".to_owned(),
        Length::Working(days) => format!("{days} working days"),
        Length::Clock(_) => rto.to_string(),
    }
}

/// Net income: typical, on average and one time in a hundred.
fn costs(study: &Study<'_>, first: &Forecasted) -> Option<String> {
    let net = first.metric("income_net")?;
    let currency = &study.plan.currency;
    let (typical, worst) = (net.level(0.5), net.level(0.01));
    let one = named(study).0;
    let average = net.mean.zip(net.standard_error);
    let average = average.map(|(mean, error)| format!("on average {}", money_near(mean, error, currency)));
    let worst = match (worst, typical) {
        (Some(worst), Some(typical)) if worst.value == typical.value => format!("no worse in 99 {one}s of 100"),
        (Some(worst), _) => format!("one {one} in a hundred {} or worse", net_of(worst, currency)),
        _ => "there are too few trials to say what one in a hundred costs".to_owned(),
    };
    let typical = typical.map(|level| format!("typically {}", net_of(level, currency)));
    let said: Vec<String> = typical.into_iter().chain(average).chain(Some(worst)).collect();
    Some(format!("net income, against an undisturbed practice: {}.", said.join("; ")))
}

/// A quantile with the places that its interval supports.
fn net_of(level: &Level, currency: &Currency) -> String {
    told(Unit::Money, level, currency)
}

/// Whether the fund lasts, how near one disruption brings it to its end, and whether the practice closes.
fn survives(study: &Study<'_>, first: &Forecasted) -> Option<String> {
    let currency = &study.plan.currency;
    let mut said = match &first.survival {
        Some(survival) => super::year::survival(survival, currency).trim_end_matches('.').to_owned(),
        None => after_one(study, first)?,
    };
    let closed = first.metric("wound_up").map(|number| happens(number.none)).filter(|closed| closed.hits > 0);
    if let Some(closed) = closed {
        said.push_str(&format!("; in {} the practice closes for good", often(&closed)));
    }
    Some(said + ".")
}

/// What one disruption leaves in the fund.
fn after_one(study: &Study<'_>, first: &Forecasted) -> Option<String> {
    let currency = &study.plan.currency;
    let empty = happens(first.metric("ruin")?.none);
    let fund = currency.whole(study.plan.finances.fund);
    let said = match empty.hits {
        0 => format!("the fund of {fund} lasts in all of {}", count(empty.trials, "trial")),
        _ => format!("the fund of {fund} runs out in {}", often(&empty)),
    };
    let left = match first.metric("fund_low")?.level(0.01) {
        Some(level) => {
            let left = net_of(level, currency);
            format!("one time in a hundred no more than {left} is left at the lowest point")
        }
        None => "there are too few trials to say what happens one time in a hundred".to_owned(),
    };
    Some(format!("{said}; {left}"))
}

/// The same with untried strategies counted for what such are known to do; nothing where that is what leads.
fn as_tested(study: &Study<'_>, summary: &Summary) -> Option<String> {
    let second = summary.second.as_ref()?;
    let currency = &study.plan.currency;
    let of = scale(&summary.first);
    let (one, many) = named(study);
    let lost = second.metric("sessions_lost")?;
    let whose = if of == 1 { format!("each {one}") } else { format!("{} {many}", thousands(i64::from(of))) };
    let lost = match lost.standard_error {
        Some(error) => format!("{} sessions are lost", brief(lost.mean? * f64::from(of), Some(error * f64::from(of)))),
        None => "too few sessions to tell are lost".to_owned(),
    };
    let worst = second.metric("income_net")?.level(0.01);
    let worst = worst
        .map_or_else(String::new, |level| format!(", one {one} in a hundred {} or worse", net_of(level, currency)));
    let empty = happens(second.metric("ruin")?.none);
    let fund = match (&second.survival, empty.hits) {
        (_, 0) => "the fund lasts".to_owned(),
        (Some(survival), _) => format!("the fund runs out in {}", percent_beside(&empty, survival.level)),
        (None, _) => format!("the fund runs out in {}", often(&empty)),
    };
    Some(format!(
        "the lines above take every claim of the plan at its word. With what was never tried counted for what such plans are known to do, {lost} in {whose}{worst}, and {fund}."
    ))
}

/// What to do: of a year look at what costs most; try the untried strategy that carries most, or else find out what moves
/// the result most.
fn next(study: &Study<'_>, summary: &Summary) -> Option<String> {
    let dearest = if study.is_year() { super::year::costs(study, &summary.first) } else { Vec::new() };
    let dearest = dearest.first().filter(|cost| cost.net.mean < 0.0).map(|cost| {
        let average = cost.net.error().map(|error| money_near(-cost.net.mean, error, &study.plan.currency));
        let average = average.map_or_else(String::new, |cost_of| format!(" ({cost_of} on average)"));
        format!("look first at {}, which costs a year most{average}.", text(&cost.title))
    });
    let forecast = summary.second.as_ref().unwrap_or(&summary.first);
    let step = match (most_relied_on(study, forecast), super::honesty::first_unknown(study)) {
        (Some((name, share)), _) => Some(format!(
            "try “{}” once against a clock: as tested, it carries {} of the sessions held another way or by an associate, and it has never been tried.",
            text(&name),
            roughly(share)
        )),
        (None, Some(name)) => Some(format!("find out “{}”, which moves sessions lost most.", text(&name))),
        (None, None) => None,
    };
    let said: Vec<String> = dearest.into_iter().chain(step).collect();
    (!said.is_empty()).then(|| said.join(" Then "))
}

/// What not knowing the inputs does to the means, and whether there are too few trials.
fn how_sure(study: &Study<'_>, summary: &Summary) -> Option<String> {
    let span = match (study.unsure, summary.not_known) {
        (Unsure::NoRanges, _) => "the files state no range of any input, so all of this is as stated".to_owned(),
        (Unsure::NotAsked, _) => "the inputs are taken as stated; what not knowing them does was not drawn".to_owned(),
        (_, [None, None]) => {
            "what not knowing the inputs does to the averages is nothing, or cannot be told from so few trials"
                .to_owned()
        }
        (_, [lost, net]) => {
            let lost = lost.map(|ends| sessions_between(ends, scale(&summary.first), named(study).1));
            let net = net.map(|ends| format!("a net income of {}", money_between(ends, &study.plan.currency)));
            let ends: Vec<String> = lost.into_iter().chain(net).collect();
            format!(
                "the inputs are not known exactly: in nine of ten draws of them within their ranges the average is {}",
                listed(&ends)
            )
        }
    };
    let refused = summary.first.metric("sessions_lost").is_some_and(|lost| lost.at(0.99).is_none());
    let few =
        format!(". With so few trials ({}) nothing is said of one in a hundred", thousands(summary.trials as i64));
    Some(format!("{span}{}.", if refused { few.as_str() } else { "" }))
}

fn sessions_between((low, high): (f64, f64), of: u32, many: &str) -> String {
    let of_all = f64::from(of);
    let shown = |value: f64| brief(value * of_all, Some((high - low) * of_all / 10.0));
    let span = if of == 1 { String::new() } else { format!(" in {} {many}", thousands(i64::from(of))) };
    format!("{} to {} sessions lost{span}", shown(low), shown(high))
}

fn money_between((low, high): (f64, f64), currency: &Currency) -> String {
    // Both ends alike: nobody wants pence beside whole tens.
    let least = if low.abs().max(high.abs()) >= 10.0 { 0.5 } else { 0.0 };
    let shown = |value: f64| money_near(value, ((high - low) / 20.0).max(least), currency);
    format!("{} to {}", shown(low), shown(high))
}

/// How many assumptions there are, and of what grade.
fn rests_on(study: &Study<'_>) -> Option<String> {
    let mut grades: BTreeMap<Grade, u64> = BTreeMap::new();
    for (_, _, basis) in bases_of(study) {
        if let Basis::Assumed { grade, .. } = basis {
            *grades.entry(*grade).or_default() += 1;
        }
    }
    let all: u64 = grades.values().sum();
    if all == 0 {
        return Some("the owner's own figures alone.".to_owned());
    }
    let parts: Vec<String> = grades.iter().map(|(grade, n)| format!("{n} {}", worded(*grade))).collect();
    Some(format!("{}: {}; listed below.", count(all, "assumption"), listed(&parts)))
}

fn worded(grade: Grade) -> &'static str {
    match grade {
        Grade::A => "from an official statistic or reviewed paper (A)",
        Grade::B => "from a named survey (B)",
        Grade::C => "from another population (C)",
        Grade::J => "by judgement (J)",
        Grade::M => "from memory (M)",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_as_long_as_one_can_picture() {
        assert_eq!(about(5.0), "5 min");
        assert_eq!(about(250.0), "4 h");
        assert_eq!(about(4_330.0), "3 d");
        assert_eq!(length(80_640.0, 80_640.0), "all of the 8 w watched");
        assert_eq!(promised(Length::Working(1.0)), "1 working day");
        assert_eq!(promised(Length::Clock(240.0)), "4 h");
    }

    #[test]
    fn a_span_is_told_on_the_scale_of_the_sessions() {
        assert_eq!(
            sessions_between((0.016, 0.12), 100, "such disruptions"),
            "1.6 to 12 sessions lost in 100 such disruptions"
        );
        assert_eq!(sessions_between((138.2, 209.9), 1, "years"), "138 to 210 sessions lost");
    }
}
