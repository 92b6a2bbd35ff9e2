import { publicEndpoint } from '../../lib/http/publicEndpoint.ts';
import { getHealth } from '../../schemas/compiled/api/getHealth.js';

/** lib/build/bundle.ts writes this into the bundle. */
declare const RELEASE: { readonly version: string; readonly commit: string | null };

/** GET /api/health: responds without a credential and without reading data. */
export const handler = publicEndpoint(getHealth, async () => ({
  body: { status: 'ok', ...RELEASE },
  headers: { 'cache-control': 'no-store' },
}));
