import { columnsOf } from '../../../../lib/cli/bulk/columns.ts';

/** What the columns of these headers read in a row, and the headers that they do not read. */
function read(table: Readonly<Record<string, string>>) {
  const columns = columnsOf(Object.keys(table));
  return columns && { ...columns.read(Object.values(table)), unknown: columns.unknown };
}

describe('columnsOf', () => {
  it.each<[string, Record<string, string>, object]>([
    [
      'Google, since 2024',
      {
        'First Name': 'Ada',
        'Middle Name': 'King',
        'Last Name': 'Lovelace',
        Nickname: 'Countess',
        'Organization Name': 'Engines Ltd',
        'E-mail 1 - Label': '* Work',
        'E-mail 1 - Value': 'ada@engines.example ::: king@engines.example',
        'E-mail 2 - Label': 'Home',
        'E-mail 2 - Value': 'ada@home.example',
        'Phone 1 - Label': 'Work Fax',
        'Phone 1 - Value': '+49 30 1',
        'Phone 2 - Label': 'Mobile',
        'Phone 2 - Value': '+49 151 12345678',
      },
      {
        firstName: 'Ada King',
        lastName: 'Lovelace',
        companyName: 'Engines Ltd',
        emails: ['ada@engines.example', 'king@engines.example', 'ada@home.example'],
        phones: ['+49 151 12345678'],
        unknown: ['Nickname', 'E-mail 1 - Label', 'E-mail 2 - Label'],
      },
    ],
    [
      'Google, before',
      {
        Name: 'Ada Lovelace',
        'Given Name': 'Ada',
        'Additional Name': '',
        'Family Name': 'Lovelace',
        'E-mail 1 - Type': '*',
        'E-mail 1 - Value': 'ada@engines.example',
        'Phone 1 - Type': 'Main',
        'Phone 1 - Value': '+49 30 1',
        'Organization 1 - Name': 'Engines Ltd',
      },
      {
        firstName: 'Ada',
        lastName: 'Lovelace',
        companyName: 'Engines Ltd',
        emails: ['ada@engines.example'],
        phones: [],
        unknown: ['E-mail 1 - Type'],
      },
    ],
    [
      'Outlook',
      {
        Title: 'Ms.',
        'First Name': 'Ada',
        'Middle Name': '',
        'Last Name': 'Lovelace',
        Company: 'Engines Ltd',
        'E-mail Address': 'ada@engines.example',
        'E-mail Type': 'SMTP',
        'E-mail Display Name': 'Ada (ada@engines.example)',
        'E-mail 2 Address': 'ada@home.example',
        'Business Fax': '+49 30 1',
        'Business Phone': '+49 30 2',
        'Business Phone 2': '+49 30 3',
        'Company Main Phone': '+49 30 4',
        'Home Phone': '',
        'Mobile Phone': '+49 151 12345678',
        "Assistant's Phone": '+49 30 5',
      },
      {
        firstName: 'Ada',
        lastName: 'Lovelace',
        companyName: 'Engines Ltd',
        emails: ['ada@engines.example', 'ada@home.example'],
        phones: ['+49 30 2', '+49 30 3', '+49 151 12345678'],
        unknown: [
          'Title',
          'E-mail Type',
          'E-mail Display Name',
          'Business Fax',
          'Company Main Phone',
          "Assistant's Phone",
        ],
      },
    ],
    [
      'HubSpot',
      {
        'Record ID': '51',
        'First Name': 'Ada',
        'Last Name': 'Lovelace',
        Email: 'ada@engines.example',
        'Additional email addresses': 'ada@home.example;ada@old.example',
        'Phone Number': '+49 30 2',
        'Mobile Phone Number': '+49 151 12345678',
        'WhatsApp Phone Number': '',
        'Company Name': 'Engines Ltd',
        'Lead Status': 'New',
      },
      {
        firstName: 'Ada',
        lastName: 'Lovelace',
        companyName: 'Engines Ltd',
        externalRef: '51',
        emails: ['ada@engines.example', 'ada@home.example', 'ada@old.example'],
        phones: ['+49 30 2', '+49 151 12345678'],
        unknown: ['Lead Status'],
      },
    ],
    [
      'our fields',
      {
        name: 'Ada Lovelace',
        email: 'ada@engines.example',
        phone: '',
        externalRef: '51',
        companyName: ' ',
        tea: 'yes',
      },
      { name: 'Ada Lovelace', externalRef: '51', emails: ['ada@engines.example'], phones: [], unknown: ['tea'] },
    ],
    [
      'our own CSV, and its failed rows',
      {
        row: '7',
        reason: 'x',
        id: 'y',
        resolutionStatus: 'unresolved',
        createdAt: '',
        updatedAt: '',
        email: 'a@b.de',
        otherEmails: 'c@d.de; e@f.de',
        otherPhones: '',
      },
      { emails: ['a@b.de', 'c@d.de', 'e@f.de'], phones: [], unknown: [] },
    ],
  ])('reads the columns of %s', (_, table, expected) => {
    expect(read(table)).toEqual(expected);
  });

  it('refuses columns by which no person could be found again', () => {
    expect(columnsOf(['name', 'companyName'])).toBeUndefined();
  });
});
