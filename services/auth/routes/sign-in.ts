import {
  DeviceHeaders,
  PasswordSignInRequest,
  ProblemDetails,
  Session,
  SignInOptions,
  SignInRequest,
  SignInResponse,
  deviceTokenHeader,
} from "@cloudpos/contracts";
import { type App } from "@cloudpos/kit";
import { originOf } from "../callers.ts";
import { giveCookie } from "../cookies.ts";
import { requireDevice } from "../devices.ts";
import { signInOptions } from "../directory.ts";
import type { Domain } from "../domain.ts";
import { signInWithPassword, signInWithPin } from "../sign-in.ts";

/** `GET /api/auth/sign-in-options`, `POST /api/auth/sign-in` and `POST /api/auth/password-sign-in`. */
export function signInRoutes(app: App, domain: Domain): void {
  app.get(
    "/api/auth/sign-in-options",
    {
      config: { access: "public" },
      schema: {
        summary: "What a register shows before anyone has signed in",
        tags: ["auth"],
        headers: DeviceHeaders,
        response: { 200: SignInOptions, "4xx": ProblemDetails },
      },
    },
    async (request) => {
      return signInOptions(domain.pool, await requireDevice(domain, request.headers[deviceTokenHeader]));
    },
  );

  app.post(
    "/api/auth/sign-in",
    {
      config: { access: "public" },
      schema: {
        summary: "Sign in at a register with a PIN",
        tags: ["auth"],
        headers: DeviceHeaders,
        body: SignInRequest,
        response: { 200: SignInResponse, "4xx": ProblemDetails },
      },
    },
    async (request, reply) => {
      const { session, refreshToken } = await signInWithPin(
        domain,
        request.headers[deviceTokenHeader],
        request.body,
        originOf(request),
      );
      reply.header("cache-control", "no-store").header("set-cookie", giveCookie(refreshToken));
      return { ...session, register: session.register! };
    },
  );

  app.post(
    "/api/auth/password-sign-in",
    {
      config: { access: "public" },
      schema: {
        summary: "Sign in to the back office with e-mail address and password",
        tags: ["auth"],
        body: PasswordSignInRequest,
        response: { 200: Session, "4xx": ProblemDetails },
      },
    },
    async (request, reply) => {
      const { session, refreshToken } = await signInWithPassword(domain, request.body, originOf(request));
      reply.header("cache-control", "no-store").header("set-cookie", giveCookie(refreshToken));
      return session;
    },
  );
}
