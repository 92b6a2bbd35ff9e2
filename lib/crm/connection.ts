import type { Auth, CrmEra, Lookup, ResultMapping } from '../../schemas/crmConnection.ts';

/** How a tenant's CRM is asked. */
export type Connection = {
  readonly tenantId: string;
  /** Stands for all of this, secrets included: what is put anew has another one. */
  readonly revision: string;
  readonly url: string;
  readonly auth: Auth;
  readonly injectTenant: boolean;
  readonly lookups: readonly Lookup[];
  readonly result: ResultMapping;
  readonly secretName?: string;
  /** What the server was found to speak, and when (epoch milliseconds). */
  readonly spoken?: { readonly era: CrmEra; readonly at: number };
};
