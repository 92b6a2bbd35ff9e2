import * as formats from '../../schemas/formats.ts';
import { invalidCredential } from '../auth/principal.ts';
import type { Middleware } from './middleware.ts';

/**
 * Sets the tenant of a request. It comes from the credential only. Throws `unauthenticated` if the credential has
 * none.
 */
export const tenant = (): Middleware => ({
  before({ internal }) {
    const claimed = internal.principal?.tenant;
    if (typeof claimed !== 'string' || !formats.uuid.validate(claimed)) {
      throw invalidCredential('no_tenant', internal.principal?.credential);
    }
    internal.tenantId = claimed.toLowerCase();
  },
});
