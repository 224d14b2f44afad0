-- One login role with the password in $PASSWORD_FILE. The text of these statements is kept out of the log.
SET log_min_duration_statement = -1;
SET log_min_error_statement = panic;
SET pgaudit.log = 'none';
\set password `cat "$PASSWORD_FILE"`
SELECT format('CREATE ROLE %I', :'role') WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'role') \gexec
ALTER ROLE :"role" WITH LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :'password';
GRANT CONNECT ON DATABASE :"database" TO :"role";
