-- Roles by which members copy from each other and mend themselves after a failover. They have no password: pg_hba.conf
-- takes their certificate. The functions are those that pg_rewind calls.
SELECT format('CREATE ROLE %I', role) FROM unnest(ARRAY['replication', 'rewind']) AS role
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) \gexec
ALTER ROLE replication WITH LOGIN REPLICATION NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD NULL;
ALTER ROLE rewind WITH LOGIN NOREPLICATION NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD NULL;
GRANT CONNECT ON DATABASE postgres TO rewind;
GRANT EXECUTE ON FUNCTION pg_ls_dir(text, boolean, boolean), pg_stat_file(text, boolean), pg_read_binary_file(text),
  pg_read_binary_file(text, bigint, bigint, boolean) TO rewind;
