import { CrmFailure } from '../../../lib/crm/CrmFailure.ts';
import { aloud } from '../../../lib/crm/withServerMessage.ts';

const sentenceOf = (said: string | undefined, ...secrets: string[]) =>
  aloud(new CrmFailure('tool_error', 'It failed.', { said }), secrets).message;

describe('what a server says', () => {
  it.each([
    ['The scope is missing.', 'It failed. It says: The scope is missing.'],
    ['  The\n\tscope  ', 'It failed. It says: The scope'],
    ['', 'It failed.'],
    [' \n', 'It failed.'],
    [undefined, 'It failed.'],
    ['x'.repeat(400), `It failed. It says: ${'x'.repeat(300)}`],
    [`${'x'.repeat(299)}\u{1f600}`, `It failed. It says: ${'x'.repeat(299)}\ufffd`],
  ])('%j is told in one line of 300 characters', (said, sentence) => {
    expect(sentenceOf(said, 'another-secret')).toBe(sentence);
  });

  it.each([
    ['whole', 'I got pat-na1-0123456789', 'pat-na1-0123456789'],
    ['cut short', 'bad token pat-na1-...', 'pat-na1-0123456789'],
    ['in capitals', 'PAT-NA1-0123456789', 'pat-na1-0123456789'],
    ['escaped', JSON.stringify('ab"cd\\ef-secret'), 'ab"cd\\ef-secret'],
    ['encoded', encodeURIComponent('a/b=much-longer+secret'), 'a/b=much-longer+secret'],
    ['that is short', 'no such user: abc', 'abc'],
    ['among others', 'I got abcdefgh', 'another-secret', 'abcdefgh'],
  ])('is kept back where it repeats a secret %s', (_, said, ...secrets) => {
    expect(sentenceOf(said, ...secrets)).toBe('It failed.');
  });

  it('is told where it has a few letters of a secret', () => {
    expect(sentenceOf('no such tool: find_it', 'find_iron-ore')).toBe('It failed. It says: no such tool: find_it');
  });

  it('leaves the reason, and is of the failure that it tells', () => {
    const failure = new CrmFailure('tool_error', 'It failed.', { said: 'So.' });
    expect(aloud(failure, [])).toMatchObject({ reason: 'tool_error', cause: failure });
  });
});
