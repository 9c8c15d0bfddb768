import { setImmediate as giveWay } from 'node:timers/promises';
import type { DryRun } from '../../../shared/mapping-trials.js';
import type { Fields, ObjectName } from '../../../shared/records.js';
import { recordLabel } from '../../mapping/record-label.js';
import type { Services } from '../../services.js';
import type { Connection } from '../../store/models/index.js';
import type { SideOwner } from '../../store/queries/host-sides.js';
import {
  countTrialRecords,
  readTrialPushes,
  readTrialRecords,
  type TrialRecord,
} from '../../store/queries/trial-records.js';
import { readUnsettledWrites } from '../../store/queries/unsettled-writes.js';
import { askCrm } from './ask-crm.js';
import { loadTrial, namesOf, type TriedRows } from './load-trial.js';
import { Tally } from './tally.js';
import { type Trial, tryNew, tryRecord } from './try-record.js';
import { writesOfNew } from './writes.js';

/** Records of one call at most, and of one query. */
const MOST_RECORDS = 2_000;
const PAGE = 250;
/** After this long no further record is begun. */
const LONGEST_MS = 300;
/** Records that are tried before others have their turn: a few milliseconds of work. */
const SLICE = 25;
/** Writes on their way that are tried. */
const MOST_PUSHES = 500;

/** Where a part ends: the last record's id in the CRM, with the number of records of all parts. */
export interface DryRunPlace {
  before: string;
  total: number;
}

export interface DryRunAsked extends TriedRows {
  connection: Connection;
  object: ObjectName;
  /** Whether values of a field may be told as they are. */
  isShown(field: string): boolean;
  after: DryRunPlace | null;
}

/**
 * What a mapping would change in a part of the records we hold. Reads a few at a time, in no transaction, and lets others
 * have their turn in between, so that it holds up nobody; what a sync stores meanwhile is seen or not.
 */
export async function dryRun(
  services: Services,
  asked: DryRunAsked,
): Promise<Omit<DryRun, 'next'> & { next: DryRunPlace | null }> {
  const { connection, object, after, inUse, tried } = asked;
  const trial = await loadTrial(services.store, connection, object, asked);
  const part = new Part(services, asked, trial);
  const total = after === null ? await part.begin() : after.total;
  const last = await part.goOn(after?.before ?? null);
  const next = last === null ? null : { before: last, total };
  return { ...part.tally.result([...tried, ...inUse]), total, next };
}

class Part {
  readonly tally: Tally;
  private readonly owner: SideOwner;
  private readonly names: string[];

  constructor(
    private readonly services: Services,
    private readonly asked: DryRunAsked,
    private readonly trial: Trial,
  ) {
    const { connection, object } = asked;
    this.owner = { workspaceId: connection.workspaceId, connectionId: connection.id, object };
    this.names = namesOf(trial);
    this.tally = new Tally(asked.isShown);
  }

  /** Tries what has no record in the CRM yet. @returns how much there is to try altogether. */
  async begin(): Promise<number> {
    const { store } = this.services;
    const total = await countTrialRecords(store, this.owner);
    const pushes = await readTrialPushes(store, this.owner, MOST_PUSHES);
    const { inUse, tried } = this.trial;
    for (const push of pushes) {
      const were = writesOfNew(this.owner.object, inUse.compiled, inUse.rules, push);
      const are = writesOfNew(this.owner.object, tried.compiled, tried.rules, push);
      const fields = push.call === null ? push.host : { subject: push.call.subject ?? null };
      this.add(null, push.local_id, fields, tryNew(tried.compiled, were, are));
    }
    return total + pushes.length;
  }

  /** Tries records after a place, one at least. @returns where it stopped; null at the end. */
  async goOn(after: string | null): Promise<string | null> {
    const begun = performance.now();
    let before = after;
    let done = 0;
    while (done < MOST_RECORDS && performance.now() - begun < LONGEST_MS) {
      const page = await readTrialRecords(this.services.store, this.owner, {
        ...{ names: this.names, before, limit: PAGE },
      });
      const tried = await this.tryPage(page, before === null, begun);
      if (tried === page.length && page.length < PAGE) return null;
      done += tried;
      before = page[tried - 1]?.remote_id ?? before;
    }
    return before;
  }

  /** @returns how many were tried before the time was over. */
  private async tryPage(page: readonly TrialRecord[], isFirst: boolean, begun: number): Promise<number> {
    const { services, asked, trial, names, owner } = this;
    const fresh = isFirst ? await askCrm(services, asked.connection, trial, names, page) : null;
    const said = page.filter(({ host }) => host !== null).map((record) => record.local_id);
    const unsettled = said.length > 0 ? await readUnsettledWrites(services.store, owner, said) : () => [];
    for (let at = 0; at < page.length; at += SLICE) {
      // What a slow CRM was asked for is tried all the same: no further part asks for it again.
      if (at > 0 && !fresh?.size && performance.now() - begun >= LONGEST_MS) return at;
      await giveWay();
      for (const record of page.slice(at, at + SLICE))
        this.try(record, fresh?.get(record.remote_id), unsettled(record.local_id));
    }
    return page.length;
  }

  private try(
    record: TrialRecord,
    fresh: Record<string, unknown> | undefined,
    unsettled: readonly Fields[],
  ): void {
    const raw = { ...record.raw, ...fresh };
    const findings = tryRecord(this.trial, record, raw, unsettled, fresh !== undefined);
    this.add(record.remote_id, record.remote_id, record.fields, findings);
  }

  private add(
    remoteId: string | null,
    id: string,
    fields: Fields,
    findings: ReturnType<typeof tryRecord>,
  ): void {
    const label = () => recordLabel(this.owner.object, fields, this.asked.isShown) ?? id;
    this.tally.add({ remoteId, label }, findings);
  }
}
