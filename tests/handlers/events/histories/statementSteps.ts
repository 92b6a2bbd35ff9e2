import { randomUUID } from 'node:crypto';
import { handler as updateContact } from '../../../../handlers/api/updateContact.ts';
import { handler as withdrawField } from '../../../../handlers/api/withdrawField.ts';
import { sourceOf } from '../../../../lib/contacts/actors.ts';
import { identityFields } from '../../../../lib/contacts/identities.ts';
import type { Field } from '../../../../lib/contacts/sources.ts';
import type { ContactInput } from '../../../../schemas/contact.ts';
import { call, type Reply } from '../../../support/call.ts';
import fc from '../../../support/properties.ts';
import { expectEqual } from './expectEqual.ts';
import { dialled } from './statements.ts';
import { contact, email, keyOf, phone, type Running, stepOf } from './step.ts';
import { contactIn, type Statement, storedIn, type World } from './world.ts';

const input: fc.Arbitrary<ContactInput> = fc.oneof(
  fc.constantFrom(
    { name: 'Ann Lee' },
    { name: 'Anna' },
    { name: null },
    { firstName: 'Anna' },
    { lastName: 'Schmidt' },
  ),
  fc.constantFrom({ firstName: 'Bo', lastName: null }, { lastName: null }, { companyName: null }),
  fc.nat(1e6).map((n) => ({ companyName: `Company ${n}` })),
  fc.oneof(email, fc.constant({ value: null })).map(({ value }) => ({ email: value })),
  fc.oneof(phone, fc.constant({ value: null })).map(({ value }) => ({ phone: value })),
  fc.tuple(email, phone).map(([{ value }, other]) => ({ email: value, phone: other.value })),
  email.map(({ value }) => ({ email: value, firstName: 'Cleo' })),
);

const nameFields: readonly Field[] = ['firstName', 'lastName'];

/** What an input states, and which fields it may change in what people state. */
function statementOf({ name, ...fields }: ContactInput): Pick<Statement, 'values' | 'touched'> {
  const [firstName = null, lastName] = name?.split(' ') ?? [];
  const parts = name === null ? { firstName: null, lastName: null } : { firstName, ...(lastName && { lastName }) };
  const values = { ...fields, ...(name !== undefined && parts) };
  const isNamed = nameFields.some((field) => field in values);
  const others = (['email', 'phone', 'companyName'] as const).filter((field) => field in values);
  return { values, touched: [...(isNamed ? nameFields : []), ...others] };
}

/** The keys of the addresses in an input. */
const keysIn = (values: Statement['values']): string[] =>
  identityFields.flatMap((kind) => (values[kind] ? [keyOf({ kind, value: values[kind] })] : []));

/** The status of a response that is no fault of ours. A function that is killed has none; here it is 500. */
export function expectExpected({ mayBreak }: World, { status, body }: Reply, ...others: number[]): number {
  const expected = [200, 201, 404, 409, 503, ...(mayBreak ? [500] : []), ...others];
  if (!expected.includes(status)) throw new Error(`${status}: ${JSON.stringify(body)}`);
  return status;
}

/** The headers of a request whose response is to be stored. */
export const keyed = (isKeyed: boolean): Record<string, string> => (isKeyed ? { 'idempotency-key': randomUUID() } : {});

type Patch = {
  readonly who: number | string;
  readonly input: ContactInput;
  readonly isAgent: boolean;
  readonly matches: boolean;
  readonly isKeyed: boolean;
};

const patchOf = (about: fc.Arbitrary<Patch>) =>
  stepOf('PATCH', about, (world, { who, input: body, isAgent, matches, isKeyed }): Running => {
    const id = contactIn(world, who);
    const ifMatch = matches ? { 'if-match': `"${storedIn(world, id)?.version}"` } : {};
    const headers = { 'content-type': 'application/merge-patch+json', ...ifMatch, ...keyed(isKeyed) };
    const { values, touched } = statementOf(body);
    for (const key of keysIn(values)) world[isAgent ? 'reported' : 'stated'].push([id, key]);
    let replied: { readonly statement: Statement; readonly shown: Reply['body'] } | undefined;
    return {
      async act() {
        const apiKey = isAgent ? world.agentKey : world.apiKey;
        const reply = await call(updateContact, { apiKey, id, body, headers });
        const status = expectExpected(world, reply, 412, 422, ...(isAgent ? [403] : []));
        if (isAgent) return;
        const statement = { contactId: id, touched, values, status };
        world.statements.push(statement);
        if (status === 200) replied = { statement, shown: reply.body };
      },
      expectReply(late) {
        if (!replied) return;
        const { statement, shown } = replied;
        const others = late.length === 0 ? [] : world.statements.filter((each) => each !== statement);
        for (const field of touched) {
          const value = values[field];
          const isRestated = others.some((each) => each.contactId === id && each.touched.includes(field));
          const isGone = identityFields.some(
            (kind) =>
              kind === field && value && late.some(({ frees }) => frees?.(id, keyOf({ kind, value }), { kind, value })),
          );
          if (value !== undefined && !isRestated && !isGone)
            expectEqual([field, shown[field]], [field, dialled(field, value)]);
        }
      },
      frees: (contactId, _, { kind, verified, confirmed }) =>
        contactId === id &&
        kind in values &&
        verified === undefined &&
        (!isAgent || (confirmed && sourceOf(confirmed[1])) === 'agent'),
      restores: (contactId, key) => contactId === id && keysIn(values).includes(key),
    };
  });

export const patch = patchOf(
  fc.record({
    who: contact,
    input,
    isAgent: fc.nat(4).map((n) => n === 0),
    matches: fc.boolean(),
    isKeyed: fc.nat(3).map((n) => n === 0),
  }),
);

/** PATCHes of one field of one contact. */
export const contest = patchOf(
  fc
    .nat(2)
    .map((n) => ({ who: 0, input: { companyName: `Company ${n}` }, isAgent: false, matches: false, isKeyed: false })),
);

export const withdrawal = stepOf(
  'withdrawal',
  fc.record({ who: contact, field: fc.constantFrom('name', 'firstName', 'email', 'phone', 'companyName') }),
  (world, { who, field }): Running => {
    const id = contactIn(world, who);
    const touched = field === 'name' || field === 'firstName' ? nameFields : [field as Field];
    return {
      async act() {
        const { tenantId: _, ...request } = world;
        const reply = await call(withdrawField, { apiKey: request.apiKey, id, params: { field }, method: 'DELETE' });
        world.statements.push({ contactId: id, touched, values: {}, status: expectExpected(world, reply) });
      },
      frees: (contactId, _, { kind, verified }) => contactId === id && kind === field && verified === undefined,
    };
  },
);
