import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Contract } from '../contract.js';

export function describeFields(contract: Contract): void {
  const { connector } = contract;

  describe('fields', () => {
    it('has the CRM fields of its preset, with options for every list', async () => {
      for (const object of connector.objects) {
        const fields = await connector.listFields(contract.connected.session, object);
        const names = new Set(fields.map((field) => field.name));
        assert.equal(names.size, fields.length, `${object} names a field twice`);
        const rows = connector.preset[object].filter((row) => row.crm !== null);
        const found = rows.filter((row) => row.crm?.split('|').some((name) => names.has(name)));
        assert.ok(found.length >= rows.length - 1, `${object} lacks fields of its preset`);
      }
    });

    it('lists the stages of deals as options, each in a pipeline where there are several', async () => {
      const { field, pipelineField } = connector.dealStage;
      const fields = await connector.listFields(contract.connected.session, 'deal');
      const optionsOf = (name: string | null) => fields.find((each) => each.name === name)?.options ?? [];
      const pipelines = new Set(optionsOf(pipelineField).map(({ value }) => value));
      assert.ok(optionsOf(field).length > 0);
      // One that names none stands in all of them.
      for (const { pipeline } of optionsOf(field))
        assert.ok(pipeline === undefined || pipelines.has(pipeline));
    });
  });
}
