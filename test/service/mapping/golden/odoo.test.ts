import { odoo } from '../../../../service/connectors/odoo/index.js';
import { fieldsOf } from '../../../../service/connectors/odoo/lists.js';
import { type Lookups, rowToRemote } from '../../../../service/connectors/odoo/translate.js';
import { MODELS, type Row } from '../../../../service/connectors/odoo/types.js';
import { connectTo } from '../../../connectors/connection.js';
import { type OdooUnderTest, startProvider } from '../../../connectors/odoo/provider.js';
import { describeGolden } from './golden.js';
import { CALL, GIULIA, ISARTAL_SOLAR } from './records.js';

/** Odoo answers `false` for whatever is empty, and links as `[id, name]`. */
interface Answered {
  row: Row;
  /** Of the partners that it leads to. */
  partners?: [id: number, told: { isCompany: boolean; companyId: number | null }][];
}

/** As `res.country` lists them. */
const COUNTRIES = new Map([
  [57, 'DE'],
  [109, 'IT'],
]);

describeGolden<OdooUnderTest, Answered>({
  connector: odoo,
  open: () => connectTo(odoo, (settings) => startProvider({ limits: false, ...settings })),
  async translate(of, { row, partners = [] }, { session }) {
    const lookups: Lookups = {
      fields: await fieldsOf(session, MODELS[of]),
      countries: COUNTRIES,
      partners: new Map(partners),
      stored: new Map(),
    };
    return rowToRemote(of, row, lookups);
  },
  async stored(crm, of, remoteId) {
    return (await crm.records(MODELS[of])).find(({ id }) => id === Number(remoteId));
  },
  lacking: {},

  reads: [
    {
      of: 'contact',
      name: 'a person, whose one name is taken apart and whose country is a link',
      answered: {
        row: {
          id: 41,
          name: 'Giulia Maria Ferri',
          email: 'Giulia.Ferri@Prato.example',
          phone: '349 555 0142',
          function: 'Responsabile acquisti',
          country_id: [109, 'Italia'],
          parent_id: [12, 'Comune di Prato'],
          active: true,
          write_date: '2026-11-20 10:00:00',
        },
      },
      held: { ...GIULIA, last_name: 'Maria Ferri', 'custom.archived': false },
      refs: { company_id: ['12'] },
    },
    {
      of: 'contact',
      name: 'an archived person of whom Odoo has nothing but a word',
      answered: {
        row: {
          id: 42,
          name: 'Cher',
          email: false,
          phone: false,
          function: false,
          country_id: false,
          parent_id: false,
          active: false,
          write_date: '2026-11-20 10:00:00',
        },
      },
      held: { first_name: 'Cher', 'custom.archived': true },
    },
    {
      of: 'company',
      name: 'a company',
      answered: {
        row: {
          id: 12,
          name: 'Isartal Solar GmbH',
          website: 'https://www.isartal-solar.example/kontakt',
          phone: '+49 89 555 0150',
          country_id: [57, 'Deutschland'],
          vat: 'DE136695976',
          street: 'Lindwurmstraße 1',
          active: true,
          write_date: '2026-11-20 10:00:00',
        },
      },
      held: { ...ISARTAL_SOLAR, 'custom.archived': false },
    },
    {
      of: 'deal',
      name: 'an opportunity, whose choices are ids and whose currency is its company’s',
      answered: {
        row: {
          id: 77,
          name: 'Conti Impianti – Fornitura energia',
          expected_revenue: 12750.5,
          company_currency: [1, 'EUR'],
          stage_id: [3, 'Proposta'],
          team_id: [1, 'Vendite'],
          user_id: [4, 'Marta Zanetti'],
          date_deadline: '2026-12-31',
          partner_id: [41, 'Conti Impianti, Davide Conti'],
          active: true,
          probability: 60,
          write_date: '2026-11-20 10:00:00',
        },
        partners: [[41, { isCompany: false, companyId: 12 }]],
      },
      held: {
        title: 'Conti Impianti – Fornitura energia',
        amount_cents: 1_275_050,
        currency: 'EUR',
        stage: '3',
        pipeline: '1',
        close_date: '2026-12-31',
        owner: '4',
        'custom.archived': false,
      },
      refs: { contact_ids: ['41'], company_id: ['12'] },
    },
    {
      of: 'deal',
      name: 'a lost opportunity, which Odoo keeps as an archived one, with nothing expected of it',
      answered: {
        row: {
          id: 78,
          name: 'Hotel Riviera – Impianto',
          expected_revenue: 0,
          company_currency: [1, 'EUR'],
          stage_id: [2, 'Qualificata'],
          team_id: false,
          user_id: false,
          date_deadline: false,
          partner_id: [12, 'Hotel Riviera'],
          active: false,
          probability: 0,
          write_date: '2026-11-20 10:00:00',
        },
        partners: [[12, { isCompany: true, companyId: null }]],
      },
      held: {
        title: 'Hotel Riviera – Impianto',
        amount_cents: 0,
        currency: 'EUR',
        stage: 'lost',
        'custom.archived': false,
      },
      refs: { company_id: ['12'] },
    },
    {
      of: 'activity',
      name: 'a call of ours, which stands in a note',
      answered: {
        row: {
          id: 900,
          body:
            '<p><strong>Green tariff</strong></p><p>Wants an <b>offer</b> &amp; a visit</p>' +
            '<p>Outbound call · 6 min 12 s · no answer · Ref: cc_0123456789abcdef c41 o12 d77</p>',
          date: '2026-11-20 10:00:00',
          model: 'res.partner',
          res_id: 41,
          write_date: '2026-11-20 10:07:00',
        },
      },
      held: {
        kind: 'call',
        subject: 'Green tariff',
        body: 'Wants an offer & a visit',
        occurred_at: '2026-11-20T10:00:00.000Z',
      },
      refs: { contact_id: ['41'], company_id: ['12'], deal_id: ['77'] },
    },
    {
      of: 'activity',
      name: 'a note of a colleague on an opportunity',
      answered: {
        row: {
          id: 901,
          body: '<p>Called back<br>tomorrow</p>',
          date: '2026-11-21 08:30:00',
          model: 'crm.lead',
          res_id: 77,
          write_date: '2026-11-21 08:30:00',
        },
      },
      held: { kind: 'note', body: 'Called back\ntomorrow', occurred_at: '2026-11-21T08:30:00.000Z' },
      refs: { deal_id: ['77'] },
    },
  ],

  writes: [
    {
      of: 'contact',
      name: 'a contact: two names as the one that Odoo keeps',
      given: { ...GIULIA, first_name: 'Giulia Maria' },
      stands: {
        name: 'Giulia Maria Ferri',
        email: 'giulia.ferri@prato.example',
        phone: '+393495550142',
        function: 'Responsabile acquisti',
        is_company: false,
      },
    },
    {
      of: 'contact',
      name: 'what a host took away as nothing, and leaves what it does not name',
      before: { email: 'sara@hotelriviera.example', first_name: 'Sara', title: 'Direttrice' },
      given: { title: null },
      stands: { email: 'sara@hotelriviera.example', name: 'Sara', function: null },
    },
    {
      of: 'company',
      name: 'a company, whose country becomes a link',
      given: ISARTAL_SOLAR,
      stands: {
        name: 'Isartal Solar GmbH',
        website: 'http://isartal-solar.example',
        phone: '+49 89 555 0150',
        country_id: 57,
        vat: 'DE136695976',
        street: 'Lindwurmstraße 1',
        is_company: true,
      },
    },
    {
      of: 'deal',
      name: 'an opportunity: cents as a number, choices by their ids',
      given: {
        title: 'Conti Impianti – Fornitura energia',
        amount_cents: 1_275_050,
        currency: 'EUR',
        stage: '2',
        pipeline: '1',
        close_date: '2026-12-31',
        owner: '4',
      },
      stands: {
        name: 'Conti Impianti – Fornitura energia',
        expected_revenue: 12750.5,
        stage_id: 2,
        team_id: 1,
        user_id: 4,
        date_deadline: '2026-12-31',
        type: 'opportunity',
      },
    },
    {
      of: 'activity',
      name: 'a call as a note on the contact: what Odoo has no field for is said in words',
      given: CALL,
      stands: {
        model: 'res.partner',
        date: /^2026-11-20 10:00:00/,
        body: /^<p><strong>Green tariff<\/strong><\/p><p>Wants an offer &amp; a visit<\/p><p>Outbound call · 6 min 12 s · no answer · <a .*Recording<\/a> · Ref: /,
      },
    },
  ],
});
