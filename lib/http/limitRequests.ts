import { config } from '../config.ts';
import { ContactError } from '../contacts/ContactError.ts';
import { addRequests } from '../dynamo/tenants/requestCounts.ts';
import { logger } from '../logger.ts';
import type { Middleware } from './middleware.ts';
import { type Admission, createUsage, setBounded, type Usage, type UsageReport } from './tenantUsage.ts';
import { type Quota, secondsUntil } from './tokenBucket.ts';

/** A caller that was quiet for this time may send as many requests at once as it may otherwise send within it. */
const windowSeconds = 10;

const maxTenants = 1000;
const usages = new Map<string, Usage>();

/**
 * Limits the requests of a tenant and of each credential, in all instances of all functions together, approximately.
 * Every response gets the headers of draft-ietf-httpapi-ratelimit-headers-10. Without limits in the environment it does
 * nothing. Throws `too_many_requests`.
 */
export const limitRequests = (): Middleware => ({
  before({ internal }) {
    const { tenantId, principal } = internal;
    if (tenantId === undefined || principal === undefined) throw new Error('limitRequests runs after tenant');
    const now = Date.now();
    const usage = usages.get(tenantId) ?? startUsage(tenantId, now);
    if (!usage) return;
    const report = usage.endInterval(now);
    // No response waits for the report. It begins after the first request of the handler, so that it does not take the
    // open connection to DynamoDB. If Lambda freezes the function meanwhile, the next request continues it.
    if (report) setImmediate(send, tenantId, report);
    const admission = usage.admit(principal.actor, now);
    internal.rateLimitHeaders = headersOf(admission);
    requireAdmission(admission);
  },
});

/**
 * Counts a request that was admitted as so many more, and returns the headers of its response about the limits. Throws
 * `too_many_requests`.
 */
export function limitMore(tenantId: string, actor: string, requests: number): Record<string, string> {
  const usage = usages.get(tenantId);
  if (!usage || requests === 0) return {};
  const admission = usage.admit(actor, Date.now(), requests);
  requireAdmission(admission);
  return headersOf(admission);
}

function requireAdmission({ retryAfter }: Admission): void {
  if (retryAfter > 0)
    throw new ContactError('too_many_requests', 'Too many requests. Please try again after the time in retry-after.', {
      retryAfter,
    });
}

/** The usage of a tenant that this instance has not seen lately; `undefined` if there are no limits. */
function startUsage(tenantId: string, now: number): Usage | undefined {
  const limits = config.requestsPerSecond();
  if (!limits) return undefined;
  const usage = createUsage({ tenant: quotaOf(limits.tenant), credential: quotaOf(limits.credential) }, now);
  setBounded(usages, tenantId, usage, maxTenants);
  return usage;
}

const quotaOf = (perSecond: number): Quota => ({ size: Math.ceil(perSecond * windowSeconds), seconds: windowSeconds });

/** Never rejects: a failed report must not fail a request. */
async function send(tenantId: string, { minute, counts, learn }: UsageReport): Promise<void> {
  try {
    learn(await addRequests(tenantId, minute, counts));
  } catch (error) {
    learn(undefined);
    logger.failure('requests not counted', error, { tenantId });
  }
}

const headersOf = ({ credential, tenant }: Admission): Record<string, string> => ({
  'ratelimit-policy': `"credential";${policyOf(credential)}, "tenant";${policyOf(tenant)}`,
  ratelimit: `"credential";${stateOf(credential)}, "tenant";${stateOf(tenant)}`,
});

type Meter = Admission['tenant'];

const policyOf = ({ quota }: Meter): string => `q=${quota.size};w=${quota.seconds}`;

const stateOf = ({ bucket, cost, quota }: Meter): string =>
  `r=${Math.max(0, Math.floor(bucket.tokens / cost))};t=${secondsUntil(quota.size, bucket, quota)}`;
