/** What the cells of a column are. `phoneLabel` says which phone number the one beside it is. */
type Role =
  | 'name'
  | 'firstName'
  | 'middleName'
  | 'lastName'
  | 'companyName'
  | 'externalRef'
  | 'email'
  | 'phone'
  | 'phoneLabel'
  | 'own';

/** The columns of our own files, which say nothing about the person. */
const own = ['id', 'resolutionstatus', 'createdat', 'updatedat', 'row', 'reason'];

/**
 * The headers of Google's, Outlook's and HubSpot's exports, and the names of our fields, as `plain` returns them. Faxes
 * and the numbers of a switchboard or an assistant are not the person's.
 */
const roles: readonly (readonly [headers: RegExp, role: Role])[] = [
  [/^(full|display)?name$/, 'name'],
  [/^(first|given)names?$/, 'firstName'],
  [/^(middle|additional)names?$/, 'middleName'],
  [/^(last|family)name$|^surname$/, 'lastName'],
  [/^company(name)?$|^organization(1?name)?$/, 'companyName'],
  [/^externalref$|^(record|contact)id$|^recordidcontact$/, 'externalRef'],
  [/^e?mails?\d*(address|value)?$|^additionalemail(address)?(es)?$|^workemail$|^otheremails$/, 'email'],
  [/^(otherphones?|phones?)\d*(number|value)?$|^phone\d+value$/, 'phone'],
  [/^(business|company|home|mobile|other|primary|car|radio|whatsapp|work)(tele)?phone\d*(number)?$/, 'phone'],
  [/^phone\d+(type|label)$/, 'phoneLabel'],
  [new RegExp(`^(${own.join('|')})$`), 'own'],
];

/** A header without case, spaces and punctuation. */
const plain = (header: string): string => header.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

const roleOf = (header: string): Role | undefined => roles.find(([headers]) => headers.test(plain(header)))?.[1];

/** What a row states about a person, as it is written. */
export type Fields = {
  readonly [Field in 'name' | 'firstName' | 'lastName' | 'companyName' | 'externalRef']?: string;
} & { readonly emails: readonly string[]; readonly phones: readonly string[] };

/** The columns of a file: how its rows are read, and the headers of those that are not. */
export type Columns = { readonly read: (cells: readonly string[]) => Fields; readonly unknown: readonly string[] };

/** Finds out what the columns of a file are, by their headers; undefined where no row could be found again. */
export function columnsOf(headers: readonly string[]): Columns | undefined {
  const columns = headers.map((header, at) => ({ header, at, role: roleOf(header) }));
  const at = (role: Role): number[] => columns.flatMap((each) => (each.role === role ? [each.at] : []));
  if (!(['email', 'phone', 'externalRef'] as const).some((role) => at(role).length > 0)) return undefined;
  const labels = new Map(at('phoneLabel').map((place) => [plain(headers[place] ?? '').replace(/\D/g, ''), place]));
  const labelOf = (place: number) => labels.get(plain(headers[place] ?? '').replace(/\D/g, ''));
  const isPersons = (cells: readonly string[], place: number): boolean => {
    const label = labelOf(place);
    return label === undefined || !/fax|pager|main|assistant/i.test(cells[label] ?? '');
  };
  const first = (cells: readonly string[], role: Role) =>
    at(role)
      .map((place) => cells[place]?.trim())
      .find(Boolean);
  const all = (cells: readonly string[], places: readonly number[], separator: RegExp) =>
    places.flatMap((place) => (cells[place] ?? '').split(separator).map((part) => part.trim())).filter(Boolean);
  return {
    read: (cells) => {
      const given = ['firstName', 'middleName'] as const;
      const firstName = given.flatMap((role) => first(cells, role) ?? []).join(' ') || undefined;
      const lastName = first(cells, 'lastName');
      // The whole name repeats its parts.
      const name = firstName === undefined && lastName === undefined ? first(cells, 'name') : undefined;
      const values = { name, firstName, lastName };
      const others = { companyName: first(cells, 'companyName'), externalRef: first(cells, 'externalRef') };
      const stated = Object.entries({ ...values, ...others }).filter(([, value]) => value !== undefined);
      return {
        ...Object.fromEntries(stated),
        emails: all(cells, at('email'), /:::|[;,]/),
        phones: all(
          cells,
          at('phone').filter((place) => isPersons(cells, place)),
          /:::|;/,
        ),
      };
    },
    unknown: columns.flatMap(({ header, role }) => (role === undefined && header.trim() ? [header.trim()] : [])),
  };
}
