import { domainToASCII } from 'node:url';
import type { Settings } from '../../schemas/settings.ts';

/** Whether a domain is one of the tenant's own domains or a subdomain of one, in any case, in Punycode or Unicode. */
export function isOwnDomain(domain: string, { ownDomains }: Pick<Settings, 'ownDomains'>): boolean {
  const name = domainToASCII(domain);
  return name !== '' && ownDomains.map(domainToASCII).some((own) => name === own || name.endsWith(`.${own}`));
}
