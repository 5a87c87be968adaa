//! Things with names, numbered: knows which number belongs to which name; does not know what they are.

use std::marker::PhantomData;

/// The number of a `T` in its [`Table`]; ids of different tables cannot be confused.
pub struct Id<T>(u32, PhantomData<fn() -> T>);

impl<T> Id<T> {
    /// The id at a position. The caller knows that the table is that long.
    #[must_use]
    pub fn at(position: usize) -> Self {
        Self(position as u32, PhantomData)
    }

    /// The position in the table.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
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
        self.0 == other.0
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
        self.0.cmp(&other.0)
    }
}
impl<T> std::fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "#{}", self.0)
    }
}

/// Named things in the order of their names.
#[derive(Clone, Debug)]
pub struct Table<T> {
    rows: Vec<(String, T)>,
}

impl<T> Table<T> {
    /// Puts the rows in the order of their names. Names are unique; the reader of files sees to it.
    #[must_use]
    pub fn new(mut rows: Vec<(String, T)>) -> Self {
        rows.sort_by(|a, b| a.0.cmp(&b.0));
        Self { rows }
    }

    /// The id of a name.
    #[must_use]
    pub fn id(&self, name: &str) -> Option<Id<T>> {
        self.rows.binary_search_by(|(n, _)| n.as_str().cmp(name)).ok().map(Id::at)
    }

    /// All values, to be changed; names and their order stay.
    pub(super) fn values_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.rows.iter_mut().map(|(_, value)| value)
    }

    /// The name of an id.
    #[must_use]
    pub fn name(&self, id: Id<T>) -> &str {
        &self.rows[id.index()].0
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// All ids in order.
    pub fn ids(&self) -> impl Iterator<Item = Id<T>> + use<T> {
        (0..self.rows.len()).map(Id::at)
    }

    /// All names in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.rows.iter().map(|(name, _)| name.as_str())
    }

    /// Ids, names and rows in order.
    pub fn iter(&self) -> impl Iterator<Item = (Id<T>, &str, &T)> {
        self.rows.iter().enumerate().map(|(i, (name, row))| (Id::at(i), name.as_str(), row))
    }
}

impl<T> std::ops::Index<Id<T>> for Table<T> {
    type Output = T;
    fn index(&self, id: Id<T>) -> &T {
        &self.rows[id.index()].1
    }
}
