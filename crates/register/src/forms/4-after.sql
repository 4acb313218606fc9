-- What was set aside comes back.
INSERT INTO documents (document, id, text_hash, source, title, published, outlet, language, engine, first_record,
    last_record, fingerprint, text, claims)
SELECT o.document,
    CASE WHEN o.id GLOB '*[^0-9a-f]*' OR length(o.id) % 2 OR o.id = '' THEN o.id ELSE unhex(o.id) END,
    CASE WHEN o.text_hash GLOB '*[^0-9a-f]*' OR length(o.text_hash) % 2 OR o.text_hash = '' THEN o.text_hash
         ELSE unhex(o.text_hash) END,
    o.source, o.title, o.published, o.outlet, o.language, o.engine, n.first, n.last, o.fingerprint, o.text, o.claims
FROM old_documents o LEFT JOIN old_numbers n USING (document) ORDER BY o.document;
CREATE TABLE old_passages AS
SELECT record, min(role) AS role, span_start, span_end FROM old_roles
WHERE position = 0 AND actor IS NULL AND span_start IS NOT NULL GROUP BY record;
CREATE UNIQUE INDEX old_passages_by_record ON old_passages (record);
CREATE TABLE old_values AS
SELECT record, max(value) AS value FROM fields
WHERE field = (SELECT word FROM words WHERE text = 'value')
GROUP BY record HAVING count(*) = 1 AND typeof(value) IN ('integer', 'real');
CREATE UNIQUE INDEX old_values_by_record ON old_values (record);
INSERT INTO records (record, document, id, shape, voice, evidence_start, evidence_end, trigger_start, trigger_end,
    date_start, date_end, value, passage_role, passage_start, passage_end, withdrawn)
SELECT r.record, r.document, r.id, r.shape, r.voice, r.evidence_start, r.evidence_end, r.trigger_start, r.trigger_end,
    r.date_start, r.date_end, v.value, p.role, p.span_start, p.span_end, r.withdrawn
FROM old_records r LEFT JOIN old_values v USING (record) LEFT JOIN old_passages p USING (record) ORDER BY r.record;
INSERT INTO fillers SELECT o.record, o.role, o.position, o.actor, o.office, o.span_start, o.span_end
FROM old_roles o LEFT JOIN old_passages p ON p.record = o.record AND p.role = o.role AND o.position = 0
WHERE p.record IS NULL ORDER BY o.record, o.role, o.position;
DELETE FROM fields WHERE field = (SELECT word FROM words WHERE text = 'value')
    AND record IN (SELECT record FROM old_values);
DROP TABLE old_passages;
DROP TABLE old_values;
DROP TABLE old_roles;
DROP TABLE old_records;
DROP TABLE old_documents;
DROP TABLE old_numbers;
