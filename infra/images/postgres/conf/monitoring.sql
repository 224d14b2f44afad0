-- Reads statistics for the exporter; sees no row of any table.
GRANT pg_monitor TO monitoring;
GRANT USAGE ON SCHEMA monitoring TO monitoring;
ALTER ROLE monitoring IN DATABASE :"database" SET search_path = monitoring;
ALTER ROLE monitoring CONNECTION LIMIT 10;
