import { zoho } from '../../../../service/connectors/zoho/index.js';
import { fromRemoteId, MAIN_MODULE, ZOHO_OBJECTS } from '../../../../service/connectors/zoho/objects.js';
import { zohoToRemote } from '../../../../service/connectors/zoho/translate.js';
import type { ZohoModule, ZohoRecord } from '../../../../service/connectors/zoho/types.js';
import { connectZoho } from '../../../connectors/zoho/connection.js';
import type { ZohoUnderTest } from '../../../connectors/zoho/provider.js';
import { describeGolden } from './golden.js';
import { CALL, GIULIA, ISARTAL_SOLAR } from './records.js';

/** Zoho answers values in their own JSON types, and lookups as `{id, name}`. */
interface Answered {
  module?: ZohoModule;
  record: ZohoRecord;
}

describeGolden<ZohoUnderTest, Answered>({
  connector: zoho,
  open: () => connectZoho(),
  translate: (of, { module = MAIN_MODULE[of], record }, { session }) =>
    zohoToRemote(ZOHO_OBJECTS[module], record, session.metadata),
  async stored(crm, of, remoteId) {
    const { info, id } = fromRemoteId(of, remoteId);
    return (await crm.records(info.module)).find((record) => record.id === id)?.properties;
  },
  lacking: {},

  reads: [
    {
      of: 'contact',
      name: 'a contact as somebody typed it in',
      answered: {
        record: {
          id: '5725767000000401001',
          Email: 'Giulia.Ferri@Prato.example',
          Phone: '349 555 0142',
          Mobile: null,
          First_Name: 'Giulia',
          Last_Name: 'Ferri ',
          Title: 'Responsabile acquisti',
          Mailing_Country: 'Italia',
          Account_Name: { id: '5725767000000402001', name: 'Comune di Prato' },
          Owner: { id: '57257673010000000001', name: 'Marta Zanetti', email: 'marta@nordest.example' },
          Modified_Time: '2026-11-20T11:00:00+01:00',
        },
      },
      held: GIULIA,
      refs: { company_id: ['5725767000000402001'] },
    },
    {
      of: 'contact',
      name: 'a contact with a mobile alone and next to nothing else',
      answered: {
        record: {
          id: '5725767000000401002',
          Email: null,
          Phone: null,
          Mobile: '0039 0541 555 0133',
          First_Name: null,
          Last_Name: 'info',
          Title: null,
          Mailing_Country: null,
          Account_Name: null,
          Modified_Time: '2026-11-20T11:00:00+01:00',
        },
      },
      held: { phone_e164: '+3905415550133', last_name: 'info' },
    },
    {
      of: 'company',
      name: 'a company whose country is written in German',
      answered: {
        record: {
          id: '5725767000000402002',
          Account_Name: 'Isartal Solar GmbH',
          Website: 'www.isartal-solar.example',
          Phone: '+49 89 555 0150',
          Billing_Country: 'Deutschland',
          Billing_Street: 'Lindwurmstraße 1',
          VAT: 'DE136695976',
          Modified_Time: '2026-11-20T11:00:00+01:00',
        },
      },
      held: ISARTAL_SOLAR,
    },
    {
      of: 'deal',
      name: 'a deal, whose choices are texts and whose owner is an id',
      answered: {
        record: {
          id: '5725767000000403001',
          Deal_Name: 'Conti Impianti – Fornitura energia',
          Amount: 12750.5,
          Currency: 'EUR',
          Stage: 'Proposal/Price Quote',
          Pipeline: 'Standard (Standard)',
          Closing_Date: '2026-12-31',
          Owner: { id: '57257673010000000002', name: 'Paolo Bertoni', email: 'paolo@nordest.example' },
          Account_Name: { id: '5725767000000402001', name: 'Conti Impianti' },
          Contact_Name: { id: '5725767000000401001', name: 'Davide Conti' },
          Modified_Time: '2026-11-20T11:00:00+01:00',
        },
      },
      held: {
        title: 'Conti Impianti – Fornitura energia',
        amount_cents: 1_275_050,
        currency: 'EUR',
        stage: 'Proposal/Price Quote',
        pipeline: 'Standard (Standard)',
        close_date: '2026-12-31',
        owner: '57257673010000000002',
      },
      refs: { contact_ids: ['5725767000000401001'], company_id: ['5725767000000402001'] },
    },
    {
      of: 'deal',
      name: 'a deal of an account with one currency, which Zoho does not name',
      answered: {
        record: {
          id: '5725767000000403002',
          Deal_Name: 'Rinnovo',
          Amount: 0,
          Stage: 'Rinnovato',
          Pipeline: 'Rinnovi',
          Closing_Date: null,
          Owner: null,
          Account_Name: null,
          Contact_Name: null,
          Modified_Time: '2026-11-20T11:00:00+01:00',
        },
      },
      held: { title: 'Rinnovo', amount_cents: 0, stage: 'Rinnovato', pipeline: 'Rinnovi' },
    },
    {
      of: 'activity',
      name: 'a call, in the account’s own time zone',
      answered: {
        record: {
          id: '5725767000000404001',
          Subject: 'Green tariff',
          Description: 'Wants an offer & a visit',
          Call_Start_Time: '2026-11-20T11:00:00+01:00',
          Call_Duration: '06:12',
          Call_Duration_in_seconds: 372,
          Call_Type: 'Outbound',
          Call_Result: 'No response/Busy',
          Voice_Recording__s: 'https://calls.example/5001.mp3',
          Who_Id: { id: '5725767000000401001', name: 'Davide Conti' },
          What_Id: { id: '5725767000000403001', name: 'Conti Impianti – Fornitura energia' },
          $se_module: 'Deals',
          Modified_Time: '2026-11-20T11:07:00+01:00',
        },
      },
      held: CALL,
      refs: { contact_id: ['5725767000000401001'], deal_id: ['5725767000000403001'] },
    },
    {
      of: 'activity',
      name: 'a missed call: a result of the account’s own is taken as it is, its type is none of ours',
      answered: {
        record: {
          id: '5725767000000404002',
          Subject: 'Missed Call',
          Description: null,
          Call_Start_Time: '2026-11-20T11:00:00+01:00',
          Call_Duration: null,
          Call_Type: 'Missed',
          Call_Result: 'Requested call back',
          Voice_Recording__s: null,
          Who_Id: null,
          What_Id: { id: '5725767000000402001', name: 'Conti Impianti' },
          $se_module: 'Accounts',
          Modified_Time: '2026-11-20T11:07:00+01:00',
        },
      },
      held: {
        kind: 'call',
        subject: 'Missed Call',
        occurred_at: '2026-11-20T10:00:00.000Z',
        outcome: 'Requested call back',
      },
      refs: { company_id: ['5725767000000402001'] },
    },
    {
      of: 'activity',
      name: 'a meeting, whose length is from its begin to its end',
      answered: {
        module: 'Events',
        record: {
          id: '5725767000000405001',
          Event_Title: 'Sopralluogo',
          Description: null,
          Start_DateTime: '2026-11-24T09:00:00+01:00',
          End_DateTime: '2026-11-24T10:30:00+01:00',
          Who_Id: { id: '5725767000000401001', name: 'Davide Conti' },
          What_Id: null,
          $se_module: null,
          Modified_Time: '2026-11-20T11:07:00+01:00',
        },
      },
      held: {
        kind: 'meeting',
        subject: 'Sopralluogo',
        occurred_at: '2026-11-24T08:00:00.000Z',
        duration_s: 5_400,
      },
      refs: { contact_id: ['5725767000000401001'] },
    },
  ],

  writes: [
    {
      of: 'contact',
      name: 'a contact: the number as E.164, the country by its English name',
      given: GIULIA,
      stands: {
        Email: 'giulia.ferri@prato.example',
        Phone: '+393495550142',
        First_Name: 'Giulia',
        Last_Name: 'Ferri',
        Title: 'Responsabile acquisti',
        Mailing_Country: 'Italy',
      },
    },
    {
      of: 'contact',
      name: 'what a host took away as nothing, and leaves what it does not name',
      before: { email: 'sara@hotelriviera.example', last_name: 'De Luca', title: 'Direttrice' },
      given: { title: null },
      stands: { Email: 'sara@hotelriviera.example', Last_Name: 'De Luca', Title: undefined },
    },
    {
      of: 'company',
      name: 'a company',
      given: ISARTAL_SOLAR,
      stands: {
        Account_Name: 'Isartal Solar GmbH',
        Website: 'isartal-solar.example',
        Phone: '+49 89 555 0150',
        Billing_Country: 'Germany',
        VAT: 'DE136695976',
        Billing_Street: 'Lindwurmstraße 1',
      },
    },
    {
      of: 'deal',
      name: 'a deal: cents as a decimal number',
      given: {
        title: 'Conti Impianti – Fornitura energia',
        amount_cents: 1_275_050,
        currency: 'EUR',
        stage: 'Proposal/Price Quote',
        pipeline: 'Standard (Standard)',
        close_date: '2026-12-31',
      },
      stands: {
        Deal_Name: 'Conti Impianti – Fornitura energia',
        Amount: 12750.5,
        Currency: 'EUR',
        Stage: 'Proposal/Price Quote',
        Pipeline: 'Standard (Standard)',
        Closing_Date: '2026-12-31',
      },
    },
    {
      of: 'activity',
      name: 'a call: its length as Zoho’s text, choices as Zoho’s own',
      given: { ...CALL, outcome: 'wrong_number' },
      stands: {
        Subject: 'Green tariff',
        Description: /^Wants an offer & a visit\b/,
        Call_Start_Time: '2026-11-20T11:00:00+01:00',
        Call_Duration: '06:12',
        Call_Type: 'Outbound',
        Call_Result: 'Invalid number',
      },
    },
    {
      of: 'activity',
      name: 'a meeting into its own module, with the end that Zoho keeps of a length',
      given: {
        kind: 'meeting',
        subject: 'Sopralluogo',
        occurred_at: '2026-11-24T08:00:00.000Z',
        duration_s: 5_400,
      },
      stands: {
        Event_Title: 'Sopralluogo',
        Start_DateTime: '2026-11-24T09:00:00+01:00',
        End_DateTime: '2026-11-24T10:30:00+01:00',
      },
    },
  ],
});
