/**
 * What software and people write around names, beside what names/affixes.ts has: in lower case, without a dot at the
 * end. The lists were written for this project from its author's own knowledge of the languages' usage, and completed
 * by the titles, generations and credentials of CLDR 48's sample names (`cldr-person-names-full`, Unicode licence).
 */

const set = (...lines: readonly string[]): ReadonlySet<string> =>
  new Set(lines.flatMap((line) => line.normalize().split(' ')));

/** Titles and forms of address in front of a name. */
export const titles = set(
  // English
  'mister missus madam messrs doctor reverend revd hon honorable father pastor rabbi imam sheikh capt captain cpt col ' +
    'colonel gen general lt lieutenant maj major sgt sergeant cmdr commander adm admiral brig brigadier amb ambassador ' +
    'sen senator rep gov governor judge justice atty attorney engr misc ind',
  // German
  'hrn fräulein fam familie doktor doz doz.in prof.in mr.in ing.in priv.-doz privatdozent pd pfr pfarrer ra rain stb wp ' +
    'rechtsanwalt rechtsanwältin ass dent habil iur jur med mult nat oec phil pol rer sc techn theol vet h.c hc akad ' +
    'dipl dipl.-biol dipl.-betriebsw dipl.-chem dipl.-inf dipl.-inform dipl.-jur dipl.-kffr dipl.-kfm dipl.-math ' +
    'dipl.-phys dipl.-psych dipl.-volksw',
  // Dutch and Afrikaans
  'dhr meneer mevr mevrouw mw drs ir jhr mnr mev mej',
  // Danish, Norwegian, Swedish, Faroese, Finnish
  'fru fröken frk harra herra rouva neiti tohtori professori docent civ.ing cand.jur cand.med cand.polit siv.ing',
  // French, Italian, Sardinian
  'mm mmes mlles maître me docteur professeur monsieur madame mademoiselle abbé dottor dottore dottoressa prof.ssa ' +
    'professore professoressa sig.na sigra sig.ra sigra signor signora signorina avv avvocato geom arch rag dut.ra prof.ra',
  // Spanish, Portuguese, Catalan, Galician, Basque, Filipino, Romanian, Wolof
  'dl srª dª d.ª senhor senhora eng engª exmo exma dr.ª drª prof.ª profª doctora profesor profesora professora lic licda ' +
    'licenciado ingeniero arq adv advogado jn jauna irak irakaslea gng domnul doamna dna señ',
  // Polish, Czech, Slovak
  'pan pani pán paní slečna inż lek hab bc rndr phdr paeddr mvdr rsdr thdr thlic csc',
  // Slovene, Croatian, Serbian, Bosnian, Bulgarian, Macedonian, Belarusian, Russian, Ukrainian
  'gospa gospod gospodin gospodična gospođa gdja g г-н г-жа г-ца господин господинов госпожа госпођа г-ђа др сп спадар ' +
    'спадарыня проф праф професор профессор д-р доктор доц доцент инж пан пані',
  // Lithuanian, Latvian, Albanian, Irish, Welsh, Scottish Gaelic
  'p ponas ponia kungs kundze zoti zonja zj an.uasal athro',
  // Greek, Armenian, Georgian
  'κ κα κος κυρ κύριος κυρία δρ καθ καθηγητής καθηγήτρια պրն տկն պարոն տիկին դ-ր დოქტ დოქტორი პროფ პროფესორი ბატონი ქალბატონი',
  // Turkish, Azerbaijani, Uzbek, Turkmen, Kazakh, Kyrgyz, Tajik, Mongolian
  'bey hanım sayın sn doç öğr.gör uzm cənab xanım janob xonim jenap мырза ханым док ноён хатагтай مىرزا پروءەسسوت',
  // Arabic, Persian, Pashto, Sindhi, Urdu, Hebrew, Syriac
  'السيد السيدة الآنسة الأستاذ الأستاذة الدكتور الدكتورة البروفيسور المهندس المهندسة الشيخ د أ أ.د م آقای خانم دکتر مهندس ' +
    'پروفسور ښاغلی پروفیسور ډاکټر پروفيسر ڊاڪٽر محترم محترمہ جناب پروفیسر ڈاکٹر מר גב׳ גברת ד״ר ד"ר דר פרופ׳ פרופ עו״ד ' +
    'הרב ܡܝܩܪܐ ܕܘܟܬܘܪ ܦܪܘܦܣܘܪ',
  // Hindi, Marathi, Nepali, Konkani, Gujarati, Punjabi, Bengali, Assamese, Odia
  'shri shrimati smt sri kumari abg श्री श्रीमती सुश्री डॉ डा डाक्टर प्रो प्रोफे प्रोफेसर શ્રી શ્રીમતી ડૉ પ્રો ਸ਼੍ਰੀ ਸ਼੍ਰੀਮਤੀ ਡਾ ਪ੍ਰੋ ' +
    'জনাব জনাবা শ্রী শ্রীমতী ডঃ ডা ড ডাঃ প্রঃ প্রফেসর অধ্যাপক শ্ৰী শ্ৰীমতী প্ৰফ ডা০ ଶ୍ରୀଯୁକ୍ତ ଶ୍ରୀ ଶ୍ରୀମତୀ ପ୍ରଫେସର ଡ',
  // Tamil, Telugu, Kannada, Malayalam, Sinhala
  'திரு திருமதி டாக்டர் முனைவர் பேராசிரியர் శ్రీ శ్రీమతి మిస్టర్ ప్రొ డా డాక్టర్ ಶ್ರೀ ಶ್ರೀಮತಿ ಪ್ರೊ ಡಾ ಡಾಕ್ಟರ್ ശ്രീ ശ്രീമതി ഡോ ഡോക്ടർ ' +
    'പ്രൊഫ മഹതി මහතා මහත්මිය මහාචාර්ය ආචාර්ය',
  // Thai, Lao, Khmer, Burmese, Shan, Vietnamese
  'คุณ นาย นาง นางสาว ดร ศ รศ ผศ ศ.ดร รศ.ดร ผศ.ดร ທ ທ່ານ ນາງ ສຈ ປອ ດຣ លោក លោកស្រី သာ မစ္စတာ ပရော်ဖက်ဆာ ဒေါက်တာ ' +
    'မိတ်ႇသတႃႇ ၶူးမေႃယႃ ông bà',
  // Indonesian, Malay, Javanese
  'bapak bpk ibu bp tn encik puan dato datuk',
  // Swahili, Somali, Hausa, Igbo, Yoruba, Akan, Zulu, Pidgin, Amharic, Tigrinya, Baluchi, Cherokee, Anii
  'bw dk mudane malam malama farf maazị ọ̀gbẹ́ni ọ̀jọ̀gbọ́n ọ̀mọ̀wé ɔ̀gbɛ́ni ɔ̀jɔ̀gbɔ́n ɔ̀mɔ̀wé owura u-prof prọf dọk አቶ ወ/ሮ ወ/ሪት ዶ/ር ፕ/ር ኣይተ ' +
    'ፕሮ ዶር wj prop ᎻᏍᏖᎢ Ꮙ ᏅᏬᏘ ʊŋono ɖr',
);

/** Titles of two words. */
export const titlePhrases: ReadonlySet<string> = new Set([
  'giáo sư',
  'tiến sĩ',
  'thạc sĩ',
  'bác sĩ',
  'an toll',
  'an dr',
]);

/** Titles of which the given names are a part of the address: `Sir Elton`, `Sister Mary`. */
export const givenTitles = set('sir dame don doña dona dom lord lady sister brother mother padre sœur frère');

/** Words that are also names, initials or other words: they are titles only with a dot. */
export const needsDot = set(
  'm me mm fr sc med don dom di ind ra wp pd hc gen maj col rep ass sen pan mag arch ing phil nat vet sri adm brig ' +
    'eng hab habil iur jur pol lek g p jn irak bp tn bw dk wj prop сп док',
);

/** Words that tell generations apart. */
export const generations = set(
  'jaun jaunesnysis jaunākais jaunākā kichik kiçik kiçi кіші кенже кесе джуниор жр мол молодший мал младши младша ' +
    'јуниор млађи старији უმც უმცროსი կրտսեր ավագ τζούνιορ الابن الإبن جونیور جونیئر جونيئر جۋنيور نسل ג׳וניור ' +
    'जूनियर द्वितीय ज्यु क धा जेआर जेनेरेसन জুনিয়র কনিষ্ঠ ক જૂનિયર ਜੂ ਜੂਨੀਅਰ ଜେଆର୍ ಜೂನಿಯರ್ ಕಿರಿ ജൂനിയർ జూనియర్ జూ இளைய இளையவர் බාල ' +
    'จูเนียร์ ຮຸ່ນລູກ ဂျူနီယာ ၵျူႇၼီႇယႃႇ ልጅ ማንጁስ ᏔᎵᏁ ketewa ajala ƙarami jẹnereṣọn isizukulwane',
);

/** Generations of two words. */
export const generationPhrases: ReadonlySet<string> = new Set(['i riu', 'e reja', 'ܒܪܐ ܙܥܘܪܐ']);

/** Words inside a name that begin a surname, in other scripts than Latin: mostly `van`, `von` and `bin`. */
export const particles = set(
  'фон фан ван вон ден дер де ди да дю ибн бин φον فون فان وان وون بن ابن أبو פון ואן בן վան վոն ֆոն ფონ ვან वॉन व्हॉन वान भोन ভন ভ্যান ভেন ફૉન્ વાન ' +
    'ਵੈਨ ਵਾਨ ୱାନ୍ ವಾನ್ വാൻ വോൺ வான் வோன் వాన్ වොන් วอน ฟอน ວອນ ဗွန် ဝွၼ်း ܒܘܢ ቮን',
);

/** Titles that are also given names: before a single word without a dot, they are one. */
export const nameTitles = set('general imam judge justice kumari major');

/** Degrees, honours, licences and posts behind a name. */
export const postNominals = set(
  'btech bca bds bpharm mca mcom mds mpharm mtec mtech bsn msn dnp dis mas op fh mag.(fh) bakk.phil dipl.-kfm dipl.-inf ' +
    'facs facp faan faap frsc frse fias fics fcii acii fcipd mcipd cipd cima ccna ccnp mcse cebs aams crpc assoc prince2 ' +
    'itil safe spc6 pmi-acp togaf cams cfe cspo shrm gisp lssbb cne cnm aprn fnp arnp rd ldn cde otr ot pt ccc-slp slp ' +
    'mft lmhc lpc ncc cadc jp tdp retd sj osb ofm ceo cfo cto coo cmo cio cas vp svp evp bc inż mgr mag.a magister ' +
    'deputat депутат riksdagsledamot alaaji asofin mɖ excm excma ᎷᏢ ᎷᎠ ᎠᎠᏚ mf mb lp',
);
