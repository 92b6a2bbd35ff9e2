import type { McpProtocol } from '../../schemas/crmConnection.ts';
import type { CrmRecord } from '../../schemas/crmRecord.ts';
import { invalid } from '../contacts/ContactError.ts';
import type { Connection } from '../contacts/connection.ts';
import type { LookupAddresses } from '../contacts/lookupAddresses.ts';
import { type Evidence, matching } from '../contacts/matching.ts';
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
    return value === null || !canFill(lookup.args, value) ? [] : [{ lookup, evidence: { by: lookup.by, value } }];
  });

/** Whether the connection has a lookup for at least one of these addresses. */
export const canLookUp = (connection: Connection, addresses: LookupAddresses): boolean =>
  applicableLookups(connection, addresses).length > 0;

/**
 * Looks a person up in the CRM. Tries the connection's lookups in order until one returns records that have the
 * address. Records in `refused` never match. Returns a failure of the CRM; throws every other error. Call it only if
 * `canLookUp`.
 */
export async function lookUp(
  connection: Connection,
  addresses: LookupAddresses,
  refused: ReadonlySet<string> = new Set(),
): Promise<LookupOutcome> {
  const signal = AbortSignal.timeout(totalMilliseconds);
  let protocol: McpProtocol | undefined;
  try {
    const session = await reuseSession(connection, signal);
    protocol = session.protocol;
    return { protocol, result: await callTools(session, connection, addresses, refused, signal) };
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
export async function testLookUp(connection: Connection, addresses: LookupAddresses): Promise<LookupResult> {
  if (!canLookUp(connection, addresses)) {
    throw invalid([{ pointer: '', message: 'the connection has no lookup for this address' }]);
  }
  const { result, failure } = await lookUp(connection, addresses);
  if (failure) throw failure;
  return result;
}

async function callTools(
  session: Session,
  connection: Connection,
  addresses: LookupAddresses,
  refused: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<LookupResult> {
  let result: LookupResult | undefined;
  for (const { lookup, evidence } of applicableLookups(connection, addresses)) {
    const args = toolArguments(connection, lookup.args, evidence);
    const toolResult = await session.callTool(lookup.tool, args, { signal });
    const records = readRecords(toolResult, connection.result);
    const matches = matching(records, evidence, refused);
    const others = records.filter(({ externalRef }) => !matches.some((match) => match.externalRef === externalRef));
    result = {
      evidence,
      matches,
      others: [...(result?.others ?? []), ...others],
      isTruncated: isTruncated(toolResult, connection.result),
    };
    if (matches.length > 0) break;
  }
  if (result === undefined) throw new Error('The connection has no lookup for these addresses');
  return result;
}
