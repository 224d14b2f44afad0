import { describe, expect, it } from "vitest";
import { ApiError, NetworkError } from "./api-client.ts";
import { fieldErrors } from "./server-form.ts";

const refused = new ApiError({
  status: 400,
  code: "validation-failed",
  errors: [
    { path: "/name", message: "must not be empty" },
    { path: "/barcodes/1", message: "has a wrong check digit" },
  ],
});

describe("errors of a form", () => {
  it("stand at their fields", () => {
    expect(fieldErrors(refused, { name: "", barcodes: [] }, {})).toEqual({
      errors: { name: "Must not be empty.", barcodes: "Has a wrong check digit." },
      elsewhere: null,
    });
  });

  it("are shown apart when the form has no such field", () => {
    expect(fieldErrors(refused, { name: "" }, {})).toEqual({
      errors: { name: "Must not be empty." },
      elsewhere: refused,
    });
  });

  it("can be told by the problem's code", () => {
    const taken = new ApiError({ status: 409, code: "sku-taken", detail: "AB-1 is another product's SKU." });
    expect(fieldErrors(taken, {}, { fieldOfCode: { "sku-taken": "sku" } })).toEqual({
      errors: { sku: "AB-1 is another product's SKU." },
      elsewhere: null,
    });
    expect(fieldErrors(taken, {}, {})).toEqual({ errors: {}, elsewhere: taken });
  });

  it("of the network belong to no field", () => {
    const lost = new NetworkError(new Error("lost"));
    expect(fieldErrors(lost, {}, {})).toEqual({ errors: {}, elsewhere: lost });
  });
});
