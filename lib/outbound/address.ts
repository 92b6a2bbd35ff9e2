import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { refuseInRehearsal } from '../rehearsal.ts';
import { OutboundError } from './OutboundError.ts';

/** Returns all IP addresses of a host name. */
export type Resolve = (name: string) => Promise<readonly LookupAddress[]>;

export type AddressRule = {
  /** Whether loopback addresses are allowed, also over plain HTTP. */
  readonly allowLoopback: boolean;
  /** The ports that are allowed beside 443; default: none. A loopback address that is allowed is so at every port. */
  readonly ports?: readonly number[];
  /** Default: the system's DNS resolver. */
  readonly resolve?: Resolve;
};

/**
 * The only IPv6 block that IANA has opened for global unicast. The library's list of special blocks may have gaps
 * outside it.
 */
const globalUnicast = ipaddr.parseCIDR('2000::/3');

const resolveInDns: Resolve = async (name) => {
  refuseInRehearsal();
  return lookup(name, { all: true });
};

/**
 * Checks that requests to a URL are allowed: https to a public address at an allowed port, or a loopback address if the
 * rule allows it. Throws an `OutboundError`: `address_refused`, or `unreachable` if the host name has no address.
 */
export async function assertUrlAllowed(url: string | URL, rule: AddressRule): Promise<void> {
  const allowed = parseAllowedUrl(url, rule);
  const host = hostOf(allowed);
  if (isIP(host) === 0) await resolveAllowed(host, allowed.protocol, rule);
}

/**
 * Parses a URL and checks its scheme, its port, that it has no credentials, and its host if that is an IP address. Does
 * not resolve a host name; `guardedLookup` checks it when the connection is made. Throws `address_refused`.
 */
export function parseAllowedUrl(text: string | URL, { allowLoopback, ports = [] }: AddressRule): URL {
  const url = URL.parse(String(text));
  if (url === null) throw new OutboundError('address_refused', 'The URL has no valid host name and port.');
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && allowLoopback)) throw notHttps();
  if (url.username || url.password) throw new OutboundError('address_refused', 'The URL must not contain credentials.');
  const host = hostOf(url);
  if (isIP(host) !== 0) assertIpAllowed(host, url.protocol, allowLoopback);
  const isLoopback = host === 'localhost' || (isIP(host) !== 0 && rangeOf(host) === 'loopback');
  // A URL with its scheme's own port has none.
  if (url.port !== '' && !ports.includes(Number(url.port)) && !(allowLoopback && isLoopback)) {
    throw new OutboundError('address_refused', `The URL must have ${portsPhrase(ports)}.`);
  }
  return url;
}

const notHttps = (): OutboundError => new OutboundError('address_refused', 'The URL must start with https://.');

const portsPhrase = (ports: readonly number[]): string =>
  ports.length === 0 ? 'no other port than 443' : `one of the ports 443, ${ports.join(', ')}`;

/**
 * A DNS lookup for `http.request` that returns only allowed addresses, so that the checked address is the one connected
 * to.
 */
export const guardedLookup =
  (protocol: string, rule: AddressRule): LookupFunction =>
  (name, { all }, callback) => {
    resolveAllowed(name, protocol, rule).then(
      (addresses) => (all ? callback(null, addresses) : callback(null, addresses[0].address, addresses[0].family)),
      (error) => callback(error, []),
    );
  };

/** Throws `address_refused` unless a connection to this IP address is allowed with this scheme. */
export function assertIpAllowed(address: string | undefined, protocol: string, allowLoopback: boolean): void {
  const range = address === undefined ? undefined : rangeOf(address);
  if (range === 'loopback' && allowLoopback) return;
  if (range !== 'public') throw new OutboundError('address_refused', "The server's IP address is not public.");
  if (protocol !== 'https:') throw notHttps();
}

function rangeOf(text: string): 'public' | 'loopback' | 'other' {
  const address = ipaddr.parse(text);
  const range = address.range();
  if (range === 'loopback') return 'loopback';
  const isGlobal = address instanceof ipaddr.IPv4 || address.match(globalUnicast);
  return range === 'unicast' && isGlobal ? 'public' : 'other';
}

async function resolveAllowed(name: string, protocol: string, { allowLoopback, resolve = resolveInDns }: AddressRule) {
  const addresses = await resolve(name).catch((cause: unknown) => {
    throw notResolved(cause);
  });
  const [first, ...rest] = addresses;
  if (first === undefined) throw notResolved();
  for (const { address } of addresses) assertIpAllowed(address, protocol, allowLoopback);
  return [first, ...rest] satisfies [LookupAddress, ...LookupAddress[]];
}

const notResolved = (cause?: unknown): OutboundError =>
  new OutboundError('unreachable', "The server's host name has no IP address.", { cause });

const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '');
