import type { CrmRecord, ObjectName } from '../../../shared/records.js';
import { OBJECTS } from '../../../shared/records.js';
import type { Host } from '../bed/host.js';

const PAGE = 40;

interface FeedPage {
  data: CrmRecord[];
  next_cursor: string;
  has_more: boolean;
}

/** A local id that became another one. */
export interface Renamed {
  object: ObjectName;
  remoteId: string;
  from: string;
  to: string;
}

/** A host that follows the change feed: it keeps what it was told and where it stands, and never looks back. */
export class FeedReader {
  readonly records = new Map<string, CrmRecord>();
  readonly renamed: Renamed[] = [];
  private readonly cursors = new Map<ObjectName, string>();

  constructor(private readonly host: Host) {}

  /** Reads everything there is to read. */
  async catchUp(): Promise<void> {
    for (const object of OBJECTS) while (await this.readPage(object));
  }

  localIdOf(object: ObjectName, remoteId: string): string | undefined {
    return this.records.get(`${object} ${remoteId}`)?.local_id;
  }

  private async readPage(object: ObjectName): Promise<boolean> {
    const cursor = this.cursors.get(object);
    const query = new URLSearchParams({ limit: String(PAGE), ...(cursor === undefined ? {} : { cursor }) });
    const page = await this.host.ask<FeedPage>('GET', `/crm/records/${object}?${query}`);
    for (const record of page.data) this.take(record);
    this.cursors.set(object, page.next_cursor);
    return page.has_more;
  }

  private take(record: CrmRecord): void {
    const key = `${record.object} ${record.remote_id}`;
    const from = this.records.get(key)?.local_id;
    if (from !== undefined && from !== record.local_id)
      this.renamed.push({
        object: record.object,
        remoteId: record.remote_id ?? '',
        from,
        to: record.local_id,
      });
    this.records.set(key, record);
  }
}
