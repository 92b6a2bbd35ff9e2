import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { config } from '../config.ts';
import { nameSaidBy, nameSaidIn, type Sighting, saidAgain, sight, sightedIdentity } from '../contacts/sightings.ts';
import { type Assertions, groups, supersedes } from '../contacts/sources.ts';
import { asClaim, type Claim, type Sighted, updateClaim } from './claims.ts';
import { send } from './client.ts';
import type { ContactItem } from './contactItem.ts';
import { contend } from './contend.ts';
import { failedConditions } from './failedConditions.ts';
import { findClaim } from './findByClaims.ts';
import { findSurvivor } from './getContact.ts';
import { keys } from './keys.ts';
import { overwriteContact } from './overwriteContact.ts';

/** A sighting, as one request of one tenant tells it. */
export type ToldSighting = { readonly tenantId: string; readonly sighting: Sighting; readonly requestId: string };

/**
 * Records that somebody wrote from an address on the contact that holds it, and tells whether there is one. In whatever
 * order messages come, and however often, what they leave is the same.
 *
 * A message that says nothing new is one request, also where its name has to be remembered as the latest. Throws
 * `unavailable`.
 */
export const recordSighting = (told: ToldSighting): Promise<boolean> =>
  contend(async () => {
    const claim = await lookAtClaim(told);
    if (claim === 'told') return true;
    if (claim === undefined) return false;
    return isNews(told.sighting, claim) ? recordOn(claim, told) : true;
  });

/**
 * Reads the claim; where all that a message tells is that its sender still has the name that the claim knows, it says so
 * there in the same request.
 */
async function lookAtClaim({ tenantId, sighting }: ToldSighting): Promise<Claim | 'told' | undefined> {
  const named = nameSaidIn(sighting);
  if (!named) return findClaim(tenantId, keys.identity(sighting.key));
  const update = new UpdateCommand({
    TableName: config.tableName(),
    Key: { tenantId, contactId: keys.identity(sighting.key) },
    UpdateExpression: 'SET named = :named',
    ConditionExpression: 'named[0] = :name AND named[1] < :at',
    ExpressionAttributeValues: { ':named': named, ':name': named[0], ':at': named[1] },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  });
  try {
    await send((db) => db.send(update));
    return 'told';
  } catch (error) {
    const found = failedConditions(error)[0]?.found;
    return found && asClaim(found);
  }
}

/** Whether the contact has to be looked at. In doubt it has. */
function isNews(sighting: Sighting, { seenAt, named }: Claim): boolean {
  const said = nameSaidIn(sighting);
  return seenAt === undefined || sighting.at < seenAt || (said !== undefined && supersedes(said, named));
}

/** Records a sighting on the holder of its claim; `undefined` where somebody else wrote meanwhile. */
async function recordOn(claim: Claim, { tenantId, sighting, requestId }: ToldSighting): Promise<true | undefined> {
  const seen = await findSurvivor(tenantId, claim.holder);
  if (seen === undefined) return undefined;
  if (seen.writeId === requestId) return true;
  const others = await otherClaims(seen, sighting.key);
  const known = [claim, ...others.map(({ claim }) => claim)].reduce(
    (sender: Assertions, { named }) => saidAgain(sender, named),
    seen.sources.sender ?? {},
  );
  const sender = { ...known, ...sight(sighting, known) };
  const assertions = changed(sender, seen.sources.sender ?? {});
  const identities = sightedIdentity(sighting, seen.identities);
  const named = isSole(seen, sighting.key) ? nameSaidBy(sender) : undefined;
  const seenAt = Math.min(claim.seenAt ?? sighting.at, sighting.at);
  const claims = [
    ...updateClaim(tenantId, sighting.key, claim, { seenAt, ...(named && { named }) }),
    ...others.flatMap(({ key, claim }) => updateClaim(tenantId, key, claim, withoutName(claim))),
  ];
  if (Object.keys(assertions).length === 0 && Object.keys(identities).length === 0 && claims.length === 0) return true;
  const write = { tenantId, contactId: seen.contactId, actor: sighting.by, requestId };
  const change = { source: 'sender', assertions, identities, now: Date.now() } as const;
  return 'written' in (await overwriteContact(seen, write, change, claims)) || undefined;
}

const isSeen = ({ identities }: ContactItem, key: string): boolean => identities[key]?.seenAt !== undefined;

/** Whether an address is the only one that the contact writes from. */
const isSole = (seen: ContactItem, key: string): boolean =>
  Object.keys(seen.identities).every((other) => other === key || !isSeen(seen, other));

/** The claims of the contact's other addresses, where a first message makes this one more that it writes from. */
async function otherClaims(seen: ContactItem, key: string): Promise<{ key: string; claim: Claim }[]> {
  if (isSeen(seen, key)) return [];
  const others = Object.keys(seen.identities).filter((other) => other !== key && isSeen(seen, other));
  const found = await Promise.all(
    others.map(async (other) => ({ key: other, claim: await findClaim(seen.tenantId, keys.identity(other)) })),
  );
  return found.flatMap(({ key, claim }) => (claim ? [{ key, claim }] : []));
}

const withoutName = ({ seenAt }: Claim): Sighted => (seenAt === undefined ? {} : { seenAt });

/** The assertions that are not as they were. */
const changed = (next: Assertions, before: Assertions): Assertions =>
  Object.fromEntries(
    groups.flat().flatMap((field) => {
      const assertion = next[field];
      return assertion && JSON.stringify(assertion) !== JSON.stringify(before[field]) ? [[field, assertion]] : [];
    }),
  );
