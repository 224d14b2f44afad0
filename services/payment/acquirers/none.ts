import { AcquirerRefusal, type Acquirer } from "./acquirer.ts";

const reason = "Card payments are not set up here.";

async function refuse(): Promise<never> {
  throw new AcquirerRefusal(reason);
}

/** For shops that take cards on a terminal of their own: a card tender without a payment. Declines everything. */
export const noAcquirer: Acquirer = {
  name: "none",
  authorise: async () => ({ outcome: "declined", reason }),
  find: async () => ({ outcome: "absent" }),
  capture: refuse,
  cancel: async () => undefined,
  refund: refuse,
};
