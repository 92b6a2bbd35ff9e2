import { isDeepStrictEqual } from 'node:util';
import { dialable } from '../../../../lib/contacts/addresses/phone.ts';
import { type StoredContact, toContact } from '../../../../lib/contacts/contact.ts';
import { allIdentities } from '../../../../lib/contacts/fold.ts';
import { findIdentityKey, identityFields } from '../../../../lib/contacts/identities.ts';
import { wholeOf } from '../../../../lib/contacts/parts.ts';
import { type Assertions, type Field, groups, stated } from '../../../../lib/contacts/sources.ts';
import { expectEqual } from './expectEqual.ts';
import type { Related } from './relatives.ts';
import type { Statement } from './world.ts';

const fields = groups.flat();

const isMerged = (part: StoredContact): boolean => wholeOf(part).contactId !== part.contactId;

const statedOf = ({ sources }: StoredContact): Assertions => stated(sources.manual) ?? {};

/** What people may state of a part of a contact after a round in which they state nothing new about it. */
function statedAfter(before: StoredContact, after: StoredContact, isMerging: boolean): readonly Assertions[] {
  const { withdrawn } = wholeOf(before).contributions?.[before.contactId] ?? {};
  if (!isMerging || withdrawn === undefined) return [statedOf(before)];
  // Without its merge, what they withdrew from it counts again; and the contact may be merged again.
  return [stated(withdrawn) ?? {}, ...(isMerged(after) ? [statedOf(before)] : [])];
}

/**
 * What people state is what they stated last, and callers see it. What they state of a merged contact they state of its
 * survivor: of what is merged, they can only withdraw something. While contacts are being merged, it may be either.
 */
export function expectStated(
  before: StoredContact,
  after: StoredContact,
  statements: readonly Statement[],
  isMerging: boolean,
): void {
  const [was, is] = [statedAfter(before, after, isMerging), statedOf(after)];
  const isSurvivor = !isMerging && !isMerged(after);
  const whole = wholeOf(after);
  const [owned, shown] = [allIdentities(whole), toContact(whole)];
  for (const field of fields) {
    const touching = statements.filter(({ touched }) => touched.includes(field));
    const value = is[field]?.[0];
    const unchanged = was.find((each) => isDeepStrictEqual(each[field], is[field])) ?? was[0];
    if (touching.length === 0) expectEqual([field, is[field]], [field, unchanged?.[field]]);
    else if ((isMerged(after) && !isMerging) || touching.every(({ values }) => field in values)) {
      const isCertain = isSurvivor && touching.some(({ status }) => status === 200);
      const possible = isSurvivor || isMerging ? touching.flatMap((each) => valuesOf(each, field)) : [];
      if (!isCertain) possible.push(...was.map((each) => each[field]?.[0]));
      if (!isSurvivor) possible.push(undefined);
      if (!possible.some((each) => dialled(field, each) === value)) expect([field, value]).toEqual([field, possible]);
    }
    if (value === undefined || isMerged(after)) continue;
    const isAddress = identityFields.some((each) => each === field);
    const key = isAddress && value !== null ? findIdentityKey(field as 'email' | 'phone', value) : undefined;
    if (!isAddress || value === null || (key !== undefined && key in owned))
      expectEqual([field, shown[field]], [field, value]);
  }
}

/** What a field may be after a statement. */
const valuesOf = ({ status, values }: Statement, field: Field) =>
  status === 200 || status >= 500 ? [values[field]] : [];

/** What people stated alone of a field of contacts that were being merged, some part of them has. */
export function expectLanded(
  parts: readonly StoredContact[],
  statements: readonly Statement[],
  related: Related,
): void {
  for (const { contactId, status, values, touched } of statements) {
    const all = related(contactId);
    if (status !== 200) continue;
    for (const field of touched) {
      const value = values[field];
      const isAlone = statements.filter((each) => all.has(each.contactId) && each.touched.includes(field)).length === 1;
      if (value === undefined || !isAlone) continue;
      const landed = parts.filter((part) => all.has(part.contactId)).map((part) => statedOf(part)[field]?.[0]);
      if (!landed.includes(dialled(field, value))) expect([field, landed]).toEqual([field, value]);
    }
  }
}

/** A value as the service stores it: a Brazilian mobile number gets its ninth digit. */
export const dialled = <Value>(field: string, value: Value): Value | string =>
  field === 'phone' && value ? dialable(String(value)) : value;
