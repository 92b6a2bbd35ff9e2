import type { Settings } from '../../../schemas/settings.ts';
import { allOf, type Decision } from '../change.ts';
import { companyOf } from '../companies.ts';
import type { StoredContact } from '../contact.ts';
import { explain } from '../explanation.ts';
import { partsOf } from '../parts.ts';
import type { Assertion } from '../sources.ts';

/** Decides on the company of each part of a contact, as `deriveCompany` does. */
export function deriveCompanies(whole: StoredContact, settings: Settings, now: number): Decision {
  const changes = partsOf(whole).flatMap((part) => {
    const decision = deriveCompany(part, settings, now);
    return typeof decision === 'object' && 'contact' in decision ? [decision] : [];
  });
  return allOf(changes);
}

/**
 * Decides which company the domain of the visible email implies, at `now` (epoch milliseconds). A company that the
 * email does not imply is removed.
 */
export function deriveCompany(contact: StoredContact, settings: Settings, now: number): Decision {
  const derived = companyAssertion(contact, settings);
  const known = contact.sources.domain?.companyName;
  const isKnown = derived?.[0] === known?.[0] && derived?.[3] === known?.[3];
  const actor = (derived ?? known)?.[2];
  if (actor === undefined || isKnown) return 'unchanged';
  return { contact, actor, at: now, sources: { domain: derived ? { companyName: derived } : null } };
}

/** Asserted since the email is, because nothing else is known about the company. */
function companyAssertion(contact: StoredContact, settings: Settings): Assertion | undefined {
  const [email] = explain(contact).email.assertions;
  const company = email?.value ? companyOf(email.value, settings) : undefined;
  return email && company && [company.companyName, email.at, `domain:${company.domain}`, company.domain];
}
