//! The layers of a reading, in the order the stages write them.

mod blocks;
mod entities;
mod entries;
mod known;
mod mentions;
mod speech;
mod syntax;
mod tokens;
mod values;

pub use blocks::{Block, BlockId, Blocks, Part};
pub use entities::{Entities, Entity, EntityId, Level};
pub use entries::{Entries, Holders};
pub use known::{Entry, EntryId, EntryKind, Hit, Known};
pub use mentions::{Mention, MentionId, MentionKind, Mentions};
pub use speech::{Form, Saying, SayingId, Speech};
pub use syntax::Syntax;
pub use tokens::{Morphology, SentenceId, TokenId, Tokens, each};
pub use values::{Quantity, Value, ValueId, Valued, Values};
