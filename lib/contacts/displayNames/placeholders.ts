import { foldLetters } from '../addresses/foldText.ts';
import { isWithheld } from '../addresses/withheldCaller.ts';

/**
 * What software shows where it knows no name, beside the words for withheld callers. The list was written for this
 * project from its author's own knowledge of mail programs, messengers and CRMs.
 */
const certain =
  'nobody|no ?one|unknown|null|undefined|none|n[./]?a\\.?|not (?:available|applicable|provided|set|specified|given)|' +
  'no name|noname|unnamed|tbd|tba|nicht angegeben|keine angabe|object object';

const phrases =
  `${certain}|` +
  'nan|nil|untitled|name|your name|first ?name|last ?name|full ?name|first name last name|user ?name|' +
  'firstname lastname|display name|vorname|nachname|vorname nachname|kein name|ohne namen?|name unbekannt|unbekannt|' +
  'niemand|nicht angegeben|k\\.? ?a\\.?|keine angabe|' +
  '(?:whats ?app|telegram|signal|facebook|messenger|instagram|viber|line|wechat|skype|slack|teams|sms|chat|web|website|' +
  'app|guest|new|anonymous|unknown|deleted|test|iphone|android|google|apple|system|default|unnamed|registered|live ?chat)' +
  ' (?:user|contact|customer|client|visitor|caller|sender|person|guest|member|account|lead|name|kontakt|benutzer|nutzer)|' +
  '(?:user|contact|customer|client|visitor|caller|sender|guest|lead|member|gast|besucher|kunde|benutzer)(?: ?#?[\\da-f]*\\d[\\da-f]*)?|' +
  'anonymous|anon|anonym|you|me|myself|self|sie|ich|ihr|vous|moi|usted|voce|jij|ik|вы|ты|' +
  'siz|あなた|自分|私|您|你|我|나|너|당신|أنت|انت|انا|אתה|אני|bạn|' +
  'personne|inconnu|inconnue|sans nom|invite|invitee|visiteur|utilisateur(?: whatsapp| inconnu| supprime)?|aucun|' +
  'nadie|desconocido|desconocida|sin nombre|invitado|invitada|visitante|usuario(?: de whatsapp| desconocido)?|cliente|' +
  'ninguem|desconhecido|desconhecida|sem nome|convidado|convidada|nessuno|sconosciuto|sconosciuta|senza nome|ospite|' +
  'utente(?: whatsapp| sconosciuto)?|onbekend|onbekende|geen naam|gast|bezoeker|gebruiker|okand|ukjent|ukendt|gjest|gaest|' +
  'vieras|tuntematon|ingen|ingen navn|nieznany|nieznana|brak|brak nazwy|gosc|uzytkownik|neznamy|neznama|host|hoste|ismeretlen|' +
  'vendeg|necunoscut|oaspete|bilinmeyen|bilinmiyor|misafir|ziyaretci|isimsiz|неизвестно|неизвестный|неизвестныи|гость|без имени|' +
  'пользователь|клиент|невідомо|невідомии|гість|αγνωστοσ|επισκεπτησ|επισκεπτης|未知|无名|無名|游客|访客|客人|匿名|名無し|名前なし|' +
  'ゲスト|不明|なし|미상|이름 ?없음|게스트|손님|알 ?수 ?없음|مجهول|غير معروف|ضيف|زائر|אורח|לא ידוע|अज्ञात|अतिथि|' +
  'khach|khong ten|tamu|tanpa nama|tidak diketahui|ผู้เยี่ยมชม|ไม่ทราบชื่อ|' +
  'deleted|removed|redacted|test|tester|testing|test test|asdf+|qwerty|xx{2,9}|abc|foo|foo bar|lorem ipsum|object object|' +
  'true|false|empty|blank|tbd|tba|todo|do not use|not a name|default|temp|dummy|example|recipient|recipients|undisclosed recipients|' +
  'no ?reply|do not reply|mailer daemon|postmaster|webmaster|root|admin|administrator';

const certainly = new RegExp(`^(?:${certain})$`, 'u');
const placeholder = new RegExp(`^(?:${foldLetters(phrases)})$`, 'u');

const plainOf = (text: string): string =>
  foldLetters(text)
    .replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '')
    .replace(/[\s_-]+/g, ' ');

/** Whether a part of a name stands for its absence. `Gast` and `Client` are surnames. */
export const isPlaceholderPart = (text: string): boolean =>
  certainly.test(plainOf(text)) || (/\p{L}{2}/u.test(text) && isWithheld(text));

/** Whether a text stands for the absence of a name: `Unknown`, `WhatsApp User`, `N/A`, or no letter at all. */
export function isPlaceholder(text: string): boolean {
  const plain = plainOf(text);
  // A capital alone is an initial.
  if (/^\p{Ll}$/u.test(plain)) return false;
  return placeholder.test(plain) || isWithheld(text);
}
