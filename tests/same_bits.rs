//! The same luck gives the same bits: whatever the threads, the chunks, the order of the file or what else stands in it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use std::collections::BTreeMap;

use crate::random_worlds;

use bcp_sim::assess::{Trials, Unwatched, assess, scores};
use bcp_sim::compare::{Compared, Side, compare};
use bcp_sim::engine::{Event, Replay, Story};
use bcp_sim::file::{Forecast, Question};
use bcp_sim::metric::{Outcomes, Tally};
use bcp_sim::model::{Case, Effect, Threat};
use bcp_sim::sampling::{Block, Cause, Luck, Sources, Stream};
use bcp_sim::statistics::Counts;
use proptest::prelude::*;
use random_worlds::{Kind, Line, Spread, TRIALS, World, config, outcomes, stories, without_strategies, world};

const PLAN: &str = include_str!("../plan.ron");
const OUTAGE: &str = include_str!("../scenarios/outage.ron");

fn shipped() -> Case {
    random_worlds::case(PLAN, OUTAGE)
}

/// Everything that the shipped scenarios hold, for so many months.
fn shipped_year(plan: &str, scenarios: &[String], months: u32) -> Case {
    random_worlds::bound_all(plan, scenarios, &Question::months(months, Forecast::Tested))
}

fn scenarios() -> Vec<String> {
    [
        include_str!("../scenarios/account-compromise.ron"),
        include_str!("../scenarios/computer-failure.ron"),
        include_str!("../scenarios/crm.ron"),
        include_str!("../scenarios/data-breach.ron"),
        include_str!("../scenarios/data-loss.ron"),
        include_str!("../scenarios/downturn.ron"),
        include_str!("../scenarios/long-illness.ron"),
        include_str!("../scenarios/loss-of-workspace.ron"),
        include_str!("../scenarios/outage.ron"),
        include_str!("../scenarios/ransomware.ron"),
        include_str!("../scenarios/short-illness.ron"),
        include_str!("../scenarios/software-failure.ron"),
        include_str!("../scenarios/video-platform.ron"),
        include_str!("../scenarios/voice-strain.ron"),
    ]
    .map(str::to_owned)
    .into()
}

/// One outage, and a year of everything.
fn both() -> [Case; 2] {
    [shipped(), shipped_year(PLAN, &scenarios(), 12)]
}

fn run(case: &Case, seed: u64, trials: u64) -> Outcomes {
    let (luck, sources) = (Luck::new(seed), Sources::new(case).unwrap());
    assess(case, &luck, &sources, Trials::Fixed(trials), &Unwatched).outcomes
}

/// The outcomes of a stretch of trials in blocks of a size, each tallied by itself.
fn parts(case: &Case, seed: u64, trials: u64, size: u64) -> Vec<Outcomes> {
    let (luck, sources) = (Luck::new(seed), Sources::new(case).unwrap());
    let mut replay = Replay::default();
    (0..trials.div_ceil(size))
        .map(|i| {
            let first = i * size;
            let block = Block::new(&luck, &sources, first, size.min(trials - first) as usize);
            let mut tally = Tally::new(case);
            for draw in block.draws() {
                replay.run(case, draw, &mut tally);
            }
            tally.outcomes()
        })
        .collect()
}

fn merged<'a>(case: &Case, parts: impl Iterator<Item = &'a Outcomes>) -> Outcomes {
    parts.fold(Outcomes::none(case), |mut all, part| {
        all.merge(part);
        all
    })
}

/// The number of threads changes no bit.
#[test]
fn threads_change_nothing() {
    for (case, trials) in both().into_iter().zip([5_000, 1_500]) {
        let one = in_threads(1, || run(&case, 42, trials));
        for threads in [2, 3, 8] {
            assert_eq!(in_threads(threads, || run(&case, 42, trials)), one, "{threads} threads");
        }
    }
}

fn in_threads<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(work)
}

/// Neither the size of a block nor the order in which parts are merged changes a bit.
#[test]
fn blocks_and_their_order_change_nothing() {
    for (case, trials) in both().into_iter().zip([3_001, 1_001]) {
        let whole = run(&case, 7, trials);
        for size in [1, 7, 512, 1_000] {
            let parts = parts(&case, 7, trials, size);
            assert_eq!(merged(&case, parts.iter()), whole, "blocks of {size}");
            assert_eq!(merged(&case, parts.iter().rev()), whole, "blocks of {size} from behind");
            let odd_first = parts.iter().skip(1).step_by(2).chain(parts.iter().step_by(2));
            assert_eq!(merged(&case, odd_first), whole, "blocks of {size}, every second one first");
        }
    }
}

/// The first trials of a longer run are a shorter run.
#[test]
fn a_longer_run_begins_with_the_shorter_one() {
    for case in both() {
        let (luck, sources) = (Luck::new(3), Sources::new(&case).unwrap());
        let scores_of = |trials| {
            let mut all = Vec::new();
            scores(&case, &luck, &sources, trials, |number, score| all.push((number, score.clone())));
            all
        };
        let long = scores_of(0..2_000);
        assert!(long.iter().enumerate().all(|(i, (number, _))| i as u64 == *number));
        assert_eq!(scores_of(0..700), long[..700]);
        assert_eq!(scores_of(1_300..1_900), long[1_300..1_900]);
        // And the tally of the first ones is that of a short run.
        assert_eq!(merged(&case, parts(&case, 3, 700, 100).iter()), run(&case, 3, 700));
    }
}

/// A longer year begins with the disruptions of the shorter one, and with what they set off.
#[test]
fn a_longer_year_begins_with_the_shorter_one() {
    let (year, longer) = (shipped_year(PLAN, &scenarios(), 12), shipped_year(PLAN, &scenarios(), 30));
    let mut arrived = 0;
    for (short, long) in stories(&year, 5, 0..300).iter().zip(&stories(&longer, 5, 0..300)) {
        let strikes = |story: &Story| {
            let of_luck = |e: &Event| matches!(e, Event::Arrived { .. } | Event::Averted { .. } | Event::SetOff { .. });
            let all = story.0.iter().filter(|(time, e)| of_luck(e) && *time < year.horizon);
            all.copied().collect::<Vec<_>>()
        };
        assert_eq!(strikes(short), strikes(long));
        arrived += strikes(short).len();
    }
    assert!(arrived > 300);
}

/// A trial alone is the same story as among many, even after others that left their traces in the working memory.
#[test]
fn a_trial_alone_is_the_same_story() {
    for case in both() {
        let among = stories(&case, 42, 4_700..4_720);
        for (i, story) in among.iter().enumerate() {
            let (luck, sources) = (Luck::new(42), Sources::new(&case).unwrap());
            let block = Block::new(&luck, &sources, 4_700 + i as u64, 1);
            let mut alone = Story::default();
            bcp_sim::engine::replay(&case, block.draws().next().unwrap(), &mut alone);
            assert_eq!(&alone, story, "trial {}", 4_700 + i);
        }
        assert!(among.iter().any(|story| story.0.len() > 10), "nothing ever happens");
    }
}

/// Another seed is another result.
#[test]
fn three_hundred_seeds_give_three_hundred_results() {
    let case = shipped();
    let all: Vec<Vec<Counts>> = (0..300).map(|seed| run(&case, seed, 40).columns).collect();
    for (seed, columns) in all.iter().enumerate() {
        let same = all[..seed].iter().position(|other| other == columns);
        assert_eq!(same, None, "seed {seed} repeats another");
    }
}

/// Every draw of the sources that two cases share by name, for some trials.
fn draws(case: &Case, shared: &Case) -> Vec<u64> {
    let (luck, sources) = (Luck::new(11), Sources::new(case).unwrap());
    let block = Block::new(&luck, &sources, 5, 3);
    let mut bits = Vec::new();
    for draw in block.draws() {
        let mut see = |u: f64| bits.push(u.to_bits());
        see(draw.which());
        let causes = |name: &str| {
            let hazard = case.hazards.id(name).unwrap();
            [0, 1, 40].map(|occurrence| Cause { hazard, occurrence })
        };
        for (_, name, cascade) in shared.cascades.iter() {
            let id = case.cascades.id(name).unwrap();
            let threat = Threat::Cascade(id);
            for cause in cascade.of.iter().flat_map(|of| causes(shared.hazards.name(*of))) {
                [draw.happens(cause, id), draw.after(cause, id), draw.cascade_lasts(cause, id)]
                    .into_iter()
                    .for_each(&mut see);
                [draw.costs(cause, threat), draw.falls(cause, threat)].into_iter().for_each(&mut see);
            }
        }
        let people: Vec<usize> = shared
            .services
            .iter()
            .flat_map(|(_, name, s)| (0..s.clients).map(move |c| (name, c)))
            .map(|(name, c)| draw.client(case.services.id(name).unwrap(), c))
            .collect();
        for hazard in shared.hazards.names() {
            let id = case.hazards.id(hazard).unwrap();
            [draw.when(id), draw.rate(id)].into_iter().for_each(&mut see);
            for cause in causes(hazard) {
                let threat = Threat::Hazard(id);
                [draw.lasts(cause), draw.gap(cause), draw.averted(cause)].into_iter().for_each(&mut see);
                [draw.costs(cause, threat), draw.falls(cause, threat)].into_iter().for_each(&mut see);
                for (_, name, strategy) in shared.strategies.iter() {
                    let id = case.strategies.id(name).unwrap();
                    [draw.works(cause, id), draw.ready(cause, id), draw.copy(cause, id)].into_iter().for_each(&mut see);
                    let asks = matches!(strategy.effect, Effect::Switch(_) | Effect::Postpone(_) | Effect::HandOver(_));
                    people.iter().filter(|_| asks).for_each(|client| see(draw.accepts(cause, id, *client)));
                }
            }
        }
        for c in people {
            [draw.crunch(c), draw.pauses(c)].into_iter().for_each(&mut see);
            for again in [0, 1] {
                [draw.leaves(c, again), draw.place(c, again), draw.credit(c, again), draw.refilled(c, again)]
                    .into_iter()
                    .for_each(&mut see);
            }
        }
    }
    bits
}

/// A draw lies where the documentation says: the stream of its name, at the number of the trial.
#[test]
fn a_draw_lies_at_its_public_address() {
    let case = shipped();
    let (luck, sources) = (Luck::new(11), Sources::new(&case).unwrap());
    let at = |name: &str, trial| luck.at(Stream::named(name, 0), trial).to_bits();
    let hazard = case.hazards.id("line fault").unwrap();
    let strategy = case.strategies.id("mobile hotspot").unwrap();
    for draw in Block::new(&luck, &sources, 4_711, 5).draws() {
        let trial = draw.trial();
        assert_eq!(draw.which().to_bits(), at("scenario/which hazard", trial));
        let first = Cause { hazard, occurrence: 0 };
        assert_eq!(draw.lasts(first).to_bits(), at("hazard/line fault/lasts", trial));
        assert_eq!(draw.works(first, strategy).to_bits(), at("strategy/mobile hotspot/works/line fault", trial));
        let client = draw.client(case.services.id("group coaching").unwrap(), 0);
        assert_eq!(draw.leaves(client, 0).to_bits(), at("client/group coaching/0/leaves", trial));
        // The fourth arrival of a year has a stream of the same name.
        let fourth = Stream::named("hazard/line fault/gap", 3);
        assert_eq!(draw.gap(Cause { hazard, occurrence: 3 }).to_bits(), luck.at(fourth, trial).to_bits());
    }
}

fn put(text: &str, after: &str, more: &str) -> String {
    assert!(text.contains(after), "`{after}` is no longer in the file");
    text.replacen(after, &format!("{after}{more}"), 1)
}

/// A strategy more, a hazard more, a resource more, a client more: no draw of anything else is another one.
#[test]
fn what_is_added_changes_no_other_draw() {
    let case = shipped();
    let before = draws(&case, &case);
    let unlike: std::collections::BTreeSet<u64> = before.iter().copied().collect();
    assert_eq!(unlike.len(), before.len(), "two sources share their luck");
    let strategy = put(PLAN, "    strategies: {\n", "\"a first one\": (kind: Tell(needs: [])),\n");
    let strategy = put(&strategy, "            ladder: [", "\"a first one\", ");
    let resource = put(PLAN, "    resources: {\n", "\"a first one\": (),\n");
    let more_clients = PLAN.replace("clients: 9,", "clients: 10,");
    for plan in [strategy, resource, more_clients] {
        assert_ne!(plan, PLAN);
        assert_eq!(draws(&random_worlds::case(&plan, OUTAGE), &case), before);
    }
    let hazard = "\"a first one\": (rate: \"1 a year\", lasts: Exactly(\"1h\"), strikes: { \"line\": \"0%\" }),\n";
    let scenario = put(OUTAGE, "    hazards: {\n", hazard);
    assert_eq!(draws(&random_worlds::case(PLAN, &scenario), &case), before);
}

/// A strategy that can do nothing, in the plan as shipped, changes no number of any metric.
#[test]
fn a_strategy_that_can_do_nothing_changes_no_metric() {
    let before = without_strategies(run(&shipped(), 42, 4_000));
    let year = |plan: &str| without_strategies(run(&shipped_year(plan, &scenarios(), 12), 42, 700));
    let year_before = year(PLAN);
    let never = "works: (claimed: \"0%\"), automatic: true),\n";
    let kinds = [
        "Substitute(for: [\"broadband\", \"laptop power\", \"router power\"])",
        "Switch(needs: [])",
        "Tell(needs: [])",
        "Repair(of: [\"router\", \"line\", \"mains power\"], leaves: \"0%\")",
        "HandOver(spare: 9, refused: \"100%\")",
        "Restore(of: [\"client files\", \"coaching materials\"], every: \"1h\")",
        "Report()",
        "Prevent(of: [\"line fault\", \"ransomware\"], averts: \"100%\")",
        "Sustain(holds: \"100%\", later: \"9d\")",
        "Insure(pays: Benefit(while_down: [\"coach\"], amount: \"2,000 a month\"))",
        "Insure(pays: Loss(of: [\"line fault\", \"ransomware\"], income: true))",
    ];
    for kind in kinds {
        for name in ["a first one", "z last one"] {
            let plan = put(PLAN, "    strategies: {\n", &format!("\"{name}\": (kind: {kind}, {never}"));
            let alone = ["Prevent", "Sustain", "Insure"].iter().any(|word| kind.starts_with(word));
            let first = if alone { String::new() } else { format!("\"{name}\", ") };
            let plan = plan.replace("            ladder: [", &format!("            ladder: [{first}"));
            // A switch belongs into no function.
            let of_services = kind.starts_with("Switch") || kind.starts_with("HandOver");
            let plan = if of_services { only_in_services(&plan, name) } else { plan };
            assert_eq!(random_worlds::differences(&year(&plan), &year_before), Vec::<String>::new(), "{kind} {name}");
            assert_eq!(
                without_strategies(run(&random_worlds::case(&plan, OUTAGE), 42, 4_000)),
                before,
                "{kind} {name}"
            );
        }
    }
}

fn only_in_services(plan: &str, name: &str) -> String {
    let (services, rest) = plan.split_once("    functions: {").unwrap();
    let (functions, rest) = rest.split_once("    strategies: {").unwrap();
    let functions = functions.replace(&format!("\"{name}\", "), "");
    format!("{services}    functions: {{{functions}    strategies: {{{rest}")
}

/// The entries of every map of the shipped files in another order are the same plan.
#[test]
fn the_order_of_entries_changes_nothing() {
    let before = run(&shipped(), 42, 3_000);
    let (plan, scenario) = (backwards(PLAN), backwards(OUTAGE));
    assert!(plan != PLAN && scenario != OUTAGE);
    assert_eq!(run(&random_worlds::case(&plan, &scenario), 42, 3_000), before);
    let turned: Vec<String> = scenarios().iter().rev().map(|text| backwards(text)).collect();
    let year = |plan: &str, scenarios: &[String]| run(&shipped_year(plan, scenarios, 12), 42, 1_000);
    assert_eq!(random_worlds::differences(&year(&plan, &turned), &year(PLAN, &scenarios())), Vec::<String>::new());
}

/// A file with the entries of each of its maps from behind; comments go.
fn backwards(text: &str) -> String {
    let bare: String = text.lines().map(|line| without_comment(line).to_owned() + "\n").collect();
    turn(&bare)
}

fn without_comment(line: &str) -> &str {
    let mut in_quotes = false;
    let bytes = line.as_bytes();
    for i in 0..bytes.len() {
        match bytes[i] {
            b'"' => in_quotes = !in_quotes,
            b'/' if !in_quotes && bytes.get(i + 1) == Some(&b'/') => return &line[..i],
            _ => {}
        }
    }
    line
}

/// Turns the entries of every pair of braces.
fn turn(text: &str) -> String {
    let Some(open) = find(text, b'{') else { return text.to_owned() };
    let close = open + 1 + matching(&text[open + 1..]);
    let mut entries: Vec<String> = split(&text[open + 1..close]).into_iter().map(turn).collect();
    entries.reverse();
    format!("{}{{{}}}{}", &text[..open], entries.join(","), turn(&text[close + 1..]))
}

fn find(text: &str, wanted: u8) -> Option<usize> {
    let mut in_quotes = false;
    text.bytes().position(|byte| {
        in_quotes ^= byte == b'"';
        !in_quotes && byte == wanted
    })
}

fn matching(text: &str) -> usize {
    let (mut depth, mut in_quotes) = (0, false);
    text.bytes()
        .position(|byte| {
            in_quotes ^= byte == b'"';
            if !in_quotes {
                depth += i32::from(byte == b'{') - i32::from(byte == b'}');
            }
            depth < 0
        })
        .unwrap()
}

/// The entries between commas that are in no bracket.
fn split(text: &str) -> Vec<&str> {
    let (mut depth, mut in_quotes, mut from, mut all) = (0, false, 0, Vec::new());
    for (i, byte) in text.bytes().enumerate() {
        in_quotes ^= byte == b'"';
        match byte {
            _ if in_quotes => {}
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth -= 1,
            b',' if depth == 0 => {
                all.push(&text[from..i]);
                from = i + 1;
            }
            _ => {}
        }
    }
    all.push(&text[from..]);
    all.retain(|entry| !entry.trim().is_empty());
    all
}

proptest! {
    #![proptest_config(config(200, 3))]

    /// R15: twice the fees are exactly twice the income lost, and nothing else moves.
    #[test]
    fn twice_the_fees_are_twice_the_loss(world in world(), seed in 0_u64..1_000) {
        let mut world = world;
        // Shares of fees, which are rounded to the minor unit.
        world.unpaid = 0;
        world.all_harm().for_each(|harm| harm.unpaid = 0);
        if let Some(reaction) = &mut world.reaction {
            reaction.credit = 0;
        }
        for strategy in &mut world.strategies {
            if let Kind::HandOver { fee_share, .. } = &mut strategy.kind {
                *fee_share = 0;
            }
        }
        let mut dear = world.clone();
        dear.services.iter_mut().for_each(|s| s.fee *= 2);
        let (a, b) = (world.case(), dear.case());
        for (cheap, dear) in stories(&a, seed, 0..TRIALS).iter().zip(&stories(&b, seed, 0..TRIALS)) {
            let (cheap, dear) = (random_worlds::counted(&a, cheap).0, random_worlds::counted(&b, dear).0);
            prop_assert_eq!(dear.gross, 2 * cheap.gross);
            prop_assert_eq!((dear.lost, dear.moved, dear.extra, dear.to_next), (cheap.lost, cheap.moved, cheap.extra, cheap.to_next));
        }
    }

    /// R15: a hazard that never strikes changes nothing, wherever its name stands.
    #[test]
    fn a_hazard_of_rate_zero_changes_nothing(world in world(), first in any::<bool>(), seed in 0_u64..1_000) {
        let mut more = world.clone();
        let mut never = more.hazards[0].clone();
        (never.rate, never.name) = (0, if first { "a".into() } else { "z".into() });
        more.hazards.push(never);
        let (a, b) = (world.case(), more.case());
        let count = |case: &Case| {
            let mut all = outcomes(case, &stories(case, seed, 0..TRIALS));
            all.parts.retain(|part| part.arrived > 0);
            all
        };
        prop_assert_eq!(random_worlds::differences(&count(&a), &count(&b)), Vec::<String>::new());
    }

    /// R15: what stands behind a way that always works at once, and is never used up, is never asked.
    #[test]
    fn nothing_behind_a_sure_way_matters(mut world in world(), ready in any::<bool>(), seed in 0_u64..1_000) {
        // One sure substitute for everything, first in every ladder, with or without others behind it.
        let sure = Kind::Substitute { of: 255, needs: 0, level: 100, worth: 90, limit: None, allowance: None, open: false };
        let others: Vec<bool> = world.strategies.iter().map(|s| !matches!(s.kind, Kind::Substitute { .. })).collect();
        let at = world.strategies.len();
        world.strategies.push(Line {
            name: "m sure".into(),
            kind: sure,
            works: 100,
            ready: Spread::Exactly(if ready { 0 } else { 45 }),
            retry: (1, 0),
            automatic: ready,
            private: true,
            cost: [0, 0, 3, 2, 1],
        });
        // Yearly costs are paid whether or not a strategy is asked.
        world.strategies.iter_mut().for_each(|s| (s.cost[0], s.cost[1]) = (0, 0));
        world.services.iter_mut().for_each(|s| s.ladder.insert(0, at));
        world.functions.iter_mut().for_each(|f| f.ladder.insert(0, at));
        let mut alone = world.clone();
        let keep = |i: &usize| *i == at || others[*i];
        alone.services.iter_mut().for_each(|s| s.ladder.retain(keep));
        alone.functions.iter_mut().for_each(|f| f.ladder.retain(keep));
        let (a, b) = (world.case(), alone.case());
        // Where disruptions overlap, a way that services share is put down to the one that called it last, and who shares
        // it depends on the ladders.
        let count = |case: &Case| {
            let mut all = without_strategies(outcomes(case, &stories(case, seed, 0..TRIALS)));
            all.parts.clear();
            all
        };
        prop_assert_eq!(random_worlds::differences(&count(&a), &count(&b)), Vec::<String>::new());
    }

    /// R15: other names in the same order change only labels; luck is by name, so there is none in it.
    #[test]
    fn other_names_change_only_labels(mut world in world(), hours in 0_u32..70) {
        take_the_luck_out(&mut world, hours);
        let rename = |text: String| {
            let text = ["r", "p", "v", "f", "c", "h"].iter().fold(text, |text, kind| {
                (0..8).fold(text, |text, i| text.replace(&format!("\"{kind}{i}\""), &format!("\"{kind}{i} called otherwise\"")))
            });
            (0..8).fold(text, |text, i| text.replace(&format!("\"s{i} "), &format!("\"s{i} too ")))
        };
        let case = world.case();
        let renamed = world.bind(&rename(world.plan()), &rename(world.scenario()));
        prop_assert!(renamed.resources.names().any(|name| name.contains("otherwise")));
        // The day is drawn by the hazard's name: trials of the same day are compared.
        let by_day = |case: &Case| -> BTreeMap<i64, Story> {
            let all = stories(case, 1, 0..120).into_iter();
            all.map(|story| (story.0[0].0, story)).collect()
        };
        let (ours, theirs) = (by_day(&case), by_day(&renamed));
        let both: Vec<_> = ours.keys().filter(|day| theirs.contains_key(day)).collect();
        prop_assert!(!both.is_empty());
        both.into_iter().try_for_each(|day| {
            prop_assert_eq!(&ours[day], &theirs[day]);
            Ok(())
        })?;
    }

    /// The laws of trials hold for random worlds as for the shipped plan: alone, in blocks, in any order.
    #[test]
    fn random_worlds_do_not_feel_blocks(world in world(), size in 1_u64..50, seed in 0_u64..1_000) {
        let case = world.case();
        let whole = outcomes(&case, &stories(&case, seed, 0..60));
        prop_assert_eq!(&merged(&case, parts(&case, seed, 60, size).iter().rev()), &whole);
        prop_assert_eq!(&run(&case, seed, 60), &whole);
    }

    /// The order of entries in random plans and scenarios changes nothing.
    #[test]
    fn random_worlds_do_not_feel_the_order_of_entries(world in world(), seed in 0_u64..1_000) {
        let (a, b) = (world.case(), world.bind(&backwards(&world.plan()), &backwards(&world.scenario())));
        prop_assert_eq!(stories(&a, seed, 0..TRIALS), stories(&b, seed, 0..TRIALS));
        prop_assert_eq!(run(&a, seed, TRIALS), run(&b, seed, TRIALS));
    }
}

/// Leaves one open week, one minute at which the only hazard may strike, and nothing else to chance.
fn take_the_luck_out(world: &mut World, hours: u32) {
    world.closed = (1..=52).filter(|week| *week != 20).collect();
    world.hazards.truncate(1);
    world.hazards[0].lasts = Spread::Exactly(60 * hours);
    world.hazards[0].at_one_minute = true;
    (world.hazards[0].each, world.year, world.reaction) = (false, false, None);
    world.only_strikes();
    world.role = world.role.is_some().then_some(Spread::Exactly(20));
    for strategy in &mut world.strategies {
        strategy.works = if strategy.works > 40 { 100 } else { 0 };
        strategy.ready = Spread::Exactly(u32::from(strategy.works) + 7);
        match &mut strategy.kind {
            Kind::Switch { accepted, .. } | Kind::Postpone { accepted, .. } | Kind::HandOver { accepted, .. } => {
                *accepted = 100;
            }
            Kind::Prevent { averts, .. } => *averts = 100,
            Kind::Restore { hours, .. } => *hours = 0,
            _ => {}
        }
    }
    for cascade in &mut world.cascades {
        cascade.chance = 100;
        cascade.after = Some(Spread::Exactly(30));
        cascade.lasts = None;
    }
}

/// Goes on for so many questions.
struct Until(std::sync::atomic::AtomicU64);

impl bcp_sim::assess::Watch for Until {
    fn done(&self, _: u64, _: u64) {}

    fn goes_on(&self) -> bool {
        let order = std::sync::atomic::Ordering::SeqCst;
        self.0.fetch_update(order, order, |left| left.checked_sub(1)).is_ok()
    }
}

/// Whenever it is stopped, before a trial or in the middle of one, what was counted is what as many whole trials give.
#[test]
fn a_run_that_is_stopped_has_counted_whole_trials_and_nothing_of_the_last() {
    let year = |forecast| random_worlds::bound_all(PLAN, &scenarios(), &Question::months(24, forecast));
    let (old, new) = (&year(Forecast::Written), &year(Forecast::Tested));
    let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let (luck, of_old, of_new) = (Luck::new(42), Sources::new(old).unwrap(), Sources::new(new).unwrap());
    let sides = (Side { case: old, sources: &of_old }, Side { case: new, sources: &of_new });
    for asked in [0, 1, 2, 3, 10, 57, 200, 1_001, 4_444] {
        let until = || Until(std::sync::atomic::AtomicU64::new(asked));
        let stopped = alone.install(|| assess(old, &luck, &of_old, Trials::Fixed(100_000), &until()));
        assert!(stopped.stopped && stopped.outcomes.trials <= asked);
        let whole = assess(old, &luck, &of_old, Trials::Fixed(stopped.outcomes.trials), &Unwatched);
        assert_eq!(stopped.outcomes, whole.outcomes, "{asked}");
        let stopped = alone.install(|| compare(sides.0, sides.1, &luck, Trials::Fixed(100_000), &until()));
        let trials = Trials::Fixed(stopped.old.trials);
        let whole = compare(sides.0, sides.1, &luck, trials, &Unwatched);
        assert!(stopped.stopped);
        assert_eq!(Compared { stopped: false, reached: true, ..stopped }, whole, "{asked}");
    }
}
