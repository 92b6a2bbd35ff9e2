import { matcher } from '../../../../../lib/local/emulators/events/pattern.ts';

const event = {
  'detail-type': 'channel.message_received',
  source: 'channels',
  resources: ['one', 'two'],
  detail: {
    count: 3,
    urgent: true,
    nothing: null,
    sender: { address: 'a@b.example' },
    parts: [{ n: 1 }, { n: 2 }],
    changed: ['email', 'phone'],
  },
};

describe('matcher', () => {
  it.each<[string, object, boolean]>([
    ['an exact text', { source: ['channels'] }, true],
    ['another text', { source: ['crm'] }, false],
    ['one of several', { source: ['crm', 'channels'] }, true],
    ['a text in another case', { source: ['Channels'] }, false],
    ['two fields', { source: ['channels'], 'detail-type': ['channel.message_received'] }, true],
    ['two fields of which one differs', { source: ['channels'], 'detail-type': ['x'] }, false],
    ['a number', { detail: { count: [3] } }, true],
    ['a number as a text', { detail: { count: ['3'] } }, false],
    ['true', { detail: { urgent: [true] } }, true],
    ['null', { detail: { nothing: [null] } }, true],
    ['null for a missing field', { detail: { missing: [null] } }, false],
    ['an inner field', { detail: { sender: { address: ['a@b.example'] } } }, true],
    ['a field within a text', { source: { address: ['a'] } }, false],
    ['one element of a list', { resources: ['two'] }, true],
    ['no element of a list', { resources: ['three'] }, false],
    [
      'an event of one of two types with a changed field',
      { 'detail-type': ['channel.message_received', 'x'], detail: { changed: ['email'] } },
      true,
    ],
    ['another changed field', { detail: { changed: ['companyName'] } }, false],
    ['one of two changed fields', { detail: { changed: ['companyName', 'phone'] } }, true],
    ['an object in a list', { detail: { parts: { n: [2] } } }, true],
    ['a prefix', { 'detail-type': [{ prefix: 'channel.' }] }, true],
    ['another prefix', { 'detail-type': [{ prefix: 'conversation.' }] }, false],
    ['a prefix of a number', { detail: { count: [{ prefix: '3' }] } }, false],
    ['anything but a prefix', { source: [{ 'anything-but': { prefix: 'crm' } }] }, true],
    ['anything but the prefix that it has', { source: [{ 'anything-but': { prefix: 'chan' } }] }, false],
    ['anything but a prefix for a missing field', { missing: [{ 'anything-but': { prefix: 'x' } }] }, false],
    ['a prefix or a text', { 'detail-type': [{ prefix: 'x' }, 'channel.message_received'] }, true],
    ['exists: true for a field', { detail: { count: [{ exists: true }] } }, true],
    ['exists: true for null', { detail: { nothing: [{ exists: true }] } }, true],
    ['exists: true for a missing field', { detail: { missing: [{ exists: true }] } }, false],
    ['exists: true for an object, which is not a value', { detail: { sender: [{ exists: true }] } }, false],
    ['exists: false for a field', { detail: { count: [{ exists: false }] } }, false],
    ['exists: false for a missing field', { missing: { inner: [{ exists: false }] } }, true],
    ['an empty pattern', {}, true],
  ])('evaluates %s', (_, pattern, matches) => {
    expect(matcher(pattern)(event)).toBe(matches);
  });

  it.each<[unknown, string]>([
    [{ source: [{ suffix: 'x' }] }, '{"suffix":"x"}'],
    [{ source: [{ 'anything-but': ['x'] }] }, '{"anything-but":["x"]}'],
    [{ source: [{ 'anything-but': { suffix: 'x' } }] }, '{"anything-but":{"suffix":"x"}}'],
    [{ detail: { count: [{ numeric: ['>', 1] }] } }, '{"numeric":[">",1]}'],
    [{ source: [{ prefix: { 'equals-ignore-case': 'x' } }] }, '{"prefix":{"equals-ignore-case":"x"}}'],
    [{ source: [{ prefix: 'x', exists: true }] }, '{"prefix":"x","exists":true}'],
    [{ source: [['x']] }, '["x"]'],
    [{ $or: [{ source: ['x'] }] }, '$or'],
  ])('rejects %j for its operator', (pattern, operator) => {
    expect(() => matcher(pattern)).toThrow(`The pattern operator ${operator} is not emulated`);
  });

  it.each<[unknown, string]>([
    [{ source: 'channels' }, 'A pattern has "channels" where an object or a list is required'],
    [{ source: [] }, 'A pattern has an empty list'],
  ])('rejects %j', (pattern, message) => {
    expect(() => matcher(pattern)).toThrow(message);
  });
});
