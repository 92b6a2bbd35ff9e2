import { createRequire } from 'node:module';
import type { Item } from '../../../../../lib/local/emulators/dynamodb/dynalite.ts';
import { type Parser, parseOnce } from '../../../../../lib/local/emulators/dynamodb/parseOnce.ts';

const require = createRequire(import.meta.url);
const real = (kind: string): Parser => require(`dynalite/db/${kind}Parser.js`);
const functions = { isReserved: () => false, compare: () => false };

/** What a request has beside an expression, and what the expression left unused of it. */
function context(attrVals: Item, attrNames: Record<string, string> = { '#n': 'name' }) {
  return { attrNames, attrVals, unusedAttrNames: { ...attrNames }, unusedAttrVals: { ...attrVals }, ...functions };
}

/** A parser that parses once, and the number of expressions that it has really parsed. */
function counted(kind: string) {
  const counter = { parsed: 0 };
  const parser: Parser = {
    parse(...request) {
      counter.parsed++;
      return real(kind).parse(...request);
    },
  };
  parseOnce(parser);
  parseOnce(parser);
  return { parser, counter };
}

const small: Item = { ':a': { N: '1' }, ':b': { L: [{ S: 'x' }] } };
const large: Item = { ':a': { N: '2' }, ':b': { L: [{ S: 'y' }, { S: 'z' }] } };

describe('an expression that is parsed once', () => {
  it.each([
    ['condition', '#n.x = :a AND NOT contains(c, :b)'],
    ['condition', 'size(#n) > :a OR d IN (:a, :b)'],
    ['update', 'SET #n = if_not_exists(#n, :a) + :a, c = list_append(c, :b) REMOVE d[2]'],
    ['projection', '#n.x, c[1]'],
  ])('has the values of each request: %s %s', (kind, expression) => {
    const { parser, counter } = counted(kind);
    for (const values of [small, large, small]) {
      const [fresh, again] = [context(values), context(values)];
      expect(parser.parse(expression, { context: again })).toEqual(real(kind).parse(expression, { context: fresh }));
      expect(again).toEqual(fresh);
    }
    expect(counter.parsed).toBe(1);
  });

  it.each<[string, string, Item, Record<string, string>]>([
    ['values of other types', '#n = :a', { ':a': { S: '1' } }, { '#n': 'name' }],
    ['other names', '#n = :a', { ':a': { N: '1' } }, { '#n': 'title' }],
    ['the limits of a range', '#n between :a and :a', { ':a': { N: '1' } }, { '#n': 'name' }],
  ])('is parsed again for %s', (_, expression, values, names) => {
    const { parser, counter } = counted('condition');
    parser.parse(expression, { context: context({ ':a': { N: '1' } }) });
    parser.parse(expression, { context: context(values, names) });
    expect(counter.parsed).toBe(2);
  });

  it('is an error each time if it is one', () => {
    const { parser } = counted('condition');
    const parse = (expression: string) => parser.parse(expression, { context: context({}) });
    for (const _ of [1, 2]) {
      expect(parse('#absent = name')).toContain('not defined');
      expect(() => parse('#n =')).toThrow('found');
    }
  });
});
