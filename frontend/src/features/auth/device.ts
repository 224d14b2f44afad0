import type { Enrolment } from "@cloudpos/contracts";
import { readJson, writeJson } from "../../lib/stored-json.ts";

/** What this browser remembers of being a register. */
export interface Device {
  /** Says to the server which register this is; opens nothing without a PIN. */
  token: string;
  registerName: string;
  storeName: string;
}

const storageKey = "cloudpos.device";

/** The register that this browser is; null when it is none. */
export function readDevice(): Device | null {
  const stored = readJson<Partial<Device>>(localStorage, storageKey);
  return typeof stored?.token === "string" && stored.token !== "" ? (stored as Device) : null;
}

/** Makes this browser the register that it was enrolled as; null forgets it. */
export function rememberDevice(enrolment: Enrolment | null): Device | null {
  const device = enrolment && {
    token: enrolment.deviceToken,
    registerName: enrolment.register.name,
    storeName: enrolment.store.name,
  };
  writeJson(localStorage, storageKey, device);
  return device;
}
