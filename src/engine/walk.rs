//! A walk down what needs what: knows what is still ahead and what was seen; does not know what is looked for.
//!
//! A resource may be reached on more ways than can be walked, and lie deeper than calls can be nested. So each is seen once,
//! in the order of a walk down from need to need, and the memory is used again.

use crate::model::{Id, Resource};

/// The memory of walks, one at a time.
#[derive(Default)]
pub(super) struct Walk {
    /// What is next, the last first.
    ahead: Vec<Id<Resource>>,
    /// In which walk each resource was seen last.
    seen: Vec<u64>,
    number: u64,
}

impl Walk {
    /// Begins a new walk among so many resources.
    pub(super) fn start(&mut self, resources: usize) {
        self.number += 1;
        self.ahead.clear();
        if self.seen.len() < resources {
            self.seen.resize(resources, 0);
        }
    }

    /// These come next, the first of them first.
    pub(super) fn down(&mut self, needs: &[Id<Resource>]) {
        self.ahead.extend(needs.iter().rev());
    }

    /// The same for those of which something holds.
    pub(super) fn down_where(&mut self, needs: &[Id<Resource>], holds: impl Fn(&Id<Resource>) -> bool) {
        self.ahead.extend(needs.iter().rev().filter(|need| holds(need)));
    }

    /// The next that was not seen in this walk.
    pub(super) fn step(&mut self) -> Option<Id<Resource>> {
        loop {
            let next = self.ahead.pop()?;
            if std::mem::replace(&mut self.seen[next.index()], self.number) != self.number {
                return Some(next);
            }
        }
    }
}
