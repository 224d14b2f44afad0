import { request } from "node:https";
import type { DemoAccess } from "../../../infra/workloads/demo.ts";
import { exitCodes, OperatorError } from "./errors.ts";
import { at } from "./health.ts";

/** First path segments of the services behind the gateway. */
const prefixes = ["auth", "inventory", "transactions", "payments", "customers", "notifications", "reports"];

interface Answer {
  status: number;
  body: string;
}

/**
 * Asks a running stack through its edge what every shop asks: the web app, the health of each service, a sign-in, and
 * the catalogue. Without demo data nobody's password is known: then a stranger has to be refused, which auth can only
 * do with its database.
 *
 * @param address of the server that is asked; wherever the url's name leads where none is given
 * @returns what was asked
 * @throws OperatorError (deployment) naming all that is not as it should be
 */
export async function smokeTest(
  url: string,
  ca: string,
  demo: DemoAccess | null,
  address?: string,
): Promise<string[]> {
  const asked: string[] = [];
  const wrong: string[] = [];
  const expect = async (
    what: string,
    status: number,
    method: string,
    path: string,
    options: { token?: string; body?: unknown } = {},
  ): Promise<string> => {
    asked.push(what);
    try {
      const answer = await send(url + path, ca, method, { ...options, address });
      if (answer.status === status) return answer.body;
      wrong.push(
        `${what}: ${method} ${path} answers ${answer.status} instead of ${status}: ${answer.body.slice(0, 200)}`,
      );
    } catch (error) {
      wrong.push(`${what}: ${method} ${path}: ${(error as Error).message}`);
    }
    return "";
  };
  await expect("the web app", 200, "GET", "/");
  for (const prefix of prefixes) await expect(`health of ${prefix}`, 200, "GET", `/api/${prefix}/health`);
  const email = demo?.staff.find(({ role }) => role === "owner")?.email;
  if (demo && email) {
    const body = { email, password: demo.password };
    const session = await expect("sign-in", 200, "POST", "/api/auth/password-sign-in", { body });
    if (session) {
      const { accessToken: token } = JSON.parse(session) as { accessToken: string };
      await expect("the catalogue", 200, "GET", "/api/inventory/products?limit=1", { token });
    }
  } else {
    const body = { email: "nobody@cloudpos.invalid", password: "not a password" };
    await expect("a stranger's sign-in", 401, "POST", "/api/auth/password-sign-in", { body });
    await expect("a stranger's look at the catalogue", 401, "GET", "/api/inventory/products?limit=1");
  }
  if (wrong.length === 0) return asked;
  throw new OperatorError(
    exitCodes.deployment,
    `The stack does not answer as it should:\n${wrong.map((line) => `  - ${line}`).join("\n")}`,
  );
}

function send(
  url: string,
  ca: string,
  method: string,
  { token, body, address }: { token?: string; body?: unknown; address?: string | undefined },
): Promise<Answer> {
  const elsewhere = address === undefined ? undefined : at(address, url);
  return new Promise((resolve, reject) => {
    const call = request(
      url,
      {
        ca,
        method,
        agent: false,
        timeout: 20_000,
        ...elsewhere,
        headers: {
          ...elsewhere?.headers,
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
      },
      (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
        response.on("error", reject);
        response.on("end", () => resolve({ status: response.statusCode ?? 0, body: text }));
      },
    );
    call.on("timeout", () => call.destroy(new Error("no answer within 20 s")));
    call.on("error", reject);
    call.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
