import type { RemoteRecord } from '../connectors/connector.js';
import type { CompiledMapping } from '../mapping/compile-mapping.js';

/**
 * Whether a field that was asked for came with none of the records: some CRMs leave out what they do not have, where an
 * empty field comes as empty.
 */
export function lacksFields({ crmFields }: CompiledMapping, records: readonly RemoteRecord[]): boolean {
  const live = records.filter(({ archived }) => !archived);
  const [first, ...others] = live;
  if (!first) return false;
  return crmFields.some((name) => !(name in first.values) && others.every(({ values }) => !(name in values)));
}
