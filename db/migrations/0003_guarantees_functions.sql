INSERT INTO nearside_heartbeat (id, at) VALUES (1, clock_timestamp()) ON CONFLICT DO NOTHING;
--> statement-breakpoint
-- The file that the replication command TIMELINE_HISTORY sends, for a login without the right to replicate, which
-- could copy the whole server. NULL for the first timeline, and where the server has not received the file yet.
CREATE OR REPLACE FUNCTION nearside_timeline_history(timeline int) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
AS $$ SELECT pg_read_file('pg_wal/' || lpad(upper(to_hex(timeline)), 8, '0') || '.history', true) $$;
--> statement-breakpoint
-- On which timeline a replica without a WAL receiver has replayed this position: the newest one that it has a file
-- of log for. The control file still names the old timeline long after a promotion.
CREATE OR REPLACE FUNCTION nearside_wal_timeline(lsn pg_lsn) RETURNS int
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
AS $$
  WITH size AS (SELECT pg_size_bytes(current_setting('wal_segment_size')) AS bytes),
    segment AS (SELECT trunc((greatest(lsn, '0/1') - '0/1') / bytes)::bigint AS number, 4294967296 / bytes AS per_id FROM size),
    suffix AS (SELECT lpad(upper(to_hex(number / per_id)), 8, '0') || lpad(upper(to_hex(number % per_id)), 8, '0') AS name FROM segment)
  SELECT max(('x' || left(file.name, 8))::bit(32)::int)
  FROM pg_ls_waldir() file, suffix
  WHERE file.name ~ '^[0-9A-F]{24}$' AND substr(file.name, 9) = suffix.name
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION nearside_timeline_history(int), nearside_wal_timeline(pg_lsn) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION nearside_timeline_history(int), nearside_wal_timeline(pg_lsn) TO nearside_reader, nearside_writer;
