//! How sure a record is: log odds fitted to registers made by hand.
//!
//! The features are those of `confidence` in the room `frames`, read off the printed record; the target is the share of
//! a record's roles that are right, none of a record that should not be there. Least squares by plain gradient steps
//! from the same start: the same registers give the same numbers.

use serde_json::Value;

use crate::RegisterScores;

/// What a kind's pack says under `confidence`, in this order.
pub const NAMES: [&str; 6] = ["base", "filled", "known", "voiced", "unsure", "long"];

const STEPS: usize = 20_000;
const RATE: f64 = 0.05;
// Few records tell of each weight: it stays near none without a reason.
const PULL: f64 = 0.002;

/// The weights of each kind that has records.
pub fn fit(scores: &RegisterScores) -> Vec<(&'static str, [f64; 6])> {
    let mut kinds: Vec<&'static str> = Vec::new();
    for (kind, ..) in &scores.judged {
        if !kinds.contains(kind) {
            kinds.push(kind);
        }
    }
    let one = |kind: &'static str| {
        let own = scores.judged.iter().filter(|(each, ..)| *each == kind);
        let rows: Vec<([f64; 6], f64)> = own.map(|(_, record, right)| (features(record), *right)).collect();
        (kind, weights(&rows))
    };
    kinds.into_iter().map(one).collect()
}

fn weights(rows: &[([f64; 6], f64)]) -> [f64; 6] {
    let mut weights = [1.0, 0.0, 0.0, 0.0, 0.0, 0.0];
    for _ in 0..STEPS {
        let mut slope = [0.0; 6];
        for (features, right) in rows {
            let odds: f64 = weights.iter().zip(features).map(|(weight, feature)| weight * feature).sum();
            let size = 1.0 + odds.abs();
            let miss = 0.5 + 0.5 * odds / size - right;
            for (slope, feature) in slope.iter_mut().zip(features) {
                *slope += miss / (size * size) * feature / rows.len() as f64;
            }
        }
        for (n, (weight, slope)) in weights.iter_mut().zip(slope).enumerate() {
            let pull = if n == 0 { 0.0 } else { PULL * *weight };
            *weight -= RATE * (slope + pull);
        }
    }
    weights
}

fn features(record: &Value) -> [f64; 6] {
    let roles = || record["roles"].as_object().into_iter().flatten().map(|(_, fillers)| fillers);
    let list = |value: &'_ Value| value.as_array().cloned().unwrap_or_default();
    let told = |filler: &Value| !filler.is_string();
    let filled = roles().filter(|fillers| list(fillers).iter().any(told)).count().min(4);
    let known =
        roles().flat_map(list).all(|filler| !filler["level"].is_string() || filler["country"].is_string());
    let voiced = !list(&record["voice"]).is_empty();
    let unsure = record["factuality"] != "actual";
    let long = record["evidence"]["exact"].as_str().map_or(0, str::len) as f64 / 100.0;
    let flag = |holds: bool| f64::from(u8::from(holds));
    [1.0, filled as f64, flag(known), flag(voiced), flag(unsure), long.min(6.0)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_with_being_right_makes_surer() {
        let row = |known: f64, right: f64| ([1.0, 2.0, known, 0.0, 0.0, 1.0], right);
        let rows = [row(1.0, 1.0), row(1.0, 0.8), row(0.0, 0.5), row(0.0, 0.3)];
        let weights = weights(&rows);
        assert!(weights[2] > 0.5, "{weights:?}");
        assert_eq!(weights[3], 0.0, "what never holds says nothing");
        let record = serde_json::json!({
            "roles": {"actors": [{"level": "state", "country": "PER"}], "plover": ["AID"]},
            "voice": [], "factuality": "planned", "evidence": {"exact": "x".repeat(50)},
        });
        assert_eq!(features(&record), [1.0, 1.0, 1.0, 0.0, 1.0, 0.5]);
    }
}
