-- Commits a batch of sales in one round trip: each with its lines, tenders, receipt number, journal entry and
-- outbox event, or none of it.
--
-- batch: an array of {position, sale, contentHash, storeId, userId, timeZone, flags, recomputedTotals}, where
--   sale is a Sale of @cloudpos/contracts and contentHash the hex SHA-256 of its canonical JSON.
-- Returns a row per element: 'committed' or 'replayed' with the receipt (the answer's JSON), or 'mismatch' when
--   the id is taken by other content.
-- An element that breaks a constraint fails the whole batch and leaves nothing behind: the caller then sends
-- each sale alone (SaleCommitter). That keeps the usual case free of a subtransaction per sale.
CREATE FUNCTION commit_sales(batch jsonb)
RETURNS TABLE (item_position integer, outcome text, receipt text)
LANGUAGE plpgsql AS $$
DECLARE
  register record;
  counter register_counter;
  item record;
  known record;
  committed_at timestamptz;
  document jsonb;
  entry text;
BEGIN
  -- In the order of their ids, so that two batches never wait for each other's registers.
  FOR register IN
    SELECT (element -> 'sale' ->> 'registerId')::uuid AS id, jsonb_agg(element) AS items
    FROM jsonb_array_elements(batch) AS element
    GROUP BY 1 ORDER BY 1
  LOOP
    -- The lock comes before the look for known ids: a second request with the same id waits here, and then sees
    -- the first one's sale. Locking also writes to the log, so that even a replayed answer waits for a
    -- synchronous standby that has not confirmed the original commit yet.
    SELECT * INTO counter FROM register_counter WHERE register_id = register.id FOR UPDATE;
    IF NOT FOUND THEN
      INSERT INTO register_counter (register_id) VALUES (register.id) ON CONFLICT DO NOTHING;
      SELECT * INTO counter FROM register_counter WHERE register_id = register.id FOR UPDATE;
    END IF;

    FOR item IN
      SELECT element.*, (element.sale ->> 'id')::uuid AS id, decode(element."contentHash", 'hex') AS content_hash
      FROM jsonb_to_recordset(register.items) AS element(
        position integer, sale jsonb, "contentHash" text, "storeId" uuid, "userId" uuid, "timeZone" text,
        flags jsonb, "recomputedTotals" jsonb)
      ORDER BY element.position
    LOOP
      item_position := item.position;
      SELECT sale.content_hash, sale.store_id, sale.receipt INTO known FROM sale WHERE sale.id = item.id;
      IF FOUND THEN
        IF known.content_hash = item.content_hash AND known.store_id = item."storeId" THEN
          outcome := 'replayed';
          receipt := known.receipt;
        ELSE
          outcome := 'mismatch';
          receipt := NULL;
        END IF;
        RETURN NEXT;
        CONTINUE;
      END IF;

      committed_at := date_trunc('milliseconds', clock_timestamp());
      counter.last_receipt_number := counter.last_receipt_number + 1;
      counter.last_entry_number := counter.last_entry_number + 1;
      outcome := 'committed';
      receipt := jsonb_build_object(
        'id', item.id,
        'receiptNumber', counter.last_receipt_number::text,
        'committedAt', iso_utc(committed_at),
        'totals', item.sale -> 'totals',
        'flags', item.flags)::text;

      INSERT INTO sale VALUES (
        item.id, item.content_hash, item."storeId", register.id, item."userId", counter.last_receipt_number,
        (item.sale ->> 'soldAt')::timestamptz, committed_at, item.sale ->> 'currency',
        (item.sale -> 'totals' ->> 'netMinor')::bigint,
        (item.sale -> 'totals' ->> 'taxMinor')::bigint,
        (item.sale -> 'totals' ->> 'totalMinor')::bigint,
        ARRAY(SELECT jsonb_array_elements_text(item.flags)),
        nullif(item."recomputedTotals", 'null'), receipt);

      INSERT INTO sale_line
        SELECT item.id, line.line_number, line."productId", line.sku, line.name, line."quantityMilli",
          line."unitPriceMinor", line."discountMinor", line."taxClass", line."taxRateBasisPoints"
        FROM ROWS FROM (jsonb_to_recordset(item.sale -> 'lines') AS (
          "productId" uuid, sku text, name text, "quantityMilli" bigint, "unitPriceMinor" bigint,
          "discountMinor" bigint, "taxClass" text, "taxRateBasisPoints" integer))
          WITH ORDINALITY AS line("productId", sku, name, "quantityMilli", "unitPriceMinor", "discountMinor",
            "taxClass", "taxRateBasisPoints", line_number);

      INSERT INTO sale_tender
        SELECT item.id, tender.tender_number, tender.kind, tender."amountMinor", tender."tenderedMinor",
          tender."changeMinor"
        FROM ROWS FROM (jsonb_to_recordset(item.sale -> 'tenders') AS (
          kind text, "amountMinor" bigint, "tenderedMinor" bigint, "changeMinor" bigint))
          WITH ORDINALITY AS tender(kind, "amountMinor", "tenderedMinor", "changeMinor", tender_number);

      entry := jsonb_build_object(
        'kind', 'sale',
        'saleId', item.id,
        'contentHash', item."contentHash",
        'receiptNumber', counter.last_receipt_number::text,
        'committedAt', iso_utc(committed_at),
        'storeId', item."storeId",
        'userId', item."userId")::text;
      counter.last_entry_hash := sha256(counter.last_entry_hash || convert_to(entry, 'UTF8'));
      INSERT INTO journal_entry
        VALUES (register.id, counter.last_entry_number, item.id, entry, counter.last_entry_hash);

      document := item.sale || jsonb_build_object(
        'storeId', item."storeId",
        'userId', item."userId",
        'receiptNumber', counter.last_receipt_number::text,
        'committedAt', iso_utc(committed_at),
        'flags', item.flags);
      INSERT INTO outbox (event) VALUES (
        jsonb_build_object(
          -- Follows from the sale, so that an event made again, however late, is recognised.
          'id', encode(substring(sha256(convert_to('sale.completed:' || item.id, 'UTF8')) FOR 16), 'hex')::uuid,
          'type', 'sale.completed',
          'version', 1,
          'occurredAt', iso_utc(committed_at),
          'storeId', item."storeId",
          'timeZone', item."timeZone",
          'sale', document)::text);
      RETURN NEXT;
    END LOOP;

    UPDATE register_counter SET
      last_receipt_number = counter.last_receipt_number,
      last_entry_number = counter.last_entry_number,
      last_entry_hash = counter.last_entry_hash
    WHERE register_id = register.id AND last_entry_number <> counter.last_entry_number;
  END LOOP;
END $$;
