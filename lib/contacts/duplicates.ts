import type { ClaimKey } from './identities.ts';

/** What two contacts have in common, or are stated to have, since when (epoch milliseconds) and by whom. */
export type Reason = ClaimKey & { readonly at: number; readonly by: string };

/** Another contact that may be the same person; `weak` where only third parties say so. */
export type Suggestion = { readonly otherId: string; readonly reason: Reason; readonly weight: 'strong' | 'weak' };
