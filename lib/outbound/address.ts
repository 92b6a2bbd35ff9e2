import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { CrmFailure } from '../crm/CrmFailure.ts';

/** Finds every address of a name. */
export type Resolve = (name: string) => Promise<readonly LookupAddress[]>;

export type AddressRule = {
  /** Whether this machine may be asked, also without TLS. */
  readonly allowLoopback: boolean;
  /** Asks the system's DNS unless something else is given. */
  readonly resolve?: Resolve;
};

/** What every unicast address of the internet is in so far; the rest of IPv6 is no place for a CRM, whatever a list says of it. */
const globalUnicast = ipaddr.parseCIDR('2000::/3');

const resolveInDns: Resolve = (name) => lookup(name, { all: true });

/**
 * Passes a URL whose server may be asked: https at a public address, or loopback where that is allowed. Throws
 * `address_refused`, and `unreachable` where the name has no address.
 */
export async function assertAddressAllowed(url: string | URL, rule: AddressRule): Promise<void> {
  const allowed = allowedUrl(url, rule);
  const host = hostOf(allowed);
  if (isIP(host) === 0) await allowedAddresses(host, allowed.protocol, rule);
}

/** Passes a URL without credentials whose scheme, and whose address where it is one, may be asked; a name needs `guardedLookup` too. */
export function allowedUrl(text: string | URL, { allowLoopback }: AddressRule): URL {
  const url = URL.parse(String(text));
  if (url?.protocol !== 'https:' && !(url?.protocol === 'http:' && allowLoopback)) {
    throw new CrmFailure('address_refused', 'The URL must be one of https.');
  }
  if (url.username || url.password) throw new CrmFailure('address_refused', 'The URL must not hold credentials.');
  const host = hostOf(url);
  if (isIP(host) !== 0) assertDialable(host, url.protocol, allowLoopback);
  return url;
}

/** A lookup for a dial, which is given only what may be dialled: nothing can change between the check and the dial. */
export const guardedLookup =
  (protocol: string, rule: AddressRule): LookupFunction =>
  (name, { all }, callback) => {
    allowedAddresses(name, protocol, rule).then(
      (addresses) => (all ? callback(null, addresses) : callback(null, addresses[0].address, addresses[0].family)),
      (failure) => callback(failure, []),
    );
  };

/** Throws `address_refused` unless this address may be dialled with this scheme. */
export function assertDialable(address: string | undefined, protocol: string, allowLoopback: boolean): void {
  const range = address === undefined ? undefined : rangeOf(address);
  const isAllowed = (range === 'public' && protocol === 'https:') || (range === 'loopback' && allowLoopback);
  if (!isAllowed) throw new CrmFailure('address_refused', "The server's address is not one of the public internet.");
}

function rangeOf(text: string): 'public' | 'loopback' | 'other' {
  const address = ipaddr.parse(text);
  const range = address.range();
  if (range === 'loopback') return 'loopback';
  const isGlobal = address instanceof ipaddr.IPv4 || address.match(globalUnicast);
  return range === 'unicast' && isGlobal ? 'public' : 'other';
}

async function allowedAddresses(
  name: string,
  protocol: string,
  { allowLoopback, resolve = resolveInDns }: AddressRule,
) {
  const addresses = await resolve(name).catch((cause: unknown) => {
    throw noAddress(cause);
  });
  const [first, ...rest] = addresses;
  if (first === undefined) throw noAddress();
  for (const { address } of addresses) assertDialable(address, protocol, allowLoopback);
  return [first, ...rest] satisfies [LookupAddress, ...LookupAddress[]];
}

const noAddress = (cause?: unknown): CrmFailure =>
  new CrmFailure('unreachable', "The server's name has no address.", { cause });

const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '');
