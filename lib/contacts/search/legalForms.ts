import { folded } from './words.ts';

/** Legal forms that are common in the names of companies, without punctuation. */
const forms = new Set(
  (
    'gmbh ggmbh mbh ag se kg kgaa ohg gbr ug eg ev ek inc incorporated ltd limited llc llp lp plc corp corporation ' +
    'co company pty pte bhd sdn sa sas sasu sarl eurl sci snc scop srl srls spa sapa sl slu slne sca bv nv vof cv ' +
    'bvba cvba sprl asbl vzw ab hb as asa ans oy oyj ry aps ivs amba ehf hf ou oü uab sia zoo spzoo kft zrt nyrt ' +
    'doo dooel dd ad eood ood sro spol vos jsc cjsc pjsc ojsc ooo oao zao pao tov ltda eireli mei sapi cpa ' +
    'as tic sti kk gk yk godo kaisha pvt lda tbk tnhh gesmbh pllc lllp shpk scrl sagl ltee mmc mchj ' +
    'ооо оао зао пао ао ип тов тоо еоод оод ад доо εε αε επε ικε οε αεβε בעמ בעם ذمم شمم شمل บริษัท จํากัด'
  )
    .split(' ')
    .map(folded),
);

/** What a form in a script without spaces is written as, before or behind the name. */
const unspacedForms =
  /株式会社|有限会社|合同会社|合資会社|合名会社|有限责任公司|股份有限公司|有限公司|股份公司|주식회사|유한회사|\(株\)|㈱|㈲|\(주\)|㈜/gu;

/** Forms of several words, of which each alone may be a name. */
const phrases =
  /\b(?:sp\.?\s*z\s*o\.?\s*o|d\.\s*o\.\s*o|s\.\s*r\.\s*o|v\.\s*o\.\s*s|a\.\s*s|[aikp]\/s)(?![\p{L}\p{N}])\.?/giu;

/** Whether a word of a query is a legal form, which finds no company alone. */
export const isLegalForm = (word: string): boolean => forms.has(word);

/**
 * Leaves the forms out of a query in which they may stand without a space beside the name, and makes one word of those
 * of several words.
 */
export function joinLegalForms(query: string): string {
  const name = query.replace(unspacedForms, ' ').replace(phrases, (form) => ` ${compact(form)} `);
  return name.trim() === '' ? query : name;
}

/** A legal form as it is stored: in lower case, without punctuation and spaces. */
const compact = (form: string): string => folded(form).replace(/[^\p{L}\p{M}\p{N}]/gu, '');

/**
 * Splits the name of a company into what finds it, and the legal forms in it. A name of forms only is found by them.
 */
export function splitCompany(name: string): { readonly words: string; readonly legalForms: readonly string[] } {
  const legalForms: string[] = [];
  const collect = (form: string): string => {
    legalForms.push(compact(form));
    return ' ';
  };
  // `S.A.` and `G.m.b.H.` are one word.
  const words = name
    .replace(unspacedForms, collect)
    .replace(phrases, collect)
    .replace(/(?<![\p{L}\p{N}])(?:\p{L}{1,2}\.){2,}\p{L}?(?![\p{L}\p{N}])|[\p{L}\p{M}]+/gu, (text) =>
      forms.has(compact(text)) ? collect(text) : text,
    );
  return /[\p{L}\p{N}]/u.test(words) ? { words, legalForms } : { words: name, legalForms: [] };
}
