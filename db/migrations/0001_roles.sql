-- Group roles: logins of a region are members of one of them, never owners.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'nearside_reader') THEN
    CREATE ROLE nearside_reader NOLOGIN;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'nearside_writer') THEN
    CREATE ROLE nearside_writer NOLOGIN;
  END IF;
  -- Without it pg_stat_wal_receiver hides the received timeline and the primary's position.
  IF NOT pg_has_role('nearside_reader', 'pg_read_all_stats', 'member') THEN
    GRANT pg_read_all_stats TO nearside_reader;
  END IF;
END
$$;
--> statement-breakpoint
GRANT USAGE ON SCHEMA public TO nearside_reader, nearside_writer;
--> statement-breakpoint
GRANT SELECT ON ALL TABLES IN SCHEMA public TO nearside_reader;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO nearside_writer;
--> statement-breakpoint
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO nearside_reader;
--> statement-breakpoint
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO nearside_writer;
