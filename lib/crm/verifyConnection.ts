import type { CrmSecret } from '../../schemas/crmAuth.ts';
import type { CrmConnectionInput, PresetName } from '../../schemas/crmConnection.ts';
import type { Lookup, ResultMapping } from '../../schemas/crmLookups.ts';
import { config } from '../config.ts';
import { ContactError, type Fault, invalid } from '../contacts/ContactError.ts';
import type { Connection } from '../contacts/connection.ts';
import { assertAddressAllowed, outboundFetch } from '../outbound/outboundFetch.ts';
import { getSecret, updateSecret } from '../secrets/secrets.ts';
import { CrmFailure } from './CrmFailure.ts';
import { type Authorization, authorizationOf, discoverTokenUrl } from './credentials/authorization.ts';
import { separate } from './credentials/splitSecrets.ts';
import { templateFaults } from './mapping/template.ts';
import { checkTools } from './mcp/checkTools.ts';
import { openSession } from './mcp/openSession.ts';
import { presets } from './presets/presets.ts';
import { aloud } from './withServerMessage.ts';

/** Milliseconds for all that is asked of a server before its connection is put. */
const totalMilliseconds = 15_000;

export type Established = Omit<Connection, 'secretName'> & {
  readonly preset?: PresetName;
  /** What is to be kept apart; empty where there is nothing. */
  readonly secret: CrmSecret;
};

type Wish = {
  readonly tenantId: string;
  readonly revision: string;
  readonly input: CrmConnectionInput;
  /** The connection there is. A secret that is left out is taken from it, if nothing else about url and auth changes. */
  readonly before: Connection | undefined;
};

/**
 * Makes a connection of what a caller wants, once its server has shown that it can be asked: it may be reached, lets us in,
 * has the tools, takes the arguments and answers in a way that the mapping understands. Throws `invalid`, `crm_failed`.
 */
export async function establish({ tenantId, revision, input, before }: Wish): Promise<Established> {
  const { url, injectTenant = false } = input;
  const preset = input.preset ?? (input.lookups && input.result ? undefined : 'default');
  const usual = presets[preset ?? 'default'];
  const { lookups = usual.lookups, result = usual.result } = input;
  const faults = [
    ...lookups.flatMap((lookup, i) => templateFaults(lookup).map(under(`/lookups/${i}/args`))),
    ...unmapped(lookups, result),
  ];
  if (faults.length > 0) throw invalid(faults);

  const rule = { allowLoopback: config.allowsLoopback() };
  const signal = AbortSignal.timeout(totalMilliseconds);
  const fetch = outboundFetch({ ...rule, signal });
  await refuseAddress('/url', url, rule);
  const { auth, secret, keptIn } = await separate(input, before, {
    getSecret,
    findTokenUrl: () => discoverTokenUrl(url, fetch),
  });
  if ('tokenUrl' in auth) await refuseAddress('/auth/tokenUrl', auth.tokenUrl, rule);

  let newest = secret;
  const authorization = authorizationOf(auth, secret, {
    fetch,
    keep: async (changed) => {
      newest = changed;
      // The connection there is would be left with a token that is spent.
      if (keptIn) await updateSecret(keptIn, changed);
    },
  });
  const shown = new Set<string>();
  const watched: Authorization = {
    ...authorization,
    async headers() {
      const headers = await authorization.headers();
      for (const value of Object.values(headers)) shown.add(value.slice(value.lastIndexOf(' ') + 1));
      return headers;
    },
  };
  const wanted = { tenantId, revision, url, auth, injectTenant, lookups, result };
  try {
    const session = await openSession({ url, authorization: watched, fetch, signal });
    await checkTools(session, wanted, signal);
    await session.close();
    const spoken = { era: session.era, at: Date.now() };
    return { ...wanted, spoken, secret: newest, ...(preset && { preset }) };
  } catch (thrown) {
    // Nobody was asked about but somebody who is not there.
    const error = thrown instanceof CrmFailure ? aloud(thrown, [...Object.values(newest), ...shown]) : thrown;
    // The token that was had for the caller's own is lost with this.
    const isSpent = newest !== secret && keptIn === undefined;
    throw isSpent && error instanceof ContactError ? withSpentToken(error) : error;
  }
}

/** Nobody would ever be found by an address that the mapping does not read. */
function unmapped(lookups: readonly Lookup[], { map }: ResultMapping): Fault[] {
  const fields = new Set(lookups.map(({ by }) => `${by}s` as const));
  return [...fields]
    .filter((field) => map[field] === undefined)
    .map((field) => ({ pointer: `/result/map/${field}`, message: `result/map/${field} is missing` }));
}

const withSpentToken = ({ code, message, facts }: ContactError): ContactError =>
  new ContactError(code, `${message} The refresh token is spent by now: put a new one.`, facts);

const under =
  (place: string) =>
  ({ pointer, message }: Fault): Fault => ({
    pointer: `${place}${pointer}`,
    message: `${place.slice(1)}${pointer} ${message}`,
  });

async function refuseAddress(pointer: string, url: string, rule: { readonly allowLoopback: boolean }): Promise<void> {
  try {
    await assertAddressAllowed(url, rule);
  } catch (error) {
    const isRefused = error instanceof CrmFailure && error.reason === 'address_refused';
    throw isRefused ? invalid([{ pointer, message: `${pointer.slice(1)}: ${error.message}` }]) : error;
  }
}
