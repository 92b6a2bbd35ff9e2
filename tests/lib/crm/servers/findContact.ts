/** A record as the tool `find_contact` returns it. */
export type Match = {
  readonly externalRef: string;
  readonly emails: readonly string[];
  readonly phones: readonly string[];
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly companyName: string | null;
};

export type FindContactServer = {
  readonly records: readonly Match[];
  /** Called first. Its result, if any, replaces the records; an error fails the call. */
  readonly onCall?: (args: Readonly<Record<string, unknown>>) => unknown;
};

/** A record with a value in every field. */
export const anna: Match = {
  externalRef: 'crm-1',
  emails: ['anna@example.com'],
  phones: ['+49301234567'],
  firstName: 'Anna',
  lastName: 'Schmidt',
  companyName: 'Example GmbH',
};

const findContactTool = {
  name: 'find_contact',
  description: 'Finds contacts by email, phone or name',
  inputSchema: {
    type: 'object' as const,
    properties: {
      tenantId: { type: 'string' },
      email: { type: 'string' },
      phone: { type: 'string' },
      name: { type: 'string' },
      limit: { type: 'integer' },
    },
  },
};

/** For a lookup by externalRef. */
const getContactTool = {
  name: 'get_contact',
  description: 'Finds the contact with an id, if there is one',
  inputSchema: { type: 'object' as const, properties: { externalRef: { type: 'string' } } },
};

export const tools = [findContactTool, getContactTool];

/** Returns the result of either tool: the records with this email, phone, name or id. */
export async function findContact(
  { records, onCall }: FindContactServer,
  args: Readonly<Record<string, unknown>> = {},
) {
  const instead = await onCall?.(args);
  if (instead !== undefined) return Object(instead);
  const { email, phone, name, externalRef, limit } = args;
  const matches = records
    .filter(
      ({ emails, phones, firstName, lastName, ...record }) =>
        record.externalRef === externalRef ||
        emails.some((each) => each === email) ||
        phones.some((each) => each === phone) ||
        `${firstName} ${lastName}` === name,
    )
    .slice(0, Number(limit ?? 50));
  const structuredContent = { matches };
  return { content: [{ type: 'text' as const, text: JSON.stringify(structuredContent) }], structuredContent };
}
