/** A real registry for tests, on the network of their servers: TLS by an authority of its own, and a login. */
import { createHash, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { baseImage } from "../../../../tools/offline/providers/docker/testing/base-image.ts";
import { addressOf, docker, untilIn } from "./hosts.ts";

const recipe = join(import.meta.dirname, "registry");

export interface TestRegistry {
  /** Host and port, as servers reach it. */
  host: string;
  user: string;
  password: string;
  /** PEM. */
  authority: string;
  /**
   * Puts an image of this machine's engine into the registry.
   *
   * @param name path and tag there
   * @returns the reference by which servers get it
   */
  put(image: string, name: string): Promise<string>;
  end(): Promise<void>;
}

/** @param network that the servers are on; what is there already is joined */
export async function startRegistry(network: string): Promise<TestRegistry> {
  const base = await baseImage();
  const files = ["Dockerfile", "boot"].map((name) => readFileSync(join(recipe, name)));
  const digest = createHash("sha256").update(base).update(Buffer.concat(files)).digest("hex").slice(0, 12);
  const image = `cloudpos/test-registry:${digest}`;
  await docker("image", "inspect", image).catch(() =>
    docker("build", "--build-arg", `BASE_IMAGE=${base}`, "--tag", image, recipe),
  );
  const container = `${network}-registry`;
  const [user, password] = ["ci", randomBytes(18).toString("base64url")];
  const end = async () => void (await docker("rm", "--force", "--volumes", container));
  try {
    await docker(
      ...["run", "--detach", "--name", container, "--network", network, "--publish", "127.0.0.1::5001"],
      ...["--env", `REGISTRY_USER=${user}`, "--env", `REGISTRY_PASSWORD=${password}`, image],
    );
    const exec = (command: string) => docker("exec", container, "sh", "-euc", command);
    await untilIn(exec, "openssl s_client -connect $(hostname -i):5000 < /dev/null");
    const host = `${await addressOf(container)}:5000`;
    // Engines take a registry of the loopback address without TLS.
    const here = (await docker("port", container, "5001")).split("\n")[0]!;
    return {
      host,
      user,
      password,
      authority: await exec("cat /etc/registry/ca.crt"),
      async put(local, name) {
        const pushed = `${here}/${name}`;
        await docker("tag", local, pushed);
        await docker("push", "--quiet", pushed);
        await docker("rmi", pushed);
        return `${host}/${name}`;
      },
      end,
    };
  } catch (error) {
    await end();
    throw error;
  }
}
