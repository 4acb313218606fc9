//! A damaged or foreign model file is refused with a reason, and costs no more than its own size.
#![expect(clippy::unwrap_used, reason = "tests")]

use chancery_model::{Linear, Model, ModelWriter, Scores, Trainer};

fn linear() -> Linear {
    let mut trainer = Trainer::new(vec!["no".into(), "yes".into()]);
    for step in 0..200u32 {
        let features = [step % 7 + 1, step % 11 + 100, 77];
        trainer.tick();
        trainer.update(&features, (step % 2) as usize, ((step + 1) % 2) as usize);
    }
    trainer.finish(1, 0.0)
}

fn file() -> Vec<u8> {
    let mut writer = ModelWriter::default();
    writer.set("tagger", linear().to_bytes());
    writer.set("words", b"some words".to_vec());
    writer.finish()
}

#[test]
fn sound_files_come_back() {
    let file = file();
    let model = Model::from_bytes(&file).unwrap();
    assert_eq!(model.section("words").unwrap(), b"some words");
    assert!(model.section("parser").unwrap_err().to_string().contains("parser"));
    assert_eq!(ModelWriter::from_model(&model).finish(), file);
    let (before, after) = (linear(), Linear::from_bytes(model.section("tagger").unwrap()).unwrap());
    for feature in 1..200 {
        let scores = [&before, &after].map(|linear| {
            let mut scores = Scores::default();
            scores.clear(linear);
            linear.add(feature, &mut scores);
            scores.all().to_vec()
        });
        assert_eq!(scores[0], scores[1]);
    }
}

#[test]
fn cut_and_flipped_files_are_refused() {
    let file = file();
    for length in 0..file.len() {
        assert!(Model::from_bytes(&file[..length]).is_err(), "cut to {length}");
    }
    for bit in 0..file.len() * 8 {
        let mut flipped = file.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        assert!(Model::from_bytes(&flipped).is_err(), "bit {bit}");
    }
    assert!(Model::from_bytes(b"PK\x03\x04 a foreign file").unwrap_err().to_string().contains("not a model"));
}

#[test]
fn sections_are_checked_without_the_checksum_too() {
    let bytes = linear().to_bytes();
    for length in 0..bytes.len() {
        assert!(Linear::from_bytes(&bytes[..length]).is_err(), "cut to {length}");
    }
    // A flipped bit may leave a sound table; what matters is that asking it is safe.
    for bit in 0..bytes.len() * 8 {
        let mut flipped = bytes.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        if let Ok(linear) = Linear::from_bytes(&flipped) {
            let mut scores = Scores::default();
            scores.clear(&linear);
            (0..200).for_each(|feature| linear.add(feature, &mut scores));
        }
    }
    let mut huge = 2u32.to_le_bytes().to_vec();
    huge.extend([0xFF; 64]);
    assert!(Linear::from_bytes(&huge).is_err());
}
