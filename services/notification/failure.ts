/** A message could not be delivered. */
export class DeliveryError extends Error {
  /** Trying again cannot help: the message goes to the dead ones at once. */
  readonly permanent: boolean;

  constructor(message: string, options: { permanent?: boolean; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = "DeliveryError";
    this.permanent = options.permanent ?? false;
  }
}
