import { lookup as resolve, type LookupAddress } from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";

/**
 * Addresses that are not of the public internet (IANA special-purpose registries). A webhook to one of them would
 * let whoever configures it speak to machines behind the firewall, or to the cloud's own services.
 */
const special = new BlockList();
for (const [network, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
] as const)
  special.addSubnet(network, prefix, "ipv4");
/** Of IPv6 only what is given to the public is allowed: 2000::/3 without its special parts. */
const publicSix = new BlockList();
publicSix.addSubnet("2000::", 3, "ipv6");
for (const [network, prefix] of [
  ["2001::", 23],
  ["2001:db8::", 32],
  // 6to4 carries an IPv4 address, which may be a private one.
  ["2002::", 16],
  ["3fff::", 20],
] as const)
  special.addSubnet(network, prefix, "ipv6");

/** Whether an IP address belongs to the public internet. */
export function isPublicAddress(address: string): boolean {
  const version = isIP(address);
  if (version === 4) return !special.check(address, "ipv4");
  return version === 6 && publicSix.check(address, "ipv6") && !special.check(address, "ipv6");
}

/**
 * What is wrong with a URL as the target of a webhook; null when nothing is. The name is not looked up here: what it
 * stands for can change, so that is checked when it is connected to ({@link publicLookup}).
 * @param anywhere also http and private addresses: for development.
 */
export function webhookUrlProblem(text: string, anywhere: boolean): string | null {
  if (!URL.canParse(text)) return "is not a URL";
  const url = new URL(text);
  if (url.username !== "" || url.password !== "") return "must not carry a user name or password";
  if (url.protocol !== "https:" && !(anywhere && url.protocol === "http:")) return "must begin with https://";
  if (anywhere) return null;
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (isIP(host) !== 0) return isPublicAddress(host) ? null : "is an address of a private network";
  if (!host.includes(".") || /(^|\.)(localhost|local|internal|lan|home|arpa)\.?$/i.test(host))
    return "is a name of a private network";
  return null;
}

/** Says that a name leads to where no webhook may. */
export class PrivateAddressError extends Error {
  constructor(host: string) {
    super(`${host} leads to a private network`);
    this.name = "PrivateAddressError";
  }
}

/**
 * Looks a name up for a connection and refuses it when any of its addresses is not public. The connection is made to
 * an address that was checked, so a name that changes in between gains nothing.
 */
export const publicLookup: LookupFunction = (host, options, callback) => {
  resolve(host, { ...options, all: true }, (error, found) => {
    if (error) return callback(error, "", 4);
    const addresses = found as unknown as LookupAddress[];
    if (addresses.length === 0 || !addresses.every(({ address }) => isPublicAddress(address)))
      return callback(new PrivateAddressError(host), "", 4);
    if (options.all) return (callback as (error: null, addresses: LookupAddress[]) => void)(null, addresses);
    return callback(null, addresses[0]!.address, addresses[0]!.family);
  });
};
