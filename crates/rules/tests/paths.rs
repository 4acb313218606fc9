//! Ways through trees, on trees given by hand: who does what, seen through what grammar hides.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use chancery_document::{
    Block, Column, Country, Document, Entities, Entity, Features, Id, Known, Level, Mention, MentionKind,
    Mentions, Morphology, Part, Reading, Relation, Span, Speech, Syntax, TokenId, Tokens, Upos, Values,
    Words,
};
use chancery_rules::{KindDeclaration, Lists, Paths, Rules, parse};

/// A reading of one sentence: words as `form/lemma/TAG/Feature=Value|…/head/relation`, heads from 1, 0 the root.
/// Every proper noun is a state.
fn reading(words: &str, lexicon: chancery_document::Lexicon) -> Reading {
    let mut text = String::new();
    let mut own = Words::new(lexicon.into());
    let mut tokens = Tokens::default();
    let mut morphology = Morphology::default();
    let (mut heads, mut relations) = (Column::default(), Column::default());
    let mut mentions = Vec::new();
    for (i, word) in words.split_whitespace().enumerate() {
        let parts: Vec<&str> = word.split('/').collect();
        let [form, lemma, tag, features, head, relation] = parts[..] else {
            panic!("six parts a word: {word}")
        };
        let start = text.len();
        text.push_str(form);
        let token = tokens.spans.push(Span::at(start, text.len()));
        text.push(' ');
        tokens.forms.push(own.add(form));
        morphology.lemmas.push(own.add(lemma));
        morphology.tags.push(Upos::named(tag).unwrap());
        morphology.features.push(Features::parse(features).0);
        let head: usize = head.parse().unwrap();
        heads.push(TokenId::new(if head == 0 { i } else { head - 1 }));
        relations.push(Relation::named(relation).unwrap());
        if tag == "PROPN" {
            mentions.push(Mention {
                tokens: token.alone(),
                head: token,
                kind: MentionKind::Place,
                entry: None,
            });
        }
    }
    let mentions = Mentions::new(mentions);
    let mut entities = Entities::default();
    for id in mentions.all.ids() {
        let name = mentions.all[id].head;
        let entity = Entity {
            name: tokens.spans[name].of(&text).to_owned(),
            level: Some(Level::State),
            country: Country::new("XXA"),
            at_home: false,
            sector: None,
            office: None,
            id: "#1".into(),
            members: Vec::new(),
        };
        entities.of.push(entities.all.push(entity.clone()));
    }
    let mut blocks = chancery_document::Blocks::default();
    let block = blocks.all.push(Block { part: Part::Body, span: Span::at(0, text.len()) });
    tokens.sentences.push(TokenId::new(0)..TokenId::new(heads.len()));
    tokens.blocks.push(block);
    Reading {
        document: Document { text, ..Document::default() },
        words: own,
        blocks,
        notice: None,
        tokens,
        morphology,
        syntax: Syntax::new(heads, relations),
        known: Known::default(),
        values: Values::default(),
        mentions,
        speech: Speech::default(),
        entities,
        issues: Vec::new(),
        provenance: Default::default(),
    }
}

fn rules(text: &str) -> (Rules, chancery_document::Lexicon) {
    let kinds = "[[kind]]\nname = \"event\"\ndoc = \"A deed.\"\nfields = [{ name = \"actors\", kind = \"actor\", many = true }, { name = \"recipients\", kind = \"actor\", many = true }]";
    let kinds = KindDeclaration::parse("kinds.toml", kinds).unwrap();
    let mut lists = Lists::default();
    lists
        .add("words.toml", "[words]\nlight_verb = [\"hold\", \"pay\"]\nworded_noun = [\"report\"]\n")
        .unwrap();
    let mut lexicon = chancery_document::Lexicon::default();
    let written = parse("test.rule", text).unwrap();
    let files = [("test".to_owned(), "test.rule".to_owned(), text.to_owned(), written)];
    let rules = Rules::compile(&files, &kinds, &lists, &mut lexicon).unwrap();
    (rules, lexicon)
}

/// The subjects and objects of the word `of`, by their forms.
fn check(words: &str, of: &str, subjects: &str, objects: &str) {
    let (rules, lexicon) = rules(
        "rule a -> event\n  doc \"A.\"\n  trigger verb a\n  actors = subject as Actor\n  finds \"A.\"\n",
    );
    let reading = reading(words, lexicon);
    let paths = Paths::new(&reading, &rules);
    let token = reading.tokens.spans.ids().find(|&token| reading.form(token) == of).unwrap();
    let forms = |tokens: Vec<TokenId>| {
        tokens.into_iter().map(|each| reading.form(each).to_owned()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(
        (forms(paths.subject(token)).as_str(), forms(paths.object(token)).as_str()),
        (subjects, objects),
        "{of} in {words}"
    );
}

const PAST: &str = "Tense=Past|VerbForm=Fin";

#[test]
fn actives_and_passives() {
    check(
        &format!("Norway/Norway/PROPN/_/2/nsubj praised/praise/VERB/{PAST}/0/root Kenya/Kenya/PROPN/_/2/obj"),
        "praised",
        "Norway",
        "Kenya",
    );
    check(
        "Kenya/Kenya/PROPN/_/3/nsubj:pass was/be/AUX/_/3/aux:pass praised/praise/VERB/Tense=Past|VerbForm=Part/0/root by/by/ADP/_/5/case Norway/Norway/PROPN/_/3/obl:agent",
        "praised",
        "Norway",
        "Kenya",
    );
}

#[test]
fn control_and_coordination() {
    let words = "Norway/Norway/PROPN/_/2/nsubj wants/want/VERB/VerbForm=Fin/0/root to/to/PART/_/4/mark visit/visit/VERB/VerbForm=Inf/2/xcomp Kenya/Kenya/PROPN/_/4/obj and/and/CCONJ/_/7/cc thank/thank/VERB/VerbForm=Inf/4/conj Togo/Togo/PROPN/_/7/obj";
    check(words, "visit", "Norway", "Kenya");
    check(words, "thank", "Norway", "Togo");
    let asked = "Norway/Norway/PROPN/_/2/nsubj asked/ask/VERB/VerbForm=Fin/0/root Kenya/Kenya/PROPN/_/2/obj to/to/PART/_/5/mark leave/leave/VERB/VerbForm=Inf/2/xcomp";
    check(asked, "leave", "Kenya", "");
}

#[test]
fn a_report_says_it_for_whoever_issued_it() {
    check(
        "Norway/Norway/PROPN/_/2/nsubj issued/issue/VERB/VerbForm=Fin/0/root report/report/NOUN/_/2/obj accusing/accuse/VERB/VerbForm=Ger/3/acl Kenya/Kenya/PROPN/_/4/obj",
        "accusing",
        "Norway",
        "Kenya",
    );
}

#[test]
fn relative_clauses() {
    let who = "Norway/Norway/PROPN/_/0/root which/which/PRON/PronType=Rel/3/nsubj left/leave/VERB/VerbForm=Fin/1/acl:relcl Togo/Togo/PROPN/_/3/obj";
    check(who, "left", "Norway", "Togo");
    let gap =
        "Norway/Norway/PROPN/_/0/root Kenya/Kenya/PROPN/_/3/nsubj left/leave/VERB/VerbForm=Fin/1/acl:relcl";
    check(gap, "left", "Kenya", "Norway");
    let signed = "pact/pact/NOUN/_/0/root signed/sign/VERB/Tense=Past|VerbForm=Part/1/acl by/by/ADP/_/4/case Togo/Togo/PROPN/_/2/obl";
    check(signed, "signed", "Togo", "pact");
}

#[test]
fn nouns_under_light_verbs() {
    let words = "Norway/Norway/PROPN/_/2/nsubj held/hold/VERB/VerbForm=Fin/0/root talks/talk/NOUN/_/2/obj";
    check(words, "talks", "Norway", "");
    let signing = "the/the/DET/_/2/det signing/signing/NOUN/_/0/root of/of/ADP/_/4/case pacts/pact/NOUN/_/2/nmod by/by/ADP/_/6/case Togo/Togo/PROPN/_/2/nmod";
    check(signing, "signing", "Togo", "pacts");
}

#[test]
fn the_most_specific_rule_wins_and_each_filler_may_make_a_record() {
    let text = "rule plain -> event\n  doc \"A.\"\n  trigger verb visit\n  actors = subject as Actor\n  finds \"A.\"\nrule special -> event\n  doc \"A.\"\n  trigger verb visit\n  actors = subject as Actor\n  each recipients = object as Actor\n  where object\n  finds \"A.\"\n";
    let (rules, lexicon) = rules(text);
    let reading = reading(
        "Norway/Norway/PROPN/_/2/nsubj visited/visit/VERB/VerbForm=Fin/0/root Kenya/Kenya/PROPN/_/2/obj and/and/CCONJ/_/5/cc Togo/Togo/PROPN/_/3/conj",
        lexicon,
    );
    let found = rules.find(&reading);
    let told: Vec<(String, usize)> =
        found.iter().map(|each| (each.rule.name.to_string(), each.roles[1].fillers.len())).collect();
    assert_eq!(told, [("test/special".to_owned(), 1), ("test/special".to_owned(), 1)]);
}

#[test]
fn errors_show_place_and_remedy() {
    let kinds = KindDeclaration::parse(
        "kinds.toml",
        "[[kind]]\nname = \"event\"\ndoc = \"A deed.\"\nfields = [{ name = \"actors\", kind = \"actor\" }]",
    )
    .unwrap();
    let text = "rule a -> evnt\n  doc \"A.\"\n  trigger verb go\n  finds \"A.\"\nrule b -> event\n  doc \"B.\"\n  trigger verb @gone\n  actrs = subject as Actor\n  finds \"B.\"\n";
    let written = parse("x.rule", text).unwrap();
    let files = [("t".to_owned(), "x.rule".to_owned(), text.to_owned(), written)];
    let errors = Rules::compile(&files, &kinds, &Lists::default(), &mut Default::default()).unwrap_err();
    let messages: Vec<String> = errors.iter().map(ToString::to_string).collect();
    assert!(
        messages[0].starts_with("x.rule:1:11: no pack declares the kind `evnt` (did you mean `event`?)"),
        "{}",
        messages[0]
    );
    assert!(
        messages.iter().any(|each| each.starts_with("x.rule:7:17: no pack has a word list `gone`")),
        "{messages:#?}"
    );
    assert!(messages.iter().any(|each| each.starts_with("x.rule:8:3: `event` has no field `actrs` (did you mean `actors`?)")), "{messages:#?}");
}
