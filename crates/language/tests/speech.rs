//! Who says what, in sentences made up for it, read with the English pack.
#![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

use chancery_document::{Known, Saying, Speech, Tokens, Values, Words};
use chancery_language::{Language, MentionInput, NameInput, Scratch, SpeechInput};

struct Read {
    text: String,
    tokens: Tokens,
    speech: Speech,
}

fn language() -> Language {
    let lists = include_str!("../../../packs/en/language.toml");
    Language::load(lists, include_bytes!("../../../packs/en/model.bin")).unwrap()
}

fn read(language: &Language, text: &str) -> Read {
    let (mut words, mut scratch) = (Words::default(), Scratch::default());
    let (known, values) = (Known::default(), Values::default());
    let blocks = language.layout(text);
    let tokens = language.segment(text, &blocks, &mut words);
    let morphology = language.tag(&tokens, &mut words, &mut scratch);
    let syntax = language.parse(&tokens, &morphology, &words, &mut scratch);
    let (tokens, morphology, syntax, words) = (&tokens, &morphology, &syntax, &words);
    let names = language.name(NameInput { tokens, morphology, syntax, words, known: &known }, &mut scratch);
    let mentions = language
        .mentions(names, MentionInput { tokens, morphology, syntax, words, known: &known, values: &values });
    let (blocks, mentions) = (&blocks, &mentions);
    let speech = language.speech(SpeechInput { text, blocks, tokens, morphology, syntax, words, mentions });
    Read { text: text.to_owned(), tokens: tokens.clone(), speech }
}

// A saying as `speaker < cue > addressee: content | content`.
fn tell(read: &Read, saying: &Saying) -> String {
    let words = |tokens: &[chancery_document::TokenId]| {
        let words = tokens.iter().map(|&token| read.tokens.spans[token].of(&read.text));
        words.collect::<Vec<_>>().join("+")
    };
    let content: Vec<&str> = saying.content.iter().map(|span| span.of(&read.text)).collect();
    let to = words(&saying.addressees);
    format!(
        "{} <{}>{}{to}: {} ({})",
        words(&saying.speakers),
        read.tokens.cover(saying.cue.clone()).of(&read.text),
        if to.is_empty() { "" } else { " " },
        content.join(" | "),
        saying.form.as_str(),
    )
}

#[track_caller]
fn check(language: &Language, text: &str, expect: &[&str]) {
    let read = read(language, text);
    let found = read.speech.statements().map(|id| tell(&read, &read.speech.all[id]));
    assert_eq!(found.collect::<Vec<_>>(), expect, "{text}");
}

#[test]
fn sayings() {
    let language = language();
    let check = |text: &str, expect: &[&str]| check(&language, text, expect);
    check(
        "“We left early,” said Ann Berg, the minister. “It was late.”",
        &["Ann <said>: We left early | It was late (direct)"],
    );
    check(
        "The minister told reporters that talks would resume on Monday.",
        &["minister <told> reporters: talks would resume on Monday (indirect)"],
    );
    check(
        "The pact, Lind said, would help both countries.",
        &["Lind <said>: The pact | would help both countries (indirect)"],
    );
    check("Berg described the plan as a farce.", &["Berg <described>: the plan as a farce (indirect)"]);
    check(
        "According to the ministry, exports fell in May.",
        &["ministry <According to>: exports fell in May (indirect)"],
    );
    check(
        "Berg and Lind said they would meet again, adding that no date was set.",
        &[
            "Berg+Lind <said>: they would meet again (indirect)",
            "Berg+Lind <adding>: no date was set (indirect)",
        ],
    );
    check(
        "A proposal by Togo for joint patrols was not accepted, diplomats said, adding that talks would go on.",
        &[
            "diplomats <said>: A proposal by Togo for joint patrols was not accepted (indirect)",
            "diplomats <adding>: talks would go on (indirect)",
        ],
    );
    check(
        "Berg was quoted by the agency as saying that the talks had been short.",
        &[
            "agency <quoted>: the talks had been short (indirect)",
            "Berg <saying>: the talks had been short (indirect)",
        ],
    );
    check(
        "The harbour will close in May, the paper reported on Friday, quoting an official of the ministry.",
        &[
            "paper <reported>: The harbour will close in May (indirect)",
            "official <quoting>: The harbour will close in May (indirect)",
        ],
    );
    check(
        "Lind denied that his men had fired a shot and said the ship had turned away.",
        &[
            "Lind <denied>: his men had fired a shot (indirect)",
            "Lind <said>: the ship had turned away (indirect)",
        ],
    );
    check(
        "“The harbour is closed to everybody,” the agency quoted Lind as saying on Friday.",
        &[
            "agency <quoted>: The harbour is closed to everybody (direct)",
            "Lind <saying>: The harbour is closed to everybody (direct)",
        ],
    );
    check(
        "All buses will run on gas, according to what the ministry announced.",
        &["ministry <according to>: All buses will run on gas (indirect)"],
    );
    check(
        "Exports fell, according to an announcement by the ministry.",
        &["ministry <according to>: Exports fell (indirect)"],
    );
    check(
        "Berg read out the letter, where the king wrote: “I shall return when the snow is gone.”",
        &["king <wrote>: I shall return when the snow is gone (direct)"],
    );
    check(
        "Berg pointed out that the harbour would close, the state news agency, Vika, reported.",
        &[
            "Berg <pointed out>: the harbour would close (indirect)",
            "agency <reported>: Berg pointed out that the harbour would close (indirect)",
        ],
    );
    check(
        "“The last talks between officials but not this one will be secret,” he said, adding that no day was set.",
        &[
            "he <said>: The last talks between officials but not this one will be secret (direct)",
            "he <adding>: no day was set (indirect)",
        ],
    );
    check(
        "During the meeting, Berg referred to the old relations between both countries, pointing out that the ministry is working \
         to support Peru, the Jordan News Agency, Petra, reported.",
        &[
            "Berg <referred to>: the old relations between both countries (indirect)",
            "Berg <pointing out>: the ministry is working to support Peru (indirect)",
            "Agency <reported>: During the meeting, Berg referred to the old relations between both countries, pointing out that the \
             ministry is working to support Peru (indirect)",
        ],
    );
    check(
        "The firm aims to build a “fair and very modern trading house”, Berg said.",
        &["Berg <said>: The firm aims to build a “fair and very modern trading house (mixed)"],
    );
    // Who speaks where the tree gives the cue nobody, or somebody of what is said.
    check(
        "Speaking in Lima, Ann Berg, head of the fund for two years, said that the plan has been dropped.",
        &["Ann <said>: the plan has been dropped (indirect)"],
    );
    // A quotation that runs over paragraphs is of whoever the last one is told of.
    check(
        "“We left early because of a claim that it rained.\n\n“It was late,’’ Ann Berg said.",
        &[
            " <claim>: it rained (direct)",
            "Ann <said>: We left early because of a claim that it rained | It was late (direct)",
        ],
    );
    // What is said is whole, and without whoever says it.
    check(
        "Talks began. Vika Steel, a firm which is running works in Lima has yet to see the impact of it, said Mr Lind, who runs it.",
        &[
            "Lind <said>: Vika Steel, a firm which is running works in Lima has yet to see the impact of it (indirect)",
        ],
    );
    check(
        "‘The people have acted,’\nthe president of the Supreme Tribunal (TSE), Ann Berg remarked, presenting on Sunday the \
         initial report of the vote, prolonged from 16:00 to 17:00 (local time) by the late opening of some schools.",
        &["Ann <remarked>: The people have acted (direct)"],
    );
    check("But, says Lind, “the answer was no.”", &["Lind <says>: the answer was no (direct)"]);
    check(
        "Exports of sugar fell in 2019, recalled the minister.",
        &["minister <recalled>: Exports of sugar fell in 2019 (indirect)"],
    );
    check(
        "Lind announced on Friday the closure of the mine.",
        &["Lind <announced>: the closure of the mine (indirect)"],
    );
    check("The council urged both armies to withdraw.", &["council <urged> armies: to withdraw (indirect)"]);
    check("A doctor at the hospital spoke of eleven dead.", &["doctor <spoke of>: eleven dead (indirect)"]);
    check("They stressed the importance of trade.", &["They <stressed>: the importance of trade (indirect)"]);
    check("The report shows that exports fell.", &["report <shows>: exports fell (indirect)"]);
}

#[test]
fn the_turns_of_a_transcript_are_quotations() {
    let language = language();
    let text = "Press conference\n\nAna Ruiz: Good morning. We oppose the plan.\n\nKari Lund: Will the minister go to Oslo?\n\n\
                Ana Ruiz: I have nothing to say. Lind claimed that it fell.";
    let turns = [
        "Ana <:>: Good morning. We oppose the plan (direct)",
        "Kari <:>: Will the minister go to Oslo? (direct)",
        "Ana <:>: I have nothing to say. Lind claimed that it fell (direct)",
        "Lind <claimed>: it fell (direct)",
    ];
    check(&language, text, &turns);
    // Of those who speak in turn one at least speaks twice; this is a list.
    check(
        &language,
        "They met.\n\nAna Ruiz: a minister since May. She likes tea.\n\nBo Lind: a farmer. He likes milk.",
        &[],
    );
}

#[test]
fn attributions_that_are_no_statements() {
    let language = language();
    check(&language, "The plan was praised by Lind.", &[]);
    check(&language, "Said accord had been set to last until 2019.", &[]);
    check(&language, "They met the deputy minister of Oman, Shihab bin Tarik Al Said.", &[]);
    check(&language, "Lind announced this on Friday.", &[]);
    check(&language, "The evidence shows that exports fell.", &[]);
    check(&language, "Any agreement should mention the islands.", &[]);
    check(&language, "A clerk who asked not to be named opened the gate.", &[]);
    check(&language, "Lind believes that exports fell.", &[]);
    check(&language, "They watched “The Long Road” together.", &[]);
    check(&language, "The ministers' view is no “farce”.", &[]);
    check(&language, "The fair opens under the slogan “Better together”.", &[]);
    check(&language, "Togo recalled its ambassador from Lima.", &[]);
    check(&language, "Nobody dared to openly voice support for Lind.", &[]);
}

#[test]
fn content_and_cues_lie_where_they_should() {
    let language = language();
    let text =
        "“We agree,” Lind said. He added: “Never.\n\n“Not now,” she said, «and not “then”».\n\nTitle: “a";
    let read = read(&language, text);
    let all = read.speech.all.as_slice();
    for saying in all {
        assert!(!saying.content.is_empty() && saying.content.is_sorted());
        assert!(saying.content.iter().all(|span| !span.is_empty() && !span.of(text).starts_with('“')));
    }
    assert!(all.is_sorted_by_key(|saying| saying.head));
}

#[test]
fn sentences_cut_anywhere_are_read() {
    let language = language();
    for text in [
        "In reply, Ann Berg, head of the fund, pointed it out on Friday. Said accord fell, recalled Bo Lind",
        "“No,’’ said Lind. ‘‘Yes.\n\n“They pointed that out,” he noted, adding that a claim that it fell was made",
        "point this out. Lind announced the closure, according to Ann Berg: “It",
    ] {
        for (end, _) in text.char_indices() {
            read(&language, &text[..end]);
            read(&language, &text[end..]);
        }
    }
}

#[test]
fn marks_and_cues_without_end_are_read() {
    let language = language();
    for piece in ["\" said ", "“A,” he said, ", "he said that ", ": “"] {
        let text = piece.repeat(3_000);
        let read = read(&language, &text);
        assert!(read.speech.all.as_slice().iter().all(|saying| !saying.content.is_empty()));
    }
}
