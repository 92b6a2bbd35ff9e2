import { domainToASCII, domainToUnicode } from 'node:url';
import { parse } from 'tldts';
import type { Settings } from '../../schemas/settings.ts';
import { impliesCompany } from './mailDomains/impliesCompany.ts';
import { isOwnDomain } from './ownDomains.ts';
import { domainOf } from './sources.ts';

/**
 * Suffixes under which no company can register a name: reserved for local use (RFC 6761, RFC 6762, RFC 8375; ICANN's
 * resolutions of 2018 and 2024) or for infrastructure (RFC 3172), or used as if they were.
 */
const unregistrable = /(?:^|\.)(?:local|localdomain|localhost|lan|internal|home|corp|invalid|arpa)$/;

/**
 * Derives a company from an email address, with the domain that it is derived from (everything after the last `@`, in
 * lower case); undefined where the domain implies none.
 *
 * The name is made from the label before the public suffix (publicsuffix.org, including its private section):
 * `mail.acme-customer.co.uk` -> `Acme Customer`; at most 200 characters. Mail providers, disposable domains, relays,
 * what is below a platform, and the tenant's own domains imply no company. A domain in `freeMailExceptions` does, with
 * its subdomains, unless it is an own domain. Never throws.
 */
export function companyOf(
  email: string,
  settings: Settings,
): { readonly companyName: string; readonly domain: string } | undefined {
  const domain = domainOf(email);
  if (domain === undefined || isOwnDomain(domain, settings)) return undefined;
  // Node normalises every spelling of an IP address, such as `0x7f.1`, and returns '' for what cannot be a domain.
  const whole = domainToASCII(domain);
  const host = parse(whole, { allowPrivateDomains: true, extractHostname: false });
  const { domain: registered } = host;
  if (!registered || unregistrable.test(whole)) return undefined;
  const names = [whole, registered];
  const isException = settings.freeMailExceptions.some((exception) => names.includes(domainToASCII(exception)));
  if (!isException && !impliesCompany({ ...host, hostname: whole })) return undefined;
  const companyName = nameOfLabel(domainToUnicode(registered).replace(/\..*/s, ''));
  return companyName === undefined ? undefined : { companyName, domain };
}

/** `acme-customer` -> `Acme Customer`. Invalid Punycode is no name. */
function nameOfLabel(label: string): string | undefined {
  if (label.startsWith('xn--')) return undefined;
  const words = label.split('-').filter(Boolean);
  const name = words.map((word) => word.replace(/\p{L}/u, (letter) => letter.toUpperCase())).join(' ');
  return [...name].slice(0, 200).join('').trim() || undefined;
}
