//! Which ways stand behind which resource: knows the chains of substitutes that a service or function may use;
//! does not know whether they work.
//!
//! A *view* is what one kind of session sees: confidential sessions do not see an open desk. Services and functions
//! with the same substitutes in the same order share a view.

use super::{Effect, Id, Resource, Strategy, Table};

/// The number of a view.
pub type ViewId = Id<View>;

/// The substitutes that may be used, by resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// One chain for each resource that has substitutes here.
    pub chains: Vec<Chain>,
    /// The position in `chains` by resource.
    pub chain_of: Vec<Option<u32>>,
}

/// Ways to stand in for one resource, in the order in which they are tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    /// What they stand in for.
    pub resource: Id<Resource>,
    /// The substitutes.
    pub ways: Vec<Id<Strategy>>,
}

impl View {
    /// The view of a ladder, with or without the ways that do not keep confidentiality.
    #[must_use]
    pub fn new(ladder: &[Id<Strategy>], confidential: bool, strategies: &Table<Strategy>, resources: usize) -> Self {
        let mut chains: Vec<Chain> = Vec::new();
        let mut chain_of = vec![None; resources];
        for id in ladder {
            let strategy = &strategies[*id];
            let Effect::Substitute(way) = &strategy.effect else { continue };
            if confidential && !strategy.private {
                continue;
            }
            for resource in &way.replaces {
                let at = *chain_of[resource.index()].get_or_insert_with(|| {
                    chains.push(Chain { resource: *resource, ways: Vec::new() });
                    chains.len() as u32 - 1
                });
                chains[at as usize].ways.push(*id);
            }
        }
        Self { chains, chain_of }
    }
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
    let mut placed = vec![false; needs.len()];
    let mut order = Vec::with_capacity(needs.len());
    let mut straight = true;
    while order.len() < needs.len() {
        let free = (0..needs.len()).find(|r| !placed[*r] && needs[*r].iter().all(|n| placed[*n]));
        straight &= free.is_some();
        let Some(next) = free.or_else(|| (0..needs.len()).find(|r| !placed[*r])) else { break };
        placed[next] = true;
        order.push(Id::at(next));
    }
    (order, straight)
}

/// A loop among what resources need, as names in order, where there is one: such resources could never work.
#[must_use]
pub fn loop_of_needs(needs: &[Vec<usize>]) -> Option<Vec<usize>> {
    let mut open = vec![true; needs.len()];
    loop {
        let Some(done) = (0..needs.len()).find(|r| open[*r] && needs[*r].iter().all(|n| !open[*n])) else { break };
        open[done] = false;
    }
    let mut at = open.iter().position(|o| *o)?;
    let mut path = vec![at];
    loop {
        at = *needs[at].iter().find(|n| open[**n])?;
        if let Some(start) = path.iter().position(|p| *p == at) {
            path.drain(..start);
            path.push(at);
            return Some(path);
        }
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
