/** A record of the demo CRM in the form that the preset `default` expects. */
export interface Person {
  readonly externalRef: string;
  readonly emails: readonly string[];
  readonly phones: readonly string[];
  readonly firstName: string;
  readonly lastName: string;
  readonly companyName: string;
}

/**
 * The demo CRM's records. Their domains and phone numbers are reserved for examples and fiction, so they belong to
 * nobody.
 */
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

/** Addresses for trying the demo: one that one record has, and one that two records share. */
export const demoCrm = {
  known: { email: 'ada.lovelace@analytical-engines.example', externalRef: 'crm-1001' },
  ambiguous: { email: 'office@difference-works.example' },
} as const;
