/** What has a property of Unicode in ASCII, as part of a character class. */
export const asciiMembers: Readonly<Record<string, string>> = {
  L: 'A-Za-z',
  M: '',
  N: '0-9',
  Z: ' ',
  Zl: '',
  Zp: '',
  C: '\\0-\\x1f\\x7f',
  Cc: '\\0-\\x1f\\x7f',
  Cf: '',
  Cs: '',
  Default_Ignorable_Code_Point: '',
};

const isAscii = /^[\0-\x7f]*$/;

/**
 * A format of strings: its pattern, and the phrase for error messages. It is a format for ajv.
 *
 * V8 takes up to eight milliseconds for a pattern with letters of all scripts: when it parses a literal, and again at
 * the first two uses. A source is therefore a string, and an ASCII text is compared with a pattern that has only
 * ASCII's letters.
 */
export class Format {
  readonly #source: string;
  readonly #flags: string;
  readonly phrase: string;
  #pattern: RegExp | undefined;
  #asciiPattern: RegExp | undefined;

  /** Properties of Unicode are in character classes only. */
  constructor(source: string, flags: string, phrase: string) {
    this.#source = source;
    this.#flags = flags;
    this.phrase = phrase;
  }

  get pattern(): RegExp {
    this.#pattern ??= new RegExp(this.#source, this.#flags);
    return this.#pattern;
  }

  /** Whether the text has this format. */
  validate(text: string): boolean {
    if (!isAscii.test(text)) return this.pattern.test(text);
    this.#asciiPattern ??= new RegExp(inAscii(this.#source), this.#flags);
    return this.#asciiPattern.test(text);
  }
}

const inAscii = (source: string): string =>
  source.replaceAll(/\\(?:p\{(\w+)\}|.)/gs, (text, property) => asciiMembers[property] ?? text);
