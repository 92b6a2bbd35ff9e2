import { storable } from '../../schemas/contact.ts';
import type { EventContract } from '../../schemas/event.ts';
import * as formats from '../../schemas/formats.ts';
import { ownSource } from '../events/ownSource.ts';

type Schema = Readonly<Record<string, unknown>>;
type Row = readonly [property: string, type: string, required: string, description: string];

const introduction = `# Events

<!-- Written by \`npm run generate\` from the schemas in this folder. Do not edit. -->

Put events on the service's event bus with EventBridge's \`PutEvents\`. The bus is \`contacts-<stage>\` on AWS. On your machine,
use \`npm run send-event -- <file.json>\`, or an AWS SDK with the endpoint that \`npm start\` prints and any region and
credentials.

## Rules for all events

- **Envelope:** \`detail-type\` is the name of the event. \`source\` is one of the operator's \`publisherSources\`, which is
  \`platform\` on your machine. An event from another source is dropped. The service's own events have the source
  \`${ownSource}\`, which nobody else may use.
- **Tenant:** any UUID is a tenant. Upper and lower case make no difference in ids.
- **Version:** within a version, an event only gains optional fields. An event of a later version (\`detail.version\`, or a
  \`detail-type\` with a suffix) becomes a dead letter, so it is not lost.
- **Webhooks** ([README.md](../../README.md#webhooks)) post the events about contacts to a tenant's own servers. The \`data\` of a
  message is the detail of the event.
- **Unknown fields** are ignored. **Strings** are trimmed before they are validated. An optional property that is **\`null\`**
  counts as absent.
- **TypeScript:** \`DetailOf<typeof contactUpdated>\` is the type of a detail; \`DetailOf\` is in [event.ts](../event.ts).
- **Times** are RFC 3339. A time that is more than five minutes ahead of the service's clock counts as now.
- **Order:** an event may arrive twice, late or after a newer one. The result is the same.
- **Invalid events** are retried, and then become dead letters. The log line \`message failed\` has the id of the event, an
  error code and the names of the invalid fields, but never a value.

## Senders that never become contacts

Their messages are logged with a reason, which the metric \`Messages\` counts, and are otherwise ignored: a stranger chooses the
address, so no address is an error. Such a message changes no existing contact either. The rules are in
[lib/contacts/addresses](../../lib/contacts/addresses).

| reason | senders |
| --- | --- |
| \`automatic\` | messages with \`isAutomatic\`, on all channels |
| \`no_reply\` | \`no-reply@\`, \`acmenoreply@\`, \`nie-odpowiadaj@\`, \`返信不可@\`: what 50 languages call an address that nobody reads |
| \`notification\`, \`automated\`, \`calendar\`, \`report\` | \`notifications@\`, \`security-alerts@\`; \`auto-confirm@\`, \`system@\`; \`calendar-server@\`; reports of DMARC, TLS and feedback loops |
| \`mail_system\`, \`bounce\`, \`null_sender\` | \`postmaster@\`, \`mailer-daemon@\`, \`MicrosoftExchange<hex>@\`; envelope addresses (VERP, SRS, BATV), which never show who is behind them; an empty address |
| \`mailing_list\`, \`rewritten\` | \`owner-list@\`, \`list-request@\`, \`majordomo@\`; a list or service that put its own address into From: \`Jan Meier via Announce <announce@...>\`, \`jan=example.com@lists...\` |
| \`system_account\`, \`form_mailer\` | \`root@\`, \`cron@\`, \`www-data@\`; \`wordpress@\` |
| \`address_literal\`, \`x500\`, \`not_an_email\`, \`malformed\`, \`empty\`, \`too_long\` | an IP address in place of a domain, Exchange's own addresses (\`/O=...\`, \`IMCEAEX-...\`), and what is no address |
| \`group\`, \`bot\`, \`whatsapp\` | WhatsApp groups, newsletters and broadcasts, bots such as Meta AI, and WhatsApp's own accounts |
| \`withheld\` | callers and SMS senders that withhold their number, in the words of 40 languages: \`No Caller ID\`, \`Unbekannt\`, \`非通知\` |
| \`ignored_sender\`, \`own_domain\` | unknown senders that the tenant ignores, and those at its own domains (\`PUT /api/settings\`) |
| \`erased\` | senders who were erased after the message |

**Precedence:** \`allowedSenders\` of the tenant, then its \`ignoredSenders\` and \`ownDomains\`, then the rules above. An allowed sender
becomes a contact although it is automated. The two other lists only prevent new contacts.

**Lists and form mailers:** of a message with \`sender.originalFrom\`, that is the sender. Otherwise, if \`address\` is that of a list,
a no-reply sender or a form mailer, \`sender.replyTo\` becomes a contact whose email is only *reported*: everybody can write any address
there. If a contact has the email already, nothing changes. If a message comes from it later, its sender becomes a contact of its own,
and the service suggests that the two are one person.

## Spellings of one address

Two spellings of one address are one person. Where they may be two people, they are two.

| channel | one person | another person |
| --- | --- | --- |
| all with numbers | \`+49 (0)151 12345678\`, \`004915112345678\`, \`+4915112345678\`; in Italy the zero belongs to the number | \`+49 30 123456 ext. 12\`: another desk |
| all with numbers | \`551187650001\` and \`5511987650001\` (Brazil), \`521...\` and \`52...\` (Mexico), \`549...\` and \`54...\` (Argentina), \`229 97...\` and \`229 01 97...\` (Benin) | \`551132345678\`, a landline, and \`5511932345678\`, a mobile |
| all with numbers | \`0151 12345678\`, if the tenant's \`defaultCountry\` is \`DE\`; \`tel:15112345678;phone-context=+49\` | numbers that no numbering plan contains are ids |
| WhatsApp | \`4915112345678.0:12@s.whatsapp.net\`, \`@c.us\`, \`@hosted\`; \`236283648723648:12@lid\`, \`@hosted.lid\` | a LID and a number of the same digits; business-scoped ids |
| voice, SMS | \`"Anna" <sips:anna@PBX.example:5061;transport=tls>;tag=1\` and \`sip:anna@pbx.example\` | \`sip:Anna@pbx.example\` (RFC 3261, 19.1.4) |
| email | upper and lower case, Unicode and Punycode domains, composed and combining letters, invisible characters, \`"anna"@\` and \`anna@\`, gmail.com and googlemail.com | dots, plus-tags, look-alike letters |
`;

/**
 * Describes all events in Markdown, from their contracts alone. Throws if a schema has a keyword that the tables do
 * not show.
 */
export const eventsReadme = (events: readonly (readonly [name: string, contract: EventContract])[]): string =>
  [
    introduction,
    ...events
      .toSorted(([, a], [, b]) => a.detailType.localeCompare(b.detailType))
      .map(([name, contract]) => section(name, contract)),
  ].join('\n');

const section = (name: string, { detailType, description, detail }: EventContract): string => `## ${detailType}

${description}

Schema: [${name}.ts](${name}.ts)

| property of \`detail\` | type | required | description |
| --- | --- | --- | --- |
${rowsOf(Object(detail), '').map(line).join('\n')}
${detail.examples.map(exampleOf).join('')}`;

const exampleOf = (example: object): string => `
Example of \`detail\`:

\`\`\`json
${JSON.stringify(example, null, 2)}
\`\`\`
`;

const line = (cells: Row): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;

/** The properties of an object, each followed by the properties in it. */
function rowsOf({ properties, required }: Schema, prefix: string): Row[] {
  const names: readonly unknown[] = Array.isArray(required) ? required : [];
  return Object.entries<Schema>(Object(properties)).flatMap(([name, schema]) => [
    [`\`${prefix}${name}\``, typeOf(schema), names.includes(name) ? 'yes' : 'no', String(schema.description ?? '')],
    ...rowsOf(schema, `${prefix}${name}.`),
  ]);
}

const shown = [
  ...['type', 'const', 'enum', 'format', 'minLength', 'maxLength', 'pattern', 'items', 'minItems', 'maxItems'],
  ...['properties', 'required', 'description', 'examples'],
];

/** Describes the values of a schema, for example "string or null, at most 200 characters". */
function typeOf(schema: Schema): string {
  const unknown = Object.keys(schema).filter((keyword) => !shown.includes(keyword));
  if (unknown.length > 0) throw new Error(`lib/build/eventsReadme.ts does not show the keyword ${unknown.join(', ')}`);
  const { type, const: constant, enum: values, format, pattern, items } = schema;
  if (constant !== undefined) return code(constant);
  if (Array.isArray(values)) return values.map(code).join(', ');
  return [
    [type].flat().join(' or ').replace('null', '`null`'),
    ...Object.entries(formats).flatMap(([name, { phrase }]) => (name === format ? phrase.replace('must be ', '') : [])),
    ...limits(schema.minLength, schema.maxLength, 'characters'),
    ...limits(schema.minItems, schema.maxItems, 'items'),
    ...(pattern === storable ? ['no NUL or unpaired surrogates'] : []),
    ...(pattern === undefined || pattern === storable ? [] : [`matches ${code(pattern)}`]),
    ...(items === undefined ? [] : [`each: ${typeOf(Object(items))}`]),
  ].join(', ');
}

const code = (value: unknown): string => `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;

function limits(min: unknown, max: unknown, unit: string): string[] {
  if (min === undefined && max === undefined) return [];
  if (max === undefined) return [min === 1 ? 'not empty' : `at least ${min} ${unit}`];
  return [min === undefined ? `at most ${max} ${unit}` : `${min} to ${max} ${unit}`];
}
