import { type Identity, maxIdentities } from '../../../../lib/contacts/identities.ts';
import { type NamedIdentity, readIdentity } from '../../../../lib/contacts/readIdentity.ts';
import fc from '../../../support/properties.ts';
import { storedIn, type World } from './world.ts';

/**
 * When a history begins, in epoch milliseconds: so late that the engine, which has the real time, deletes nothing that
 * expires. A round is a second later than the one before.
 */
export const beginning = Date.UTC(2036, 10, 25);
export const second = fc.nat(12);
export const at = (n: number): string => new Date(beginning + n * 1000).toISOString();

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
  /** Whether the step says for the first time that messages come from an address. */
  readonly announces?: (key: string) => boolean;
  /** The ids of two contacts that the step may merge, or part. */
  readonly merges?: readonly [string, string];
  /** An address that belongs to somebody after the step, with the others that its message names and its time. */
  readonly proves?: { readonly key: string; readonly named: readonly string[]; readonly at: number };
  /** The id of a contact that the step may erase, with all that is merged with it then. */
  readonly erases?: string;
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

/**
 * One of the addresses of histories, or one that one of the two first contacts has, or that a person removed from it.
 */
export type Picked =
  | NamedIdentity
  | { readonly who: number; readonly of: 'identities' | 'refused'; readonly nth: number };
export const pickedOf = (who: fc.Arbitrary<number>, ...of: ('identities' | 'refused')[]): fc.Arbitrary<Picked> =>
  fc.record({ who, of: fc.constantFrom(...of), nth: fc.nat(maxIdentities) });
export const picked: fc.Arbitrary<Picked> = fc.oneof(named, pickedOf(fc.nat(1), 'identities', 'refused'));

const kinds = ['email', 'phone', 'whatsapp', 'chat'] as const;

export function addressOf(world: World, address: Picked): NamedIdentity {
  if ('kind' in address) return address;
  const { identities = {}, refused = [] } = storedIn(world, world.created[address.who] ?? '') ?? {};
  const keys = address.of === 'refused' ? [...refused] : Object.keys(identities);
  const [kind, value] = (keys[address.nth % keys.length] ?? `email#${emails[0]}`).split('#', 2);
  return { kind: kinds.find((each) => each === kind) ?? 'email', value: String(value) };
}

/** One of the two first contacts of a tenant, or the owner of an address. */
export const contact = fc.oneof(fc.nat(1), named.map(keyOf));
