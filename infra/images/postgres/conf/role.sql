-- One role, and two accounts to act as it: passwords of odd generations belong to the role itself, those of even ones to
-- its alternate, which acts as the role from its first statement on. So two passwords can be valid at a time, and who
-- owns what does not depend on which was used. Passwords are set by bin/accounts.
\set alternate :role _alternate
SELECT format('CREATE ROLE %I', name) FROM unnest(ARRAY[:'role', :'alternate']) AS name
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec
ALTER ROLE :"role" WITH NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER ROLE :"alternate" WITH NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
GRANT CONNECT ON DATABASE :"database" TO :"role", :"alternate";
GRANT :"role" TO :"alternate";
ALTER ROLE :"alternate" IN DATABASE :"database" SET role = :'role';
ALTER ROLE :"alternate" IN DATABASE :"database" SET search_path = :'role';
GRANT :"role", :"alternate" TO accounts WITH ADMIN TRUE, INHERIT FALSE, SET FALSE;
