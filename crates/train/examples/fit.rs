//! Writes an empty model until there is something to fit.
fn main() {
    std::fs::write("packs/en/model.bin", chancery_model::ModelWriter::default().finish()).expect("writable");
}
