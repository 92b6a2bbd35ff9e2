import type { Settings } from '../../schemas/settings.ts';
import { applyChange } from '../contacts/applyChanges.ts';
import type { Decision } from '../contacts/change.ts';
import { proofOf } from '../contacts/claims.ts';
import type { StoredContact } from '../contacts/contact.ts';
import { deriveCompany } from '../contacts/decisions/deriveCompany.ts';
import { enrichContact } from '../contacts/decisions/enrichContact.ts';
import { updateContact } from '../contacts/decisions/updateContact.ts';
import { historyEntry } from '../contacts/history.ts';
import { identityKey } from '../contacts/identities.ts';
import { uuidV7 } from '../contacts/uuid.ts';
import { withWrite } from '../contacts/writeIds.ts';
import type { ExportedContact } from '../dynamo/contacts/exportContacts.ts';
import { keys } from '../dynamo/table/keys.ts';

const hour = 3_600_000;
const day = 24 * hour;

const email = 'henrik@acme-customer.de';
const phone = '+4915112345678';

/**
 * A contact that the service has come to know in the two weeks before `now` (epoch milliseconds), with its history, as
 * an export has it: a message created it, its company followed, a conversation told its phone, and half a day ago a
 * person stated its name.
 */
export function demoStory(tenantId: string, settings: Settings, now: number): ExportedContact {
  const [start, heard] = [now - 14 * day, now - 10 * day];
  const told = { facts: { phone }, observedAt: heard, by: 'conversation:demo-2' };
  const person = { actor: 'user:demo-person', at: now - 12 * hour };
  const created = newContact(tenantId, start);
  const derived = changed(created, deriveCompany(created, settings, start + 1000));
  const enriched = changed(derived, enrichContact(derived, told, new Map(), heard));
  const edited = changed(enriched, updateContact(enriched, { name: 'Henrik Larsen', phone }, person));
  const { tenantId: _, ...contact } = edited;
  return {
    contact,
    merged: [],
    claims: Object.entries(edited.identities).map(([key, identity]) => ({
      contactId: keys.identity(key),
      ownerId: edited.contactId,
      ...proofOf(identity),
    })),
    items: [created, derived, enriched, edited].flatMap((after, i, states) => {
      const entry = historyEntry(states[i - 1], after);
      return entry ? [{ contactId: keys.history(after.contactId, entry.version), ...entry }] : [];
    }),
  };
}

function newContact(tenantId: string, at: number): StoredContact {
  const by = 'message:demo-1';
  const time = new Date(at).toISOString();
  return {
    tenantId,
    contactId: keys.contact(uuidV7(at)),
    sources: { manual: {}, agent: {}, sender: { firstName: ['Henrik', at, by] } },
    identities: {
      [identityKey('email', email)]: { kind: 'email', value: email, channel: 'email', verified: [at, by] },
    },
    resolutionStatus: 'unresolved',
    version: 1,
    writeIds: withWrite(crypto.randomUUID()),
    changedBy: by,
    createdAt: time,
    updatedAt: time,
  };
}

function changed(contact: StoredContact, decision: Decision): StoredContact {
  if (typeof decision === 'object' && 'contact' in decision) return applyChange(decision, crypto.randomUUID());
  throw new Error(`The story of contact ${contact.contactId} must change it`);
}
