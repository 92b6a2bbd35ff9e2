import { findIdentityKey, identityFields } from '../../lib/contacts/identities.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { limitMore } from '../../lib/http/limitRequests.ts';
import { perform } from '../../lib/http/perform.ts';
import { inOrder } from '../../lib/inOrder.ts';
import { batchContacts } from '../../schemas/compiled/api/batchContacts.js';
import { handler as createContact } from './createContact.ts';
import { handler as deleteContact } from './deleteContact.ts';
import { handler as updateContact } from './updateContact.ts';

const endpoints = {
  create: { endpoint: createContact, mediaType: 'application/json' },
  update: { endpoint: updateContact, mediaType: 'application/merge-patch+json' },
  delete: { endpoint: deleteContact },
};

const atOnce = 10;
/** No operation begins later: nine seconds are left for those that have begun. */
const milliseconds = 20_000;

/** POST /api/contacts/batch: performs operations, each as if it were sent alone. */
export const handler = endpoint(batchContacts, async ({ body: { operations }, idempotencyKey, ...caller }) => {
  const headers = limitMore(caller.tenantId, caller.actor, operations.length - 1);
  const end = Date.now() + milliseconds;
  const results = await inOrder(operations, { keysOf, atOnce }, (operation) => {
    const { endpoint, ...kind } = endpoints[operation.action];
    // Each operation is stored with its own response, so that a batch which is sent again goes on where it ended.
    const key = idempotencyKey && { text: `${idempotencyKey.text}#${operations.indexOf(operation)}` };
    return perform(endpoint, caller, { ...operation, ...kind, idempotencyKey: key }, () => Date.now() > end);
  });
  const failed = results.filter(({ status }) => status >= 400).length;
  return { body: { results, succeeded: results.length - failed, failed }, headers };
});

type Operation = { readonly id?: string; readonly body?: { readonly [field: string]: unknown } };

/** Operations on one contact, or on one address, are performed in their order. */
const keysOf = ({ id, body = {} }: Operation): string[] => [
  ...(id === undefined ? [] : [id.toLowerCase()]),
  ...identityFields.flatMap((field) => findIdentityKey(field, String(body[field])) ?? []),
];
