import {
  demoPassword,
  demoStaff,
  deviceTokenHeader,
  type Customer,
  type Enrolment,
  type EnrolmentCodeIssued,
  type Product,
  type ProductList,
  type Register,
  type Role,
  type Session,
  type Store,
  type User,
} from "@cloudpos/contracts";
import { randomInt } from "node:crypto";
import { newSaleId } from "../../services/transaction/testing.ts";
import type { ApiClient } from "../api/client.ts";
import { eventually } from "./eventually.ts";

/** A register that somebody is signed in at. */
export interface OpenRegister {
  id: string;
  shiftId: string;
  openingFloatMinor: number;
  /** What its manager signs in with: `POST /api/auth/sign-in`. */
  credentials: { deviceToken: string; userId: string; pin: string };
  /** A token that is valid now; signs in again when the last one has expired. */
  token(): Promise<string>;
}

/** A shop of its own on a running platform, so that its figures are those of the run alone. */
export interface LoadShop {
  store: Store;
  managerToken(): Promise<string>;
  /** Somebody who may verify the journals. */
  auditorToken(): Promise<string>;
  registers: OpenRegister[];
  products: Product[];
  customers: Customer[];
}

const openingFloatMinor = 10_000;

/**
 * Opens a shop as people would: the owner signs in with a password and makes a store, its people and its registers;
 * each register is enrolled with a one-time code, its manager signs in with a PIN and opens the shift.
 */
export async function openShop(
  client: ApiClient,
  size: { registers: number; products: number; customers: number },
): Promise<LoadShop> {
  const owner = demoStaff.find((person) => person.role === "owner")!;
  const credentials = { email: owner.email!, password: demoPassword };
  const ownerSession = await client.ask<Session>("POST", "/api/auth/password-sign-in", { body: credentials });
  const asOwner = { token: ownerSession.accessToken };
  const name = `load-${Date.now().toString(36)}`;
  const store = await client.ask<Store>("POST", "/api/auth/stores", {
    ...asOwner,
    body: {
      code: name,
      name: `Load ${name}`,
      currency: "EUR",
      locale: "en-IE",
      timeZone: "Europe/Dublin",
      pricesIncludeTax: true,
      cashRoundingMinor: 1,
      receiptHeader: [],
      receiptFooter: [],
    },
  });
  const pin = String(randomInt(10_000_000, 99_999_999));
  const employ = (displayName: string, role: Role) =>
    client.ask<User>("POST", "/api/auth/users", {
      ...asOwner,
      body: { displayName, role, storeIds: [store.id], pin },
    });
  const auditor = await employ("Alva Auditor", "auditor");

  const registers: OpenRegister[] = [];
  let auditorToken: (() => Promise<string>) | undefined;
  for (let number = 1; number <= size.registers; number += 1) {
    const register = await client.ask<Register>("POST", "/api/auth/registers", {
      ...asOwner,
      body: { storeId: store.id, code: `${name}-${number}`, name: `Register ${number}` },
    });
    const { code } = await client.ask<EnrolmentCodeIssued>(
      "POST",
      `/api/auth/registers/${register.id}/enrolment-codes`,
      asOwner,
    );
    const { deviceToken } = await client.ask<Enrolment>("POST", "/api/auth/enrolments", { body: { code } });
    const signIn = (person: User) =>
      renewing(() =>
        client.ask<Session>("POST", "/api/auth/sign-in", {
          headers: { [deviceTokenHeader]: deviceToken },
          body: { userId: person.id, pin },
        }),
      );
    // A person for each: the gateway limits how much one person may ask.
    const manager = await employ(`Lorcan Load ${number}`, "manager");
    const token = signIn(manager);
    auditorToken ??= signIn(auditor);
    const shiftId = newSaleId();
    // The settings of the new store travel to the services as an event.
    await eventually(async () =>
      client.ask("POST", "/api/transactions/shifts", {
        token: await token(),
        body: { id: shiftId, openingFloatMinor },
      }),
    );
    const credentials = { deviceToken, userId: manager.id, pin };
    registers.push({ id: register.id, shiftId, openingFloatMinor, credentials, token });
  }

  const managerToken = registers[0]!.token;
  const customers: Customer[] = [];
  for (let number = 1; number <= size.customers; number += 1) {
    const body = { id: newSaleId(), name: `Customer ${name} ${number}` };
    customers.push(
      await client.ask<Customer>("POST", "/api/customers/customers", { token: await managerToken(), body }),
    );
  }
  const products = await eventually(async () => {
    const path = `/api/inventory/products?limit=${size.products}`;
    return (await client.ask<ProductList>("GET", path, { token: await managerToken() })).items;
  });
  return { store, managerToken, auditorToken: auditorToken!, registers, products, customers };
}

/** The token of a session, and of a new one when it is about to end. */
function renewing(signIn: () => Promise<Session>): () => Promise<string> {
  let session: Promise<Session> | undefined;
  let validUntil = 0;
  return async () => {
    if (!session || Date.now() > validUntil) {
      validUntil = Infinity;
      session = eventually(signIn);
      const { expiresAt } = await session;
      validUntil = Date.parse(expiresAt) - 60_000;
    }
    return (await session).accessToken;
  };
}
