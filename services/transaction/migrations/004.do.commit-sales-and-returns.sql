-- Price of a line after its discount, in minor units: lineAmountMinor of @cloudpos/contracts. numeric rounds half
-- away from zero, as it does.
CREATE FUNCTION line_amount(quantity_milli bigint, unit_price_minor bigint, discount_minor bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE
  RETURN round(unit_price_minor::numeric * quantity_milli / 1000)::bigint - discount_minor;

-- Refuses a return; commit_sales makes it the outcome of the sale. code: a problem code of @cloudpos/contracts.
CREATE FUNCTION refuse_return(code text, reason text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'CP001', MESSAGE = code, DETAIL = reason;
END $$;

-- Checks what a sale gives back against the original sales, whose rows it locks, and writes down which payments
-- the money goes back to. All other rules of a return (signs, sums) were checked before.
-- approved: whether money may go back as cash that did not come as cash.
CREATE FUNCTION take_back(sale_id uuid, own_store uuid, document jsonb, approved boolean) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  original_ids uuid[];
  returned record;
  tender record;
  allocation record;
  left_over bigint;
BEGIN
  SELECT array_agg(DISTINCT (line #>> '{returnOf,saleId}')::uuid) INTO original_ids
  FROM jsonb_array_elements(document -> 'lines') AS line WHERE line ? 'returnOf';
  -- A second return of the same sale waits here, and then sees the first one.
  PERFORM FROM sale WHERE id = ANY (original_ids) ORDER BY id FOR NO KEY UPDATE;

  FOR returned IN
    WITH given AS (
      SELECT (line #>> '{returnOf,saleId}')::uuid AS original_id,
        (line #>> '{returnOf,lineNumber}')::integer AS line_number,
        line ->> 'name' AS name,
        -(line ->> 'quantityMilli')::bigint AS quantity,
        -line_amount((line ->> 'quantityMilli')::bigint, (line ->> 'unitPriceMinor')::bigint,
          (line ->> 'discountMinor')::bigint) AS amount,
        line
      FROM jsonb_array_elements(document -> 'lines') AS line WHERE line ? 'returnOf'
    ), given_by_line AS (
      SELECT original_id, line_number, min(name) AS name, sum(quantity) AS quantity, sum(amount) AS amount,
        jsonb_agg(line) AS lines
      FROM given GROUP BY original_id, line_number
    )
    SELECT given.*, sold.sale_id IS NOT NULL AND original.store_id IS NOT NULL AS is_known,
      sold.quantity_milli AS sold_quantity, sold.gift_card_code,
      line_amount(sold.quantity_milli, sold.unit_price_minor, sold.discount_minor) AS sold_amount,
      (SELECT bool_and((line ->> 'productId')::uuid = sold.product_id
          AND (line ->> 'unitPriceMinor')::bigint = sold.unit_price_minor
          AND line ->> 'taxClass' = sold.tax_class
          AND (line ->> 'taxRateBasisPoints')::integer = sold.tax_rate_basis_points)
        FROM jsonb_array_elements(given.lines) AS line)
        AND original.currency = document ->> 'currency' AS is_same,
      earlier.quantity AS earlier_quantity, earlier.amount AS earlier_amount
    FROM given_by_line given
    LEFT JOIN sale original ON original.id = given.original_id AND original.store_id = own_store
    LEFT JOIN sale_line sold ON sold.sale_id = given.original_id AND sold.line_number = given.line_number
    CROSS JOIN LATERAL (
      SELECT coalesce(-sum(line.quantity_milli), 0) AS quantity,
        coalesce(-sum(line_amount(line.quantity_milli, line.unit_price_minor, line.discount_minor)), 0) AS amount
      FROM sale_line line
      WHERE line.return_sale_id = given.original_id AND line.return_line_number = given.line_number) AS earlier
    ORDER BY given.original_id, given.line_number
  LOOP
    IF NOT returned.is_known THEN
      PERFORM refuse_return('return-not-possible', format(
        '%s: your store has no sale %s with a line %s.', returned.name, returned.original_id, returned.line_number));
    ELSIF returned.sold_quantity < 0 THEN
      PERFORM refuse_return('return-not-possible', format('%s: this line was itself given back.', returned.name));
    ELSIF returned.gift_card_code IS NOT NULL THEN
      PERFORM refuse_return('return-not-possible', 'A gift card is not taken back.');
    ELSIF NOT returned.is_same THEN
      PERFORM refuse_return('return-not-possible', format(
        '%s: it was sold as another product, at another price or with another tax.', returned.name));
    ELSIF returned.earlier_quantity + returned.quantity > returned.sold_quantity THEN
      PERFORM refuse_return('return-exceeds-sold', format(
        '%s: %s were sold, %s given back before.', returned.name,
        trim_scale(returned.sold_quantity / 1000.0), trim_scale(returned.earlier_quantity / 1000.0)));
    ELSIF returned.earlier_amount + returned.amount > ceil(
      returned.sold_amount::numeric * (returned.earlier_quantity + returned.quantity) / returned.sold_quantity)
    THEN
      PERFORM refuse_return('return-exceeds-sold', format(
        '%s: it would give back more than its share of the %s minor units that were paid.',
        returned.name, returned.sold_amount));
    END IF;
  END LOOP;

  FOR tender IN
    SELECT number, element ->> 'kind' AS kind, (element ->> 'paymentId')::uuid AS payment_id,
      -(element ->> 'amountMinor')::bigint AS amount
    FROM jsonb_array_elements(document -> 'tenders') WITH ORDINALITY AS tenders(element, number)
    WHERE (element ->> 'amountMinor')::bigint < 0
    ORDER BY number
  LOOP
    left_over := tender.amount;
    FOR allocation IN
      SELECT paid.sale_id AS original_id, sum(paid.amount_minor) - coalesce((
          SELECT sum(earlier.amount_minor) FROM refund_allocation earlier
          WHERE earlier.original_sale_id = paid.sale_id AND earlier.kind = tender.kind
            AND earlier.payment_id IS NOT DISTINCT FROM tender.payment_id), 0) AS remaining
      FROM sale_tender paid
      WHERE paid.sale_id = ANY (original_ids) AND paid.kind = tender.kind AND paid.amount_minor > 0
        AND paid.payment_id IS NOT DISTINCT FROM tender.payment_id
      GROUP BY paid.sale_id ORDER BY paid.sale_id
    LOOP
      CONTINUE WHEN allocation.remaining <= 0 OR left_over = 0;
      INSERT INTO refund_allocation VALUES (allocation.original_id, take_back.sale_id, tender.number, tender.kind,
        tender.payment_id, least(allocation.remaining, left_over));
      left_over := left_over - least(allocation.remaining, left_over);
    END LOOP;
    IF left_over > 0 AND NOT (tender.kind = 'cash' AND coalesce(approved, false)) THEN
      PERFORM refuse_return('refund-exceeds-paid', format(CASE tender.kind
        WHEN 'cash' THEN '%s minor units of it were not paid in cash. Pay them back the way they came, or have somebody approve cash.'
        ELSE '%s minor units of it were not paid by this %s.' END, left_over, tender.kind));
    END IF;
  END LOOP;
END $$;

-- Commits a batch of sales in one round trip: each with its lines, tenders, receipt number, journal entry and
-- outbox event, or none of it.
--
-- batch: an array of {position, sale, contentHash, storeId, userId, timeZone, pricesIncludeTax, flags,
--   recomputedTotals, givesBack, cashApproved}, where sale is a Sale of @cloudpos/contracts, contentHash the hex
--   SHA-256 of its canonical JSON, givesBack whether it has returned lines, and cashApproved as in take_back.
-- Returns a row per element: 'committed' or 'replayed' with the receipt (the answer's JSON), 'mismatch' when the id
--   is taken by other content, or 'refused' with the problem's code and detail when a return is not allowed; a
--   refused sale leaves nothing behind and uses no number.
-- An element that breaks a constraint fails the whole batch and leaves nothing behind: the caller then sends
-- each sale alone (SaleCommitter). That keeps the usual case free of a subtransaction per sale.
DROP FUNCTION commit_sales(jsonb);
CREATE FUNCTION commit_sales(batch jsonb)
RETURNS TABLE (item_position integer, outcome text, receipt text, problem text, detail text)
LANGUAGE plpgsql AS $$
DECLARE
  register record;
  counter register_counter;
  item record;
  known record;
  named_shift uuid;
  counted_in uuid;
  flags jsonb;
  committed_at timestamptz;
  entry text;
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
      receipt := jsonb_build_object(
        'id', item.id,
        'receiptNumber', counter.last_receipt_number::text,
        'committedAt', iso_utc(committed_at),
        'totals', item.sale -> 'totals',
        'flags', flags)::text;

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

      INSERT INTO sale_line
        SELECT item.id, line.line_number, line."productId", line.sku, line.name, line."quantityMilli",
          line."unitPriceMinor", line."discountMinor", line."taxClass", line."taxRateBasisPoints", line.category,
          (line."returnOf" ->> 'saleId')::uuid, (line."returnOf" ->> 'lineNumber')::integer, line."giftCardCode"
        FROM ROWS FROM (jsonb_to_recordset(item.sale -> 'lines') AS (
          "productId" uuid, sku text, name text, "quantityMilli" bigint, "unitPriceMinor" bigint,
          "discountMinor" bigint, "taxClass" text, "taxRateBasisPoints" integer, category text,
          "returnOf" jsonb, "giftCardCode" text))
          WITH ORDINALITY AS line("productId", sku, name, "quantityMilli", "unitPriceMinor", "discountMinor",
            "taxClass", "taxRateBasisPoints", category, "returnOf", "giftCardCode", line_number);

      INSERT INTO sale_tender
        SELECT item.id, tender.tender_number, tender.kind, tender."amountMinor", tender."tenderedMinor",
          tender."changeMinor", tender."paymentId"
        FROM ROWS FROM (jsonb_to_recordset(item.sale -> 'tenders') AS (
          kind text, "amountMinor" bigint, "tenderedMinor" bigint, "changeMinor" bigint, "paymentId" uuid))
          WITH ORDINALITY AS tender(kind, "amountMinor", "tenderedMinor", "changeMinor", "paymentId",
            tender_number);

      entry := jsonb_build_object(
        'kind', 'sale',
        'saleId', item.id,
        'contentHash', item."contentHash",
        'receiptNumber', counter.last_receipt_number::text,
        'committedAt', iso_utc(committed_at),
        'storeId', item."storeId",
        'userId', item."userId",
        'countedIn', counted_in,
        'flags', flags)::text;
      counter.last_entry_hash := sha256(counter.last_entry_hash || convert_to(entry, 'UTF8'));
      INSERT INTO journal_entry
        VALUES (register.id, counter.last_entry_number, item.id, entry, counter.last_entry_hash);

      INSERT INTO outbox (event) VALUES (
        jsonb_build_object(
          'id', sale_event_id(item.id),
          'type', 'sale.completed',
          'version', 1,
          'occurredAt', iso_utc(committed_at),
          'storeId', item."storeId",
          'timeZone', item."timeZone",
          'pricesIncludeTax', item."pricesIncludeTax",
          'sale', item.sale || jsonb_build_object(
            'storeId', item."storeId",
            'userId', item."userId",
            'receiptNumber', counter.last_receipt_number::text,
            'committedAt', iso_utc(committed_at),
            'flags', flags))::text);
      RETURN NEXT;
    END LOOP;

    UPDATE register_counter SET
      last_receipt_number = counter.last_receipt_number,
      last_entry_number = counter.last_entry_number,
      last_entry_hash = counter.last_entry_hash
    WHERE register_id = register.id AND last_entry_number <> counter.last_entry_number;
  END LOOP;
END $$;
