export { Batches } from "./batches.ts";
export { EventConsumer, type EventConsumerOptions } from "./consumer.ts";
export { isTransient } from "../failure.ts";
export { handleAllOnce, handleOnce } from "./inbox.ts";
export { OutboxRelay, type OutboxRelayOptions } from "./outbox.ts";
export { BackOff, Sleeper, pause } from "./pause.ts";
