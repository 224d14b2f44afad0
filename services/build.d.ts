/** Every service, by its folder, which is also its DNS name and database role. */
export declare const serviceNames: readonly ["gateway", "auth", "inventory", "transaction", "payment", "customer", "notification", "reporting"];
/**
 * Bundles a service with everything it imports into `outDir`: `main.mjs`, `main.mjs.map` and its `migrations/`.
 * No service needs a native package, so the folder is complete and runs with Node alone. The same source gives
 * the same bytes, wherever `outDir` is. What was in `outDir` before is deleted.
 * @param name one of {@link serviceNames}, or a tool beside them.
 * @throws Error when there is no such service or its source does not compile.
 */
export declare function bundleService(name: string, outDir: string): Promise<void>;
