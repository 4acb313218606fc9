//! The page on the register's tables is written from the schema itself: `CHANCERY_BLESS=1 cargo test` renews it.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::fs;

const PAGE: &str = "../../docs/reference/register.md";

const HEAD: &str = "\
# The register file

Written from the schema by the tests of `crates/register`. A register is one SQLite file; any program that opens
SQLite (3.38 or newer) reads its tables and views, and `chancery sql` asks them without being able to change anything.

```
chancery sql 'SELECT speakers, content FROM statements LIMIT 5'
chancery sql 'SELECT speaker_countries, count(*) FROM statements GROUP BY 1 ORDER BY 2 DESC' --format csv
sqlite3 chancery.sqlite 'SELECT published, actors, plover, recipients, evidence FROM events'
```

Begin with the views, one a kind. Where only pointers are kept (`--pointers-only`), columns that show words are empty.
The index `sentence_words` is asked with small letters without marks:
`SELECT source FROM documents JOIN calendar USING (document) WHERE place IN (SELECT rowid >> 3 FROM sentence_words
WHERE sentence_words MATCH 'krill AND \"kind=instrument\"')`.
";

#[test]
fn the_reference_is_current() {
    let mut page = HEAD.to_owned();
    for (title, sql) in [
        ("Tables and views", include_str!("../src/schema.sql")),
        ("Entries, copies, corrections", include_str!("../src/entries/tables.sql")),
    ] {
        page.push_str(&format!("\n## {title}\n"));
        for block in sql.split("\n\n") {
            // Columns that a step added stand in the table itself, and views are told once.
            let told = block.contains("CREATE TABLE") || block.contains("CREATE VI");
            let again = title != "Tables and views" && block.contains("CREATE VIEW");
            if told && !again {
                let (comments, code): (Vec<&str>, Vec<&str>) =
                    block.lines().partition(|line| line.starts_with("-- "));
                let name =
                    code[0].split(' ').find(|word| word.chars().next().is_some_and(char::is_lowercase));
                let about: Vec<&str> = comments.iter().map(|line| &line[3..]).collect();
                page.push_str(&format!("\n### {}\n", name.unwrap()));
                if !about.is_empty() {
                    page.push_str(&format!("\n{}\n", about.join("\n")));
                }
                page.push_str(&format!("\n```sql\n{}\n```\n", code.join("\n")));
            }
        }
    }
    if std::env::var_os("CHANCERY_BLESS").is_some() {
        fs::create_dir_all("../../docs/reference").unwrap();
        fs::write(PAGE, &page).unwrap();
    }
    let written = fs::read_to_string(PAGE).unwrap_or_default();
    assert!(
        written == page,
        "docs/reference/register.md is stale: renew it with CHANCERY_BLESS=1 cargo test"
    );
}
