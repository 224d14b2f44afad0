/**
 * The configuration of a stack: `Pulumi.<stack>.yaml`, keys under `cloudpos:`.
 *
 * The schema below is the only description of it: types, defaults, checks and messages follow from it. Everything
 * wrong with a file is reported at once, each with file and key.
 */
import * as pulumi from "@pulumi/pulumi";
import Type, { type Static, type TSchema } from "typebox";
import System from "typebox/system";
import Value from "typebox/value";
import { serviceNames, type ServiceName } from "../services/names.ts";
import { misplaced } from "./foundation/servers/placement.ts";
import { MOST_EDGES, usesFront } from "./workloads/front.ts";
import { declareSystem } from "./workloads/index.ts";
import { connectionsNeeded } from "./workloads/services.ts";

// The library stops counting at eight; an operator wants the whole list at once.
System.Settings.Set({ maxErrors: 1000 });

const port = (fallback: number, description: string) =>
  Type.Integer({ minimum: 1, maximum: 65535, default: fallback, description });
const object = <P extends Record<string, TSchema>>(properties: P, description: string) =>
  Type.Object(properties, { additionalProperties: false, default: {}, description });

const Replicas = Type.Union(
  [
    Type.Integer({ minimum: 1, maximum: 100 }),
    Type.Object(
      {
        min: Type.Integer({ minimum: 1, maximum: 100 }),
        max: Type.Integer({ minimum: 1, maximum: 100 }),
        cpuPercent: Type.Integer({ minimum: 10, maximum: 95 }),
      },
      { additionalProperties: false },
    ),
  ],
  { description: "a fixed number, or { min, max, cpuPercent } for automatic scaling (Kubernetes only)" },
);

const IPV4 = "^\\d{1,3}(\\.\\d{1,3}){3}$";
const CIDR = "^\\d{1,3}(\\.\\d{1,3}){3}/\\d{1,2}$";
const network = (fallback: string, description: string) =>
  Type.String({ pattern: CIDR, default: fallback, description });

const Server = Type.Object(
  {
    name: Type.String({
      pattern: "^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$",
      description: "stays with the server; the first manager by name begins the Swarm",
    }),
    address: Type.String({ minLength: 1, description: "name or address that SSH reaches it by" }),
    internalAddress: Type.Optional(
      Type.String({ pattern: IPV4, description: "by which the other servers reach it; address if not said" }),
    ),
    port: port(22, "of SSH"),
    user: Type.String({
      pattern: "^[a-z_][a-z0-9_-]*$",
      default: "root",
      description: "root, or may use sudo without a password",
    }),
    hostKey: Type.String({
      pattern: "^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(256|384|521)) [A-Za-z0-9+/]+=*$",
      description: "public host key, as ssh-keyscan shows it: ssh-ed25519 AAAA...; any other one is refused",
    }),
    role: Type.Union([Type.Literal("manager"), Type.Literal("worker")], {
      default: "worker",
      description: "in the Swarm; 1, 3 or 5 managers",
    }),
    labels: Type.Record(Type.String({ pattern: "^[a-z0-9.-]+$" }), Type.String(), {
      default: {},
      description: "labels of the node, for placement",
    }),
    keeps: Type.Array(Type.String(), {
      default: [],
      description:
        "workloads whose volumes are on this server, where there are several: postgres-1, etcd-1; they run nowhere else",
    }),
    availability: Type.Union([Type.Literal("active"), Type.Literal("pause"), Type.Literal("drain")], {
      default: "active",
      description: "drain: for maintenance; everything moves to other servers",
    }),
    without: Type.Array(
      Type.Union([
        Type.Literal("swap"),
        Type.Literal("kernel"),
        Type.Literal("timeSync"),
        Type.Literal("logRotation"),
        Type.Literal("securityUpdates"),
        Type.Literal("firewall"),
        Type.Literal("vpn"),
      ]),
      { default: [], description: "parts of the preparation that this server does not get" },
    ),
  },
  { additionalProperties: false },
);

const schema = Type.Object(
  {
    environment: Type.Union([Type.Literal("dev"), Type.Literal("staging"), Type.Literal("production")], {
      description: "what the stack is for; production is the strictest",
    }),
    platform: Type.Union([Type.Literal("swarm"), Type.Literal("kubernetes")], {
      description: "what runs the containers",
    }),
    domain: Type.String({
      pattern: "^(localhost|([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,})$",
      description: "public host name, without scheme or port",
    }),
    logLevel: Type.Union(
      [Type.Literal("debug"), Type.Literal("info"), Type.Literal("warn"), Type.Literal("error")],
      { description: "lowest level that services write" },
    ),
    demoData: Type.Boolean({
      default: false,
      description: "seed the demo shop; only for stacks without real sales",
    }),
    ports: object(
      {
        http: port(80, "redirects to https"),
        https: port(443, "the web app and the API"),
        prometheus: port(9090, "Prometheus, for admin networks"),
        grafana: port(3001, "Grafana, for admin networks"),
      },
      "ports of the machine that the edge, or the front before it, publishes",
    ),
    adminNetworks: Type.Array(Type.String({ pattern: "^[0-9a-fA-F:.]+/\\d{1,3}$" }), {
      default: ["127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"],
      description: "networks (CIDR) that may open Prometheus and Grafana",
    }),
    images: object(
      {
        debianBase: Type.String({
          minLength: 1,
          default: "debian:trixie-slim",
          description: "base of all own images",
        }),
        nodeBase: Type.String({
          minLength: 1,
          default: "node:24-trixie-slim",
          description: "base of the services",
        }),
        mongodb: Type.String({
          minLength: 1,
          default: "embedded",
          description: '"embedded", or the reference of an official MongoDB image',
        }),
        grafana: Type.Union([Type.String({ minLength: 1 }), Type.Null()], {
          default: null,
          description: "reference of the official Grafana image; null where it cannot be had",
        }),
        mongodbWheels: Type.String({
          default: "",
          description:
            "folder with the Python wheels of the embedded MongoDB-compatible server; set by ./cloudpos",
        }),
      },
      "where images come from",
    ),
    registry: object(
      {
        address: Type.String({
          pattern: "^([a-z0-9.-]+(:\\d+)?(/[a-z0-9._-]+)*)?$",
          default: "",
          description:
            "where own images are pushed to and pulled from, registry.example.com/shop; empty: they are where they run already",
        }),
        user: Type.String({
          default: "",
          description: "who pushes and pulls; then the secret setting cloudpos:registryPassword is needed",
        }),
        authority: Type.Optional(
          Type.String({
            pattern: "^-----BEGIN CERTIFICATE-----",
            description:
              "PEM of who vouches for the registry's TLS, where the usual authorities do not; for servers",
          }),
        ),
      },
      "where servers and clusters get own images from; several servers, and clusters, need one",
    ),
    docker: object(
      {
        host: Type.String({
          default: "",
          description:
            "unix://, tcp:// or ssh://; empty: the first manager of servers, else as the docker command does",
        }),
        bridgePool: network("10.200.0.0/16", "containers' bridges on servers take their networks from it"),
        overlayPool: network("10.201.0.0/16", "the Swarm's networks on servers are taken from it"),
      },
      "the Docker engine of the Swarm",
    ),
    kubernetes: object(
      {
        kubeconfig: Type.String({
          default: "",
          description:
            "path of a kubeconfig file; empty: the secret setting cloudpos:kubeconfig (its content), else what kubectl uses",
        }),
        context: Type.String({
          default: "",
          description: "context of the kubeconfig; empty: its current one",
        }),
        namespace: Type.String({
          pattern: "^([a-z0-9]([a-z0-9-]{0,50}[a-z0-9])?)?$",
          default: "",
          description:
            "namespace of the stack; empty: cloudpos-<stack>. A second one, <namespace>-servers, measures the servers",
        }),
        clusterDomain: Type.String({
          minLength: 1,
          default: "cluster.local",
          description: "domain of the cluster's own DNS",
        }),
        storageClass: Type.String({
          default: "",
          description: "class of the volumes; empty: the cluster's default",
        }),
        volumeGiB: Type.Integer({
          minimum: 1,
          maximum: 65536,
          default: 10,
          description: "size of a volume, where volumesGiB says nothing",
        }),
        volumesGiB: Type.Record(
          Type.String({ pattern: "^[a-z0-9-]+$" }),
          Type.Integer({ minimum: 1, maximum: 65536 }),
          { default: {}, description: "size by name of the volume, such as postgres-data" },
        ),
        exposure: Type.Union([Type.Literal("load-balancer"), Type.Literal("node-ports")], {
          default: "load-balancer",
          description: "how the edge's ports are reached; node-ports: cloudpos:ports are ports of each node",
        }),
        loadBalancerAnnotations: Type.Record(Type.String(), Type.String(), {
          default: {},
          description: "what the cluster's load balancer wants to be told",
        }),
        requests: object(
          {
            cpuPercent: Type.Integer({ minimum: 0, maximum: 100, default: 10 }),
            memoryPercent: Type.Integer({ minimum: 1, maximum: 100, default: 50 }),
          },
          "share of each limit that is reserved on a node",
        ),
      },
      "the cluster",
    ),
    servers: Type.Array(Server, {
      default: [],
      description: "prepared over SSH and joined to one Swarm; needs the secret setting cloudpos:sshKey",
    }),
    vpn: Type.Optional(
      Type.Object(
        {
          port: port(51820, "UDP"),
          network: Type.String({ pattern: CIDR, description: "servers take its first addresses" }),
          peers: Type.Record(
            Type.String({ pattern: "^[A-Za-z0-9 ._-]+$" }),
            Type.Object(
              {
                publicKey: Type.String({
                  pattern: "^[A-Za-z0-9+/]{43}=$",
                  description: "WireGuard public key",
                }),
                address: Type.String({ pattern: IPV4, description: "of the device inside the VPN" }),
              },
              { additionalProperties: false },
            ),
          ),
        },
        {
          additionalProperties: false,
          description: "WireGuard on every server, for operators: { port, network, peers }",
        },
      ),
    ),
    postgres: object(
      {
        members: Type.Union([Type.Literal(1), Type.Literal(3), Type.Literal(5)], {
          default: 1,
          description: "1: a single node; 3 or 5: Patroni",
        }),
        memoryMiB: Type.Integer({
          minimum: 256,
          maximum: 1048576,
          default: 512,
          description: "limit of each member",
        }),
        maxConnections: Type.Integer({ minimum: 60, maximum: 5000, default: 120 }),
      },
      "PostgreSQL, the system of record",
    ),
    redis: object(
      {
        members: Type.Union([Type.Literal(1), Type.Literal(6)], {
          default: 1,
          description: "1: a single node; 6: Redis Cluster, three masters and three replicas",
        }),
        memoryMiB: Type.Integer({
          minimum: 64,
          maximum: 1048576,
          default: 128,
          description: "limit of each member",
        }),
      },
      "Redis: rate limits, cache and event streams",
    ),
    mongodb: object(
      {
        members: Type.Union([Type.Literal(1), Type.Literal(3)], {
          default: 1,
          description: "3: a replica set",
        }),
        memoryMiB: Type.Integer({
          minimum: 128,
          maximum: 1048576,
          default: 384,
          description: "limit of each member",
        }),
      },
      "MongoDB: analytics",
    ),
    tls: object(
      {
        issuer: Type.Union([Type.Literal("own-ca"), Type.Literal("acme")], { default: "own-ca" }),
        acmeEmail: Type.Optional(Type.String({ pattern: "^[^@\\s]+@[^@\\s]+$" })),
        acmeDirectory: Type.String({
          pattern: "^https://\\S+$",
          default: "https://acme-v02.api.letsencrypt.org/directory",
          description: "the ACME authority's directory",
        }),
        acmeAuthority: Type.Optional(
          Type.String({
            pattern: "^-----BEGIN CERTIFICATE-----",
            description: "PEM of who vouches for the directory's own TLS, where the usual authorities do not",
          }),
        ),
      },
      "who signs the certificate of the edge",
    ),
    mail: Type.Optional(
      Type.Union(
        [
          Type.Literal("mailbox"),
          Type.Object(
            {
              host: Type.String({ minLength: 1 }),
              port: Type.Optional(Type.Integer({ minimum: 1, maximum: 65535 })),
              tls: Type.Optional(Type.Union([Type.Literal("starttls"), Type.Literal("implicit")])),
              from: Type.String({ pattern: "^[^@\\s<>]+@[^@\\s<>]+$" }),
              username: Type.Optional(Type.String({ minLength: 1 })),
            },
            { additionalProperties: false },
          ),
          Type.Null(),
        ],
        {
          description:
            'how receipts and notices leave: { host, port, tls, from, username }, "mailbox" (keeps them, to be read ' +
            "at /mailbox/ from admin networks), or null for no mail; with demoData mailbox, else null. With a " +
            "username the secret setting cloudpos:mailPassword is needed",
        },
      ),
    ),
    payments: object(
      {
        acquirer: Type.Union([Type.Literal("none"), Type.Literal("simulated"), Type.Literal("stripe")], {
          default: "simulated",
          description: "who moves the money of cards; simulated approves and moves none, none declines all",
        }),
        readers: Type.Record(
          Type.String({ pattern: "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$" }),
          Type.String({ pattern: "^tmr_[A-Za-z0-9]+$" }),
          { default: {}, description: "Stripe Terminal readers by id of the register" },
        ),
      },
      "card payments; stripe needs the secret settings cloudpos:stripeApiKey and cloudpos:stripeWebhookSecret",
    ),
    replicas: object(
      Object.fromEntries(
        [...serviceNames, "edge"].map((name): [string, TSchema] => [name, Type.Optional(Replicas)]),
      ),
      "replicas by workload; 1 where nothing is said",
    ),
    secretGenerations: Type.Record(Type.String({ pattern: "^[a-z0-9-]+$" }), Type.Integer({ minimum: 1 }), {
      default: {},
      description: "raise the number of a secret here to rotate it; 1 where nothing is said",
    }),
    secretRotations: Type.Record(
      Type.String({ pattern: "^[a-z0-9-]+$" }),
      Type.Object(
        {
          phase: Type.Union([Type.Literal("prepare"), Type.Literal("switch")]),
          since: Type.Optional(Type.String({ minLength: 1 })),
        },
        { additionalProperties: false },
      ),
      {
        default: {},
        description:
          "rotations under way, written by ./cloudpos rotate: prepare (the new generation is accepted, the old one " +
          "used) or switch (the new one is used, the old one still accepted)",
      },
    ),
    backup: object(
      {
        full: Type.String({ default: "0 2 * * *", description: "cron, UTC: full backup of PostgreSQL" }),
        configuration: Type.String({ default: "30 2 * * 0", description: "cron, UTC: configuration" }),
        keepFull: Type.Integer({ minimum: 1, maximum: 365, default: 7, description: "full backups to keep" }),
      },
      "backup schedule",
    ),
    alerts: object(
      {
        email: Type.Optional(
          Type.Object(
            {
              to: Type.String({ pattern: "^[^@\\s]+@[^@\\s]+$" }),
              from: Type.String({ pattern: "^[^@\\s]+@[^@\\s]+$" }),
              smtpHost: Type.String({ minLength: 1 }),
              smtpPort: Type.Integer({ minimum: 1, maximum: 65535, default: 587 }),
              username: Type.Optional(Type.String({ minLength: 1 })),
            },
            { additionalProperties: false },
          ),
        ),
      },
      "where alerts go; with a username the secret setting cloudpos:smtpPassword is needed",
    ),
  },
  { additionalProperties: false },
);

type Loose = Static<typeof schema>;
/** The settings of one stack, complete: every default filled in. */
export type Settings = Omit<Loose, "replicas" | "logLevel" | "images"> & {
  logLevel: "debug" | "info" | "warn" | "error";
  replicas: Partial<Record<ServiceName | "edge", number | { min: number; max: number; cpuPercent: number }>>;
  images: {
    debianBase: string;
    nodeBase: string;
    mongodb: string;
    grafana: string | null;
    mongodbWheels: string;
  };
  /** Name of the stack: part of every physical name. */
  stack: string;
};

/** Settings that are secrets: kept encrypted in the stack's file, never part of `Settings`. */
export const SECRET_SETTINGS = [
  "sshKey",
  "smtpPassword",
  "mailPassword",
  "stripeApiKey",
  "stripeWebhookSecret",
  "kubeconfig",
  "registryPassword",
] as const;

/** All that is wrong with a stack's configuration, in one message. */
export class SettingsError extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(
      `the configuration of the stack is not valid:\n${problems.map((p) => `  - ${p}`).join("\n")}\n` +
        "Mend the file (or use `pulumi config set`), then run the command again. Nothing has been changed.",
    );
    this.name = "SettingsError";
    this.problems = problems;
  }
}

/**
 * Reads and checks settings.
 *
 * @param stack name of the stack
 * @param raw configuration as Pulumi hands it over: full keys, values as text (objects as JSON)
 * @throws SettingsError naming each problem with file and key
 */
export function parseSettings(stack: string, raw: Readonly<Record<string, string>>): Settings {
  const file = `Pulumi.${stack}.yaml`;
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [fullKey, text] of Object.entries(raw)) {
    const key = fullKey.match(/^cloudpos:(.*)$/)?.[1];
    if (key === undefined || (SECRET_SETTINGS as readonly string[]).includes(key)) continue;
    values[key] = fromText(text);
  }
  const complete = Value.Default(schema, Value.Clone(values)) as Loose;
  const seen = new Set<string>();
  for (const error of Value.Errors(schema, complete)) {
    for (const problem of describe(error)) {
      if (!seen.has(problem)) problems.push(`${file}: ${problem}`);
      seen.add(problem);
    }
  }
  const settings = { ...complete, stack } as unknown as Settings;
  if (problems.length === 0) problems.push(...contradictions(settings, raw).map((p) => `${file}: ${p}`));
  if (problems.length > 0) throw new SettingsError(problems);
  return settings;
}

/** The settings of the stack this program runs for. */
export function loadSettings(): Settings {
  return parseSettings(pulumi.getStack(), pulumi.runtime.allConfig());
}

/** Whether the members of a store can agree on their leader through the platform's own API; if not, they need etcd. */
export function platformElectsLeaders(settings: Pick<Settings, "platform">): boolean {
  return settings.platform === "kubernetes";
}

/**
 * Whether a port that a workload publishes leads to all of its replicas; if not, it belongs to one container of a server,
 * and what has several replicas needs a front.
 */
export function platformSharesPublishedPorts(settings: Pick<Settings, "platform">): boolean {
  return settings.platform === "kubernetes";
}

/** What each value may be alone, but not together. */
function contradictions(s: Settings, raw: Readonly<Record<string, string>>): string[] {
  const found: string[] = [];
  for (const [name, scale] of Object.entries(s.replicas)) {
    if (typeof scale === "number") continue;
    if (s.platform === "swarm") {
      found.push(
        `cloudpos:replicas.${name}: Swarm has no automatic scaling; give a fixed number of replicas`,
      );
    }
    if (scale.min > scale.max)
      found.push(`cloudpos:replicas.${name}: min (${scale.min}) is above max (${scale.max})`);
  }
  for (const name of Object.keys(s.secretRotations)) {
    if ((s.secretGenerations[name] ?? 1) < 2) {
      found.push(
        `cloudpos:secretRotations.${name}: there is no second generation of it in cloudpos:secretGenerations; ` +
          "this key is written by ./cloudpos rotate",
      );
    }
  }
  if (usesFront(s) && typeof s.replicas.edge === "number" && s.replicas.edge > MOST_EDGES) {
    found.push(`cloudpos:replicas.edge: the front leads to ${MOST_EDGES} at most`);
  }
  const connections = connectionsNeeded(s.replicas);
  if (connections > s.postgres.maxConnections) {
    found.push(
      `cloudpos:postgres.maxConnections: ${s.postgres.maxConnections} is too few for so many replicas, ` +
        `which open up to ${connections} connections; raise it (and postgres.memoryMiB with it), or take fewer replicas`,
    );
  }
  const ports = Object.entries(s.ports);
  for (const [name, number] of ports) {
    const other = ports.find(([n, p]) => n !== name && p === number)?.[0];
    if (other && other > name) found.push(`cloudpos:ports: ${name} and ${other} are both ${number}`);
  }
  if (s.environment === "production" && s.demoData) {
    found.push("cloudpos:demoData: the demo shop has known PINs; it must be false in production");
  }
  if (s.environment === "production" && s.domain === "localhost") {
    found.push("cloudpos:domain: production needs a public host name");
  }
  if (s.tls.issuer === "acme" && s.domain === "localhost") {
    found.push("cloudpos:tls.issuer: no authority signs for localhost; use own-ca, or set cloudpos:domain");
  }
  if (s.tls.issuer === "acme" && s.platform === "swarm" && s.ports.http !== 80) {
    found.push(
      `cloudpos:ports.http: an ACME authority asks at port 80, not at ${s.ports.http}; use 80, or own-ca`,
    );
  }
  if (s.tls.issuer === "acme" && !s.tls.acmeEmail) {
    found.push("cloudpos:tls.acmeEmail: needed where tls.issuer is acme (expiry notices go there)");
  }
  if (s.alerts.email?.username && !raw["cloudpos:smtpPassword"]) {
    found.push(
      "cloudpos:smtpPassword: missing secret, needed because alerts.email.username is set; " +
        `run: pulumi config set --secret cloudpos:smtpPassword -s ${s.stack}`,
    );
  }
  found.push(...contradictionsOfServers(s, raw));
  if (s.environment === "production" && s.mail === "mailbox") {
    found.push("cloudpos:mail: the mailbox delivers nothing; production needs a mail server, or null");
  }
  if (typeof s.mail === "object" && s.mail?.username && !raw["cloudpos:mailPassword"]) {
    found.push(
      "cloudpos:mailPassword: missing secret, needed because mail.username is set; " +
        `run: pulumi config set --secret cloudpos:mailPassword -s ${s.stack}`,
    );
  }
  if (s.payments.acquirer === "stripe") {
    for (const key of ["stripeApiKey", "stripeWebhookSecret"]) {
      if (raw[`cloudpos:${key}`]) continue;
      found.push(
        `cloudpos:${key}: missing secret, needed because payments.acquirer is stripe; ` +
          `run: pulumi config set --secret cloudpos:${key} -s ${s.stack}`,
      );
    }
  }
  if (s.registry.user && !raw["cloudpos:registryPassword"]) {
    found.push(
      "cloudpos:registryPassword: missing secret, needed because registry.user is set; " +
        `run: pulumi config set --secret cloudpos:registryPassword -s ${s.stack}`,
    );
  }
  if (s.registry.authority && (!s.registry.address || s.servers.length === 0)) {
    found.push(
      "cloudpos:registry.authority: is laid down on servers for registry.address; without both it does nothing",
    );
  }
  if (s.environment === "production" && s.payments.acquirer === "simulated") {
    found.push("cloudpos:payments.acquirer: simulated takes no money; production needs stripe, or none");
  }
  for (const [key, cron] of [
    ["full", s.backup.full],
    ["configuration", s.backup.configuration],
  ] as const) {
    if (!/^(\S+\s+){4}\S+$/.test(cron))
      found.push(`cloudpos:backup.${key}: "${cron}" is not five cron fields`);
  }
  // What runs is declared from settings that fit together.
  if (found.length > 0) return found;
  const { workloads } = declareSystem(s);
  return misplaced(s.servers, workloads).map((problem) => `cloudpos:servers: ${problem}`);
}

function contradictionsOfServers(s: Settings, raw: Readonly<Record<string, string>>): string[] {
  const { servers } = s;
  if (servers.length === 0) {
    return s.vpn ? ["cloudpos:vpn: is set up on servers, and cloudpos:servers names none"] : [];
  }
  const found: string[] = [];
  if (s.platform !== "swarm") {
    found.push("cloudpos:servers: are for Swarm; a Kubernetes cluster prepares its own");
  }
  if (servers.length > 1 && !s.registry.address) {
    found.push(
      "cloudpos:registry: several servers get own images from one, and none is named; " +
        "set address (registry.example.com/shop), and user where it asks who comes",
    );
  }
  if (servers.length > 1 && (s.replicas.edge ?? 1) === 1) {
    found.push(
      "cloudpos:replicas.edge: one edge would answer at one of the servers only; with several servers take 2 or more, " +
        "and each server answers (workload front)",
    );
  }
  if (s.docker.host) {
    found.push("cloudpos:docker.host: follows from cloudpos:servers; give one of them");
  }
  if (!raw["cloudpos:sshKey"]) {
    found.push(
      "cloudpos:sshKey: missing secret, the private key that opens the servers; " +
        `run: pulumi config set --secret cloudpos:sshKey -s ${s.stack} < ~/.ssh/FILE`,
    );
  }
  const managers = servers.filter((server) => server.role === "manager").length;
  if (managers % 2 === 0) {
    found.push(
      `cloudpos:servers: ${managers} of them are managers; 1, 3 or 5 have to be (an even number survives no more losses)`,
    );
  }
  const known = new Map<string, string>();
  for (const server of servers) {
    const inside = server.internalAddress ?? server.address;
    if (servers.length > 1 && !/^[\d.]+$/.test(inside)) {
      found.push(
        `cloudpos:servers: ${server.name} needs internalAddress, because its address is a name and firewalls know only numbers`,
      );
    }
    for (const one of new Set([server.name, server.address, inside])) {
      const other = known.get(one);
      if (other) found.push(`cloudpos:servers: ${one} is said of two servers (${other} and ${server.name})`);
      known.set(one, server.name);
    }
  }
  return found;
}

/**
 * What the settings ask for and this version cannot do yet. Kept apart from validity, so that a configuration can
 * be written and checked before its platform is there; asked before anything is deployed.
 */
export function refuseWhatIsNotYetAvailable(settings: Settings): void {
  const missing = notYetAvailable(settings);
  if (missing.length > 0) throw new SettingsError(missing.map((m) => `Pulumi.${settings.stack}.yaml: ${m}`));
}

function notYetAvailable(s: Settings): string[] {
  const missing: string[] = [];
  if (s.mongodb.members > 1) {
    missing.push(
      "cloudpos:mongodb.members: only 1 is available yet; the embedded server is always a single one, and what it " +
        "holds is made anew by ./cloudpos rebuild reporting",
    );
  }
  return missing;
}

/** Pulumi hands values over as text; a bare word stays a word. */
function fromText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

interface ValidationError {
  keyword: string;
  instancePath: string;
  params?: Record<string, unknown>;
  message: string;
}

function describe(error: unknown): string[] {
  const e = error as ValidationError;
  const path = e.instancePath.split("/").filter(Boolean);
  const key = (extra?: string) => `cloudpos:${[...path, ...(extra ? [extra] : [])].join(".")}`;
  const list = (name: string) => (e.params?.[name] as string[] | undefined) ?? [];
  switch (e.keyword) {
    case "additionalProperties":
      return list("additionalProperties").map((name) => `${key(name)}: unknown key${suggestion(path)}`);
    case "required":
      return list("requiredProperties").map((name) => `${key(name)}: missing${meaning([...path, name])}`);
    case "anyOf":
      return [`${key()}: not allowed${meaning(path)}`];
    // Said better by the errors above, which come with them.
    case "const":
    case "boolean":
      return [];
    default:
      return [`${key()}: ${e.message}${meaning(path)}`];
  }
}

function node(path: readonly string[]): TSchema | undefined {
  let at: TSchema | undefined = schema;
  for (const part of path) {
    const { properties, items } = (at ?? {}) as { properties?: Record<string, TSchema>; items?: TSchema };
    at = properties?.[part] ?? items;
  }
  return at;
}

function meaning(path: readonly string[]): string {
  const n = node(path) as { description?: string; anyOf?: { const?: unknown }[] } | undefined;
  const choices = n?.anyOf?.flatMap((c) => (c.const === undefined ? [] : [JSON.stringify(c.const)])) ?? [];
  const parts = [n?.description, choices.length ? `one of ${choices.join(", ")}` : undefined].filter(Boolean);
  return parts.length ? ` (${parts.join("; ")})` : "";
}

function suggestion(path: readonly string[]): string {
  const known = Object.keys((node(path) as { properties?: object } | undefined)?.properties ?? {});
  return known.length ? `; known here: ${known.join(", ")}` : "";
}
