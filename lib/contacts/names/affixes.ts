const set = (words: string): ReadonlySet<string> => new Set(words.split(' '));

/** Words that tell generations apart, in the languages that write them behind the name. Written for this project. */
const generations = set(
  'jr jnr jun junior júnior sr snr sen senior ii iii iv vi vii viii 2nd 3rd 4th filho neto sobrinho fils père ifj id ml ' +
    'mladší starší mlađi dä dy yngri eldri мл ст младший старший',
);

/**
 * Degrees, orders and licences that people write behind their names. The list was written for this project from its
 * author's own knowledge, after a look at the suffixes of parse-full-name 1.2.7 (MIT).
 */
const degrees = set(
  'phd dphil md mbchb mbbs dds dmd dvm do dc od jd llb llm lld mba emba mpa mph msc mphil mres meng med mfa mlitt mst ' +
    'bsc beng bed ba bba bfa bcom llp ma ms bs dba edd edm psyd pharmd dpt rn rnp np pa crna lpn lcsw lmft msw mpp ' +
    'cpa aca acca fca fcca cfa cfp clu chfc cma cia cisa cissp cism pmp csm csp phr sphr ccie pe esq esquire qc kc sc ' +
    'mp mep msp mla mna mdb mdl mdep am ao ac obe mbe cbe kbe dbe frs fba frcs frcp mrcp mrcs frcog riba rics mrics ' +
    'frics ciob mcips cfre cpcu are aicp aia faia leed gphr shrm-cp shrm-scp cscs acsm nbc-hwc bcba lac dipl-ing ' +
    'dipling dipl.-ing mag diplkfm diplvw diplpsych diplbetriebsw bakk dr.h.c drhc csc drsc ret usn usa usmc usaf rgn',
);

/** Titles that a person types in front of a name; each may have a dot. Written for this project. */
const titles = set(
  'dr prof professor mr mrs ms miss mx sir dame lord lady rev fr frau herr hr dra sra sr srta señor señora mme mlle m ' +
    'mag ing dipl.-ing di dott dott.ssa sig doc mgr judr mudr',
);

const bare = (word: string): string => word.replace(/[.,]/g, '');

/** Whether a word is a mark of a generation, such as `Jr.` or `III`. */
export const isGeneration = (word: string): boolean => generations.has(bare(word).toLowerCase());

/** Whether a word is a degree. One of two letters needs capitals or dots, because `Ma` and `Do` are names. */
export function isDegree(word: string): boolean {
  const letters = bare(word);
  return degrees.has(letters.toLowerCase()) && (letters.length > 2 || letters === letters.toUpperCase());
}

/** Whether a word stays behind a surname. */
export const isSuffix = (word: string): boolean => isGeneration(word) || isDegree(word);

/** Whether a word is a title. `M` and `Di` need a dot or a capital less, because they are an initial and a name. */
export function isTitle(word: string): boolean {
  const letters = word.replace(/\.$/, '').toLowerCase();
  return titles.has(letters) && (letters.length > 2 || word.endsWith('.') || /^(?:dr|mr|ms|mx|hr)$/i.test(word));
}
