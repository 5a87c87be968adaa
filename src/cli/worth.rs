//! `worth`: knows which strategies and offers are tried together, and how sets of them are chosen; does not know what they
//! come to.

use crate::file::{PlanFile, Question, with_offers, without};
use crate::model::{Cost, Course, Effect};
use crate::report::{Again, Candidate, Player, Set, Valued, unbeaten};
use crate::sampling::Luck;
use crate::units::Money;
use crate::worth::{self, Advice, Bound, Game, Halt, Worths};

use super::args::{Goal, WorthArgs};
use super::compare::bound;
use super::disk::Target;
use super::doubts::{self, Doubts};
use super::effort::{Effort, Tip, timed, tried};
use super::failure::Failure;
use super::input::{self, Plan, Scenario};
use super::job::{all_drawn, forecast, target, threads};
use super::page::print_of;
use super::pages::Pages;
use super::watch::{Progress, on_ctrl_c};

/// The name under which the emergency fund is a player.
const FUND: &str = "emergency fund";
/// Up to so many candidates every set is tried; beyond, one after the other joins that helps most for its cost.
const EVERY_SET: usize = 6;
/// Pairs are told of so many players.
const PAIRED: usize = 8;

/// Tells what each strategy of the plan is worth, and what its offers would bring.
pub fn worth(args: &WorthArgs) -> Result<(), Failure> {
    let plan = input::plan(&args.world)?;
    let scenarios = input::scenarios(&args.against, &plan)?;
    let scene: Vec<&Scenario> = scenarios.iter().collect();
    let course = if args.against.len() == 1 { Course::One } else { Course::Year };
    let question = Question { course, months: args.months, forecast: forecast(args.forecast), today: args.today };
    // All faults of the plan as it is are told as everywhere.
    let case = input::case(&plan, &scene, &question)?;
    Doubts::new(args.output.quiet).say(&plan, &scene, &doubts::find(&plan, &scene, &case, args.today));
    let name = match course {
        Course::One => format!("worth-{}", scene[0].stem),
        Course::Year => "worth".to_owned(),
    };
    let folder = args.output.out.clone().unwrap_or_else(|| plan.folder.join("reports").join(name));
    let target = target(&args.output, &[&plan], &scene, &folder)?;
    let job = Job { args, plan: &plan, scene, question, luck: Luck::new(args.world.seed), target, stop: &on_ctrl_c() };
    threads(&args.output)?.install(|| job.run())
}

struct Job<'a> {
    args: &'a WorthArgs,
    plan: &'a Plan,
    scene: Vec<&'a Scenario>,
    question: Question,
    luck: Luck,
    target: Option<Target>,
    stop: &'a std::sync::Arc<std::sync::atomic::AtomicBool>,
}

impl Job<'_> {
    fn run(&self) -> Result<(), Failure> {
        let file = &self.plan.file;
        let names: Vec<String> = file.strategies.names().map(str::to_owned).chain([FUND.to_owned()]).collect();
        let game = Strategies { job: self, names: &names };
        self.allow(&game)?;
        let worths = self.ask("strategies", |watch| worth::worth(&game, &self.luck, self.args.trials, true, watch))?;
        let relied = most_relied(&worths);
        let together =
            self.ask("pairs", |watch| worth::together(&game, &relied, &self.luck, self.args.trials, watch))?;
        let players = names.iter().map(|name| player(file, name)).collect();
        let candidates = self.candidates(&names, &worths);
        let sets = self.sets(&candidates)?;
        let frontier = self.frontier(&candidates, &sets)?;
        let valued = Valued {
            title: file.title.clone(),
            against: self.title(),
            year: self.question.course == Course::Year && self.args.months == 12,
            forecast: self.question.forecast.word(),
            currency: file.currency.clone(),
            seed: self.args.world.seed,
            trials: self.args.trials,
            changes: self.plan.changed(),
            sha256: self.plan.hash.clone(),
            scenarios_sha256: input::hash(&self.scene),
            evidence_sha256: self.plan.evidence_hash(),
            goal: self.args.goal.measure(),
            players,
            worths,
            together,
            candidates,
            sets,
            frontier,
            again: self.again(),
        };
        // What was computed is shown, whatever becomes of the writing.
        let written = self.target.as_ref().map_or(Ok(()), |target| self.write(target, &valued));
        let folder = self.target.as_ref().filter(|_| written.is_ok()).map(Target::path);
        if self.args.output.json {
            print_of(&valued.json(), folder)?;
        } else if !self.args.output.quiet {
            print_of(&valued.terminal(), folder)?;
        }
        written
    }

    /// Refuses what would take hours unasked. Who makes results again has other limits.
    fn allow(&self, game: &Strategies<'_>) -> Result<(), Failure> {
        if self.args.long || self.args.output.bar {
            return Ok(());
        }
        let (plans, trials) = worth::work(game.players(), self.args.trials, true);
        let (made, seconds) =
            timed(|| self.ask("strategies", |_| game.with(&vec![true; game.players()]).map_err(Halt::Fault)));
        let all = made?;
        let watch = Progress::new("", true, self.stop);
        let tried = tried(&all.case, &self.luck, &all.sources, trials, &watch)?;
        Effort::new().shared(plans, seconds).shared(trials, tried.seconds).allow(self.args.trials, Tip::Trials)
    }

    fn ask<T>(&self, what: &'static str, ask: impl Fn(&Progress) -> Result<T, Halt<String>>) -> Result<T, Failure> {
        let progress = Progress::new(what, self.args.output.hides_bar(), self.stop);
        let found = ask(&progress);
        progress.finish();
        found.map_err(|halt| match halt {
            Halt::Stopped => Failure::Lost,
            Halt::Fault(what) => Failure::Invalid(format!(
                "error: a plan with only some of its strategies or offers cannot be replayed: {what}"
            )),
        })
    }

    /// What may change: offers that may be taken, and strategies that cost more than they bring and may go.
    fn candidates(&self, names: &[String], worths: &Worths) -> Vec<Candidate> {
        let offers = self.plan.file.offers.0.iter().map(|(name, offer)| Candidate {
            name: name.as_str().to_owned(),
            offered: true,
            cost: first_year(&offer.strategy.cost)
                - offer.instead_of.as_ref().map_or(0, |old| cost_of(&self.plan.file, old.as_str())),
        });
        let idle = names.iter().zip(&worths.players).filter(|(name, worth)| {
            let insurance = player(&self.plan.file, name).insurance;
            name.as_str() != FUND && worth.advice(insurance) == Advice::Question
        });
        let drops = idle.map(|(name, _)| Candidate {
            name: name.clone(),
            offered: false,
            cost: -cost_of(&self.plan.file, name),
        });
        offers.chain(drops).collect()
    }

    /// Sets of candidates against the plan as it is, which comes first.
    fn sets(&self, candidates: &[Candidate]) -> Result<Vec<Set>, Failure> {
        let n = candidates.len();
        let game = Offers { job: self, candidates };
        if n == 0 {
            return Ok(Vec::new());
        }
        let value = |sets: &[Vec<bool>]| -> Result<Vec<Set>, Failure> {
            let all: Vec<Vec<bool>> = std::iter::once(vec![false; n]).chain(sets.iter().cloned()).collect();
            let found =
                self.ask("offers", |watch| worth::against_first(&game, &all, &self.luck, self.args.trials, watch))?;
            Ok(all.into_iter().zip(found).map(|(members, change)| Set::new(members, candidates, change)).collect())
        };
        if n <= EVERY_SET {
            let every: Vec<Vec<bool>> = (1..1 << n).map(|set| (0..n).map(|i| set >> i & 1 == 1).collect()).collect();
            return value(&every);
        }
        let goal = self.args.goal.measure();
        let (mut tried, mut taken) = (Vec::new(), vec![false; n]);
        loop {
            let one_more = |i: usize| {
                let mut set = taken.clone();
                set[i] = true;
                set
            };
            let next: Vec<Vec<bool>> = (0..n).filter(|i| !taken[*i]).map(one_more).collect();
            let found = value(&next)?;
            let so_far = tried.iter().find(|set: &&Set| set.members == taken).map_or(0.0, |set| set.gain(goal));
            let best = found.iter().skip(1).max_by(|a, b| a.gain(goal).total_cmp(&b.gain(goal))).cloned();
            tried.extend(found.into_iter().skip(usize::from(!tried.is_empty())));
            match best.filter(|best| best.gain(goal) > so_far && best.members.contains(&false)) {
                Some(best) => taken = best.members,
                None => return Ok(tried),
            }
        }
    }

    /// The sets that no other beats for its cost, as far as that shows: each one against the one before, by the same
    /// trials.
    fn frontier(&self, candidates: &[Candidate], sets: &[Set]) -> Result<Vec<usize>, Failure> {
        let game = Offers { job: self, candidates };
        let goal = self.args.goal.measure();
        let mut kept: Vec<usize> = Vec::new();
        for next in unbeaten(sets, goal) {
            if let Some(last) = kept.last() {
                let pair = [*last, next].map(|at| sets[at].members.clone());
                let found =
                    self.ask("steps", |watch| worth::against_first(&game, &pair, &self.luck, self.args.trials, watch))?;
                if !Set::new(pair[1].clone(), candidates, found[1]).is_better(goal) {
                    continue;
                }
            }
            kept.push(next);
        }
        Ok(kept)
    }

    fn title(&self) -> String {
        match (&self.scene[..], self.question.course, self.args.months) {
            ([one, ..], Course::One, _) => one.file.title.clone(),
            (_, _, 12) => "a year of all disruptions".to_owned(),
            (_, _, months) => format!("{months} months of all disruptions"),
        }
    }

    fn write(&self, target: &Target, valued: &Valued) -> Result<(), Failure> {
        let output = &self.args.output;
        let pictures = valued.pictures();
        let (markdown, json) = (valued.markdown(&pictures.drawn), valued.json());
        Pages { markdown, json, pictures: pictures.drawn }.write(target, output)?.finish(target)?;
        all_drawn(&pictures.undrawn)
    }

    fn again(&self) -> Again {
        let args = self.args;
        let mut again = Again::new("worth");
        args.against.iter().for_each(|path| again.flag_path("against", &path.to_string_lossy()));
        if let Some(plan) = &self.plan.named {
            again.flag_path("plan", plan);
        }
        if args.months != 12 {
            again.flag("months", args.months.to_string());
        }
        again.flag("as", self.question.forecast.word());
        if let Some(today) = args.today {
            again.flag("today", today.0.to_string());
        }
        again.flag("goal", args.goal.word());
        again.flag("trials", args.trials.to_string());
        again.flag("seed", args.world.seed.to_string());
        self.plan.changed().iter().for_each(|change| again.flag("set", change));
        if args.long {
            again.switch("long");
        }
        again
    }
}

/// The players that do most, by their share of sessions and of money.
fn most_relied(worths: &Worths) -> Vec<usize> {
    let size = |at: usize| {
        let share = worths.players[at].share.as_ref().unwrap_or(&worths.players[at].last);
        let of = |m: usize| share[m].value.abs() / worths.total[m].value.abs().max(f64::MIN_POSITIVE);
        of(0).max(of(1))
    };
    let mut order: Vec<usize> = (0..worths.players.len()).filter(|at| size(*at) > 0.0).collect();
    order.sort_by(|a, b| size(*b).total_cmp(&size(*a)).then(a.cmp(b)));
    order.truncate(PAIRED);
    order
}

/// What a strategy costs in its first year \[minor units\].
fn first_year(cost: &crate::model::Cost) -> i64 {
    cost.once.0 + cost.per_year.0
}

fn cost_of(plan: &PlanFile, name: &str) -> i64 {
    plan.strategies.get(name).map_or(0, |strategy| first_year(&strategy.cost))
}

fn player(plan: &PlanFile, name: &str) -> Player {
    let strategy = plan.strategies.get(name);
    Player {
        name: name.to_owned(),
        section: strategy.map_or_else(String::new, |strategy| strategy.plan.clone()),
        cost: strategy
            .map(|strategy| strategy.cost)
            .filter(|cost| *cost != Cost::default())
            .map(|cost| first_year(&cost)),
        insurance: strategy.is_some_and(|strategy| matches!(strategy.kind, Effect::Insure(_))),
    }
}

/// The strategies of a plan and its fund as players.
struct Strategies<'a> {
    job: &'a Job<'a>,
    names: &'a [String],
}

impl Game for Strategies<'_> {
    type Fault = String;

    fn players(&self) -> usize {
        self.names.len()
    }

    fn with(&self, members: &[bool]) -> Result<Bound, String> {
        let gone = |name: &str| self.names.iter().zip(members).any(|(known, member)| !member && known == name);
        let mut plan = without(&self.job.plan.file, &gone);
        if gone(FUND) {
            plan.finances.fund = Money(0);
        }
        bound((&self.job.plan.source, &plan), &self.job.scene, &self.job.question)
    }
}

/// Offers taken and strategies dropped as players.
struct Offers<'a> {
    job: &'a Job<'a>,
    candidates: &'a [Candidate],
}

impl Game for Offers<'_> {
    type Fault = String;

    fn players(&self) -> usize {
        self.candidates.len()
    }

    fn with(&self, members: &[bool]) -> Result<Bound, String> {
        let is = |name: &str, offered: bool| {
            let mut chosen = self.candidates.iter().zip(members).filter(|(_, member)| **member);
            chosen.any(|(candidate, _)| candidate.offered == offered && candidate.name == name)
        };
        let plan = with_offers(&self.job.plan.file, &|name| is(name, true));
        let plan = without(&plan, &|name| is(name, false));
        bound((&self.job.plan.source, &plan), &self.job.scene, &self.job.question)
    }
}

impl Goal {
    /// The number of its measure.
    fn measure(self) -> usize {
        match self {
            Self::Sessions => 0,
            Self::Money => 1,
            Self::Ruin => 2,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Sessions => "sessions",
            Self::Money => "money",
            Self::Ruin => "ruin",
        }
    }
}
