import { randomUUID } from 'node:crypto';
import {
  type Answer,
  conclude,
  type Delivery,
  isWanted,
  newDelivery,
  withoutAttempt,
} from '../../../lib/contacts/deliveries.ts';
import { newWebhook, type Webhook } from '../../../lib/contacts/webhooks.ts';

const [second, minute, hour, day] = [1000, 60_000, 3_600_000, 86_400_000];
const now = Date.parse('2026-11-23T09:30:00.000Z');
const at = (milliseconds: number) => new Date(now + milliseconds).toISOString();

const tenantId = randomUUID();
const webhook: Webhook = newWebhook({ tenantId, url: 'https://hooks.example.com' }, 'secret', 'test', now);
const contactId = randomUUID();
const event = {
  id: `${contactId}:2:updated`,
  tenantId,
  contactId,
  version: 2,
  changedAt: at(-second),
  changed: ['firstName'],
};
const delivery = newDelivery(webhook, 'contact.updated', event, now);

describe('a webhook', () => {
  it.each<[string, Partial<Webhook>, boolean]>([
    ['without filters', {}, true],
    ['for the type', { eventTypes: ['contact.created', 'contact.updated'] }, true],
    ['for another type', { eventTypes: ['contact.created'] }, false],
    ['for a changed field', { changedFields: ['email', 'firstName'] }, true],
    ['for another field', { changedFields: ['email'] }, false],
    ['for the type, but another field', { eventTypes: ['contact.updated'], changedFields: ['email'] }, false],
  ])('%s wants an event: %#', (_, filters, wanted) => {
    expect(isWanted({ ...webhook, ...filters }, 'contact.updated', event)).toBe(wanted);
  });

  it('for some fields wants an event that names none, such as the end of a contact', () => {
    expect(isWanted({ ...webhook, changedFields: ['email'] }, 'contact.erased', {})).toBe(true);
  });
});

describe('newDelivery', () => {
  it('is due at once, without the values of the contact', () => {
    const changes = [{ field: 'firstName', before: null, after: 'Henrik' }];
    const made = newDelivery(webhook, 'contact.updated', { ...event, changes }, now);
    expect(made).toMatchObject({ status: 'pending', dueAt: at(0), detail: event, hasValues: true });
    expect(JSON.stringify(made)).not.toContain('Henrik');
    expect(delivery).not.toHaveProperty('hasValues');
  });

  it('is in the backlog of a webhook that is paused', () => {
    const made = newDelivery({ ...webhook, pausedUntil: at(minute) }, 'contact.updated', event, now);
    expect(made).toMatchObject({ status: 'pending', dueAt: at(0), inBacklog: true });
    const after = newDelivery({ ...webhook, pausedUntil: at(0) }, 'contact.updated', event, now);
    expect([after, delivery]).toEqual([delivery, expect.not.objectContaining({ inBacklog: true })]);
  });

  it('has failed where the webhook is disabled', () => {
    const made = newDelivery({ ...webhook, status: 'disabled' }, 'contact.updated', event, now);
    expect(made).toMatchObject({ status: 'failed', lastFailure: 'disabled' });
    expect(made).not.toHaveProperty('dueAt');
  });
});

describe('withoutAttempt', () => {
  const paused = { ...webhook, pausedUntil: at(4 * day) };
  const waiting = { ...delivery, inBacklog: true } as const;
  const disabled = { status: 'failed', lastFailure: 'disabled' };
  const expired = { status: 'failed', lastFailure: 'expired', dueAt: undefined, inBacklog: undefined };
  it.each<[string, Parameters<typeof withoutAttempt>[0], Delivery, number, unknown]>([
    ['is undefined for a webhook that is enabled', webhook, delivery, 0, undefined],
    ['fails for one that is deleted', undefined, delivery, 0, disabled],
    ['fails for one that is disabled', { ...webhook, status: 'disabled' }, waiting, 0, disabled],
    ['waits for one that is paused', paused, delivery, minute, { dueAt: at(minute), inBacklog: true }],
    ['is undefined after the pause', { ...webhook, pausedUntil: at(minute) }, waiting, minute, undefined],
    ['fails after three days in the backlog', webhook, waiting, 3 * day + 1, expired],
    ['fails where a pause begins after three days', paused, delivery, 3 * day + 1, expired],
    ['is undefined for the last attempt, a moment after three days', webhook, delivery, 3 * day + 1, undefined],
  ])('%s', (_, state, due, later, change) => {
    const found = withoutAttempt(state, due, now + later);
    if (change === undefined) expect(found).toBeUndefined();
    else expect(found).toMatchObject(Object(change));
  });
});

const concluded = (answer: Answer, state: Partial<Webhook> = {}, more: Partial<Delivery> = {}) =>
  conclude({ ...webhook, ...state }, { ...delivery, ...more }, answer, now, 0.5);
const status = (code: number, retryAfter: string | null = null): Answer => ({ status: code, retryAfter });
const failing = { failingSince: at(-hour) };

describe('an attempt', () => {
  it.each([200, 202, 204, 299])('with status %d delivers, and changes no webhook that works', (code) => {
    const { delivery: change, webhook: state } = concluded(status(code));
    expect(change).toMatchObject({ status: 'delivered', attempts: 1, dueAt: undefined, lastStatus: code });
    expect(state).toBeUndefined();
  });

  it('that succeeds ends the failing of its webhook', () => {
    expect(concluded(status(200), { ...failing, pausedUntil: at(0) }).webhook).toEqual({ failingSince: undefined });
  });

  it('takes its delivery from the backlog, whatever becomes of it', () => {
    for (const code of [200, 410, 500])
      expect(concluded(status(code), {}, { inBacklog: true }).delivery).toHaveProperty('inBacklog', undefined);
  });

  it.each([300, 400, 401, 404, 409, 413, 500, 502])('with status %d is repeated, without a pause', (code) => {
    const { delivery: change, webhook: state } = concluded(status(code));
    expect(change).toMatchObject({ attempts: 1, dueAt: at(5 * second), lastStatus: code });
    expect(change).not.toHaveProperty('status');
    expect(state).toEqual({ failingSince: at(0) });
    expect(concluded(status(code), failing).webhook).toBeUndefined();
  });

  it.each([429, 503])('with status %d waits as long as asked, as does all of the webhook', (code) => {
    const { delivery: change, webhook: state } = concluded(status(code, '600'));
    expect(change.dueAt).toBe(at(10 * minute));
    expect(state).toEqual({ failingSince: at(0), pausedUntil: at(10 * minute), dueAt: at(10 * minute) });
  });

  it.each([
    'timeout',
    'unreachable',
  ] as const)('without a response (%s) pauses the webhook, for longer each time', (failure) => {
    const soon = at(5 * second);
    expect(concluded({ failure }).webhook).toEqual({ failingSince: at(0), pausedUntil: soon, dueAt: soon });
    expect(concluded({ failure }, failing)).toMatchObject({
      delivery: { lastFailure: failure, lastStatus: undefined, dueAt: at(30 * minute) },
      webhook: { failingSince: at(-hour), pausedUntil: at(30 * minute) },
    });
  });

  it.each([
    'redirect',
    'address_refused',
    'unreadable',
  ] as const)('that fails quickly (%s) pauses nothing', (failure) => {
    expect(concluded({ failure }).webhook).toEqual({ failingSince: at(0) });
  });

  it('with status 410 switches the webhook off at once', () => {
    expect(concluded(status(410))).toMatchObject({
      delivery: { status: 'failed', dueAt: undefined, lastStatus: 410 },
      // Its backlog is due now, and fails.
      webhook: { status: 'disabled', disabledReason: 'gone', pausedUntil: at(0), dueAt: at(0) },
    });
  });

  it('switches a webhook off that has failed for five days, and not before', () => {
    expect(concluded(status(500), { failingSince: at(1 - 5 * day) }).webhook).toBeUndefined();
    expect(concluded(status(500), { failingSince: at(-5 * day) })).toMatchObject({
      delivery: { status: 'failed', dueAt: undefined },
      webhook: { status: 'disabled', disabledReason: 'failing', failingSince: at(-5 * day) },
    });
  });

  it('is the last one after ten', () => {
    expect(concluded(status(500), failing, { attempts: 9 }).delivery).toMatchObject({ status: 'failed', attempts: 10 });
  });
});
