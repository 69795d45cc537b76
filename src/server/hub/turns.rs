//! Who is next: each has a turn, and then waits for all others.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

/// What waits, by name. A name is forgotten with the last that waits for it.
#[derive(Debug)]
pub(super) struct Turns<T> {
    by_name: HashMap<Arc<str>, T>,
    /// Every name once.
    order: VecDeque<Arc<str>>,
}

impl<T> Default for Turns<T> {
    fn default() -> Self {
        Turns {
            by_name: HashMap::new(),
            order: VecDeque::new(),
        }
    }
}

/// Something that may have nothing left.
pub(super) trait Spent {
    /// Is there nothing left?
    fn is_spent(&self) -> bool;
}

impl<T> Spent for VecDeque<T> {
    fn is_spent(&self) -> bool {
        self.is_empty()
    }
}

impl<T> Spent for Turns<T> {
    fn is_spent(&self) -> bool {
        self.by_name.is_empty()
    }
}

impl<T: Default + Spent> Turns<T> {
    /// What waits under a name; who was not there has the last turn.
    pub(super) fn of(&mut self, name: &str) -> &mut T {
        match self.by_name.entry(Arc::from(name)) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => {
                self.order.push_back(Arc::clone(new.key()));
                new.insert(T::default())
            }
        }
    }

    /// The first that `take` gives, asked of all in turn.
    pub(super) fn next<R>(
        &mut self,
        mut take: impl FnMut(&Arc<str>, &mut T) -> Option<R>,
    ) -> Option<R> {
        for _ in 0..self.order.len() {
            let name = self.order.pop_front()?;
            let Some(waiting) = self.by_name.get_mut(&name) else {
                continue;
            };
            let taken = take(&name, waiting);
            if waiting.is_spent() {
                self.by_name.remove(&name);
            } else {
                self.order.push_back(name);
            }
            if taken.is_some() {
                return taken;
            }
        }
        None
    }

    /// Moves all that waits under a name to where nothing does.
    pub(super) fn hand_over(&mut self, name: &str, to: &mut Self) {
        if let Some(waiting) = self.by_name.remove(name) {
            self.order.retain(|other| &**other != name);
            *to.of(name) = waiting;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_has_a_turn_and_keeps_it_elsewhere() {
        let mut turns: Turns<VecDeque<u8>> = Turns::default();
        for (name, number) in [("a", 1), ("a", 2), ("b", 3), ("c", 4), ("a", 5)] {
            turns.of(name).push_back(number);
        }
        let mut others = Turns::default();
        let pop = |_: &Arc<str>, waiting: &mut VecDeque<u8>| waiting.pop_front();
        assert_eq!(turns.next(pop), Some(1));
        // Who is passed over comes again.
        let but_b = turns.next(|name, waiting| match &**name {
            "b" => None,
            _ => waiting.pop_front(),
        });
        assert_eq!(but_b, Some(4));
        turns.hand_over("a", &mut others);
        turns.hand_over("unknown", &mut others);
        assert_eq!((turns.next(pop), turns.next(pop)), (Some(3), None));
        assert_eq!((others.next(pop), others.next(pop)), (Some(2), Some(5)));
        assert!(turns.is_spent() && others.is_spent());
        assert!(turns.order.is_empty() && others.order.is_empty());
    }
}
