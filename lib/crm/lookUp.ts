import type { CrmEra } from '../../schemas/crmConnection.ts';
import type { CrmRecord } from '../../schemas/crmRecord.ts';
import { invalid } from '../contacts/ContactError.ts';
import type { Connection } from '../contacts/connection.ts';
import type { Question } from '../contacts/question.ts';
import { type Evidence, matching } from '../contacts/resolution.ts';
import { CrmFailure } from './CrmFailure.ts';
import { isTruncated, readRecords } from './mapping/resultMapping.ts';
import { fill } from './mapping/template.ts';
import type { Session } from './mcp/openSession.ts';
import { dropSession, reuseSession } from './mcp/sessions.ts';

/** For all that one lookup asks, so that a queue of them moves on. */
const totalMilliseconds = 15_000;

/** What the CRM has: the records that are this person by the evidence, and those that it found besides. */
export type Answer = {
  readonly evidence: Evidence;
  readonly matches: readonly CrmRecord[];
  readonly others: readonly CrmRecord[];
  /** Whether there may be more records than the CRM answered. */
  readonly isTruncated: boolean;
};

export type LookedUp = {
  /** What the server was found to speak; absent where it was not reached. */
  readonly era?: CrmEra;
} & ({ readonly answer: Answer; readonly failure?: never } | { readonly failure: CrmFailure; readonly answer?: never });

/** What there is to ask about, lookup by lookup; empty where no lookup is by an address that the person has. */
const evidenceOf = ({ lookups }: Connection, question: Question) =>
  lookups.flatMap((lookup) => {
    const value = question[lookup.by];
    return value === null ? [] : [{ lookup, evidence: { by: lookup.by, value } }];
  });

/** Whether there is anything to ask the CRM about. */
export const isAskable = (connection: Connection, question: Question): boolean =>
  evidenceOf(connection, question).length > 0;

/**
 * Asks the CRM about a person, lookup by lookup until one finds records that are this person by its address; those that are
 * `refused` do not count. A CRM that fails to answer is told as the failure, every other error is thrown.
 */
export async function lookUp(
  connection: Connection,
  question: Question,
  refused: ReadonlySet<string> = new Set(),
): Promise<LookedUp> {
  const signal = AbortSignal.timeout(totalMilliseconds);
  let era: CrmEra | undefined;
  try {
    const session = await reuseSession(connection, signal);
    era = session.era;
    return { era, answer: await ask(session, connection, question, refused, signal) };
  } catch (failure) {
    if (!(failure instanceof CrmFailure)) throw failure;
    // What a tool says does not speak against the session.
    if (failure.reason !== 'tool_error') dropSession(connection);
    return { ...(era && { era }), failure };
  }
}

/** Asks the CRM about a person as lookUp does. Throws CrmFailure, and `invalid` where no lookup is by such an address. */
export async function askAbout(connection: Connection, question: Question): Promise<Answer> {
  if (!isAskable(connection, question)) {
    throw invalid([{ pointer: '', message: 'no lookup of the connection is by such an address' }]);
  }
  const { answer, failure } = await lookUp(connection, question);
  if (failure) throw failure;
  return answer;
}

async function ask(
  session: Session,
  connection: Connection,
  question: Question,
  refused: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<Answer> {
  let answer: Answer | undefined;
  for (const { lookup, evidence } of evidenceOf(connection, question)) {
    const args = argumentsOf(connection, lookup.args, evidence);
    const result = await session.callTool(lookup.tool, args, { signal });
    const records = readRecords(result, connection.result);
    const matches = matching(records, evidence, refused);
    const others = records.filter(({ externalRef }) => !matches.some((match) => match.externalRef === externalRef));
    answer = {
      evidence,
      matches,
      others: [...(answer?.others ?? []), ...others],
      isTruncated: isTruncated(result, connection.result),
    };
    if (matches.length > 0) break;
  }
  if (answer === undefined) throw new Error('There is nothing to ask the CRM about');
  return answer;
}

/**
 * The arguments of a call, with the address filled in, and the tenant where the server wants to know it. CRMs keep emails in
 * small letters, and not all of them compare without regard to case.
 */
export const argumentsOf = (
  { tenantId, injectTenant }: Pick<Connection, 'tenantId' | 'injectTenant'>,
  args: Connection['lookups'][number]['args'],
  { by, value }: Evidence,
): Record<string, unknown> => ({
  ...fill(args, { [by]: value.replace(/[A-Z]/g, (letter) => letter.toLowerCase()), tenantId }),
  ...(injectTenant && { tenantId }),
});
