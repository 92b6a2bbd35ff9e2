import type { Connection } from '../../contacts/connection.ts';
import type { Evidence } from '../../contacts/matching.ts';
import { fillTemplate } from './template.ts';

/**
 * The arguments of a tool call: the lookup's template with the address, plus `tenantId` if the connection says so.
 * Emails are in lower case, because CRMs store them so and some compare them case-sensitively.
 */
export const toolArguments = (
  { tenantId, injectTenant }: Pick<Connection, 'tenantId' | 'injectTenant'>,
  template: Connection['lookups'][number]['args'],
  { by, value }: Evidence,
): Record<string, unknown> => ({
  ...fillTemplate(template, { [by]: value.replace(/[A-Z]/g, (letter) => letter.toLowerCase()), tenantId }),
  ...(injectTenant && { tenantId }),
});
