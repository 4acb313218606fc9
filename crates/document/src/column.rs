//! Columns: one value per id, side by side in memory.

use std::{
    marker::PhantomData,
    ops::{Index, Range},
};

/// An index into a column. Made by [`id!`](crate::id).
pub trait Id: Copy + Eq {
    /// The id of the `index`-th row.
    fn new(index: usize) -> Self;
    /// The row this id stands for.
    fn index(self) -> usize;
}

/// Defines a four-byte id type.
#[macro_export]
macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u32);
        impl $crate::column::Id for $name {
            #[inline]
            fn new(index: usize) -> Self { $name(u32::try_from(index).expect("more than 2^32 rows")) }
            #[inline]
            fn index(self) -> usize { self.0 as usize }
        }
    };
}

/// A vector that may only be asked with its own kind of id.
#[derive(Clone, Debug)]
pub struct Column<I, T> {
    values: Vec<T>,
    id: PhantomData<fn(I)>,
}

impl<I: Id, T> Column<I, T> {
    /// Appends a row and tells its id.
    pub fn push(&mut self, value: T) -> I {
        let id = I::new(self.values.len());
        self.values.push(value);
        id
    }
    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.values.len()
    }
    /// True if there are none.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }
    /// All ids, in order.
    pub fn ids(&self) -> impl Iterator<Item = I> + use<I, T> {
        (0..self.values.len()).map(I::new)
    }
    /// The rows of a range of ids.
    pub fn slice(&self, ids: Range<I>) -> &[T] {
        &self.values[ids.start.index()..ids.end.index()]
    }
    /// All rows.
    pub fn as_slice(&self) -> &[T] {
        &self.values
    }

    /// All rows, to be changed in place.
    pub fn iter_mut(&mut self) -> std::slice::IterMut<'_, T> {
        self.values.iter_mut()
    }
}

impl<I, T> Default for Column<I, T> {
    fn default() -> Self {
        Column { values: Vec::new(), id: PhantomData }
    }
}
impl<I, T> FromIterator<T> for Column<I, T> {
    fn from_iter<It: IntoIterator<Item = T>>(it: It) -> Self {
        Column { values: it.into_iter().collect(), id: PhantomData }
    }
}
impl<I: Id, T> Index<I> for Column<I, T> {
    type Output = T;
    fn index(&self, id: I) -> &T {
        &self.values[id.index()]
    }
}
