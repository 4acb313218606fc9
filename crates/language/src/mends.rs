//! Known errors of the network's trees, mended by the tree itself.
//!
//! A few errors of one network stand in every other report, and rules that wait for the next network wait long. Each mend
//! moves a word to one of its ancestors, or to a word beside it, and says by which words it knows its case. It is for errors
//! that the network makes again and again, not for what a treebank leaves open: the scores by treebanks stay as they are.

use chancery_document::{Id, Morphology, Relation, Syntax, TokenId, Upos, Words, each};

use crate::Language;

impl Language {
    /// The tree without some errors that its network is known for.
    pub(crate) fn mended(&self, syntax: Syntax, morphology: &Morphology, words: &Words) -> Syntax {
        let mut arcs = in_a_row(&syntax, morphology);
        for token in morphology.tags.ids() {
            let head = syntax.head(token);
            // "He has, however, agreed": an auxiliary governs nothing.
            if matches!(syntax.relation(head), Relation::AUX | Relation::AUX_PASS | Relation::COP)
                && matches!(syntax.relation(token), Relation::NSUBJ | Relation::NSUBJ_PASS | Relation::EXPL)
            {
                arcs.push((token, syntax.head(head), syntax.relation(token)));
                continue;
            }
            match syntax.relation(token) {
                Relation::NSUBJ => named_twice(token, &syntax, morphology, &mut arcs),
                // "President X Y of Z": what is said of a name hangs on its first word.
                Relation::NMOD if syntax.relation(syntax.head(token)) == Relation::FLAT => {
                    arcs.push((token, syntax.head(syntax.head(token)), syntax.relation(token)));
                }
                Relation::CONJ => {
                    let first = syntax.head(syntax.head(token));
                    let name = |token: TokenId| morphology.tags[token] == Upos::Propn;
                    // Of three in a row the last hangs on the first.
                    if syntax.relation(syntax.head(token)) == Relation::CONJ
                        && [token, syntax.head(token), first].into_iter().all(name)
                    {
                        arcs.push((token, first, Relation::CONJ));
                    } else {
                        arcs.extend(leading(token, &syntax, morphology));
                    }
                }
                Relation::OBL if is_bare_object(token, &syntax, morphology) => {
                    arcs.push((token, head, Relation::OBJ));
                }
                Relation::OBL => counted(token, &syntax, morphology, &mut arcs),
                Relation::NSUBJ_PASS => arcs.extend(acting(token, &syntax)),
                Relation::APPOS => {
                    arcs.extend(described_each(token, &syntax, morphology).into_iter().flatten())
                }
                Relation::REPARANDUM => begun_once(token, &syntax, morphology, &mut arcs),
                Relation::ACL => {
                    let verb = self.charging(token, &syntax, morphology, words);
                    arcs.extend(verb.map(|verb| (token, verb, Relation::ADVCL)));
                }
                _ => {}
            }
        }
        if arcs.is_empty() {
            return syntax;
        }
        let ids = || morphology.tags.ids();
        let mut heads: Vec<TokenId> = ids().map(|token| syntax.head(token)).collect();
        let mut relations: Vec<Relation> = ids().map(|token| syntax.relation(token)).collect();
        for (word, head, relation) in arcs {
            heads[word.index()] = head;
            relations[word.index()] = relation;
        }
        // Each mend keeps a tree a tree; two at once might not.
        if !is_tree(&heads) {
            return syntax;
        }
        Syntax::new(heads.into_iter().collect(), relations.into_iter().collect())
    }

    /// "Accused the army of shelling it": the verb that what somebody is charged with belongs to, where the tree hangs it
    /// on who is charged.
    fn charging(
        &self,
        deed: TokenId,
        syntax: &Syntax,
        morphology: &Morphology,
        words: &Words,
    ) -> Option<TokenId> {
        let mark = syntax.dependent(deed, Relation::MARK)?;
        let object = syntax.head(deed);
        let verb = syntax.head(object);
        let charges = || {
            let lemma = words.text(morphology.lemmas[verb]);
            self.config.parse.of_object.iter().any(|each| each == lemma)
        };
        let placed = morphology.tags[mark] == Upos::Sconj
            && matches!(syntax.relation(object), Relation::OBJ | Relation::IOBJ)
            && verb < object
            && object < mark;
        (placed && charges()).then_some(verb)
    }
}

/// True if from every word the way up ends at one that hangs on itself.
fn is_tree(heads: &[TokenId]) -> bool {
    // In which walk each word was met; a word met twice in one is on a circle.
    let mut met = vec![0; heads.len()];
    (1..=heads.len()).all(|walk| {
        let mut at = walk - 1;
        loop {
            let up = heads[at].index();
            if up == at || met[at] != 0 && met[at] != walk {
                return true;
            }
            if met[at] == walk {
                return false;
            }
            met[at] = walk;
            at = up;
        }
    })
}

/// A word, what it should hang on, and as what.
type Arc = (TokenId, TokenId, Relation);

/// "He has, however, agreed": an auxiliary whose verb comes later is no slip of the tongue.
fn begun_once(slip: TokenId, syntax: &Syntax, morphology: &Morphology, arcs: &mut Vec<Arc>) {
    let verb = syntax.head(slip);
    if morphology.tags[slip] == Upos::Aux && morphology.tags[verb] == Upos::Verb && slip < verb {
        arcs.push((slip, verb, Relation::AUX));
        arcs.extend(syntax.dependents(slip).iter().map(|&word| (word, verb, syntax.relation(word))));
    }
}

/// "The two countries signed on Tuesday an accord": who has no auxiliary but an object does it.
fn acting(subject: TokenId, syntax: &Syntax) -> Option<Arc> {
    let verb = syntax.head(subject);
    let mut others = syntax.dependents(verb).iter().map(|&word| (word, syntax.relation(word)));
    let auxiliary = others.clone().any(|(_, relation)| matches!(relation.base(), "aux" | "cop"));
    let object = others.any(|(word, relation)| relation == Relation::OBJ && word > verb);
    (subject < verb && object && !auxiliary).then_some((subject, verb, Relation::NSUBJ))
}

/// "Ann Berg, a minister, said": two subjects side by side are one name.
fn named_twice(last: TokenId, syntax: &Syntax, morphology: &Morphology, arcs: &mut Vec<Arc>) {
    let Some(first) = last.index().checked_sub(1).map(TokenId::new) else { return };
    let name = |token: TokenId| morphology.tags[token] == Upos::Propn;
    if name(first)
        && name(last)
        && syntax.relation(first) == Relation::NSUBJ
        && syntax.head(first) == syntax.head(last)
    {
        arcs.push((last, first, Relation::FLAT));
        arcs.extend(syntax.dependents(last).iter().map(|&word| (word, first, syntax.relation(word))));
    }
}

/// "At the invitation of the minister of X, Ann, the minister of Y, Ben, came": each is the minister before the name, and
/// Ben came.
fn described_each(title: TokenId, syntax: &Syntax, morphology: &Morphology) -> Option<[Arc; 3]> {
    const FAR: usize = 14;
    let name = syntax.head(title);
    let tag = |token: TokenId| morphology.tags[token];
    let back = |token: TokenId| token.index().checked_sub(1).map(TokenId::new);
    if syntax.relation(name) != Relation::NSUBJ || tag(name) != Upos::Propn || name > title {
        return None;
    }
    let comma = back(name).filter(|&comma| tag(comma) == Upos::Punct)?;
    let first = (comma.index().saturating_sub(FAR)..comma.index())
        .rev()
        .map(TokenId::new)
        .find(|&token| morphology.lemmas[token] == morphology.lemmas[title])?;
    let reach = syntax.reach(title);
    let second = each(title.next()..reach.end).take(FAR).find(|&token| {
        syntax.relation(token) == Relation::APPOS
            && tag(token) == Upos::Propn
            && back(token).is_some_and(|before| tag(before) == Upos::Punct)
    })?;
    let verb = syntax.head(name);
    let fronted = syntax.ancestors(first).take(FAR).any(|up| up == verb);
    (fronted && verb > second).then_some([
        (name, first, Relation::APPOS),
        (title, verb, Relation::NSUBJ),
        (second, title, Relation::APPOS),
    ])
}

/// "Announced on Tuesday the rejection of the plan": what nothing leads in is done, and no circumstance.
fn is_bare_object(noun: TokenId, syntax: &Syntax, morphology: &Morphology) -> bool {
    let verb = syntax.head(noun);
    let own = [Relation::CASE, Relation::MARK, Relation::NUMMOD];
    let objects = [Relation::OBJ, Relation::CCOMP, Relation::XCOMP, Relation::NSUBJ_PASS, Relation::AUX_PASS];
    let behind = |&other: &TokenId| syntax.relation(other).base() == "obl" && verb < other && other < noun;
    morphology.tags[noun] == Upos::Noun
        && morphology.tags[verb] == Upos::Verb
        && own.iter().all(|&relation| syntax.dependent(noun, relation).is_none())
        && syntax.dependent(noun, Relation::DET).is_some()
        && objects.iter().all(|&relation| syntax.dependent(verb, relation).is_none())
        && syntax.dependents(verb).iter().any(behind)
}

/// "Spoke of eleven dead": a number and what it counts, hung side by side.
fn counted(counted: TokenId, syntax: &Syntax, morphology: &Morphology, arcs: &mut Vec<Arc>) {
    let Some(number) = counted.index().checked_sub(1).map(TokenId::new) else { return };
    let beside = morphology.tags[counted] == Upos::Adj
        && morphology.tags[number] == Upos::Num
        && syntax.relation(number) == Relation::OBL
        && syntax.head(number) == syntax.head(counted)
        && syntax.dependent(counted, Relation::CASE).is_none();
    if beside {
        arcs.push((number, counted, Relation::NUMMOD));
        arcs.extend(syntax.dependents(number).iter().map(|&word| (word, counted, syntax.relation(word))));
    }
}

/// "Peru would send a ship and Norway would lend two": a noun joined to an object that a verb of its own follows.
fn leading(noun: TokenId, syntax: &Syntax, morphology: &Morphology) -> Option<Arc> {
    let object = syntax.head(noun);
    let first = syntax.head(object);
    let nominal = matches!(morphology.tags[noun], Upos::Noun | Upos::Propn | Upos::Pron);
    if !nominal || syntax.relation(object) != Relation::OBJ || !(first < object && object < noun) {
        return None;
    }
    let next = syntax.reach(noun).end;
    let auxiliary = (next < TokenId::new(morphology.tags.len())).then_some(next)?;
    let verb = syntax.head(auxiliary);
    let own = morphology.tags[auxiliary] == Upos::Aux
        && syntax.relation(auxiliary) == Relation::AUX
        && syntax.relation(verb) == Relation::CONJ
        && syntax.head(verb) == first
        && auxiliary < verb
        && syntax.dependents(verb).iter().all(|&word| syntax.relation(word).base() != "nsubj");
    own.then_some((noun, verb, Relation::NSUBJ))
}

/// Puts those who stand in a row together where the parser parts them.
///
/// "A B of X, C D of Y and E F of Z" are three people, but a parser may take the last for a neighbour of Y. In "of X, Y and Z"
/// it may see that Z goes with X and not that Y does.
fn in_a_row(syntax: &Syntax, morphology: &Morphology) -> Vec<Arc> {
    let tags = &morphology.tags;
    let name = |token: TokenId| tags[token] == Upos::Propn;
    // With a family name or a title.
    let person = |token: TokenId| {
        let part = |&word: &TokenId| {
            matches!(syntax.relation(word), Relation::FLAT | Relation::NMOD_DESC)
                || syntax.relation(word) == Relation::COMPOUND && name(word) && word < token
        };
        name(token) && syntax.dependents(token).iter().any(part)
    };
    // Each goes to an ancestor, or to one before it beside it: no cycle can come of that.
    let mut arcs = Vec::new();
    for last in tags.ids().filter(|&token| syntax.relation(token) == Relation::CONJ) {
        let first = syntax.head(last);
        let above = syntax.head(first);
        let place = syntax.relation(first) == Relation::NMOD
            && syntax.dependent(first, Relation::CASE).is_some()
            && name(first)
            && !person(first);
        if place && above < first && person(last) && person(above) {
            let top = if syntax.relation(above) == Relation::CONJ { syntax.head(above) } else { above };
            arcs.push((last, top, Relation::CONJ));
        } else if above != first && syntax.dependent(last, Relation::CC).is_some() {
            let between = syntax.dependents(above).iter().copied().filter(|&word| {
                first < word
                    && word < last
                    && tags[word] == tags[first]
                    && tags[word] == tags[last]
                    && (syntax.relation(word) == syntax.relation(first)
                        || syntax.relation(word) == Relation::APPOS)
                    && syntax.dependent(word, Relation::CASE).is_none()
                    && tags[TokenId::new(word.index() - 1)] == Upos::Punct
            });
            arcs.extend(between.map(|word| (word, first, Relation::CONJ)));
        }
    }
    arcs
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use chancery_document::Lexicon;

    use crate::Scratch;

    use super::*;

    // What the tree of a sentence hangs a word on.
    fn check(text: &str, word: &str, expect: &str) {
        let lists = include_str!("../../../packs/en/language.toml");
        let language = Language::load(lists, include_bytes!("../../../packs/en/model.bin")).unwrap();
        let mut scratch = Scratch::default();
        let mut words = Words::new(std::sync::Arc::new(Lexicon::default()));
        let tokens = language.segment(text, &language.layout(text), &mut words);
        let morphology = language.tag(&tokens, &mut words, &mut scratch);
        let syntax = language.parse(&tokens, &morphology, &words, &mut scratch);
        let form = |token: TokenId| words.text(tokens.forms[token]);
        let word = tokens.forms.ids().find(|&token| form(token) == word).unwrap();
        let told = format!("{} {}", syntax.relation(word).as_str(), form(syntax.head(word)));
        assert_eq!(told, expect, "{text}");
    }

    #[test]
    fn circles_are_seen() {
        let heads = |heads: &[usize]| heads.iter().map(|&head| TokenId::new(head)).collect::<Vec<_>>();
        assert!(is_tree(&heads(&[1, 1, 1, 2])));
        assert!(is_tree(&heads(&[0, 1])));
        assert!(!is_tree(&heads(&[1, 0, 2])));
        assert!(!is_tree(&heads(&[3, 1, 0, 2])));
    }

    #[test]
    fn known_errors_of_trees_are_mended() {
        check("The foreign ministers of Egypt, Jordan and Iraq met in Cairo.", "Jordan", "conj Egypt");
        check("The rebels accused the army of shelling a market.", "shelling", "advcl accused");
        check("He has, however, agreed to receive a delegation next Tuesday.", "He", "nsubj agreed");
        check(
            "Cemal Ertek, a spokesman for the Turkish ministry, said the report contained errors.",
            "Ertek",
            "flat Cemal",
        );
        check("The two countries signed on Tuesday an agreement.", "countries", "nsubj signed");
        check("Ann Lee announced on Tuesday the rejection of the study.", "rejection", "obj announced");
        check("The ministry said Peru would send a ship and Norway would lend two.", "Norway", "nsubj lend");
        check("A doctor at the hospital spoke of eleven dead.", "eleven", "nummod dead");
        let guest = "At the invitation of the Minister of Foreign Affairs of Chile, Rodrigo Valdebenito, the Minister of Foreign Affairs of \
                     Estonia, Kadri Lepasaar, paid an official visit to Santiago on 22 and 23 September.";
        check(guest, "Kadri", "appos Minister");
        check(guest, "Rodrigo", "appos Minister");
        let three = "Foreign Minister Ana Ruiz of Peru, Foreign Minister Tomas Vidal of Chile and President Rosa Quispe of \
                     Peru met in Lima.";
        check(three, "Rosa", "conj Ana");
    }

    #[test]
    fn what_belongs_to_a_noun_stays_there() {
        check("They rejected the idea of opening the border.", "opening", "acl idea");
        check("Oslo, the capital, and Bergen are towns.", "capital", "appos Oslo");
    }
}
