import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { domainToASCII } from 'node:url';
import { disposableEmailBlocklist } from 'disposable-email-domains-js';
import emailProviders from 'email-providers/all.json' with { type: 'json' };

const require = createRequire(import.meta.url);

/** The type of what `mailDomainsModule` makes. */
export const mailDomainsDeclaration = 'export declare const mailDomains: readonly string[];\n';

/**
 * Makes the module with the union of the lists of mail providers and of disposable domains, as ASCII. It has no domain
 * whose parent it has, because a domain of a provider stands for its subdomains too.
 */
export function mailDomainsModule(): string {
  // The package is a program that needs others; its list is a file.
  const freemail = readFileSync(require.resolve('freemail/data/free.txt'), 'utf8').split(/\s+/);
  const listed = [...emailProviders, ...disposableEmailBlocklist(), ...freemail];
  // The lists contain an address, words, and a few domains in Unicode.
  const union = new Set(listed.map((domain) => domainToASCII(domain)).filter((domain) => domain.includes('.')));
  const domains = [...union].filter((domain) => !parentsOf(domain).some((parent) => union.has(parent)));
  return `export const mailDomains = ${JSON.stringify(domains.sort().join(' '))}.split(' ');\n`;
}

const parentsOf = (domain: string): string[] =>
  domain.split('.').flatMap((_, i, labels) => (i === 0 ? [] : labels.slice(i).join('.')));
