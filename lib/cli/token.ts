/** `npm run token -- --tenant <uuid> --scopes <scope,...>`: prints a JWT of the local issuer. */
import { join } from 'node:path';
import * as formats from '../../schemas/formats.ts';
import { findIssuer } from '../local/issuer.ts';
import { localSettings } from '../local/settings.ts';
import { run, UsageError } from './run.ts';
import { parseScopes, scopeList } from './scopes.ts';
import { signJwt } from './signJwt.ts';

/** What serverless.yml accepts: `jwtMaxLifetime`. */
const maxSeconds = 86_400;

const usage = `Usage:
  npm run token -- --tenant <uuid> --scopes <scope,...> [--subject <id>] [--minutes <number>]

Scopes: ${scopeList}
Only the local service (npm start) accepts the token.`;

const config = {
  options: {
    tenant: { type: 'string' },
    scopes: { type: 'string' },
    subject: { type: 'string', default: 'local-user' },
    minutes: { type: 'string', default: '60' },
  },
} as const;

await run(usage, config, async ({ values: { tenant, scopes, subject, minutes } }) => {
  if (!tenant || !formats.uuid.validate(tenant)) throw new UsageError('--tenant must be a UUID');
  const scope = parseScopes(scopes).join(' ');
  const seconds = Number(minutes) * 60;
  if (!(seconds > 0 && seconds <= maxSeconds)) throw new UsageError('--minutes must be a number above 0, at most 1440');
  const file = join(localSettings().directory, 'issuer.json');
  const found = await findIssuer(file);
  if (!found) throw new Error('There is no local issuer yet: npm start creates one.');
  const { issuer, audience, tenantClaim, privateJwk } = found;
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: issuer,
    aud: audience,
    sub: subject,
    iat: now,
    exp: now + seconds,
    scope,
    [tenantClaim]: tenant,
  };
  console.log(signJwt(claims, privateJwk));
});
