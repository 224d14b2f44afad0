import * as pulumi from "@pulumi/pulumi";
interface X { a: number }
const x: X = { a: 1 };
export const a = pulumi.output(x.a);
export const stack = pulumi.getStack();
