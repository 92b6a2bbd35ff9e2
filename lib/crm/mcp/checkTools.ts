import type { JsonSchemaType, Tool } from '@modelcontextprotocol/client';
import { AjvJsonSchemaValidator } from '@modelcontextprotocol/client/validators/ajv';
import { type Fault, invalid } from '../../contacts/ContactError.ts';
import type { Connection } from '../../contacts/connection.ts';
import type { Evidence } from '../../contacts/resolution.ts';
import { argumentsOf } from '../lookUp.ts';
import { readRecords } from '../mapping/resultMapping.ts';
import type { Session } from './openSession.ts';

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
  const unknown = unknownArgument(args, tool.inputSchema);
  if (unknown !== undefined) return fault('args', `have ${unknown}, which the tool does not know`);
  const problem = problemOf(args, tool.inputSchema);
  return problem === undefined ? [] : fault('args', `do not fit the tool: ${problem.slice(0, shownCharacters)}`);
}

/** An argument that is none of those that a tool lists: most tools would pass over it, and find anybody or nobody. */
function unknownArgument(args: object, { properties, additionalProperties, patternProperties }: Tool['inputSchema']) {
  const isClosed = properties !== undefined && !additionalProperties && patternProperties === undefined;
  return isClosed ? Object.keys(args).find((name) => !Object.hasOwn(properties, name)) : undefined;
}

/** What is wrong with arguments; nothing where the schema is in a dialect that is not known here: the lookup will show it. */
function problemOf(args: object, schema: Tool['inputSchema']): string | undefined {
  try {
    const outcome = new AjvJsonSchemaValidator().getValidator(withoutPatterns(schema))(args);
    return outcome.valid ? undefined : outcome.errorMessage;
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}

/** A pattern of the server's could take for ever; what one allows or refuses is left to the server. */
const withoutPatterns = (schema: Tool['inputSchema']): JsonSchemaType =>
  JSON.parse(JSON.stringify(schema), (key, value) => {
    if (key === 'pattern' && typeof value === 'string') return undefined;
    if (Object(value).patternProperties === undefined) return value;
    const { patternProperties: _, additionalProperties: __, unevaluatedProperties: ___, ...rest } = value;
    return rest;
  });

const shownNames = 20;
const shownCharacters = 200;

function namesOf(tools: readonly Tool[]): string {
  const names = tools.slice(0, shownNames).map(({ name }) => name.slice(0, shownCharacters));
  const more = tools.length > shownNames ? [`and ${tools.length - shownNames} more`] : [];
  return [...names, ...more].join(', ') || 'it has none';
}
