import { presentEvent } from '../../service/events/present-event.js';
import { type EventPlace, endOfEvents, readEvents } from '../../service/events/read-events.js';
import type { CrmEvent, EventType } from '../../shared/events.js';
import { letOthersCommit } from '../support/committed.js';
import type { Workbench } from './workbench.js';

/** What the service of a workbench told since the log was opened, or since it was last read. */
export class EventLog {
  private constructor(
    private readonly bench: Workbench,
    private place: EventPlace,
  ) {}

  /** @param fromStart also tells what was written before. */
  static async open(bench: Workbench, fromStart = false): Promise<EventLog> {
    if (fromStart) return new EventLog(bench, { xid: '0', seq: '0' });
    await letOthersCommit(bench.sql);
    return new EventLog(bench, await endOfEvents(bench.service.running.services.store));
  }

  async read(): Promise<CrmEvent[]> {
    await letOthersCommit(this.bench.sql);
    const rows = await readEvents(this.bench.service.running.services.store, {}, this.place, 1_000);
    const last = rows.at(-1);
    if (last) this.place = { xid: last.xid, seq: last.seq };
    return rows.map(presentEvent);
  }

  async readOf<T extends EventType>(type: T): Promise<Extract<CrmEvent, { type: T }>[]> {
    return (await this.read()).filter(
      (event): event is Extract<CrmEvent, { type: T }> => event.type === type,
    );
  }
}
