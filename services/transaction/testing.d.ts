import { type Sale } from "@cloudpos/contracts";
import { type TestRedis } from "@cloudpos/kit/events/test-stores";
/** A UUID version 7 of now. */
export declare function newSaleId(now?: number): string;
/** A correct sale of `count` different demo goods, paid in cash without change. */
export declare function demoSale(change?: Partial<Sale>, count?: number): Sale;
/**
 * Sends as a register does: a refusal with 503 is sent again after the time the service asks for.
 * @returns the first other answer.
 */
export declare function patiently<Answer extends {
    statusCode: number;
    headers: {
        "retry-after"?: unknown;
    };
}>(send: () => Promise<Answer>): Promise<Answer>;
/** Runs `work` for every item, `clients` at a time: as many tills that each wait for their answer. */
export declare function withClients<Item, Result>(clients: number, items: readonly Item[], work: (item: Item) => Promise<Result>): Promise<Result[]>;
/**
 * The service on a database of its own, migrated and seeded. Its worker, the relay, is not started.
 * @param testRedis for the relay; without it an address where nobody listens.
 */
export declare function startTransaction(testRedis?: TestRedis): Promise<{
    service: import("@cloudpos/kit").Service<{
        JWKS_URL: import("typebox").TString;
        REDIS_URL: import("typebox").TString;
        REDIS_PASSWORD_FILE: import("typebox").TString;
        REDIS_CA_FILE: import("typebox").TOptional<import("typebox").TString>;
        DATABASE_URL: import("typebox").TString;
        DATABASE_PASSWORD_FILE: import("typebox").TString;
        DATABASE_CA_FILE: import("typebox").TOptional<import("typebox").TString>;
        DATABASE_POOL_SIZE: import("typebox").TInteger;
    }, {
        database: import("@cloudpos/kit").Database;
        redis: import("@cloudpos/kit").RedisStore & {
            optional: true;
        };
    }>;
    database: import("@cloudpos/kit/events/test-stores").TestDatabase;
    issuer: import("@cloudpos/kit/testing").TestIssuer;
    lines: Record<string, unknown>[];
    pool: import("pg").Pool;
    /** Sends a sale as the cashier of its own register. */
    post: (sale: Sale & Record<string, unknown>, identity?: {
        storeId?: string;
        registerId?: string;
    }) => Promise<import("light-my-request").Response>;
    close: () => Promise<void>;
}>;
