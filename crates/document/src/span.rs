//! Where something stands in a text.

/// A half-open range of bytes in a document's text, always on character boundaries.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    // Invariant: start <= end.
    start: u32,
    end: u32,
}

impl Span {
    /// The span from `start` up to, not including, `end`.
    #[track_caller]
    pub fn new(start: u32, end: u32) -> Span {
        assert!(start <= end, "a span cannot end before it starts");
        Span { start, end }
    }

    /// The same, from the indices that string methods return.
    #[track_caller]
    pub fn at(start: usize, end: usize) -> Span {
        let narrow = |offset| u32::try_from(offset).expect("texts of 4 GiB and more are refused at the door");
        Span::new(narrow(start), narrow(end))
    }

    /// Where it begins.
    pub fn start(self) -> u32 {
        self.start
    }

    /// Where it ends: the first byte after it.
    pub fn end(self) -> u32 {
        self.end
    }

    /// How many bytes it holds.
    pub fn len(self) -> u32 {
        self.end - self.start
    }

    /// True if it holds nothing.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The words at this span.
    pub fn of(self, text: &str) -> &str {
        &text[self.start as usize..self.end as usize]
    }

    /// The smallest span that holds both.
    #[must_use]
    pub fn cover(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// True if the other lies within this one.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// True if the two share at least one byte.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }
}

impl std::fmt::Debug for Span {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}
