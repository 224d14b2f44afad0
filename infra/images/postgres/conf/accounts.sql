-- Who keeps the accounts (bin/accounts): it may give passwords to the roles of the services, and read nothing of theirs.
SET log_min_duration_statement = -1;
SET log_min_error_statement = panic;
SET pgaudit.log = 'none';
\set password `cat "$PASSWORD_FILE"`
SELECT 'CREATE ROLE accounts' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'accounts') \gexec
ALTER ROLE accounts WITH LOGIN NOSUPERUSER NOCREATEDB CREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :'password';
GRANT CONNECT ON DATABASE :"database" TO accounts;
GRANT SET ON PARAMETER log_min_duration_statement, log_min_error_statement, pgaudit.log TO accounts;
