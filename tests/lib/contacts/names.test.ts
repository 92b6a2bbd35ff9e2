import { joinName, splitName } from '../../../lib/contacts/names.ts';
import * as formats from '../../../schemas/formats.ts';
import { startCpuTime } from '../../support/cpuTime.ts';
import fc, { anyCharacter } from '../../support/properties.ts';

const isVisible = (word: string): boolean => formats.visible.validate(word);
const collapsed = (name: string): string => name.split(/\s+/).filter(isVisible).join(' ');
const wordsOf = (name: string): string[] => name.replaceAll(',', ' ').split(/\s+/).filter(isVisible).sort();

describe('splitName', () => {
  it.each<[string, string | null, string | null]>([
    ['Anna Smith', 'Anna', 'Smith'],
    ['Henrik B. Larsen', 'Henrik B.', 'Larsen'],
    ['Mary Ann Jones', 'Mary Ann', 'Jones'],
    ['J.R.R. Tolkien', 'J.R.R.', 'Tolkien'],
    ['A. P. J. Abdul Kalam', 'A. P. J. Abdul', 'Kalam'],
    ['Catherine Zeta-Jones', 'Catherine', 'Zeta-Jones'],
    ['Sean O’Brien', 'Sean', 'O’Brien'],
    ['Björk Guðmundsdóttir', 'Björk', 'Guðmundsdóttir'],
    ['Nguyễn Thị Minh Khai', 'Nguyễn Thị Minh', 'Khai'],
    ['Лев Николаевич Толстой', 'Лев Николаевич', 'Толстой'],
    ['Γιώργος Σεφέρης', 'Γιώργος', 'Σεφέρης'],
    ['محمد علي', 'محمد', 'علي'],
    ['נועה לוי', 'נועה', 'לוי'],
    ['प्रिया शर्मा', 'प्रिया', 'शर्मा'],
    // Particles open the surname, in any case, from the first one on.
    ['Ludwig van Beethoven', 'Ludwig', 'van Beethoven'],
    ['VINCENT VAN GOGH', 'VINCENT', 'VAN GOGH'],
    ['Jean-Claude Van Damme', 'Jean-Claude', 'Van Damme'],
    ['Ursula von der Leyen', 'Ursula', 'von der Leyen'],
    ['Otto Eduard von Bismarck', 'Otto Eduard', 'von Bismarck'],
    ['Eva van den Berg', 'Eva', 'van den Berg'],
    ['Juan de la Cruz', 'Juan', 'de la Cruz'],
    ['Benicio del Toro', 'Benicio', 'del Toro'],
    ['Robert De Niro', 'Robert', 'De Niro'],
    ['Angela di Maria', 'Angela', 'di Maria'],
    ['Luca della Robbia', 'Luca', 'della Robbia'],
    ['Leonardo da Vinci', 'Leonardo', 'da Vinci'],
    ['João da Silva Santos', 'João', 'da Silva Santos'],
    ['Maria José dos Santos', 'Maria José', 'dos Santos'],
    ['José das Neves', 'José', 'das Neves'],
    ['Joachim du Bellay', 'Joachim', 'du Bellay'],
    ['Ursula K. Le Guin', 'Ursula K.', 'Le Guin'],
    ['Mohammed bin Salman', 'Mohammed', 'bin Salman'],
    ['Khalid ibn al Walid', 'Khalid', 'ibn al Walid'],
    ['Mohamed Al Fayed', 'Mohamed', 'Al Fayed'],
    ['Corrie ten Boom', 'Corrie', 'ten Boom'],
    ['Gerard ter Borch', 'Gerard', 'ter Borch'],
    ['Klaus zu Guttenberg', 'Klaus', 'zu Guttenberg'],
    ['Karl zur Mühlen', 'Karl', 'zur Mühlen'],
    ['Hilma af Klint', 'Hilma', 'af Klint'],
    ['Magnus av Orkney', 'Magnus', 'av Orkney'],
    ['José Ortega y Gasset', 'José', 'Ortega y Gasset'],
    ['Santiago Ramón y Cajal', 'Santiago', 'Ramón y Cajal'],
    ['Mary Y Smith', 'Mary Y', 'Smith'],
    // A particle is a name like any other where there is nothing before or after it.
    ['Van Morrison', 'Van', 'Morrison'],
    ['Al Gore', 'Al', 'Gore'],
    ['Anna von', 'Anna', 'von'],
    // Suffixes stay with the surname.
    ['Sammy Davis Jr', 'Sammy', 'Davis Jr'],
    ['Martin Luther King Jr.', 'Martin Luther', 'King Jr.'],
    ['Henry Ford II', 'Henry', 'Ford II'],
    ['Cornelis van der Berg III', 'Cornelis', 'van der Berg III'],
    ['Jane Doe Ph.D.', 'Jane', 'Doe Ph.D.'],
    ['Jane Doe M.D. PhD', 'Jane', 'Doe M.D. PhD'],
    ['Elizabeth II', 'Elizabeth', 'II'],
    ['Martin Luther King, Jr.', 'Martin Luther', 'King, Jr.'],
    ['John Smith, PhD, MD', 'John', 'Smith, PhD, MD'],
    ['John Smith, PhD MD', 'John', 'Smith, PhD MD'],
    ['John Smith Jr., MD', 'John', 'Smith Jr., MD'],
    // What stands before a comma is the surname.
    ['Larsen, Henrik B.', 'Henrik B.', 'Larsen'],
    ['Larsen,Henrik', 'Henrik', 'Larsen'],
    ['van Gogh, Vincent', 'Vincent', 'van Gogh'],
    ['Beethoven, Ludwig van', 'Ludwig', 'van Beethoven'],
    ['King, Martin Luther, Jr.', 'Martin Luther', 'King, Jr.'],
    ['King Jr., Martin Luther', 'Martin Luther', 'King Jr.'],
    ['Smith, John, PhD, MD', 'John', 'Smith, PhD, MD'],
    ['Smith,', 'Smith', null],
    [', Anna', 'Anna', null],
    [', Anna Smith ,', 'Anna', 'Smith'],
    ['Smith, , Anna,', 'Anna', 'Smith'],
    [', , ,', ', ,', ','],
    // One word is a first name.
    ['Madonna', 'Madonna', null],
    ['山田太郎', '山田太郎', null],
    ['김철수', '김철수', null],
    ['王小明', '王小明', null],
    ['van', 'van', null],
    ['Jr.', 'Jr.', null],
    // What stands before a comma is the whole surname.
    ['García López, Ana', 'Ana', 'García López'],
    ['St. John, Emma', 'Emma', 'St. John'],
    ['Müller Schmidt, Anna', 'Anna', 'Müller Schmidt'],
    ['Nguyen Tran, Lan', 'Lan', 'Nguyen Tran'],
    ['Santos, Maria da Silva', 'Maria da Silva', 'Santos'],
    ['García，Ana', 'Ana', 'García'],
    ['O’Neill Smith, Mary Jane', 'Mary Jane', 'O’Neill Smith'],
    // A generation, a degree or a title may follow a comma.
    ['Anna Schmidt, MBA', 'Anna', 'Schmidt, MBA'],
    ['Maria Huber, CFP, CLU', 'Maria', 'Huber, CFP, CLU'],
    ['Peter Ross Q.C., M.P.', 'Peter', 'Ross Q.C., M.P.'],
    ['John Smith, Dr.', 'Dr. John', 'Smith'],
    ['Dr. Schmidt, Anna', 'Dr. Anna', 'Schmidt'],
    ['Schmidt, Dr. Anna', 'Dr. Anna', 'Schmidt'],
    ['Doe, John III', 'John', 'Doe III'],
    ['King, Martin Luther Jr.', 'Martin Luther', 'King Jr.'],
    ['Smith, Jr.', null, 'Smith, Jr.'],
    ['Tolkien, JD', 'JD', 'Tolkien'],
    ['Rahman, Md', 'Md', 'Rahman'],
    ['Yo-Yo Ma', 'Yo-Yo', 'Ma'],
    ['João Silva Neto', 'João', 'Silva Neto'],
    // A typed title stays with the first name, a typed degree with the last name.
    ['Dr. Anna Schmidt', 'Dr. Anna', 'Schmidt'],
    ['Prof. Dr. Anna Schmidt', 'Prof. Dr. Anna', 'Schmidt'],
    ['Ms. Smith', 'Ms.', 'Smith'],
    ['Mr. Smith Jr.', 'Mr.', 'Smith Jr.'],
    ['Hans Meier MBA', 'Hans', 'Meier MBA'],
    // Particles of more languages, and those that stand in front.
    ['Maria del Carmen Ruiz', 'Maria del Carmen', 'Ruiz'],
    ['María de los Ángeles García', 'María de los Ángeles', 'García'],
    ['Maria de Fátima Santos', 'Maria de Fátima', 'Santos'],
    ['Mohamed el Baradei', 'Mohamed', 'el Baradei'],
    ['Hans vom Stein', 'Hans', 'vom Stein'],
    ['Karl zum Felde', 'Karl', 'zum Felde'],
    ['Anna v. Stein', 'Anna', 'v. Stein'],
    ['Jan v. d. Berg', 'Jan', 'v. d. Berg'],
    ['Jan v.d. Berg', 'Jan', 'v.d. Berg'],
    ['Jan vd Berg', 'Jan', 'vd Berg'],
    ["Gerard in 't Veld", 'Gerard', "in 't Veld"],
    ['Gerard ’t Hooft', 'Gerard', '’t Hooft'],
    ['Jan op de Beeck', 'Jan', 'op de Beeck'],
    ['Doris auf der Maur', 'Doris', 'auf der Maur'],
    ['Fatima bint Khalid', 'Fatima', 'bint Khalid'],
    ['Omar abu Zayd', 'Omar', 'abu Zayd'],
    ['João Sousa e Silva', 'João', 'Sousa e Silva'],
    ['Josep Puig i Cadafalch', 'Josep', 'Puig i Cadafalch'],
    ['Marie des Bois', 'Marie', 'des Bois'],
    ['Micheál Ó Súilleabháin', 'Micheál', 'Ó Súilleabháin'],
    ['Emma St. John', 'Emma', 'St. John'],
    ['de Meunier', null, 'de Meunier'],
    ['van der Berg', null, 'van der Berg'],
    ['Van der Berg', null, 'Van der Berg'],
    ['De Niro', null, 'De Niro'],
    ['van Dijk Piet', 'Piet', 'van Dijk'],
    // Capitalised words in Vietnamese names are no particles.
    ['Do Van Nam', 'Do Van', 'Nam'],
    ['Le Van Minh', 'Le Van', 'Minh'],
    ['Nam Van Do', 'Nam Van', 'Do'],
    ['Đỗ Văn Nam', 'Đỗ Văn', 'Nam'],
    // The surname stands first in some scripts, and where it alone has capitals.
    ['山田 太郎', '太郎', '山田'],
    ['김 민수', '민수', '김'],
    ['王 小明', '小明', '王'],
    ['ヤマダ タロウ', 'タロウ', 'ヤマダ'],
    ['アルベルト・アインシュタイン', 'アルベルト・アインシュタイン', null],
    ['DUPONT Jean', 'Jean', 'DUPONT'],
    ['DUPONT Jean Pierre', 'Jean Pierre', 'DUPONT'],
    ['MÜLLER Hans', 'Hans', 'MÜLLER'],
    ['O’BRIEN Sean', 'Sean', 'O’BRIEN'],
    ['McDONALD Ian', 'Ian', 'McDONALD'],
    ['van der BERG Jan', 'Jan', 'van der BERG'],
    ['VAN GOGH Vincent', 'Vincent', 'VAN GOGH'],
    ['LI Wei', 'Wei', 'LI'],
    ['ИВАНОВ Иван', 'Иван', 'ИВАНОВ'],
    ['Dr. DUPONT Jean', 'Dr. Jean', 'DUPONT'],
    ['Jean DUPONT MARTIN', 'Jean', 'DUPONT MARTIN'],
    ['AJ Smith', 'AJ', 'Smith'],
    ['JRR Tolkien', 'JRR', 'Tolkien'],
    ['JEAN DUPONT', 'JEAN', 'DUPONT'],
    // White space of every kind is one space.
    ['  Anna \t\r\n  Smith  ', 'Anna', 'Smith'],
    ['Anna\u00a0Smith', 'Anna', 'Smith'],
    ['山田\u3000太郎', '太郎', '山田'],
    ['\ufeffAnna\u2009\u2028Smith', 'Anna', 'Smith'],
  ])('%j is %j and %j', (name, firstName, lastName) => {
    expect(splitName(name)).toEqual({ firstName, lastName });
  });

  it.each<[string, string | null, string | null]>([
    ['Nagy János', 'János', 'Nagy'],
    ['Nguyen Van Anh', 'Van Anh', 'Nguyen'],
    ['Dr. Nagy János', 'Dr. János', 'Nagy'],
    ['von Kovács Luca', 'Luca', 'von Kovács'],
    // What the name itself shows counts first.
    ['Anna, Schmidt', 'Schmidt', 'Anna'],
    ['Jean DUPONT', 'Jean', 'DUPONT'],
    ['Ludwig van Beethoven', 'Ludwig', 'van Beethoven'],
    ['Madonna', 'Madonna', null],
  ])('with the surname first, %j is %j and %j', (name, firstName, lastName) => {
    expect(splitName(name, 'surnameFirst')).toEqual({ firstName, lastName });
  });

  it('takes a text that is too long for a name at its last space', () => {
    expect(splitName(`${'van '.repeat(20)}Gogh`)).toEqual({ firstName: 'van '.repeat(20).trim(), lastName: 'Gogh' });
  });

  const piece = fc.oneof(
    fc.constantFrom(' ', '  ', '\u3000', '\u00a0', '\t', 'van', 'de la', ' y ', 'Jr.', 'PhD', 'III', 'Anna', '山田'),
    fc.string({ unit: anyCharacter, maxLength: 5 }),
  );
  const withCommas = fc.array(fc.oneof(piece, fc.constant(','))).map((pieces) => pieces.join(''));
  const withoutCommas = fc.array(piece).map((pieces) => pieces.join('').replaceAll(',', ' '));

  it.each([
    ['\u200b Anna \u3164 Smith', 'Anna', 'Smith'],
    ['\u2800, Anna', 'Anna', null],
    ['\u200b,', ',', null],
  ])('leaves out words that nobody sees: %j', (name, firstName, lastName) => {
    expect(splitName(name)).toEqual({ firstName, lastName });
  });

  it('of a name without a comma keeps the order of the words, but for a surname in front', () => {
    fc.assert(
      fc.property(withoutCommas, (name) => {
        const words = collapsed(name).split(' ');
        const rotations = words.map((_, i) => [...words.slice(i), ...words.slice(0, i)].join(' '));
        expect(rotations).toContain(joinName(splitName(name)));
      }),
    );
  });

  it('loses no word and makes none up', () => {
    fc.assert(
      fc.property(withCommas, (name) => expect(wordsOf(joinName(splitName(name)))).toEqual(wordsOf(collapsed(name)))),
    );
  });

  it('of any name but a blank one has a part; no part is empty or has white space to spare', () => {
    fc.assert(
      fc.property(withCommas.filter(isVisible), (name) => {
        const { firstName, lastName } = splitName(name);
        expect([firstName, lastName]).not.toEqual([null, null]);
        for (const part of [firstName, lastName]) {
          expect(part).not.toBe('');
          expect(part).toBe(part && collapsed(part));
        }
      }),
    );
  });

  it.each([
    ' ',
    ',',
    ' ,',
    'a ',
    'a, ',
    ', Jr.',
    'van ',
    'a y ',
    'Jr. ',
    '\u3000x',
    '山',
  ])('takes a million times %j in its stride', (part) => {
    const cpuTime = startCpuTime();
    splitName(part.repeat(1_000_000 / part.length));
    // Work that grew with the square would take minutes.
    expect(cpuTime()).toBeLessThan(3000);
  });
});
