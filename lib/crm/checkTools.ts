import type { JsonSchemaType, Tool } from '@modelcontextprotocol/client';
import { AjvJsonSchemaValidator } from '@modelcontextprotocol/client/validators/ajv';
import { type Fault, invalid } from '../contacts/ContactError.ts';
import type { Evidence } from '../contacts/resolution.ts';
import type { Connection } from './connection.ts';
import { argumentsOf } from './lookUp.ts';
import { readRecords } from './resultMapping.ts';
import type { Session } from './session.ts';

/** Somebody who is in no CRM: example.com is reserved (RFC 2606), and so are American numbers that end in 555 01xx. */
const nobody = { email: 'lookup-test@example.com', phone: '+12025550123' } as const;

/**
 * Checks that a server has the tool of every lookup, that the arguments fit it, and that it answers a question about somebody
 * who is not there in a way that the mapping understands. Throws `invalid`, `crm_failed`.
 */
export async function checkTools(session: Session, connection: Connection, signal: AbortSignal): Promise<void> {
  const tools = await session.listTools({ signal });
  const calls = connection.lookups.map(({ by, tool, args }) => {
    const evidence: Evidence = { by, value: nobody[by] };
    return { tool, args: argumentsOf(connection, args, evidence) };
  });
  const faults = calls.flatMap(({ tool, args }, i) => faultsOf(`/lookups/${i}`, tool, args, tools));
  if (faults.length > 0) throw invalid(faults);
  for (const { tool, args } of calls) readRecords(await session.callTool(tool, args, { signal }), connection.result);
}

function faultsOf(place: string, name: string, args: object, tools: readonly Tool[]): Fault[] {
  const tool = tools.find((each) => each.name === name);
  const fault = (part: string, words: string): Fault[] => [
    { pointer: `${place}/${part}`, message: `${place.slice(1)}/${part} ${words}` },
  ];
  if (!tool) return fault('tool', `is none of the server's tools: ${namesOf(tools)}`);
  // The SDK's two types of one thing differ in what may be undefined.
  const outcome = new AjvJsonSchemaValidator().getValidator(tool.inputSchema as JsonSchemaType)(args);
  return outcome.valid ? [] : fault('args', `do not fit the tool: ${outcome.errorMessage}`);
}

const shownNames = 20;

function namesOf(tools: readonly Tool[]): string {
  const names = tools.slice(0, shownNames).map(({ name }) => name);
  return (
    [...names, ...(tools.length > shownNames ? [`and ${tools.length - shownNames} more`] : [])].join(', ') || 'none'
  );
}
