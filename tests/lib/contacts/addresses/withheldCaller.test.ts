import { isWithheld } from '../../../../lib/contacts/addresses/withheldCaller.ts';

/** What telephone systems show in place of a number, by language. */
const withheld = {
  en: 'No Caller ID, NO_CALLER_ID, Anonymous, Private, Private Number, Unknown, Unknown Caller, UNAVAILABLE, Restricted, Blocked, Withheld, Number Withheld, Caller ID Blocked, Out of Area, Hidden Number, Not Available, No Number, <unknown>, (Private), "Anonymous", N/A, ???, 0, 0000000000, P, O',
  de: 'Unbekannt, Anonym, Anonymer Anrufer, Unbekannter Teilnehmer, Unbekannte Nummer, Rufnummer unterdrückt, Privat, Private Nummer, Keine Rufnummer, Unterdrückte Nummer',
  fr: 'Appel masqué, Numéro masqué, Numéro privé, Numéro inconnu, Inconnu, Appelant inconnu, Masqué, Anonyme',
  es: 'Número oculto, Número privado, Desconocido, Número desconocido, Llamada oculta, Sin identificar, Privado',
  ca: 'Número ocult, Desconegut',
  pt: 'Número privado, Desconhecido, Número desconhecido, Chamada anónima, Confidencial, Não identificado',
  it: 'Sconosciuto, Numero privato, Numero sconosciuto, Anonimo, Chiamata anonima, Riservato',
  nl: 'Onbekend, Anoniem, Privénummer, Onbekend nummer, Afgeschermd nummer, Verborgen nummer, Geen beller-ID',
  da: 'Hemmeligt nummer, Ukendt nummer, Ukendt, Skjult nummer',
  nb: 'Skjult nummer, Ukjent, Hemmelig nummer, Anonym innringer',
  sv: 'Okänt nummer, Hemligt nummer, Dolt nummer, Skyddat nummer, Okänd, Inget nummer',
  fi: 'Tuntematon, Tuntematon numero, Salainen numero, Yksityinen numero, Estetty',
  is: 'Óþekkt númer, Leyninúmer',
  et: 'Tundmatu number, Varjatud number',
  lv: 'Nezināms numurs, Slēpts numurs',
  lt: 'Nežinomas numeris, Paslėptas numeris',
  pl: 'Numer zastrzeżony, Numer nieznany, Zastrzeżony, Nieznany, Numer prywatny',
  cs: 'Neznámé číslo, Skryté číslo, Soukromé číslo, Utajené číslo',
  sk: 'Neznáme číslo, Skryté číslo, Súkromné číslo',
  sl: 'Neznana številka, Skrita številka',
  hr: 'Nepoznat broj, Skriveni broj, Privatni broj',
  sr: 'Непознат број, Скривен број',
  bg: 'Скрит номер, Неизвестен номер, Частен номер',
  ru: 'Скрытый номер, Неизвестный номер, Неизвестный абонент, Номер скрыт, Номер не определён, Аноним',
  uk: 'Прихований номер, Невідомий номер, Невідомий абонент',
  el: 'Άγνωστος αριθμός, Απόκρυψη αριθμού, ΑΓΝΩΣΤΟΣ, Απόρρητος αριθμός',
  ro: 'Număr ascuns, Număr necunoscut, Necunoscut, Apel necunoscut',
  hu: 'Ismeretlen szám, Rejtett szám, Ismeretlen, Titkos szám, Privát szám',
  tr: 'Gizli numara, Bilinmeyen numara, Özel numara, Arayan bilinmiyor, BİLİNMEYEN',
  ja: '非通知, 非通知設定, 番号非通知, 公衆電話, 表示圏外, 不明',
  zh: '未知号码, 未知來電, 私人号码, 隐藏号码, 匿名, 無來電顯示, 号码未知, 未知',
  ko: '발신번호 표시제한, 발신번호표시제한, 발신자 정보 없음, 번호없음, 알 수 없음, 알 수 없는 번호, 익명',
  vi: 'Số ẩn, Số lạ, Số riêng tư, Không xác định, Không rõ, Người gọi ẩn danh',
  th: 'ไม่ทราบหมายเลข, หมายเลขส่วนตัว, เบอร์ส่วนตัว, ไม่แสดงหมายเลข, ไม่มีหมายเลขผู้โทร, ไม่ทราบ',
  id: 'Nomor pribadi, Nomor tidak dikenal, Tidak dikenal, Nomor tersembunyi',
  ms: 'Nombor tidak diketahui, Nombor peribadi, Tiada ID pemanggil',
  ar: 'رقم خاص, رقم مجهول, مجهول, غير معروف, متصل مجهول, رقم محجوب',
  he: 'מספר חסוי, חסוי, לא ידוע, שיחה חסויה, מספר לא ידוע',
  fa: 'شماره ناشناس, ناشناس, شماره خصوصی',
  hi: 'अज्ञात, अज्ञात नंबर, निजी नंबर, अज्ञात कॉलर',
} as const;

/** Names, short codes and ids, which stand for somebody. */
const somebody =
  'DHL, Privatebank, Privat GmbH, Privatpraxis Dr. Meier, Anonymous Bakery, Anonymous Alcoholics, Unknown Pleasures, ' +
  'Blocked Drains Ltd, Hidden Valley, Private Equity Partners, Restricted Area Tours, Noname, Number One, Nobody, None Other, ' +
  'Bekannt, Unbekannt Verlag, Geheimtipp, Inconnu Films, Oculto Bar, Privé Mode, Onbekende Soldaat Cafe, Okänd Soldat, ' +
  'Nieznany Zakład, Gizli Bahçe, Аноним Студия, 匿名希望, 不明瞭, 未知数, 알리, Số Một, Anna, Anna Privat, P1, Op, Oppo, 01, 80888, ' +
  '110, 015112345678, 00491511234567, Nullmeier, Taxi 123456, ID Austria, No Limits, Caller One, Mr. Unknown, Secret Santa, ' +
  'Confidential Shredding, Telekom, Sconosciuti Srl, Ukendt Kunst, Numero Uno, Número Uno, Rufnummer, Anruf, Payphones Inc';

describe('a withheld caller', () => {
  const rows = Object.entries(withheld).flatMap(([language, texts]) =>
    texts.split(', ').map((each) => [each, language]),
  );

  it.each(rows)('is %j (%s), in any case and with any separator', (text) => {
    const spellings = [text, text.toUpperCase(), text.toLowerCase(), text.replaceAll(' ', '_'), text.normalize('NFD')];
    expect(spellings.filter((each) => !isWithheld(each))).toEqual([]);
  });

  it('is what Twilio dials for words', () => {
    const digits = ['266696687', '7378742833', '86282452253', '2562533', '8656696'];
    expect(digits.flatMap((each) => [each, `+${each}`]).filter((each) => !isWithheld(each))).toEqual([]);
  });

  it.each(somebody.split(', '))('is not %j', (text) => {
    expect(isWithheld(text)).toBe(false);
  });
});
