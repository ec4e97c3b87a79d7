-- What the owner of the database can't do for itself: run once by a superuser, in the new database, before the migrations.
-- After it `node db/migrate.ts` works as nearside_owner, who is no superuser and may create no roles. Running it again
-- changes nothing. CloudNativePG runs it after initdb, compose when the volume is new.

-- Group roles: the logins nearside_read and nearside_write are members of one each, and own nothing.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'nearside_reader') THEN
    CREATE ROLE nearside_reader NOLOGIN;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'nearside_writer') THEN
    CREATE ROLE nearside_writer NOLOGIN;
  END IF;
END
$$;

-- Without it pg_stat_wal_receiver hides the received timeline and the primary's position.
GRANT pg_read_all_stats TO nearside_reader;

-- The owner's functions nearside_timeline_history and nearside_wal_timeline run with its rights. Both are for paths
-- below the data folder alone, where membership in pg_read_server_files or pg_monitor would open much more.
GRANT EXECUTE ON FUNCTION pg_catalog.pg_read_file(text, boolean), pg_catalog.pg_ls_waldir() TO nearside_owner;
