//! Which of several things belong together: disjoint sets, also known as union–find.

use std::collections::BTreeMap;

/// Sets of positions from 0; each position is a set of its own at first.
#[derive(Debug, Clone, Default)]
pub struct DisjointSets {
    /// Another position of the same set, nearer to the one that stands for it; that one points to itself.
    above: Vec<usize>,
}

impl DisjointSets {
    /// So many sets of one.
    pub fn new(count: usize) -> Self {
        Self { above: (0..count).collect() }
    }
    /// Adds a set of one; its position.
    pub fn push(&mut self) -> usize {
        self.above.push(self.above.len());
        self.above.len() - 1
    }
    /// The position that stands for a set: the lowest in it.
    pub fn root(&mut self, mut at: usize) -> usize {
        while self.above[at] != at {
            // Paths are halved on the way, so that they stay short.
            self.above[at] = self.above[self.above[at]];
            at = self.above[at];
        }
        at
    }
    /// Joins the sets of two positions; whether they were two.
    pub fn join(&mut self, a: usize, b: usize) -> bool {
        let (a, b) = (self.root(a), self.root(b));
        self.above[a.max(b)] = a.min(b);
        a != b
    }
}

/// Lists with something in common are one: each list sorted, without repeats, in the order of their first items.
pub fn merged<T: Ord>(lists: impl IntoIterator<Item = Vec<T>>) -> Vec<Vec<T>> {
    let (mut sets, mut position) = (DisjointSets::default(), BTreeMap::new());
    for list in lists {
        let mut first = None;
        for item in list {
            let at = *position.entry(item).or_insert_with(|| sets.push());
            sets.join(*first.get_or_insert(at), at);
        }
    }
    let mut place: BTreeMap<usize, usize> = BTreeMap::new();
    let mut all: Vec<Vec<T>> = Vec::new();
    for (item, at) in position {
        let place = *place.entry(sets.root(at)).or_insert(all.len());
        if place == all.len() {
            all.push(Vec::new());
        }
        all[place].push(item);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_that_were_joined_have_the_lowest_position_as_their_root() {
        let mut sets = DisjointSets::new(4);
        assert!(sets.join(3, 2) && sets.join(1, 2), "each joined two");
        assert!(!sets.join(1, 3), "they were one already");
        let added = sets.push();
        assert_eq!(merged([vec!["d", "c"], vec!["b"], vec!["e"], vec!["a", "d"]]), [vec!["a", "c", "d"], vec!["b"], vec!["e"]]);
        assert_eq!((0..=added).map(|at| sets.root(at)).collect::<Vec<_>>(), [0, 1, 1, 1, 4]);
    }
}
