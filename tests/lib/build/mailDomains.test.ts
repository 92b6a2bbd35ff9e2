import { readFileSync } from 'node:fs';
import { mailDomains } from '../../../schemas/compiled/mailDomains.js';

it('The union has the domains of each list, as ASCII', () => {
  expect(mailDomains).toEqual(expect.arrayContaining(['fastmail.fm', 'mailinator.com', 'telstra.com.au']));
  expect(mailDomains).toContain('xn--mllmail-n2a.com');
  expect(mailDomains.filter((domain) => !/^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/.test(domain))).toEqual([]);
});

it('The union has no domain below another one', () => {
  const union = new Set(mailDomains);
  const isBelow = (domain: string) =>
    domain.split('.').some((_, i, labels) => i > 0 && union.has(labels.slice(i).join('.')));
  expect(mailDomains.filter(isBelow)).toEqual([]);
});

it('lib/README.md names the version of each list that is installed', () => {
  const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
  const readme = readFileSync('lib/README.md', 'utf8');
  for (const list of ['email-providers', 'freemail', 'disposable-email-domains-js']) {
    expect(readme).toContain(`\`${list}\` ${dependencies[list]} `);
  }
});
