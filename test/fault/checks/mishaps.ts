import type { Storm } from '../storm.js';
import type { Found } from './violation.js';

/** Nobody but the test ends a process, and 500 is no answer, whatever fails behind it. */
export async function findMishaps({ bed }: Storm): Promise<Found> {
  return [
    ...bed.fleet.mishaps().map((story) => ({ id: 'process', story })),
    ...[...new Set(bed.host.faults)].map((story) => ({ id: 'answer', story })),
  ];
}
