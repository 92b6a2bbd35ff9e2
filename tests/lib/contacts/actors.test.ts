import { sourceOf } from '../../../lib/contacts/actors.ts';

describe('sourceOf', () => {
  it.each([
    ['key:0123456789ab', 'manual'],
    ['user:auth0|5f:1', 'manual'],
    ['message:m-1', 'sender'],
    ['event:e-1', 'conversation'],
    ['crm:crm.example', 'crm'],
    ['domain:acme.de', 'domain'],
    ['constructor:x', 'unknown'],
    ['', 'unknown'],
  ])('of %j is %s', (actor, source) => {
    expect(sourceOf(actor)).toBe(source);
  });
});
