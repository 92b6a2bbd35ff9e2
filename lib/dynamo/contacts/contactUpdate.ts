import { isDeepStrictEqual } from 'node:util';
import type { UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { config } from '../../config.ts';
import type { IdentityPatch } from '../../contacts/identities.ts';
import type { Assertions, Source } from '../../contacts/sources.ts';
import { keys } from '../table/keys.ts';
import { type ContactItem, toContact } from './contactItem.ts';

/** Who changes which contact, and in which request. */
export type Write = {
  readonly tenantId: string;
  readonly contactId: string;
  readonly actor: string;
  readonly requestId: string;
};

/** What one source says anew, and what becomes of the contact's identities with it. */
export type Change = {
  readonly source: Source;
  readonly assertions: Assertions;
  readonly identities: IdentityPatch;
  /** Epoch milliseconds. */
  readonly now: number;
  /** How the contact is identified from now on; absent = as before. */
  readonly resolution?: Resolution;
  /** Another source whose word is taken back as a whole, with what takes its place, if anything does. */
  readonly replaced?: { readonly source: Exclude<Source, 'manual'>; readonly assertions?: Assertions | undefined };
};

/** Which record of the CRM a contact is, and since when; without one it is not identified. */
export type Resolution = Pick<ContactItem, 'resolutionStatus' | 'externalRef' | 'resolvedAt'>;

export type UpdateOperation = UpdateCommandInput & { readonly UpdateExpression: string };

/** How a contact stands to a change. */
type Standing = {
  /** Whether the source has spoken before, so that its fields can be set by their paths. */
  readonly spoken: boolean;
  /** Whether callers see a difference: only then version, time and author change. */
  readonly visible: boolean;
};

/**
 * The update that records a change. It touches the source that speaks, the one that is replaced if there is one, and no
 * other, so it can't undo what another says meanwhile. The caller adds the condition.
 */
export function contactUpdate(write: Write, change: Change, { spoken, visible }: Standing): UpdateOperation {
  const { source, identities, now, resolution, replaced } = change;
  const assertions = Object.entries(change.assertions);
  const first = assertions.length > 0 ? ['sources.#source = :source'] : [];
  const sets = spoken ? assertions.map(([field]) => `sources.#source.${field} = :${field}`) : first;
  const patch = Object.entries(identities).map(([key, identity], i) => ({ key, identity, name: `identity${i}` }));
  const taken = patch.filter(({ identity }) => identity !== null);
  const released = patch.filter(({ identity }) => identity === null);
  const set = [
    'writeId = :writeId',
    ...sets,
    ...(replaced?.assertions ? ['sources.#replaced = :replaced'] : []),
    ...taken.map(({ name }) => `identities.#${name} = :${name}`),
    ...Object.keys(resolution ?? {}).map((field) => `${field} = :${field}`),
    ...(visible ? ['version = version + :one', 'updatedAt = :now', 'changedBy = :actor'] : []),
  ];
  const remove = [
    ...released.map(({ name }) => `identities.#${name}`),
    ...resolutionFields.filter((field) => resolution && resolution[field] === undefined),
    ...(replaced && !replaced.assertions ? ['sources.#replaced'] : []),
  ];
  const names = [
    ...(sets.length > 0 ? [['#source', source]] : []),
    ...(replaced ? [['#replaced', replaced.source]] : []),
    ...patch.map(({ name, key }) => [`#${name}`, key]),
  ];
  return {
    TableName: config.tableName(),
    Key: { tenantId: write.tenantId, contactId: keys.contact(write.contactId) },
    UpdateExpression: `SET ${set.join(', ')}${remove.length > 0 ? ` REMOVE ${remove.join(', ')}` : ''}`,
    // DynamoDB refuses an empty one.
    ...(names.length > 0 && { ExpressionAttributeNames: Object.fromEntries(names) }),
    ExpressionAttributeValues: {
      ':writeId': write.requestId,
      ...(visible && { ':one': 1, ':now': timestamp(now), ':actor': write.actor }),
      ...(spoken
        ? Object.fromEntries(assertions.map(([field, assertion]) => [`:${field}`, assertion]))
        : sets.length > 0 && { ':source': change.assertions }),
      ...(replaced?.assertions && { ':replaced': replaced.assertions }),
      ...Object.fromEntries(taken.map(({ name, identity }) => [`:${name}`, identity])),
      ...Object.fromEntries(Object.entries(resolution ?? {}).map(([field, value]) => [`:${field}`, value])),
    },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  };
}

/** The contact as it is after contactUpdate has met `seen`. */
export function recordedOn(seen: ContactItem, write: Write, change: Change): ContactItem {
  const { source, assertions, now, resolution, replaced } = change;
  const said = Object.keys(assertions).length > 0 && { [source]: { ...seen.sources[source], ...assertions } };
  const sources = { ...seen.sources, ...said };
  if (replaced) delete sources[replaced.source];
  if (replaced?.assertions) sources[replaced.source] = replaced.assertions;
  const identities = Object.fromEntries(
    Object.entries({ ...seen.identities, ...change.identities }).flatMap(([key, identity]) =>
      identity === null ? [] : [[key, identity]],
    ),
  );
  const { externalRef: _, resolvedAt: __, ...unresolved } = seen;
  const resolved = resolution ? { ...unresolved, ...resolution } : seen;
  const recorded = { ...resolved, sources, identities, writeId: write.requestId };
  if (isDeepStrictEqual(toContact(recorded), toContact(seen))) return recorded;
  return { ...recorded, version: seen.version + 1, updatedAt: timestamp(now), changedBy: write.actor };
}

const resolutionFields = ['externalRef', 'resolvedAt'] as const;

export const timestamp = (now: number): string => new Date(now).toISOString();
