/** Tells the parent, when it asks, how much memory this process has after a collection. Ends with the parent. */
export function answerMemory(): void {
  process.on('message', (message) => {
    if (message !== 'memory') return;
    globalThis.gc?.();
    process.send?.({ bytes: process.memoryUsage.rss() });
  });
  process.on('disconnect', () => process.exit(0));
}
