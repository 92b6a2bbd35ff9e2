import { type Received, readEvent } from '../../../lib/events/readEvent.ts';
import { conversationUpdated } from '../../../schemas/compiled/events/conversationUpdated.js';
import { messageReceived } from '../../../schemas/compiled/events/messageReceived.js';
import { conversationUpdated as facts } from '../../../schemas/events/conversationUpdated.ts';
import { messageReceived as message } from '../../../schemas/events/messageReceived.ts';

const [factsExample] = facts.detail.examples;
const [messageExample] = message.detail.examples;
const now = Date.UTC(2026, 10, 24);

const bodyOf = (detailType: string, detail: unknown) =>
  JSON.stringify({ id: 'e-1', 'detail-type': detailType, detail });
const readFacts = (more: object): Received<unknown> =>
  readEvent([conversationUpdated], bodyOf('conversation.updated', { ...factsExample, ...more }), now);
const readMessage = (more: object): Received<unknown> =>
  readEvent([messageReceived], bodyOf('channel.message_received', { ...messageExample, ...more }), now);

describe('readEvent', () => {
  it('returns the id and the detail, with trimmed strings and without null', () => {
    const sender = { address: ' a@acme.de ', displayName: null, profileName: ' Anna ' };
    expect(readMessage({ sender, version: null })).toEqual({
      id: 'e-1',
      type: 'channel.message_received',
      detail: { ...messageExample, sender: { address: 'a@acme.de', profileName: 'Anna' } },
      dropped: [],
    });
  });

  it.each([
    ['2026-11-23T10:30:00+01:00', '2026-11-23T09:30:00.000Z'],
    ['2016-12-31T23:59:60Z', '2017-01-01T00:00:00.000Z'],
    ['2026-11-24T00:05:00Z', '2026-11-24T00:05:00.000Z'],
    ['2026-11-24T00:05:00.001Z', '2026-11-24T00:00:00.000Z'],
    ['2062-11-24T00:00:00Z', '2026-11-24T00:00:00.000Z'],
  ])('reads the time %s on 2026-11-24 as %s', (time, expected) => {
    expect(readMessage({ receivedAt: time }).detail).toMatchObject({ receivedAt: expected });
    expect(readFacts({ observedAt: time }).detail).toMatchObject({ observedAt: expected });
  });

  it.each(['2026-02-30T00:00:00Z', '2026-11-24', ''])('throws `invalid` for the time %j', (time) => {
    expect(() => readMessage({ receivedAt: time })).toThrow('/receivedAt violates the rule');
  });

  it('drops invalid facts, and names the rules that they violate', () => {
    const phone = '0'.repeat(101);
    const given = { firstName: ' ', email: 'nobody', phone, companyName: 'Acme', lastName: null };
    expect(readFacts({ facts: given })).toEqual({
      id: 'e-1',
      type: 'conversation.updated',
      detail: { ...factsExample, facts: { companyName: 'Acme' } },
      dropped: [
        { pointer: '/facts/firstName', message: '/facts/firstName violates the rule minLength' },
        { pointer: '/facts/email', message: '/facts/email violates the rule format' },
        { pointer: '/facts/phone', message: '/facts/phone violates the rule maxLength' },
      ],
    });
  });

  it.each([2, '1'])('names the supported version of an event to the sender of version %j', (version) => {
    expect(() => readMessage({ version })).toThrow(
      '/version must be 1, the only version of channel.message_received that is supported',
    );
  });

  it.each([
    ['the facts are no object', { facts: 'x' }],
    ['there are no facts', { facts: null }],
    ['anything else is invalid too', { facts: { email: 'nobody' }, contactId: 'x' }],
  ])('throws `invalid` where %s', (_, more) => {
    expect(() => readFacts(more)).toThrow(expect.objectContaining({ code: 'invalid' }));
  });

  it.each([
    ['is no JSON', 'x'],
    ['has no id', JSON.stringify({ 'detail-type': 'conversation.updated', detail: factsExample })],
    ['is of another type', bodyOf('conversation.updated.v2', factsExample)],
    ['has no detail', bodyOf('conversation.updated', undefined)],
  ])('throws `invalid` for a message that %s', (_, body) => {
    expect(() => readEvent([conversationUpdated], body, now)).toThrow(expect.objectContaining({ code: 'invalid' }));
  });
});
