//! Typed indices and the tables they index.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::ops::{Index, IndexMut};

/// The place of a `T` in a [`Table<T>`]. Never reused within one run.
pub struct Id<T> {
    index: u32,
    of: PhantomData<fn() -> T>,
}

impl<T> Id<T> {
    /// # Panics
    /// Where a table would hold 2^32 entries or more.
    pub fn new(index: usize) -> Id<T> {
        Id { index: u32::try_from(index).expect("a table holds fewer than 2^32 entries"), of: PhantomData }
    }

    pub fn index(self) -> usize {
        self.index as usize
    }

    /// The id with the same number in another table: for tables kept side by side.
    pub fn cast<U>(self) -> Id<U> {
        Id { index: self.index, of: PhantomData }
    }
}

impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Id<T> {}
impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.index == other.index
    }
}
impl<T> Eq for Id<T> {}
impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.index.cmp(&other.index)
    }
}
impl<T> Hash for Id<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.index.hash(state);
    }
}
impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let name = std::any::type_name::<T>();
        write!(f, "{}#{}", name.rsplit("::").next().unwrap_or(name), self.index())
    }
}

/// A list of `T` addressed by [`Id<K>`](Id): by its own ids, or, as a table of states, by those of what it is the state
/// of.
#[derive(Clone, Debug)]
pub struct Table<T, K = T> {
    entries: Vec<T>,
    key: PhantomData<fn() -> K>,
}

impl<T, K> Table<T, K> {
    pub const fn new() -> Table<T, K> {
        Table { entries: Vec::new(), key: PhantomData }
    }

    pub fn push(&mut self, entry: T) -> Id<K> {
        self.entries.push(entry);
        Id::new(self.entries.len() - 1)
    }

    pub fn len(&self) -> usize {
        self.entries.len()
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.entries.iter()
    }

    pub fn iter_mut(&mut self) -> std::slice::IterMut<'_, T> {
        self.entries.iter_mut()
    }

    pub fn ids(&self) -> impl DoubleEndedIterator<Item = Id<K>> + ExactSizeIterator + use<T, K> {
        (0..self.entries.len()).map(Id::new)
    }

    pub fn entries(&self) -> impl DoubleEndedIterator<Item = (Id<K>, &T)> + ExactSizeIterator + Clone {
        self.entries.iter().enumerate().map(|(index, entry)| (Id::new(index), entry))
    }
}

impl<T: PartialEq, K> PartialEq for Table<T, K> {
    fn eq(&self, other: &Self) -> bool {
        self.entries == other.entries
    }
}
impl<T, K> Default for Table<T, K> {
    fn default() -> Self {
        Table::new()
    }
}
impl<T, K> FromIterator<T> for Table<T, K> {
    fn from_iter<I: IntoIterator<Item = T>>(entries: I) -> Self {
        Table { entries: entries.into_iter().collect(), key: PhantomData }
    }
}
impl<T, K> Index<Id<K>> for Table<T, K> {
    type Output = T;
    fn index(&self, id: Id<K>) -> &T {
        &self.entries[id.index()]
    }
}
impl<T, K> IndexMut<Id<K>> for Table<T, K> {
    fn index_mut(&mut self, id: Id<K>) -> &mut T {
        &mut self.entries[id.index()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;
    use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

    struct Ferry;
    struct FerryState;

    #[test]
    fn a_table_gives_back_what_was_pushed_under_its_id() {
        let mut table: Table<char> = Table::new();
        assert!(table.is_empty());
        let ids: Vec<Id<char>> = "abc".chars().map(|letter| table.push(letter)).collect();
        assert_eq!(ids.iter().map(|id| id.index()).collect::<Vec<_>>(), [0, 1, 2]);
        assert_eq!(ids.iter().map(|&id| table[id]).collect::<String>(), "abc");
        assert_eq!(table.ids().collect::<Vec<_>>(), ids);
        table[ids[1]] = 'x';
        assert_eq!((table.len(), table.is_empty()), (3, false));
        assert_eq!(table, "axc".chars().collect());
        assert_ne!(table, "abc".chars().collect());
    }

    #[test]
    fn ids_are_equal_ordered_and_hashed_by_their_place() {
        let [first, again, second] = [4, 4, 5].map(Id::<Ferry>::new);
        assert!(first == again && first != second);
        assert!(first < second && second > again && first <= again);
        assert_eq!(HashSet::from([first, again, second]).len(), 2);
        let hash = |id: Id<Ferry>| BuildHasherDefault::<DefaultHasher>::new().hash_one(id);
        assert_ne!(hash(first), hash(second));
    }

    #[test]
    fn an_id_keeps_its_place_in_a_table_alongside_and_shows_whose_it_is() {
        let ferry: Id<Ferry> = Id::new(7);
        assert_eq!(ferry.cast::<FerryState>(), Id::new(7));
        assert_eq!(format!("{ferry:?} {:?}", ferry.cast::<FerryState>()), "Ferry#7 FerryState#7");
    }
}
