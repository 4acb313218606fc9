//! Are copies known, and nothing else taken for one? Copies are made of the stories of a folder.
//!
//! A wire issues some stories twice, corrected or carried on: `known.tsv` holds the pairs that were read and judged so.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::Write,
    path::Path,
};

use anyhow::Context;
use chancery_register::Register;
use chancery_train::copies;
use serde_json::json;

use crate::{End, args, packs, terminal::out};

/// So many stories are entered, and of so many of them copies are made.
const STORIES: usize = 5000;
const COPIED: usize = 500;
/// A story of fewer words is a bulletin: of its copies nobody can say which one they copy.
const FEWEST: usize = 60;

struct Story {
    source: String,
    day: Option<String>,
    text: String,
}

pub(crate) fn score(args: &args::Score) -> anyhow::Result<End> {
    let folder = args.stories.clone().context("name the folder of the stories with --stories DIR")?;
    let known = packs::text(&args.gold.join("known.tsv"))?;
    let known: BTreeSet<(&str, &str)> = known.lines().filter_map(|line| line.split_once('\t')).collect();
    let mut texts = Vec::new();
    for input in chancery_formats::inputs([folder]).into_iter().flatten() {
        let text = packs::text(Path::new(&input.origin().to_string()))?;
        if text.split_whitespace().count() >= FEWEST {
            let day = input.load(None)?.source.published.map(|day| day.to_string());
            texts.push(Story { source: input.origin().to_string(), day, text });
        }
    }
    // Spread over the whole folder.
    let step = (texts.len() / STORIES).max(1);
    let stories: Vec<_> = texts.into_iter().step_by(step).take(STORIES).collect();
    let mut register = Register::in_memory()?;
    let mut enter = |source: &str, day: Option<&str>, text: &str| -> anyhow::Result<()> {
        let document = json!({"id": source, "text": source, "source": source, "published": day});
        register.enter(&document, Some(text), &[], "none")?;
        Ok(())
    };
    for Story { source, day, text } in &stories {
        enter(source, day.as_deref(), text)?;
    }
    let mut made = BTreeMap::new();
    for (n, Story { source, day, text }) in
        stories.iter().step_by((stories.len() / COPIED).max(1)).take(COPIED).enumerate()
    {
        let (how, copy) = copies::copy(text, n);
        let name = format!("{source} {how}");
        enter(&name, day.as_deref(), &copy)?;
        made.insert(name, (source.as_str(), how));
    }

    // Copies by what they copy.
    let mut groups: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (copy, original) in register.copies()? {
        groups.entry(original.clone()).or_insert_with(|| BTreeSet::from([original])).insert(copy);
    }
    let mut out = out();
    let mut found = 0;
    let mut by_way: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (copy, (source, how)) in &made {
        let known = groups.values().any(|group| group.contains(copy) && group.contains(*source));
        found += usize::from(known);
        let way = by_way.entry(how).or_default();
        *way = (way.0 + usize::from(known), way.1 + 1);
        if args.errors && !known {
            writeln!(out, "missed: {copy}")?;
        }
    }
    let (mut collapsed, mut reissued) = (0, 0);
    for group in groups.values() {
        let distinct: Vec<_> =
            group.iter().filter(|source| !made.contains_key(*source)).map(|source| stem(source)).collect();
        for (at, story) in distinct.iter().enumerate().skip(1) {
            let judged = distinct[..at].iter().any(|other| known.contains(&(*other, *story)));
            collapsed += usize::from(!judged);
            reissued += usize::from(judged);
            if args.errors && !judged {
                writeln!(out, "collapsed: {story} with {:?}", &distinct[..at])?;
            }
        }
    }
    let recall = found as f64 / (made.len() as f64).max(1.0);
    if args.json {
        writeln!(out, "{}", json!({"recall": recall, "collapsed": collapsed, "stories": stories.len()}))?;
    } else {
        writeln!(
            out,
            "{} copies of {} stories: {found} known, recall {recall:.3}",
            made.len(),
            stories.len()
        )?;
        for (how, (known, all)) in by_way {
            writeln!(out, "  {how}: {known} of {all}")?;
        }
        writeln!(
            out,
            "stories collapsed with one that was issued again: {reissued}, with another: {collapsed}"
        )?;
    }
    out.flush()?;
    Ok(End::Well)
}

fn stem(source: &str) -> &str {
    Path::new(source).file_stem().and_then(|name| name.to_str()).unwrap_or_default()
}
