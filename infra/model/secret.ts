/** Where the value of a secret comes from. */
export type SecretSource =
  /** A generated password of `length` letters and digits. */
  | { kind: "password"; length: number }
  /** A generated private key, PKCS8 PEM. `certificate`: also the key of that certificate. */
  | { kind: "private-key"; algorithm: "ED25519" | "ECDSA-P256"; certificate?: string }
  /** Composed from other secrets, for stores that want several in one file. */
  | {
      kind: "composed";
      from: readonly string[];
      compose: (values: Readonly<Record<string, string>>) => string;
    }
  /** Given by the operator as the secret stack setting of this key. */
  | { kind: "setting"; key: string };

/** How a secret gets another value while everything runs. */
export type Rotation =
  /**
   * Two generations are valid for a while, so that no moment has a user with a value that is refused.
   * `settleSeconds`: how long the next one has to be known to all who check it before it is used.
   * `expireSeconds`: how long the last one has to stay valid after its last use.
   */
  | { kind: "overlap"; settleSeconds: number; expireSeconds: number }
  /** Its users are given the new value and nobody has to accept both: whoever checks it is elsewhere, or nobody does. */
  | { kind: "replace" }
  | { kind: "never"; reason: string };

export interface Secret {
  /** Name without generation: the file is `/run/secrets/<name>` in every container that uses it. */
  name: string;
  /**
   * Part of the stored object's name (`db-auth-password-g1`). Raise it to rotate: a new object is created, its
   * users are rolled over to it, then the old one is deleted. Secret objects themselves never change.
   */
  generation: number;
  source: SecretSource;
  rotation: Rotation;
  /**
   * Set on the second one of two valid generations: this is another generation of that secret, the next one or the
   * last one, for those who have to accept both.
   */
  otherOf?: string;
  /** Data becomes unreadable without this very value: kept and protected when the stack goes down. */
  durable?: boolean;
}

/** A server certificate signed by the stack's own certificate authority; its key is the secret `tls-<name>-key`. */
export interface Certificate {
  name: string;
  dnsNames: readonly string[];
  ipAddresses?: readonly string[];
  /** Servers that are also clients of each other (backup and database) need both. */
  uses: readonly ("server" | "client")[];
}
