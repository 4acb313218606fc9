//! Fits a [`Linear`] classifier by averaged perceptron.
//!
//! The caller makes features, asks for scores, and says which class should have won over which. The weights
//! that come out are the mean over all steps, squeezed into bytes; rows and weights of little say are dropped.

use rustc_hash::FxHashMap;

use crate::{
    Linear,
    linear::{level, weight},
};

/// A classifier in the making.
#[derive(Clone, Debug)]
pub struct Trainer {
    classes: Vec<String>,
    rows: FxHashMap<u32, Row>,
    step: u32,
}

#[derive(Clone, Debug, Default)]
struct Row {
    updates: u32,
    weights: Vec<Weight>,
}

#[derive(Clone, Copy, Debug)]
struct Weight {
    class: u8,
    now: f32,
    sum: f64,
    since: u32,
}

impl Trainer {
    /// Nothing learnt yet.
    pub fn new(classes: Vec<String>) -> Trainer {
        assert!(classes.len() <= Linear::MOST_CLASSES, "a class is one byte");
        Trainer { classes, rows: FxHashMap::default(), step: 0 }
    }

    /// The names of the classes.
    pub fn classes(&self) -> &[String] {
        &self.classes
    }

    /// Scores all classes for these features, with the weights as they are now.
    pub fn score(&self, features: &[u32], scores: &mut Vec<f32>) {
        scores.clear();
        scores.resize(self.classes.len(), 0.0);
        for feature in features {
            if let Some(row) = self.rows.get(feature) {
                for weight in &row.weights {
                    scores[weight.class as usize] += weight.now;
                }
            }
        }
    }

    /// Counts a decision, right or wrong. To be called once for each, before [`Trainer::update`].
    pub fn tick(&mut self) {
        self.step += 1;
    }

    /// Moves the weights of these features toward one class and away from another.
    pub fn update(&mut self, features: &[u32], right: usize, wrong: usize) {
        self.update_by(features, right, wrong, 1.0);
    }

    /// The same by a step of this length: for examples that say more or less than others.
    pub fn update_by(&mut self, features: &[u32], right: usize, wrong: usize, by: f32) {
        if right == wrong {
            return;
        }
        for &feature in features {
            let row = self.rows.entry(feature).or_default();
            row.updates += 1;
            let row = &mut row.weights;
            change(row, right as u8, by, self.step);
            change(row, wrong as u8, -by, self.step);
        }
    }

    /// The mean weights as bytes. Features updated fewer than `often` times are dropped, and so are means smaller
    /// than `least` (in perceptron steps).
    pub fn finish(&self, often: u32, least: f32) -> Linear {
        let step = f64::from(self.step.max(1));
        let mut rows: Vec<(u32, Vec<(u8, f32)>)> = Vec::new();
        for (&feature, row) in &self.rows {
            let mut kept: Vec<(u8, f32)> = Vec::new();
            if row.updates < often {
                continue;
            }
            for weight in &row.weights {
                let mean = (weight.sum + f64::from(weight.now) * f64::from(self.step - weight.since)) / step;
                if (mean as f32).abs() >= least {
                    kept.push((weight.class, mean as f32));
                }
            }
            // A row's length is one byte too.
            kept.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then(a.0.cmp(&b.0)));
            kept.truncate(255);
            kept.sort_by_key(|weight| weight.0);
            if !kept.is_empty() {
                rows.push((feature, kept));
            }
        }
        rows.sort_by_key(|row| row.0);
        let loudest = rows.iter().flat_map(|row| &row.1).map(|weight| weight.1.abs()).fold(1e-6, f32::max);
        let quantise = |row: Vec<(u8, f32)>| -> Vec<(u8, i8)> {
            let levels = row.into_iter().map(|(class, mean)| {
                let weight = (mean / loudest * f32::from(weight(127))).round() as i16;
                (class, level(weight))
            });
            levels.filter(|weight| weight.1 != 0).collect()
        };
        let rows = rows.into_iter().map(|(feature, row)| (feature, quantise(row)));
        Linear::new(self.classes.clone(), rows.filter(|row| !row.1.is_empty()).collect())
    }
}

fn change(row: &mut Vec<Weight>, class: u8, by: f32, step: u32) {
    let weight = match row.iter_mut().position(|weight| weight.class == class) {
        Some(at) => &mut row[at],
        None => {
            row.push(Weight { class, now: 0.0, sum: 0.0, since: step });
            let last = row.len() - 1;
            &mut row[last]
        }
    };
    weight.sum += f64::from(weight.now) * f64::from(step - weight.since);
    weight.since = step;
    weight.now += by;
}
