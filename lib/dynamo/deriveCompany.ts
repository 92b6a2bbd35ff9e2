import type { Settings } from '../../schemas/settings.ts';
import { companyOf } from '../contacts/companies.ts';
import { explain } from '../contacts/explanation.ts';
import { asContactItem, type ContactItem } from './contactItem.ts';
import { contend } from './contend.ts';
import { overwriteContact } from './overwriteContact.ts';
import { recallSettings } from './settings.ts';

/**
 * Derives the company of a contact from the domain of its email, beginning with the contact as it was `seen`. Nothing is
 * written where the email implies no company, or the one that is known. Throws `unavailable`.
 */
export async function deriveCompany(seen: ContactItem, requestId: string): Promise<void> {
  const { tenantId, contactId } = seen;
  let current = seen;
  await contend(async () => {
    const derived = derive(current, await recallSettings(tenantId));
    if (derived === undefined || current.writeId === requestId) return true;
    const write = { tenantId, contactId, actor: derived.by, requestId };
    const change = {
      source: 'domain',
      assertions: { companyName: [derived.companyName, derived.at, derived.by, derived.domain] },
      identities: {},
      now: Date.now(),
    } as const;
    const outcome = await overwriteContact(current, write, change);
    if ('written' in outcome) return true;
    const found = outcome.failed[0]?.found;
    // A contact that was erased or merged needs no company.
    if (found === undefined || found.mergedInto !== undefined) return true;
    current = asContactItem(found);
    return undefined;
  });
}

/** The company to write: it is known since the email is. `undefined` where there is none, or none that is new. */
function derive({ sources }: ContactItem, settings: Settings) {
  const { source, statements } = explain(sources).email;
  const email = statements.find((statement) => statement.source === source);
  const company = email?.value ? companyOf(email.value, settings) : undefined;
  if (email === undefined || company === undefined) return undefined;
  const known = sources.domain?.companyName;
  if (known?.[0] === company.companyName && known[3] === company.domain) return undefined;
  return { ...company, at: email.at, by: `domain:${company.domain}` };
}
