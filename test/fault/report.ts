import type { StormReport } from './storm.js';

const SHOWN = 12;

/** The storm in one block: what was done, what went wrong, how to see it again. */
export function tell({ seed, operations, violations, retries, seconds }: StormReport): string {
  const sum = (of: RegExp): number =>
    [...operations].reduce((total, [name, n]) => (of.test(name) ? total + n : total), 0);
  const counts = (of: RegExp): string =>
    [...operations]
      .filter(([name]) => of.test(name))
      .map(([name, n]) => `${name.replace(/^.*: /, '')} ${n}`)
      .sort()
      .join(', ');
  const FAILS = /^(CRM faults|kills|leases|pauses)/;
  const lost = violations.filter(({ story }) =>
    /^lost|not in the store|passed the reader/.test(story),
  ).length;
  const doubled = violations.filter(({ story }) => /^doubled|bear this local id/.test(story)).length;
  const all = [...operations.values()].reduce((total, n) => total + n, 0);
  return [
    `storm of seed ${seed}: ${seconds.action.toFixed(1)} s, then ${seconds.settling.toFixed(1)} s until everything was compared`,
    `  operations ${all - sum(FAILS)}: ${counts(/^(?!CRM faults|kills|leases|pauses)/)}`,
    `  faults ${sum(/^(CRM faults|leases|pauses)/)}: ${counts(/^(CRM faults|leases|pauses)/)}`,
    `  kills ${sum(/^kills/)}: ${counts(/^kills/)}; answers asked for again: ${retries}`,
    `  lost ${lost}, doubled ${doubled}, violations ${violations.length}`,
    ...violations
      .slice(0, SHOWN)
      .map(({ check, id, story }) => `  ✗ ${check}: ${id}: ${story.slice(0, 2_500)}`),
    `  again: npm run test:fault -- --seed ${seed} --minutes ${(seconds.action / 60).toFixed(1)}`,
  ].join('\n');
}
