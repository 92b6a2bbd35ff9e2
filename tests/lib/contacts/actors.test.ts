import { callerSource, forbidAgent, isAgent, sourceOf } from '../../../lib/contacts/actors.ts';

describe('sourceOf', () => {
  it.each([
    ['key:0123456789ab', 'manual'],
    ['user:auth0|5f:1', 'manual'],
    ['agent:0123456789ab', 'agent'],
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

describe('an agent', () => {
  it('is a key of its kind, and writes a source of its own', () => {
    const callers = ['agent:0123456789ab', 'key:0123456789ab', 'user:agent:1', 'demo'];
    expect(callers.map(isAgent)).toEqual([true, false, false, false]);
    expect(callers.map(callerSource)).toEqual(['agent', 'manual', 'manual', 'manual']);
  });

  it('is told what only a person can do', () => {
    expect(() => forbidAgent('agent:1', 'sing')).toThrow('An API key of kind agent cannot sing');
    expect(() => forbidAgent('key:1', 'sing')).not.toThrow();
  });
});
