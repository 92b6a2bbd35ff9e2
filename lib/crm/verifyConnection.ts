import type { CrmSecret } from '../../schemas/crmAuth.ts';
import type { CrmConnectionInput, PresetName } from '../../schemas/crmConnection.ts';
import type { Lookup, ResultMapping } from '../../schemas/crmLookups.ts';
import { config } from '../config.ts';
import { ContactError, type Fault, invalid } from '../contacts/ContactError.ts';
import type { Connection } from '../contacts/connection.ts';
import { type AddressRule, assertUrlAllowed } from '../outbound/address.ts';
import { findSecret, updateSecret } from '../secrets/secrets.ts';
import { CrmFailure } from './CrmFailure.ts';
import { type Authorization, createAuthorization } from './credentials/authorization.ts';
import { splitSecrets } from './credentials/splitSecrets.ts';
import { asCrmFailure, crmFetch } from './crmFetch.ts';
import { templateFaults } from './mapping/templateFaults.ts';
import { checkTools } from './mcp/checkTools.ts';
import { discoverTokenUrl } from './mcp/discoverTokenUrl.ts';
import { openSession } from './mcp/openSession.ts';
import { presets } from './presets/presets.ts';
import { withServerMessage } from './withServerMessage.ts';

/** Limits all requests of one verification together. */
const totalMilliseconds = 15_000;

export type VerifiedConnection = Omit<Connection, 'secretName'> & {
  readonly preset?: PresetName;
  /** To be stored in the secret store; empty if the connection has no secrets. */
  readonly secret: CrmSecret;
};

type Options = {
  readonly tenantId: string;
  readonly revision: string;
  readonly input: CrmConnectionInput;
  /**
   * The connection that will be replaced. An omitted secret is taken from it if nothing else of url and auth changes.
   */
  readonly previous: Connection | undefined;
};

/**
 * Turns a caller's input into a connection, after checking it against the server: the URL is allowed, the server
 * accepts the credentials, has every tool, accepts the arguments, and returns results that the mapping can read. A
 * preset's lookup by externalRef is left out if the server does not support it. Stores no connection, but if the
 * refresh token of the previous one is rotated, stores the new token. Throws `invalid` and `crm_failed`.
 */
export async function verifyConnection({ tenantId, revision, input, previous }: Options): Promise<VerifiedConnection> {
  const { url, injectTenant = false } = input;
  const preset = input.preset ?? (input.lookups && input.result ? undefined : 'default');
  const defaults = presets[preset ?? 'default'];
  const { lookups = defaults.lookups, result = defaults.result } = input;
  const faults = [
    ...lookups.flatMap((lookup, i) => templateFaults(lookup).map(prefixedWith(`/lookups/${i}/args`))),
    ...missingPaths(lookups, result),
  ];
  if (faults.length > 0) throw invalid(faults);

  const rule = config.crmAddresses();
  const signal = AbortSignal.timeout(totalMilliseconds);
  const fetch = crmFetch({ ...rule, signal });
  await checkUrl('/url', url, rule);
  const { auth, secret, storedAs } = await splitSecrets(input, previous, {
    findSecret,
    findTokenUrl: () => discoverTokenUrl(url, fetch),
  });
  if ('tokenUrl' in auth) await checkUrl('/auth/tokenUrl', auth.tokenUrl, rule);

  let newestSecret = secret;
  const authorization = createAuthorization(auth, secret, {
    fetch,
    saveSecret: async (rotated) => {
      newestSecret = rotated;
      // The previous connection stays in use if this verification fails, and its refresh token is no longer valid.
      if (storedAs) await updateSecret(storedAs, rotated);
    },
  });
  const sentCredentials = new Set<string>();
  const recordingAuthorization: Authorization = {
    ...authorization,
    async headers() {
      const headers = await authorization.headers();
      for (const value of Object.values(headers)) sentCredentials.add(value.slice(value.lastIndexOf(' ') + 1));
      return headers;
    },
  };
  const connection = { tenantId, revision, url, auth, injectTenant, lookups, result };
  try {
    const session = await openSession({ url, authorization: recordingAuthorization, fetch, signal });
    const isOptional = ({ by }: Lookup) => input.lookups === undefined && by === 'externalRef';
    const supported = await checkTools(session, connection, signal, isOptional);
    await session.close();
    const serverProtocol = { protocol: session.protocol, at: Date.now() };
    return { ...connection, lookups: supported, serverProtocol, secret: newestSecret, ...(preset && { preset }) };
  } catch (thrown) {
    // The server's message cannot contain personal data: the verification looks up a person who does not exist.
    const secrets = [...Object.values(newestSecret), ...sentCredentials];
    const error = thrown instanceof CrmFailure ? withServerMessage(thrown, secrets) : thrown;
    // The rotated refresh token is not stored, so the one in the caller's input no longer works.
    const isTokenUsedUp = newestSecret !== secret && storedAs === undefined;
    throw isTokenUsedUp && error instanceof ContactError ? withUsedUpToken(error) : error;
  }
}

/** Without a path to the records' emails, a lookup by email could never match; the same holds for phones. */
function missingPaths(lookups: readonly Lookup[], { map }: ResultMapping): Fault[] {
  const fields = new Set(lookups.flatMap(({ by }) => (by === 'externalRef' ? [] : [`${by}s` as const])));
  return [...fields]
    .filter((field) => map[field] === undefined)
    .map((field) => ({ pointer: `/result/map/${field}`, message: `result/map/${field} is missing` }));
}

const withUsedUpToken = ({ code, message, facts }: ContactError): ContactError =>
  new ContactError(code, `${message} The refresh token has been used up. Send a new one.`, facts);

const prefixedWith =
  (prefix: string) =>
  ({ pointer, message }: Fault): Fault => ({
    pointer: `${prefix}${pointer}`,
    message: `${prefix.slice(1)}${pointer} ${message}`,
  });

async function checkUrl(pointer: string, url: string, rule: AddressRule): Promise<void> {
  try {
    await assertUrlAllowed(url, rule);
  } catch (thrown) {
    const error = asCrmFailure(thrown);
    const isRefused = error instanceof CrmFailure && error.reason === 'address_refused';
    throw isRefused ? invalid([{ pointer, message: `${pointer.slice(1)}: ${error.message}` }]) : error;
  }
}
