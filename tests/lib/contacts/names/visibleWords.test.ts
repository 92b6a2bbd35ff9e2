import { isVisible, visibleWords } from '../../../../lib/contacts/names/visibleWords.ts';
import * as formats from '../../../../schemas/formats.ts';
import fc from '../../../support/properties.ts';

const unit = fc.oneof(
  fc.constantFrom(
    ' ',
    '\t',
    '\u3000',
    '\xa0',
    '\xad',
    '\u200b',
    '\u202e',
    '\u2800',
    '\ud800',
    '\u0301',
    'a',
    '𝐀',
    '山',
  ),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
);
const text = fc.string({ unit });

describe('visibleWords', () => {
  it('sees what the format of visible texts sees', () => {
    fc.assert(fc.property(text, (each) => expect(isVisible(each)).toBe(formats.visible.validate(each))));
  });

  it('joins the words that somebody sees with single spaces', () => {
    fc.assert(
      fc.property(text, (each) => {
        const words = each.split(/\s+/).filter((word) => formats.visible.validate(word));
        expect(visibleWords(each)).toBe(words.join(' '));
      }),
    );
  });
});
