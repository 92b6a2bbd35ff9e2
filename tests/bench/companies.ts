import { companyOf } from '../../lib/contacts/companies.ts';
import { companyTable } from '../lib/contacts/companyTable.ts';

/** Which rows of the table of domains `companyOf` gets right, without settings of a tenant. */
export function measureCompanies(): { readonly rows: number; readonly right: number; readonly wrong: string[] } {
  const wrong = companyTable.flatMap(([domain, ...right]) => {
    const { companyName = null } = companyOf(`anna@${domain}`, { ownDomains: [], freeMailExceptions: [] }) ?? {};
    return right.includes(companyName) ? [] : `${domain}: ${companyName}`;
  });
  return { rows: companyTable.length, right: companyTable.length - wrong.length, wrong };
}
