-- The register, for people who open it with other tools. The seventh form.
--
-- A record is a claim: somebody says so (`voice`), somewhere in a text (`evidence`). There is no column for
-- fact. Offsets count Unicode code points of the text as stored, half-open, so that
-- substr(text, start + 1, end - start) gives the words. Begin with the views: claims, statements, events,
-- instruments, commitments, figures.

-- One reading of one source. The same words from another source are another document with the same text_hash.
CREATE TABLE documents (
    document    INTEGER PRIMARY KEY,
    id          ANY NOT NULL UNIQUE,  -- hash of source, day and text, as bytes: lower(hex(id)) writes it
    text_hash   ANY NOT NULL,         -- SHA-256 of the text, as bytes
    source      TEXT NOT NULL,        -- path or address
    title       TEXT,
    published   TEXT,                 -- YYYY-MM-DD; NULL where unknown, never the day of entering
    outlet      TEXT,
    language    TEXT,                 -- BCP 47
    engine      INTEGER NOT NULL REFERENCES words, -- what read it: engine and packs with their digests
    first_record INTEGER,             -- its records are those from this number to the next, NULL where it has none
    last_record INTEGER,
    fingerprint BLOB,                 -- by which copies are known; NULL where the text is kept
    text        TEXT,                 -- NULL where only pointers are kept
    claims      BLOB NOT NULL         -- its records as they were printed, compressed; the views need them not
) STRICT;
CREATE INDEX documents_by_text ON documents (substr(text_hash, 1, 4)); -- asked so: substr(text_hash, 1, 4) = substr(x'…', 1, 4) AND text_hash = x'…'

-- Words that many rows share: names of roles and of fields, offices, engines, kinds, rules, intervals of days.
CREATE TABLE words (
    word INTEGER PRIMARY KEY,
    text TEXT NOT NULL UNIQUE
) STRICT;

-- What records have in common with others: one row for all that are alike in this. Two who add at
-- once may both write the same row; that does no harm.
CREATE TABLE shapes (
    shape      INTEGER PRIMARY KEY,
    kind       INTEGER NOT NULL REFERENCES words, -- event, statement, instrument, commitment, figure, or a user's own
    factuality INTEGER NOT NULL REFERENCES words, -- actual, planned, possible, requested, negated
    historical INTEGER NOT NULL,                  -- 1 for background of long ago
    confidence REAL NOT NULL,
    rule       INTEGER NOT NULL REFERENCES words,
    words      INTEGER NOT NULL REFERENCES words  -- JSON: fields that hold a word, {"type":"treaty","status":"signed"};
                                                  -- true stands for the words of the trigger
) STRICT;

-- The same with the words themselves.
CREATE VIEW spelled_shapes AS
SELECT s.shape, k.text AS kind, f.text AS factuality, s.historical, s.confidence, r.text AS rule, w.text AS words
FROM shapes s JOIN words k ON k.word = s.kind JOIN words f ON f.word = s.factuality
JOIN words r ON r.word = s.rule JOIN words w ON w.word = s.words;

-- What a document claims.
CREATE TABLE records (
    record         INTEGER PRIMARY KEY,
    document       INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    id             ANY NOT NULL,      -- hash of text, kind and place, as bytes: wire copies share it
    shape          INTEGER NOT NULL REFERENCES shapes,
    voice          INTEGER NOT NULL,  -- how long the chain of voices is: 0 where the outlet says so; see `roles`
    evidence_start INTEGER NOT NULL,
    evidence_end   INTEGER NOT NULL,
    trigger_start  INTEGER NOT NULL,
    trigger_end    INTEGER NOT NULL,
    date_start     TEXT,              -- when it happened, as far as the text tells
    date_end       TEXT,
    value          ANY,               -- of a figure: the number
    passage_role   INTEGER REFERENCES words, -- the words that it is about: content of a statement, indicator of a
    passage_start  INTEGER,                  -- figure, action of a commitment; NULL where it has none
    passage_end    INTEGER,
    withdrawn      INTEGER REFERENCES corrections -- the correction that withdraws it; NULL while it stands
) STRICT;

-- Whoever speaks or acts, as the documents name them.
CREATE TABLE actors (
    actor   INTEGER PRIMARY KEY,
    name    TEXT NOT NULL,
    country TEXT,                     -- ISO 3166-1 alpha-3, historic states, EUE, IGO
    level   TEXT NOT NULL,            -- state, person, body, group
    entity  TEXT                      -- the pack's id, where a pack knows the actor
) STRICT;
CREATE INDEX actors_by_name ON actors (substr(name, 1, 8)); -- asked so: substr(name, 1, 8) = substr('…', 1, 8) AND name = '…'

-- Actors and other words of the text that fill the roles of a record; the view `roles` has the passages too.
CREATE TABLE fillers (
    record     INTEGER NOT NULL REFERENCES records ON DELETE CASCADE,
    role       INTEGER NOT NULL REFERENCES words,
    position   INTEGER NOT NULL,
    actor      INTEGER REFERENCES actors, -- NULL where words fill it
    office     INTEGER REFERENCES words,
    span_start INTEGER,
    span_end   INTEGER,
    PRIMARY KEY (record, role, position)
) STRICT, WITHOUT ROWID;

-- Days, places and other numbers that fill fields of a record; the view `field_values` has them all. Intervals are
-- written 2023-03-20/2023-03-22; what has parts is JSON.
CREATE TABLE fields (
    record   INTEGER NOT NULL REFERENCES records ON DELETE CASCADE,
    field    INTEGER NOT NULL REFERENCES words,
    position INTEGER NOT NULL,
    word     INTEGER REFERENCES words, -- NULL where `value` has it
    value    ANY,
    PRIMARY KEY (record, field, position)
) STRICT, WITHOUT ROWID;

-- Where else the document tells the same.
CREATE TABLE spans (
    record         INTEGER NOT NULL REFERENCES records ON DELETE CASCADE,
    position       INTEGER NOT NULL,
    trigger_start  INTEGER NOT NULL,
    trigger_end    INTEGER NOT NULL,
    evidence_start INTEGER NOT NULL,
    evidence_end   INTEGER NOT NULL,
    PRIMARY KEY (record, position)
) STRICT, WITHOUT ROWID;

-- Documents by day: place is 4096 * (1 + days from 0000-01-01 to the day of publication) + a number within the day, and
-- lower than of any day where the day is unknown. So `place >= 4096 * (julianday('2023-03-01') - 1721058.5)` asks for
-- all since then. More of one day than that go on in the room of the day after.
CREATE TABLE calendar (
    place    INTEGER PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE
) STRICT;

-- Words to find records and documents by, in small letters without marks. A document has up to 8 rows:
-- rowid >> 3 is its `calendar.place`. Row 0 of them holds its title, its outlet and words of the text that no record
-- stands by; each other one the words of a sentence that records stand in (of a few where there are many), with the
-- names in them and marks of what the records are: kind=event, country=nor, status=signed. No text is kept here.
CREATE VIRTUAL TABLE sentence_words USING fts5 (
    words, content = '', columnsize = 0, detail = none, tokenize = 'ascii tokenchars ''=_'''
);

-- Where to look for records by id: the first three digits of the ids of a document's records. rowid is
-- `documents.document`. Asked so: SELECT r.* FROM record_ids i JOIN documents d ON d.document = i.rowid JOIN records r
-- ON r.record BETWEEN d.first_record AND d.last_record WHERE record_ids MATCH '1a2' AND r.id = x'1a2b…'.
CREATE VIRTUAL TABLE record_ids USING fts5 (ids, content = '', columnsize = 0, detail = none, tokenize = 'ascii');

-- Actors and words of the text that fill the roles of a record. Speakers of its voice stand here under the role
-- `voice`, outermost first. The words have an empty actor.
CREATE VIEW roles AS
SELECT record, role, position, actor, office, span_start, span_end FROM fillers
UNION ALL
SELECT record, passage_role, 0, NULL, NULL, passage_start, passage_end FROM records WHERE passage_role IS NOT NULL;

-- Every record with what it says, who says so, and where.
CREATE VIEW claims AS
SELECT r.record, CASE typeof(r.id) WHEN 'blob' THEN lower(hex(r.id)) ELSE r.id END AS id,
       s.kind, d.published, d.source, d.outlet, d.title, s.factuality, s.historical,
       r.date_start, r.date_end, s.confidence, s.rule,
       (SELECT group_concat(name, '; ') FROM
           (SELECT a.name FROM fillers o JOIN words w ON w.word = o.role JOIN actors a USING (actor)
            WHERE o.record = r.record AND w.text = 'voice' ORDER BY o.position)) AS said_by,
       substr(d.text, r.evidence_start + 1, r.evidence_end - r.evidence_start) AS evidence,
       substr(d.text, r.trigger_start + 1, r.trigger_end - r.trigger_start) AS trigger_words,
       r.value, r.withdrawn IS NOT NULL AS withdrawn, s.words, r.document
FROM records r JOIN spelled_shapes s USING (shape) JOIN documents d USING (document);

-- Who fills a role, joined by "; ".
CREATE VIEW names AS
SELECT record, role, group_concat(name, '; ') AS names, group_concat(country, '; ') AS countries
FROM (SELECT o.record, w.text AS role, a.name, a.country
      FROM fillers o JOIN words w ON w.word = o.role JOIN actors a USING (actor) ORDER BY o.record, w.text, o.position)
GROUP BY record, role;

-- The words that fill a role, joined by " … ".
CREATE VIEW passages AS
SELECT record, role, group_concat(part, ' … ') AS words
FROM (SELECT o.record, w.text AS role, substr(d.text, o.span_start + 1, o.span_end - o.span_start) AS part
      FROM roles o JOIN words w ON w.word = o.role JOIN records r USING (record) JOIN documents d USING (document)
      WHERE o.actor IS NULL ORDER BY o.record, w.text, o.position)
GROUP BY record, role;

-- Numbers, days and places of records by the name of the field.
CREATE VIEW field_values AS
SELECT f.record, w.text AS field, f.position, ifnull(f.value, v.text) AS value
FROM fields f JOIN words w ON w.word = f.field LEFT JOIN words v ON v.word = f.word
UNION ALL
SELECT record, 'value', 0, value FROM records WHERE value IS NOT NULL;

CREATE VIEW statements AS
SELECT id, published, source, (SELECT names FROM names n WHERE n.record = c.record AND role = 'speaker') AS speakers,
       (SELECT countries FROM names n WHERE n.record = c.record AND role = 'speaker') AS speaker_countries,
       json_extract(words, '$.form') AS form,
       ifnull((SELECT p.words FROM passages p WHERE p.record = c.record AND role = 'cue'), trigger_words) AS cue,
       (SELECT p.words FROM passages p WHERE p.record = c.record AND role = 'content') AS content,
       factuality, date_start, date_end, said_by, confidence, evidence
FROM claims c WHERE kind = 'statement' AND NOT withdrawn;

CREATE VIEW events AS
SELECT id, published, source, json_extract(words, '$.plover') AS plover, json_extract(words, '$.mode') AS mode,
       json_extract(words, '$.cameo') AS cameo,
       (SELECT names FROM names n WHERE n.record = c.record AND role = 'actors') AS actors,
       (SELECT countries FROM names n WHERE n.record = c.record AND role = 'actors') AS actor_countries,
       (SELECT names FROM names n WHERE n.record = c.record AND role = 'recipients') AS recipients,
       (SELECT countries FROM names n WHERE n.record = c.record AND role = 'recipients') AS recipient_countries,
       (SELECT json_extract(value, '$.name') FROM field_values f WHERE f.record = c.record AND field = 'place') AS place,
       (SELECT json_extract(value, '$.country') FROM field_values f WHERE f.record = c.record AND field = 'place')
           AS place_country,
       factuality, date_start, date_end, said_by, confidence, evidence
FROM claims c WHERE kind = 'event' AND NOT withdrawn;

CREATE VIEW instruments AS
SELECT id, published, source, json_extract(words, '$.type') AS type, json_extract(words, '$.status') AS status,
       (SELECT names FROM names n WHERE n.record = c.record AND role = 'parties') AS parties,
       (SELECT countries FROM names n WHERE n.record = c.record AND role = 'parties') AS party_countries,
       (SELECT names FROM names n WHERE n.record = c.record AND role = 'signatories') AS signatories,
       (SELECT p.words FROM passages p WHERE p.record = c.record AND role = 'title') AS name,
       (SELECT p.words FROM passages p WHERE p.record = c.record AND role = 'subject') AS subject,
       (SELECT json_extract(value, '$.op') FROM field_values f WHERE f.record = c.record AND field = 'count') AS count_op,
       (SELECT json_extract(value, '$.value') FROM field_values f WHERE f.record = c.record AND field = 'count') AS count,
       factuality, date_start, date_end, said_by, confidence, evidence
FROM claims c WHERE kind = 'instrument' AND NOT withdrawn;

CREATE VIEW commitments AS
SELECT id, published, source, (SELECT names FROM names n WHERE n.record = c.record AND role = 'actors') AS actors,
       (SELECT p.words FROM passages p WHERE p.record = c.record AND role = 'action') AS action,
       json_extract(words, '$.firmness') AS firmness,
       (SELECT substr(value, 1, 10) FROM field_values f WHERE f.record = c.record AND field = 'deadline')
           AS deadline_start,
       (SELECT substr(value, 12) FROM field_values f WHERE f.record = c.record AND field = 'deadline')
           AS deadline_end,
       json_extract(words, '$.recurrence') AS recurrence,
       (SELECT p.words FROM passages p WHERE p.record = c.record AND role = 'condition') AS condition,
       factuality, date_start, date_end, said_by, confidence, evidence
FROM claims c WHERE kind = 'commitment' AND NOT withdrawn;

CREATE VIEW figures AS
SELECT id, published, source, json_extract(words, '$.op') AS op,
       value,
       (SELECT value FROM field_values f WHERE f.record = c.record AND field = 'low') AS low,
       (SELECT value FROM field_values f WHERE f.record = c.record AND field = 'high') AS high,
       json_extract(words, '$.unit') AS unit,
       CASE json_extract(words, '$.indicator') WHEN 1 THEN trigger_words
       ELSE (SELECT p.words FROM passages p WHERE p.record = c.record AND role = 'indicator') END AS indicator,
       json_extract(words, '$.change') AS change,
       (SELECT substr(value, 1, 10) FROM field_values f WHERE f.record = c.record AND field = 'period')
           AS period_start,
       (SELECT substr(value, 12) FROM field_values f WHERE f.record = c.record AND field = 'period') AS period_end,
       factuality, said_by, confidence, evidence
FROM claims c WHERE kind = 'figure' AND NOT withdrawn;

-- Every record with the record that its entry begins with: its own where it stands alone.
CREATE VIEW record_entries AS
SELECT r.record, ifnull(e.first, r.record) AS first, m.entry
FROM records r LEFT JOIN entry_records m USING (record) LEFT JOIN entries e USING (entry);

-- Every entry of two records or more, with how many tell it. Copies of one text are one source.
CREATE VIEW entry_sources AS
SELECT e.entry, lower(hex(f.id)) AS id, e.kind, count(*) AS records, count(DISTINCT r.document) AS documents,
       count(DISTINCT ifnull(c.original, r.document)) AS sources,
       min(d.published) AS first_published, max(d.published) AS last_published
FROM entries e JOIN records f ON f.record = e.first JOIN entry_records m USING (entry)
JOIN records r ON r.record = m.record JOIN documents d ON d.document = r.document
LEFT JOIN document_copies c ON c.document = r.document
WHERE r.withdrawn IS NULL
GROUP BY e.entry;
