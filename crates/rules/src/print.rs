//! A rule as text again: `parse(print(rule)) == rule`.

use std::fmt;

use crate::{Cast, Condition, Example, Path, RoleLine, Rule, Step, Trigger, WordSet};
use chancery_document::Upos;

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "rule {} -> {}", self.name, self.kind)?;
        writeln!(f, "  doc {}", Quoted(&self.doc))?;
        // A rule of which only a part is written has none.
        if !matches!(&self.trigger, Trigger::Word { words, .. } if words.is_empty()) {
            writeln!(f, "  trigger {}", self.trigger)?;
        }
        for (field, word) in &self.sets {
            writeln!(f, "  set {field} = {word}")?;
        }
        for role in &self.roles {
            writeln!(f, "  {role}")?;
        }
        for condition in &self.conditions {
            writeln!(f, "  {condition}")?;
        }
        for (keyword, examples) in [("finds", &self.finds), ("skips", &self.skips)] {
            for example in examples {
                writeln!(f, "  {keyword} {example}")?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for Trigger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Trigger::Quantity => f.write_str("quantity"),
            Trigger::Saying(words) => write!(f, "saying {words}"),
            Trigger::Scored(words) => {
                write!(f, "scored {}", words.iter().map(|word| bare(word)).collect::<Vec<_>>().join(" "))
            }
            Trigger::Word { tags, words } => {
                let names: Vec<&str> = tags.iter().map(|tag| tag_name(*tag)).collect();
                write!(f, "{} {words}", if names.is_empty() { "word".to_owned() } else { names.join("|") })
            }
        }
    }
}

fn tag_name(tag: Upos) -> &'static str {
    match tag {
        Upos::Verb => "verb",
        Upos::Noun => "noun",
        Upos::Adj => "adjective",
        Upos::Adv => "adverb",
        Upos::Propn => "name",
        _ => "word",
    }
}

impl fmt::Display for WordSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lists = self.lists.iter().map(|list| format!("@{list}"));
        let all: Vec<String> = self.words.iter().map(|word| bare(word)).chain(lists).collect();
        f.write_str(&all.join(" "))
    }
}

// A word as it stands in a line: in quotation marks where it would be read as something else.
fn bare(word: &str) -> String {
    let keyword = |keyword: &&str| {
        word.strip_prefix(*keyword)
            .is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
    };
    let plain = |c: char| c.is_alphanumeric() || "_-'.".contains(c);
    match !word.is_empty() && word.chars().all(plain) && !["as", "has"].iter().any(keyword) {
        true => word.to_owned(),
        false => Quoted(word).to_string(),
    }
}

impl fmt::Display for RoleLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let paths: Vec<String> = self.paths.iter().map(Path::to_string).collect();
        let each = if self.each { "each " } else { "" };
        let optional = if self.optional { "?" } else { "" };
        write!(f, "{each}{}{optional} = {} as {}", self.field, paths.join(" | "), self.cast)
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let steps: Vec<String> = self.steps.iter().map(Step::to_string).collect();
        f.write_str(&steps.join(" > "))
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Step::Trigger => f.write_str("trigger"),
            Step::Subject => f.write_str("subject"),
            Step::Object => f.write_str("object"),
            Step::Indirect => f.write_str("indirect"),
            Step::Oblique(words) if words.is_empty() => f.write_str("oblique"),
            Step::Oblique(words) => write!(f, "oblique({words})"),
            Step::Anywhere(words) => write!(f, "anywhere({words})"),
            Step::Possessor => f.write_str("possessor"),
            Step::Demonym => f.write_str("demonym"),
            Step::Complement => f.write_str("complement"),
            Step::Adverbial => f.write_str("adverbial"),
            Step::Apposition => f.write_str("apposition"),
            Step::Governor => f.write_str("governor"),
            Step::Conjunct => f.write_str("conjunct"),
            Step::Down(relation) => write!(f, "down({relation})"),
            Step::Named(name) => write!(f, "@{name}"),
            Step::Up(relation) => write!(f, "up({relation})"),
        }
    }
}

impl fmt::Display for Cast {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cast::Map(name) => write!(f, "Map({name})"),
            Cast::Size(name) => write!(f, "Size({name})"),
            other => write!(f, "{other:?}"),
        }
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let paths: Vec<String> = self.paths.iter().map(Path::to_string).collect();
        write!(f, "{} {}", if self.wanted { "where" } else { "unless" }, paths.join(" | "))?;
        if !self.words.is_empty() {
            write!(f, " in {}", self.words)?;
        }
        if !self.features.is_empty() {
            write!(f, " has {}", self.features.pairs().collect::<Vec<_>>().join("|"))?;
        }
        match &self.cast {
            Some(cast) => write!(f, " as {cast}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Example {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", Quoted(&self.text))?;
        for (i, (field, values)) in self.expect.iter().enumerate() {
            let values: Vec<String> = values.iter().map(|value| Quoted(value).to_string()).collect();
            write!(f, "{} {field} {}", if i > 0 { ";" } else { "" }, values.join(", "))?;
        }
        Ok(())
    }
}

struct Quoted<'a>(&'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.0.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
    use crate::parse;

    fn check(text: &str) {
        let rules = parse("test.rule", text).unwrap();
        let printed: String = rules.iter().map(ToString::to_string).collect();
        let again = parse("test.rule", &printed).unwrap();
        let lineless = |rules: &[crate::Rule]| {
            let mut rules = rules.to_vec();
            for rule in &mut rules {
                rule.line = 0;
                rule.finds.iter_mut().chain(&mut rule.skips).for_each(|example| example.line = 0);
            }
            rules
        };
        assert_eq!(lineless(&rules), lineless(&again), "{printed}");
    }

    #[test]
    fn printing_and_parsing_are_inverse() {
        check(
            r#"
# A comment.
rule signing -> event
  doc "Parties sign a \"document\"."
  trigger verb|noun @sign ink
  set plover = AGREE
  actors = subject as Actor
  place? = oblique(in at) as Place
  each action = object > oblique(of) | complement as Clause
  type? = trigger as Map(types)
  where object in @instrument
  unless trigger has VerbForm=Ger
  where oblique(with) as Actor
  finds "Jordan signed a pact." actors Jordan, Egypt; action a pact   # a word
  skips "Jordan signed off."
rule figure -> figure
  doc "A quantity."
  trigger quantity
  value = trigger as Quantity
rule saying -> statement
  doc "Somebody says something."
  trigger saying @say
rule told -> event
  doc "What the scorer names."
  trigger scored AGREE "as"
  recipients? = object > @beyond | @beyond as Side
rule half -> event
"#,
        );
    }

    #[test]
    fn errors_name_the_place_and_the_nearest_name() {
        let errors =
            parse("a.rule", "rule x -> event\n  actors = subjct as Actor\n  triger verb go\n").unwrap_err();
        assert_eq!(errors.len(), 2);
        assert_eq!((errors[0].line, errors[0].column), (2, 12));
        assert!(errors[0].to_string().contains("did you mean `subject`?"), "{}", errors[0]);
        assert!(errors[1].message.contains("did you mean `trigger`?"), "{}", errors[1]);
    }
}
