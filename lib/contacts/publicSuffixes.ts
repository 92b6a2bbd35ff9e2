import { domainToASCII } from 'node:url';
import { parse } from 'tldts';
import type { Settings } from '../../schemas/settings.ts';
import { type Fault, invalid } from './ContactError.ts';

/**
 * Rejects settings that name a public suffix (publicsuffix.org), such as `co.uk`: everybody's domains under it would
 * count as the tenant's own. Throws `invalid`.
 */
export function rejectPublicSuffixes({ ownDomains, freeMailExceptions }: Settings): void {
  const faults = Object.entries({ ownDomains, freeMailExceptions }).flatMap(([field, domains]) =>
    domains.flatMap((domain, i): Fault[] => {
      if (parse(domainToASCII(domain), { allowPrivateDomains: true }).domain !== null) return [];
      const pointer = `/${field}/${i}`;
      return [{ pointer, message: `${pointer.slice(1)} must be a domain that somebody owns, not a public suffix` }];
    }),
  );
  if (faults.length > 0) throw invalid(faults);
}
