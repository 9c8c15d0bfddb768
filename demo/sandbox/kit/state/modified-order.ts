const CHUNK = 1_024;

/**
 * Versions in the order they were last modified. A change appends and leaves a hole behind, so nothing is ever
 * re-sorted; holes are counted per chunk, which keeps counting a range cheap, and squeezed out when they are the
 * majority. Times must not go backwards between calls of `put`.
 */
export class ModifiedOrder<Version extends { id: string; updatedAt: number }> {
  private slots: (Version | null)[] = [];
  private times: number[] = [];
  private livePerChunk: number[] = [];
  private positions = new Map<string, number>();

  get size(): number {
    return this.positions.size;
  }

  get length(): number {
    return this.slots.length;
  }

  get(id: string): Version | undefined {
    const position = this.positions.get(id);
    return position === undefined ? undefined : (this.slots[position] ?? undefined);
  }

  put(version: Version): void {
    this.remove(version.id);
    if (this.slots.length > 2 * CHUNK && this.slots.length > 2 * this.positions.size) this.squeeze();
    this.append(version);
  }

  remove(id: string): void {
    const position = this.positions.get(id);
    if (position === undefined) return;
    this.slots[position] = null;
    const chunk = Math.floor(position / CHUNK);
    this.livePerChunk[chunk] = (this.livePerChunk[chunk] ?? 1) - 1;
    this.positions.delete(id);
  }

  /** First position whose time is at least `time`. */
  positionAt(time: number): number {
    let low = 0;
    let high = this.times.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.times[middle] ?? 0) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Live versions with a position in [from, to). */
  count(from: number, to: number): number {
    let total = 0;
    let position = from;
    while (position < to) {
      if (position % CHUNK === 0 && position + CHUNK <= to) {
        total += this.livePerChunk[position / CHUNK] ?? 0;
        position += CHUNK;
      } else {
        if (this.slots[position]) total++;
        position++;
      }
    }
    return total;
  }

  /** Live versions between two positions, oldest or newest first. */
  *walk(from: number, to: number, descending: boolean): Generator<Version> {
    if (descending) {
      for (let i = to - 1; i >= from; i--) {
        const version = this.slots[i];
        if (version) yield version;
      }
      return;
    }
    for (let i = from; i < to; i++) {
      const version = this.slots[i];
      if (version) yield version;
    }
  }

  private append(version: Version): void {
    const position = this.slots.length;
    this.slots.push(version);
    this.times.push(version.updatedAt);
    const chunk = Math.floor(position / CHUNK);
    this.livePerChunk[chunk] = (this.livePerChunk[chunk] ?? 0) + 1;
    this.positions.set(version.id, position);
  }

  private squeeze(): void {
    const live = this.slots.filter((version) => version !== null);
    this.slots = [];
    this.times = [];
    this.livePerChunk = [];
    this.positions = new Map();
    for (const version of live) this.append(version);
  }
}
