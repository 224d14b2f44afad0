/** What runs: the whole system of one stack as plain data. */
import { validateSystem, type System } from "../model/index.ts";
import type { Settings } from "../settings.ts";
import { accounts } from "./accounts.ts";
import { acme } from "./acme.ts";
import { backup } from "./backup.ts";
import { etcd } from "./etcd.ts";
import { edge } from "./edge.ts";
import { front } from "./front.ts";
import { mailbox } from "./mailbox.ts";
import { mongodb } from "./mongodb.ts";
import { monitoring } from "./monitoring/index.ts";
import { withOthers } from "./common.ts";
import { join } from "./part.ts";
import { postgres } from "./postgres.ts";
import { redis } from "./redis.ts";
import { services, serviceSecrets } from "./services.ts";

export { origin } from "./services.ts";

/**
 * @throws when the declarations contradict each other, listing all contradictions. This is a fault of the program,
 * not of the settings.
 */
export function declareSystem(settings: Settings): System {
  const core = join([
    etcd(settings),
    postgres(settings),
    redis(settings),
    mongodb(settings),
    accounts(settings),
    { workloads: services(settings), secrets: serviceSecrets(settings), certificates: [], schedules: [] },
    mailbox(settings),
    acme(settings),
    front(settings),
    edge(settings),
    backup(settings),
  ]);
  const declared = join([core, monitoring(settings, core.workloads)]);
  const system = { ...declared, secrets: withOthers(settings, declared.secrets) };
  const problems = validateSystem(system);
  if (problems.length > 0)
    throw new Error(`the workloads do not fit together:\n  - ${problems.join("\n  - ")}`);
  return system;
}
