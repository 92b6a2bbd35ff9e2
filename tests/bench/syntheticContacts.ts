import type { StoredContact } from '../../lib/contacts/contact.ts';
import { identityKey } from '../../lib/contacts/identities.ts';
import { uuidV7 } from '../../lib/contacts/uuid.ts';

/** Given names, and beginnings and ends of family names, of one script or language. */
type Names = {
  readonly given: string;
  readonly start: string;
  readonly end: string;
  readonly country: string;
  /** The family name comes first, without a space. */
  readonly isUnspaced?: true;
};

const cultures: readonly Names[] = [
  {
    given: 'Jürgen Anna Günther Jörg Sabine Heike Wolfgang Käthe Matthias Ulrike Bärbel Friedrich',
    start: 'Müll Schmied Hölder Wein Groß Rosen Kirch Löwen Bauern Stein Lüden Brück Altmann Oster Wild',
    end: 'er mann stein berger hauer bach feld egger',
    country: '+49151',
  },
  {
    given: 'Bjørn Åse Søren Øyvind Sigríður Håkon Freja Mikkel Astrid Þóra Märta Gunnar',
    start: 'Øster Lind Halvor Sørens Ander Bryn Thor Knud Ødegår Åker Berg Niels Gustaf',
    end: 'sen strøm gaard dal son lund vik quist',
    country: '+4540',
  },
  {
    given: 'Łukasz Małgorzata Zbigniew Agnieszka Stanisław Żaneta Grażyna Wojciech Krzysztof Bożena',
    start: 'Kowal Wiśniew Dąbrow Lewandow Zieliń Szymań Woźniak Kozłow Jankow Mazur Krawczyk Piotrow',
    end: 'ski czyk owicz ewska iński ak',
    country: '+4860',
  },
  {
    given: 'José María Íñigo Concepción Andrés Lucía Martín Begoña Sebastián Ximena João Conceição',
    start: 'Gonzál Fernánd Rodrígu Sánch Martín Domíngu Vázqu Ramír Guerr Peñ Ordóñ Ibáñ',
    end: 'ez es o ero uela osa',
    country: '+3461',
  },
  {
    given: 'James Mary Olivia Harper Charlotte Benjamin Siobhán Declan Gwendolyn Trevor Beatrice Nigel',
    start: "O'Brien Mac Winter Harring Ash Black Pember Whit Lang Thorn Elling Stan",
    end: 'ton field worth bourne ley combe shaw more',
    country: '+4478',
  },
  {
    given: 'Şükrü İpek Çağlar Gülşen Oğuz Nguyễn Trần Đặng Phương Ayşe Mehmet Hüseyin',
    start: 'Yıldı Öztür Kaya Demir Çelik Şahin Aydı Doğan Arslan Koç Erdoğ Polat',
    end: 'z k oğlu türk er can',
    country: '+9053',
  },
  {
    given: 'Юрий Анна Сергей Наталья Дмитрий Ольга Алексей Екатерина Владимир Людмила Фёдор',
    start: 'Иван Гагар Петр Смирн Кузнец Соловь Васил Морозн Лебед Козл Новик Зайц',
    end: 'ов ин енко ский ёв ук',
    country: '+7916',
  },
  {
    given: 'Γιώργος Ελένη Δημήτρης Κατερίνα Νίκος Βασιλική Παναγιώτης Σοφία Χρήστος Αγγελική',
    start: 'Παπαδ Οικονόμ Γεωργ Νικολα Αντων Κωνσταντ Βλαχ Καραμαν Μακρ Αλεξ',
    end: 'όπουλος ίδης άκης ίου ινός άτος',
    country: '+3069',
  },
  {
    given: 'محمد فاطمة أحمد عائشة يوسف مريم خالد زينب عمر ليلى',
    start: 'الحسين العبد المنصور الخطيب النجار الشريف الحداد البغداد القاسم الرشيد',
    end: 'ي اوي اني ية',
    country: '+2010',
  },
  {
    given: 'राम सीता अर्जुन लक्ष्मी कृष्ण राधा विजय सुनीता प्रकाश गीता',
    start: 'शर्म वर्म गुप्त मिश्र त्रिपाठ चतुर्वेद अग्रवाल भट्टाचार्य श्रीवास्तव कुलकर्ण',
    end: 'ा ी न कर',
    country: '+9198',
  },
  {
    given: '太郎 花子 健一 美咲 翔太 陽子 大輔 恵子 直樹 由美 拓也 明美',
    start: '山 田 佐 高 中 小 加 吉 渡 松 井 木',
    end: '田 藤 橋 村 林 本 野 崎',
    country: '+8190',
    isUnspaced: true,
  },
  {
    given: '민수 지영 서연 준호 하은 도윤 예진 현우 수빈 태양',
    start: '김 이 박 최 정 강 조 윤 장 임',
    end: '가 나 다 라 마 바',
    country: '+8210',
    isUnspaced: true,
  },
];

const companyStarts =
  'Acme Nord Blau Helio Quantum Vertex Lumen Terra Aqua Silver Rapid Omni Cedar Falcon Orbit Zephyr'.split(' ');
const companyEnds =
  'soft werk tech trade media logistik foods energy systems pharma bau print labs motors textil finanz'.split(' ');
const legalForms = ['GmbH', 'Inc.', 'Ltd', 'S.A.', 'AG', ''];

export type Person = {
  readonly given: string;
  readonly family: string;
  readonly company: string;
  readonly email: string;
  readonly phone: string;
  readonly isUnspaced: boolean;
};

/** Numbers from 0 to 1 that are the same in every run (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Picks an element of a list. */
export function pick<T>(list: readonly T[], random: () => number): T {
  const picked = list[Math.floor(random() * list.length)];
  if (picked === undefined) throw new Error('The list is empty');
  return picked;
}

/** Makes the nth person. Every fourth is called `Quarter`, and only the first of these works for `Rarissima`. */
export function personOf(n: number, random: () => number): Person {
  const { given, start, end, country, isUnspaced = false } = pick(cultures, random);
  const name = (text: string) => pick(text.split(' '), random);
  const companyWord = `${pick(companyStarts, random)}${pick(companyEnds, random)}`;
  const company = n === 1 ? 'Rarissima' : `${companyWord} ${pick(legalForms, random)}`.trim();
  const first = n % 4 === 1 ? 'Quarter' : name(given);
  return {
    given: isUnspaced && n % 4 !== 1 ? '' : first,
    family: isUnspaced ? `${name(start)}${name(end)}${name(given)}` : `${name(start)}${name(end)}`,
    company,
    email: `${pick('abcdefghijklmnop'.split(''), random)}.user${n}@${companyWord.toLowerCase()}.example`,
    phone: `${country}${String(Math.floor(random() * 1e8)).padStart(8, '0')}`,
    isUnspaced,
  };
}

/** The contact of a person, as the table holds it. */
export function contactOf(
  tenantId: string,
  at: number,
  { given, family, company, email, phone }: Person,
): StoredContact {
  const said = (value: string) => [value, at, 'key:1'] as const;
  const time = new Date(at).toISOString();
  return {
    tenantId,
    contactId: uuidV7(at),
    sources: {
      manual: {
        firstName: said(given || family),
        ...(given && { lastName: said(family) }),
        email: said(email),
        phone: said(phone),
        companyName: said(company),
      },
      agent: {},
    },
    identities: {
      [identityKey('email', email)]: { kind: 'email', value: email, confirmed: [at, 'key:1'] },
      [identityKey('phone', phone)]: { kind: 'phone', value: phone, confirmed: [at, 'key:1'] },
    },
    resolutionStatus: 'unresolved',
    version: 1,
    writeIds: ['0123456789ab', '', '', ''],
    changedBy: 'key:1',
    createdAt: time,
    updatedAt: time,
  };
}
