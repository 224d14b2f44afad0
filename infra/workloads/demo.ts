import { demoEnrolmentCodes } from "@cloudpos/contracts/auth";
import { demoPassword, demoRegisters, demoStaff, demoStores } from "@cloudpos/contracts/demo";

const nameOf = (storeId: string) => demoStores.find(({ id }) => id === storeId)!.name;

/** How to get into the demo shop. All of it is public: the demo shop is refused in production. */
export const DEMO_ACCESS = {
  /** A browser becomes one of these registers by its code. */
  registers: demoRegisters.map((register, index) => ({
    enrolmentCode: demoEnrolmentCodes[index]!,
    store: nameOf(register.storeId),
    name: register.name,
  })),
  /** Who may sign in: at the registers of their stores by PIN, in the back office by e-mail and password. */
  staff: demoStaff.map((person) => ({
    pin: person.pin,
    name: person.displayName,
    role: person.role,
    stores: person.storeIds.map(nameOf),
    email: person.email,
  })),
  password: demoPassword,
};

/** See {@link DEMO_ACCESS}. */
export type DemoAccess = typeof DEMO_ACCESS;
