import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { WriteInput } from '../../../service/connectors/connector.js';
import { compileMapping } from '../../../service/mapping/compile-mapping.js';
import { fieldsByName } from '../../../service/mapping/fields-by-name.js';
import type { Fields, ObjectName } from '../../../shared/records.js';
import { connectZoho, type ZohoConnection } from './connection.js';

const KEY = 'cc_0123456789012345678901234567890123456789';

describe('the preset of Zoho', () => {
  let zoho: ZohoConnection;

  before(async () => {
    zoho = await connectZoho();
  });
  after(() => zoho.close());
  beforeEach(async () => {
    await zoho.crm.empty();
    Object.assign(zoho.session.metadata, await zoho.connector.prepareWrites(zoho.session));
  });

  const mappingOf = async (object: ObjectName) => {
    const fields = await zoho.connector.listFields(zoho.session, object);
    return compileMapping(object, zoho.connector.preset[object], { crmFields: fieldsByName(fields) });
  };
  const write = async (object: ObjectName, given: Fields, associations: WriteInput['associations'] = []) => {
    const mapping = await mappingOf(object);
    const { values, errors } = mapping.toCrm(given);
    assert.deepEqual(errors, []);
    const input = { key: `${KEY}${object}`, remoteId: null, values, associations };
    const [result] = await zoho.connector.write(zoho.session, object, [input]);
    return { mapping, result };
  };
  const thereAndBack = async (
    object: ObjectName,
    given: Fields,
    associations: WriteInput['associations'] = [],
  ) => {
    const { mapping, result } = await write(object, given, associations);
    assert.ok(result?.ok, JSON.stringify(result));
    const record = await zoho.connector.readOne(zoho.session, object, result.remoteId, [
      ...mapping.crmFields,
    ]);
    const { fields, errors } = mapping.fromCrm(record?.values ?? {});
    assert.deepEqual(errors, []);
    const named = (all: Fields) => Object.fromEntries(Object.keys(given).map((name) => [name, all[name]]));
    assert.deepEqual(named(fields), given);
    // What the answer of the write tells is what a pull will bring.
    assert.deepEqual(named(mapping.fromCrm(result.written?.values ?? {}).fields), given);
    return record;
  };

  it('brings a contact there and back, in any script', async () => {
    await thereAndBack('contact', {
      email: 'maryam@contract.example',
      phone_e164: '+390612345678',
      first_name: 'مريم',
      last_name: "Øster-東京 O'Neill 😀",
      title: 'Ingénieure & “chef”',
      country_iso: 'IT',
    });
  });

  it('brings a company there and back', async () => {
    await thereAndBack('company', {
      name: 'Ähre & Söhne <GmbH>',
      domain: 'contract.example',
      country_iso: 'DE',
      address: 'Straße 1\n10115 Berlin',
    });
  });

  it('brings a deal there and back, its amount to the cent', async () => {
    const fields = await zoho.connector.listFields(zoho.session, 'deal');
    const [stage] = fields.find(({ name }) => name === 'Stage')?.options ?? [];
    await thereAndBack('deal', {
      title: 'Offer',
      amount_cents: 123_456_789_01,
      stage: stage?.value ?? null,
      pipeline: stage?.pipeline ?? null,
      close_date: '2027-01-31',
    });
  });

  it('brings a call there and back', async () => {
    const remoteId = await zoho.crm.put('contact', zoho.crm.contactValues('Called'));
    const record = await thereAndBack(
      'activity',
      {
        kind: 'call',
        subject: 'Green tariff',
        body: 'Wants an offer\nuntil Friday: <b>soon</b>',
        occurred_at: '2026-11-20T10:00:00.000Z',
        duration_s: 4_372,
        direction: 'inbound',
        outcome: 'no_answer',
        recording_url: 'https://recordings.example/1.mp3',
      },
      [{ object: 'contact', remoteId }],
    );
    assert.deepEqual(record?.refs['contact_id'], [remoteId]);
  });

  it('says of a text that is too long which field it is, and cuts nothing off', async () => {
    const remoteId = await zoho.crm.put('contact', zoho.crm.contactValues('Called'));
    const body = 'long '.repeat(13_000);
    const given = { subject: 'Long', body, occurred_at: '2026-11-20T10:00:00.000Z' };
    const { result } = await write('activity', given, [{ object: 'contact', remoteId }]);
    assert.ok(result && !result.ok);
    assert.equal(result.error.field, 'Description');
    assert.equal((await zoho.crm.records('Calls')).length, 0);
  });

  it('finds both of two people with one phone', async () => {
    for (const name of ['Ada', 'Bea'])
      await zoho.crm.put('contact', { ...zoho.crm.contactValues(name), Phone: '+39 06 1234 5678' });
    const by = { email: null, phone: '+390612345678' };
    const found = await zoho.connector.findContacts(zoho.session, by, ['First_Name']);
    assert.deepEqual(found.map(({ values }) => values['First_Name']).sort(), ['Ada', 'Bea']);
  });
});
