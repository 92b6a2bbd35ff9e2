import type { McpProtocol } from '../../schemas/crmConnection.ts';
import type { CrmRecord } from '../../schemas/crmRecord.ts';
import { invalid } from '../contacts/ContactError.ts';
import type { Found } from '../contacts/conclusion.ts';
import type { Connection } from '../contacts/connection.ts';
import type { LookupTarget } from '../contacts/lookupTarget.ts';
import { type Address, hasAddress, matching } from '../contacts/matching.ts';
import { CrmFailure } from './CrmFailure.ts';
import { isTruncated, readRecords } from './mapping/resultMapping.ts';
import { type SearchKey, toolArguments } from './mapping/toolArguments.ts';
import type { Session } from './mcp/session.ts';
import { dropSession, reuseSession } from './mcp/sessions.ts';
import { type Search, searchesFor } from './searches.ts';

/** Limits all requests of one lookup together, so that a slow CRM does not block the queue. */
const totalMilliseconds = 15_000;

/** What a CRM returned: `matches` have an address of the contact, `others` do not. */
export type LookupResult = Found & { readonly others: readonly CrmRecord[] };

export type LookupOutcome = {
  /** The protocol that the server speaks; absent if no session was opened. */
  readonly protocol?: McpProtocol;
} & (
  | { readonly result: LookupResult; readonly failure?: never }
  | { readonly failure: CrmFailure; readonly result?: never }
);

/** Whether the connection has a lookup for at least a part of a target. */
export const canLookUp = (connection: Connection, target: LookupTarget): boolean =>
  searchesFor(connection, target).length > 0;

/**
 * Looks a person up in the CRM. Without a link, tries the connection's lookups in order until one returns records that
 * have the address, each with all spellings under which a CRM may have it. With a link, tries all of them until one
 * returns the linked record, by its id first. Records in `refused` never match; the linked record is found
 * nevertheless. Returns a failure of the CRM; throws every other error. Call it only if `canLookUp`.
 */
export async function lookUp(
  connection: Connection,
  target: LookupTarget,
  refused: ReadonlySet<string> = new Set(),
): Promise<LookupOutcome> {
  const signal = AbortSignal.timeout(totalMilliseconds);
  let protocol: McpProtocol | undefined;
  try {
    const session = await reuseSession(connection, signal);
    protocol = session.protocol;
    return { protocol, result: await search(session, connection, target, refused, signal) };
  } catch (failure) {
    if (!(failure instanceof CrmFailure)) throw failure;
    // The fault is not the CRM's, so it must not count against the connection.
    if (failure.code !== 'crm_failed') throw failure;
    // After an error of a tool the session is still good.
    if (failure.reason !== 'tool_error') dropSession(connection);
    return { ...(protocol && { protocol }), failure };
  }
}

/**
 * As `lookUp`, but throws the `CrmFailure`, and `invalid` if the connection has no lookup for the addresses of the
 * target.
 */
export async function testLookUp(connection: Connection, target: LookupTarget): Promise<LookupResult> {
  if (!canLookUp(connection, target)) {
    throw invalid([{ pointer: '', message: 'the connection has no lookup for this address' }]);
  }
  const { result, failure } = await lookUp(connection, target);
  if (failure) throw failure;
  return result;
}

/** A result with this many records may be cut off: presets and most servers limit results to ten. */
const fullPage = 10;

async function search(
  session: Session,
  connection: Connection,
  target: LookupTarget,
  refused: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<LookupResult> {
  const { link, defaultCountry, nameOrder } = target;
  const found = new Map<string, CrmRecord>();
  const matches = new Map<string, CrmRecord>();
  const linked = () => link && found.get(link.externalRef);
  const isSettled = () => {
    if (!link) return matches.size > 0;
    const record = linked();
    return record !== undefined && (link.isFinal || hasAddress(record, link.evidence, defaultCountry));
  };
  const foundBy = new Map<string, SearchKey['by']>();
  let isCutOff = false;
  let isRefused = false;
  const proofs: { readonly isById: boolean; readonly isWhole: boolean }[] = [];
  for (const each of searchesFor(connection, target)) {
    const { key, isOwn, provesAbsence } = each;
    // What is left to find is another record that has the contact's addresses.
    if (linked() && !isOwn) continue;
    const { records, isCut, isWhole } = await callTool(session, connection, { ...each, nameOrder }, signal);
    for (const record of records) {
      found.set(record.externalRef, record);
      const isFoundBy = isAddress(key) ? hasAddress(record, [key], defaultCountry) : record.externalRef === key.value;
      if (isFoundBy && !foundBy.has(record.externalRef)) foundBy.set(record.externalRef, key.by);
    }
    const all = isOwn && isAddress(key) ? matching(records, { ...key, defaultCountry }) : [];
    const own = all.filter(({ externalRef }) => !refused.has(externalRef));
    isRefused ||= own.length < all.length;
    for (const record of own) matches.set(record.externalRef, record);
    isCutOff ||= own.length > 0 && isCut;
    if (provesAbsence) proofs.push({ isById: !isAddress(key), isWhole });
    if (isSettled()) break;
  }
  return {
    matches: [...matches.values()],
    others: [...found.values()].filter(({ externalRef }) => !matches.has(externalRef)),
    isTruncated: isCutOff,
    isRefused,
    linked: linked(),
    isMissing: linked() === undefined && areProof(proofs),
    foundBy,
  };
}

/**
 * What the CRM returns for all spellings of a key together: whether it says that it has more, and whether it surely has
 * no more.
 */
async function callTool(
  session: Session,
  connection: Connection,
  { lookup, key: { by }, spellings, nameOrder }: Search & Pick<LookupTarget, 'nameOrder'>,
  signal: AbortSignal,
) {
  const records: CrmRecord[] = [];
  let isCut = false;
  let isWhole = true;
  for (const value of spellings) {
    const args = toolArguments(connection, lookup.args, { by, value });
    const result = await session.callTool(lookup.tool, args, { signal });
    const page = readRecords(result, connection.result, nameOrder);
    records.push(...page);
    isCut ||= isTruncated(result, connection.result);
    isWhole &&= !isCut && page.length < fullPage;
  }
  return { records, isCut, isWhole };
}

/** Whether these results without the linked record prove that it is gone: one by its id, or all by the address. */
const areProof = (results: readonly { readonly isById: boolean; readonly isWhole: boolean }[]): boolean =>
  results.some(({ isById, isWhole }) => isById && isWhole) ||
  (results.length > 0 && results.every(({ isWhole }) => isWhole));

const isAddress = (key: SearchKey): key is Address => key.by !== 'externalRef';
