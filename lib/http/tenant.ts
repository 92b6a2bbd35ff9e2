import { formats } from '../../schemas/formats.ts';
import { invalidCredential } from '../auth/principal.ts';
import type { Middleware } from './middleware.ts';

/** Takes the tenant from the credential, and from nowhere else. */
export const tenant = (): Middleware => ({
  before({ internal }) {
    const claimed = internal.principal?.tenant;
    if (typeof claimed !== 'string' || !formats.uuid.pattern.test(claimed)) throw invalidCredential();
    internal.tenantId = claimed.toLowerCase();
  },
});
