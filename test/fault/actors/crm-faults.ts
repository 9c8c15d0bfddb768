import { anyOf, type Random } from '../bed/random.js';
import type { Storm } from '../storm.js';

const REST_MS = 600;
/** The CRM must be done with a request before what its sender held is taken by another one. */
const LONGEST_MS = 700;

const WRITES = [
  '/contacts/batch/update',
  '/contacts/batch/upsert',
  '/companies/batch',
  '/calls/batch',
  '/associations',
];
const READS = ['/search', '/contacts/batch/read', '/objects/', '/calls', '/oauth/'];

/** The CRM fails as CRMs do. */
export async function crmFaults(storm: Storm): Promise<void> {
  const random = storm.randomOf('crm faults');
  while (await storm.rest(random(REST_MS))) {
    const fault = draw(random);
    await storm.bed.crm.door.fault(fault);
    storm.ledger.count(`CRM faults: ${fault.kind}`);
  }
  await storm.bed.crm.door.fault({ kind: 'clear' });
}

function draw(random: Random): { kind: string; [name: string]: unknown } {
  const path_includes = anyOf(random, random(2) === 0 ? WRITES : READS);
  const kind = anyOf(random, [
    ...['server_error', 'server_error', 'reset', 'slow', 'slow', 'rate_limit'],
    ...['timeout_after_write', 'timeout_after_write', 'timeout_before_write', 'expire_access_tokens'],
  ]);
  if (kind === 'expire_access_tokens') return { kind };
  return {
    ...{ kind, match: { path_includes }, times: 1 + random(2), delay_ms: 50 + random(LONGEST_MS - 50) },
    ...(kind === 'rate_limit' ? { retry_after_s: 1 } : {}),
    ...(kind === 'server_error' ? { status: anyOf(random, [500, 502, 503]) } : {}),
  };
}
