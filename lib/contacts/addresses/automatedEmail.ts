import { foldText } from './foldText.ts';
import { noReplyPhrases } from './noReplyPhrases.ts';

type Rule = readonly [reason: string, pattern: RegExp];

const phrases = Object.values(noReplyPhrases).flatMap((each) => each.split(',').map((text) => foldText(text.trim())));
/** Words that nobody's name ends with, so that another word may stand directly before or behind them. */
const glued = phrases.map((each) => each.replaceAll('-', '')).filter((each) => each.length >= 10);
const separated = phrases.map((each) => each.replaceAll('-', '-?')).join('|');

/** Rules for a whole address. */
const envelopes: readonly Rule[] = [
  // The null reverse-path of bounces (RFC 5321, 4.5.5).
  ['null_sender', /^$/],
  // Exchange's own names of mailboxes, which no other server knows (MS-OXOABK, 2.2.1.1), and the addresses of other
  // systems that it packs into a local part (MS-OXOCNTC: IMCEAEX, IMCEAFAX, IMCEAMAILTO).
  ['x500', /^(?:(?:ex:)?\/o=|imcea[a-z]*-)/i],
  // Variable envelope return paths carry the recipient or a number. `bounce-house@` may be a shop.
  ['bounce', /^bounces?(?:\d+|[+=][^@]*|[._-][^@]*[\d=][^@]*)?@/i],
  // Envelope addresses that hide another one: SRS, BATV and Barracuda's form of it, SparkPost's and ezmlm's VERP, and
  // Amazon SES's.
  ['bounce', /^(?:srs[01][=+-]|prvs=|btv1==|msprvs1=|[^@]*-return-\d+-|[\da-f]{16}-[\da-f-]{36}-\d{6}@)/i],
  // A host for bounces, below somebody's domain: `bounce.co.uk` is a company.
  ['bounce', /@(?:[^@]*\.)?bounces?\.(?!(?:com?|net|org|ac|gov|edu)\.[a-z]{2}$)[^@.]+\.[^@]+$/i],
  // Majordomo, LISTSERV, Mailman and others, and the roles that a list has (RFC 2142, 6). Other words before `-owner`
  // and `-request` are businesses and requests, behind which people write.
  [
    'mailing_list',
    /^(?:(?:listserv|majordomo|sympa|mailman\d?|mlmmj|ezmlm|listproc|listmaster|ecartis|smartlist|(?:un)?subscribe)(?:[+-][^@]*)?@|owner-[^@]+@|[^@+]+-(?:bounces|(?:un)?subscribe|errors)(?:\+[^@]*)?@)/i,
  ],
  [
    'mailing_list',
    /^(?!(?:[^@+]*-)?(?:the|my|your|our|a|co|shop|store|home|house|homeowner|business|product|process|project|property|land|restaurant|hotel|company|brand|site|data|service|system|app|fleet|boat|ship|yacht|car|truck|van|bike|horse|dog|cat|pet|farm|cafe|bar|pub|gym|salon|studio|franchise|practice|apartment|flat|condo|vessel|asset|risk)-owner)[^@+]+-owner(?:\+[^@]*)?@/i,
  ],
  [
    'mailing_list',
    /^(?!(?:[^@+]*-)?(?:service|support|change|quote|tax|feature|info|information|booking|demo|sales|pull|data|privacy|access|press|media|order|price|offer|quotation|appointment|purchase|help|it|hr|leave|vacation|payment|refund|return|repair|maintenance|job|travel|visit|meeting|training|design|client|customer|contact|legal|gdpr|foia|records|speaker|interview|loan|sample|work|room|catering|invoice|credit|group|trip|supply|new|urgent|the|your|my|our)-request)[^@+]+-request(?:\+[^@]*)?@/i,
  ],
  // A machine without a domain name (RFC 5321, 4.1.3).
  ['address_literal', /@\[[^\]]*\]$/],
  // Facebook sends notifications from this domain, and nobody has a mailbox there.
  ['notification', /@facebookmail\.com$/i],
];

/**
 * Rules for the words of a local part, folded, that of mail systems first. What follows a plus sign does not count,
 * because a person can put any word there.
 */
const words: readonly Rule[] = [
  // RFC 5321, 4.5.1 and RFC 3834; Exchange's own sender of reports.
  [
    'mail_system',
    /^(?:mailer-?daemon(?:-.*)?|mail-?daemon|mdaemon|postmaster|mail-?delivery(?:-?(?:sub)?system|-?service)?|microsoftexchange[\da-f]{16,})\d*$/,
  ],
  ['no_reply', new RegExp(`^(?:.*-)?(?:${separated})(?:\\d+|[-=].*)?$`, 'u')],
  ['no_reply', new RegExp(`(?:noreply|${glued.join('|')})\\d*$|^(?:${glued.join('|')})`, 'u')],
  ['no_reply', /^(?:(?:.*-)?(?:unmonitored|unattended|dev-?null)(?:-.*)?|null|blackhole)$/],
  // Aggregate and failure reports about mail (RFC 7489, RFC 8460, RFC 5965).
  [
    'report',
    /(?:^|-)(?:open)?dmarc(?:-?(?:rep|reports?|reporting|agg|aggregates?|rua|ruf|feedback|failures?))?\d*(?:-|$)|(?:^|-)(?:tls-?rpt|(?:smtp-?)?tls-?report(?:s|ing)?)\d*(?:-|$)/,
  ],
  ['report', /^(?:.*-)?(?:fbl|feedback-?loops?|abuse-?reports?|arf-?reports?)\d*(?:-.*)?$/],
  [
    'calendar',
    /^(?:.*-)?(?:calendar|caldav)-?(?:notifications?|servers?|invites?|invitations?|sync|reminders?|alerts?)(?:-.*)?$/,
  ],
  [
    'automated',
    /^(?:.*-)?auto-?(?:repl(?:y|ies)|respon(?:se|ses|d|der|ders)|answers?|antwort(?:en)?|confirm(?:ation|ations)?|e?mail(?:er|s)?|mess(?:age|ages|enger)|notif(?:y|ier|ication|ications)|generated|send(?:er)?|post(?:er)?|bot|alerts?|submit|process(?:or)?|updates?|svar|respuesta|resposta|risposta|reponse|odpowiedz|odpoved)(?:-.*)?$/,
  ],
  ['automated', /(?:^|-|[a-z]{3})auto-?(?:reply|confirm|responder|notify|mailer)\d*$/],
  [
    'automated',
    /^(?:automated(?:-.*)?|automat(?:ic|ed|isch|ique|ico|ica)-?(?:e?mail|reply|message|antwort|nachricht)(?:-.*)?|(?:reponse|respuesta|resposta|risposta)-automati(?:que|ca)|автоответ(?:чик)?|avto-?otvet(?:chik)?|自動返信|自动回复|자동응답)$/u,
  ],
  ['automated', /^(?:out-?of-?office|abwesenheits?-?(?:notiz|agent|assistent)|vacation-?(?:responder|reply))(?:-.*)?$/],
  [
    'automated',
    /^(?:system(?:-?(?:messages?|mail(?:er)?|e-?mail|generated|admin-?noreply|status|events?|monitor(?:ing)?))?|mailer|e-?mailer|mail-?bot|bulk-?mail(?:er)?|mass-?mail(?:er)?|monitoring|watchdog)\d*$/,
  ],
  [
    'notification',
    /^(?:.*-)?(?:notif(?:ication|ications|ier|y)|alerts|reminders?|benachrichtigung(?:en)?|notificacion(?:es)?|notificac(?:ao|oes)|notific(?:a|he)|notificari|powiadomieni[ae]|upozorneni[ae]?|oznameni|ertesites(?:ek)?|bildirim(?:ler)?|kennisgeving(?:en)?|notifikation(?:er|en)?|varsling(?:er)?|ilmoitu(?:s|kset)|уведомлени[ея]|сповіщення|известия|ειδοποιησεισ?|お知らせ|通知|알림|thong-?bao|pemberitahuan)\d*$/u,
  ],
  [
    'notification',
    /^(?:notifications?|notify|alerts|benachrichtigung(?:en)?)(?:-.*)?$|(?:notifications?|alerts)\d*$|^alert\d*$|^alert-\d+$/,
  ],
  // Accounts of Unix, and programs that send mail under their own name.
  [
    'system_account',
    /^(?:cron|crond|cron-?(?:daemon|jobs?)|crontab|anacron|root|www|www-data|wwwrun|nobody|daemon|apache2?|nginx|httpd|lighttpd|tomcat|postgres(?:ql)?|mysql|mariadb|uucp|logwatch|logcheck|fail2ban|smartd|monit|munin|nagios|icinga2?|zabbix|alertmanager|buildbot|gitlab(?:-?runner)?|backup-?(?:daemon|exec|pc))\d*$/,
  ],
  // Programs of web sites that send what somebody typed into a form.
  [
    'form_mailer',
    /^(?:wordpress|wp-?mail|joomla|drupal|typo3|contao|magento|prestashop|shopware|woocommerce|form-?mail(?:er)?|web-?forms?|web-?mailer|contact-?form(?:-?7)?|kontakt-?formular|formulaire|formulario|php-?mailer)\d*$/,
  ],
];

/** Rules for a local part as it is: in names of people, a full stop separates `jan.bot` and `tom.alert`. */
const exact: readonly Rule[] = [
  ['automated', /^[^@+.]+[_-]bot(?:\+[^@]*)?@/i],
  ['notification', /^[^@+.]+[_-]alert(?:\+[^@]*)?@/i],
  // Lists put the author's address into their own, because of DMARC: `jan=example.com@lists.example.org`.
  ['rewritten', /^[^@]*=(?:40)?(?:[\p{L}\p{N}-]+\.)+\p{L}{2,}@/u],
];

/** The stable reason why an email address has no person behind it; undefined where it may have one. */
export function automatedEmail(address: string): string | undefined {
  const local = foldText(address.replace(/@[^@]*$/, '').replace(/(?<=.)\+.*$/s, ''));
  // Some mail systems omit their domain; other words without one are no addresses.
  const wordRules = address.includes('@') ? words : words.slice(0, 1);
  return (envelopes.find(([, pattern]) => pattern.test(address)) ??
    wordRules.find(([, pattern]) => pattern.test(local)) ??
    exact.find(([, pattern]) => pattern.test(address)))?.[0];
}
