import type { ObjectName } from '../../shared/records.js';
import type { ObjectProgress } from '../../shared/run.js';
import { CrmError, ReconnectNeeded } from '../connectors/connector.js';
import { connectorFor } from '../connectors/registry.js';
import { withCorrelation } from '../log.js';
import { compileMapping } from '../mapping/compile-mapping.js';
import { fieldsByName } from '../mapping/fields-by-name.js';
import { openSession } from '../oauth/open-session.js';
import { backoffMs } from '../outbound/backoff.js';
import type { Services } from '../services.js';
import { Connection, SyncCursor, SyncLog, Workspace } from '../store/models/index.js';
import { findMapping } from '../store/queries/find-mapping.js';
import { describeRunError } from './describe-error.js';
import { type ClaimedRun, finishRun, keepAlive, releaseRun, StaleLease } from './lease.js';
import { newProgress } from './progress.js';
import { backfillObject, pullChanges } from './pull-object.js';
import { readFields } from './read-fields.js';

const MAX_ATTEMPTS = 5;

/**
 * Executes a claimed run: object by object, read, map, store. Whatever happens, the run is afterwards finished,
 * given back, or in another worker's hands.
 */
export function runSync(services: Services, run: ClaimedRun, signal: AbortSignal): Promise<void> {
  return withCorrelation(run.correlation_id, async () => {
    const lost = new AbortController();
    const stopBeat = keepAlive(services.store, run, () =>
      lost.abort(new StaleLease('the run is no longer ours')),
    );
    const started = performance.now();
    let progress = run.objects.map(
      (object) => run.progress.find((known) => known.object === object) ?? newProgress(object),
    );
    const report = (next: ObjectProgress): ObjectProgress[] => {
      progress = progress.map((known) => (known.object === next.object ? next : known));
      return progress;
    };
    try {
      services.log.info({ run_id: run.id, kind: run.kind, objects: run.objects }, 'run started');
      for (const object of run.objects) {
        const known = progress.find((one) => one.object === object) ?? newProgress(object);
        if (known.state !== 'done')
          report(
            await runObject(services, run, object, known, AbortSignal.any([signal, lost.signal]), report),
          );
      }
      await finish(services, run, progress, null, performance.now() - started);
    } catch (error) {
      await settleFailure(services, run, progress, error, signal, performance.now() - started);
    } finally {
      stopBeat();
    }
  });
}

async function runObject(
  services: Services,
  run: ClaimedRun,
  object: ObjectName,
  known: ObjectProgress,
  signal: AbortSignal,
  report: (progress: ObjectProgress) => ObjectProgress[],
): Promise<ObjectProgress> {
  const { connector, session } = await openSession(services, run.connection_id);
  const workspace = await Workspace.findByPk(run.workspace_id, { rejectOnEmpty: true });
  const { fields } = await readFields(
    services,
    run.connection_id,
    async () => ({ connector, session }),
    object,
  );
  const { rows } = await findMapping(workspace, connector, object);
  const mapping = compileMapping(object, rows, {
    crmFields: fieldsByName(fields),
  });
  const pull = { services, run, connector, session, object, mapping, signal, report };
  return run.kind === 'backfill' ? backfillObject(pull, known) : pullChanges(pull, known);
}

async function settleFailure(
  services: Services,
  run: ClaimedRun,
  progress: ObjectProgress[],
  error: unknown,
  signal: AbortSignal,
  ms: number,
): Promise<void> {
  if (error instanceof StaleLease) {
    await releaseRun(services.store, run, { notBefore: null, error: null, attempts: run.attempts }); // paused: ours still
    services.log.info({ run_id: run.id }, 'run left to its new owner');
    return;
  }
  if (signal.aborted) {
    await releaseRun(services.store, run, { notBefore: null, error: null, attempts: run.attempts });
    services.log.info({ run_id: run.id }, 'run given back, the process stops');
    return;
  }
  const connection = await Connection.findByPk(run.connection_id, { rejectOnEmpty: true });
  const label = connectorFor(connection.provider).label;
  const retryMs = retryAfter(error, run.attempts);
  const retryAt = retryMs === null ? null : new Date(services.clock.now().getTime() + retryMs);
  const told = describeRunError(error, label, retryAt);
  services.log.warn({ err: error, run_id: run.id, retry_at: told.retry_at }, 'run failed');
  services.metrics.syncErrors.inc({ provider: connection.provider, object: 'run', code: told.code });
  if (retryAt) {
    const attempts = told.code === 'crm_rate_limited' ? run.attempts : run.attempts + 1;
    await releaseRun(services.store, run, { notBefore: retryAt, error: told, attempts });
    return;
  }
  const failed = progress.map((one) =>
    one.state === 'running' ? { ...one, state: 'failed' as const } : one,
  );
  await SyncCursor.update(
    { lastError: told },
    { where: { connectionId: run.connection_id, object: run.objects } },
  );
  await finish(services, run, failed, told, ms);
}

/** Milliseconds until the next try; null when trying again is no use or has been tried enough. */
function retryAfter(error: unknown, attempts: number): number | null {
  if (error instanceof ReconnectNeeded) return null;
  if (error instanceof CrmError && error.kind === 'rate_limit') return error.retryAfterMs ?? 10_000;
  if (error instanceof CrmError && error.kind !== 'unavailable' && error.kind !== 'other') return null;
  return attempts + 1 >= MAX_ATTEMPTS ? null : backoffMs(attempts + 1);
}

async function finish(
  services: Services,
  run: ClaimedRun,
  progress: ObjectProgress[],
  error: ReturnType<typeof describeRunError> | null,
  ms: number,
): Promise<void> {
  const state = error === null ? 'succeeded' : 'failed';
  if (!(await finishRun(services.store, run, { state, progress, error }))) return;
  const seen = progress.reduce((sum, one) => sum + one.done, 0);
  const changed = progress.reduce((sum, one) => sum + one.created + one.updated, 0);
  const connection = await Connection.findByPk(run.connection_id, { rejectOnEmpty: true });
  services.metrics.syncDuration.observe({ provider: connection.provider, kind: run.kind }, ms / 1000);
  services.log.info({ run_id: run.id, state, seen, changed, ms: Math.round(ms) }, 'run finished');
  await SyncLog.create({
    workspaceId: run.workspace_id,
    connectionId: run.connection_id,
    runId: run.id,
    level: error === null ? 'info' : 'error',
    code: error?.code ?? 'run_finished',
    message:
      error?.message ??
      `${run.kind === 'backfill' ? 'Copied the history' : 'Checked for changes'}: ${seen} records seen, ${changed} changed.`,
  });
}
