/** Domains of employers from many countries, with the names that the domains give; `+` is a space. */
export const employers: readonly (readonly [domain: string, companyName: string])[] = `
  sap.com=Sap siemens.com=Siemens bosch.com=Bosch bmw.de=Bmw basf.com=Basf zalando.de=Zalando trumpf.com=Trumpf
  wuerth.com=Wuerth telekom.de=Telekom otto.de=Otto dm.de=Dm rewe.de=Rewe kaercher.com=Kaercher vaillant.de=Vaillant
  miele.de=Miele haribo.com=Haribo allianz.de=Allianz commerzbank.com=Commerzbank dhl.com=Dhl lufthansa.com=Lufthansa
  tum.de=Tum fraunhofer.de=Fraunhofer charite.de=Charite spiegel.de=Spiegel gmx-handel-berlin.de=Gmx+Handel+Berlin
  red-bull.com=Red+Bull omv.com=Omv swarovski.com=Swarovski voestalpine.com=Voestalpine spar.at=Spar
  tuwien.ac.at=Tuwien nestle.com=Nestle novartis.com=Novartis roche.com=Roche ubs.com=Ubs migros.ch=Migros
  swisscom.com=Swisscom ethz.ch=Ethz sbb.ch=Sbb victorinox.com=Victorinox airbus.com=Airbus danone.com=Danone
  renault.com=Renault loreal.com=Loreal decathlon.com=Decathlon michelin.com=Michelin sncf.fr=Sncf edf.fr=Edf
  leroymerlin.fr=Leroymerlin sorbonne-universite.fr=Sorbonne+Universite solvay.com=Solvay colruyt.be=Colruyt
  kuleuven.be=Kuleuven philips.com=Philips asml.com=Asml heineken.com=Heineken ing.com=Ing ahold.com=Ahold bol.com=Bol
  tudelft.nl=Tudelft coolblue.nl=Coolblue arcelormittal.com=Arcelormittal bp.com=Bp shell.com=Shell tesco.com=Tesco
  unilever.com=Unilever barclays.com=Barclays astrazeneca.com=Astrazeneca bbc.co.uk=Bbc ox.ac.uk=Ox cam.ac.uk=Cam
  rolls-royce.com=Rolls+Royce nhs.net=Nhs bt.com=Bt ryanair.com=Ryanair aib.ie=Aib ferrari.com=Ferrari eni.it=Eni
  enel.com=Enel barilla.com=Barilla luxottica.com=Luxottica unicredit.it=Unicredit polimi.it=Polimi inditex.com=Inditex
  santander.com=Santander iberdrola.es=Iberdrola mercadona.es=Mercadona seat.es=Seat upm.es=Upm galp.com=Galp
  edp.pt=Edp jeronimo-martins.com=Jeronimo+Martins volvo.com=Volvo ikea.com=Ikea ericsson.com=Ericsson hm.com=Hm
  spotify.com=Spotify kth.se=Kth equinor.com=Equinor dnb.no=Dnb maersk.com=Maersk lego.com=Lego
  novonordisk.com=Novonordisk carlsberg.com=Carlsberg nokia.com=Nokia kone.com=Kone supercell.com=Supercell
  aalto.fi=Aalto icelandair.is=Icelandair orlen.pl=Orlen allegro.pl=Allegro cdprojekt.com=Cdprojekt
  skoda-auto.cz=Skoda+Auto avast.com=Avast cuni.cz=Cuni eset.com=Eset otpbank.hu=Otpbank mol.hu=Mol krka.si=Krka
  gorenje.com=Gorenje podravka.hr=Podravka infobip.com=Infobip bitdefender.com=Bitdefender dacia.ro=Dacia
  telerik.com=Telerik cosmote.gr=Cosmote bolt.eu=Bolt printful.com=Printful vinted.com=Vinted gazprom.ru=Gazprom
  sberbank.ru=Sberbank kaspersky.com=Kaspersky grammarly.com=Grammarly turkishairlines.com=Turkishairlines
  arcelik.com=Arcelik koc.com.tr=Koc wix.com=Wix checkpoint.com=Checkpoint emirates.com=Emirates aramco.com=Aramco
  etihad.ae=Etihad ibm.com=Ibm microsoft.com=Microsoft apple.com=Apple google.com=Google amazon.com=Amazon
  meta.com=Meta oracle.com=Oracle intel.com=Intel cisco.com=Cisco hp.com=Hp dell.com=Dell boeing.com=Boeing
  ford.com=Ford ge.com=Ge walmart.com=Walmart target.com=Target pfizer.com=Pfizer jpmorgan.com=Jpmorgan gs.com=Gs
  nike.com=Nike cocacola.com=Cocacola mcdonalds.com=Mcdonalds disney.com=Disney harvard.edu=Harvard mit.edu=Mit
  stanford.edu=Stanford nasa.gov=Nasa usda.gov=Usda accenture.com=Accenture deloitte.com=Deloitte 3m.com=3M
  github.com=Github gitlab.com=Gitlab stripe.com=Stripe netflix.com=Netflix zendesk.com=Zendesk atlassian.com=Atlassian
  freshworks.com=Freshworks shopify.com=Shopify salesforce.com=Salesforce hubspot.com=Hubspot intercom.io=Intercom
  slack.com=Slack airbnb.com=Airbnb booking.com=Booking linkedin.com=Linkedin ebay.com=Ebay craigslist.org=Craigslist
  mozilla.com=Mozilla duckduckgo.com=Duckduckgo sendgrid.com=Sendgrid mailgun.com=Mailgun mailchimp.com=Mailchimp
  odoo.com=Odoo personio.de=Personio monday.com=Monday wordpress.com=Wordpress squarespace.com=Squarespace
  eventbrite.com=Eventbrite t-mobile.com=T+Mobile bombardier.com=Bombardier ubc.ca=Ubc rbc.com=Rbc cemex.com=Cemex
  bimbo.com=Bimbo petrobras.com.br=Petrobras vale.com=Vale itau.com.br=Itau natura.net=Natura usp.br=Usp
  mercadolibre.com=Mercadolibre ypf.com=Ypf falabella.cl=Falabella ecopetrol.com.co=Ecopetrol huawei.com=Huawei
  alibaba-inc.com=Alibaba+Inc tencent.com=Tencent lenovo.com=Lenovo byd.com=Byd tsinghua.edu.cn=Tsinghua tsmc.com=Tsmc
  asus.com=Asus hsbc.com.hk=Hsbc dbs.com=Dbs nus.edu.sg=Nus petronas.com=Petronas grab.com=Grab
  vinamilk.com.vn=Vinamilk jollibee.com.ph=Jollibee gojek.com=Gojek scg.com=Scg toyota.co.jp=Toyota sony.com=Sony
  hitachi.co.jp=Hitachi nintendo.co.jp=Nintendo rakuten.com=Rakuten u-tokyo.ac.jp=U+Tokyo samsung.com=Samsung lg.com=Lg
  hyundai.com=Hyundai kaist.ac.kr=Kaist tcs.com=Tcs infosys.com=Infosys wipro.com=Wipro tatamotors.com=Tatamotors
  iitb.ac.in=Iitb reliance.com=Reliance telstra.com=Telstra bhp.com=Bhp qantas.com.au=Qantas canva.com=Canva
  sydney.edu.au=Sydney fonterra.com=Fonterra xero.com=Xero naspers.com=Naspers sasol.com=Sasol uct.ac.za=Uct
  mtn.com=Mtn safaricom.co.ke=Safaricom dangote.com=Dangote audi.de=Audi mercedes-benz.com=Mercedes+Benz
  continental.com=Continental henkel.com=Henkel tui.com=Tui aldi-sued.de=Aldi+Sued edeka.de=Edeka lidl.de=Lidl
  ing-diba.de=Ing+Diba n26.com=N26 hetzner.com=Hetzner ionos.com=Ionos strato.de=Strato dpd.de=Dpd
  hellofresh.de=Hellofresh dkb.de=Dkb sparkasse.de=Sparkasse lmu.de=Lmu hu-berlin.de=Hu+Berlin
  rwth-aachen.de=Rwth+Aachen uni-heidelberg.de=Uni+Heidelberg bundestag.de=Bundestag berlin-partner.de=Berlin+Partner
  mail-boxes-etc.de=Mail+Boxes+Etc webasto.com=Webasto andritz.com=Andritz erstebank.at=Erstebank oebb.at=Oebb
  wien.gv.at=Wien univie.ac.at=Univie credit-suisse.com=Credit+Suisse abb.com=Abb lindt.com=Lindt coop.ch=Coop
  post.ch=Post epfl.ch=Epfl logitech.com=Logitech ricola.com=Ricola totalenergies.com=Totalenergies
  bnpparibas.com=Bnpparibas axa.fr=Axa carrefour.com=Carrefour orange.com=Orange free-group.fr=Free+Group
  iliad.fr=Iliad ovhcloud.com=Ovhcloud blablacar.com=Blablacar cnrs.fr=Cnrs inria.fr=Inria lemonde.fr=Lemonde
  louisvuitton.com=Louisvuitton kbc.be=Kbc ageas.com=Ageas ugent.be=Ugent abnamro.nl=Abnamro rabobank.nl=Rabobank
  klm.com=Klm tomtom.com=Tomtom adyen.com=Adyen wur.nl=Wur vodafone.com=Vodafone skygroup.sky=Skygroup
  lloydsbanking.com=Lloydsbanking gsk.com=Gsk diageo.com=Diageo bae.co.uk=Bae jaguarlandrover.com=Jaguarlandrover
  ocado.com=Ocado deliveroo.co.uk=Deliveroo imperial.ac.uk=Imperial ucl.ac.uk=Ucl parliament.uk=Parliament
  fiat.com=Fiat telecomitalia.it=Telecomitalia generali.com=Generali pirelli.com=Pirelli luiss.it=Luiss
  telefonica.com=Telefonica bbva.com=Bbva zara.com=Zara repsol.com=Repsol uam.es=Uam amadeus.com=Amadeus nos.pt=Nos
  telia-company.com=Telia+Company electrolux.com=Electrolux scania.com=Scania klarna.com=Klarna telenor.com=Telenor
  hydro.com=Hydro vestas.com=Vestas danskebank.dk=Danskebank grundfos.com=Grundfos rovio.com=Rovio
  wartsila.com=Wartsila pkobp.pl=Pkobp asseco.pl=Asseco pwr.edu.pl=Pwr csob.cz=Csob kiwi.com=Kiwi muni.cz=Muni
  richter.hu=Richter nlb.si=Nlb hep.hr=Hep uipath.com=Uipath emag.ro=Emag wizzair.com=Wizzair swedbank.ee=Swedbank
  wargaming.net=Wargaming rosneft.ru=Rosneft tinkoff.ru=Tinkoff jetbrains.com=Jetbrains privatbank.ua=Privatbank
  epam.com=Epam garanti.com.tr=Garanti trendyol.com=Trendyol teva.co.il=Teva technion.ac.il=Technion
  qatarairways.com.qa=Qatarairways stc.com.sa=Stc du.ae=Du jnj.com=Jnj exxonmobil.com=Exxonmobil ups.com=Ups
  fedex.com=Fedex citi.com=Citi wellsfargo.com=Wellsfargo gm.com=Gm adobe.com=Adobe nvidia.com=Nvidia amd.com=Amd
  tesla.com=Tesla uber.com=Uber dropbox.com=Dropbox zoom.us=Zoom openai.com=Openai anthropic.com=Anthropic
  yale.edu=Yale berkeley.edu=Berkeley ucla.edu=Ucla cdc.gov=Cdc whitehouse.gov=Whitehouse army.mil=Army
  redhat.com=Redhat mayo.edu=Mayo kraftheinz.com=Kraftheinz verizonwireless.com=Verizonwireless twilio.com=Twilio
  aboutamazon.com=Aboutamazon webex.com=Webex mailerlite.com=Mailerlite postman.com=Postman boxed.com=Boxed cn.ca=Cn
  scotiabank.com=Scotiabank utoronto.ca=Utoronto telmex.com=Telmex unam.mx=Unam embraer.com.br=Embraer
  bradesco.com.br=Bradesco globant.com=Globant latam.com=Latam bancolombia.com.co=Bancolombia uc.cl=Uc
  xiaomi.com=Xiaomi bytedance.com=Bytedance icbc.com.cn=Icbc pku.edu.cn=Pku hku.hk=Hku foxconn.com=Foxconn
  mediatek.com=Mediatek singaporeair.com.sg=Singaporeair maybank.com.my=Maybank bca.co.id=Bca viettel.com.vn=Viettel
  fpt.com.vn=Fpt sanmiguel.com.ph=Sanmiguel cpall.co.th=Cpall honda.co.jp=Honda ntt.co.jp=Ntt softbank.co.jp=Softbank
  kddi.com=Kddi mitsubishi-corp.co.jp=Mitsubishi+Corp kyoto-u.ac.jp=Kyoto+U kt.com=Kt navercorp.com=Navercorp
  kakaocorp.com=Kakaocorp skhynix.com=Skhynix snu.ac.kr=Snu icicibank.com=Icicibank hdfcbank.com=Hdfcbank
  flipkart.com=Flipkart iisc.ac.in=Iisc commbank.com.au=Commbank woolworths.com.au=Woolworths csiro.au=Csiro
  unimelb.edu.au=Unimelb anz.com=Anz airnz.co.nz=Airnz standardbank.co.za=Standardbank vodacom.co.za=Vodacom
  discovery.co.za=Discovery wits.ac.za=Wits jumia.com=Jumia ethiopianairlines.com=Ethiopianairlines
`
  .trim()
  .split(/\s+/)
  .map((row) => {
    const [domain = '', companyName = ''] = row.split('=');
    return [domain, companyName.replaceAll('+', ' ')];
  });
