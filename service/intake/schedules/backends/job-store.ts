import type { JobRepository } from 'agenda';

/** Where Agenda's jobs are kept. It answers when it is handed over: Agenda would wait for ever for one that does not. */
export interface JobStore {
  name: 'PostgreSQL' | 'MongoDB';
  /** What Agenda asks, on a connection that is ours to close. */
  repository: JobRepository;
  /**
   * Sees to it that the job is there once, also when several processes start at once. One that is there keeps its times,
   * its lock and an operator's pause: Agenda's own `every` would take the lock of another process away.
   */
  schedule(job: string, every: string): Promise<void>;
  /** Frees the locks that `owner` still holds. */
  freeLocks(owner: string): Promise<void>;
  close(): Promise<void>;
}
