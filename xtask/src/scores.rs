//! Scores against gold: `eval/floors.toml` says what is scored and what may not get worse; `eval/SCORES.md` is
//! written from it.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

use crate::Outcome;

/// Writes what the reader scores now into `eval/SCORES.md`.
pub(crate) fn write(root: &Path) -> Outcome {
    let (mut page, mut left_out) = (String::from(HEAD), Vec::new());
    for set in sets(root)? {
        match set.missing(root) {
            Some(why) => left_out.push(why),
            None => {
                let table = set.run(root, &[])?;
                page.push_str(&format!(
                    "\n## {}\n\n{}\n\n```\n{}\n```\n",
                    set.title,
                    set.about,
                    table.trim_end()
                ));
            }
        }
    }
    for why in &left_out {
        page.push_str(&format!("\nLeft out when this was written: {why}.\n"));
    }
    let elsewhere = fs::read_to_string(root.join("eval/elsewhere.md"));
    page.push_str(&elsewhere.map_err(|error| vec![format!("eval/elsewhere.md: {error}")])?);
    fs::write(root.join("eval/SCORES.md"), page).map_err(|error| vec![error.to_string()])?;
    Ok("scores: eval/SCORES.md is written".into())
}

/// Fails where a floor is not reached.
pub(crate) fn check(root: &Path) -> Outcome {
    let (mut told, mut faults) = (Vec::new(), Vec::new());
    for set in sets(root)? {
        if let Some(why) = set.missing(root) {
            told.push(format!("scores: left out: {why}"));
            continue;
        }
        let figures: serde_json::Value = serde_json::from_str(&set.run(root, &["--json"])?)
            .map_err(|error| vec![format!("{}: no figures were printed: {error}", set.title)])?;
        for (name, bound) in &set.bounds {
            let (reached, shown) = match (figures[name].as_f64(), bound) {
                (Some(value), Bound::Floor(floor)) => {
                    (value + 1e-9 >= *floor, format!("{value:.3} (floor {floor:.3})"))
                }
                (Some(value), Bound::Ceiling(most)) => {
                    (value <= *most + 1e-9, format!("{value} (at most {most})"))
                }
                (None, _) => (false, "not measured".into()),
            };
            let line = format!("{}: {name} {shown}", set.title);
            if reached { told.push(format!("scores: {line}")) } else { faults.push(format!("below: {line}")) }
        }
    }
    if faults.is_empty() { Ok(told.join("\n")) } else { Err(faults) }
}

const HEAD: &str = "# Scores

Written by `cargo xtask scores`; `eval/floors.toml` holds the floors below which CI fails.
";

// A set of gold, from `eval/floors.toml`.
struct Set {
    title: String,
    about: String,
    command: Vec<String>,
    needs: String,
    bounds: Vec<(String, Bound)>,
}

enum Bound {
    Floor(f64),
    Ceiling(f64),
}

impl Set {
    fn missing(&self, root: &Path) -> Option<String> {
        let there = self.needs.is_empty() || root.join(&self.needs).exists();
        (!there).then(|| format!("{}, as {} is not here", self.title, self.needs))
    }

    fn run(&self, root: &Path, more: &[&str]) -> Result<String, Vec<String>> {
        let cargo = ["run", "--quiet", "--release", "--locked", "--package", "chancery-cli", "--"];
        let output = Command::new("cargo")
            .args(cargo)
            .args(&self.command)
            .args(more)
            .current_dir(root)
            .stderr(Stdio::inherit())
            .output()
            .map_err(|error| vec![format!("cargo cannot be run: {error}")])?;
        match output.status.success() {
            true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
            false => Err(vec![format!("chancery {} failed", self.command.join(" "))]),
        }
    }
}

fn sets(root: &Path) -> Result<Vec<Set>, Vec<String>> {
    let path = root.join("eval/floors.toml");
    let fault = |why: &dyn std::fmt::Display| vec![format!("{}: {why}", path.display())];
    let text = fs::read_to_string(&path).map_err(|error| fault(&error))?;
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| fault(&error))?;
    let sets = table.get("set").and_then(toml::Value::as_array).ok_or_else(|| fault(&"no [[set]] in it"))?;
    sets.iter().map(|set| one(set).ok_or_else(|| fault(&"a [[set]] lacks title, about or command"))).collect()
}

fn one(set: &toml::Value) -> Option<Set> {
    let text = |key: &str| set.get(key).and_then(toml::Value::as_str).map(str::to_owned);
    let words = set.get("command")?.as_array()?.iter().map(|word| word.as_str().map(str::to_owned));
    let bounds = |key: &str, bound: fn(f64) -> Bound| {
        let table = set.get(key).and_then(toml::Value::as_table);
        let bounds = table.into_iter().flatten();
        bounds.filter_map(|(name, value)| Some((name.clone(), bound(number(value)?)))).collect::<Vec<_>>()
    };
    let mut all = bounds("floors", Bound::Floor);
    all.extend(bounds("ceilings", Bound::Ceiling));
    Some(Set {
        title: text("title")?,
        about: text("about")?,
        command: words.collect::<Option<_>>()?,
        needs: text("needs").unwrap_or_default(),
        bounds: all,
    })
}

fn number(value: &toml::Value) -> Option<f64> {
    value.as_float().or_else(|| value.as_integer().map(|whole| whole as f64))
}
