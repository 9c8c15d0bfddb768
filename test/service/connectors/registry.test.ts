import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { connectorFor, connectors } from '../../../service/connectors/registry.js';
import { ServiceError } from '../../../service/errors.js';
import { APP_FIELDS } from '../../../shared/records.js';

describe('the registry', () => {
  it('finds each connector under its own id', () => {
    for (const [id, connector] of connectors) {
      assert.equal(connector.id, id);
      assert.equal(connectorFor(id), connector);
      assert.match(id, /^[a-z][a-z0-9_]*$/);
    }
  });

  it('says that it does not know a provider', () => {
    assert.throws(
      () => connectorFor('nimbus'),
      (error) => error instanceof ServiceError && error.code === 'provider_unknown',
    );
  });

  it('maps in every preset each field we have once, and beside them only fields of its own', () => {
    for (const connector of connectors.values())
      for (const object of connector.objects) {
        const fields = connector.preset[object].map((row) => row.field);
        const own = fields.filter((field) => field.startsWith('custom.'));
        assert.equal(new Set(own).size, own.length, connector.id);
        const known = APP_FIELDS[object].filter((field) => !field.type.startsWith('ref'));
        assert.deepEqual(
          fields.filter((field) => !own.includes(field)).sort(),
          known.map((field) => field.name).sort(),
          connector.id,
        );
      }
  });
});
