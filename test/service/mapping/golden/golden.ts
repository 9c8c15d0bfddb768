import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Connector, RemoteRecord } from '../../../../service/connectors/connector.js';
import { checkMapping } from '../../../../service/mapping/check-mapping.js';
import { type CompiledMapping, compileMapping } from '../../../../service/mapping/compile-mapping.js';
import { fieldsByName } from '../../../../service/mapping/fields-by-name.js';
import type { Fields, ObjectName } from '../../../../shared/records.js';
import type { Connection } from '../../../connectors/connection.js';
import { done, inputOf } from '../../../contract/contract.js';
import type { ProviderUnderTest } from '../../../contract/provider-under-test.js';

/** A record as the CRM answers it, and as we then hold it. */
export interface Read<Answered> {
  of: ObjectName;
  name: string;
  answered: Answered;
  /** Our fields that have a value, custom ones as `custom.x`; all others are empty. */
  held: Fields;
  /** Records of the CRM that it is linked to, by our field. */
  refs?: Record<string, string[]>;
  /** Fields whose value is refused, and why: `The value of X` and this. */
  refused?: Record<string, string>;
}

/** What a host gives, and as it then stands in the CRM. */
export interface Written {
  of: ObjectName;
  name: string;
  given: Fields;
  /** Made with this already there; left out: made anew. */
  before?: Fields;
  /** By the CRM's own field names, as values or patterns; other fields of the record are not looked at. */
  stands: Record<string, unknown>;
}

export interface Golden<P extends ProviderUnderTest, Answered> {
  connector: Connector;
  open(): Promise<Connection<P>>;
  /** The connector's own translation of an answer. */
  translate(
    of: ObjectName,
    answered: Answered,
    connection: Connection<P>,
  ): RemoteRecord | Promise<RemoteRecord>;
  /** The fields of a record as the CRM stores it. */
  stored(crm: P, of: ObjectName, remoteId: string): Promise<Record<string, unknown> | undefined>;
  /** Fields of the preset that an account does not have unless somebody adds them there. */
  lacking: Partial<Record<ObjectName, string[]>>;
  reads: Read<Answered>[];
  writes: Written[];
}

/**
 * Proves a preset on records written out by hand, in both directions, against the fields of an account as it comes: reads
 * through the connector's translation of the answer; writes all the way into the sandbox.
 */
export function describeGolden<P extends ProviderUnderTest, Answered>(golden: Golden<P, Answered>): void {
  const { connector } = golden;
  const presets = new Map<ObjectName, CompiledMapping>();
  let connection: Connection<P>;

  const presetOf = (object: ObjectName): CompiledMapping => {
    const preset = presets.get(object);
    assert.ok(preset);
    return preset;
  };
  const write = async (object: ObjectName, given: Fields, remoteId: string | null): Promise<string> => {
    const { values, errors } = presetOf(object).toCrm(given, customOf(given));
    assert.deepEqual(errors, []);
    const contact = object === 'activity' && remoteId === null ? await someone() : [];
    const input = inputOf(values, { remoteId, associations: contact });
    const [result] = await connector.write(connection.session, object, [input]);
    return done(result).remoteId;
  };
  let called: string | undefined;
  /** A call is logged on somebody. */
  const someone = async () => {
    called ??= await connection.crm.put('contact', connection.crm.contactValues('Called'));
    return [{ object: 'contact' as const, remoteId: called }];
  };

  describe(`the preset of ${connector.label}`, () => {
    before(async () => {
      connection = await golden.open();
      for (const object of connector.objects) {
        const fields = await connector.listFields(connection.session, object);
        const options = { crmFields: fieldsByName(fields) };
        presets.set(object, compileMapping(object, connector.preset[object], options));
      }
    });
    after(() => connection.close());

    it('uses the fields an account has, but for those that are nobody’s by default', () => {
      const skipped = [...presets].map(([object, { skipped }]) => [
        object,
        skipped.map(({ field }) => field),
      ]);
      const expected = connector.objects.map((object) => [object, golden.lacking[object] ?? []]);
      assert.deepEqual(skipped, expected);
    });

    it('passes every check but for what only warns', async () => {
      for (const object of connector.objects) {
        const fields = await connector.listFields(connection.session, object);
        const faults = checkMapping(object, connector.preset[object], fields, { label: connector.label });
        const errors = faults.filter(({ severity }) => severity === 'error');
        assert.deepEqual(errors, []);
      }
    });

    for (const { of, name, answered, held, refs = {}, refused = {} } of golden.reads)
      it(`reads ${name}`, async () => {
        const record = await golden.translate(of, answered, connection);
        const { fields, custom, errors } = presetOf(of).fromCrm(record.values);
        assert.deepEqual(withValues({ ...fields, ...withPrefix(custom) }), held);
        assert.deepEqual(withValues(record.refs), refs);
        const told = errors.map(({ field, message }) => [field, message.replace(/^The value of “.*?” /, '')]);
        assert.deepEqual(Object.fromEntries(told), refused);
      });

    for (const { of, name, given, before, stands } of golden.writes)
      it(`writes ${name}`, async () => {
        const first = before && (await write(of, before, null));
        const remoteId = await write(of, given, first ?? null);
        const stored = await golden.stored(connection.crm, of, remoteId);
        const shown = Object.entries(stands).map(([field, wanted]) => [
          field,
          matched(stored?.[field], wanted),
        ]);
        assert.deepEqual(Object.fromEntries(shown), stands);
      });
  });
}

/** The pattern where the value meets it, else the value: so that a difference shows both. */
const matched = (value: unknown, wanted: unknown): unknown =>
  wanted instanceof RegExp && wanted.test(String(value)) ? wanted : value;

const customOf = (fields: Fields): Fields =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => {
      const [, custom] = name.split('custom.');
      return custom === undefined ? [] : [[custom, value]];
    }),
  );

const withPrefix = (custom: Fields): Fields =>
  Object.fromEntries(Object.entries(custom).map(([name, value]) => [`custom.${name}`, value]));

function withValues<T>(fields: Record<string, T>): Record<string, T> {
  const hasValue = (value: unknown): boolean => (Array.isArray(value) ? value.length > 0 : value !== null);
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => hasValue(value)));
}
