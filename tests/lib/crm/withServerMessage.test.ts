import { CrmFailure } from '../../../lib/crm/CrmFailure.ts';
import { withServerMessage } from '../../../lib/crm/withServerMessage.ts';

const messageOf = (serverMessage: string | undefined, ...secrets: string[]) =>
  withServerMessage(new CrmFailure('tool_error', 'It failed.', { serverMessage }), secrets).message;

describe('withServerMessage', () => {
  it.each([
    ['The scope is missing.', "It failed. The server's message: The scope is missing."],
    ['  The\n\tscope  ', "It failed. The server's message: The scope"],
    ['', 'It failed.'],
    [' \n', 'It failed.'],
    [undefined, 'It failed.'],
    ['x'.repeat(400), `It failed. The server's message: ${'x'.repeat(300)}`],
    [`${'x'.repeat(299)}\u{1f600}`, `It failed. The server's message: ${'x'.repeat(299)}\ufffd`],
  ])('appends %j in one line of at most 300 characters', (serverMessage, message) => {
    expect(messageOf(serverMessage, 'another-secret')).toBe(message);
  });

  it.each([
    ['in full', 'I got pat-na1-0123456789', 'pat-na1-0123456789'],
    ['shortened', 'bad token pat-na1-...', 'pat-na1-0123456789'],
    ['with invisible characters in it', [...'pat-na1-0123456789'].join('\u200b'), 'pat-na1-0123456789'],
    ['in capitals', 'PAT-NA1-0123456789', 'pat-na1-0123456789'],
    ['escaped', JSON.stringify('ab"cd\\ef-secret'), 'ab"cd\\ef-secret'],
    ['encoded', encodeURIComponent('a/b=much-longer+secret'), 'a/b=much-longer+secret'],
    ['of three characters', 'no such user: abc', 'abc'],
    ['of several', 'I got abcdefgh', 'another-secret', 'abcdefgh'],
  ])('leaves the message out if it repeats a secret %s', (_, serverMessage, ...secrets) => {
    expect(messageOf(serverMessage, ...secrets)).toBe('It failed.');
  });

  it('appends a message that shares fewer than eight characters with a secret', () => {
    expect(messageOf('no such tool: find_it', 'find_iron-ore')).toBe(
      "It failed. The server's message: no such tool: find_it",
    );
  });

  it('keeps the reason, and the failure as its cause', () => {
    const failure = new CrmFailure('tool_error', 'It failed.', { serverMessage: 'So.' });
    expect(withServerMessage(failure, [])).toMatchObject({ reason: 'tool_error', cause: failure });
  });
});
