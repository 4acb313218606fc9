-- What several documents tell, once: copies of one text, records that tell the same, and what people put right.

-- What the program notes of the file itself. `linking`: how its records were last linked.
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- A document that repeats another: a wire copy, cut, re-titled or lightly edited. `original` is the first of them
-- by day and id; a document that repeats nothing has no row. Counted with its copies, a source counts once.
CREATE TABLE document_copies (
    document INTEGER PRIMARY KEY REFERENCES documents ON DELETE CASCADE,
    original INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE
) STRICT;
CREATE INDEX document_copies_by_original ON document_copies (original);

-- Where to look for copies: parts of the fingerprints of texts, many to a row, as the program packs them. Of no use
-- to people.
CREATE TABLE document_keys (
    shelf INTEGER PRIMARY KEY,
    keys  BLOB NOT NULL
) STRICT;

-- An entry: records of one or several documents that tell the same thing. A record that stands alone has none;
-- it is an entry by itself. Nothing of a record is lost or changed by being entered here.
CREATE TABLE entries (
    entry INTEGER PRIMARY KEY,
    kind  TEXT NOT NULL,
    first INTEGER NOT NULL REFERENCES records ON DELETE CASCADE -- its earliest record, by day and id of the document
) STRICT;
CREATE INDEX entries_by_first ON entries (first);
CREATE TABLE entry_records (
    record INTEGER PRIMARY KEY REFERENCES records ON DELETE CASCADE,
    entry  INTEGER NOT NULL REFERENCES entries ON DELETE CASCADE
) STRICT;
CREATE INDEX entry_records_by_entry ON entry_records (entry, record);

-- Records of instruments that lead from one to the next, six or more, each like another of them. Of these, entries are
-- those that are alike on the whole, so that the ends of a long chain need not tell the same. `chain` is one of them.
CREATE TABLE chains (
    record INTEGER PRIMARY KEY REFERENCES records ON DELETE CASCADE,
    chain  INTEGER NOT NULL
) STRICT;
CREATE INDEX chains_by_chain ON chains (chain);

-- Where to look for records that may tell the same: by day and by what they hold, many to a row. Of no use to people.
CREATE TABLE record_keys (
    shelf INTEGER PRIMARY KEY,
    keys  BLOB NOT NULL
) STRICT;

-- Documents that say that they put an earlier one right or take it back.
CREATE TABLE notices (
    document  INTEGER PRIMARY KEY REFERENCES documents ON DELETE CASCADE,
    published TEXT,
    amends    TEXT NOT NULL -- JSON: {"how":"corrected","title":"…","published":"2023-03-20","span":{…}}
) STRICT;
CREATE INDEX notices_by_day ON notices (published);

-- What people or later documents put right, newest last. A correction goes by the record's id and, should a newer
-- engine give it another, by where it stands: so it outlives re-reading. Wire copies share it.
CREATE TABLE corrections (
    correction    INTEGER PRIMARY KEY,
    record_id     TEXT NOT NULL,     -- `records.id`
    text_hash     TEXT NOT NULL,     -- `documents.text_hash`
    kind          TEXT NOT NULL,
    trigger_start INTEGER NOT NULL,
    trigger_end   INTEGER NOT NULL,
    action        TEXT NOT NULL CHECK (action IN ('withdraw', 'set')),
    field         TEXT,              -- what was set
    value         TEXT,              -- to what, as JSON
    before        TEXT,              -- from what, as JSON: the field and its role as they were read
    document      TEXT,              -- `documents.id` of a later document that says so
    who           TEXT NOT NULL,
    why           TEXT NOT NULL,
    made          TEXT NOT NULL,     -- when, as 2023-03-21T09:30:00Z
    undone        TEXT,              -- when it was taken back; NULL while it holds
    undone_by     TEXT,
    undone_why    TEXT
) STRICT;
CREATE INDEX corrections_by_record ON corrections (record_id);
CREATE INDEX corrections_by_text ON corrections (text_hash);
