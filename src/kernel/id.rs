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
