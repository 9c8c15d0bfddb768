import { hubspot } from '../../../../service/connectors/hubspot/index.js';
import { fromRemoteId, HUBSPOT_OBJECTS, MAIN_TYPE } from '../../../../service/connectors/hubspot/objects.js';
import { hubspotToRemote } from '../../../../service/connectors/hubspot/translate.js';
import type { HubspotRecord, HubspotType } from '../../../../service/connectors/hubspot/types.js';
import { connectHubspot } from '../../../connectors/hubspot/connection.js';
import type { HubspotUnderTest } from '../../../connectors/hubspot/provider.js';
import { describeGolden } from './golden.js';
import { CALL, GIULIA } from './records.js';

/** HubSpot answers every property as text, and links apart from the record. */
interface Answered {
  type?: HubspotType;
  record: HubspotRecord;
  links?: Record<string, string[]>;
}

describeGolden<HubspotUnderTest, Answered>({
  connector: hubspot,
  open: () => connectHubspot(),
  translate: (of, { type = MAIN_TYPE[of], record, links = {} }) =>
    hubspotToRemote(HUBSPOT_OBJECTS[type], record, links),
  async stored(crm, of, remoteId) {
    const { info, id } = fromRemoteId(of, remoteId);
    return (await crm.records(info.type)).find((record) => record.id === id)?.properties;
  },
  lacking: {},

  reads: [
    {
      of: 'contact',
      name: 'a contact as somebody typed it in',
      answered: {
        record: {
          id: '101',
          properties: {
            email: ' Giulia.Ferri@Prato.example',
            phone: '349 555 0142',
            mobilephone: null,
            firstname: 'Giulia ',
            lastname: 'Ferri',
            jobtitle: 'Responsabile acquisti',
            country: 'Italia',
            lastmodifieddate: '2026-11-20T10:00:00.123Z',
            hs_merged_object_ids: null,
          },
          updatedAt: '2026-11-20T10:00:00.123Z',
          archived: false,
        },
        links: { company_id: ['9001'] },
      },
      held: GIULIA,
      refs: { company_id: ['9001'] },
    },
    {
      of: 'contact',
      name: 'a contact with a mobile alone, and a country nobody knows',
      answered: {
        record: {
          id: '102',
          properties: {
            email: 'anh.nguyen@almolo.example',
            phone: '',
            mobilephone: '+49 89 555 0122',
            firstname: 'Nguyễn',
            lastname: 'Thị Ánh',
            jobtitle: '',
            country: 'Padania',
            lastmodifieddate: '2026-11-20T10:00:00Z',
          },
        },
      },
      held: {
        email: 'anh.nguyen@almolo.example',
        phone_e164: '+49895550122',
        first_name: 'Nguyễn',
        last_name: 'Thị Ánh',
      },
      refused: { country_iso: 'is not a country we know.' },
    },
    {
      of: 'contact',
      name: 'a contact whose number has an extension, for which E.164 has no room',
      answered: {
        record: {
          id: '103',
          properties: {
            email: 'bobby@studiofabbri.example',
            phone: '051 555 0101 ext. 7',
            firstname: "Bobby'); --",
            lastname: '<b>Tables</b> & Co',
            country: 'it',
            lastmodifieddate: '2026-11-20T10:00:00Z',
          },
        },
      },
      held: {
        email: 'bobby@studiofabbri.example',
        phone_e164: '+390515550101',
        first_name: "Bobby'); --",
        last_name: '<b>Tables</b> & Co',
        country_iso: 'IT',
      },
    },
    {
      of: 'company',
      name: 'a company with its web address written out',
      answered: {
        record: {
          id: '9001',
          properties: {
            name: 'Conti Impianti S.r.l.',
            domain: 'https://www.Conti-Impianti.example/contatti?x=1',
            phone: '+39 045 555 0178',
            country: 'Italy',
            vat_number: 'IT01234567890',
            address: 'Via Roma 2 ',
            hs_lastmodifieddate: '2026-11-20T10:00:00Z',
          },
        },
      },
      held: {
        name: 'Conti Impianti S.r.l.',
        domain: 'conti-impianti.example',
        phone: '+39 045 555 0178',
        country_iso: 'IT',
        vat: 'IT01234567890',
        address: 'Via Roma 2',
      },
    },
    {
      of: 'deal',
      name: 'a deal, its amount to the cent and its close as a day',
      answered: {
        record: {
          id: '7001',
          properties: {
            dealname: 'Conti Impianti – Fornitura energia',
            amount: '12750.5',
            deal_currency_code: 'EUR',
            dealstage: 'appointmentscheduled',
            pipeline: 'default',
            closedate: '2026-12-31T22:59:59.999Z',
            hubspot_owner_id: '41629779',
            hs_lastmodifieddate: '2026-11-20T10:00:00Z',
          },
        },
        links: { contact_ids: ['101', '102'], company_id: ['9001'] },
      },
      held: {
        title: 'Conti Impianti – Fornitura energia',
        amount_cents: 1_275_050,
        currency: 'EUR',
        stage: 'appointmentscheduled',
        pipeline: 'default',
        close_date: '2026-12-31',
        owner: '41629779',
      },
      refs: { contact_ids: ['101', '102'], company_id: ['9001'] },
    },
    {
      of: 'deal',
      name: 'a deal in yen, which have no cents, and nothing else of note',
      answered: {
        record: {
          id: '7002',
          properties: {
            dealname: 'Kyoto pilot',
            amount: '1500000',
            deal_currency_code: 'JPY',
            dealstage: 'closedwon',
            pipeline: 'default',
            closedate: '',
            hubspot_owner_id: null,
            hs_lastmodifieddate: '2026-11-20T10:00:00Z',
          },
        },
      },
      held: {
        title: 'Kyoto pilot',
        amount_cents: 1_500_000,
        currency: 'JPY',
        stage: 'closedwon',
        pipeline: 'default',
      },
    },
    {
      of: 'activity',
      name: 'a call',
      answered: {
        record: {
          id: '5001',
          properties: {
            hs_call_title: 'Green tariff',
            hs_call_body: '<p>Wants an <b>offer</b> &amp; a visit</p><p>Ref: cc_0123456789abcdef</p>',
            hs_timestamp: '2026-11-20T10:00:00Z',
            hs_call_duration: '372000',
            hs_call_direction: 'OUTBOUND',
            hs_call_disposition: 'f240bbac-87c9-4f6e-bf70-924b57d47db7',
            hs_call_recording_url: 'https://calls.example/5001.mp3',
            hs_lastmodifieddate: '2026-11-20T10:07:00Z',
          },
        },
        links: { contact_id: ['101'], company_id: [], deal_id: ['7001'] },
      },
      held: { ...CALL, outcome: 'connected' },
      refs: { contact_id: ['101'], deal_id: ['7001'] },
    },
    {
      of: 'activity',
      name: 'a call with an outcome of the account’s own, which is none of ours',
      answered: {
        record: {
          id: '5002',
          properties: {
            hs_call_title: null,
            hs_timestamp: '2026-11-20T10:00:00Z',
            hs_call_disposition: '11111111-2222-3333-4444-555555555555',
            hs_lastmodifieddate: '2026-11-20T10:07:00Z',
          },
        },
      },
      held: { kind: 'call', occurred_at: '2026-11-20T10:00:00.000Z' },
    },
    {
      of: 'activity',
      name: 'a note, whose text stands in a property of its own',
      answered: {
        type: 'notes',
        record: {
          id: '5003',
          properties: {
            hs_note_body: '<div>Called back<br>tomorrow</div>',
            hs_timestamp: '2026-11-21T08:30:00Z',
            hs_lastmodifieddate: '2026-11-21T08:30:00Z',
          },
        },
      },
      held: { kind: 'note', body: 'Called back\ntomorrow', occurred_at: '2026-11-21T08:30:00.000Z' },
    },
  ],

  writes: [
    {
      of: 'contact',
      name: 'a contact: the number as E.164 into the first field, the country by its English name',
      given: GIULIA,
      stands: {
        email: 'giulia.ferri@prato.example',
        phone: '+393495550142',
        firstname: 'Giulia',
        lastname: 'Ferri',
        jobtitle: 'Responsabile acquisti',
        country: 'Italy',
      },
    },
    {
      of: 'contact',
      name: 'what a host took away as nothing, and leaves what it does not name',
      before: { email: 'sara@hotelriviera.example', first_name: 'Sara', title: 'Direttrice' },
      given: { title: null },
      stands: { email: 'sara@hotelriviera.example', firstname: 'Sara', jobtitle: undefined },
    },
    {
      of: 'company',
      name: 'a company',
      given: {
        name: 'Conti Impianti S.r.l.',
        domain: 'conti-impianti.example',
        phone: '+39 045 555 0178',
        country_iso: 'IT',
        vat: 'IT01234567890',
        address: 'Via Roma 2',
      },
      stands: {
        name: 'Conti Impianti S.r.l.',
        domain: 'conti-impianti.example',
        phone: '+39 045 555 0178',
        country: 'Italy',
        address: 'Via Roma 2',
        vat_number: 'IT01234567890',
      },
    },
    {
      of: 'deal',
      name: 'a deal: cents as a decimal amount, a day as its midnight',
      given: {
        title: 'Conti Impianti – Fornitura energia',
        amount_cents: 1_275_050,
        currency: 'EUR',
        stage: 'appointmentscheduled',
        pipeline: 'default',
        close_date: '2026-12-31',
      },
      stands: {
        dealname: 'Conti Impianti – Fornitura energia',
        amount: '12750.5',
        deal_currency_code: 'EUR',
        dealstage: 'appointmentscheduled',
        pipeline: 'default',
        closedate: '2026-12-31T00:00:00Z',
      },
    },
    {
      of: 'deal',
      name: 'a deal that only its amount changes of, in the currency it has',
      before: {
        title: 'Renewal',
        amount_cents: 100_00,
        currency: 'CHF',
        stage: 'appointmentscheduled',
        pipeline: 'default',
      },
      given: { amount_cents: 99_95 },
      stands: { dealname: 'Renewal', amount: '99.95', deal_currency_code: 'CHF' },
    },
    {
      of: 'activity',
      name: 'a call: its text as HTML, its length in milliseconds, choices as HubSpot’s own',
      given: CALL,
      stands: {
        hs_call_title: 'Green tariff',
        hs_call_body: /^<p>Wants an offer &amp; a visit<\/p>/,
        hs_timestamp: '2026-11-20T10:00:00Z',
        hs_call_duration: '372000',
        hs_call_direction: 'OUTBOUND',
        hs_call_disposition: '73a0d17f-1163-4015-bdd5-ec830791da20',
        hs_call_recording_url: 'https://calls.example/5001.mp3',
        hs_call_status: 'COMPLETED',
      },
    },
    {
      of: 'activity',
      name: 'a note under its own properties, without what only a call has',
      given: {
        kind: 'note',
        subject: 'Not kept',
        body: 'Called back',
        occurred_at: '2026-11-21T08:30:00.000Z',
      },
      stands: {
        hs_note_body: /^<p>Called back<\/p>/,
        hs_timestamp: '2026-11-21T08:30:00Z',
        hs_call_title: undefined,
      },
    },
  ],
});
