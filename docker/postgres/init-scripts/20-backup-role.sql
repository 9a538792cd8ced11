-- genesis_backup may read everything of this server's databases and change nothing: scripts/backup connects as it. Runs once
-- after 10-roles.sql on an empty data folder. On a server that is older than this file, run it by hand, once:
--   docker compose exec postgres psql -U postgres -d genesis_db -f /docker-entrypoint-initdb.d/20-backup-role.sql
DO $$
DECLARE
  password text := rtrim(pg_read_file('/run/secrets/postgres_backup_password'), E'\r\n');
BEGIN
  IF password = '' THEN
    RAISE EXCEPTION 'the secret postgres_backup_password is empty';
  END IF;
  EXECUTE format(
    'CREATE ROLE genesis_backup LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD %L', password
  );
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO genesis_backup', current_database());
END
$$;

GRANT pg_read_all_data TO genesis_backup;
ALTER ROLE genesis_backup SET default_transaction_read_only = on;
