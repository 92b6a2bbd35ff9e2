import { splitVia } from '../rewrittenSender.ts';
import { isNickname } from './nicknames.ts';

/** A text without its decoration, and the parts of it that may name a company. */
export type Undecorated = { readonly text: string; readonly asides: readonly Aside[] };

/** A part beside the name. Beside `via` stands a service, which is the sender's employer seldom. */
export type Aside = { readonly text: string; readonly isService: boolean };

const emoji =
  /(?:[\p{Extended_Pictographic}\p{Regional_Indicator}\p{Emoji_Modifier}\u{e0020}-\u{e007f}\u{2190}-\u{2bff}]|\u{fe0e}|\u{fe0f}|\u{20e3})\u200d?/gu;
const pronoun =
  '(?:she|her|hers|he|him|his|they|them|theirs|ze|zir|xe|xem|ey|em|fae|any|all|sie|ihr|ihre|er|ihm|ihn|sein|dey|elle|iel|lui|il|ella|él|ellos|elle|ela|dele|dela|lei|hij|hem|zij|haar|hen|hun|die|diens|hon|henne|han|honom|hen|hun|hende|ham|ona|jej|on|jego)';
const pronouns = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:pronouns?:?\\s*)?${pronoun}(?:\\s*[/|]\\s*${pronoun})+(?![\\p{L}\\p{N}])`,
  'giu',
);
const phone =
  /(?:(?<=^|\s)(?:tel|phone|mobile?|mob|cell|handy|fon|fax|t|m|w|☎)[.:]*\s*)?(?<![\p{L}\p{N}])\+?\(?\d(?:[\s()./-]*\d){5,}(?![\p{L}\p{N}])/giu;
const brackets =
  /\(([^()]*)\)|\[([^[\]]*)\]|\{([^{}]*)\}|（([^（）]*)）|【([^【】]*)】|〔([^〔〕]*)〕|<([^<>]*)>|「([^「」]*)」/gu;
/** Marks that separate a name from what stands behind it; a dash and a slash only between spaces. */
const separator = /\s*(?:[|¦│｜•●‣»›]|(?<!\p{L})·|·(?!\p{L}))\s*|\s+(?:[-–—−‐~/\\:]+|::)(?:\s+|$)|\s*[—―]\s*/u;
const preposition = /^(\S.*?)\s+(?:from|at|bei|chez)\s+(\S.*)$/u;
const birthName = /\s+(?:geb\.|geborene?r?|née?|born|f\.)\s+\S+$/u;
const label =
  /^(?:from|von|de|da|van|name|sender|absender|contact|kontakt|re|fwd?|aw|wg|tr|rv|mr|ext|extern|external)\s*:\s*/iu;

/** Takes decoration off a display name. The first part is the name, unless `isNoName` says otherwise of it. */
export function undecorated(text: string, isNoName: (part: string) => boolean): Undecorated {
  const asides: Aside[] = [];
  const aside = (part: string, isService = false): void => {
    if (part !== '') asides.push({ text: part, isService });
  };
  let rest = trimMarks(text.replace(emoji, ' ').replace(pronouns, ' ').replace(label, ''));
  const via = splitVia(rest);
  if (via) {
    rest = via.person;
    aside(trimMarks(via.service), true);
  }
  rest = withoutBrackets(rest, aside).replace(phone, ' ');
  const [first = '', ...others] = rest
    .split(separator)
    .map(trimMarks)
    .filter((part) => part !== '');
  const at = isNoName(first) ? others.findIndex((part) => !isNoName(part)) : -1;
  const name = others[at] ?? first;
  for (const part of at >= 0 ? [first, ...others.filter((_, i) => i !== at)] : others) aside(part);
  const [, person, company] = preposition.exec(name) ?? [];
  if (company !== undefined) aside(trimMarks(company));
  return { text: withoutGroup(trimMarks((person ?? name).replace(birthName, ''))), asides };
}

function withoutBrackets(text: string, aside: (part: string) => void): string {
  return text
    .replace(brackets, (whole: string, ...groups: unknown[]) => {
      const inner = trimMarks(
        groups
          .slice(0, 8)
          .find((each) => typeof each === 'string')
          ?.toString() ?? '',
      );
      const before = text.slice(0, text.indexOf(whole));
      const behind = text.slice(text.indexOf(whole) + whole.length);
      // Between two words of a name stands a nickname.
      const isInside = /[\p{L}.]\s*$/u.test(before) && /^\s*\p{L}/u.test(behind);
      if (!isInside && !isNickname(inner, before)) aside(inner);
      return ' ';
    })
    .replace(/\s*[([{（【][^)\]}）】]*$/u, (open) => {
      aside(trimMarks(open));
      return ' ';
    });
}

/** `Doe, John:GROUP`. */
const withoutGroup = (text: string): string => text.replace(/\s*:\s*\S.*$/su, '');

const quotes = /^["'`“”„‘’‚«»]{1,2}(.*[^"'`“”„‘’‚«»])["'`“”„‘’‚«»]{1,2}$/su;

/** Leaves out marks around a text that are no part of a word: `~Anna`, `*** Bo ***`, `"Li"`. */
export function trimMarks(text: string): string {
  const plain = text.replace(/\s+/gu, ' ').trim();
  const trimmed = plain
    .replace(quotes, '$1')
    .replace(/^[^\p{L}\p{N}\p{M}'’‘`([{（【㈱㈲㈜"]+/u, '')
    .replace(/(?:[^\p{L}\p{N}\p{M}.'’)\]}）】"㈱㈲㈜]|(?<=\p{L}{3})[.]{2,}|\s\.)+$/u, '')
    .trim();
  return trimmed === text ? text : trimmed === plain ? plain : trimMarks(trimmed);
}
