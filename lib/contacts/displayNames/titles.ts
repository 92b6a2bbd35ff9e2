import { isDegree, isGeneration, isTitle } from '../names/affixes.ts';

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '));

/**
 * Titles and forms of address that software writes in front of names, without dots. The list was written for this
 * project from its author's own knowledge of the languages' usage.
 */
const titles = set(
  'mister missus madam messrs mmes mm mlles maître me prof professor professeur profesor profesora professora professore ' +
    'professoressa prof.in doctor doktor docteur doctora dottore dottoressa dottor drs ir mr.in doz doz.in priv.-doz ' +
    'privatdozent pd frau herr hrn fräulein fam familie dhr mevr mevrouw mw meneer hr fru fröken frk pan pani pán paní ' +
    'slečna gospodin gospođa gospa gdja hon honorable rev reverend revd fr father pastor pfr pfarrer rabbi imam sheikh ' +
    'shri shrimati smt sri kumari capt captain cpt col colonel gen general lt lieutenant maj major sgt sergeant cmdr ' +
    'commander amb ambassador sen senator rep gov governor judge justice sra srta srª dª d.ª senhor senhora ' +
    'sig.ra sigra sig.na sigra avv avvocato geom arch rag abg adv advogado lic licda licenciado ing ing.in inż ingeniero ' +
    'dipl dipl.-ing dipl.-kfm dipl.-kffr dipl.-inf dipl.-inform dipl.-phys dipl.-psych dipl.-betriebsw dipl.-volksw ' +
    'dipl.-math dipl.-chem dipl.-biol dipl.-jur mgr bc judr mudr rndr phdr paeddr mvdr rsdr thdr thlic csc akad med jur ' +
    'phil nat rer techn oec theol habil vet dent pol h.c hc mult sc ass ra rain rechtsanwalt rechtsanwältin stb wp bey ' +
    'hanım sayın sn г-н г-жа господин госпожа д-р проф κ κος κα κυρ δρ السيد السيدة الأستاذ الدكتور د أ م mx ind misc',
);

/** Titles of which the given names are a part of the address: `Sir Elton`, `Sister Mary`. */
const givenTitles = set('sir dame don doña dona dom lord lady sister brother mother padre sœur frère');

/**
 * Degrees, honours, licences and posts that stand behind names, beside those of names/affixes.ts, without dots. The list
 * was written for this project from its author's own knowledge.
 */
const postNominals = set(
  'msc bsc ma ba mba phd ph.d llm ll.m mphil meng beng bcom mcom mtech btech mtec bca mca bpharm mpharm mbbs bds mds facs ' +
    'facp faan faap frsc frse fias fics ccna ccnp mcse cfp clu chfc cpcu cebs aams crpc cima cipd fcipd mcipd assoc ' +
    'fcii acii prince2 itil safe spc6 pmi-acp togaf cams cfe csm cspo sphr shrm gisp lssbb cne cnm aprn fnp arnp bsn msn ' +
    'dnp rd ldn cde otr ot pt ccc-slp slp mft lmhc lpc ncc cadc jp qc kc mp mep tdp cbe obe dr.h.c emba ed.d d.phil ' +
    'b.sc m.sc b.eng m.eng m.a b.a magister mag.a bakk.phil fh mag.(fh) mas cas ceo cfo cto coo cmo cio vp svp evp md ' +
    'inż mgr bc csc drsc dis esq esquire sj osb ofm op ret retd dipl.-ing dipl.-kfm dipl.-inf',
);

const bare = (word: string): string => word.replace(/[.,;]+$/, '').toLowerCase();
const undotted = (word: string): string => bare(word).replaceAll('.', '');

/** A short word that is also a name or an initial is a title only with a dot. */
const needsDot = set(
  'm me d mm fr sc med don dom di ind ra wp pd hc gen maj col rep ass sen pan mag arch ing phil nat vet sri',
);

/** Whether a word in front of a name is a title. */
export function isFormalTitle(word: string): boolean {
  const plain = bare(word);
  if (givenTitles.has(plain)) return false;
  if (isTitle(word)) return true;
  if (!titles.has(plain) && !titles.has(undotted(word))) return false;
  return word.includes('.') || !needsDot.has(plain) || plain === 'pd' || plain === 'ing' || plain === 'mag';
}

/** Whether a word behind a name is a degree, an honour or a title. A generation is none. */
export function isPostNominal(word: string): boolean {
  if (isGeneration(word)) return false;
  if (isDegree(word)) return word !== word.toLowerCase() || word.includes('.') || undotted(word).length > 3;
  const known = postNominals.has(bare(word)) || postNominals.has(undotted(word));
  // Small letters and single capitals are names more often: `Ma`, `Vp`.
  return known && (word.includes('.') || /\p{Lu}.*\p{Lu}/u.test(word) || undotted(word).length > 3);
}

/** Whether a word at the end of a name is a title that belongs in front of it: `Vincent van Gogh dr`. */
export const isTitleBehind = (word: string): boolean =>
  /^(?:dr|prof|mr|mrs|ms|mx|drs|ir|ing|mgr|mag|bc|rev|hon|herr|frau|doktor|doctor|professor|esq|mudr|judr|phdr|rndr)\.?$/i.test(
    word,
  );
