-- Runs once, on an empty data folder, as the server's administrator in the database POSTGRES_DB.
-- Roles and rights only: the schema is made by migrations. Passwords are the mounted secrets, which the server reads.

-- genesis_user owns the schema and migrates it; genesis_app is the role of api and worker: rows, nothing else.
DO $$
DECLARE
  role text;
  secret text;
  password text;
BEGIN
  FOR role, secret IN VALUES ('genesis_user', 'postgres_owner_password'), ('genesis_app', 'postgres_app_password') LOOP
    password := rtrim(pg_read_file('/run/secrets/' || secret), E'\r\n');
    IF password = '' THEN
      RAISE EXCEPTION 'the secret % is empty', secret;
    END IF;
    EXECUTE format(
      'CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD %L', role, password
    );
  END LOOP;
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO genesis_app', current_database());
  EXECUTE format('ALTER DATABASE %I OWNER TO genesis_user', current_database());
END
$$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
ALTER SCHEMA public OWNER TO genesis_user;
GRANT USAGE ON SCHEMA public TO genesis_app;

-- What migrations make later is the app's to use, without a grant in every migration.
ALTER DEFAULT PRIVILEGES FOR ROLE genesis_user IN SCHEMA public
  GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO genesis_app;
ALTER DEFAULT PRIVILEGES FOR ROLE genesis_user IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO genesis_app;
