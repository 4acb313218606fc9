//! Fits the scorer of events: which type, if any, the words around a verb tell.
//!
//! Passive-aggressive steps on vectors of length one, their mean over all steps: near to a linear support vector
//! machine, and the same bytes for the same sentences. Sentences with one marked event teach its type at the
//! trigger that stands for it, and none at the triggers before; verbs of ordinary news that no rule knows teach none,
//! each with little weight, since some of them do tell an event.

use chancery_model::{Linear, Trainer};

use crate::fit::Dice;

/// A trigger, and what it tells.
#[derive(Clone, Debug)]
pub struct Example {
    /// What is seen, by number.
    pub features: Vec<u32>,
    /// The type it tells, or `none`.
    pub class: String,
    /// How much it may teach.
    pub weight: f32,
}

/// A trigger of a sentence whose event is marked.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sign {
    /// It only says what somebody says.
    pub says: bool,
    /// Who acts there shares words with the source.
    pub source: bool,
    /// Whom it befalls shares words with the target.
    pub target: bool,
    /// A rule names the marked type.
    pub named: bool,
}

/// Which trigger of a sentence stands for its event: the first of those that have most in common with it.
pub fn stands_for(signs: &[Sign]) -> Option<usize> {
    let worth = |sign: &Sign| match sign.source || sign.target {
        true => {
            1 + 3 * usize::from(sign.source)
                + 2 * usize::from(sign.target)
                + 2 * usize::from(sign.named)
                + 16 * usize::from(!sign.says)
        }
        false => usize::from(!sign.says),
    };
    let mut best: Option<usize> = None;
    for (at, sign) in signs.iter().enumerate() {
        if best.is_none_or(|best| worth(sign) > worth(&signs[best])) {
            best = Some(at);
        }
    }
    best
}

/// Fits a classifier in so many rounds.
pub fn fit(examples: &[Example], rounds: usize, often: u32) -> Linear {
    let mut classes: Vec<String> = examples.iter().map(|example| example.class.clone()).collect();
    classes.sort();
    classes.dedup();
    let mut trainer = Trainer::new(classes.clone());
    let mut dice = Dice::new(5);
    let mut scores = Vec::new();
    for _ in 0..rounds {
        for at in dice.shuffle(examples.len()) {
            let Example { features, class, weight } = &examples[at];
            let right =
                classes.iter().position(|each| each == class).expect("the classes are those of the examples");
            trainer.score(features, &mut scores);
            trainer.tick();
            let length = (features.len() as f32).sqrt().max(1.0);
            let rival = (0..scores.len()).filter(|&each| each != right);
            let Some(rival) = rival.max_by(|&a, &b| scores[a].total_cmp(&scores[b])) else { continue };
            let loss = 1.0 - (scores[right] - scores[rival]) / length;
            if loss > 0.0 {
                trainer.update_by(features, right, rival, (loss / 2.0).min(AGGRESSIVE * weight) / length);
            }
        }
    }
    trainer.finish(often, 0.0)
}

// No one sentence may move the weights by more.
const AGGRESSIVE: f32 = 0.3;
