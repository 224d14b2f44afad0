import type { App } from "@cloudpos/kit";
import type { TokenSigner } from "../tokens.ts";

/** `GET /.well-known/jwks.json`: the public keys that check access tokens. Only inside the platform. */
export function keyRoutes(app: App, signer: TokenSigner): void {
  app.get(
    "/.well-known/jwks.json",
    { config: { access: "public", system: true }, logLevel: "warn", schema: { hide: true } },
    async (_request, reply) => reply.header("cache-control", "public, max-age=60").send(signer.keySet),
  );
}
