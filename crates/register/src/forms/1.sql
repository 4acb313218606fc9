-- The register, for people who open it with other tools.
--
-- A record is a claim: somebody says so (`voice`), somewhere in a text (`evidence`). There is no column for
-- fact. Offsets count Unicode code points of the text as stored, half-open, so that
-- substr(text, start + 1, end - start) gives the words.

-- One reading of one source. The same words from another source are another document with the same text_hash.
CREATE TABLE documents (
    document  INTEGER PRIMARY KEY,
    id        TEXT NOT NULL UNIQUE,  -- hash of source, day and text
    text_hash TEXT NOT NULL,         -- SHA-256 of the text
    source    TEXT NOT NULL,         -- path or address
    title     TEXT,
    published TEXT,                  -- YYYY-MM-DD; NULL where unknown, never the day of entering
    outlet    TEXT,
    language  TEXT,                  -- BCP 47
    engine    TEXT NOT NULL,         -- what read it: engine and packs with their digests
    text      TEXT                   -- NULL where only pointers are kept
) STRICT;
CREATE INDEX documents_by_text ON documents (text_hash);

-- What a document claims.
CREATE TABLE records (
    record         INTEGER PRIMARY KEY,
    document       INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    id             TEXT NOT NULL,     -- hash of text, kind and place: wire copies share it
    kind           TEXT NOT NULL,
    voice          TEXT NOT NULL,     -- JSON list, outermost speaker first; [] where the outlet says so
    evidence_start INTEGER NOT NULL,
    evidence_end   INTEGER NOT NULL,
    trigger_start  INTEGER NOT NULL,
    trigger_end    INTEGER NOT NULL,
    factuality     TEXT NOT NULL,     -- actual, planned, possible, requested, negated
    historical     INTEGER NOT NULL,
    date_start     TEXT,              -- when it happened, as far as the text tells
    date_end       TEXT,
    confidence     REAL NOT NULL,
    rule           TEXT NOT NULL,
    json           TEXT NOT NULL,     -- the record as printed, without `document` and `engine`
    UNIQUE (document, id)
) STRICT;
CREATE INDEX records_by_id ON records (id);
CREATE INDEX records_by_kind ON records (kind, date_start);

-- Whoever speaks or acts, as the documents name them.
CREATE TABLE actors (
    actor   INTEGER PRIMARY KEY,
    name    TEXT NOT NULL,
    country TEXT,                     -- ISO 3166-1 alpha-3, historic states, EUE, IGO
    level   TEXT NOT NULL,            -- state, person, body, group
    entity  TEXT                      -- the pack's id, where a pack knows the actor
) STRICT;
CREATE UNIQUE INDEX actors_once ON actors (name, ifnull(country, ''), level, ifnull(entity, ''));

-- What fills the roles of a record. Speakers of its voice stand here under the role `voice`, outermost first.
CREATE TABLE roles (
    record   INTEGER NOT NULL REFERENCES records ON DELETE CASCADE,
    role     TEXT NOT NULL,
    position INTEGER NOT NULL,
    actor    INTEGER REFERENCES actors, -- where an actor fills it
    office   TEXT,                      -- which it holds, as the document says
    value    TEXT,                      -- where a word, number, place or interval fills it
    span_start INTEGER,                 -- where its words stand
    span_end   INTEGER,
    PRIMARY KEY (record, role, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX roles_by_actor ON roles (actor, role);

-- Every place where a document tells a record, the best first.
CREATE TABLE spans (
    record         INTEGER NOT NULL REFERENCES records ON DELETE CASCADE,
    position       INTEGER NOT NULL,
    trigger_start  INTEGER NOT NULL,
    trigger_end    INTEGER NOT NULL,
    evidence_start INTEGER NOT NULL,
    evidence_end   INTEGER NOT NULL,
    PRIMARY KEY (record, position)
) STRICT, WITHOUT ROWID;

-- Words to find records by. Holds no text of its own: rowid is `records.record`.
CREATE VIRTUAL TABLE record_words USING fts5 (
    sentence, names, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2'
);
-- Words to find documents by: rowid is `documents.document`.
CREATE VIRTUAL TABLE document_words USING fts5 (
    title, text, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2'
);

-- One view a kind, with flat columns. `speakers`, `actors` and the like are names joined by "; ".
CREATE VIEW claims AS
SELECT r.record, r.id, r.kind, d.published, d.source, d.outlet, d.title, r.factuality, r.historical,
       r.date_start, r.date_end, r.confidence, r.rule,
       (SELECT group_concat(a.name, '; ' ORDER BY o.position) FROM roles o JOIN actors a USING (actor)
        WHERE o.record = r.record AND o.role = 'voice') AS said_by,
       r.json ->> '$.evidence.exact' AS evidence, r.json
FROM records r JOIN documents d USING (document);

CREATE VIEW names AS
SELECT o.record, o.role, group_concat(a.name, '; ' ORDER BY o.position) AS names,
       group_concat(a.country, '; ' ORDER BY o.position) AS countries
FROM roles o JOIN actors a USING (actor) GROUP BY o.record, o.role;

CREATE VIEW statements AS
SELECT id, published, source, (SELECT names FROM names n WHERE n.record = c.record AND role = 'speaker') AS speakers,
       json ->> '$.form' AS form, json ->> '$.cue.exact' AS cue,
       (SELECT group_concat(value ->> '$.exact', ' … ') FROM json_each(json, '$.content')) AS content,
       factuality, date_start, date_end, said_by, confidence, evidence
FROM claims c WHERE kind = 'statement';

CREATE VIEW events AS
SELECT id, published, source, json ->> '$.plover' AS plover, json ->> '$.mode' AS mode, json ->> '$.cameo' AS cameo,
       (SELECT names FROM names n WHERE n.record = c.record AND role = 'actors') AS actors,
       (SELECT countries FROM names n WHERE n.record = c.record AND role = 'actors') AS actor_countries,
       (SELECT names FROM names n WHERE n.record = c.record AND role = 'recipients') AS recipients,
       (SELECT countries FROM names n WHERE n.record = c.record AND role = 'recipients') AS recipient_countries,
       json ->> '$.place.name' AS place, json ->> '$.place.country' AS place_country,
       factuality, date_start, date_end, said_by, confidence, evidence
FROM claims c WHERE kind = 'event';

CREATE VIEW instruments AS
SELECT id, published, source, json ->> '$.type' AS type, json ->> '$.status' AS status,
       (SELECT names FROM names n WHERE n.record = c.record AND role = 'parties') AS parties,
       (SELECT names FROM names n WHERE n.record = c.record AND role = 'signatories') AS signatories,
       json ->> '$.title.exact' AS name, json ->> '$.subject.exact' AS subject,
       json ->> '$.count.op' AS count_op, json ->> '$.count.value' AS count,
       factuality, date_start, date_end, said_by, confidence, evidence
FROM claims c WHERE kind = 'instrument';

CREATE VIEW commitments AS
SELECT id, published, source, (SELECT names FROM names n WHERE n.record = c.record AND role = 'actors') AS actors,
       json ->> '$.action.exact' AS action, json ->> '$.firmness' AS firmness,
       json ->> '$.deadline.start' AS deadline_start, json ->> '$.deadline.end' AS deadline_end,
       json ->> '$.recurrence' AS recurrence, json ->> '$.condition.exact' AS condition,
       factuality, date_start, date_end, said_by, confidence, evidence
FROM claims c WHERE kind = 'commitment';

CREATE VIEW figures AS
SELECT id, published, source, json ->> '$.op' AS op, json ->> '$.value' AS value, json ->> '$.low' AS low,
       json ->> '$.high' AS high, json ->> '$.unit' AS unit, json ->> '$.indicator.exact' AS indicator,
       json ->> '$.change' AS change, json ->> '$.period.start' AS period_start, json ->> '$.period.end' AS period_end,
       factuality, said_by, confidence, evidence
FROM claims c WHERE kind = 'figure';
