import type { Settings } from '../../../schemas/settings.ts';
import { companyOf } from '../../contacts/companies.ts';
import { explain } from '../../contacts/explanation.ts';
import type { Assertion } from '../../contacts/sources.ts';
import { contend } from '../table/retryOnConflict.ts';
import { recallSettings } from '../tenants/settings.ts';
import { asContactItem, type ContactItem } from './contactItem.ts';
import { overwriteContact } from './overwriteContact.ts';

/**
 * Derives the company of a contact from the domain of its email, beginning with the contact as it was `seen`. Nothing is
 * written where that is known; a company that the email does not imply is forgotten. Throws `unavailable`.
 */
export async function deriveCompany(seen: ContactItem, requestId: string): Promise<void> {
  const { tenantId, contactId } = seen;
  let current = seen;
  await contend(async () => {
    const derived = derive(current, await recallSettings(tenantId));
    const known = current.sources.domain?.companyName;
    const by = (derived ?? known)?.[2];
    const isKnown = derived?.[0] === known?.[0] && derived?.[3] === known?.[3];
    if (by === undefined || isKnown || current.writeId === requestId) return true;
    const write = { tenantId, contactId, actor: by, requestId };
    const change = {
      source: 'domain',
      assertions: derived ? { companyName: derived } : {},
      identities: {},
      now: Date.now(),
      ...(!derived && { replaced: { source: 'domain' } as const }),
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

/** What the domain of the email seen says of the company, known since the email is; `undefined` where it says nothing. */
function derive({ sources }: ContactItem, settings: Settings): Assertion | undefined {
  const { source, statements } = explain(sources).email;
  const email = statements.find((statement) => statement.source === source);
  const company = email?.value ? companyOf(email.value, settings) : undefined;
  return email && company && [company.companyName, email.at, `domain:${company.domain}`, company.domain];
}
