-- From the second form to the third: what was there is set aside, and entered anew from it.
CREATE TABLE old_documents AS SELECT * FROM documents;
CREATE TABLE old_records AS SELECT record, document, json, withdrawn FROM records;
DROP VIEW record_entries;
DROP VIEW entry_sources;
DROP VIEW statements;
DROP VIEW events;
DROP VIEW instruments;
DROP VIEW commitments;
DROP VIEW figures;
DROP VIEW names;
DROP VIEW claims;
DROP TABLE record_words;
DROP TABLE document_words;
DROP TABLE spans;
DROP TABLE roles;
DROP TABLE actors;
DROP TABLE records;
DROP TABLE documents;
