export * from '../../../service/sync/lease.js';

/** Broken on purpose: nobody proves that the run is still his. */
export async function fence(): Promise<void> {}
