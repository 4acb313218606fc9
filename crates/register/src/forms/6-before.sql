-- To the sixth form: indexes that are otherwise there.
DROP INDEX IF EXISTS documents_by_day;
DROP INDEX IF EXISTS actors_by_name;
DROP TABLE IF EXISTS record_ids;
