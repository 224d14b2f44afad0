import type { Queryable } from "./domain.ts";

// Each announces a row as it is now, in the transaction that changed it; see migration 004 for the documents.

/** Tells of a store: `store.changed`. */
export async function announceStore(database: Queryable, storeId: string): Promise<void> {
  await database.query(
    `SELECT announce('store.changed', id, json_build_object('revision', revision, 'store', document))
     FROM stores JOIN store_document USING (id) WHERE id = $1`,
    [storeId],
  );
}

/** Tells of a register: `register.changed`. */
export async function announceRegister(database: Queryable, registerId: string): Promise<void> {
  await database.query(
    `SELECT announce('register.changed', store_id, json_build_object('revision', revision, 'register', document))
     FROM registers JOIN register_document USING (id) WHERE id = $1`,
    [registerId],
  );
}

/** Tells of a person: `staff.changed`, under one of their stores. */
export async function announceStaff(database: Queryable, userId: string): Promise<void> {
  await database.query(
    `SELECT announce('staff.changed',
       (SELECT store_id FROM user_stores WHERE user_id = users.id ORDER BY store_id LIMIT 1),
       json_build_object('revision', revision, 'staff', document))
     FROM users JOIN staff_document USING (id) WHERE id = $1`,
    [userId],
  );
}
