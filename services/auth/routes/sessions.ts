import { ProblemDetails, RefreshRequest, Session, SignOutRequest } from "@cloudpos/contracts";
import { Problem, type App } from "@cloudpos/kit";
import { Type } from "typebox";
import { originOf } from "../callers.ts";
import { giveCookie, readCookie, takeCookieBack } from "../cookies.ts";
import type { Domain } from "../domain.ts";
import { refreshSession, signOut } from "../sessions.ts";

/**
 * `POST /api/auth/refresh` and `POST /api/auth/sign-out`: the only routes whose credential is a cookie, which a
 * browser adds by itself. Two things keep other sites from using it: the cookie is SameSite=Strict, and the body has
 * to be JSON by its content type, which a form cannot send and a script of another origin may not without a
 * preflight that CORS refuses.
 */
export function sessionRoutes(app: App, domain: Domain): void {
  app.post(
    "/api/auth/refresh",
    {
      config: { access: "public" },
      schema: {
        summary: "Continue a session: a new access token for the cookie",
        tags: ["auth"],
        body: RefreshRequest,
        response: { 200: Session, "4xx": ProblemDetails },
      },
    },
    async (request, reply) => {
      reply.header("cache-control", "no-store");
      try {
        const cookie = readCookie(request.headers.cookie);
        const { session, refreshToken } = await refreshSession(
          domain,
          cookie,
          request.body,
          originOf(request),
        );
        reply.header("set-cookie", giveCookie(refreshToken));
        return session;
      } catch (error) {
        // Another tab may have signed in somebody else: their cookie stays.
        const ended = error instanceof Problem && error.code === "session-ended";
        if (ended && request.body.userId === undefined) reply.header("set-cookie", takeCookieBack);
        throw error;
      }
    },
  );

  app.post(
    "/api/auth/sign-out",
    {
      config: { access: "public" },
      schema: {
        summary: "End the session of the cookie",
        tags: ["auth"],
        body: SignOutRequest,
        response: { 204: Type.Null(), "4xx": ProblemDetails },
      },
    },
    async (request, reply) => {
      await signOut(domain, readCookie(request.headers.cookie), originOf(request));
      return reply.code(204).header("set-cookie", takeCookieBack).send(null);
    },
  );
}
