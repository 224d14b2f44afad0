export {
  enforceAccess,
  identityOf,
  remoteKeys,
  verifyApproval,
  verifyToken,
  type Access,
  type Identity,
  type Scope,
} from "./access.ts";
export { decodeCursor, encodeCursor } from "./cursor.ts";
export type { Dependency } from "./dependency.ts";
export { inTransaction } from "./in-transaction.ts";
export { createLogger, requestIdHeader, type Logger } from "./log.ts";
export { openDatabase, type Database } from "./postgres.ts";
export { Problem, sendProblem } from "./problem.ts";
export { openRedis, type RedisClient, type RedisStore } from "./redis.ts";
export { runService } from "./run.ts";
export {
  createService,
  defineService,
  type App,
  type Context,
  type Dependencies,
  type Service,
  type ServiceDefinition,
  type Worker,
} from "./service.ts";
export {
  SettingsError,
  commonSettings,
  databaseSettings,
  loadSettings,
  redisSettings,
  tokenSettings,
  type CommonSettings,
  type Settings,
} from "./settings.ts";
export { requireValid } from "./validation.ts";
