/** Versions of what is brought to the machine. Node's and npm's stand in `./cloudpos`, which runs before. */
export const versions = {
  pulumi: "3.216.0",
  languageHost: "3.60.0",
  /** Used where the machine has no Go, or one older than `oldestGo`. */
  go: "1.26.8",
  /** What Pulumi's module asks for. */
  oldestGo: "1.24.7",
  secantusdb: "0.7.0b3",
} as const;

/** The resource plugins of the program; each version is that of the npm package of the same name. */
export const providers = [
  { name: "docker", version: "5.2.0" },
  { name: "random", version: "4.21.2" },
  { name: "tls", version: "5.6.1" },
] as const;
