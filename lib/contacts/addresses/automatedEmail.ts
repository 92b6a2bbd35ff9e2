type Rule = readonly [reason: string, pattern: RegExp];

/** Email addresses without a person behind them; support@, info@ and sales@ have one. */
const rules: readonly Rule[] = [
  // The null reverse-path of bounces (RFC 5321, 4.5.5).
  ['null_sender', /^$/],
  // RFC 5321, 4.5.1 and RFC 3834. Some servers omit their domain.
  ['mail_system', /^(?:mailer-daemon|postmaster)(?:@|$)/i],
  // Whole words between separators; not after a plus sign, where a person can put any word.
  [
    'no_reply',
    /^(?:[^@+]*[._-])?(?:(?:no|do[._-]?not|dont)[._-]?reply|ne[._-]?pas[._-]?repondre|keine[._-]?antwort(?:en)?|nicht[._-]?antworten|no[._-]?(?:responder|contestar)|non[._-]?rispondere|nao[._-]?respond(?:a|er)|niet[._-]?beantwoorden)(?:\d+|[._+=-][^@]*)?(?:@|$)/i,
  ],
  // Variable envelope return paths carry the recipient or a number. `bounce-house@` may be a shop.
  ['bounce', /^bounces?(?:\d+|[+=][^@]*|[._-][^@]*[\d=][^@]*)?@/i],
  // Envelope addresses that hide another one: SRS, BATV and Barracuda's form of it, SparkPost's VERP.
  ['bounce', /^(?:srs[01][=+-]|prvs=|btv1==|msprvs1=)/i],
  // Mailing-list software: Majordomo, LISTSERV, Mailman. People may write from `service-request@`.
  ['mailing_list', /^(?:(?:listserv|majordomo)@|owner-[^@]+@|[^@+]+-bounces(?:\+[^@]*)?@)/i],
  // A machine without a domain name (RFC 5321, 4.1.3).
  ['address_literal', /@\[[^\]]*\]$/],
  // Exchange's own names of mailboxes, which no other server knows, and their form in SMTP (MS-OXOABK, 2.2.1.1).
  ['x500', /^(?:(?:ex:)?\/o=|imceaex-)/i],
];

/** The stable reason why an email address has no person behind it; undefined where it may have one. */
export const automatedEmail = (address: string): string | undefined =>
  rules.find(([, pattern]) => pattern.test(address))?.[0];
