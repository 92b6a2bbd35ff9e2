import type { Identity } from '../../../../lib/contacts/identities.ts';
import { type NamedIdentity, readIdentity } from '../../../../lib/contacts/readIdentity.ts';
import fc from '../../../support/properties.ts';
import type { World } from './world.ts';

/** Something that happens in a history. */
export type Step = {
  /** Decides what happens, from what there is at the beginning of its round. */
  readonly begin: (world: World) => Running;
};

export type Running = {
  /** Does it. An event may be delivered again. */
  readonly act: () => Promise<void>;
  /** Where it is an event: whether its redelivery changes nothing, or asks again and may find out more. */
  readonly event?: 'settles' | 'asks';
  /** Whether the step may take an address, which is more than reported, from its contact. */
  readonly frees?: (contactId: string, key: string, identity: Identity) => boolean;
  /** Whether the step may give back an address that a person removed from a contact. */
  readonly restores?: (contactId: string, key: string) => boolean;
  /**
   * Expects what the reply must show once all steps have ended. `late`: the other steps that may have come between a
   * write and its repetition, whose reply shows what there is then.
   */
  readonly expectReply?: (late: readonly Running[]) => void;
  /** An address that belongs to somebody after the step. */
  readonly proves?: string;
};

export const stepOf = <About>(
  name: string,
  about: fc.Arbitrary<About>,
  begin: (world: World, about: About) => Running,
): fc.Arbitrary<Step> =>
  about.map((each) => {
    const text = () => `${name} ${JSON.stringify(each)}`;
    return { begin: (world) => begin(world, each), [fc.toStringMethod]: text };
  });

export const emails = ['anna@acme.de', 'bob@acme.de', 'carol@gmx.de'] as const;
export const phones = ['+4915112345678', '+5511987650001'] as const;

export const email: fc.Arbitrary<NamedIdentity> = fc.constantFrom(...emails).map((value) => ({ kind: 'email', value }));
export const phone: fc.Arbitrary<NamedIdentity> = fc
  .constantFrom(...phones, '+551187650001')
  .map((value) => ({ kind: 'phone', value }));
const other: fc.Arbitrary<NamedIdentity> = fc.constantFrom(
  { kind: 'whatsapp', value: 'BR.1502576394655843' },
  { kind: 'chat', value: 'visitor-1' },
);
export const named = fc.oneof(email, email, phone, other);

export function keyOf(identity: NamedIdentity): string {
  const read = readIdentity(identity);
  if ('reason' in read) throw new Error(`${identity.value} is no address: ${read.reason}`);
  return read.key;
}

/** One of the two first contacts of a tenant, or the owner of an address. */
export const contact = fc.oneof(fc.nat(1), named.map(keyOf));
