import { cleanPart, readDisplayName } from '../../../lib/contacts/displayNames.ts';
import { startCpuTime } from '../../support/cpuTime.ts';
import fc, { anyCharacter } from '../../support/properties.ts';

type Row = readonly [text: string, firstName: string | null, lastName: string | null, companyName?: string];

const rows = (list: readonly Row[]) => list.map((row) => ({ text: row[0], row }));

const expectName = ([text, firstName, lastName, companyName]: Row): void =>
  expect(readDisplayName(text)).toEqual({ firstName, lastName, ...(companyName !== undefined && { companyName }) });

describe('readDisplayName', () => {
  it.each(
    rows([
      ['Anna Schmidt, MBA', 'Anna', 'Schmidt'],
      ['Anna Schmidt, ACME GmbH', 'Anna', 'Schmidt', 'ACME GmbH'],
      ['John Smith, Dr.', 'John', 'Smith'],
      ['Dr. Schmidt, Anna', 'Anna', 'Schmidt'],
      ['Maria Huber, CFP, CLU', 'Maria', 'Huber'],
      ['Peter Ross Q.C., M.P.', 'Peter', 'Ross'],
      ['Doe, John III', 'John', 'Doe III'],
      ['Sr. Josep Antoni Carles Lloret, Excm.', 'Josep Antoni Carles', 'Lloret'],
      ['Hans Henrik Sven Møller, folketingsmedlem', 'Hans Henrik Sven', 'Møller'],
      ['de la Cruz Ramírez Soto, Juan', 'Juan', 'de la Cruz Ramírez Soto'],
      ['Martin King, Jr.', 'Martin', 'King, Jr.'],
      ['Smith, John, CEO', 'John', 'Smith'],
      ['Smith, John, PhD', 'John', 'Smith'],
      ['Jane Roe, Sales Manager', 'Jane', 'Roe'],
      ['Meier, Jan, Einkauf', 'Jan', 'Meier'],
      ['Dubois, Marie, Acme SARL', 'Marie', 'Dubois', 'Acme SARL'],
      ['Li Wei, Acme Co., Ltd.', 'Li', 'Wei', 'Acme Co. Ltd.'],
      ['Tolkien, MA', 'MA', 'Tolkien'],
      ['García López, Ana', 'Ana', 'García López'],
    ]),
  )('reads commas: $text', ({ row }) => expectName(row));

  it.each(
    rows([
      ['Dr. Anna Schmidt', 'Anna', 'Schmidt'],
      ['Prof. Dr. med. Anna Schmidt', 'Anna', 'Schmidt'],
      ['Rev. Dr. Jane Doe', 'Jane', 'Doe'],
      ['Hans Meier MBA', 'Hans', 'Meier'],
      ['Anna Schmidt M.Sc.', 'Anna', 'Schmidt'],
      ['dr Vincent van Gogh dr', 'Vincent', 'van Gogh'],
      ['Ms. Smith', null, 'Smith'],
      ['Herr Müller', null, 'Müller'],
      ['Mr John Smith', 'John', 'Smith'],
      ['Dipl.-Ing. Karl Huber', 'Karl', 'Huber'],
      ['Mag. Hans Huber', 'Hans', 'Huber'],
      ['Ing. Petr Novák, CSc.', 'Petr', 'Novák'],
      ['Mme Marie Dubois', 'Marie', 'Dubois'],
      ['Señora Ruiz', null, 'Ruiz'],
      ['Dott.ssa Giulia Rossi', 'Giulia', 'Rossi'],
      ['Mevrouw de Vries', null, 'de Vries'],
      ['田中さん', null, '田中'],
      ['김민수님', null, '김민수'],
      ['Sir Elton John', 'Sir Elton', 'John'],
      ['Jack Ma', 'Jack', 'Ma'],
      ['Do Kim', 'Do', 'Kim'],
      ['Martin Luther King Jr.', 'Martin Luther', 'King Jr.'],
      // Titles, generations and degrees of many languages, with particles of other scripts.
      ['Prof.Dr.med. Anna Schmidt', 'Anna', 'Schmidt'],
      ['Prof., Dr. Ada Lovelace', 'Ada', 'Lovelace'],
      ['проф., д-р Людвиг ван Бетховен мл., к.м.н.', 'Людвиг', 'ван Бетховен мл.'],
      ['السيد محمد بن سلمان', 'محمد', 'بن سلمان'],
      ['श्री ललित कुमार शर्मा जूनियर, एमपी', 'ललित कुमार', 'शर्मा जूनियर'],
      ['פרופ׳ עדה לוי, ד״ר', 'עדה', 'לוי'],
      ['Κος Γιώργος Σεφέρης', 'Γιώργος', 'Σεφέρης'],
      ['Janob Alisher Qodirov Kichik', 'Alisher', 'Qodirov Kichik'],
      ['Giáo sư, Tiến sĩ Lê Văn Minh', 'Lê Văn', 'Minh'],
      ['คุณ ปรีชา แสงระวี', 'ปรีชา', 'แสงระวี'],
      ['Marja-Liisa Lehtola, kansanedustaja', 'Marja-Liisa', 'Lehtola'],
      ['Mr. Henry Wooster Jr, AS', 'Henry', 'Wooster Jr'],
      ['Admiral H.', null, 'H.'],
      // Names that are also titles, degrees or other words.
      ['General Frami', 'General', 'Frami'],
      ['General John Smith', 'John', 'Smith'],
      ['G. Smith', 'G.', 'Smith'],
      ['DL Smith', 'DL', 'Smith'],
      ['Susan KC', 'Susan', 'KC'],
      ['Claudio Frau', 'Claudio', 'Frau'],
      ['Ville Väisänen', 'Ville', 'Väisänen'],
      ['Gal·la Roig', 'Gal·la', 'Roig'],
      ['smith, john', 'john', 'smith'],
      ['Shree Patel', 'Shree', 'Patel'],
    ]),
  )('leaves out titles and degrees: $text', ({ row }) => expectName(row));

  it.each(
    rows([
      ['Bob Meier via Support', 'Bob', 'Meier'],
      ['Anna Schmidt (ACME GmbH)', 'Anna', 'Schmidt', 'ACME GmbH'],
      ['Jan Meier | ACME', 'Jan', 'Meier', 'ACME'],
      ['Jan Meier - ACME', 'Jan', 'Meier', 'ACME'],
      ['Löst, Jan - ACME', 'Jan', 'Löst', 'ACME'],
      ['Meier, Jan (Einkauf)', 'Jan', 'Meier'],
      ['Doe, John:GROUP', 'John', 'Doe'],
      ['Anna Schmidt 🇩🇪', 'Anna', 'Schmidt'],
      ['~Anna', 'Anna', null],
      ['Anna (she/her)', 'Anna', null],
      ['Anna +49 151 12345678', 'Anna', null],
      ['My Name -', 'My', 'Name'],
      ['[EXTERNAL] Jan Meier', 'Jan', 'Meier'],
      ['Smith, John (HR)', 'John', 'Smith'],
      ['Jan Meier (via Google Docs)', 'Jan', 'Meier'],
      ['Jan Meier (LinkedIn)', 'Jan', 'Meier'],
      ['Anna from Acme', 'Anna', null, 'Acme'],
      ['ACME GmbH - Anna Schmidt', 'Anna', 'Schmidt', 'ACME GmbH'],
      ['Anna Schmidt | Vertrieb | ACME AG', 'Anna', 'Schmidt', 'ACME AG'],
      ['山田太郎（株式会社ABC）', '山田太郎', null, '株式会社ABC'],
      ['👩‍💻 Anna Schmidt ✨', 'Anna', 'Schmidt'],
      ['*** Bo Li ***', 'Bo', 'Li'],
      ['Anna Schmidt (sie/ihr)', 'Anna', 'Schmidt'],
      ['Anna Schmidt, she/her', 'Anna', 'Schmidt'],
      ['Jan Meier (Mobil)', 'Jan', 'Meier'],
      ['Jan Meier (+1 555 010 0100)', 'Jan', 'Meier'],
      ['William (Bill) Gates', 'William', 'Gates'],
      ['Robert Smith (Bob)', 'Robert', 'Smith'],
      ['Smith, Margaret (Peggy)', 'Margaret', 'Smith'],
      ['Wei Zhang (David)', 'Wei', 'Zhang'],
      ['Anna Schmidt (Acme)', 'Anna', 'Schmidt', 'Acme'],
      ['Anna Schmidt · Acme', 'Anna', 'Schmidt', 'Acme'],
      ['Anna Schmidt (anna@example.com)', 'Anna', 'Schmidt'],
      ['"Schmidt, Anna"', 'Anna', 'Schmidt'],
      ['=?utf-8?Q?J=C3=BCrgen_M=C3=BCller?=', 'Jürgen', 'Müller'],
      ['=?UTF-8?B?QW5uYSBTY2htaWR0?=', 'Anna', 'Schmidt'],
      ['Anna Müller-Schmidt', 'Anna', 'Müller-Schmidt'],
      ["'t Hooft", null, "'t Hooft"],
    ]),
  )('leaves out decoration: $text', ({ row }) => expectName(row));

  it.each(
    rows([
      ['ACME GmbH', 'ACME GmbH', null, 'ACME GmbH'],
      ['Support Team', 'Support Team', null],
      ['The Example Company', 'The Example Company', null, 'The Example Company'],
      ['ACME, Inc.', 'ACME, Inc.', null, 'ACME, Inc.'],
      ['ACME (Deutschland) GmbH', 'ACME (Deutschland) GmbH', null, 'ACME (Deutschland) GmbH'],
      ['Müller & Söhne', 'Müller & Söhne', null, 'Müller & Söhne'],
      ['Acme Sp. z o.o.', 'Acme Sp. z o.o.', null, 'Acme Sp. z o.o.'],
      ['株式会社山田', '株式会社山田', null, '株式会社山田'],
      ['Team Acme', 'Team Acme', null],
      ['Acme Kundenservice', 'Acme Kundenservice', null],
      ['Équipe Acme', 'Équipe Acme', null],
      ['Universität Wien', 'Universität Wien', null],
      ['Frank Co', 'Frank', 'Co'],
      ['Maria Sa', 'Maria', 'Sa'],
    ]),
  )('leaves an organisation whole: $text', ({ row }) => expectName(row));

  it.each([
    ...['nobody', 'Unknown', 'null', 'undefined', 'N/A', 'WhatsApp User', 'Guest', 'You'],
    ...['(unknown)', '"null"', 'n.a.', 'Unbekannt', 'Gast', 'Inconnu', 'Desconocido', 'Sconosciuto', 'Onbekend'],
    ...[
      'Неизвестно',
      '未知',
      '匿名',
      '알 수 없음',
      'مجهول',
      'Anonymous',
      'Facebook User',
      'Telegram user',
      'Visitor 1234',
    ],
    ...['Deleted User', 'No Name', 'Vorname Nachname', '-', '...', '👍', '+49 151 12345678', 'anna@example.com'],
  ])('takes %s for no name', (text) => expect(readDisplayName(text)).toBeUndefined());

  it.each(['Ben', 'J', 'Bo', 'Al', '王', 'Нина'])('takes %s for a name', (text) => {
    expect(readDisplayName(text)).toEqual({ firstName: text, lastName: null });
  });

  it('of any text never throws, and costs milliseconds', () => {
    const text = fc.oneof(
      fc.string({ unit: anyCharacter, maxLength: 500 }),
      fc
        .array(fc.constantFrom('Anna', 'Dr.', ' ', ',', '(', ')', '-', ' via ', '+4', '=?', '🇩🇪', 'GmbH', ':', '/'), {
          maxLength: 200,
        })
        .map((pieces) => pieces.join('')),
    );
    const used = startCpuTime();
    fc.assert(fc.property(text, (each) => expect(readDisplayName(each)?.firstName).not.toBe('')));
    expect(used()).toBeLessThan(2000);
  });
});

describe('cleanPart', () => {
  it.each<[string | null, string | null]>([
    [null, null],
    ['Dr. Anna', 'Anna'],
    ['Schmidt MBA', 'Schmidt'],
    ['Schmidt, Jr.', 'Schmidt, Jr.'],
    ['Meier (ACME)', 'Meier'],
    ['Anna 🇩🇪', 'Anna'],
    ['Van der Berg', 'Van der Berg'],
    ['Gast', 'Gast'],
    ['Nil', 'Nil'],
    ['Unknown', null],
    ['N/A', null],
    ['.', null],
    ['-', null],
    ['undefined', null],
  ])('of %j is %j', (text, expected) => expect(cleanPart(text)).toBe(expected));
});
