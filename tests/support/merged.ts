import { randomUUID } from 'node:crypto';
import { mergeContacts } from '../../lib/contacts/decisions/mergeContacts.ts';
import { changeContacts } from '../../lib/dynamo/contacts/changeContacts.ts';

/** Merges a contact into another one, as a request to the service does. */
export async function mergeInto(tenantId: string, survivorId: string, duplicateId: string): Promise<void> {
  const target = { tenantId, contactIds: [survivorId, duplicateId], requestId: randomUUID() } as const;
  const result = await changeContacts(target, (survivor, duplicate) => {
    if (duplicate === undefined) throw new Error('There are two contacts');
    return mergeContacts(survivor, duplicate, {}, { actor: 'key:1', at: Date.now() });
  });
  if (!('contacts' in result)) throw new Error('One of the contacts is gone');
}
