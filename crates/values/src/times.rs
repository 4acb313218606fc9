//! Dates, times, durations and sets: what they say, on which days they fall.
