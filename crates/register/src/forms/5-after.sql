-- What was set aside comes back, its words by their numbers.
INSERT OR IGNORE INTO words (text)
SELECT kind FROM old_shapes UNION SELECT factuality FROM old_shapes UNION SELECT rule FROM old_shapes
UNION SELECT words FROM old_shapes
UNION SELECT value FROM old_fields WHERE typeof(value) = 'text' AND octet_length(value) <= 40;
INSERT INTO shapes
SELECT o.shape, k.word, f.word, o.historical, o.confidence, r.word, w.word
FROM old_shapes o JOIN words k ON k.text = o.kind JOIN words f ON f.text = o.factuality
JOIN words r ON r.text = o.rule JOIN words w ON w.text = o.words ORDER BY o.shape;
INSERT INTO fields
SELECT o.record, o.field, o.position, w.word, CASE WHEN w.word IS NULL THEN o.value END
FROM old_fields o LEFT JOIN words w
    ON typeof(o.value) = 'text' AND octet_length(o.value) <= 40 AND w.text = o.value
ORDER BY o.record, o.field, o.position;
DROP TABLE old_shapes;
DROP TABLE old_fields;
