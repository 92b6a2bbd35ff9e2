import type { Auth } from '../../schemas/crmAuth.ts';
import type { McpProtocol } from '../../schemas/crmConnection.ts';
import type { Lookup, ResultMapping } from '../../schemas/crmLookups.ts';

/** How a tenant's CRM is asked. */
export type Connection = {
  readonly tenantId: string;
  /** Stands for all of this, secrets included: what is put anew has another one, and what is found out counts for this one alone. */
  readonly revision: string;
  readonly url: string;
  readonly auth: Auth;
  /** Whether every call tells the tenant. */
  readonly injectTenant: boolean;
  readonly lookups: readonly Lookup[];
  readonly result: ResultMapping;
  /** Where its secrets are kept; absent = it has none. */
  readonly secretName?: string;
  /** What the server was found to speak, and when (epoch milliseconds). */
  readonly spoken?: { readonly era: McpProtocol; readonly at: number };
};

const week = 7 * 86_400_000;

/** What the server is believed to speak: what it spoke within a week, for it may have learned since. */
export const believedEra = ({ spoken }: Connection): McpProtocol | undefined =>
  spoken && spoken.at > Date.now() - week ? spoken.era : undefined;
