-- commit_sales as in 004, but the lines, tenders and events of a batch are written together, and the texts of receipts,
-- journal entries and events are put together as texts: making documents of them first took most of their time.

-- Writes the lines and tenders of sales.
CREATE FUNCTION insert_goods_and_tenders(documents jsonb[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO sale_line
    SELECT (document ->> 'id')::uuid, line.line_number, line."productId", line.sku, line.name, line."quantityMilli",
      line."unitPriceMinor", line."discountMinor", line."taxClass", line."taxRateBasisPoints", line.category,
      (line."returnOf" ->> 'saleId')::uuid, (line."returnOf" ->> 'lineNumber')::integer, line."giftCardCode"
    FROM unnest(documents) AS document, ROWS FROM (jsonb_to_recordset(document -> 'lines') AS (
      "productId" uuid, sku text, name text, "quantityMilli" bigint, "unitPriceMinor" bigint,
      "discountMinor" bigint, "taxClass" text, "taxRateBasisPoints" integer, category text,
      "returnOf" jsonb, "giftCardCode" text))
      WITH ORDINALITY AS line("productId", sku, name, "quantityMilli", "unitPriceMinor", "discountMinor",
        "taxClass", "taxRateBasisPoints", category, "returnOf", "giftCardCode", line_number);

  INSERT INTO sale_tender
    SELECT (document ->> 'id')::uuid, tender.tender_number, tender.kind, tender."amountMinor", tender."tenderedMinor",
      tender."changeMinor", tender."paymentId"
    FROM unnest(documents) AS document, ROWS FROM (jsonb_to_recordset(document -> 'tenders') AS (
      kind text, "amountMinor" bigint, "tenderedMinor" bigint, "changeMinor" bigint, "paymentId" uuid))
      WITH ORDINALITY AS tender(kind, "amountMinor", "tenderedMinor", "changeMinor", "paymentId",
        tender_number);
END $$;

-- Commits a batch of sales: see 004. Planning for each batch's arrays anew would cost more than it could ever save.
CREATE OR REPLACE FUNCTION commit_sales(batch jsonb)
RETURNS TABLE (item_position integer, outcome text, receipt text, problem text, detail text)
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  register record;
  counter register_counter;
  item record;
  known record;
  named_shift uuid;
  counted_in uuid;
  flags jsonb;
  committed_at timestamptz;
  moment text;
  entry text;
  -- Sales whose row is there but not their lines and tenders, and events that are to be written.
  documents jsonb[] := '{}';
  events text[] := '{}';
BEGIN
  -- Locks in one order everywhere, originals by id and then registers by id, so that two batches never wait for
  -- each other.
  IF jsonb_path_exists(batch, '$[*] ? (@.givesBack == true)') THEN
    PERFORM FROM sale WHERE id IN (
      SELECT (line #>> '{returnOf,saleId}')::uuid
      FROM jsonb_array_elements(batch) AS element, jsonb_array_elements(element #> '{sale,lines}') AS line
      WHERE line ? 'returnOf') ORDER BY id FOR NO KEY UPDATE;
  END IF;

  FOR register IN
    SELECT (element -> 'sale' ->> 'registerId')::uuid AS id, (element ->> 'storeId')::uuid AS store_id,
      jsonb_agg(element) AS items
    FROM jsonb_array_elements(batch) AS element
    GROUP BY 1, 2 ORDER BY 1, 2
  LOOP
    -- The lock comes before the look for known ids: a second request with the same id waits here, and then sees
    -- the first one's sale. Locking also writes to the log, so that even a replayed answer waits for a
    -- synchronous standby that has not confirmed the original commit yet.
    SELECT * INTO counter FROM register_counter WHERE register_id = register.id FOR UPDATE;
    IF NOT FOUND THEN
      INSERT INTO register_counter (register_id, store_id) VALUES (register.id, register.store_id)
        ON CONFLICT DO NOTHING;
      SELECT * INTO counter FROM register_counter WHERE register_id = register.id FOR UPDATE;
    END IF;

    FOR item IN
      SELECT element.*, (element.sale ->> 'id')::uuid AS id, decode(element."contentHash", 'hex') AS content_hash
      FROM jsonb_to_recordset(register.items) AS element(
        position integer, sale jsonb, "contentHash" text, "storeId" uuid, "userId" uuid, "timeZone" text,
        "pricesIncludeTax" boolean, flags jsonb, "recomputedTotals" jsonb, "givesBack" boolean,
        "cashApproved" boolean)
      ORDER BY element.position
    LOOP
      item_position := item.position;
      problem := NULL;
      detail := NULL;
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

      IF item."givesBack" THEN
        -- It may give back what was sold, or gave back, just before.
        PERFORM insert_goods_and_tenders(documents);
        documents := '{}';
        BEGIN
          PERFORM take_back(item.id, item."storeId", item.sale, item."cashApproved");
        EXCEPTION WHEN SQLSTATE 'CP001' THEN
          GET STACKED DIAGNOSTICS problem = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL;
          outcome := 'refused';
          receipt := NULL;
          RETURN NEXT;
          CONTINUE;
        END;
      END IF;

      -- An older program, during a rollout, does not say it.
      item."pricesIncludeTax" := coalesce(item."pricesIncludeTax", (
        SELECT store.prices_include_tax FROM store WHERE store.id = item."storeId"), true);
      flags := item.flags;
      named_shift := (item.sale ->> 'shiftId')::uuid;
      counted_in := counter.open_shift_id;
      IF named_shift IS DISTINCT FROM counter.open_shift_id OR counter.open_shift_id IS NULL THEN
        IF named_shift IS NOT NULL
          AND EXISTS (SELECT FROM shift WHERE shift.id = named_shift AND shift.register_id = register.id)
        THEN
          counted_in := named_shift;
          flags := flags || '["shift-closed"]';
        ELSIF named_shift IS NOT NULL OR counter.open_shift_id IS NULL THEN
          flags := flags || '["no-shift"]';
        END IF;
      END IF;

      committed_at := date_trunc('milliseconds', clock_timestamp());
      counter.last_receipt_number := counter.last_receipt_number + 1;
      counter.last_entry_number := counter.last_entry_number + 1;
      outcome := 'committed';
      moment := iso_utc(committed_at);
      receipt := concat('{"id": "', item.id, '", "flags": ', flags, ', "totals": ', item.sale -> 'totals',
        ', "committedAt": "', moment, '", "receiptNumber": "', counter.last_receipt_number, '"}');

      INSERT INTO sale VALUES (
        item.id, item.content_hash, item."storeId", register.id, item."userId", counter.last_receipt_number,
        (item.sale ->> 'soldAt')::timestamptz, committed_at, item.sale ->> 'currency',
        (item.sale -> 'totals' ->> 'netMinor')::bigint,
        (item.sale -> 'totals' ->> 'taxMinor')::bigint,
        (item.sale -> 'totals' ->> 'totalMinor')::bigint,
        ARRAY(SELECT jsonb_array_elements_text(flags)),
        nullif(item."recomputedTotals", 'null'), receipt,
        named_shift, counted_in, (item.sale ->> 'customerId')::uuid, item.sale ->> 'receiptEmail',
        (item.sale ->> 'roundingMinor')::bigint, item.sale -> 'approvals', item."timeZone",
        item."pricesIncludeTax");

      documents := documents || item.sale;

      entry := concat('{"kind": "sale", "saleId": "', item.id, '", "contentHash": "', item."contentHash",
        '", "receiptNumber": "', counter.last_receipt_number, '", "committedAt": "', moment,
        '", "storeId": "', item."storeId", '", "userId": "', item."userId",
        '", "countedIn": ', coalesce(to_json(counted_in)::text, 'null'), ', "flags": ', flags, '}');
      counter.last_entry_hash := sha256(counter.last_entry_hash || convert_to(entry, 'UTF8'));
      INSERT INTO journal_entry
        VALUES (register.id, counter.last_entry_number, item.id, entry, counter.last_entry_hash);

      -- The sale as it was sent, with what was found here added to its members.
      events := events || concat('{"id": "', sale_event_id(item.id), '", "type": "sale.completed", "version": 1',
        ', "occurredAt": "', moment, '", "storeId": "', item."storeId",
        '", "timeZone": ', to_json(item."timeZone"), ', "pricesIncludeTax": ', to_json(item."pricesIncludeTax"),
        ', "sale": ', left(item.sale::text, -1), ', "storeId": "', item."storeId", '", "userId": "', item."userId",
        '", "receiptNumber": "', counter.last_receipt_number, '", "committedAt": "', moment,
        '", "flags": ', flags, '}}');
      RETURN NEXT;
    END LOOP;

    UPDATE register_counter SET
      last_receipt_number = counter.last_receipt_number,
      last_entry_number = counter.last_entry_number,
      last_entry_hash = counter.last_entry_hash
    WHERE register_id = register.id AND last_entry_number <> counter.last_entry_number;
  END LOOP;

  PERFORM insert_goods_and_tenders(documents);
  INSERT INTO outbox (event) SELECT event FROM unnest(events) WITH ORDINALITY AS written (event, number) ORDER BY number;
END $$;
