import type { McpProtocol } from '../../schemas/crmConnection.ts';
import type { CrmRecord } from '../../schemas/crmRecord.ts';
import { invalid } from '../contacts/ContactError.ts';
import type { Connection } from '../contacts/connection.ts';
import type { LookupAddresses } from '../contacts/lookupAddresses.ts';
import { type Evidence, matching, spellingsOf } from '../contacts/matching.ts';
import { CrmFailure } from './CrmFailure.ts';
import { isTruncated, readRecords } from './mapping/resultMapping.ts';
import { canFill } from './mapping/template.ts';
import { toolArguments } from './mapping/toolArguments.ts';
import type { Session } from './mcp/session.ts';
import { dropSession, reuseSession } from './mcp/sessions.ts';

/** Limits all requests of one lookup together, so that a slow CRM does not block the queue. */
const totalMilliseconds = 15_000;

/** The records that a CRM returned: `matches` have the address that was looked up, `others` do not. */
export type LookupResult = {
  readonly evidence: Evidence;
  readonly matches: readonly CrmRecord[];
  readonly others: readonly CrmRecord[];
  /** Whether the CRM may have more records than it returned. */
  readonly isTruncated: boolean;
};

export type LookupOutcome = {
  /** The protocol that the server speaks; absent if no session was opened. */
  readonly protocol?: McpProtocol;
} & (
  | { readonly result: LookupResult; readonly failure?: never }
  | { readonly failure: CrmFailure; readonly result?: never }
);

/**
 * The lookups for which the contact has an address, each with this address. An address that cannot be escaped for a
 * query counts as none: senders choose their addresses, so it must not count as a failure of the CRM.
 */
const applicableLookups = ({ lookups }: Connection, addresses: LookupAddresses) =>
  lookups.flatMap((lookup) => {
    const value = addresses[lookup.by];
    return value === null || !canFill(lookup.args, value) ? [] : [{ lookup, by: lookup.by, value }];
  });

/** What a lookup takes into account beside the addresses. */
export type LookupOptions = {
  /** The records that never match. */
  readonly refused?: ReadonlySet<string> | undefined;
  /** The country (ISO 3166-1) whose national numbers the CRM has. */
  readonly defaultCountry?: string | undefined;
};

/** Whether the connection has a lookup for at least one of these addresses. */
export const canLookUp = (connection: Connection, addresses: LookupAddresses): boolean =>
  applicableLookups(connection, addresses).length > 0;

/**
 * Looks a person up in the CRM. Tries the connection's lookups in order until one returns records that have the
 * address, each with all spellings under which a CRM may have it. Returns a failure of the CRM; throws every other error.
 * Call it only if `canLookUp`.
 */
export async function lookUp(
  connection: Connection,
  addresses: LookupAddresses,
  options: LookupOptions = {},
): Promise<LookupOutcome> {
  const signal = AbortSignal.timeout(totalMilliseconds);
  let protocol: McpProtocol | undefined;
  try {
    const session = await reuseSession(connection, signal);
    protocol = session.protocol;
    return { protocol, result: await callTools(session, connection, addresses, options, signal) };
  } catch (failure) {
    if (!(failure instanceof CrmFailure)) throw failure;
    // The fault is not the CRM's, so it must not count against the connection.
    if (failure.code !== 'crm_failed') throw failure;
    // After an error of a tool the session is still good.
    if (failure.reason !== 'tool_error') dropSession(connection);
    return { ...(protocol && { protocol }), failure };
  }
}

/** As `lookUp`, but throws the `CrmFailure`, and `invalid` if the connection has no lookup for these addresses. */
export async function testLookUp(
  connection: Connection,
  addresses: LookupAddresses,
  options: LookupOptions = {},
): Promise<LookupResult> {
  if (!canLookUp(connection, addresses)) {
    throw invalid([{ pointer: '', message: 'the connection has no lookup for this address' }]);
  }
  const { result, failure } = await lookUp(connection, addresses, options);
  if (failure) throw failure;
  return result;
}

async function callTools(
  session: Session,
  connection: Connection,
  addresses: LookupAddresses,
  { refused, defaultCountry }: LookupOptions,
  signal: AbortSignal,
): Promise<LookupResult> {
  const others = new Map<string, CrmRecord>();
  let result: LookupResult | undefined;
  for (const { lookup, by, value } of applicableLookups(connection, addresses)) {
    const evidence = { by, value, defaultCountry };
    const matches = new Map<string, CrmRecord>();
    let isIncomplete = false;
    for (const spelling of spellingsOf(by, value)) {
      const toolResult = await session.callTool(
        lookup.tool,
        toolArguments(connection, lookup.args, { by, value: spelling }),
        { signal },
      );
      const records = readRecords(toolResult, connection.result);
      for (const record of records) others.set(record.externalRef, record);
      for (const match of matching(records, evidence, refused)) matches.set(match.externalRef, match);
      isIncomplete ||= isTruncated(toolResult, connection.result);
    }
    for (const externalRef of matches.keys()) others.delete(externalRef);
    result = { evidence, matches: [...matches.values()], others: [...others.values()], isTruncated: isIncomplete };
    if (matches.size > 0) break;
  }
  if (result === undefined) throw new Error('The connection has no lookup for these addresses');
  return result;
}
