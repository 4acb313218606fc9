//! States, places, bodies, offices and people by name: the world pack, and its names in a text.
//!
//! [`World`] holds the facts of the pack and answers which of its names stand in a text
//! ([`World::known`]), which state, sector and office a phrase speaks of ([`World::phrases`],
//! [`World::actor_phrase`]), which place a document means ([`World::places`]) and what a currency is called. Actor dictionaries of the field
//! come in through [`Actors`]. Nothing here decides whom a mention stands for: an entry is a candidate.

mod actors;
mod bytes;
mod draft;
mod find;
mod gazetteer;
mod image;
mod phrase;
mod place;
mod table;
mod world;

pub use actors::Actors;
pub use phrase::Phrase;
pub use place::{Placed, Toponym};
pub use table::Error;
pub use world::{Currency, Spot, World};
