import { handler as addIdentity } from '../../../../handlers/api/addIdentity.ts';
import { handler as createContact } from '../../../../handlers/api/createContact.ts';
import { handler as linkContact } from '../../../../handlers/api/linkContact.ts';
import { handler as removeIdentity } from '../../../../handlers/api/removeIdentity.ts';
import { handler as unlinkContact } from '../../../../handlers/api/unlinkContact.ts';
import { identityFields, identityId } from '../../../../lib/contacts/identities.ts';
import type { NamedIdentity } from '../../../../lib/contacts/readIdentity.ts';
import type { Field } from '../../../../lib/contacts/sources.ts';
import { call } from '../../../support/call.ts';
import fc from '../../../support/properties.ts';
import { freesOfCrm } from './machineSteps.ts';
import { expectExpected, patch, withdrawal } from './statementSteps.ts';
import { addressOf, contact, email, keyOf, phone, picked, type Running, type Step, stepOf } from './step.ts';
import { contactIn } from './world.ts';

/** The fields in which an added address may be shown. */
const shownIn = ({ kind }: NamedIdentity): Field[] => identityFields.filter((field) => field === kind);

const addition = stepOf(
  'addition',
  fc.record({ who: contact, address: picked, takes: fc.boolean(), isAgent: fc.nat(5).map((n) => n === 0) }),
  (world, { who, address: addressPicked, takes, isAgent }): Running => {
    const address = addressOf(world, addressPicked);
    const id = contactIn(world, who);
    const added = keyOf(address);
    world[isAgent ? 'reported' : 'stated'].push([id, added]);
    const takeFrom = world.items.claims[added]?.ownerId;
    const body = { ...address, ...(takes && takeFrom !== undefined && takeFrom !== id && { takeFrom }) };
    return {
      async act() {
        const apiKey = isAgent ? world.agentKey : world.apiKey;
        const reply = await call(addIdentity, { apiKey, id, body, method: 'POST' });
        const status = expectExpected(world, reply, 422, ...(isAgent ? [403] : []));
        if (isAgent) return;
        world.statements.push({ contactId: id, touched: shownIn(address), values: {}, status });
      },
      frees: (_, key) => takes && key === added,
      restores: (contactId, key) => contactId === id && key === added,
    };
  },
);

const removal = stepOf('removal', picked, (world, each): Running => {
  const address = addressOf(world, each);
  const removed = keyOf(address);
  const id = contactIn(world, removed);
  const params = { identityId: identityId(removed) };
  return {
    async act() {
      const reply = await call(removeIdentity, { apiKey: world.apiKey, id, params, method: 'DELETE' });
      if (expectExpected(world, reply) === 200) expect(reply.body).not.toContainEqual(expect.objectContaining(address));
    },
    frees: (contactId, key) => contactId === id && key === removed,
  };
});

const link = stepOf(
  'link',
  fc.record({
    who: contact,
    externalRef: fc.constantFrom('crm-1', 'crm-2', 'crm-9'),
    companyName: fc.constantFrom(undefined, 'Linked AG'),
  }),
  (world, { who, ...body }): Running => {
    const id = contactIn(world, who);
    return {
      async act() {
        const reply = await call(linkContact, { apiKey: world.apiKey, id, body, method: 'PUT' });
        const status = expectExpected(world, reply);
        // The company that came with another link leaves with that.
        world.statements.push({ contactId: id, touched: ['companyName'], values: {}, status });
        if (status === 200)
          expect(reply.body).toMatchObject({ externalRef: body.externalRef, resolutionStatus: 'manually_resolved' });
      },
      ...freesOfCrm(world),
    };
  },
);

const unlink = stepOf('unlink', fc.record({ who: contact }), (world, { who }): Running => {
  const id = contactIn(world, who);
  return {
    async act() {
      const reply = await call(unlinkContact, { apiKey: world.apiKey, id, method: 'DELETE' });
      const status = expectExpected(world, reply);
      world.statements.push({ contactId: id, touched: ['companyName'], values: {}, status });
      if (status === 200) expect(reply.body).toMatchObject({ externalRef: null, resolutionStatus: 'unresolved' });
    },
    ...freesOfCrm(world),
  };
});

const creation = stepOf(
  'creation',
  fc.oneof(email, phone),
  (world, { kind, value }): Running => ({
    async act() {
      const reply = await call(createContact, {
        apiKey: world.apiKey,
        body: { name: 'New', [kind]: value },
        method: 'POST',
      });
      if (expectExpected(world, reply) !== 201) return;
      world.created.push(reply.body.id);
      world.stated.push([reply.body.id, keyOf({ kind, value })]);
    },
  }),
);

export const personSteps: fc.WeightedArbitrary<Step>[] = [
  { weight: 8, arbitrary: patch },
  { weight: 3, arbitrary: withdrawal },
  { weight: 4, arbitrary: addition },
  { weight: 3, arbitrary: removal },
  { weight: 2, arbitrary: link },
  { weight: 1, arbitrary: unlink },
  { weight: 1, arbitrary: creation },
];
