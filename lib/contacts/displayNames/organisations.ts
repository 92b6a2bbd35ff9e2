import { foldText } from '../addresses/foldText.ts';
import { isLegalForm } from '../search/legalForms.ts';
import { folded } from '../search/words.ts';

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '));

/** Legal forms that are written in small letters or with one capital and are no names. */
const plainForms = set(
  'inc ltd limited corp corporation incorporated gmbh ggmbh llc plc oyj aps pty pte bhd kft zrt nyrt srl srls sro doo ' +
    'spa sarl sas sasu ltda eood ood sdn uab sia incorporated company bv nv cv',
);

const unspacedForm = /株式会社|有限会社|合同会社|有限责任公司|股份有限公司|有限公司|公司|주식회사|㈜|\(주\)|㈱/u;
const formOfWords =
  /(?:^|\s)(?:sp\.?\s*z\s*o\.?\s*o\.?|d\.\s*o\.\s*o\.?|s\.\s*r\.\s*o\.?|a\.\s*s\.?|[AIK]\/S|S\.?p\.?A\.?|S\.?A\.?S\.?|(?:&|and|und|et|y)\s+(?:co|cie|partners?|sons|söhne|associates|fils|hijos|figli)\.?(?:\s+kg)?)$/iu;

/** Whether a word is a legal form, by its spelling: `Co`, `As` and `Sa` are names too, and `CPA` is a degree. */
export function isLegalFormWord(word: string): boolean {
  const letters = word.replace(/[.,]/g, '');
  const form = folded(letters);
  if (!isLegalForm(form) || form === 'cpa') return false;
  if (plainForms.has(form)) return letters !== 'Spa' && letters !== 'Cv' && letters !== 'Sia';
  if (word.includes('.')) return letters.length > 1 && !/^(?:as|ma)$/i.test(letters);
  return letters.length > 1 && /^[\p{Lu}\d]+$|^\p{L}[\p{Ll}]*\p{Lu}/u.test(letters);
}

/** Whether a text is a company by its legal form: `ACME GmbH`, `Müller & Co. KG`, `株式会社山田`. */
export function hasLegalForm(text: string): boolean {
  if (unspacedForm.test(text)) return true;
  const words = text.split(' ');
  if (words.length < 2) return false;
  const [first = ''] = words;
  return isLegalFormWord(words.at(-1) ?? '') || formOfWords.test(text) || /^(?:ООО|ОАО|ЗАО|ПАО|АО|ИП|PT)$/.test(first);
}

/** Words at the end of the name of an organisation. Written for this project from its author's own knowledge. */
const organisations = set(
  'team teams support service services company companies department dept division group groups foundation association ' +
    'university institute institution school college academy hospital clinic solutions technologies technology software ' +
    'systems consulting consultants marketing studio studios agency newsletter office helpdesk desk community council ' +
    'committee ministry government embassy store shop restaurant logistics industries enterprises holdings holding ' +
    'ventures capital partners associates labs media press publishing international verlag verein stiftung universität ' +
    'hochschule schule institut klinik krankenhaus gemeinde stadtwerke agentur versicherung versicherungen kundenservice ' +
    'kundendienst kundenbetreuung redaktion praxis kanzlei steuerberatung hausverwaltung gruppe abteilung société ' +
    'entreprise équipe equipe équipo equipo servicio serviço servizio servizi assistenza asistencia clientes universidad ' +
    'universidade università université fundación fundação fondazione fondation asociación associação associazione ' +
    'bedrijf stichting vereniging klantenservice afdeling universiteit firma zespół dział obsługa tým oddělení команда ' +
    'поддержка отдел служба компания billing notifications alerts reservations bookings accounting accounts',
);

/** Words in front of the name of an organisation. */
const leading = set(
  'team équipe equipe equipo the firma société compagnie compañía empresa universität universidad universidade ' +
    'università université university uniwersytet hotel restaurant kundenservice kundendienst support service servicio ' +
    'stadt ayuntamiento comune ministry ministerium ministère команда зао ооо компания',
);

/** Departments, posts and groups, which name no company. Written for this project from its author's own knowledge. */
const departments = set(
  'sales hr support service marketing it einkauf vertrieb verkauf personal personalabteilung buchhaltung rechnungswesen ' +
    'geschäftsführung geschäftsleitung verwaltung technik entwicklung produktion logistik lager versand controlling ' +
    'finanzen finance accounting accounts billing legal recht presse kundenservice kundendienst kundenbetreuung ' +
    'sekretariat empfang zentrale redaktion qs qm edv office info kontakt contact helpdesk team group gruppe list lists ' +
    'staff management administration admin operations ops purchasing procurement engineering development dev research ' +
    'r&d rd logistics warehouse customer success service care relations human resources people talent recruiting ' +
    'recruitment security compliance quality product design communications comms press media pr public affairs training ' +
    'education facilities reception treasury tax audit ventes achats comptabilité comptabilite rh ressources humaines ' +
    'direction commercial service client clients juridique informatique logistique ventas compras contabilidad recursos ' +
    'humanos rrhh atención al cliente soporte administración administracion dirección vendas financeiro suporte ' +
    'atendimento vendite acquisti contabilità contabilita amministrazione risorse umane ufficio verkoop inkoop ' +
    'boekhouding administratie klantenservice personeelszaken försäljning inköp ekonomi salg innkjøp regnskap økonomi ' +
    'myynti osto talous sprzedaż zakupy księgowość kadry obchod nákup účetnictví eladás értékesítés pénzügy satış satın ' +
    'alma muhasebe продажи закупки бухгалтерия отдел кадров 営業 総務 人事 経理 销售部 销售 人事部 财务部 市场部 영업 ' +
    'manager director head of chief officer president vice assistant assistent assistentin consultant berater beraterin ' +
    'engineer developer architect analyst specialist representative coordinator executive founder co-founder owner ' +
    'inhaber inhaberin geschäftsführer geschäftsführerin vertriebsleiter leiter leiterin abteilung abteilungsleiter ' +
    'intern praktikant student trainee azubi freelancer contractor partner ceo cto cfo coo cio cmo vp svp evp md ' +
    'extern external ext intern internal privat private home work office mobile mobil handy cell phone iphone android ' +
    'whatsapp business home-office homeoffice remote vacation urlaub abwesend ooo away busy out abwesenheit guest gast ' +
    'new neu old alt test demo spam bulk announce announcements discuss users all alle everyone members newsletter & and und ' +
    'department dept division abt unit area senior junior global regional account key general deputy co lead leader ' +
    'project program programme professor chair secretary no reply linkedin facebook twitter google docs drive slack ' +
    'github gitlab jira zendesk dropbox docusign groups calendar teams zoom skype telegram instagram signal sms email ' +
    'mail e-mail web website online chat shared personal work2',
);

/** Whether every word of a text is that of a department, a post or a group. */
export const isDepartment = (text: string): boolean => {
  const words = text
    .toLowerCase()
    .split(/[\s/,+]+/)
    .filter((word) => word !== '')
    .map((word) => word.replace(/\.$/, ''));
  return words.length > 0 && words.every((word) => departments.has(word) || departments.has(foldText(word)));
};

/** Whether a whole display name is that of an organisation, which has no surname. */
export function isOrganisation(text: string): boolean {
  if (hasLegalForm(text)) return true;
  const words = text.toLowerCase().split(' ');
  if (words.length < 2) return false;
  const [first = ''] = words;
  // `Ville` is also a Finnish name.
  const isTown = first === 'ville' && /^(?:de|du|d['’].+)$/.test(words[1] ?? '');
  return organisations.has(words.at(-1) ?? '') || leading.has(first) || isTown || isDepartment(text);
}
