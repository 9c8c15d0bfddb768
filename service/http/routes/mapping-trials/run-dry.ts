import { z } from 'zod';
import type { MappingRow } from '../../../../shared/mapping.js';
import type { DryRun } from '../../../../shared/mapping-trials.js';
import type { ObjectName } from '../../../../shared/records.js';
import { connectorFor } from '../../../connectors/registry.js';
import type { WorkspaceScope } from '../../../scope.js';
import type { Services } from '../../../services.js';
import { findAppFields } from '../../../store/queries/find-app-fields.js';
import { requireConnection } from '../../../store/queries/find-connection.js';
import { findMapping } from '../../../store/queries/find-mapping.js';
import { type DryRunPlace, dryRun } from '../../../sync/dry-run/dry-run.js';
import { decodeCursor, encodeCursor } from '../../paging.js';
import { shownFields } from './shown-fields.js';

const place = z.strictObject({ before: z.string().max(255), total: z.number().int().min(0) });
const isPlace = (value: unknown): value is DryRunPlace => place.safeParse(value).success;

/** @param isTrusted whether values of sensitive fields may be shown: to the host's backend, not to browsers. */
export async function runDry(
  services: Services,
  scope: WorkspaceScope,
  { provider, object }: { provider: string; object: ObjectName },
  asked: { rows?: MappingRow[] | undefined; after?: string | undefined; isTrusted: boolean },
): Promise<DryRun> {
  const connector = connectorFor(provider);
  const connection = await requireConnection(scope.id, provider, connector.label);
  const { rows: inUse, declared } = await findMapping(scope, connector, object);
  const tried = asked.rows ?? inUse;
  const appFields = await findAppFields(scope.appId, object);
  const isShown = shownFields(appFields, [...tried, ...inUse], asked.isTrusted);
  const after = asked.after === undefined ? null : decodeCursor(asked.after, isPlace);
  const part = await dryRun(services, {
    ...{ connection, object, inUse, tried, declared, isShown, after },
  });
  return { ...part, next: part.next && encodeCursor(part.next) };
}
