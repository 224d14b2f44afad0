/** An IPv4 network as in `10.201.0.0/16`. */
export type Subnet = `${string}/${number}`;

/** First and last address of a network, as numbers. */
function range(subnet: string): [first: number, last: number] {
  const [address = "", bits = "32"] = subnet.split("/");
  const number = address.split(".").reduce((sum, byte) => sum * 256 + Number(byte), 0);
  const size = 2 ** (32 - Number(bits));
  const first = Math.floor(number / size) * size;
  return [first, first + size - 1];
}

/** Whether two networks share an address. */
export function overlaps(one: string, other: string): boolean {
  const [a, b] = range(one);
  const [c, d] = range(other);
  return a <= d && c <= b;
}

/** A private /16 that overlaps with nothing in use; high in 10/8, where company networks are seldom. */
export function chooseAddressPool(used: readonly string[]): Subnet {
  for (let second = 201; second <= 254; second++) {
    const pool: Subnet = `10.${second}.0.0/16`;
    if (!used.some((subnet) => overlaps(pool, subnet))) return pool;
  }
  throw new Error(
    "Every network from 10.201.0.0/16 to 10.254.0.0/16 is in use. Initialise the Swarm with a pool of your own: docker swarm init --default-addr-pool <network>",
  );
}

/** The networks in a routing table as in /proc/net/route (hexadecimal, bytes swapped); the default route is not one. */
export function hexRoutes(table: string): Subnet[] {
  return table
    .split("\n")
    .slice(1)
    .map((line) => line.split(/\s+/))
    .filter((fields) => fields.length > 7 && fields[7] !== "00000000")
    .map((fields) => {
      const address = fields[1]!
        .match(/../g)!
        .reverse()
        .map((byte) => Number.parseInt(byte, 16))
        .join(".");
      const bits = Number.parseInt(fields[7]!, 16).toString(2).replaceAll("0", "").length;
      return `${address}/${bits}` as Subnet;
    });
}
