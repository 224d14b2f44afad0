import { demoId } from "../demo.ts";
import { between, seededRandom } from "./random.ts";

/** A customer of the demo shop, as the customer service seeds it. */
export interface DemoCustomer {
  id: string;
  name: string;
  email: string;
  phone: string;
  /** Whether they agreed to get news by e-mail. */
  marketingEmail: boolean;
  /** Days before the seeding when they became a customer: 1 to 700. */
  joinedDaysAgo: number;
}

// prettier-ignore
const firstNames = [
  "Aoife", "Saoirse", "Niamh", "Ciara", "Sinéad", "Róisín", "Caoimhe", "Gráinne", "Orla", "Maeve",
  "Emma", "Grace", "Sarah", "Laura", "Kate", "Amy", "Hannah", "Rachel", "Eimear", "Clodagh",
  "Conor", "Cian", "Seán", "Oisín", "Darragh", "Fionn", "Pádraig", "Cillian", "Eoin", "Ronan",
  "Jack", "James", "Daniel", "Michael", "Adam", "Luke", "Thomas", "Brian", "Declan", "Tadhg",
] as const;

// prettier-ignore
const lastNames = [
  "Murphy", "Kelly", "O'Sullivan", "Walsh", "Smith", "O'Brien", "Byrne", "Ryan", "O'Connor", "O'Neill",
  "O'Reilly", "Doyle", "McCarthy", "Gallagher", "Doherty", "Kennedy", "Lynch", "Murray", "Quinn", "Moore",
  "McLoughlin", "Carroll", "Connolly", "Daly", "Wilson", "Dunne", "Brennan", "Burke", "Collins", "Campbell",
  "Clarke", "Johnston", "Hughes", "Farrell", "Fitzgerald", "Brown", "Martin", "Maguire", "Nolan", "Flynn",
] as const;

/** How many customers the demo shop has. */
export const demoCustomerCount = 500;

/**
 * The customers of the demo shop, the same in every run. Their addresses end in example.com (RFC 2606), their
 * numbers are of the range that ComReg keeps for use in drama: neither reaches anybody.
 */
export function demoCustomers(): DemoCustomer[] {
  const random = seededRandom(500);
  return Array.from({ length: demoCustomerCount }, (_, index) => {
    // 40 × 40 names; steps of 41 and 1 meet every pair once before any comes again.
    const first = firstNames[index % firstNames.length]!;
    const last = lastNames[(index * 7 + Math.floor(index / firstNames.length)) % lastNames.length]!;
    return {
      id: demoId("0003", index + 1),
      name: `${first} ${last}`,
      email: `${plain(first)}.${plain(last)}@example.com`,
      phone: `+353 20 91${String(between(random, 0, 4))} ${String(1000 + index)}`,
      marketingEmail: random() < 0.4,
      joinedDaysAgo: between(random, 1, 700),
    };
  });
}

/** Lower case, without accents and apostrophes. */
function plain(name: string): string {
  return name
    .normalize("NFD")
    .replace(/[^A-Za-z]/g, "")
    .toLowerCase();
}
