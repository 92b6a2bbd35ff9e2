const words = (text: string): string[] => text.trim().split(/\s+/);

/**
 * Names that are mailboxes for anybody under each country's suffix, .com, .net, .org, .info and .eu: `gmx.ch`,
 * `yahoo.co.uk`.
 */
export const providerFamilies: ReadonlySet<string> = new Set(
  words(`
    gmail googlemail gmx hotmail outlook live msn windowslive yahoo ymail rocketmail aol icloud yandex protonmail tutanota
    posteo zohomail fastmail hushmail mail email e-mail webmail freemail inbox mailbox caramail rediffmail lycos excite
    tiscali wanadoo chello upcmail tele2 t-online vodafone freenet
  `),
);

/** Members of these families that are employers. */
export const employersInFamilies: ReadonlySet<string> = new Set(['vodafone.com', 'tele2.com']);

/** Names of employers that end in `mail`, as those of mailboxes do (`bluemail`, `greenhouse-mail`). */
export const employersWithMail: ReadonlySet<string> = new Set(
  words('royalmail dailymail globeandmail mailonsunday sendmail ismail esmail jamail'),
);

/**
 * Suffixes under which only providers of networks can register, by the rules of their registries: JPRS, TWNIC, SGNIC,
 * PANDI, ISOC-IL, and those of the Gulf states and Lebanon.
 */
export const providerSuffixes: ReadonlySet<string> = new Set(
  words('ne.jp ad.jp net.tw net.sg net.id net.il net.sa net.ae net.om net.qa net.bh net.lb'),
);

/** Mail and internet providers, whose customers have a mailbox there, that the lists lack. */
export const missingProviders: readonly string[] = words(`
  passport.com tuta.com tuta.io mailfence.com disroot.org riseup.net autistici.org mailo.com ctemplar.com skiff.com
  thexyz.com unitybox.de online-home.de 1und1.de o2online.de kabelbw.de ewetel.net ewe.net netcologne.de osnanet.de
  htp-tel.de mnet-online.de gmx-ist-cool.de alice-dsl.net alice-dsl.de alice.de versanet.de versatel.de hanse.net
  wtnet.de nefkom.net bitel.net teleos-web.de tkrz.de pyur.net primacom.net inode.at liwest.at kabelplus.at kabsi.at
  salzburg-online.at cablelink.at drei.at vol.at kabelsignal.at sunrise.ch hispeed.ch swissonline.ch vtxnet.ch vtx.ch
  quickline.ch quicknet.ch netplus.ch ticino.com besonet.ch datacomm.ch gawnet.ch yetnet.ch rsnweb.ch bluewin.com
  bbox.fr numericable.fr numericable.com cegetel.net dartybox.com noos.fr ovi.com nordnet.fr worldonline.fr proximus.be
  scarlet.be belgacom.net pandora.be brutele.be edpnet.be dommel.be kpnplanet.nl zeelandnet.nl caiway.nl caiway.net
  hccnet.nl multiweb.nl delta.nl concepts.nl orange.nl pt.lu vo.lu internet.lu tango.lu plus.net plusnet.com
  eclipse.co.uk zen.co.uk btconnect.co.uk madasafish.com iol.ie tim.it fastwebnet.it aruba.it pec.it postecert.it
  wind.it infinito.it telefonica.net movistar.es ono.com ya.com euskaltel.net mundo-r.com jazzfree.com telecable.es
  clix.pt netcabo.pt telepac.pt meo.pt iol.pt kanguru.pt telia.com comhem.se bredband.net bredband2.com passagen.se
  glocalnet.net bahnhof.se telenor.no online.no lyse.net broadpark.no frisurf.no start.no adsl.no bluezone.no epost.no
  ebnett.no bbnett.no haugnett.no ntebb.no mimer.no altibox.no tdcadsl.dk tele.dk stofanet.dk ofir.dk webspeed.dk
  jubii.dk jubiipost.dk privat.dk kolumbus.fi elisanet.fi suomi24.fi saunalahti.fi welho.com inet.fi netti.fi
  dnainternet.net simnet.is internet.is mi.is tlen.pl go2.pl interia.eu buziaczek.pl neostrada.pl volny.cz atlas.cz
  quick.cz iol.cz cbox.cz azet.sk zoznam.sk stonline.sk szm.sk digikabel.hu lajt.hu enternet.hu invitel.hu siol.net
  t-2.net amis.net volja.net telemach.net net.hr inet.hr t-com.hr vip.hr xnet.hr optinet.hr bih.net.ba eunet.rs sbb.rs
  telekom.rs ptt.rs mts.rs yubc.net ptt.yu t-home.mk dir.bg gbg.bg otenet.gr hol.gr in.gr cytanet.com.cy primehome.com
  rdslink.ro clicknet.ro romtelecom.ro one.lt takas.lt zebra.lt tvnet.lv online.ee neti.ee starman.ee estpak.ee
  internet.ru ngs.ru e1.ru nm.ru hotbox.ru meta.ua ukrpost.net open.by nur.kz superonline.com turk.net ttnet.net.tr
  bezeqint.net nana10.co.il actcom.co.il eim.ae batelco.com.bh zain.com.kw link.net tedata.net.eg menara.ma iam.net.ma
  planet.tn topnet.tn inco.com.lb xfinity.com spectrum.net suddenlink.net mediacombb.net sbcglobal.com btinternet.co.uk
  clearwire.net comporium.net twcny.com ntelos.net copper.net atmc.net hargray.com cincinnatibell.net consolidated.net
  metrocast.net brighthouse.com knology.net eastlink.ca sasktel.net mts.net mymts.net aei.ca execulink.com xplornet.com
  xplornet.ca northwestel.net distributel.net tbaytel.net shawcable.net infinitum.com.mx superig.com.br brturbo.com.br
  vtr.net entelchile.net une.net.co etb.net.co emcali.net.co adinet.com.uy cantv.net racsa.co.cr ice.co.cr tigo.com.gt
  claro.net.do codetel.net.do coqui.net wo.cn 21cn.net sina.com.cn 263.net hinet.net pchome.com.tw url.com.tw
  netvigator.com biznetvigator.com hkbn.net i-cable.com macau.ctm.net streamyx.com tm.net.my jaring.my time.net.my
  unifi.my pldtdsl.net pldt.net globe.com.ph skybroadband.com.ph fpt.vn viettel.vn csloxinfo.com ksc.th.com au.com
  auone-net.jp nifty.com plala.or.jp asahi-net.or.jp goo.jp commufa.jp bbiq.jp mopera.net mineo.jp uqmobile.jp
  willcom.com tokai.or.jp wakwak.com iij4u.or.jp 2iij.net rakuten.jp livedoor.com infoseek.co.jp bbtec.net kakao.com
  hanmir.com empas.com dreamwiz.com chol.com chollian.net freechal.com paran.com hitel.net kornet.net thrunet.com
  unitel.co.kr netsgo.com hananet.net hanafos.com hanmail2.net sancharnet.in vsnl.net vsnl.com in.com bsnl.in
  bsnl.co.in dataone.in mtnl.net.in eth.net on.net primus.com.au exetel.com.au bigpond.au inet.net.au westnet.com
  slingshot.co.nz orcon.net.nz clear.net.nz paradise.net.nz ihug.co.nz actrix.co.nz inspire.net.nz snap.net.nz
  mweb.co.za telkomsa.net iafrica.com lantic.net axxess.co.za safaricom.com africaonline.co.ke gmx.biz arcor.net
  germanynet.de compuserve.de nexgo.de kielnet.de dokom.net swn-nms.net tng.de m-net.de genion.de callando.de surfeu.de
  loop.de superkabel.de kabeldeutschland.de mdcc-fun.de encoline.de inexio.net email4you.de utanet.com telering.at
  eunet.at yplay.ch tbwil.ch leunet.ch neuf.com 9online.fr libertysurf.fr 9business.fr cario.fr alicepro.fr ozone.net
  worldonline.be swing.be wxs.nl planet-family.nl xmsnet.nl wish.net tesco.net supanet.com fsnet.co.uk onetel.com
  which.net demon.co.uk lineone.net ukgateway.net esatclear.ie utvinternet.com ozu.es arrakis.es netvisao.pt algonet.se
  swipnet.se utfors.se bostream.nu ownit.nu brikks.com nextgentel.com city.dk nrtelenor.dk mbnet.fi nic.fi kotikone.fi
  vortex.is plusnet.pl aster.pl hoga.pl nextra.sk axelero.hu arnes.si globalnet.hr bol.ba teol.net beotel.net verat.net
  mt.net.mk data.bg xnet.ro pcnet.ro delfi.lv delfi.ee delfi.lt parks.lv splius.lt balticum-tv.lt tomsk.ru chel.ru
  netsys.am onet.com e-kolay.net internet-zahav.net 013.net jordan.net ntl.ca look.ca primus.ca vianet.ca flash.net
  sion.com terra.com.pe speedy.com.pe etapaonline.net.ec andinanet.net manquehue.net tutopia.com eyou.net online.sh.cn
  bta.net.cn hkstar.com pacific.net.hk magix.com.sg pacific.net.ph smartbro.net netnam.vn loxinfo.co.th asianet.co.th
  mbn.or.jp ybb.jp nate.net orgio.net vsnl.in airtel.in touchtelindia.net satyam.net.in optus.net.au chariot.net.au
  hotkey.net.au aussiebroadband.com.au aussiebb.com.au maxnet.co.nz woosh.co.nz 2degrees.nz tiscalinet.de t-com.sk mtnloaded.co.za polka.co.za
  cybersmart.co.za zamnet.zm swiftug.com utl.co.ug spectranet.com.ng orange.sn orange.ci orange.mg camnet.cm intnet.mu
`);

/** Employers, authorities and schools that the lists take for providers. */
export const employersInLists: readonly string[] = words(`
  about.com adoption.com alibaba.com ancestry.com bt.com catholic.org charter.com cntv.cn comcast.com cox.com dailypioneer.com
  detik.com discovery.com dnsmadeeasy.com doityourself.com earthcam.net eurosport.com gaggle.net geek.com go.com hidemyass.com
  icq.com infomart.or.jp kansascity.com looksmart.com medscape.com mugglenet.org name.com naplesnews.net nus.edu.sg oath.com
  onmilwaukee.com parrot.com renren.com sanook.com sfgov.net sogou.com space.com srilankan.net swissinfo.org techspot.com
  telstra.com unican.es
`);
