interface Call<In, Out> {
  item: In;
  resolve(out: Out): void;
  reject(error: unknown): void;
}

/**
 * Joins calls: what comes in one turn of the event loop, and while a batch is under way, goes out as the next batch. No
 * call waits for another one to come. When a batch fails, each of its calls is tried alone, and fails by itself.
 *
 * @param work answers one result for each item, in their order.
 * @param options.triesAlone false where a batch fails for no fault of its items: then all of it has failed.
 */
export function gather<In, Out>(
  most: number,
  work: (items: In[]) => Promise<Out[]>,
  options: { triesAlone: boolean } = { triesAlone: true },
): (item: In) => Promise<Out> {
  let waiting: Call<In, Out>[] = [];
  let isBusy = false;

  const send = async (calls: Call<In, Out>[]): Promise<void> => {
    try {
      const outs = await work(calls.map(({ item }) => item));
      calls.forEach(({ resolve }, index) => {
        resolve(outs[index] as Out);
      });
    } catch (error) {
      if (calls.length === 1 || !options.triesAlone) for (const { reject } of calls) reject(error);
      else for (const call of calls) await send([call]);
    }
  };

  const sendAll = async (): Promise<void> => {
    while (waiting.length > 0) {
      const calls = waiting.slice(0, most);
      waiting = waiting.slice(most);
      await send(calls);
    }
    isBusy = false;
  };

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (isBusy) return;
      isBusy = true;
      setImmediate(() => void sendAll());
    });
}
