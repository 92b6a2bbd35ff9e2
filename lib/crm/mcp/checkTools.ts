import type { JsonSchemaType, Tool } from '@modelcontextprotocol/client';
import { AjvJsonSchemaValidator } from '@modelcontextprotocol/client/validators/ajv';
import type { Lookup } from '../../../schemas/crmLookups.ts';
import { ContactError, type Fault, invalid } from '../../contacts/ContactError.ts';
import type { Connection } from '../../contacts/connection.ts';
import { CrmFailure } from '../CrmFailure.ts';
import { readRecords } from '../mapping/resultMapping.ts';
import { toolArguments } from '../mapping/toolArguments.ts';
import { serverText } from '../serverText.ts';
import type { Session } from './session.ts';

/** A person who is in no CRM: example.com is reserved (RFC 2606), and so are American numbers that end in 555 01xx. */
const unknownPerson = { email: 'lookup-test@example.com', phone: '+12025550123' } as const;

/**
 * Checks that the server has the tool of every lookup, that the tool accepts the arguments, and that the mapping can
 * read its result for a person or a record that does not exist. Returns the lookups without those that are `isOptional`
 * and that the server does not support. Throws `invalid` and `crm_failed`.
 */
export async function checkTools(
  session: Session,
  connection: Connection,
  signal: AbortSignal,
  isOptional: (lookup: Lookup) => boolean = () => false,
): Promise<Lookup[]> {
  const tools = await session.listTools({ signal });
  const calls = connection.lookups
    .map((lookup, i) => {
      const { by, tool, args: template, absentRef = '0' } = lookup;
      const value = by === 'externalRef' ? absentRef : unknownPerson[by];
      const args = toolArguments(connection, template, { by, value });
      return { lookup, pointer: `/lookups/${i}`, args, faults: faultsOf(`/lookups/${i}`, tool, args, tools) };
    })
    .filter(({ lookup, faults }) => !isOptional(lookup) || (faults.length === 0 && isDeclared(lookup, tools)));
  const faults = calls.flatMap((call) => call.faults);
  if (faults.length > 0) throw invalid(faults);
  const supported: Lookup[] = [];
  for (const { lookup, pointer, args } of calls) {
    try {
      const records = readRecords(await session.callTool(lookup.tool, args, { signal }), connection.result);
      if (lookup.by === 'externalRef' && records.length > 0) throw invalid([ignoredArgument(`${pointer}/args`)]);
      supported.push(lookup);
    } catch (error) {
      if (!isOptional(lookup) || !isOfTool(error)) throw error;
    }
  }
  return supported;
}

/** Whether a tool states every argument of a lookup. One that does not might ignore it, and never find the record. */
function isDeclared({ tool, args }: Lookup, tools: readonly Tool[]): boolean {
  const properties = tools.find(({ name }) => name === tool)?.inputSchema.properties ?? {};
  return Object.keys(args).every((name) => Object.hasOwn(properties, name));
}

const ignoredArgument = (pointer: string): Fault => ({
  pointer,
  message: `${pointer.slice(1)} finds records for an id that no record has (absentRef, or 0)`,
});

/** Whether the tool, and not the connection, is why a call failed. */
const isOfTool = (error: unknown): boolean =>
  error instanceof CrmFailure
    ? error.reason === 'tool_error' || error.reason === 'unreadable'
    : error instanceof ContactError && error.code === 'invalid';

function faultsOf(pointer: string, name: string, args: object, tools: readonly Tool[]): Fault[] {
  const tool = tools.find((each) => each.name === name);
  const fault = (field: string, text: string): Fault[] => [
    { pointer: `${pointer}/${field}`, message: `${pointer.slice(1)}/${field} ${text}` },
  ];
  if (!tool) return fault('tool', `is not one of the server's tools: ${listNames(tools)}`);
  const unknown = unknownArgument(args, tool.inputSchema);
  if (unknown !== undefined) return fault('args', `has ${unknown}, which the tool does not accept`);
  const schemaError = validate(args, tool.inputSchema);
  return schemaError === undefined
    ? []
    : fault('args', `does not match the tool's schema: ${serverText(schemaError, maxCharacters)}`);
}

/** Returns an argument that the tool does not list. Most tools would ignore it, and find the wrong people or nobody. */
function unknownArgument(args: object, { properties, additionalProperties, patternProperties }: Tool['inputSchema']) {
  const isClosed = properties !== undefined && !additionalProperties && patternProperties === undefined;
  return isClosed ? Object.keys(args).find((name) => !Object.hasOwn(properties, name)) : undefined;
}

/** Returns the validation error; `undefined` also for a schema in an unknown dialect, where only a lookup can tell. */
function validate(args: object, schema: Tool['inputSchema']): string | undefined {
  try {
    const outcome = new AjvJsonSchemaValidator().getValidator(withoutPatterns(schema))(args);
    return outcome.valid ? undefined : outcome.errorMessage;
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}

/**
 * Removes the regular expressions of a server's schema, because one could run for ever. The server itself checks them.
 */
const withoutPatterns = (schema: Tool['inputSchema']): JsonSchemaType =>
  JSON.parse(JSON.stringify(schema), (key, value) => {
    if (key === 'pattern' && typeof value === 'string') return undefined;
    if (Object(value).patternProperties === undefined) return value;
    const { patternProperties: _, additionalProperties: __, unevaluatedProperties: ___, ...rest } = value;
    return rest;
  });

const maxNames = 20;
const maxCharacters = 200;

function listNames(tools: readonly Tool[]): string {
  const names = tools.slice(0, maxNames).map(({ name }) => serverText(name, maxCharacters));
  const more = tools.length > maxNames ? [`and ${tools.length - maxNames} more`] : [];
  return [...names, ...more].join(', ') || 'it has none';
}
