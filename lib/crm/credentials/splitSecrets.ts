import type { Auth, CrmSecret } from '../../../schemas/crmAuth.ts';
import type { CrmConnectionInput } from '../../../schemas/crmConnection.ts';
import { type ContactError, invalid } from '../../contacts/ContactError.ts';
import type { Connection } from '../../contacts/connection.ts';

export type SplitAuth = {
  readonly auth: Auth;
  readonly secret: CrmSecret;
  /** The name of the stored secret that an omitted part was taken from. */
  readonly storedAs?: string;
};

type Sources = {
  readonly findSecret: (name: string) => Promise<CrmSecret | undefined>;
  readonly findTokenUrl: () => Promise<string>;
};

/**
 * Splits a caller's `auth` into its secrets and the rest. Takes an omitted secret from the previous connection only if
 * it goes to the same server for the same client: otherwise a caller who may change a connection could read its secrets
 * by sending them to their own server. Throws `invalid` if a secret is missing.
 */
export async function splitSecrets(
  { url, auth: input }: CrmConnectionInput,
  previous: Connection | undefined,
  { findSecret, findTokenUrl }: Sources,
): Promise<SplitAuth> {
  const storedAs = previous?.secretName;
  const isReusable = storedAs !== undefined && previous?.url === url && isSameClient(input, previous.auth);
  const isForAnother = storedAs !== undefined && !isReusable;
  const complete = async (auth: Auth, given: CrmSecret, needed: keyof CrmSecret): Promise<SplitAuth> => {
    const secret = isReusable ? { ...(await findSecret(storedAs)), ...given } : given;
    if (secret[needed] !== undefined) return { auth, secret, ...(isReusable && { storedAs }) };
    throw missingSecret(needed, isForAnother);
  };
  switch (input.type) {
    case 'none':
      return { auth: { type: 'none' }, secret: {} };
    case 'bearer':
      return complete({ type: 'bearer' }, withoutUndefined({ token: input.token }), 'token');
    case 'header':
      return complete({ type: 'header', name: input.name }, withoutUndefined({ value: input.value }), 'value');
    default: {
      const { type, clientId, scope, clientSecret } = input;
      const needed = type === 'client_credentials' ? 'clientSecret' : 'refreshToken';
      const refreshToken = 'refreshToken' in input ? input.refreshToken : undefined;
      const given = withoutUndefined({ clientSecret, refreshToken });
      // Before any request to discover the token URL.
      if (given[needed] === undefined && !isReusable) throw missingSecret(needed, isForAnother);
      const previousUrl = isReusable && 'tokenUrl' in previous.auth ? previous.auth.tokenUrl : undefined;
      const tokenUrl = input.tokenUrl ?? previousUrl ?? (await findTokenUrl());
      const auth = { type, clientId, tokenUrl, ...(scope !== undefined && { scope }) };
      return complete(auth, given, needed);
    }
  }
}

const missingSecret = (field: keyof CrmSecret, isForAnother: boolean): ContactError =>
  invalid([
    {
      pointer: `/auth/${field}`,
      message: `auth/${field} is missing${isForAnother ? '; the stored one is only for the url and client that it was given for' : ''}`,
    },
  ]);

const withoutUndefined = (secret: { readonly [K in keyof CrmSecret]: CrmSecret[K] | undefined }): CrmSecret =>
  Object.fromEntries(Object.entries(secret).filter(([, value]) => value !== undefined));

/** Whether the stored secret would go to the same client as before. An omitted token URL means the previous one. */
function isSameClient(input: CrmConnectionInput['auth'], previous: Auth): boolean {
  if (input.type !== previous.type) return false;
  if ('name' in input && 'name' in previous) return input.name.toLowerCase() === previous.name.toLowerCase();
  if (!('clientId' in input) || !('clientId' in previous)) return true;
  return input.clientId === previous.clientId && [undefined, previous.tokenUrl].includes(input.tokenUrl);
}
