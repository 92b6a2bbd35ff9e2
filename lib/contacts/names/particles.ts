const set = (words: string): ReadonlySet<string> => new Set(words.split(' '));

/**
 * Words that begin a surname, in lower case or with a capital. The list was written for this project from its author's
 * own knowledge, after a look at the prefixes of parse-full-name 1.2.7 (MIT).
 */
const particles = set(
  'van von vom vd de den der di da del della dello dei degli dal dalla des du dos das la le el al bin ibn bint binti ' +
    "abu abou ten ter zu zum zur af av ó ní nic uí mhic st. ste. v.d. a/l a/p s/o d/o 't ’t ‘t 's ’s ‘s",
);

/** Particles that are names, initials or other words when they have a capital. */
const lowerParticles = set('do v. d. v v/d vdr v.d los las ben bar ould te het dit z ze und e i y');

/** They begin a surname before a particle only (`op de Beeck`, `auf der Maur`). */
const prepositions = set('in op auf aus aan bij am an im ob onder over uit uijt tot voor achter toe');

/** They join two surnames, so the word before them belongs to the surname too: `Ortega y Gasset`, `Sousa e Silva`. */
const joiners = set('y e i');

/** Given names that have a particle: María del Carmen, Maria de Fátima, José de Jesús, João de Deus. */
const devoted = set('maria maría mª m.ª ma. ana josé jose juan joão joao rosa');
const devotions = set(
  'carmen pilar mar rosario socorro consuelo rocío rocio sol valle refugio sagrario camino lourdes lurdes fátima ' +
    'fatima guadalupe jesús jesus dios deus montserrat ángeles angeles dolores mercedes nieves remedios luz paz cruz ' +
    'concepción concepcion conceição conceicao soledad esperanza graça glória gloria gracia dores céu carmo anjos ' +
    'lurdes prazeres neves',
);

/** Surnames of most Vietnamese people, without their diacritics. Written for this project from own knowledge. */
const vietnamese = set(
  'nguyen tran le pham hoang huynh phan vu vo dang bui do ho ngo duong ly dinh doan truong trinh dao luu luong cao ' +
    'thai quach vuong lam ha ta to phung chau',
);

const plain = (word: string): string =>
  word
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/đ/gi, 'd')
    .toLowerCase();

/**
 * Whether the first or the last word is a Vietnamese surname, so that capitalised particles are names (`Van`, `Le`).
 */
const isVietnamese = (words: readonly string[]): boolean =>
  vietnamese.has(plain(words[0] ?? '')) || vietnamese.has(plain(words.at(-1) ?? ''));

export const isLower = (word: string): boolean => word === word.toLowerCase();

function isParticle(words: readonly string[], i: number): boolean {
  const word = words[i] ?? '';
  const lower = word.toLowerCase();
  if (particles.has(lower)) return word === lower || !isVietnamese(words);
  if (word !== lower) return false;
  return lowerParticles.has(word) || (prepositions.has(word) && particles.has(words[i + 1] ?? ''));
}

/** The number of particles that a list of words begins with. */
export function leadingParticles(words: readonly string[]): number {
  let count = 0;
  while (count < words.length && isParticle(words, count)) count++;
  return count;
}

/** Particles that are no given names: nobody is called `De`, but people are called `Van` and `Al`. */
const sureParticles = set('de des degli dello dos');

/**
 * The number of words in front that are a surname: all of `de Meunier` and `Van der Berg`, but none of `Van Morrison`.
 * Before further words, only lower case shows it: two of `van Dijk Piet`.
 */
export function surnameInFront(words: readonly string[]): number {
  const count = leadingParticles(words);
  const [first = ''] = words;
  const rest = words.length - count;
  if (count === 0 || rest === 0) return 0;
  const isLowered = isLower(first) && !isLower(words[count] ?? '');
  const isCertain = isLowered || sureParticles.has(first.toLowerCase()) || count > 1;
  if (rest === 1) return isCertain ? words.length : 0;
  if (!isLowered) return 0;
  return joiners.has(words[count + 1] ?? '') ? words.length : count + 1;
}

/** The index of the first word of a surname that particles show, at least 1; undefined where there are none. */
export function particleSurname(words: readonly string[]): number | undefined {
  const last = words.length - 1;
  let i = 1;
  if (devoted.has((words[0] ?? '').toLowerCase())) {
    const devotion = 1 + leadingParticles(words.slice(1, 4));
    if (devotion > 1 && devotion < last && devotions.has((words[devotion] ?? '').toLowerCase())) i = devotion + 1;
  }
  for (; i < last; i++) {
    if (joiners.has(words[i + 1] ?? '') && i + 1 < last) return i;
    if (isParticle(words, i)) return i;
  }
  return undefined;
}
