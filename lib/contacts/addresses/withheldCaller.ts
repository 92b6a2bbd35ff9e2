import { foldLetters, foldText } from './foldText.ts';

/**
 * What telephone systems show in place of a number that is withheld or unknown, by language (ISO 639-1), as sources of
 * regular expressions. A space may be absent, and so may marks.
 */
const phrases: Readonly<Record<string, string>> = {
  en: '(?:anonymous|restricted|unavailable|unknown|private|blocked|withheld|hidden|unlisted|undisclosed|not available|not provided|suppressed|confidential|secret|unidentified)(?: (?:caller|number|name|party|call|user|subscriber))?(?: ?id)?(?: (?:blocked|withheld|hidden|unavailable|restricted|unknown))?|(?:caller ?id|caller|number|name|id) (?:anonymous|restricted|unavailable|unknown|blocked|withheld|hidden|private|not available|not provided|suppressed)|no (?:caller(?: ?id)?|number|call ?id)|out of area|payphone|coin ?phone|n/a|none|null|undefined|\\?+|-+|[op]|0+',
  de: '(?:anonym|unbekannt|privat|unterdrückt|geheim|verborgen|gesperrt|nicht verfügbar|nicht übermittelt|keine|ohne)(?:er?|e|es)?(?: (?:anrufer|teilnehmer|nummer|rufnummer|anruf|anrufer-?id|name))?|(?:rufnummer|nummer|anrufer) (?:unterdrückt|unbekannt|anonym|nicht verfügbar|nicht übermittelt|verborgen)|geheimnummer|privatnummer|anrufer unbekannt|unterdrueckt|(?:ruf)?nummer unterdrueckt|unterdrueckte (?:ruf)?nummer',
  fr: '(?:appel|numero|appelant|correspondant) (?:masque|prive|inconnu|anonyme|cache|restreint|non disponible|indisponible)|(?:masque|prive|inconnue?|anonyme|indisponible|confidentiel)|identite (?:masquee|inconnue)|pas de numero|aucun identifiant|identifiant masque',
  es: '(?:numero|llamada|llamante|contacto) (?:oculto|oculta|privado|privada|desconocido|desconocida|anonimo|anonima|restringido|restringida|no disponible)|oculto|privado|desconocido|anonimo|restringido|no disponible|sin (?:identificar|numero|identificacion|id de llamada|identificador)',
  ca: '(?:numero|trucada) (?:ocult|oculta|privat|privada|desconegut|desconeguda|anonim|anonima)|ocult|desconegut|anonim',
  pt: '(?:numero|chamada|chamador|identificador) (?:oculto|oculta|privado|privada|desconhecido|desconhecida|anonimo|anonima|confidencial|restrito|nao identificado|nao identificada|indisponivel)|desconhecido|confidencial|nao identificad[oa]|indisponivel|restrito|sem (?:identificacao|numero|id)',
  it: '(?:numero|chiamata|chiamante|utente) (?:nascosto|nascosta|privato|privata|sconosciuto|sconosciuta|anonimo|anonima|riservato|riservata|non disponibile)|sconosciut[oa]|anonim[oa]|privato|riservato|nascosto|non disponibile|nessun id chiamante|id chiamante sconosciuto',
  nl: '(?:anoniem|onbekend|prive|privé|afgeschermd|verborgen|geheim|geblokkeerd|niet beschikbaar|geen)(?:e)?(?: (?:nummer|beller|oproep|nummerweergave|beller ?id))?|(?:nummer|beller) (?:onbekend|anoniem|afgeschermd|verborgen)|nummerweergave geblokkeerd',
  da: '(?:hemmeligt?|ukendt|skjult|anonymt?|privat|udeladt)(?: (?:nummer|opkald|opkalder|nr))?|intet (?:nummer|opkalds-?id)|nummer (?:skjult|ukendt)',
  nb: '(?:hemmeligt?|ukjent|skjult|anonymt?|privat|sperret)(?: (?:nummer|anrop|oppringer|innringer|nr))?|ingen (?:nummervisning|anrops-?id)|anonym innringer',
  sv: '(?:hemligt?|okant|okand|dolt|dold|skyddat|anonymt?|privat|spärrat)(?: (?:nummer|nr|samtal|uppringare|uppringnings-?id))?|inget (?:nummer|nummerpresentation|uppringnings-?id)|nummer (?:okant|dolt)',
  fi: '(?:salainen|tuntematon|piilotettu|yksityinen|estetty|anonyymi)(?: (?:numero|soittaja|puhelu|yhteys))?|ei (?:numeroa|soittajan ?tietoja|soittajatietoja)|numero (?:salattu|estetty)',
  is: '(?:oþekkt|oskrað|oskrad|leyninumer|falid|falið|oþekktur|nafnlaus)(?: (?:numer|hringjandi))?',
  et: '(?:tundmatu|varjatud|salajane|anonuumne|privaatne)(?: (?:number|helistaja))?',
  lv: '(?:nezinam[sa]|slept[sa]|anonim[sa]|privat[sa])(?: (?:numurs|zvanitajs))?',
  lt: '(?:nezinomas|pasleptas|slaptas|anoniminis|privatus)(?: (?:numeris|skambintojas))?',
  pl: '(?:numer|rozmowca|dzwoniacy) (?:zastrzezony|nieznany|prywatny|ukryty|anonimowy|niedostepny)|(?:zastrzezony|nieznany|prywatny|ukryty|anonimowy|niedostepny)(?: (?:numer|rozmowca|dzwoniacy))?|brak (?:numeru|identyfikacji)',
  cs: '(?:nezname|skryte|utajene|soukrome|anonymni|neznamy|skryty|utajeny)(?: (?:cislo|volajici))?|cislo (?:skryte|nezname|utajeno)|bez id volajiciho',
  sk: '(?:nezname|skryte|utajene|sukromne|anonymne|neznamy|skryty|anonymny)(?: (?:cislo|volajuci))?',
  sl: '(?:neznana|skrita|zasebna|anonimna|neznan|skrit|anonimen)(?: (?:stevilka|klicatelj))?',
  hr: '(?:nepoznat|nepoznati|skriven|skriveni|privatni|privatan|anonimni|anoniman|tajni|zasticen)(?: (?:broj|pozivatelj|pozivalac))?',
  sr: '(?:непознат|скривен|приватан|анониман)и?(?: (?:број|позивалац))?',
  bg: '(?:скрит|неизвестен|анонимен|частен|непознат)(?: (?:номер|абонат|повикващ))?',
  mk: '(?:непознат|скриен|приватен|анонимен)(?: (?:број|повикувач))?',
  ru: '(?:скрытыи|неизвестныи|анонимныи|частныи|засекреченныи|неопределенныи|закрытыи)(?: (?:номер|абонент|вызов|вызывающии|контакт))?|номер (?:скрыт|не определен|неизвестен|засекречен)|не определен|неизвестно|аноним|без номера|нет номера',
  uk: '(?:приховании|невідомии|невідомии|анонімнии|приватнии|закритии)(?: (?:номер|абонент|виклик))?|номер (?:приховано|невідомии)|невідомии абонент|невідомо',
  el: '(?:αγνωστοσ|αγνωστη|αποκρυψη|αποκρυφοσ|ανωνυμοσ|ανωνυμη|ιδιωτικοσ|κρυφοσ|απορρητοσ|αγνωστο|απορρητο)(?: (?:αριθμοσ|αριθμου|καλων|κληση|νουμερο))?',
  ro: '(?:numar|apel|apelant) (?:ascuns|necunoscut|privat|anonim|secret|restrictionat)|ascuns|necunoscut|fara (?:numar|identificare)',
  sq: '(?:numer|thirres|telefonues) (?:i )?(?:panjohur|fshehur|privat|anonim)|i panjohur|i fshehur',
  hu: '(?:ismeretlen|rejtett|titkos|privat|anonim|magan|nem ismert)(?: (?:szam|hivoszam|hivo|hivas|hivofel|telefonszam))?|nincs hivoazonosito|titkositott(?: szam)?',
  tr: '(?:gizli|bilinmeyen|ozel|kisitli|anonim|sakli|engellenmis)(?: (?:numara|arayan|no|cagri|kisi))?|numara (?:gizli|yok)|arayan (?:bilinmiyor|yok|kimligi yok)|bilinmiyor',
  ja: '非通知(?:設定)?(?:の(?:番号|着信))?|番号非通知|通知不可能?|表示圏外|公衆電話|不明|発信者不明|番号不明|発信者番号なし|匿名',
  zh: '(?:未知|匿名|私人|隐藏|隱藏|保密|未显示|未顯示|不显示|不顯示|无|無|限制)(?:号码|號碼|来电|來電|来电者|來電者|来电显示|來電顯示|主叫号码|主叫號碼|电话|電話|呼叫者|姓名)?|(?:号码|號碼|来电号码|來電號碼)(?:未知|不明|保密|隐藏|隱藏|受限)|无来电显示|無來電顯示',
  ko: '발신 ?번호 ?표시 ?제한|발신자 ?(?:정보 ?없음|번호 ?없음|번호 ?표시 ?제한|표시 ?제한|표시 ?금지|불명|미상)|발신 ?번호 ?(?:없음|제한|표시 ?금지|미표시)|번호 ?없음|알 ?수 ?없음|알 ?수 ?없는 ?(?:번호|발신자)|익명|비공개(?: ?번호)?|표시 ?제한|제한된 ?번호|공중 ?전화',
  vi: '(?:so|nguoi goi|cuoc goi) (?:an|rieng tu|khong xac dinh|khong ro|bi an|rieng|an danh|la)|khong (?:xac dinh|ro|co so|hien so|co id nguoi goi)|an danh|so dien thoai an',
  th: '(?:หมายเลข|เบอร์|สาย|ผู้โทร)? ?(?:ส่วนตัว|ไม่ทราบ|ไม่แสดง|ถูกซ่อน|ซ่อน|ปกปิด|ไม่ระบุ|นิรนาม|ไม่รู้จัก|ที่ไม่รู้จัก|ที่ไม่แสดง) ?(?:หมายเลข(?:ผู้โทร)?|เบอร์|ชื่อ|ผู้โทร)?|ไม่มีหมายเลข(?:ผู้โทร)?',
  id: '(?:nomor|nomer|penelepon|panggilan) (?:tidak dikenal|pribadi|tersembunyi|rahasia|dirahasiakan|disembunyikan|anonim|privat)|tidak (?:dikenal|diketahui)|tidak ada id penelepon|nomor tak dikenal|dirahasiakan',
  ms: '(?:nombor|pemanggil) (?:tidak diketahui|peribadi|tersembunyi|persendirian|sulit|disekat)|tiada (?:id pemanggil|nombor)',
  tl: 'hindi kilala(?:ng)?(?: (?:numero|tumatawag))?|pribadong numero|nakatagong numero',
  ar: '(?:رقم|متصل|المتصل|مكالمه|هويه المتصل) (?:مجهول|خاص|مخفي|محجوب|غير معروف|مقيد|سري|غير متاح)|(?:مجهول|مخفي|محجوب|غير معروف|غير متاح)|لا يوجد (?:معرف|رقم) (?:للمتصل|المتصل)|بدون رقم',
  he: '(?:מספר|מתקשר|שיחה) (?:חסוי|חסויה|פרטי|לא ידוע|לא מזוהה|חסום|מוסתר|אנונימי)|חסוי|לא (?:ידוע|מזוהה|זמין)|אנונימי|ללא (?:מספר|זיהוי)|אין שיחה מזוהה|אין מזהה מתקשר',
  fa: '(?:شماره|تماس گیرنده|تماس) (?:ناشناس|خصوصی|مخفی|پنهان|نامشخص|محدود)|ناشناس|نامشخص|بدون شماره',
  hi: '(?:अज्ञात|निजी|छिपा हुआ|छुपा हुआ|गुप्त|अनजान)(?: (?:नंबर|कॉलर|कॉल))?|कॉलर आईडी नहीं(?: है)?',
};

const withheld = new RegExp(`^(?:${foldLetters(Object.values(phrases).join('|')).replaceAll(' ', '-?')})$`, 'u');

/**
 * The digits that Twilio sends for ANONYMOUS, RESTRICTED, UNAVAILABLE, BLOCKED and UNKNOWN: the words on the keys of a
 * phone.
 */
const dialled = /^\+?(?:266696687|7378742833|86282452253|2562533|8656696)$/;

/** Whether a text stands for a number that the caller withholds (RFC 3323), or that the network does not know. */
export function isWithheld(text: string): boolean {
  const plain = text.replace(/^[\s<([{"'*]+|[\s>)\]}"'*.!]+$/g, '');
  return plain === '' || dialled.test(plain) || withheld.test(foldText(plain));
}
