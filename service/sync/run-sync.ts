import type { ObjectName } from '../../shared/records.js';
import type { ObjectProgress } from '../../shared/run.js';
import { CrmError, ReconnectNeeded } from '../connectors/connector.js';
import { connectorFor } from '../connectors/registry.js';
import { suspectFields } from '../drift/suspect-fields.js';
import { loadMapping } from '../fields/load-mapping.js';
import { withCorrelation } from '../log.js';
import { openSession } from '../oauth/open-session.js';
import { alertOfQuota } from '../observe/alert-of-quota.js';
import { backoffMs } from '../outbound/backoff.js';
import { stoppable } from '../outbound/stoppable.js';
import type { Services } from '../services.js';
import { Connection, SyncCursor } from '../store/models/index.js';
import { settleRefs } from '../store/queries/open-refs.js';
import { applyApproved, findApproved } from './deletions/apply-approved.js';
import { describeRunError } from './describe-error.js';
import { finishRun, releaseRun } from './end-run.js';
import { type ClaimedRun, fence, keepAlive, StaleLease } from './lease.js';
import { lineOf } from './log-run.js';
import { newProgress } from './progress.js';
import type { Pull } from './pull.js';
import { backfillObject, pullChanges } from './pull-object.js';

const MAX_ATTEMPTS = 5;

/**
 * Executes a claimed run: object by object, read, map, store. Whatever happens, the run is afterwards finished,
 * given back, or in another worker's hands.
 *
 * @param calledOff aborts when the run was paused, cancelled or taken over.
 */
export function runSync(
  services: Services,
  run: ClaimedRun,
  stopping: AbortSignal,
  calledOff?: AbortSignal,
): Promise<void> {
  return withCorrelation(run.correlation_id, async () => {
    const lost = new AbortController();
    const lose = () => lost.abort(new StaleLease('the run is no longer ours'));
    const stopBeat = keepAlive(services.store, run, lose);
    calledOff?.addEventListener('abort', lose, { once: true });
    if (calledOff?.aborted) lose();
    const started = performance.now();
    const work = new Work(services, run, AbortSignal.any([stopping, lost.signal]));
    try {
      const level = run.kind === 'delta' && run.requested_by === null ? 'debug' : 'info';
      services.log[level]({ run_id: run.id, kind: run.kind, objects: run.objects }, 'run started');
      await work.pull();
      await work.applyDecisions();
      await work.settleRefs();
      await finish(services, run, work.progress, null, performance.now() - started);
    } catch (error) {
      const why = lost.signal.aborted ? lost.signal.reason : error;
      await settleFailure(services, run, work.progress, why, stopping, performance.now() - started);
    } finally {
      stopBeat();
    }
  });
}

/** A run under way, with the progress that is committed. */
class Work {
  progress: ObjectProgress[];
  /** Opened once: the access itself is looked at with each request. */
  private opened: Awaited<ReturnType<typeof openSession>> | null = null;

  constructor(
    private readonly services: Services,
    private readonly run: ClaimedRun,
    private readonly signal: AbortSignal,
  ) {
    this.progress = run.objects.map(
      (object) => run.progress.find((known) => known.object === object) ?? newProgress(object),
    );
  }

  /** Pulls what an earlier try left undone. */
  async pull(): Promise<void> {
    for (const known of this.progress) {
      this.signal.throwIfAborted();
      if (known.state !== 'done') await this.pullOne(known);
    }
  }

  /** Carries out what a person decided meanwhile. */
  async applyDecisions(): Promise<void> {
    const approved = await findApproved(this.services.store, this.run.connection_id);
    for (const one of approved) await applyApproved(await this.open(one.object), one);
  }

  /** Tells again what referred to records that came with this run. Nothing is lost where it ends before: the next minute does it. */
  async settleRefs(): Promise<void> {
    const hasStored = this.progress.some(({ created, updated }) => created + updated > 0);
    if (hasStored) await settleRefs(this.services.store, this.run.connection_id);
  }

  /** A CRM may refuse the whole reading for one field that it no longer has: that goes on without it. */
  private async pullOne(known: ObjectProgress): Promise<void> {
    try {
      await this.pullWith(known);
    } catch (error) {
      if (!(await this.mayBeDrift(error, known.object))) throw error;
      await this.pullWith(this.progress.find(({ object }) => object === known.object) ?? known);
    }
  }

  private async pullWith(known: ObjectProgress): Promise<void> {
    const pull = await this.open(known.object);
    await (this.run.kind === 'backfill' ? backfillObject(pull, known) : pullChanges(pull, known));
  }

  private mayBeDrift(error: unknown, object: ObjectName): Promise<boolean> | false {
    if (!(error instanceof CrmError) || error.kind !== 'validation') return false;
    return suspectFields(this.services, { connectionId: this.run.connection_id, object });
  }

  private async open(object: ObjectName): Promise<Pull> {
    const { services, run, signal } = this;
    this.opened ??= await openSession(services, run.connection_id);
    const open = { ...this.opened, session: stoppable(this.opened.session, signal) };
    const mapping = await loadMapping(services, open, object);
    const { connector, session } = open;
    return {
      ...{ services, run, connector, session, object, mapping, signal },
      ...{ workspaceId: run.workspace_id, connectionId: run.connection_id, runId: run.id },
      fence: (transaction) => fence(services.store, run, transaction),
      progressWith: (next) => this.progressWith(next),
      report: (next) => {
        this.progress = this.progressWith(next);
      },
    };
  }

  private progressWith(next: ObjectProgress): ObjectProgress[] {
    return this.progress.map((known) => (known.object === next.object ? next : known));
  }
}

async function settleFailure(
  services: Services,
  run: ClaimedRun,
  progress: ObjectProgress[],
  error: unknown,
  stopping: AbortSignal,
  ms: number,
): Promise<void> {
  if (error instanceof StaleLease) {
    await releaseRun(services.store, run, { notBefore: null, error: null, attempts: run.attempts }); // paused: ours still
    services.log.info({ run_id: run.id }, 'run put down: it is paused, cancelled or somebody else’s');
    return;
  }
  if (stopping.aborted) {
    await releaseRun(services.store, run, { notBefore: null, error: null, attempts: run.attempts });
    services.log.info({ run_id: run.id }, 'run given back, the process stops');
    return;
  }
  const connection = await Connection.findByPk(run.connection_id, { rejectOnEmpty: true });
  const label = connectorFor(connection.provider).label;
  // Tries in vain are counted, not every mishap of a long copy.
  const attempts = hasMoved(run, progress) ? 0 : run.attempts;
  const retryMs = retryAfter(error, attempts);
  const retryAt = retryMs === null ? null : new Date(services.clock.now().getTime() + retryMs);
  const told = describeRunError(error, label, retryAt);
  services.log.warn({ err: error, run_id: run.id, retry_at: told.retry_at }, 'run failed');
  services.metrics.syncErrors.inc({ provider: connection.provider, object: 'run', code: told.code });
  if (retryAt) {
    const counted = told.code === 'crm_rate_limited' ? attempts : attempts + 1;
    await releaseRun(services.store, run, { notBefore: retryAt, error: told, attempts: counted });
    if (told.code === 'crm_rate_limited') await alertOfQuota(services, run.connection_id, retryAt);
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

/** Whether records were stored since the run was claimed. */
function hasMoved(run: ClaimedRun, progress: ObjectProgress[]): boolean {
  const done = (list: ObjectProgress[]): number => list.reduce((sum, one) => sum + one.done, 0);
  return done(progress) > done(run.progress);
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
  const line = lineOf(run, progress, error);
  if (!(await finishRun(services.store, run, { state, progress, error, line })) || !line) return;
  const connection = await Connection.findByPk(run.connection_id, { rejectOnEmpty: true });
  services.metrics.syncDuration.observe({ provider: connection.provider, kind: run.kind }, ms / 1000);
  services.log.info({ run_id: run.id, state, ...line.details, ms: Math.round(ms) }, 'run finished');
}
