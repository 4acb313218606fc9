//! Dictionary forms: a table of forms seen in training, and suffix rules for the others.
//!
//! A rule cuts some letters off the end and puts others on. The rule of an unknown word is that of the longest
//! ending that training saw with the same part of speech and features.

use chancery_document::{Features, Upos};
use chancery_model::{Model, file::Cursor, hash};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::{Error, lexeme};

/// Tables from forms and endings to rules.
#[derive(Clone, Debug, Default)]
pub struct Lemmas {
    rules: Vec<Rule>,
    words: FxHashMap<u32, u16>,
    endings: FxHashMap<u32, u16>,
    // By hash: at 64 bits no two words will share one.
    verbs: FxHashSet<u64>,
    irregular: FxHashMap<(Upos, Box<str>), Box<str>>,
    verb_endings: Vec<(String, String)>,
}

/// How a form becomes its dictionary form.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rule {
    /// Whether the form is put in lower case first.
    pub lower: bool,
    /// How many letters go from its end.
    pub cut: u8,
    /// What is put there.
    pub add: String,
}

impl Rule {
    /// The rule that makes this lemma of this form.
    pub fn between(form: &str, lemma: &str) -> Rule {
        let lowered = form.to_lowercase();
        let same = |a: &str| a.chars().zip(lemma.chars()).take_while(|(a, b)| a == b).count();
        let lower = same(&lowered) >= same(form);
        let base = if lower { lowered.as_str() } else { form };
        let kept = same(base);
        let cut = (base.chars().count() - kept).min(255) as u8;
        Rule { lower, cut, add: lemma.chars().skip(kept).collect() }
    }

    /// Applies it; tells whether the lemma differs from the form.
    pub fn apply(&self, form: &str, out: &mut String) -> bool {
        out.clear();
        if self.lower {
            out.extend(form.chars().flat_map(char::to_lowercase));
        } else {
            out.push_str(form);
        }
        for _ in 0..self.cut {
            out.pop();
        }
        out.push_str(&self.add);
        out != form
    }
}

/// The longest ending that a rule may look at.
pub const LONGEST: usize = 6;

/// The key of a form, or of an ending, with what the tagger said.
pub fn word_key(form: &str, tag: Upos, features: Features) -> u32 {
    hash::feature(tag as u8, hash::mix(lexeme::key(form), grade(features)))
}

/// The keys of a form's endings with their lengths, the longest first.
pub fn ending_keys(form: &str, tag: Upos, features: Features) -> impl Iterator<Item = (usize, u32)> {
    let grade = hash::mix(grade(features), capital(form));
    let letters = lexeme::Lexeme::endings(form, LONGEST);
    (0..=LONGEST)
        .rev()
        .filter_map(move |n| Some((n, hash::feature(tag as u8, hash::mix(letters[n]?, grade)))))
}

fn capital(form: &str) -> u64 {
    let mut chars = form.chars();
    match (chars.next().is_some_and(char::is_uppercase), chars.any(char::is_lowercase)) {
        (true, true) => 1,
        (true, false) => 2,
        _ => 0,
    }
}

// The features that change how a word ends.
fn grade(features: Features) -> u64 {
    const TELLING: [Features; 9] = [
        Features::NUMBER_PLUR,
        Features::TENSE_PAST,
        Features::VERBFORM_PART,
        Features::VERBFORM_FIN,
        Features::VERBFORM_GER,
        Features::DEGREE_CMP,
        Features::DEGREE_SUP,
        Features::PERSON_3,
        Features::POSS_YES,
    ];
    TELLING.iter().enumerate().filter(|(_, each)| features.has(**each)).map(|(bit, _)| 1 << bit).sum()
}

impl Lemmas {
    /// From tables that training made.
    pub fn new(rules: Vec<Rule>, words: FxHashMap<u32, u16>, endings: FxHashMap<u32, u16>) -> Lemmas {
        Lemmas { rules, words, endings, ..Lemmas::default() }
    }

    /// With a list of verbs, one a line, and the endings that lead to them. A verb that training never saw gets a
    /// dictionary form from the list before it gets one from the endings of others.
    #[must_use]
    pub fn with_verbs(mut self, verbs: &str, endings: &[(String, String)]) -> Lemmas {
        let verbs = verbs.lines().filter(|line| !line.starts_with('#'));
        self.verbs = verbs.map(|verb| hash::bytes(verb.as_bytes())).collect();
        self.verb_endings = endings.to_vec();
        self
    }

    /// With forms that no ending explains: a line holds part of speech, form and dictionary form, with tabs between.
    #[must_use]
    pub fn with_irregular(mut self, table: &str) -> Lemmas {
        for line in table.lines().filter(|line| !line.starts_with('#')) {
            let mut parts = line.split('\t');
            if let (Some(tag), Some(form), Some(lemma)) =
                (parts.next().and_then(Upos::named), parts.next(), parts.next())
            {
                self.irregular.entry((tag, form.into())).or_insert_with(|| lemma.into());
            }
        }
        self
    }

    /// The tables of a model.
    pub fn from_model(model: &Model) -> Result<Lemmas, Error> {
        let mut cursor = Cursor::new(model.section("lemmas")?);
        let mut lemmas = Lemmas::default();
        for _ in 0..cursor.u32()? {
            let how = cursor.u32()?;
            let add = cursor.text()?.to_owned();
            lemmas.rules.push(Rule { lower: how >> 8 & 1 == 1, cut: how as u8, add });
        }
        for table in [&mut lemmas.words, &mut lemmas.endings] {
            let rows = cursor.u32()? as usize;
            let rows = cursor.take(rows.saturating_mul(6))?;
            for row in rows.chunks_exact(6) {
                let rule = u16::from_le_bytes([row[4], row[5]]);
                if rule as usize >= lemmas.rules.len() {
                    return Err(chancery_model::Error::new("a lemma by a rule that there is not").into());
                }
                table.insert(u32::from_le_bytes([row[0], row[1], row[2], row[3]]), rule);
            }
        }
        Ok(lemmas)
    }

    /// Writes them as the bytes of a section.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = (self.rules.len() as u32).to_le_bytes().to_vec();
        for rule in &self.rules {
            out.extend((u32::from(rule.cut) | u32::from(rule.lower) << 8).to_le_bytes());
            chancery_model::file::put_text(&mut out, &rule.add);
        }
        for table in [&self.words, &self.endings] {
            let mut rows: Vec<(u32, u16)> = table.iter().map(|(&key, &rule)| (key, rule)).collect();
            rows.sort_unstable();
            out.extend((rows.len() as u32).to_le_bytes());
            for (key, rule) in rows {
                out.extend(key.to_le_bytes());
                out.extend(rule.to_le_bytes());
            }
        }
        out
    }

    /// Finds the dictionary form; tells whether it differs from the form, and then writes it out.
    pub fn of(&self, form: &str, tag: Upos, features: Features, out: &mut String) -> bool {
        // A table that people wrote goes before what a treebank's slip taught.
        if self.listed_form(form, tag, features, out) {
            return true;
        }
        let rule = self.words.get(&word_key(form, tag, features)).copied();
        if rule.is_none() && tag == Upos::Verb && self.listed_verb(form, out) {
            return true;
        }
        let rule = rule.or_else(|| {
            ending_keys(form, tag, features).find_map(|(_, key)| self.endings.get(&key).copied())
        });
        match rule {
            Some(rule) => self.rules[rule as usize].apply(form, out),
            None => false,
        }
    }

    fn listed_form(&self, form: &str, tag: Upos, features: Features, out: &mut String) -> bool {
        // "They lay it down" is no past of "lie".
        let inflected = match tag {
            Upos::Verb => {
                features.has(Features::TENSE_PAST)
                    || features.has(Features::VERBFORM_PART)
                    || features.has(Features::VERBFORM_GER)
                    // "Overran" is no verb of its own, whatever the tense was taken for.
                    || !self.verbs.is_empty() && !self.verbs.contains(&hash::bytes(form.to_lowercase().as_bytes()))
            }
            Upos::Noun => true,
            _ => false,
        };
        if form.len() > 40 || !inflected || self.irregular.is_empty() {
            return false;
        }
        let Some(lemma) = self.irregular.get(&(tag, form.to_lowercase().into_boxed_str())) else {
            return false;
        };
        out.clear();
        out.push_str(lemma);
        true
    }

    // The listed verb that an ending leads to. Of two that do ("hoping": hop, hope) the longer is taken where the
    // shorter would have doubled its last letter.
    fn listed_verb(&self, form: &str, out: &mut String) -> bool {
        if form.len() > 40 || !form.is_ascii() || self.verbs.is_empty() {
            return false;
        }
        let form = form.to_ascii_lowercase();
        let mut found: Vec<String> = Vec::new();
        for (ending, instead) in &self.verb_endings {
            let Some(stem) = form.strip_suffix(ending.as_str()).filter(|stem| stem.len() >= 2) else {
                continue;
            };
            let whole = format!("{stem}{instead}");
            let letters = stem.as_bytes();
            let doubled = instead.is_empty()
                && letters.len() > 2
                && letters[letters.len() - 1] == letters[letters.len() - 2];
            let single = || stem[..stem.len() - 1].to_owned();
            let candidates = [Some(whole), doubled.then(single)];
            found.extend(
                candidates
                    .into_iter()
                    .flatten()
                    .filter(|each| self.verbs.contains(&hash::bytes(each.as_bytes()))),
            );
        }
        let Some(first) = found.first() else { return false };
        let longer =
            found.iter().find(|each| each.len() == first.len() + 1 && each.starts_with(first.as_str()));
        let chosen = longer.filter(|_| ends_short(first)).unwrap_or(first);
        out.clear();
        out.push_str(chosen);
        true
    }
}

// One vowel and one consonant at the end: a verb that doubles its last letter before an ending.
fn ends_short(verb: &str) -> bool {
    let vowel = |letter: u8| b"aeiou".contains(&letter);
    match verb.as_bytes() {
        [.., before, vowel_letter, last] => {
            !vowel(*last) && !b"wxy".contains(last) && vowel(*vowel_letter) && !vowel(*before)
        }
        _ => false,
    }
}
