/** Sales: committed once, numbered per register, journalled, and announced on `events:sales`. */
export declare function transactionService(): import("@cloudpos/kit").ServiceDefinition<{
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
    redis: {
        optional: true;
        client: import("ioredis").default;
        blockingClient(): import("ioredis").default;
        check(): Promise<unknown>;
        close(): Promise<unknown>;
        observe?(registry: import("prom-client").Registry): void;
    };
}>;
