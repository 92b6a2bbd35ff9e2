import { findOrCreateContact } from '../../../schemas/compiled/api/findOrCreateContact.js';
import * as formats from '../../../schemas/formats.ts';
import { type Fault, invalid } from '../../contacts/ContactError.ts';
import { toFieldValues } from '../../contacts/fieldValues.ts';
import { type IdentityField, identityFields } from '../../contacts/identities.ts';
import type { Row } from '../../contacts/importedRow.ts';
import type { NameOrder } from '../../contacts/names/order.ts';
import { readIdentity } from '../../contacts/readIdentity.ts';
import type { KeyedIdentity } from '../../contacts/sightings.ts';
import { faultsOf } from '../../http/validationMessages.ts';
import type { Fields } from './columns.ts';

/** What the tenant's settings say about the rows of a file. */
export type Conventions = { readonly defaultCountry?: string | undefined; readonly nameOrder?: NameOrder | undefined };

const validate = findOrCreateContact.body?.['application/json'];

/** Reads the fields of a row, by the rules of `PUT /api/contacts`. Throws `invalid`, with a sentence for each fault. */
export function readRow({ emails, phones, ...texts }: Fields, { defaultCountry, nameOrder }: Conventions): Row {
  const faults: Fault[] = [];
  const addresses: KeyedIdentity[] = [];
  const read = (kind: IdentityField, values: readonly string[], phrase: string): void => {
    for (const value of values) {
      const identity = readIdentity({ kind, value }, defaultCountry);
      if ('reason' in identity) faults.push({ pointer: `/${kind}`, message: `${kind} ${phrase}` });
      else addresses.push(identity);
    }
  };
  read('email', emails, formats.email.phrase);
  const hint = defaultCountry === undefined ? ', or the tenant needs the setting defaultCountry' : '';
  read('phone', phones, `must be a phone number that can be dialled, for example +4915112345678${hint}`);
  const input = { ...texts, ...Object.fromEntries(identityFields.flatMap((field) => firstOf(field, addresses))) };
  if (faults.length === 0 && !validate?.(input)) faults.push(...faultsOf('body', validate?.errors ?? [], input));
  if (faults.length > 0)
    throw invalid(faults.map((fault) => ({ ...fault, message: fault.message.replace('the body', 'the row') })));
  const { externalRef, ...values } = input;
  return { values: toFieldValues(values, { order: nameOrder }), addresses: unique(addresses), externalRef };
}

const firstOf = (field: IdentityField, addresses: readonly KeyedIdentity[]): [string, string][] => {
  const first = addresses.find(({ identity }) => identity.kind === field);
  return first ? [[field, first.identity.value]] : [];
};

const unique = (addresses: readonly KeyedIdentity[]): KeyedIdentity[] =>
  [...new Map(addresses.toReversed().map((each) => [each.key, each])).values()].toReversed();
