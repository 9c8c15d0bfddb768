import { parseArgs } from 'node:util';
import { tell } from './report.js';
import { runStorm } from './storm.js';

const HELP = `Usage: npm run test:fault -- [--minutes 10] [--seed N] [--people 2000] [--workers 4] [--no-deletions]
  --minutes   how long everybody is busy; settling and comparing come on top
  --seed      what is done, to whom and in which order; even ones let the CRM keep unique keys of calls
  --people    contacts in the CRM at the beginning
  --workers   worker processes`;

const { values } = parseArgs({
  allowNegative: true,
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    people: { type: 'string', default: '2000' },
    workers: { type: 'string', default: '4' },
    deletions: { type: 'boolean', default: true },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

if (values.help) {
  console.log(HELP);
  process.exit(0);
}

/** The long form of the fault test. */
async function main(): Promise<boolean> {
  const people = Number(values.people);
  const report = await runStorm({
    seed: Number(values.seed),
    seconds: Number(values.minutes) * 60,
    size: { people, companies: Math.ceil(people / 10), deals: Math.ceil(people / 8) },
    workers: Number(values.workers),
    deletions: values.deletions,
    log: (line) => console.log(line),
  });
  console.log(tell(report));
  return report.violations.length === 0;
}

main().then(
  (passed) => process.exit(passed ? 0 : 1),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
