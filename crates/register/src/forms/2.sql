-- What several documents tell, once: copies of one text, records that tell the same, and what people put right.
-- The second form of a register.

-- What the program notes of the file itself. `linking`: how its records were last linked.
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO settings VALUES ('linking', '1');

-- A document that repeats another: a wire copy, cut, re-titled or lightly edited. `original` is the first of them
-- by day and id; a document that repeats nothing has no row. Counted with its copies, a source counts once.
CREATE TABLE document_copies (
    document INTEGER PRIMARY KEY REFERENCES documents ON DELETE CASCADE,
    original INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE
) STRICT;
CREATE INDEX document_copies_by_original ON document_copies (original);

-- Where to look for copies: parts of a text's fingerprint. Of no use to people.
CREATE TABLE document_keys (
    key      INTEGER NOT NULL,
    tie      INTEGER NOT NULL, -- of the document's id, so that order does not hang on who came first
    document INTEGER NOT NULL,
    PRIMARY KEY (key, tie, document)
) STRICT, WITHOUT ROWID;
-- A text's fingerprint, hashes of some of its runs of words and of its names and numbers; NULL where the text is
-- kept, from which it can be taken again.
ALTER TABLE documents ADD COLUMN fingerprint BLOB;

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

-- Where to look for records that may tell the same. Of no use to people.
CREATE TABLE record_keys (
    key    INTEGER NOT NULL,
    tie    INTEGER NOT NULL, -- of the record's content, so that order does not hang on who came first
    record INTEGER NOT NULL,
    PRIMARY KEY (key, tie, record)
) STRICT, WITHOUT ROWID;

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
-- The correction that withdraws a record; NULL while it stands.
ALTER TABLE records ADD COLUMN withdrawn INTEGER REFERENCES corrections;

-- Every record with the record that its entry begins with: its own where it stands alone.
CREATE VIEW record_entries AS
SELECT r.record, ifnull(e.first, r.record) AS first, m.entry
FROM records r LEFT JOIN entry_records m USING (record) LEFT JOIN entries e USING (entry);

-- Every entry of two records or more, with how many tell it. Copies of one text are one source.
CREATE VIEW entry_sources AS
SELECT e.entry, f.id, e.kind, count(*) AS records, count(DISTINCT r.document) AS documents,
       count(DISTINCT ifnull(c.original, r.document)) AS sources,
       min(d.published) AS first_published, max(d.published) AS last_published
FROM entries e JOIN records f ON f.record = e.first JOIN entry_records m USING (entry)
JOIN records r ON r.record = m.record JOIN documents d ON d.document = r.document
LEFT JOIN document_copies c ON c.document = r.document
WHERE r.withdrawn IS NULL
GROUP BY e.entry;
