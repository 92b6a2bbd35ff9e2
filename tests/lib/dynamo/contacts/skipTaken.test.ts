import { randomUUID } from 'node:crypto';
import { skipTaken } from '../../../../lib/dynamo/contacts/skipTaken.ts';
import { startService } from '../../../support/service.ts';
import { readItems, setAttributes } from '../../../support/table.ts';

await startService();

const [contactId, ownerId] = ['contact', 'owner'];
const author = { actor: 'event:1', at: 5 };
const verified = { verified: [1, 'message:1'] } as const;

describe('skipTaken', () => {
  it.each([
    ['email', 'email#a@one.example', {}, 'weak'],
    ['email', 'email#a@one.example', verified, 'strong'],
    ['email', 'email#a@one.example', { confirmed: [1, 'key:1'] } as const, 'strong'],
    ['phone', 'phone#+15550100', {}, undefined],
    ['phone', 'phone#+15550100', verified, 'strong'],
    ['chat', 'chat#42', verified, 'strong'],
    ['externalRef', 'record-1', {}, 'strong'],
  ])('notes the owner of the %s %s with the proof %j, and suggests a duplicate: %s', async (field, key, proof, weight) => {
    const tenantId = randomUUID();
    for (const id of [contactId, ownerId]) await setAttributes(tenantId, id, { version: 1 });
    const owners = new Map([['earlier', 'another']]);
    const taken = { field, key, contactId, author, claim: { ownerId, ...proof }, isSame: false };
    await skipTaken(tenantId, taken, { by: 'crm:x', at: 7 }, owners);
    const noted = field === 'externalRef' ? field : key;
    expect([...owners]).toEqual([
      ['earlier', 'another'],
      [noted, ownerId],
    ]);
    const suggestion = { tenantId, [`reason:${field}`]: { key, at: 7, by: 'crm:x', weight }, weight };
    const pair = [
      { contactId: `#duplicate#${contactId}#${ownerId}`, ...suggestion },
      { contactId: `#duplicate#${ownerId}#${contactId}`, ...suggestion },
    ];
    expect((await readItems(tenantId)).duplicates).toEqual(weight === undefined ? [] : pair);
  });
});
