-- Entries of the search index are written at once instead of being gathered in a list that every search reads as a
-- whole: the catalogue is searched all day and changed now and then.
ALTER INDEX product_search SET (fastupdate = off);
SELECT gin_clean_pending_list('product_search');
