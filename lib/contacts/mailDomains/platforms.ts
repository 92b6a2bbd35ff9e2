const words = (text: string): string[] => text.trim().split(/\s+/);

/**
 * Domains whose hosts all send for others: relays that hide an address, gateways of text messages, services for
 * senders.
 */
export const relays: ReadonlySet<string> = new Set(
  words(`
    onmicrosoft.com appleid.com duck.com simplelogin.com simplelogin.co aleeas.com anonaddy.com anonaddy.me addy.io passinbox.com
    passfwd.com erine.email cloak.id googlegroups.com vtext.com vzwpix.com mypixmessages.com myboostmobile.com
    mmst5.tracfone.com mymetropcs.com cspire1.com sprintpcs.com uscc.net cingularme.com cricketwireless.net mmst.com
    page.nextel.com messaging.nextel.com pcs.rogers.com txt.att.net mms.att.net sms.rogers.com fido.ca txt.bell.ca
    msg.telus.com msg.koodomobile.com vmobile.ca txtlocal.co.uk sendgrid.net sendgrid.me amazonses.com mailgun.org
    mandrillapp.com sparkpostmail2.com mailchimpapp.net mcsv.net mcdlv.net rsgsv.net mailchimpapp.com mtasv.net
    pmta.org postmarkapp.com mailjet.com sendinblue.com brevosend.com sender-sib.com createsend.com cmail19.com
    cmail20.com createsend1.com createsend2.com exacttarget.com exct.net rsys2.com rsys5.com responsys.net
    bluehornet.com constantcontact.com ccsend.com aweber.com activehosted.com emsend1.com emsend2.com hs-send.com
    mktdns.com eloqua.com pardot.com smtp2go.com smtp.com mailersend.net mlsend.com socketlabs-od.com mmode.com
    mycricket.com acswireless.com celloneusa.com republicwireless.com cmail1.com cmail2.com bookingsuite.com site.com
    tawk.email pipedrive.email cloudmailin.net mailinblue.com mailin.fr inbound.email
  `),
);

/** Platforms under each country's suffix and .com whose hosts send for others. */
export const platformFamilies: ReadonlySet<string> = new Set(['amazon', 'ebay', 'airbnb', 'craigslist']);

/**
 * Platforms whose own people write from the domain itself. What is below it belongs to a tenant, whose label is a name
 * of its choice, or sends for users, so it implies no company.
 */
export const platforms: ReadonlySet<string> = new Set(
  words(`
    zendesk.com atlassian.net atlassian.com jira.com freshdesk.com freshservice.com freshworks.com helpscoutapp.com
    helpscout.net desk.com zohodesk.com zohodesk.eu zoho.com uservoice.com slack.com intercom.io intercom.com front.com
    frontapp.com gorgias.com groovehq.com kayako.com helpjuice.com happyfox.com teamsupport.com kustomerapp.com
    kustomer.com gladly.com dixa.io reamaze.com crisp.email crisp.chat tawk.to livechat.com livechatinc.com
    userlike.com jivosite.com tidio.com olark.com drift.com supportbee.com deskpro.com liveagent.com
    hornbill.com servicenow.com service-now.com happeo.com salesforce.com force.com hubspot.com pipedrive.com
    zohocrm.com odoo.com netsuite.com dynamics.com close.com copper.com freshsales.io keap.com infusionsoft.com
    activecampaign.com teamwork.com basecamp.com basecamphq.com monday.com clickup.com asana.com trello.com notion.so
    airtable.com smartsheet.com wrike.com podio.com linear.app sharepoint.com yammer.com box.com
    dropbox.com docusign.net docusign.com workday.com myworkday.com bamboohr.com personio.de personio.com greenhouse.io
    lever.co workable.com workablemail.com smartrecruiters.com recruitee.com teamtailor.com breezy.hr jobvite.com
    icims.com taleo.net ashbyhq.com successfactors.com shopify.com shopifyemail.com bigcommerce.com
    mybigcommerce.com ecwid.com squarespace.com wix.com weebly.com wordpress.com webflow.com
    jimdo.com jimdosite.com strikingly.com tumblr.com typepad.com livejournal.com substack.com ghost.io
    medium.com blogger.com teamviewer.com zoom.us webex.com gotowebinar.com eventbrite.com meetup.com recurly.com
    chargebee.com stripe.com paypal.com squareup.com gofundme.com patreon.com kickstarter.com github.com
    gitlab.com bitbucket.org firefox.com google.com facebook.com fb.com linkedin.com twitter.com x.com instagram.com
    pinterest.com reddit.com discord.com telegram.org whatsapp.com tiktok.com snapchat.com xing.com nextdoor.com
    booking.com vrbo.com homeaway.com expedia.com tripadvisor.com zillow.com trulia.com realtor.com rightmove.co.uk
    immobilienscout24.de kleinanzeigen.de ebay-kleinanzeigen.de mobile.de autoscout24.de willhaben.at ricardo.ch
    tutti.ch leboncoin.fr marktplaats.nl 2dehands.be subito.it wallapop.com vinted.com vinted.de olx.pl olx.com
    allegro.pl blocket.se finn.no dba.dk gumtree.com etsy.com mercadolibre.com mercadolivre.com.br walmart.com
    rakuten.co.jp aliexpress.com alibaba.com upwork.com fiverr.com freelancer.com indeed.com indeedemail.com
    stepstone.de monster.com glassdoor.com thumbtack.com taskrabbit.com uber.com lyft.com doordash.com ticketmaster.com
    change.org surveymonkey.com typeform.com mailchimp.com sendgrid.com mailgun.com blablacar.com couchsurfing.com
    poshmark.com mercari.com offerup.com depop.com
  `),
);
