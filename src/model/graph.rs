//! Which ways stand behind which resource: knows the chains of substitutes that a service or function may use;
//! does not know whether they work.
//!
//! A *view* is what one kind of session sees: confidential sessions do not see an open desk. Services and functions
//! whose substitutes for the same resources are the same, in the same order, share a view.

use std::collections::{BTreeMap, BTreeSet};

use crate::units::Share;

use super::{Effect, Id, Resource, Strategy, Table};

/// The number of a view.
pub type ViewId = Id<View>;

/// The substitutes that may be used, by resource, and what they are used for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// One chain for each resource that matters and has substitutes here.
    pub chains: Vec<Chain>,
    /// The position in `chains` by resource.
    pub chain_of: Vec<Option<u32>>,
    /// The position in `nodes` by resource; none where it can make no difference here.
    pub node_of: Vec<Option<u32>>,
    /// The resources that matter, each after what it needs.
    pub nodes: Vec<Node>,
    /// What the nodes need, one after the other.
    pub needs: Vec<Id<Resource>>,
}

/// A resource that matters, laid out for one pass over all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// The resource.
    pub resource: Id<Resource>,
    /// Its chain, where it has substitutes here.
    pub chain: Option<u32>,
    /// Where its needs stand in [`View::needs`].
    pub needs: std::ops::Range<usize>,
}

/// Ways to stand in for one resource, in the order in which they are tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    /// What they stand in for.
    pub resource: Id<Resource>,
    /// The substitutes.
    pub ways: Vec<Id<Strategy>>,
}

/// What views are made from.
pub(super) struct Plan<'a> {
    pub(super) resources: &'a Table<Resource>,
    pub(super) strategies: &'a Table<Strategy>,
    /// All resources, each after what it needs.
    pub(super) order: &'a [Id<Resource>],
}

impl View {
    /// The view of something that needs `roots`, through the substitutes of a ladder; confidential sessions do without
    /// the ways that do not keep confidentiality.
    #[must_use]
    pub(super) fn new(plan: &Plan<'_>, roots: &[Id<Resource>], ladder: &[Id<Strategy>], confidential: bool) -> Self {
        let allowed = |id: &&Id<Strategy>| !confidential || plan.strategies[**id].private;
        let ladder: Vec<Id<Strategy>> = ladder.iter().filter(allowed).copied().collect();
        let matters = what_matters(plan, roots, &ladder);
        let mut chains: Vec<Chain> = Vec::new();
        let mut chain_of: Vec<Option<usize>> = vec![None; plan.resources.len()];
        for id in ladder {
            let Effect::Substitute(way) = &plan.strategies[id].effect else { continue };
            for resource in way.replaces.iter().filter(|r| matters[r.index()]) {
                let at = *chain_of[resource.index()].get_or_insert(chains.len());
                match chains.get_mut(at) {
                    Some(chain) => chain.ways.push(id),
                    None => chains.push(Chain { resource: *resource, ways: vec![id] }),
                }
            }
        }
        Self::laid_out(plan, &matters, chains)
    }

    fn laid_out(plan: &Plan<'_>, matters: &[bool], chains: Vec<Chain>) -> Self {
        let mut chain_of = vec![None; plan.resources.len()];
        chains.iter().enumerate().for_each(|(at, chain)| chain_of[chain.resource.index()] = Some(at as u32));
        let mut needs = Vec::new();
        let node = |resource: &Id<Resource>| {
            let from = needs.len();
            needs.extend(&plan.resources[*resource].needs);
            Node { resource: *resource, chain: chain_of[resource.index()], needs: from..needs.len() }
        };
        let nodes: Vec<Node> = plan.order.iter().filter(|r| matters[r.index()]).map(node).collect();
        let mut node_of = vec![None; plan.resources.len()];
        nodes.iter().enumerate().for_each(|(at, node)| node_of[node.resource.index()] = Some(at as u32));
        Self { chains, chain_of, node_of, nodes, needs }
    }

    /// The substitutes for the resource at a position.
    fn ways(&self, at: usize) -> Option<&[Id<Strategy>]> {
        self.chain_of[at].map(|chain| self.chains[chain as usize].ways.as_slice())
    }

    /// One view for both, where every resource that matters in both has the same ways in both: each then sees in it
    /// what it would see alone, because nothing that matters to one depends on what matters to the other only.
    #[must_use]
    pub(super) fn merged(&self, other: &Self, plan: &Plan<'_>) -> Option<Self> {
        let agree = |node: &Node| {
            let at = node.resource.index();
            other.node_of[at].is_none() || self.ways(at) == other.ways(at)
        };
        if !self.nodes.iter().all(agree) {
            return None;
        }
        let matters: Vec<bool> =
            (0..plan.resources.len()).map(|at| self.node_of[at].is_some() || other.node_of[at].is_some()).collect();
        let mut chains = self.chains.clone();
        chains.extend(other.chains.iter().filter(|c| self.node_of[c.resource.index()].is_none()).cloned());
        Some(Self::laid_out(plan, &matters, chains))
    }
}

/// The resources that can make a difference: what the roots and every rung need, and what that needs in turn, through
/// substitutes as well. What a strategy needs that can never work makes none.
fn what_matters(plan: &Plan<'_>, roots: &[Id<Resource>], ladder: &[Id<Strategy>]) -> Vec<bool> {
    let can_work = |id: &Id<Strategy>| plan.strategies[*id].works > Share::NONE;
    let ladder: Vec<Id<Strategy>> = ladder.iter().filter(|id| can_work(id)).copied().collect();
    let mut matters = vec![false; plan.resources.len()];
    let mut ahead: Vec<Id<Resource>> = roots.to_vec();
    // What a substitute needs matters only where what it stands in for does.
    let mut ways_for: BTreeMap<Id<Resource>, Vec<&[Id<Resource>]>> = BTreeMap::new();
    for id in &ladder {
        match &plan.strategies[*id].effect {
            Effect::Substitute(way) => {
                way.replaces.iter().for_each(|resource| ways_for.entry(*resource).or_default().push(&way.needs));
            }
            effect => ahead.extend(effect.needs()),
        }
    }
    while let Some(resource) = ahead.pop() {
        if std::mem::replace(&mut matters[resource.index()], true) {
            continue;
        }
        ahead.extend(&plan.resources[resource].needs);
        ways_for.remove(&resource).into_iter().flatten().for_each(|needs| ahead.extend(needs));
    }
    matters
}

/// An order in which every resource comes after what it needs, counting what its substitutes need as well. Loops
/// through substitutes are allowed (a phone charged by a battery that the phone controls), so the second value
/// says whether one pass in this order is enough.
#[must_use]
pub(super) fn order(resources: &Table<Resource>, strategies: &Table<Strategy>) -> (Vec<Id<Resource>>, bool) {
    let mut needs: Vec<Vec<usize>> =
        resources.iter().map(|(_, _, r)| r.needs.iter().map(|n| n.index()).collect()).collect();
    for (_, _, strategy) in strategies.iter() {
        if let Effect::Substitute(way) = &strategy.effect {
            for replaced in &way.replaces {
                needs[replaced.index()].extend(way.needs.iter().map(|n| n.index()));
            }
        }
    }
    let mut waiting = Waiting::new(&needs);
    let mut order = Vec::with_capacity(needs.len());
    let mut straight = true;
    let mut tied = 0..needs.len();
    while order.len() < needs.len() {
        let free = waiting.free.pop_first();
        straight &= free.is_some();
        let Some(next) = free.or_else(|| tied.find(|at| !waiting.placed[*at])) else { break };
        waiting.place(next);
        order.push(Id::at(next));
    }
    (order, straight)
}

/// What still waits for what it needs, each thing by its number.
struct Waiting {
    /// How many of its needs, counted as often as they are named, are not placed.
    missing: Vec<usize>,
    needed_by: Vec<Vec<usize>>,
    placed: Vec<bool>,
    /// What waits for nothing.
    free: BTreeSet<usize>,
}

impl Waiting {
    fn new(needs: &[Vec<usize>]) -> Self {
        let mut needed_by = vec![Vec::new(); needs.len()];
        for (at, needs) in needs.iter().enumerate() {
            needs.iter().for_each(|need| needed_by[*need].push(at));
        }
        let missing: Vec<usize> = needs.iter().map(Vec::len).collect();
        let free = (0..needs.len()).filter(|at| missing[*at] == 0).collect();
        Self { missing, needed_by, placed: vec![false; needs.len()], free }
    }

    fn place(&mut self, at: usize) {
        self.placed[at] = true;
        self.free.remove(&at);
        for waiting in std::mem::take(&mut self.needed_by[at]) {
            self.missing[waiting] -= 1;
            if self.missing[waiting] == 0 && !self.placed[waiting] {
                self.free.insert(waiting);
            }
        }
    }
}

/// A loop among what resources need, as names in order, where there is one: such resources could never work.
#[must_use]
pub fn loop_of_needs(needs: &[Vec<usize>]) -> Option<Vec<usize>> {
    let mut waiting = Waiting::new(needs);
    while let Some(done) = waiting.free.pop_first() {
        waiting.place(done);
    }
    let mut at = waiting.placed.iter().position(|placed| !placed)?;
    let mut path = vec![at];
    let mut place_of = vec![None; needs.len()];
    place_of[at] = Some(0);
    loop {
        at = *needs[at].iter().find(|n| !waiting.placed[**n])?;
        if let Some(start) = place_of[at] {
            path.drain(..start);
            path.push(at);
            return Some(path);
        }
        place_of[at] = Some(path.len());
        path.push(at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_loop_of_needs_is_found_and_told_in_order() {
        assert_eq!(loop_of_needs(&[vec![1], vec![2], vec![]]), None);
        assert_eq!(loop_of_needs(&[vec![0]]), Some(vec![0, 0]));
        assert_eq!(loop_of_needs(&[vec![1], vec![2], vec![1]]), Some(vec![1, 2, 1]));
    }
}
