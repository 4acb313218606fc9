-- What was set aside comes back.
INSERT INTO documents (document, id, text_hash, source, title, published, outlet, language, engine, first_record,
    last_record, fingerprint, text, claims)
SELECT o.document,
    CASE WHEN o.id GLOB '*[^0-9a-f]*' OR length(o.id) % 2 OR o.id = '' THEN o.id ELSE unhex(o.id) END,
    CASE WHEN o.text_hash GLOB '*[^0-9a-f]*' OR length(o.text_hash) % 2 OR o.text_hash = '' THEN o.text_hash
         ELSE unhex(o.text_hash) END,
    o.source, o.title, o.published, o.outlet, o.language, o.engine, n.first, n.last, o.fingerprint, o.text, o.claims
FROM old_documents o LEFT JOIN old_numbers n USING (document) ORDER BY o.document;
DROP TABLE old_documents;
DROP TABLE old_numbers;
