import { demoRegisters, demoStaff } from "@cloudpos/contracts/demo";

/** Who can sign in to the demo shop. The PINs are public: the demo shop is refused in production. */
export const DEMO_LOGINS = demoStaff.map((person) => ({
  name: person.displayName,
  role: person.role,
  pin: person.pin,
  registers: demoRegisters
    .filter((register) => person.storeIds.includes(register.storeId))
    .map((register) => register.code),
}));
