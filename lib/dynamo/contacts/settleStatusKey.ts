import { keys } from '../table/keys.ts';
import { updateItem } from '../table/update.ts';
import { writeAll } from '../table/writeAll.ts';
import { statusKeyIn } from './contactOperation.ts';
import { asContact } from './getContact.ts';

/**
 * Gives a contact the place in the list of its status that it lacks, or takes away a wrong one. `item` is the contact
 * as it was just read; if it changes meanwhile, starts again. Callers see no change. Throws `unavailable`.
 */
export async function settleStatusKey(item: Record<string, unknown>): Promise<void> {
  for (let found: Record<string, unknown> | undefined = item; found !== undefined; ) {
    const contact = asContact(found);
    const statusKey = statusKeyIn(contact);
    if (found.statusKey === statusKey) return;
    const update = updateItem(contact.tenantId, keys.contact(contact.contactId), {
      set: [['statusKey', statusKey]],
      condition: { expression: 'writeIds[0] = :read', names: {}, values: { ':read': contact.writeIds[0] } },
    });
    const [failure] = await writeAll([{ operation: { Update: update }, onFailure: 'changed' }]);
    found = failure?.found;
  }
}
