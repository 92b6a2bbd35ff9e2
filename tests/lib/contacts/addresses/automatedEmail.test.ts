import { automatedEmail } from '../../../../lib/contacts/addresses/automatedEmail.ts';
import { noReplyPhrases } from '../../../../lib/contacts/addresses/noReplyPhrases.ts';
import { startCpuTime } from '../../../support/cpuTime.ts';

/** Local parts, separated by spaces, of addresses without a person; a text with an `@` is a whole address. */
const automated: readonly (readonly [reason: string, addresses: string])[] = [
  [
    'mail_system',
    'mailer-daemon MAILER-DAEMON mailer_daemon mailerdaemon mail-daemon mdaemon mailer-daemon-7 postmaster Postmaster ' +
      'postmaster+bounces mail-delivery-system mail.delivery.subsystem MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e',
  ],
  [
    'no_reply',
    'noreply NoReply no-reply no_reply no.reply no-reply+abc noreply-accounts noreply.shop noreply2 acmenoreply ' +
      'acme-noreply noreply-acme AcmeNoReply shop_donotreply_de donotreply do-not-reply do_not_reply do.not.reply DoNot-Reply ' +
      'dont-reply acmedonotreply notifications-noreply calendar.no-reply noresponse no-response do-not-respond no-answer ' +
      'noreplies please-do-not-reply drive-shares-noreply noreply=x dev-null null unmonitored mailbox-unattended',
  ],
  [
    'no_reply',
    'keine-antwort keineantworten nicht.antworten bitte-nicht-antworten nichtbeantworten ne-pas-repondre nepasrépondre ' +
      'ne_repondez_pas no-responder noresponda no-contestar sin.respuesta no-respondre não-responda nao-responder ' +
      'naoresponda non-rispondere nonrispondere nu-raspunde nu-răspundeți niet-beantwoorden nietantwoorden geen-antwoord ' +
      'svar-ikke svarikke ikke-svar má-ikke-besvares svara-ej svara_inte ej-svar älä-vastaa ala-vastaa eivastausta ' +
      'ekki-svara ara-vasta neatbildet neatsakykite nie-odpowiadaj nie_odpowiadac nieodpowiadaj neodpovidat ' +
      'neodpovídejte neodpovedat ne-odgovarjaj ne-odgovaraj не-одговарај не-отговаряй ne-otgovaryayte не-отвечать ' +
      'neotvechat не.отвечайте не-відповідати не-адказваць μην-απαντάτε min-apantate mos-u-pergjigj ne-valaszolj ' +
      'neválaszoljon yanitlamayin yanıtlamayınız cevap-vermeyin cavab-vermeyin na-freagair dim-ateb twegibx 返信不可 ' +
      '返信不要 请勿回复 請勿回覆 qingwuhuifu 회신불가 발신전용 khong-tra-loi khôngtrảlời ไม่ต้องตอบกลับ jangan-balas ' +
      'huwag-sumagot usijibu لا-ترد al-tashiv אל-תשיב پاسخ-ندهید उत्तर-न-दें moenie-antwoord shop-svarikke acmenepasrepondre',
  ],
  [
    'bounce',
    'bounce bounces bounces+1234-anna=example.com bounces+anna bounce-123 bounce-md_30.5f.v1 bounce-anna=example.com ' +
      'bounce7 msprvs1=17ab=bounces-1234 SRS0=HHH=TT=example.org=anna srs1+HHH=example.net==HHH=TT=example.org=anna ' +
      'prvs=4512ab34cd=anna btv1==123==anna users-return-1234-anna=example.com anna@bounce.mail.example.com ' +
      '0100018f2a3b4c5d-1a2b3c4d-1111-2222-3333-444455556666-000000 x7@bounces.example.com',
  ],
  [
    'mailing_list',
    'LISTSERV majordomo sympa mailman mailman-owner listmaster owner-gardeners gardeners-bounces list-owner users-owner ' +
      'rose-gardeners-bounces+anna=example.com announce-request users-request debian-user-request list-subscribe ' +
      'list-unsubscribe list-unsubscribe+x unsubscribe subscribe+a listserv-bounces 0000123abc-dmarc-request',
  ],
  ['rewritten', 'jan=example.com jan=40example.com announce+jan=example.com jan.meier=mail.example.co.uk'],
  ['x500', 'IMCEAEX-_O=EXAMPLE_OU=FIRST_CN=ANNA IMCEAMAILTO-anna+40example+2Ecom imceafax-anna'],
  [
    'report',
    'dmarc-reports dmarc_report dmarcreport opendmarc dmarc dmarc.agg smtp-tls-reporting tlsrpt fbl feedback-loop',
  ],
  ['calendar', 'calendar-notification calendar-server calendarserver calendar-invite'],
  [
    'automated',
    'auto-confirm autoconfirm auto-reply autoreply auto_reply acmeautoreply autoresponder auto-response auto-notify ' +
      'auto.mailer autoantwort automated automated-mail automatic-email out-of-office system system-message mailer ' +
      'github-bot order-auto-confirm respuesta-automatica reponse-automatique',
  ],
  [
    'notification',
    'notification notifications notification+zj4o notifications-123 notify alerts alert alert-12 security-alerts ' +
      'price-alert googlealerts account-notifications acmenotifications reminder reminders benachrichtigung ' +
      'benachrichtigungen notificaciones notificacoes notifiche powiadomienia уведомления bildirim 通知 ' +
      'update+zj4o@facebookmail.com',
  ],
  [
    'system_account',
    'cron crond cron-daemon root root+host www-data nobody daemon apache apache2 nginx httpd postgres logwatch nagios zabbix',
  ],
  ['form_mailer', 'wordpress webform formmailer contact-form kontaktformular'],
];

/** Local parts of people, and of mailboxes behind which people write. */
const people =
  'anna anna.smith info support sales service office kontakt contact hello hallo mail post billing invoice rechnung ' +
  'buchhaltung accounting admin administrator webmaster abuse hostmaster security privacy newsletter news feedback help ' +
  'helpdesk team jobs careers hr press presse marketing shop store order orders booking reservations reception empfang ' +
  'sekretariat secretary studio praxis kanzlei verwaltung sistemas systems systema systemhaus ecosystem cronin rooth root66er ' +
  'rootes alerta alert.jones tom.alert albert alertina bot jan.bot talbot abbot robotnik robot.meier botha norepl noreen.plya ' +
  'noreplyn nore.plya joanoreplyn sympatico sympathie mailmann mailman.peter dmarco d.marcus nullmeier jennifer.null ' +
  'apachetours nginxa daemonic demon nobody.knows nobodyowens reply reply+abc casino.reply juno-reply anna+noreply ' +
  'anna+no-reply dono.treplyn postmaster.anna anna.postmaster bounce.house bounce-house bouncer trampolin.bounce ' +
  'anna+bounces anna=bo srs srs.anna prvs owner ownership the-owner shop-owner product-owner dog-owner request ' +
  'service-request change-request quote-request anna+tax-request requests-anna listservice autohaus auto auto-meier ' +
  'auto.service autoteile autorin automobile automation autopia calendar kalender caldwell system.admin ' +
  'system-integration notice noticias notar notary notfall alerting.systems fblum feedbacks reporter dmarchand crondall ' +
  'wwwyatt imcea mailerson mdaemons kein nicht.anders nepal repondeur respondent svarte svar svara odpowiedz vastaa ' +
  'antwort antworten antwort-service kundenantwort yanit anonymous unknown private no nora.eply dont.worry answers monitor ' +
  'subscriptions abo unsub leave-request remind confirm confirmations';

describe('automatedEmail', () => {
  const rows = automated.flatMap(([reason, addresses]) => addresses.split(' ').map((each) => [each, reason] as const));

  it.each(rows)('of %s is %s', (address, reason) => {
    expect(automatedEmail(address.includes('@') ? address : `${address}@acme.example`)).toBe(reason);
  });

  it.each([
    ['', 'null_sender'],
    ['MAILER-DAEMON', 'mail_system'],
    ['Postmaster', 'mail_system'],
    ['anna@[192.0.2.1]', 'address_literal'],
    ['/O=EXAMPLE/CN=ANNA', 'x500'],
    ['nobody', undefined],
  ])('of %j, which is no email address, is %s', (address, reason) => {
    expect(automatedEmail(address)).toBe(reason);
  });

  it.each(people.split(' '))('of %s is none', (local) => {
    expect(automatedEmail(`${local}@acme.example`)).toBeUndefined();
  });

  it.each([
    'anna@noreply.example.com',
    'octocat@users.noreply.github.com',
    'anna@bounce.io',
    'anna@bounce.co.uk',
    'anna@automated.example',
    'anna@notifications.example.com',
    'anna@mailer-daemon.example',
  ])('of %s is none, because only the domain has such a word', (address) => {
    expect(automatedEmail(address)).toBeUndefined();
  });

  it('knows the phrases of 50 languages with each separator, with and without marks', () => {
    expect(Object.keys(noReplyPhrases).length).toBeGreaterThanOrEqual(50);
    const phrases = Object.values(noReplyPhrases).flatMap((each) => each.split(', '));
    const spellings = phrases.flatMap((phrase) => ['-', '_', '.', ''].map((each) => phrase.replaceAll(/[ ']/g, each)));
    const plain = spellings.map((each) => each.normalize('NFD').replace(/[\u0300-\u036f]/g, ''));
    const missed = [...spellings, ...plain].filter((each) => automatedEmail(`${each}@acme.example`) !== 'no_reply');
    expect(missed).toEqual([]);
  });

  it('is quick to find in any text', () => {
    const pieces = [
      '-',
      'no-',
      'bounce-1',
      '=',
      '=a.',
      '+-request',
      '.',
      '1',
      '@',
      'auto',
      'ö',
      'a-owner',
      '-return-1-',
    ];
    const cpuTime = startCpuTime();
    for (const piece of pieces) automatedEmail(piece.repeat(2000 / piece.length));
    expect(cpuTime()).toBeLessThan(1000);
  });
});
