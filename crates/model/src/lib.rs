//! Trained weights: the file they come in, and integer scoring with them.
//!
//! A [`Model`] is a file of named sections, checked as a whole when it is read. [`Linear`] is the one kind of
//! classifier stored in them so far: sparse integer weights for hashed features, so that a score is the same
//! on every machine. [`Trainer`] fits one by averaged perceptron. An [`Encoder`](encoder::Encoder) is a small
//! recurrent network in bytes. This crate knows neither words nor trees:
//! a feature is a 32-bit number that [`hash`] makes, a class is a position in a list of names.

pub mod encoder;
pub mod error;
pub mod file;
pub mod hash;
pub mod kernel;
pub mod linear;
pub mod trainer;

pub use error::Error;
pub use file::{Model, ModelWriter};
pub use linear::{Linear, Scores};
pub use trainer::Trainer;
