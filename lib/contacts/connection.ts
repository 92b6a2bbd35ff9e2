import type { Auth } from '../../schemas/crmAuth.ts';
import type { McpProtocol } from '../../schemas/crmConnection.ts';
import type { Lookup, ResultMapping } from '../../schemas/crmLookups.ts';

/** How the service queries a tenant's CRM. */
export type Connection = {
  readonly tenantId: string;
  /**
   * Identifies this state of the connection, secrets included. Each PUT makes a new one; what is found out counts only
   * for it.
   */
  readonly revision: string;
  readonly url: string;
  readonly auth: Auth;
  /** Whether every call has the tenant's id as an argument. */
  readonly injectTenant: boolean;
  readonly lookups: readonly Lookup[];
  readonly result: ResultMapping;
  /** Where its secrets are stored; absent = it has none. */
  readonly secretName?: string;
  /** The protocol that the server was found to speak, and when (epoch milliseconds). */
  readonly serverProtocol?: { readonly protocol: McpProtocol; readonly at: number };
};

const week = 7 * 86_400_000;

/** The protocol that the server was found to speak within a week; after that it may speak a newer one. */
export const knownProtocol = ({ serverProtocol }: Connection): McpProtocol | undefined =>
  serverProtocol && serverProtocol.at > Date.now() - week ? serverProtocol.protocol : undefined;
