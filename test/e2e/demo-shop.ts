/** What the tests of whole stacks do in the demo shop, whatever platform it runs on. */
import { demoEnrolmentCodes, deviceTokenHeader } from "@cloudpos/contracts/auth";
import { expect } from "vitest";
import { upstreams } from "../../services/gateway/upstreams.ts";
import type { Client } from "../stacks/commands.ts";

/** Addresses that answer 200 to anybody when every service is well. */
export const healthAddresses = ["/health", ...upstreams.map(({ prefix }) => `${prefix}/health`)];

/** Enrols as the first register and signs in there. @returns the access token */
export async function signIn(client: Client, person: { id: string; pin: string }): Promise<string> {
  const enrolled = await client.request("POST", "/api/auth/enrolments", {
    body: { code: demoEnrolmentCodes[0] },
  });
  expect(enrolled.status, enrolled.body).toBe(201);
  const { deviceToken } = enrolled.json() as { deviceToken: string };
  const answer = await client.request("POST", "/api/auth/sign-in", {
    body: { userId: person.id, pin: person.pin },
    headers: { [deviceTokenHeader]: deviceToken },
  });
  expect(answer.status, answer.body).toBe(200);
  return (answer.json() as { accessToken: string }).accessToken;
}
