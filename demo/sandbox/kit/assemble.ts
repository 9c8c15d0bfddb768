import type { Answer, Call, Sandbox } from './sandbox.js';
import { SnapshotFile, type Snapshots } from './state/snapshot-file.js';

/** What a sandbox is made of. */
export interface Parts<T extends { shape: number }> extends Pick<Sandbox, 'id' | 'label' | 'about'> {
  serve(call: Call): Promise<Answer>;
  control(call: Call): Answer;
  /** Stops timers and deliveries. */
  stop(): void;
  snapshots: Snapshots<T>;
  /** Keeps what `snapshots` takes in this file, and starts from it when it is there. Default: memory only. */
  stateFile?: string | undefined;
}

/** A sandbox of its parts, which saves after every call that may have changed something. */
export function assemble<T extends { shape: number }>(parts: Parts<T>): Sandbox {
  const { id, label, about, stateFile } = parts;
  const file = stateFile === undefined ? null : new SnapshotFile(stateFile, parts.snapshots);
  file?.restore();
  const saving = (answer: (call: Call) => Promise<Answer>) => async (call: Call) => {
    const given = await answer(call);
    if (call.method !== 'GET') file?.save();
    return given;
  };
  return {
    id,
    label,
    about,
    handle: saving((call) => parts.serve(call)),
    control: saving(async (call) => parts.control(call)),
    close: () => {
      parts.stop();
      file?.flush();
    },
  };
}
