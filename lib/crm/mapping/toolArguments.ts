import type { Lookup } from '../../../schemas/crmLookups.ts';
import type { Connection } from '../../contacts/connection.ts';
import { fillTemplate } from './template.ts';

/** What is looked up: an address, or the id of a record. */
export type SearchKey = { readonly by: Lookup['by']; readonly value: string };

/**
 * The arguments of a tool call: the lookup's template with the key, plus `tenantId` if the connection says so. Emails
 * are in lower case, because CRMs store them so and some compare them case-sensitively.
 */
export const toolArguments = (
  { tenantId, injectTenant }: Pick<Connection, 'tenantId' | 'injectTenant'>,
  template: Lookup['args'],
  { by, value }: SearchKey,
): Record<string, unknown> => ({
  ...fillTemplate(template, { [by]: by === 'email' ? withoutCapitals(value) : value, tenantId }),
  ...(injectTenant && { tenantId }),
});

const withoutCapitals = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
