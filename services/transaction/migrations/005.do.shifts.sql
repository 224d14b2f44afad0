-- Adds an entry about a shift, cash movement or Z report to a register's journal; the caller has locked the
-- register's counter.
CREATE FUNCTION append_journal(own_register uuid, subject uuid, content jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  counter register_counter;
BEGIN
  UPDATE register_counter SET
    last_entry_number = last_entry_number + 1,
    last_entry_hash = sha256(last_entry_hash || convert_to(content::text, 'UTF8'))
  WHERE register_id = own_register RETURNING * INTO STRICT counter;
  INSERT INTO journal_entry (register_id, entry_number, entry, hash, subject_id)
    VALUES (own_register, counter.last_entry_number, content::text, counter.last_entry_hash, subject);
END $$;

-- What the sales of a shift add up to (SaleFigures of @cloudpos/contracts), from their rows.
-- late: the sales that were committed after the close, instead of those before.
CREATE FUNCTION shift_figures(of_shift uuid, late boolean) RETURNS jsonb LANGUAGE sql STABLE AS $$
  WITH counted AS MATERIALIZED (
    SELECT sale.* FROM shift
    JOIN sale ON sale.register_id = shift.register_id AND sale.receipt_number >= shift.first_receipt_number
      AND sale.counted_in = shift.id AND NOT 'shift-closed' = ANY (sale.flags)
    WHERE shift.id = of_shift AND NOT late
    UNION ALL
    SELECT sale.* FROM sale WHERE sale.counted_in = of_shift AND 'shift-closed' = ANY (sale.flags) AND late
  ), line AS MATERIALIZED (
    SELECT sale_line.*, counted.prices_include_tax,
      line_amount(sale_line.quantity_milli, sale_line.unit_price_minor, sale_line.discount_minor) AS amount
    FROM counted JOIN sale_line ON sale_line.sale_id = counted.id
  ), bucket AS (
    SELECT tax_class, tax_rate_basis_points AS rate, prices_include_tax, sum(amount) AS amount,
      round(sum(amount) * tax_rate_basis_points
        / CASE WHEN prices_include_tax THEN 10000 + tax_rate_basis_points ELSE 10000 END) AS tax
    FROM line GROUP BY sale_id, tax_class, tax_rate_basis_points, prices_include_tax
  ), tax AS (
    SELECT tax_class, rate, sum(tax) AS tax,
      sum(CASE WHEN prices_include_tax THEN amount - tax ELSE amount END) AS net
    FROM bucket GROUP BY tax_class, rate
  ), tender AS (
    SELECT sale_tender.kind, count(*) AS count,
      coalesce(sum(sale_tender.amount_minor) FILTER (WHERE sale_tender.amount_minor > 0), 0) AS received,
      coalesce(sum(sale_tender.amount_minor) FILTER (WHERE sale_tender.amount_minor < 0), 0) AS refunded
    FROM counted JOIN sale_tender ON sale_tender.sale_id = counted.id GROUP BY sale_tender.kind
  ), sums AS (
    SELECT count(*) AS sales,
      count(*) FILTER (WHERE NOT EXISTS (
        SELECT FROM line WHERE line.sale_id = counted.id AND line.quantity_milli > 0)) AS refunds,
      coalesce(sum(net_minor), 0) AS net, coalesce(sum(tax_minor), 0) AS tax, coalesce(sum(total_minor), 0) AS total,
      coalesce(sum(rounding_minor), 0) AS rounding,
      count(*) FILTER (WHERE cardinality(flags) > 0) AS flagged,
      min(receipt_number)::text AS first_number, max(receipt_number)::text AS last_number
    FROM counted
  ), line_sums AS (
    SELECT coalesce(sum(amount) FILTER (WHERE quantity_milli > 0), 0) AS sold,
      coalesce(sum(amount) FILTER (WHERE quantity_milli < 0), 0) AS returned,
      coalesce(sum(discount_minor), 0) AS discounts,
      count(*) FILTER (WHERE quantity_milli > 0 AND discount_minor > 0) AS discounted,
      coalesce(sum(amount) FILTER (WHERE quantity_milli > 0 AND gift_card_code IS NOT NULL), 0) AS gift_cards
    FROM line
  )
  SELECT jsonb_strip_nulls(jsonb_build_object(
    'saleCount', sums.sales - sums.refunds,
    'refundCount', sums.refunds,
    'totals', jsonb_build_object('netMinor', sums.net, 'taxMinor', sums.tax, 'totalMinor', sums.total),
    'soldMinor', line_sums.sold,
    'returnedMinor', line_sums.returned,
    'discountsMinor', line_sums.discounts,
    'discountCount', line_sums.discounted,
    'roundingMinor', sums.rounding,
    'giftCardsSoldMinor', line_sums.gift_cards,
    'taxes', coalesce((
      SELECT jsonb_agg(jsonb_build_object('taxClass', tax_class, 'taxRateBasisPoints', rate, 'netMinor', net,
        'taxMinor', tax, 'grossMinor', net + tax) ORDER BY tax_class, rate) FROM tax), '[]'),
    'tenders', coalesce((
      SELECT jsonb_agg(jsonb_build_object('kind', kind, 'count', count, 'receivedMinor', received,
        'refundedMinor', refunded, 'amountMinor', received + refunded) ORDER BY kind) FROM tender), '[]'),
    'flaggedCount', sums.flagged,
    'firstReceiptNumber', sums.first_number,
    'lastReceiptNumber', sums.last_number))
  FROM sums, line_sums
$$;

-- A shift as the API shows it (Shift of @cloudpos/contracts) while it is open; its Z report adds the close.
CREATE FUNCTION shift_document(shift) RETURNS jsonb LANGUAGE sql STABLE
  RETURN jsonb_build_object(
    'id', $1.id, 'storeId', $1.store_id, 'registerId', $1.register_id, 'openedAt', iso_utc($1.opened_at),
    'openedBy', $1.opened_by, 'openedByName', $1.opened_by_name, 'openingFloatMinor', $1.opening_float_minor,
    'currency', $1.currency);

-- A cash movement as the API shows it (CashMovement of @cloudpos/contracts).
CREATE FUNCTION cash_movement_document(cash_movement) RETURNS jsonb LANGUAGE sql STABLE
  RETURN jsonb_build_object(
    'id', $1.id, 'kind', $1.kind, 'amountMinor', $1.amount_minor, 'reason', $1.reason, 'shiftId', $1.shift_id,
    'userId', $1.user_id, 'userName', $1.user_name, 'occurredAt', iso_utc($1.occurred_at));
