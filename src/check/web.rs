//! What stops a target: knows every single thing, and every pair, whose loss leaves it without a way; does not know what
//! they are called.
//!
//! Resources that take down just the same are one *part*: a chain of ten thousand that ends in one thing is one part.
//! A *leg* stands where all of it does: the parts it rests on, and the things it rests on that have a substitute. A *fork*
//! stands where one of its legs does: such a thing, as planned or on each substitute, and the target itself. What stops a
//! leg is what stops any of it, and what stops a fork is what stops all its legs; both are worked out from the bottom up,
//! and nothing larger than a pair is kept. That is exact: no step makes a set smaller.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Case, Id, Resource};

use super::graph::{Ladder, Set, Target};

/// Of a target that more pairs stop than this, pairs are not listed.
pub(super) const MOST_PAIRS: usize = 1_000_000;

/// A part, by its number.
type Part = u32;

/// What stops something.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Stops {
    /// It is stopped already.
    always: bool,
    /// The parts that do so alone, in order.
    singles: Vec<Part>,
    /// The pairs that do so, none of them alone, the smaller number first, in order.
    pairs: Vec<(Part, Part)>,
    /// There are more pairs than are kept.
    more: bool,
}

impl Stops {
    const ALWAYS: Self = Self { always: true, singles: Vec::new(), pairs: Vec::new(), more: false };

    fn is_nothing(&self) -> bool {
        !self.always && self.singles.is_empty() && self.pairs.is_empty() && !self.more
    }

    fn alone(&self, part: Part) -> bool {
        self.singles.binary_search(&part).is_ok()
    }

    /// What stops the one or the other.
    fn or(mut self, other: &Self) -> Self {
        self.always |= other.always;
        self.singles.extend(&other.singles);
        self.pairs.extend(&other.pairs);
        self.more |= other.more;
        self
    }

    /// What stops both.
    fn and(self, other: &Self) -> Self {
        match (self.always, other.always) {
            (true, _) => return other.clone(),
            (_, true) => return self,
            _ if self.is_nothing() || other.is_nothing() => return Self::default(),
            _ => {}
        }
        let singles = self.singles.iter().filter(|part| other.alone(**part)).copied().collect();
        let mut pairs = Vec::new();
        let more = self.more || other.more || self.singles.len().saturating_mul(other.singles.len()) > MOST_PAIRS;
        if !more {
            let pair = |a: Part, b: Part| (a.min(b), a.max(b));
            pairs.extend(self.singles.iter().flat_map(|a| other.singles.iter().map(move |b| pair(*a, *b))));
            let both = |pair: &&(Part, Part)| other.pairs.binary_search(pair).is_ok();
            let one = |by: &Self, (a, b): (Part, Part)| by.alone(a) || by.alone(b);
            pairs.extend(self.pairs.iter().filter(|pair| one(other, **pair) || both(pair)));
            pairs.extend(other.pairs.iter().filter(|pair| one(&self, **pair)));
        }
        Self { always: false, singles, pairs, more }.tidy()
    }

    /// In order, each once, and no pair of which one does it alone.
    fn tidy(mut self) -> Self {
        self.singles.sort_unstable();
        self.singles.dedup();
        self.pairs.sort_unstable();
        self.pairs.dedup();
        let singles = std::mem::take(&mut self.singles);
        let alone = |part: Part| singles.binary_search(&part).is_ok();
        self.pairs.retain(|(a, b)| a != b && !alone(*a) && !alone(*b));
        self.singles = singles;
        if self.more || self.pairs.len() > MOST_PAIRS {
            (self.pairs, self.more) = (Vec::new(), true);
        }
        self
    }
}

/// What a target rests on.
struct Web<'a> {
    case: &'a Case,
    ladder: &'a Ladder<'a>,
    legs: Vec<Leg>,
    forks: Vec<Fork>,
    /// The fork of each resource that has a substitute, where it was met.
    fork_of: BTreeMap<Id<Resource>, usize>,
    /// The leg of what it is itself, if anything, and what it rests on.
    leg_of: BTreeMap<Rests, usize>,
    /// The part of each resource; 0 for those that are no part of anything.
    part_of: Vec<Part>,
    parts: Part,
    /// In which walk each resource was seen last.
    seen: Vec<u32>,
    walks: u32,
}

/// What something is itself, if it has substitutes, and what it rests on first of all.
type Rests = (Option<Id<Resource>>, Vec<Id<Resource>>);

/// What rests on several things.
struct Leg {
    /// The resource that it is itself, as planned: its substitutes stand beside it, not below.
    own: Option<Id<Resource>>,
    roots: Vec<Id<Resource>>,
    parts: Vec<Part>,
    forks: Vec<usize>,
}

/// What goes on by any of its legs.
#[derive(Default)]
struct Fork {
    legs: Vec<usize>,
}

/// What leaves a target without a way, by resource.
pub(super) struct Found {
    /// Nothing needs to be struck for that.
    pub always: bool,
    /// What does so alone.
    pub singles: Vec<Id<Resource>>,
    /// The pairs of parts that do so.
    pub pairs: Vec<(usize, usize)>,
    /// More of them than are listed.
    pub more: bool,
    /// The resources of each part that may be lost.
    pub parts: Vec<Vec<Id<Resource>>>,
}

/// What leaves a target without a way, where only some resources may be lost.
pub(super) fn found(case: &Case, target: &Target, ladder: &Ladder<'_>, may_be_lost: &Set) -> Found {
    let mut web = Web::new(case, ladder);
    let goal = web.laid_out(target);
    let mut parts = vec![Vec::new(); web.parts as usize + 1];
    for id in case.resources.ids().filter(|id| may_be_lost[id.index()]) {
        parts[web.part_of[id.index()] as usize].push(id);
    }
    // What is no part of anything stops nothing.
    parts[0].clear();
    web.legs.iter_mut().for_each(|leg| leg.parts.retain(|part| !parts[*part as usize].is_empty()));
    let stops = web.stops(goal);
    let mut singles: Vec<Id<Resource>> = stops.singles.iter().flat_map(|part| parts[*part as usize].clone()).collect();
    singles.sort_unstable();
    let pairs = stops.pairs.iter().map(|(a, b)| (*a as usize, *b as usize)).collect();
    Found { always: stops.always, singles, pairs, more: stops.more, parts }
}

impl<'a> Web<'a> {
    fn new(case: &'a Case, ladder: &'a Ladder<'a>) -> Self {
        let part_of = vec![0; case.resources.len()];
        let (fork_of, leg_of, seen) = (BTreeMap::new(), BTreeMap::new(), part_of.clone());
        Self { case, ladder, legs: Vec::new(), forks: Vec::new(), fork_of, leg_of, part_of, parts: 0, seen, walks: 0 }
    }

    /// Lays out everything that a target rests on, and gives its fork.
    fn laid_out(&mut self, target: &Target) -> usize {
        let legs = target.ways(self.case).map(|needs| self.leg(None, needs.to_vec())).collect();
        self.forks.push(Fork { legs });
        let goal = self.forks.len() - 1;
        let mut next = 0;
        while next < self.legs.len() {
            let (members, forks) = self.walk(next);
            self.divide(&members);
            self.legs[next].forks = forks;
            next += 1;
        }
        // Only now is it known what the parts are.
        for leg in 0..self.legs.len() {
            let (members, _) = self.walk(leg);
            let parts: BTreeSet<Part> = members.iter().map(|id| self.part_of[id.index()]).collect();
            self.legs[leg].parts = parts.into_iter().collect();
        }
        goal
    }

    /// The leg that rests on these; it is laid out when its turn comes.
    fn leg(&mut self, own: Option<Id<Resource>>, mut roots: Vec<Id<Resource>>) -> usize {
        roots.sort_unstable();
        roots.dedup();
        *self.leg_of.entry((own, roots.clone())).or_insert_with(|| {
            self.legs.push(Leg { own, roots, parts: Vec::new(), forks: Vec::new() });
            self.legs.len() - 1
        })
    }

    /// The fork of a resource that has substitutes.
    fn fork(&mut self, resource: Id<Resource>) -> usize {
        if let Some(known) = self.fork_of.get(&resource) {
            return *known;
        }
        let fork = self.forks.len();
        self.fork_of.insert(resource, fork);
        self.forks.push(Fork::default());
        let mut legs = vec![self.leg(Some(resource), vec![resource])];
        let ways = self.ladder.instead.get(&resource).into_iter().flatten();
        legs.extend(ways.map(|way| self.ladder.ways[*way].needs.clone()).map(|needs| self.leg(None, needs)));
        self.forks[fork].legs = legs;
        fork
    }

    /// What a leg rests on: the resources without a substitute that it reaches through no others, and the forks at which
    /// it ends.
    fn walk(&mut self, leg: usize) -> (Vec<Id<Resource>>, Vec<usize>) {
        let own = self.legs[leg].own;
        let mut ahead = self.legs[leg].roots.clone();
        self.walks += 1;
        let (mut members, mut forks) = (Vec::new(), Vec::new());
        while let Some(next) = ahead.pop() {
            if std::mem::replace(&mut self.seen[next.index()], self.walks) == self.walks {
                continue;
            }
            if self.ladder.instead.contains_key(&next) && Some(next) != own {
                forks.push(self.fork(next));
            } else {
                members.push(next);
                ahead.extend(&self.case.resources[next].needs);
            }
        }
        (members, forks)
    }

    /// Tells apart the members of a leg from what was one part with them.
    fn divide(&mut self, members: &[Id<Resource>]) {
        let mut new: BTreeMap<Part, Part> = BTreeMap::new();
        for id in members {
            self.part_of[id.index()] = *new.entry(self.part_of[id.index()]).or_insert_with(|| {
                self.parts += 1;
                self.parts
            });
        }
    }

    /// Legs and forks by one number: first the legs, then the forks.
    fn below(&self, at: usize) -> impl Iterator<Item = usize> {
        let legs = self.legs.len();
        let (of_leg, of_fork) = match at.checked_sub(legs) {
            None => (&self.legs[at].forks[..], &[][..]),
            Some(fork) => (&[][..], &self.forks[fork].legs[..]),
        };
        of_leg.iter().map(move |fork| legs + fork).chain(of_fork.iter().copied())
    }

    /// Each after all that is below it, as far as nothing goes round in a ring, and whether something does.
    fn order(&self, goal: usize) -> (Vec<usize>, bool) {
        let all = self.legs.len() + self.forks.len();
        let (mut begun, mut done) = (vec![false; all], vec![false; all]);
        let (mut order, mut ring) = (Vec::new(), false);
        begun[goal] = true;
        let mut path = vec![(goal, self.below(goal).collect::<Vec<_>>())];
        while let Some((at, ahead)) = path.last_mut() {
            match ahead.pop() {
                Some(next) if done[next] => {}
                Some(next) if begun[next] => ring = true,
                Some(next) => {
                    begun[next] = true;
                    let below = self.below(next).collect();
                    path.push((next, below));
                }
                None => {
                    done[*at] = true;
                    order.push(*at);
                    path.pop();
                }
            }
        }
        (order, ring)
    }

    /// What stops the target. At first everything is taken to be stopped, so that a ring of substitutes holds nothing up.
    fn stops(&self, goal: usize) -> Stops {
        let goal = self.legs.len() + goal;
        let (order, ring) = self.order(goal);
        let mut known = vec![Stops::ALWAYS; self.legs.len() + self.forks.len()];
        // How often each is still asked for: after the last time, without a ring, it is handed over.
        let mut asked = vec![0_u32; known.len()];
        order.iter().for_each(|at| self.below(*at).for_each(|below| asked[below] += 1));
        loop {
            let mut changed = false;
            for at in &order {
                let now = self.stops_of(*at, &mut known, &mut asked, ring);
                changed |= ring && known[*at] != now;
                known[*at] = now;
            }
            if !changed {
                return std::mem::take(&mut known[goal]);
            }
        }
    }

    fn stops_of(&self, at: usize, known: &mut [Stops], asked: &mut [u32], ring: bool) -> Stops {
        let mut of = |below: usize| {
            asked[below] = asked[below].saturating_sub(1);
            if ring || asked[below] > 0 { known[below].clone() } else { std::mem::take(&mut known[below]) }
        };
        match at.checked_sub(self.legs.len()) {
            None => {
                let parts = Stops { singles: self.legs[at].parts.clone(), ..Stops::default() };
                // The largest takes the others in.
                let mut all: Vec<Stops> = self.below(at).map(&mut of).collect();
                all.sort_by_key(|stops| stops.pairs.len());
                let largest = all.pop().unwrap_or_default();
                all.iter().fold(largest.or(&parts), |sum, stops| sum.or(stops)).tidy()
            }
            Some(_) => {
                // A leg that nothing small stops ends it.
                let mut both = Stops::ALWAYS;
                for below in self.below(at) {
                    both = both.and(&of(below));
                }
                both
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stops(singles: &[Part], pairs: &[(Part, Part)]) -> Stops {
        Stops { singles: singles.to_vec(), pairs: pairs.to_vec(), ..Stops::default() }
    }

    #[test]
    fn what_stops_a_leg_is_what_stops_any_of_it() {
        let both = stops(&[1], &[(2, 3), (4, 5)]).or(&stops(&[2], &[(6, 7)])).tidy();
        assert_eq!(both, stops(&[1, 2], &[(4, 5), (6, 7)]));
    }

    #[test]
    fn what_stops_a_fork_is_what_stops_all_its_legs() {
        let both = stops(&[1, 2], &[(3, 4), (5, 6)]).and(&stops(&[2, 3], &[(1, 9), (5, 6)]));
        assert_eq!(both, stops(&[2], &[(1, 3), (1, 9), (3, 4), (5, 6)]));
        assert_eq!(stops(&[1], &[]).and(&Stops::ALWAYS), stops(&[1], &[]));
        assert!(stops(&[1], &[]).and(&Stops::default()).is_nothing());
    }

    #[test]
    fn too_many_pairs_are_said_to_be_more_and_singles_stay_exact() {
        let (a, b): (Vec<Part>, Vec<Part>) = ((1..2_000).collect(), (1_999..4_000).collect());
        let both = stops(&a, &[]).and(&stops(&b, &[]));
        assert_eq!((both.singles, both.pairs, both.more), (vec![1_999], Vec::new(), true));
    }
}
