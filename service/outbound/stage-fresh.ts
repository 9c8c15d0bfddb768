import type { FieldRule } from '../conflicts/rules-of.js';
import type { RemoteRecord } from '../connectors/connector.js';
import { loadMapping } from '../fields/load-mapping.js';
import { readDealStages } from '../fields/read-deal-stages.js';
import type { CompiledMapping } from '../mapping/compile-mapping.js';
import type { DealStages } from '../mapping/deal-stages.js';
import { loadRules } from './record-rules.js';
import type { SendGroup } from './sender.js';

/** What a move of a deal was decided on. */
export interface StageContext {
  compiled: CompiledMapping;
  stages: DealStages;
  rules: ReadonlyMap<string, FieldRule>;
  /** The deal before the move. */
  record: RemoteRecord;
}

export interface StageKnowledge extends Omit<StageContext, 'record'> {
  /** Deals that the CRM has now, by every id that leads to them. */
  records: ReadonlyMap<string, RemoteRecord>;
}

/** Reads deals as the CRM has them now, all of them in one request. */
export async function readDeals(group: SendGroup, remoteIds: readonly string[]): Promise<StageKnowledge> {
  const { services, connector, connection, session } = group;
  const compiled = await loadMapping(services, group, 'deal');
  const stages = await readDealStages(services, group);
  const owner = { workspaceId: connection.workspaceId, connectionId: connection.id };
  const rules = await loadRules(services.store, owner, connector, 'deal');
  const { field, pipelineField } = stages;
  const fields = new Set([...compiled.crmFields, field, ...(pipelineField === null ? [] : [pipelineField])]);
  const found = await connector.readMany(session, 'deal', [...new Set(remoteIds)], [...fields]);
  const records = new Map(
    found
      .filter(({ archived }) => !archived)
      .flatMap((record) => [...record.mergedIds, record.remoteId].map((id) => [id, record] as const)),
  );
  return { compiled, stages, rules, records };
}
