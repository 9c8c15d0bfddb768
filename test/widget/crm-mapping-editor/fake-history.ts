import type {
  Mapping,
  MappingDocument,
  MappingFault,
  MappingRow,
  MappingVersion,
} from '../../../shared/mapping.js';
import { countChanges, diffRows } from '../../../shared/mapping-rows.js';
import type { DryRun, UnmappedCount, UnmappedValue } from '../../../shared/mapping-trials.js';
import { OBJECTS, type ObjectName } from '../../../shared/records.js';
import type { ImportMappingsBody } from '../../../shared/routes/mapping-documents.js';
import type { DryRunMappingBody } from '../../../shared/routes/mapping-trials.js';
import type { RollBackMappingBody } from '../../../shared/routes/mapping-versions.js';
import { type Answer, type Asked, type FakeService, ok, refusal } from './service.js';

interface Kept extends MappingVersion {
  object: ObjectName;
  rows: MappingRow[];
}

const NOTHING: DryRun = {
  ...{ tried: 0, total: 0, next: null },
  records: { crm: 0, app: 0, check: 0 },
  fields: [],
};

/** The part of the service's answers that tells of mappings over time, and of records. */
export class FakeHistory {
  readonly kept: Kept[] = [];
  /** Pages of a dry run, one for each call. */
  trial: DryRun[] = [NOTHING];
  unmapped: UnmappedValue[] = [];
  /** What is wrong with a file that is imported. */
  faults: MappingFault[] = [];

  constructor(private readonly service: FakeService) {}

  keep({ object, version, rows, updated_by }: Mapping, before: MappingRow[], note: string | null): void {
    this.kept.unshift({
      ...{ object, version, author: updated_by, note, created_at: '2026-11-22T14:00:00Z', rows },
      changes: countChanges(diffRows(before, rows)),
    });
  }

  answer(what: string, asked: Asked): Answer | null {
    const object = asked.query['object'] as ObjectName;
    switch (what) {
      case 'POST /crm/mappings/dry-run':
        return ok(this.#page(asked.body as DryRunMappingBody));
      case 'GET /crm/mappings/errors':
        return ok(this.#unmapped(asked.query['field']));
      case 'GET /crm/mappings/versions':
        return ok(this.#versions(object));
      case 'POST /crm/mappings/rollback':
        return this.#rollBack(asked.body as RollBackMappingBody);
      case 'GET /crm/mappings/export':
        return ok(this.document());
      case 'POST /crm/mappings/import':
        return this.#import(asked.body as ImportMappingsBody);
    }
    const version = /^GET \/crm\/mappings\/versions\/(\d+)$/.exec(what)?.[1];
    return version ? this.#version(object, Number(version)) : null;
  }

  document(): MappingDocument {
    return {
      ...{ format: 'crm-connect/mapping', format_version: 1, provider: 'hubspot' },
      exported_at: '2026-11-28T10:00:00Z',
      mappings: OBJECTS.map((object) => ({ object, rows: this.service.mapping(object).rows })),
    };
  }

  #page({ after = '0' }: DryRunMappingBody): DryRun {
    const at = Number(after);
    const next = at + 1 < this.trial.length ? String(at + 1) : null;
    return { ...this.trial[at]!, next };
  }

  #unmapped(field: string | undefined) {
    const items = this.unmapped.filter((item) => !field || item.field === field);
    const counts = [...new Set(this.unmapped.map((item) => item.field))].map((name): UnmappedCount => {
      const of = this.unmapped.filter((item) => item.field === name);
      return { field: name, crm: of[0]!.crm, code: of[0]!.code, count: of.length };
    });
    return { counts, total_records: this.unmapped.length, items, next_cursor: null };
  }

  #versions(of: ObjectName) {
    const versions = this.kept
      .filter(({ object }) => object === of)
      .map(({ object: _, rows: __, ...version }) => version);
    return { versions, next_cursor: null };
  }

  #rowsOf(of: ObjectName, wanted: number): MappingRow[] | undefined {
    if (wanted === 0) return this.service.mapping(of).base.rows;
    return this.kept.find(({ object, version }) => object === of && version === wanted)?.rows;
  }

  #version(of: ObjectName, wanted: number): Answer {
    const rows = this.#rowsOf(of, wanted);
    const kept = this.kept.find(({ object, version }) => object === of && version === wanted);
    if (!rows) return refusal('mapping_version_not_found');
    const { author = null, note = null, created_at = null } = kept ?? {};
    const diff = diffRows(this.service.mapping(of).rows, rows);
    return ok({ version: wanted, author, note, created_at, rows, diff });
  }

  #rollBack({ object, version, base_version }: RollBackMappingBody): Answer {
    const rows = this.#rowsOf(object, version);
    if (base_version !== this.service.mapping(object).version) return refusal('mapping_version_conflict');
    if (!rows) return refusal('mapping_version_not_found');
    return ok(this.service.presented(this.service.put(object, rows, 'Paolo Greco')));
  }

  #import({ document, dry_run }: ImportMappingsBody): Answer {
    const objects = document.mappings.map(({ object, rows }) => ({
      object,
      diff: diffRows(this.service.mapping(object).rows, rows),
      faults: this.faults,
    }));
    if (!dry_run)
      for (const { object, rows } of document.mappings) this.service.put(object, rows, 'Paolo Greco');
    return ok({ objects, saved: !dry_run });
  }
}
