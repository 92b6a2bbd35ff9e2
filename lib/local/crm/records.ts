/** A record of the demo CRM, as the default contract gives it. */
export interface Person {
  readonly externalRef: string;
  readonly emails: readonly string[];
  readonly phones: readonly string[];
  readonly firstName: string;
  readonly lastName: string;
  readonly companyName: string;
}

/** Who the demo CRM knows. No message can really come from any of these addresses and numbers: they are reserved for fiction. */
export const people: readonly Person[] = [
  {
    externalRef: 'crm-1001',
    emails: ['ada.lovelace@analytical-engines.example', 'ada@lovelace.example'],
    phones: ['+442079460018'],
    firstName: 'Ada',
    lastName: 'Lovelace',
    companyName: 'Analytical Engines Ltd',
  },
  {
    externalRef: 'crm-1002',
    emails: ['office@difference-works.example', 'charles@difference-works.example'],
    phones: ['+442079460120'],
    firstName: 'Charles',
    lastName: 'Babbage',
    companyName: 'Difference Works',
  },
  {
    externalRef: 'crm-1003',
    emails: ['office@difference-works.example'],
    phones: ['+442079460121'],
    firstName: 'Joseph',
    lastName: 'Clement',
    companyName: 'Difference Works',
  },
  {
    externalRef: 'crm-1004',
    emails: [],
    phones: ['+442079460233'],
    firstName: 'Mary',
    lastName: 'Somerville',
    companyName: 'Celestial Mechanics',
  },
  {
    externalRef: 'crm-1005',
    emails: ['luigi.menabrea@torino-notes.example'],
    phones: [],
    firstName: 'Luigi',
    lastName: 'Menabrea',
    companyName: 'Torino Notes',
  },
];

/** What to try the demo with: an address that one record has, and one that two records share. */
export const demoCrm = {
  known: { email: 'ada.lovelace@analytical-engines.example', externalRef: 'crm-1001' },
  ambiguous: { email: 'office@difference-works.example' },
} as const;
