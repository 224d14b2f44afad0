import { describe, expect, test } from "vitest";
import { parseReplicas } from "./scale.ts";

describe("scale", () => {
  test("reads numbers and ranges", () => {
    expect(parseReplicas(["gateway=2", "auth=2-6@60", "payment=2-4"])).toEqual({
      gateway: 2,
      auth: { min: 2, max: 6, cpuPercent: 60 },
      payment: { min: 2, max: 4, cpuPercent: 70 },
    });
  });

  test.each([
    ["gateway", "is not SERVICE=N"],
    ["gateway=", "is not SERVICE=N"],
    ["getaway=2", 'no service "getaway". These can be scaled: gateway, auth'],
    ["postgres=3", "owns data: its members are cloudpos:postgres.members"],
    ["edge=2", "may own ports of the machine"],
    ["gateway=0", "needs at least one replica"],
    ["gateway=0-3", "needs at least one replica"],
    ["gateway=-1", "is no number of replicas"],
    ["gateway=two", "is no number of replicas"],
    ["gateway=2.5", "is no number of replicas"],
  ])("refuses %s", (assignment, message) => {
    expect(() => parseReplicas([assignment])).toThrow(message);
  });

  test("refuses a service named twice", () => {
    expect(() => parseReplicas(["auth=2", "auth=3"])).toThrow("auth is named twice");
  });
});
