/**
 * Short forms of given names that do not begin as the names do, and given names that people add to a name in another
 * script. The list was written for this project from its author's own knowledge.
 */
const nicknames: ReadonlySet<string> = new Set(
  (
    'abby ace addie aggie al alex allie amy andy angie annie archie art becky bella ben bernie bert bertie bess beth betsy ' +
    'betty bill billy bo bob bobby brad bud buddy carrie cathy charlie chip chris chuck cindy connie dan danny dave debbie ' +
    'deb dee dick dolly don donny dot dottie ed eddie effie ella ellie fanny flo frankie fred freddie gabby gene gus ' +
    'hal hank harry hattie iggy izzy jack jackie jake jamie jed jen jenny jeff jerry jess jessie jill jim jimmy jo joe joey ' +
    'johnny jon josie kate kathy katie ken kenny kit kitty larry lenny les lexi libby lily liz lizzie lola lottie lou maddie ' +
    'madge maggie mamie mandy marge matt maud may meg mel mick mickey mike millie milly minnie mitch moe molly nan nancy nat ' +
    'ned nell nellie nettie nick nicky nora pam pat patsy patty peg peggy penny pete phil pip polly ray reg rick ricky rob ' +
    'robbie ron ronnie rosie roy russ sadie sally sam sammy sandy scotty sid steph steve stevie sue susie tad ted teddy terry ' +
    'theo tilly tim timmy tina toby tom tommy toni tony topsy tracy trish trixie vera vic vicky vince viv wally walt wendy ' +
    'will willie winnie woody zach zack ' +
    // German, Dutch, Scandinavian
    'andi anni babsi bernd bine conny ede evi fips flo franzi fritz gabi gitti hanni hansi heini heinz hias ina jochen jonny ' +
    'jupp kalle katja klausi lene leni lilli lisbeth lotte maja manni maxi mimi mizzi moni nane nele ossi peppi poldi resi ' +
    'rolli rudi sepp sanni schorsch sigi steffi susi teo toni tini uli uschi uwe vroni waldi wastl willi wolfi xaver ' +
    'bram cees hein henk jaap jan joop kees koos piet sjaak sjef teun wim bosse kalle lasse maja nisse olle pelle ' +
    // Romance, Slavic, Hungarian
    'beppe chema concha curro gigi kiko lola lupe mayte nacho nino paco pancho pepa pepe pili pino quique titi toño zeca zé ' +
    'aljoscha asia basia bartek dima gosia hania jarek jurek kasia katya kolya kuba lena ljuba magda masha misha mischa natasha ' +
    'olya pasha petya sasha sascha seryozha shura sveta tanya tolya vanya volodya vova wolodja zosia zenya bandi feri gyuri józsi laci ' +
    // Given names beside Chinese, Korean, Japanese, Vietnamese and Indian ones
    'alan albert alice allen andrew angela anna anthony arthur benjamin brian candy carol catherine charles cherry christine ' +
    'crystal daniel david dennis derek diana edward elaine elizabeth emily emma eric ethan eva evan frank gary george grace ' +
    'hannah helen henry irene ivy jacob james jane janet jason jasper jay jennifer jessica joan john joseph joyce judy julia ' +
    'justin karen kevin leo linda lisa lucas lucy luke marcus maria mark martin mary max michael michelle monica nicole nina ' +
    'oliver oscar patrick paul peter philip rachel raymond rebecca richard robert roger rose ruby ryan samuel sandra sarah ' +
    'scott sean sharon simon sophia sophie stella stephanie stephen steven susan sylvia thomas tiffany victor victoria vincent ' +
    'vivian walter wayne william winston yvonne zoe'
  ).split(' '),
);

/**
 * Whether what stands in brackets behind a name is another name of the same person: `Anna Schmidt (Annie)`, `Jan (geb.
 * Meier)`.
 */
export const isNickname = (text: string, name: string): boolean =>
  /^(?:geb|née?|born|nee|aka|alias)\b/iu.test(text) ||
  (!text.includes(' ') &&
    (nicknames.has(text.toLowerCase()) ||
      name.split(' ').some((word) => word.slice(0, 2).toLowerCase() === text.slice(0, 2).toLowerCase())));
