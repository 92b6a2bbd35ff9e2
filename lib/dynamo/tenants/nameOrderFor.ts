import type { NameOrder } from '../../contacts/names/order.ts';
import { dependsOnOrder } from '../../contacts/names.ts';
import { getCachedSettings } from './settings.ts';

/** A change of names must stay one request to DynamoDB; for so long, callers' keys are remembered too. */
const cacheMilliseconds = 60_000;

/** Gets the order in which a tenant's names are written, as it was at most a minute ago. */
export const nameOrderOf = async (tenantId: string): Promise<NameOrder | undefined> =>
  (await getCachedSettings(tenantId, cacheMilliseconds)).nameOrder;

/** The same for one name. Reads nothing, and returns `undefined`, where it makes no difference to the name. */
export const nameOrderFor = async (tenantId: string, name?: string | null): Promise<NameOrder | undefined> =>
  name && dependsOnOrder(name) ? nameOrderOf(tenantId) : undefined;
