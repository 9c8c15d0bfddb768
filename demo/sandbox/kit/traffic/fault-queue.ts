import { randomUUID } from 'node:crypto';

/** What every waiting fault of a sandbox has. */
export interface WaitingFault {
  id: string;
  kind: string;
  match: { method?: string; path_includes?: string; query_includes?: string };
  /** How many more requests it hits; null until cleared. */
  times: number | null;
}

/** What the faults of every sandbox say besides. */
export interface UsualFault extends WaitingFault {
  delay_ms: number | null;
  /** Where a vendor sends none, a proxy in front might. */
  retry_after_s: number | null;
  /** For `server_error`: what is answered. */
  status: number;
}

/** A fault as it is added: without `times` it hits once, or until cleared if it is a lasting one. */
export type NewFault<F extends WaitingFault> = Omit<F, 'id' | 'times'> & { times?: number | null };

/** The part of a request faults are matched against. */
export interface FaultTarget {
  method: string;
  path: string;
  query: string;
}

/** How the kinds of one provider differ. */
export interface FaultRules<F extends WaitingFault, T extends FaultTarget = FaultTarget> {
  /** Kinds that describe a lasting state and stay until cleared unless `times` is given. */
  lasting: readonly F['kind'][];
  /** Kinds that are decided further in, by who then says `useUp`. */
  later: readonly F['kind'][];
  /** Whether a fault can hit such a request at all, its own `match` aside. */
  applies(fault: F, target: T): boolean;
}

/** The faults that are switched on, in the order they were added; `T` is what a provider knows of a request. */
export class FaultQueue<F extends WaitingFault, T extends FaultTarget = FaultTarget> {
  private faults: F[] = [];
  private readonly heldUp = new Set<() => void>();

  constructor(private readonly rules: FaultRules<F, T>) {}

  add(fault: NewFault<F>): F {
    const usual = this.rules.lasting.includes(fault.kind) ? null : 1;
    const times = fault.times === undefined ? usual : fault.times;
    const added = { ...fault, times, id: randomUUID() } as F;
    this.faults.push(added);
    return added;
  }

  list(): F[] {
    return this.faults;
  }

  clear(): void {
    this.faults = [];
    for (const goOn of [...this.heldUp]) goOn();
  }

  /** Lets the time of a slow answer pass; it is over at once when the faults are cleared. */
  holdUp(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const goOn = () => {
        clearTimeout(timer);
        this.heldUp.delete(goOn);
        resolve();
      };
      const timer = setTimeout(goOn, ms).unref();
      this.heldUp.add(goOn);
    });
  }

  /** The first fault that hits this request, used up by one unless its kind is decided later. */
  take(target: T): F | null {
    const fault = this.find(target, () => true);
    if (fault && !this.rules.later.includes(fault.kind)) this.useUp(fault);
    return fault;
  }

  /** The first fault of a kind that hits this request, used up by one. */
  takeKind(target: T, kind: F['kind']): F | null {
    const fault = this.find(target, (each) => each.kind === kind);
    if (fault) this.useUp(fault);
    return fault;
  }

  useUp(fault: F): void {
    if (fault.times === null) return;
    fault.times--;
    if (fault.times <= 0) this.faults = this.faults.filter((each) => each !== fault);
  }

  private find(target: T, isWanted: (fault: F) => boolean): F | null {
    const { method, path, query } = target;
    const found = this.faults.find(
      (fault) =>
        isWanted(fault) &&
        this.rules.applies(fault, target) &&
        (!fault.match.method || fault.match.method.toUpperCase() === method) &&
        (!fault.match.path_includes || path.includes(fault.match.path_includes)) &&
        (!fault.match.query_includes || query.includes(fault.match.query_includes)),
    );
    return found ?? null;
  }
}
