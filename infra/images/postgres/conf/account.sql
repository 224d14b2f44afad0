-- Opens an account with the password in $PASSWORD_FILE. The text of the statement is kept out of the log.
SET log_min_duration_statement = -1;
SET log_min_error_statement = panic;
SET pgaudit.log = 'none';
\set password `cat "$PASSWORD_FILE"`
ALTER ROLE :"account" WITH LOGIN PASSWORD :'password';
