/** Lets so many in at once; the others wait their turn in order. */
export interface Slots {
  take(): Promise<void>;
  free(): void;
}

export function createSlots(count: number): Slots {
  let left = count;
  const waiting: (() => void)[] = [];
  return {
    take() {
      if (left > 0) {
        left--;
        return Promise.resolve();
      }
      return new Promise((resolve) => waiting.push(resolve));
    },
    free() {
      const next = waiting.shift();
      if (next) next();
      else left++;
    },
  };
}
