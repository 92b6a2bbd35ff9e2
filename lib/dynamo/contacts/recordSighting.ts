import { isDeepStrictEqual } from 'node:util';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { config } from '../../config.ts';
import { nameSaidBy, nameSaidIn, type Sighting, saidAgain, seenIn, sight } from '../../contacts/sightings.ts';
import { type Assertion, type Assertions, groups, supersedes } from '../../contacts/sources.ts';
import { send } from '../table/client.ts';
import { failedConditions } from '../table/failedConditions.ts';
import { keys } from '../table/keys.ts';
import { contend } from '../table/retryOnConflict.ts';
import { asClaim, type Claim, type Sighted, updateClaim } from './claims.ts';
import type { ContactItem } from './contactItem.ts';
import { findClaim } from './findByClaims.ts';
import { findSurvivor } from './getContact.ts';
import { overwriteContact } from './overwriteContact.ts';

/** A sighting in one tenant, as one request tells of it. */
export type Arrival = { readonly tenantId: string; readonly sighting: Sighting; readonly requestId: string };

/**
 * Records that somebody wrote from an address on the contact that holds it, and tells whether there is one. In whatever
 * order messages come, and however often, what they leave is the same.
 *
 * A message that says nothing new is one request, also where its name has to be remembered as the latest. Throws
 * `unavailable`.
 */
export const recordSighting = (arrival: Arrival): Promise<boolean> =>
  contend(async () => {
    const known = await repeatName(arrival);
    if (known === 'repeated') return true;
    if (known === undefined) return false;
    return isNews(arrival.sighting, known) ? recordOn(known, arrival) : true;
  });

/**
 * Where a message calls its sender as its claim does, only later, this is said there and that is all. Else it is the claim,
 * or `undefined` where nobody has the address.
 */
async function repeatName({ tenantId, sighting }: Arrival): Promise<Claim | 'repeated' | undefined> {
  const named = nameSaidIn(sighting);
  if (!named) return findClaim(tenantId, keys.identity(sighting.key));
  const update = new UpdateCommand({
    TableName: config.tableName(),
    Key: { tenantId, contactId: keys.identity(sighting.key) },
    UpdateExpression: 'SET named = :named',
    // The name may be known from another address: a first message from this one is news all the same.
    ConditionExpression: 'named[0] = :name AND named[1] < :at AND seen[1] < :at',
    ExpressionAttributeValues: { ':named': named, ':name': named[0], ':at': named[1] },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  });
  try {
    await send((db) => db.send(update));
    return 'repeated';
  } catch (error) {
    const found = failedConditions(error)[0]?.found;
    return found && asClaim(found);
  }
}

/** Whether the contact has to be looked at. In doubt it has. */
function isNews(sighting: Sighting, { seen, named }: Claim): boolean {
  const said = nameSaidIn(sighting);
  return isEarlier(sighting, seen) || (said !== undefined && supersedes(said, named));
}

const isEarlier = (sighting: Sighting, seen: Claim['seen']): boolean =>
  seen === undefined || supersedes(seen, seenIn(sighting));

/** Records a sighting on the holder of its claim; `undefined` where somebody else wrote meanwhile. */
async function recordOn(own: Claim, { tenantId, sighting, requestId }: Arrival): Promise<true | undefined> {
  const contact = await findSurvivor(tenantId, own.holder);
  if (contact === undefined) return undefined;
  if (contact.writeId === requestId) return true;
  const others = await otherClaims(contact, sighting.key);
  const before = contact.sources.sender ?? {};
  const known = [own, ...others.values()].reduce((sender: Assertions, { named }) => saidAgain(sender, named), before);
  const sender = { ...known, ...sight(sighting, known) };
  const named = nameSaidBy(sender);
  const first = isEarlier(sighting, own.seen);
  const assertions = changed(sender, before);
  const identities = first ? { [sighting.key]: { ...sighting.identity, seenAt: sighting.at } } : {};
  const seen = first ? seenIn(sighting) : own.seen;
  const claims = [
    ...updateClaim(tenantId, sighting.key, own, { ...(seen && { seen }), ...(named && { named }) }),
    ...[...others].flatMap(([key, other]) =>
      isOutdated(other, named) ? updateClaim(tenantId, key, other, withoutName(other)) : [],
    ),
  ];
  if (Object.keys(assertions).length === 0 && !first && claims.length === 0) return true;
  const write = { tenantId, contactId: contact.contactId, actor: sighting.by, requestId };
  const change = { source: 'sender', assertions, identities, now: Date.now() } as const;
  return 'written' in (await overwriteContact(contact, write, change, claims)) || undefined;
}

/** Whether a claim remembers a name that the contact's senders are not called by any more: it would let pass what is news. */
const isOutdated = (claim: Claim, named: Assertion | undefined): boolean =>
  claim.named !== undefined && claim.named[0] !== named?.[0];

const withoutName = ({ seen }: Claim): Sighted => (seen ? { seen } : {});

/** The claims of all other addresses of a contact that messages came from. */
async function otherClaims({ tenantId, identities }: ContactItem, own: string): Promise<Map<string, Claim>> {
  const seen = Object.keys(identities).filter((key) => key !== own && identities[key]?.seenAt !== undefined);
  const found = await Promise.all(
    seen.map(async (key) => [key, await findClaim(tenantId, keys.identity(key))] as const),
  );
  return new Map(found.flatMap(([key, claim]) => (claim ? [[key, claim]] : [])));
}

/** The assertions that are not as they were. */
const changed = (next: Assertions, before: Assertions): Assertions =>
  Object.fromEntries(
    groups.flat().flatMap((field) => {
      const assertion = next[field];
      return assertion && !isDeepStrictEqual(assertion, before[field]) ? [[field, assertion]] : [];
    }),
  );
