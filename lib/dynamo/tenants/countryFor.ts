import { mayBeNational, type NamedIdentity } from '../../contacts/readIdentity.ts';
import { getCachedSettings } from './settings.ts';

/**
 * Gets the country (ISO 3166-1) whose numbers a tenant writes without a country code. Reads nothing, and returns
 * `undefined`, where it makes no difference to these addresses.
 */
export const countryFor = async (tenantId: string, ...named: readonly NamedIdentity[]): Promise<string | undefined> =>
  named.some(mayBeNational) ? (await getCachedSettings(tenantId)).defaultCountry : undefined;
