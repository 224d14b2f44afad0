import { expect, test } from "vitest";
import { at } from "./health.ts";

test("a server is asked by its address, and has to show the certificate of the shop's name", () => {
  expect(at("192.0.2.11", "https://shop.example.com:8443")).toEqual({
    hostname: "192.0.2.11",
    servername: "shop.example.com",
    headers: { host: "shop.example.com:8443" },
  });
});
