import type { EventPlace } from '../read-events.js';

/** What a reader keeps to go on from: a place in the log, and when that was current. */
export interface EventId extends EventPlace {
  at: Date;
}

/** `<transaction>-<number>-<seconds>`. */
export function writeEventId({ xid, seq }: EventPlace, at: Date): string {
  return `${xid}-${seq}-${Math.floor(at.getTime() / 1000)}`;
}

/** Null for a text that is none of ours. */
export function readEventId(text: string): EventId | null {
  const [, xid = '', seq = '', seconds = ''] = /^(\d{1,19})-(\d{1,18})-(\d{1,11})$/.exec(text) ?? [];
  return xid === '' ? null : { xid, seq, at: new Date(Number(seconds) * 1000) };
}

/** Places in order, as texts that compare. */
export function orderOf({ xid, seq }: EventPlace): string {
  return xid.padStart(20, '0') + seq.padStart(20, '0');
}
