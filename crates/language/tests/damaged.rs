//! Sections of a model that are cut, flipped or something else: a reason, never a panic, and no wild allocation.
#![expect(clippy::unwrap_used, reason = "tests")]

use chancery_language::{Language, NameModel, config::Names, lemma::Lemmas, segment::boundary::Boundaries};
use chancery_model::{Linear, Model, ModelWriter, encoder::Encoder};

const LISTS: &str = include_str!("../../../packs/en/language.toml");
static MODEL: &[u8] = include_bytes!("../../../packs/en/model.bin");

// The model with one section in another state. Only the sections that are asked for with it, so that it is small.
fn with(model: &Model, names: &[&str], spoilt: &str, bytes: &[u8]) -> Model {
    let mut writer = ModelWriter::default();
    for name in names {
        let own = model.find(name).unwrap_or_default();
        writer.set(name, if *name == spoilt { bytes.to_vec() } else { own.to_vec() });
    }
    Model::from_bytes(&writer.finish()).unwrap()
}

// States of a section by a fixed seed: cut, flipped, foreign.
fn spoilt(bytes: &[u8], each: &mut dyn FnMut(&[u8])) {
    let mut state = 5u64;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below.max(1)
    };
    for at in [0, 1, 4, 7, 8, 63, bytes.len() / 2, bytes.len().saturating_sub(1)] {
        each(&bytes[..at.min(bytes.len())]);
    }
    for place in 0..24 {
        let mut flipped = bytes.to_vec();
        // The sizes stand in front.
        let at = if place < 12 { next(64.min(bytes.len())) } else { next(bytes.len()) };
        flipped[at] ^= 1 << next(8);
        each(&flipped);
    }
    each(b"PK\x03\x04 something else that is long enough to be taken for numbers of a header");
    each(&[0; 4096]);
    each(&[0xFF; 4096]);
}

#[test]
fn sections_are_refused_or_harmless() {
    let model = Model::bundled(MODEL).unwrap();
    let section = |name: &str| model.section(name).unwrap();
    spoilt(section("lemmas"), &mut |bytes| {
        if let Ok(lemmas) = Lemmas::from_model(&with(&model, &["lemmas"], "lemmas", bytes)) {
            let mut out = String::new();
            for form in ["treaties", "went", "É", ""] {
                lemmas.of(form, chancery_document::Upos::Verb, Default::default(), &mut out);
            }
        }
    });
    spoilt(section("boundaries"), &mut |bytes| {
        let _ = Boundaries::from_model(&with(&model, &["boundaries"], "boundaries", bytes));
    });
    spoilt(section("speech"), &mut |bytes| drop(Linear::from_bytes(bytes)));
    spoilt(section("encoder"), &mut |bytes| drop(Encoder::from_bytes(bytes)));
    for name in NameModel::SECTIONS {
        spoilt(section(name), &mut |bytes| {
            let _ = NameModel::find(&with(&model, &NameModel::SECTIONS, name, bytes), &Names::default());
        });
    }
}

#[test]
fn files_that_are_no_model_say_so() {
    for bytes in [&b""[..], b"CHANCRYM", b"\x7fELF", LISTS.as_bytes()] {
        assert!(Language::load(LISTS, bytes).is_err());
    }
    let mut flipped = MODEL.to_vec();
    flipped[MODEL.len() / 3] ^= 4;
    let error = Language::load(LISTS, &flipped).unwrap_err().to_string();
    assert!(error.contains("damaged"), "{error}");
    assert!(Language::load(LISTS, &MODEL[..MODEL.len() - 7]).is_err());
}
