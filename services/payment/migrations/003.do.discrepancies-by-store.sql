CREATE INDEX discrepancy_of_store ON discrepancy (store_id, id DESC);
