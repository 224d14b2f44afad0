import fc from "fast-check";
import { expect, test } from "vitest";
import { decode, encode } from "./marshal.ts";
import { struct } from "./protocol.ts";
import { UNKNOWN } from "./resource.ts";

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const secret = (value: string | null) => ({ [SIGNATURE]: "1b47061264138c4ac30d75fd1eb44270", value });
const wire = (value: object) => struct.Struct.fromJavaScript(value as never);

test("values without a signature come back as they were", () => {
  const leaf = fc.oneof(fc.string(), fc.boolean(), fc.integer(), fc.constant(null), fc.constant(UNKNOWN));
  const tree = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      leaf,
      fc.array(tie("value")),
      fc.dictionary(fc.stringMatching(/^[a-z]+$/), tie("value")),
    ),
  })).value;
  fc.assert(
    fc.property(fc.dictionary(fc.stringMatching(/^[a-z]+$/), tree, { noNullPrototype: true }), (value) => {
      expect(decode(encode(value)).value).toEqual(value);
    }),
  );
});

test("a secret is unwrapped, remembered by its path, and wrapped again", () => {
  const sent = wire({ env: { A: "plain", B: secret("hidden") }, data: secret("x") });
  const { value, secrets } = decode(sent);
  expect(value).toEqual({ env: { A: "plain", B: "hidden" }, data: "x" });
  expect(secrets).toEqual(expect.arrayContaining([["env", "B"], ["data"]]));
  expect(encode(value, secrets).toJavaScript()).toEqual(sent.toJavaScript());
});

test("a secret inside a list makes the list secret, so that no reordering can uncover it", () => {
  const { value, secrets } = decode(wire({ list: ["a", secret("b")] }));
  expect(secrets).toEqual([["list"]]);
  expect(encode(value, secrets).toJavaScript()).toEqual({
    list: { [SIGNATURE]: "1b47061264138c4ac30d75fd1eb44270", value: ["a", "b"] },
  });
});

test("a secret whose place now holds another kind of value hides that whole value", () => {
  expect(encode({ env: ["B=hidden"] }, [["env", "B"]]).toJavaScript()["env"]).toHaveProperty(SIGNATURE);
});

test("outputs without a value are unknown, those with one are their value", () => {
  const output = { [SIGNATURE]: "d0e6a833031e9bbcd3f4e8bde6ca49a4" };
  const { value, secrets } = decode(wire({ later: output, now: { ...output, value: "x", secret: true } }));
  expect(value).toEqual({ later: UNKNOWN, now: "x" });
  expect(secrets).toEqual([["now"]]);
});
