import { employers } from './employers.ts';

const words = (text: string): string[] => text.trim().split(/\s+/);

/** Domains by country whose mailboxes anybody can have, or every customer of an internet provider. */
const consumers = words(`
  gmail.com googlemail.com outlook.com outlook.de outlook.fr outlook.jp outlook.com.br hotmail.com hotmail.co.uk
  hotmail.fr hotmail.be hotmail.gr hotmail.cz live.com live.nl live.dk live.com.mx live.com.au msn.com passport.com
  yahoo.com yahoo.de yahoo.ca yahoo.com.vn yahoo.com.ph yahoo.gr yahoo.ro ymail.com rocketmail.com aol.com aol.de
  aol.fr aol.it icloud.com me.com mac.com gmx.de gmx.at gmx.ch gmx.net gmx.com gmx.eu gmx.org gmx.info gmx.li gmx.co.uk
  gmx.fr mail.com proton.me protonmail.com protonmail.ch pm.me tutanota.com tuta.com tutamail.com fastmail.com
  fastmail.fm zoho.com zohomail.com zohomail.eu hey.com hushmail.com mailfence.com startmail.com runbox.com
  countermail.com posteo.de mailbox.org disroot.org riseup.net inbox.com web.de mail.de email.de t-online.de freenet.de
  arcor.de vodafone.de o2online.de 1und1.de online.de kabelbw.de unitybox.de unity-mail.de ewetel.net ewe.net
  netcologne.de osnanet.de htp-tel.de mnet-online.de gmx-topmail.de onlinehome.de alice-dsl.net versanet.de
  smart-mail.de lycos.de a1.net aon.at chello.at inode.at liwest.at kabelplus.at utanet.at tele2.at bluewin.ch
  sunrise.ch hispeed.ch swissonline.ch vtxmail.ch quickline.ch greenmail.ch netplus.ch ticino.com orange.fr wanadoo.fr
  free.fr sfr.fr laposte.net bbox.fr neuf.fr club-internet.fr numericable.fr aliceadsl.fr noos.fr cegetel.net
  dartybox.com mailo.com proximus.be skynet.be telenet.be scarlet.be voo.be belgacom.net pandora.be ziggo.nl kpnmail.nl
  kpnplanet.nl planet.nl hetnet.nl home.nl upcmail.nl casema.nl chello.nl quicknet.nl tele2.nl telfort.nl solcon.nl
  zeelandnet.nl caiway.nl online.nl xs4all.nl pt.lu vo.lu internet.lu btinternet.com btopenworld.com sky.com
  talktalk.net virginmedia.com virgin.net ntlworld.com blueyonder.co.uk tiscali.co.uk plus.net plusnet.com
  eclipse.co.uk o2.co.uk eircom.net iol.ie libero.it virgilio.it alice.it tin.it tim.it tiscali.it fastwebnet.it
  inwind.it iol.it email.it vodafone.it aruba.it pec.it wind.it telefonica.net movistar.es terra.es ono.com ya.com
  euskaltel.net sapo.pt iol.pt clix.pt netcabo.pt mail.telepac.pt meo.pt telia.com spray.se bredband.net bredband2.com
  comhem.se tele2.se passagen.se telenor.no online.no broadpark.no frisurf.no start.no lyse.net tdcadsl.dk mail.dk
  mail.tele.dk jubii.dk stofanet.dk ofir.dk webspeed.dk kolumbus.fi elisanet.fi luukku.com saunalahti.fi suomi24.fi
  welho.com pp.inet.fi simnet.is wp.pl o2.pl onet.pl op.pl vp.pl interia.pl interia.eu poczta.fm poczta.onet.pl
  gazeta.pl tlen.pl go2.pl buziaczek.pl neostrada.pl seznam.cz centrum.cz email.cz post.cz volny.cz atlas.cz azet.sk
  zoznam.sk centrum.sk post.sk pobox.sk stonline.sk freemail.hu citromail.hu t-online.hu indamail.hu vipmail.hu
  upcmail.hu siol.net t-2.net amis.net volja.net net.hr inet.hr t-com.hr vip.hr abv.bg mail.bg dir.bg otenet.gr
  forthnet.gr hol.gr in.gr cytanet.com.cy inbox.lv inbox.lt one.lt mail.ee hot.ee online.ee neti.ee eunet.rs sbb.rs
  open.telekom.rs ptt.rs mail.ru list.ru bk.ru inbox.ru internet.ru yandex.ru yandex.com ya.ru yandex.kz rambler.ru
  lenta.ru autorambler.ru ukr.net i.ua meta.ua bigmir.net tut.by mynet.com superonline.com ttmail.com turk.net
  walla.co.il walla.com netvision.net.il 012.net.il bezeqint.net zahav.net.il emirates.net.ae eim.ae batelco.com.bh
  maktoob.com comcast.net xfinity.com verizon.net att.net sbcglobal.net bellsouth.net ameritech.net pacbell.net cox.net
  charter.net spectrum.net rr.com roadrunner.com twc.com earthlink.net mindspring.com netzero.net juno.com
  centurylink.net embarqmail.com q.com frontier.com frontiernet.net windstream.net optonline.net optimum.net
  suddenlink.net cableone.net mediacombb.net wowway.com rcn.com hughes.net tds.net netscape.net excite.com lycos.com
  shaw.ca rogers.com sympatico.ca bell.net videotron.ca telus.net cogeco.ca eastlink.ca sasktel.net mts.net
  prodigy.net.mx uol.com.br bol.com.br terra.com.br ig.com.br globo.com globomail.com r7.com oi.com.br zipmail.com.br
  fibertel.com.ar speedy.com.ar arnet.com.ar ciudad.com.ar vtr.net entelchile.net une.net.co adinet.com.uy cantv.net
  qq.com foxmail.com 163.com 126.com yeah.net sina.com sina.cn sohu.com 139.com 189.cn wo.cn 21cn.com tom.com
  aliyun.com vip.163.com vip.qq.com hinet.net pchome.com.tw seed.net.tw so-net.net.tw netvigator.com biznetvigator.com
  singnet.com.sg starhub.net.sg streamyx.com tm.net.my pldtdsl.net globe.com.ph telkom.net vnn.vn yahoo.co.jp
  docomo.ne.jp ezweb.ne.jp softbank.ne.jp i.softbank.jp au.com nifty.com biglobe.ne.jp so-net.ne.jp ocn.ne.jp
  plala.or.jp dion.ne.jp asahi-net.or.jp goo.jp infoseek.jp excite.co.jp ybb.ne.jp jcom.home.ne.jp eonet.ne.jp
  naver.com daum.net hanmail.net nate.com kakao.com hanmir.com lycos.co.kr empas.com rediffmail.com indiatimes.com
  sify.com sancharnet.in vsnl.net in.com yahoo.co.in bsnl.in dataone.in bigpond.com bigpond.net.au optusnet.com.au
  iinet.net.au tpg.com.au westnet.com.au internode.on.net dodo.com.au adam.com.au xtra.co.nz slingshot.co.nz
  orcon.net.nz clear.net.nz paradise.net.nz vodafone.co.nz mweb.co.za telkomsa.net vodamail.co.za webmail.co.za
  iafrica.com gmx.biz gmx.es gmx.ru yahoo.com.au yahoo.se hotmail.ch hotmail.com.ar hotmail.it live.be live.cl
  outlook.kr outlook.co.th msn.nl aol.co.uk aol.com.mx icloud.com.cn ymail.de arcor.net germanynet.de compuserve.de
  nexgo.de kielnet.de dokom.net swn-nms.net tng.de m-net.de genion.de callando.de surfeu.de tiscalinet.de gmx.tm
  loop.de superkabel.de gmail.co.uk utanet.com telering.at eunet.at gmx.co.at sms.at yplay.ch tbwil.ch leunet.ch
  neuf.com 9online.fr libertysurf.fr tele2.fr voila.fr cario.fr worldonline.be tvcablenet.be swing.be tele2.be
  zonnet.nl wxs.nl chello.be planet-family.nl wanadoo.nl xmsnet.nl freeler.nl tesco.net supanet.com fsnet.co.uk
  freeserve.co.uk onetel.com postmaster.co.uk which.net demon.co.uk ireland.com esatclear.ie teletu.it supereva.it
  jumpy.it live.it hotmail.es ozu.es wanadoo.es mixmail.com netvisao.pt mail.pt aeiou.pt algonet.se swipnet.se
  utfors.se hotmail.se yahoo.no c2i.net nextgentel.com post.tele.dk mail.tdcadsl.dk city.dk nrtelenor.dk mbnet.fi
  nic.fi dnainternet.net vortex.is plusnet.pl aster.pl chello.pl hoga.pl amorki.pl tiscali.cz upcmail.cz chello.sk
  nextra.sk mail.t-com.sk freestart.hu mailbox.hu axelero.hu gmx.si guest.arnes.si email.si globalnet.hr bol.ba
  teol.net beotel.net verat.net mt.net.mk yahoo.bg data.bg ath.forthnet.gr windowslive.com xnet.ro mail.lv delfi.lv
  delfi.ee mail.lt yandex.by yandex.com.tr mail.ua email.ua nxt.ru sibmail.com tomsk.ru mail.am netsys.am
  hotmail.com.tr e-kolay.net smile.net.il barak.net.il 013.net internet-zahav.net saudi.net.sa awalnet.net.sa
  omantel.net.om jordan.net nycap.rr.com tampabay.rr.com swbell.net snet.net prodigy.net flash.net peoplepc.com cs.com
  mchsi.com hotmail.ca ntl.ca look.ca primus.ca vianet.ca live.com.ar uolsinectis.com.ar sion.com yahoo.com.pe
  terra.com.pe speedy.com.pe etapaonline.net.ec andinanet.net hotmail.cl manquehue.net tutopia.com vip.sina.com 188.com
  eyou.net online.sh.cn public.bta.net.cn ms1.hinet.net yam.com kimo.com yahoo.com.tw hkstar.com yahoo.com.hk
  pacific.net.hk magix.com.sg hotmail.my pacific.net.ph smartbro.net cbn.net.id plasa.com yahoo.co.id hcmc.netnam.vn
  loxinfo.co.th asianet.co.th k.vodafone.ne.jp t.vodafone.ne.jp d.vodafone.ne.jp wcm.ne.jp ap.mopera.ne.jp mbn.or.jp
  ybb.jp yahoo.jp hotmail.co.jp lion.zaq.ne.jp rose.ocn.ne.jp poplar.ocn.ne.jp jcom.zaq.ne.jp lycos.jp korea.com
  hanmail.com nate.net orgio.net rediff.com vsnl.in airtel.in touchtelindia.net satyam.net.in eth.net hotmail.co.in
  yahoo.in ozemail.com.au optus.net.au chariot.net.au netspace.net.au hotkey.net.au aussiebroadband.com.au maxnet.co.nz
  woosh.co.nz mtnloaded.co.za polka.co.za cybersmart.co.za zamnet.zm africamail.com swiftug.com
`);

/** Relays, gateways of text messages, services that send for others, and parts of platforms that send for users. */
const relays = words(`
  marketplace.amazon.de marketplace.amazon.com marketplace.amazon.co.uk m.airbnb.com reply.airbnb.com
  sale.craigslist.org hous.craigslist.org reply.craigslist.org facebookmail.com relay.firefox.com mozmail.com
  privaterelay.appleid.com duck.com simplelogin.com aleeas.com anonaddy.com passmail.net users.noreply.github.com
  reply.github.com noreply.github.com vtext.com vzwpix.com txt.att.net mms.att.net tmomail.net messaging.sprintpcs.com
  email.uscc.net msg.fi.google.com sms.t-online.de sendgrid.net amazonses.com eu-west-1.amazonses.com mailgun.org
  mandrillapp.com sparkpostmail.com mailchimpapp.net mcsv.net mcdlv.net rsgsv.net e.linkedin.com bounce.linkedin.com
  members.ebay.com members.ebay.de guest.booking.com property.booking.com mg.gitlab.com incoming.gitlab.com
  docs.google.com calendar.google.com bounces.google.com groups.facebook.com mail.notion.so reply.facebook.com
  txt.bell.ca msg.telus.com mail-in.hubspot.com inbound.postmarkapp.com messages.homeaway.com messages.vrbo.com
  convo.zillow.com notifications.freelancer.com marketplace.amazon.fr marketplace.amazon.it m.airbnb.de
  cl.craigslist.org jobs.craigslist.org gigs.craigslist.org notify.ebay.com reply.ebay.co.uk notifications.google.com
  sheets.google.com messages.indeed.com indeedemail.com mms.vzwpix.com messaging.nextel.com mmode.com text.att.net
  sms.mycricket.com paging.acswireless.com mobile.celloneusa.com text.republicwireless.com myboostmobile.com
  u123.ct.sendgrid.net us-east-1.amazonses.com bounce.mailgun.org in.mailjet.com bnc3.mailjet.com
  bounces.elasticemail.net mail.mailchimpapp.com cmail1.com discoursemail.com plus.google.com inmail.linkedin.com
  messages.etsy.com conversations.etsy.com message.bookingsuite.com mail.immobilienscout24.de mail.kleinanzeigen.de
  contact.leboncoin.fr messagerie.leboncoin.fr
`);

/** Platforms whose tenants have subdomains: the tenant or nobody, and never the platform. */
const tenants = words(`
  zendesk.com atlassian.net freshdesk.com myshopify.com onmicrosoft.com mail.onmicrosoft.com my.salesforce.com
  intercom-mail.com helpscoutapp.com desk.com zohodesk.com uservoice.com slack.com hubspotemail.net teamwork.com
  basecamphq.com freshservice.com service-now.com workday.com myworkday.com bamboohr.com greenhouse-mail.io
  wordpress.com wixsite.com weebly.com squarespace.com webflow.io github.io herokuapp.com blogspot.com netlify.app
  vercel.app pages.dev azurewebsites.net odoo.com personio.de teamviewer.com helpjuice.com groovehq.com kayako.com
  gorgias.com monday.com clickup.com sharepoint.com jira.com googlegroups.com recurly.com chargebee.com eventbrite.com
  tumblr.com help.zendesk.com lightning.force.com my.site.com tawk.email mail.intercom.io on.crisp.chat
  teamtailor-mail.com recruitee.com pipedrive.email
`).map((domain) => `acme.${domain}`);

/**
 * Rows of a domain and the names that are right for it; `null` means that it implies no company. They were written down
 * by what is known of providers and employers, and not taken from the lists that `companyOf` uses.
 */
export const companyTable: readonly (readonly [domain: string, ...right: (string | null)[]])[] = [
  ...[...consumers, ...relays].map((domain) => [domain, null] as const),
  ...tenants.map((domain) => [domain, 'Acme', null] as const),
  ...employers,
];
