import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";
import { pauseSeconds } from "./deliveries.ts";
import { signatureHeaders, webhookSecret } from "./signature.ts";

it("signs as the example of standardwebhooks.com", () => {
  const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  const body = '{"test": 2432232314}';
  const headers = signatureHeaders(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", body, new Date(1_614_265_330_000));
  expect(headers).toEqual({
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  });
});

it("signs as another implementation of HMAC does", () => {
  const secret = webhookSecret("a key", "0198c0de-0000-7000-8000-000000000001", 1);
  const body = JSON.stringify({ name: "Crème brûlée" });
  const headers = signatureHeaders(secret, "id-1", body);
  const key = Buffer.from(secret.slice("whsec_".length), "base64").toString("hex");
  const digest = execFileSync(
    "openssl",
    ["dgst", "-sha256", "-mac", "HMAC", "-macopt", `hexkey:${key}`, "-binary"],
    { input: `id-1.${headers["webhook-timestamp"]}.${body}` },
  );
  expect(headers["webhook-signature"]).toBe(`v1,${digest.toString("base64")}`);
});

it("gives every webhook, and every number of one, a secret of its own", () => {
  const id = "0198c0de-0000-7000-8000-000000000001";
  const secrets = [
    webhookSecret("key", id, 1),
    webhookSecret("key", id, 2),
    webhookSecret("other key", id, 1),
    webhookSecret("key", id.replace(/1$/, "2"), 1),
  ];
  expect(new Set(secrets).size).toBe(4);
  expect(webhookSecret("key", id, 1)).toBe(secrets[0]);
  for (const secret of secrets) expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
});

it("waits longer after every failure, never quite as long as others", () => {
  expect([1, 2, 3, 4, 10, 50].map((failed) => pauseSeconds(failed, 0.5))).toEqual([
    10, 30, 90, 270, 21_600, 21_600,
  ]);
  expect(pauseSeconds(1, 0)).toBe(7.5);
  expect(pauseSeconds(1, 1)).toBe(12.5);
});
