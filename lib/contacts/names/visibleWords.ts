import * as formats from '../../../schemas/formats.ts';

const [unknown, space, visible, invisible] = [0, 1, 2, 3] as const;

/** What each code point is, once it has been met: asking a pattern about every word of a long text takes 50 us. */
let kinds = new Uint8Array(0);

function kindOf(code: number): number {
  const known = kinds[code] ?? unknown;
  if (known !== unknown) return known;
  if (kinds.length === 0) kinds = new Uint8Array(0x110000);
  const character = String.fromCodePoint(code);
  const kind = /\s/.test(character) ? space : formats.visible.validate(character) ? visible : invisible;
  kinds[code] = kind;
  return kind;
}

/** Most texts have visible characters and single spaces only. The pattern names no property of Unicode: see Format. */
const tidy = /^[!-~\xa1-\xac\xae-\u02ff\u0370-\u0603\u3041-\u3096\u30a1-\u30ff\u4e00-\u9fff\uac00-\ud7a3 ]*$/;

/** The text with single spaces, and without words that nobody sees. */
export function visibleWords(text: string): string {
  const trimmed = text.trim();
  if (tidy.test(trimmed) && !trimmed.includes('  ')) return trimmed;
  // Of 200 words, slices that are joined again would take most of the time.
  const units = new Uint16Array(trimmed.length + 1);
  let [length, start, isSeen] = [0, 0, false];
  for (let at = 0; at <= trimmed.length; at++) {
    const code = trimmed.codePointAt(at) ?? 0x20;
    const kind = kindOf(code);
    units[length++] = kind === space ? 0x20 : trimmed.charCodeAt(at);
    if (code > 0xffff) units[length++] = trimmed.charCodeAt(++at);
    isSeen ||= kind === visible;
    if (kind !== space) continue;
    if (!isSeen) length = start;
    [start, isSeen] = [length, false];
  }
  return Buffer.from(units.buffer, 0, 2 * Math.max(0, length - 1)).toString('utf16le');
}

/** Whether somebody sees a text: as `formats.visible`, but in a constant time for each character. */
export const isVisible = (text: string): boolean => visibleWords(text) !== '';
