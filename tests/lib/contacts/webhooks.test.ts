import {
  endSecrets,
  maxSecrets,
  maxWebhooks,
  newWebhook,
  patchWebhook,
  requireRoomForWebhook,
  validSecrets,
  type Webhook,
  type WebhookChange,
} from '../../../lib/contacts/webhooks.ts';
import type { WebhookPatch } from '../../../schemas/webhookInput.ts';

const now = Date.parse('2026-11-23T09:30:00.000Z');
const hour = 3_600_000;
const at = (hours: number) => new Date(now + hours * hour).toISOString();
const webhook = newWebhook({ tenantId: 't', url: 'https://hooks.example/a' }, 'first', 'key:1', now);

describe('patchWebhook', () => {
  const failing: Webhook = { ...webhook, description: 'Billing', failingSince: at(-1), pausedUntil: at(9) };
  const restarted = { failingSince: undefined, pausedUntil: at(1), dueAt: at(1) };
  it.each<[string, Webhook, WebhookPatch, WebhookChange | undefined]>([
    ['nothing without a value', failing, {}, undefined],
    [
      'nothing with the same values',
      { ...webhook, description: 'Billing' },
      { url: webhook.url, description: 'Billing', status: 'enabled' },
      undefined,
    ],
    ['nothing where null clears nothing', failing, { eventTypes: null }, undefined],
    ['a list as a whole', failing, { changedFields: ['email'] }, { changedFields: ['email'] }],
    ['a description that null clears', failing, { description: null }, { description: undefined }],
    [
      'another URL, which has not failed yet',
      failing,
      { url: 'https://hooks.example/b' },
      { url: 'https://hooks.example/b', ...restarted },
    ],
    [
      'the status with its reason, and has the backlog fail',
      failing,
      { status: 'disabled' },
      { status: 'disabled', disabledReason: 'person', pausedUntil: at(1), dueAt: at(1) },
    ],
    [
      'the status back, without reason and failures',
      { ...failing, status: 'disabled', disabledReason: 'gone' },
      { status: 'enabled' },
      { status: 'enabled', disabledReason: undefined, ...restarted },
    ],
    ['the failures and the pause of one that is stated to be enabled', failing, { status: 'enabled' }, restarted],
    ['not the reason of one that is disabled', { ...failing, status: 'disabled' }, { status: 'disabled' }, undefined],
  ])('changes %s', (_, stored, patch, change) => {
    const author = { changedAt: at(1), changedBy: 'key:2' };
    expect(patchWebhook(stored, patch, 'key:2', now + hour)).toStrictEqual(change && { ...change, ...author });
  });
});

describe('the secrets of a webhook', () => {
  const rotate = (
    secrets: Webhook['secrets'],
    name: string,
    overlapSeconds: number,
    hours: number,
  ): Webhook['secrets'] => [{ name }, ...endSecrets({ secrets }, overlapSeconds, now + hours * hour)];

  it('are the new one and the old one until the end of the overlap, after a rotation', () => {
    const secrets = rotate(webhook.secrets, 'second', 86_400, 0);
    expect(secrets).toEqual([{ name: 'second' }, { name: 'first', until: at(24) }]);
    expect(validSecrets({ secrets }, now + 24 * hour - 1)).toHaveLength(2);
    expect(validSecrets({ secrets }, now + 24 * hour)).toEqual([{ name: 'second' }]);
  });

  it('keep the end that an earlier rotation gave them, or get an earlier one', () => {
    const secrets = rotate(rotate(webhook.secrets, 'second', 86_400, 0), 'third', 86_400, 1);
    expect(secrets).toEqual([{ name: 'third' }, { name: 'second', until: at(25) }, { name: 'first', until: at(24) }]);
    expect(rotate(secrets, 'fourth', 0, 2)).toEqual([{ name: 'fourth' }]);
    expect(rotate(secrets, 'fourth', 86_400, 24.5)).toEqual([
      { name: 'fourth' },
      { name: 'third', until: at(48.5) },
      { name: 'second', until: at(25) },
    ]);
  });

  it('are limited', () => {
    let { secrets } = webhook;
    for (let n = 1; n < maxSecrets; n++) secrets = rotate(secrets, `${n}`, 86_400, n);
    expect(() => rotate(secrets, 'x', 86_400, 9)).toThrow(
      `The webhook has ${maxSecrets} secrets that are valid; wait until one ends`,
    );
    expect(rotate(secrets, 'x', 86_400, 25)).toHaveLength(maxSecrets);
  });
});

it('a tenant may have a limited number of webhooks', () => {
  expect(() => requireRoomForWebhook(maxWebhooks - 1)).not.toThrow();
  expect(() => requireRoomForWebhook(maxWebhooks)).toThrow('A tenant has at most 10 webhooks; delete one first');
});
