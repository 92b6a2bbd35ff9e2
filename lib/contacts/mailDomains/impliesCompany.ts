import type { parse } from 'tldts';
import { mailDomains } from '../../../schemas/compiled/mailDomains.js';
import { platformFamilies, platforms, relays } from './platforms.ts';
import {
  employersInFamilies,
  employersInLists,
  employersWithMail,
  missingProviders,
  providerFamilies,
  providerSuffixes,
} from './providers.ts';

/** A host in ASCII, as tldts reads it with its private section. */
export type Host = Pick<ReturnType<typeof parse>, 'domain' | 'domainWithoutSuffix' | 'publicSuffix' | 'isPrivate'> & {
  readonly hostname: string;
};

const providers = new Set([...mailDomains, ...missingProviders]);
for (const employer of employersInLists) providers.delete(employer);

/** Suffixes of countries under which companies of the whole world register. */
const vanitySuffixes = new Set(['ai', 'co', 'fm', 'gg', 'io', 'ly', 'me', 'sh', 'so', 'to', 'tv', 'vc']);
const sharedSuffixes = new Set(['com', 'net', 'org', 'info']);

/**
 * Whether the people who write from a host may work for its owner: not if it is a mail provider, a relay, or a part of
 * a platform that is its tenants' or sends for its users.
 */
export function impliesCompany(host: Host): boolean {
  const parents = parentsOf(host.hostname);
  if (parents.some((domain) => platforms.has(domain))) return false;
  const domains = [host.hostname, ...parents];
  if (domains.some((domain) => relays.has(domain) || providers.has(domain))) return false;
  const { domain, domainWithoutSuffix: label, publicSuffix } = host;
  if (publicSuffix && providerSuffixes.has(publicSuffix)) return false;
  if (label?.endsWith('mail') && !employersWithMail.has(label)) return false;
  if (!label || !domain || !isOfFamilies(host)) return true;
  if (platformFamilies.has(label)) return host.hostname === domain;
  return !providerFamilies.has(label) || employersInFamilies.has(domain);
}

function isOfFamilies({ publicSuffix, isPrivate }: Host): boolean {
  if (!publicSuffix || isPrivate || vanitySuffixes.has(publicSuffix)) return false;
  return sharedSuffixes.has(publicSuffix) || /(?:^|\.)[a-z]{2}$/.test(publicSuffix);
}

/** `a.b.c` -> `b.c`, `c`. */
const parentsOf = (domain: string): string[] =>
  domain.split('.').flatMap((_, i, labels) => (i === 0 ? [] : labels.slice(i).join('.')));
