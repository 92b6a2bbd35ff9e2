import type { Auth, CrmSecret } from '../../../schemas/crmAuth.ts';
import type { CrmConnectionInput } from '../../../schemas/crmConnection.ts';
import { type ContactError, invalid } from '../../contacts/ContactError.ts';
import type { Connection } from '../../contacts/connection.ts';

export type Separated = {
  readonly auth: Auth;
  readonly secret: CrmSecret;
  /** Where the secret was kept already, if it was. */
  readonly keptIn?: string;
};

type Sources = {
  readonly getSecret: (name: string) => Promise<CrmSecret>;
  readonly findTokenUrl: () => Promise<string>;
};

/**
 * Separates what is secret in a caller's `auth` from what may be shown. A secret that is left out is the one there was, as
 * long as it goes to the same server for the same client: who may change a connection is not to learn its secrets by sending
 * them elsewhere. Throws `invalid` where one is missing.
 */
export async function separate(
  { url, auth: input }: CrmConnectionInput,
  before: Connection | undefined,
  { getSecret, findTokenUrl }: Sources,
): Promise<Separated> {
  const keptIn = before?.secretName;
  const isKept = keptIn !== undefined && before?.url === url && isSameClient(input, before.auth);
  const isElsewhere = keptIn !== undefined && !isKept;
  const complete = async (auth: Auth, given: CrmSecret, needed: keyof CrmSecret): Promise<Separated> => {
    const secret = isKept ? { ...(await getSecret(keptIn)), ...given } : given;
    if (secret[needed] !== undefined) return { auth, secret, ...(isKept && { keptIn }) };
    throw missing(needed, isElsewhere);
  };
  switch (input.type) {
    case 'none':
      return { auth: { type: 'none' }, secret: {} };
    case 'bearer':
      return complete({ type: 'bearer' }, present({ token: input.token }), 'token');
    case 'header':
      return complete({ type: 'header', name: input.name }, present({ value: input.value }), 'value');
    default: {
      const { type, clientId, scope, clientSecret } = input;
      const needed = type === 'client_credentials' ? 'clientSecret' : 'refreshToken';
      const given = present({ clientSecret, ...('refreshToken' in input && { refreshToken: input.refreshToken }) });
      // Before anybody is asked for a token URL.
      if (given[needed] === undefined && !isKept) throw missing(needed, isElsewhere);
      const knownUrl = isKept && 'tokenUrl' in before.auth ? before.auth.tokenUrl : undefined;
      const tokenUrl = input.tokenUrl ?? knownUrl ?? (await findTokenUrl());
      const auth = { type, clientId, tokenUrl, ...(scope !== undefined && { scope }) };
      return complete(auth, given, needed);
    }
  }
}

const missing = (secret: keyof CrmSecret, isKeptForAnother: boolean): ContactError =>
  invalid([
    {
      pointer: `/auth/${secret}`,
      message: `auth/${secret} is missing${isKeptForAnother ? '; the one there is goes to the url and client that it was given for' : ''}`,
    },
  ]);

const present = (secret: { readonly [K in keyof CrmSecret]: CrmSecret[K] | undefined }): CrmSecret =>
  Object.fromEntries(Object.entries(secret).filter(([, value]) => value !== undefined));

/** Whether a secret would go to the same place as before. A token URL that is left out is the one there was. */
function isSameClient(input: CrmConnectionInput['auth'], known: Auth): boolean {
  if (input.type !== known.type) return false;
  if ('name' in input && 'name' in known) return input.name.toLowerCase() === known.name.toLowerCase();
  if (!('clientId' in input) || !('clientId' in known)) return true;
  return input.clientId === known.clientId && [undefined, known.tokenUrl].includes(input.tokenUrl);
}
