//! A model file made anew from treebanks, with what was fitted from other data kept.

use chancery_language::{Config, Error};
use chancery_model::{Model, ModelWriter};

use crate::{Effort, Treebank, fit, fit_quick};

/// How much to fit.
#[derive(Clone, Copy, Debug)]
pub enum Depth {
    /// What takes seconds: sentence ends and lemmas.
    Quick,
    /// All that treebanks teach.
    Whole(Effort),
}

/// The bytes of a model whose sections that treebanks teach are fitted anew; the others (names, speech) stay as
/// they are in the model before, where there is one.
pub fn refit(
    lists: &str,
    before: Option<&[u8]>,
    treebank: &Treebank,
    depth: Depth,
    progress: impl FnMut(&str),
) -> Result<Vec<u8>, Error> {
    let config = Config::parse(lists)?;
    let before = before.map(Model::from_bytes).transpose()?;
    let mut model = before.as_ref().map(ModelWriter::from_model).unwrap_or_default();
    match depth {
        Depth::Quick => fit_quick(treebank, &config, &mut model),
        Depth::Whole(effort) => fit(treebank, &config, effort, &mut model, progress),
    }
    Ok(model.finish())
}
