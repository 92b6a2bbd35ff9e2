import type { UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { config } from '../config.ts';
import type { Identity, IdentityField } from '../contacts/identities.ts';
import { fold } from '../contacts/sources.ts';
import { assertedBy, type Said } from '../contacts/statements.ts';
import type { ContactItem } from './contactItem.ts';
import { keys } from './keys.ts';

/** Who changes which contact, and in which request. */
export type Write = {
  readonly tenantId: string;
  readonly contactId: string;
  readonly actor: string;
  readonly requestId: string;
};

/** An identity that a statement takes for the contact, or gives back. */
export type IdentityChange = { readonly field: IdentityField; readonly take?: string; readonly release?: string };

export type Change = {
  readonly said: Said;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Whether callers see a difference: only then version, time and author change. */
  readonly visible: boolean;
  readonly identityChanges: readonly IdentityChange[];
};

export type UpdateOperation = UpdateCommandInput & { readonly UpdateExpression: string };

/**
 * The update that records a person's statement. It touches the `manual` source by path and no other, so it can't undo
 * what a machine wrote meanwhile. The caller adds the condition.
 */
export function manualUpdate(write: Write, { said, now, visible, identityChanges }: Change): UpdateOperation {
  const assertions = Object.entries(assertedBy(write.actor, now, said));
  const takes = identityChanges.filter(({ take }) => take !== undefined);
  const releases = identityChanges.filter(({ release }) => release !== undefined);
  const set = [
    'writeId = :writeId',
    ...assertions.map(([field]) => `sources.#manual.${field} = :${field}`),
    ...takes.map(({ field }) => `identities.#take_${field} = :take_${field}`),
    ...(visible ? ['version = version + :one', 'updatedAt = :now', 'changedBy = :actor'] : []),
  ];
  const remove = releases.map(({ field }) => `identities.#release_${field}`);
  return {
    TableName: config.tableName(),
    Key: { tenantId: write.tenantId, contactId: keys.contact(write.contactId) },
    UpdateExpression: `SET ${set.join(', ')}${remove.length > 0 ? ` REMOVE ${remove.join(', ')}` : ''}`,
    ExpressionAttributeNames: Object.fromEntries([
      ['#manual', 'manual'],
      ...takes.map(({ field, take }) => [`#take_${field}`, take]),
      ...releases.map(({ field, release }) => [`#release_${field}`, release]),
    ]),
    ExpressionAttributeValues: {
      ':writeId': write.requestId,
      ...(visible && { ':one': 1, ':now': timestamp(now), ':actor': write.actor }),
      ...Object.fromEntries(assertions.map(([field, assertion]) => [`:${field}`, assertion])),
      ...Object.fromEntries(takes.map(({ field }) => [`:take_${field}`, identityOf(field, said)])),
    },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  };
}

/** The contact as it is after manualUpdate has met `seen`, with `visible` found out by folding before and after. */
export function recordedOn(seen: ContactItem, write: Write, change: Omit<Change, 'visible'>): ContactItem {
  const { said, now, identityChanges } = change;
  const manual = { ...seen.sources.manual, ...assertedBy(write.actor, now, said) };
  const sources = { ...seen.sources, manual };
  const identities: Record<string, Identity> = { ...seen.identities };
  for (const { field, take, release } of identityChanges) {
    if (release !== undefined) delete identities[release];
    if (take !== undefined) identities[take] = identityOf(field, said);
  }
  const recorded = { ...seen, sources, identities, writeId: write.requestId };
  const visible = JSON.stringify(fold(seen.sources)) !== JSON.stringify(fold(sources));
  if (!visible) return recorded;
  return { ...recorded, version: seen.version + 1, updatedAt: timestamp(now), changedBy: write.actor };
}

const identityOf = (field: IdentityField, said: Said): Identity => ({ kind: field, value: said[field] ?? '' });

const timestamp = (now: number): string => new Date(now).toISOString();
