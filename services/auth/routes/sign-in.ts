import {
  ProblemDetails,
  SignInOptions,
  SignInOptionsQuery,
  SignInRequest,
  SignInResponse,
} from "@cloudpos/contracts";
import { Problem, type App } from "@cloudpos/kit";
import type { Pool } from "pg";
import { signInOptions } from "../directory.ts";
import { signIn } from "../sign-in.ts";
import type { TokenSigner } from "../tokens.ts";

/** `GET /api/auth/sign-in-options` and `POST /api/auth/sign-in`. */
export function signInRoutes(app: App, pool: Pool, signer: TokenSigner, pepper: string): void {
  app.get(
    "/api/auth/sign-in-options",
    {
      config: { access: "public" },
      schema: {
        summary: "What a register shows before anyone has signed in",
        tags: ["auth"],
        querystring: SignInOptionsQuery,
        response: { 200: SignInOptions, "4xx": ProblemDetails },
      },
    },
    async (request) => {
      const { register } = request.query;
      if (register === undefined) throw new Problem("device-not-enrolled");
      const options = await signInOptions(pool, register);
      if (options === undefined) throw new Problem("register-not-found", register);
      return options;
    },
  );

  app.post(
    "/api/auth/sign-in",
    {
      config: { access: "public" },
      schema: {
        summary: "Sign in with a PIN",
        tags: ["auth"],
        body: SignInRequest,
        response: { 200: SignInResponse, "4xx": ProblemDetails },
      },
    },
    async (request, reply) => {
      reply.header("cache-control", "no-store");
      const origin = { address: request.ip, requestId: request.id };
      return signIn(pool, signer, pepper, request.body, origin);
    },
  );
}
