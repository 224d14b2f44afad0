SET log_min_duration_statement = -1;
SET log_min_error_statement = panic;
SET pgaudit.log = 'none';
\set password `cat "$PASSWORD_FILE"`
ALTER ROLE postgres PASSWORD :'password';
