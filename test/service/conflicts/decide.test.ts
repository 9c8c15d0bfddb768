import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decide } from '../../../service/conflicts/decide.js';
import type { Decision, FieldSides } from '../../../service/conflicts/decision.js';
import { isSame } from '../../../service/conflicts/values.js';
import { CONFLICT_RULES, type ConflictRule } from '../../../shared/mapping.js';
import type { FieldValue } from '../../../shared/records.js';

/**
 * Every combination. Rows: what the host says; columns: what the CRM has; `-` is nothing.
 *
 *   =  they say the same            H  the host's value is written to the CRM
 *   C  the CRM's value counts       |  each keeps its own
 */
const EXPECTED: Record<ConflictRule, Record<string, string>> = {
  crm_wins: {
    'first meeting': `
      .  -  A  B  C
      -  =  C  C  C
      A  H  =  C  C
      B  H  C  =  C
      C  H  C  C  =`,
    'both were -': `
      .  -  A  B  C
      -  =  C  C  C
      A  H  =  C  C
      B  H  C  =  C
      C  H  C  C  =`,
    'both were A': `
      .  -  A  B  C
      -  =  H  C  C
      A  C  =  C  C
      B  C  H  =  C
      C  C  H  C  =`,
    'host A, CRM B': `
      .  -  A  B  C
      -  =  C  H  C
      A  C  =  |  C
      B  C  C  =  C
      C  C  C  H  =`,
    'host -, CRM A': `
      .  -  A  B  C
      -  =  |  C  C
      A  C  =  C  C
      B  C  H  =  C
      C  C  H  C  =`,
    'host A, CRM -': `
      .  -  A  B  C
      -  =  C  C  C
      A  |  =  C  C
      B  H  C  =  C
      C  H  C  C  =`,
  },
  host_wins: {
    'first meeting': `
      .  -  A  B  C
      -  =  C  C  C
      A  H  =  H  H
      B  H  H  =  H
      C  H  H  H  =`,
    'both were -': `
      .  -  A  B  C
      -  =  C  C  C
      A  H  =  H  H
      B  H  H  =  H
      C  H  H  H  =`,
    'both were A': `
      .  -  A  B  C
      -  =  H  H  H
      A  C  =  C  C
      B  H  H  =  H
      C  H  H  H  =`,
    'host A, CRM B': `
      .  -  A  B  C
      -  =  H  H  H
      A  C  =  |  C
      B  H  H  =  H
      C  H  H  H  =`,
    'host -, CRM A': `
      .  -  A  B  C
      -  =  |  C  C
      A  H  =  H  H
      B  H  H  =  H
      C  H  H  H  =`,
    'host A, CRM -': `
      .  -  A  B  C
      -  =  H  H  H
      A  |  =  C  C
      B  H  H  =  H
      C  H  H  H  =`,
  },
  fill_empty: {
    'first meeting': `
      .  -  A  B  C
      -  =  C  C  C
      A  H  =  |  |
      B  H  |  =  |
      C  H  |  |  =`,
    'both were -': `
      .  -  A  B  C
      -  =  C  C  C
      A  H  =  |  |
      B  H  |  =  |
      C  H  |  |  =`,
    'both were A': `
      .  -  A  B  C
      -  =  |  |  |
      A  C  =  C  C
      B  H  |  =  |
      C  H  |  |  =`,
    'host A, CRM B': `
      .  -  A  B  C
      -  =  |  |  |
      A  C  =  |  C
      B  H  |  =  |
      C  H  |  |  =`,
    'host -, CRM A': `
      .  -  A  B  C
      -  =  |  C  C
      A  H  =  |  |
      B  H  |  =  |
      C  H  |  |  =`,
    'host A, CRM -': `
      .  -  A  B  C
      -  =  |  |  |
      A  |  =  C  C
      B  H  |  =  |
      C  H  |  |  =`,
  },
  crm_only: {
    'first meeting': `
      .  -  A  B  C
      -  =  C  C  C
      A  C  =  C  C
      B  C  C  =  C
      C  C  C  C  =`,
    'both were -': `
      .  -  A  B  C
      -  =  C  C  C
      A  C  =  C  C
      B  C  C  =  C
      C  C  C  C  =`,
    'both were A': `
      .  -  A  B  C
      -  =  C  C  C
      A  C  =  C  C
      B  C  C  =  C
      C  C  C  C  =`,
    'host A, CRM B': `
      .  -  A  B  C
      -  =  C  C  C
      A  C  =  |  C
      B  C  C  =  C
      C  C  C  C  =`,
    'host -, CRM A': `
      .  -  A  B  C
      -  =  |  C  C
      A  C  =  C  C
      B  C  C  =  C
      C  C  C  C  =`,
    'host A, CRM -': `
      .  -  A  B  C
      -  =  C  C  C
      A  |  =  C  C
      B  C  C  =  C
      C  C  C  C  =`,
  },
};

const BASES: Record<string, FieldSides['base']> = {
  'first meeting': null,
  'both were -': { host: null, crm: null },
  'both were A': { host: 'A', crm: 'A' },
  'host A, CRM B': { host: 'A', crm: 'B' },
  'host -, CRM A': { host: null, crm: 'A' },
  'host A, CRM -': { host: 'A', crm: null },
};
const valueOfLetter = (letter: string): FieldValue => (letter === '-' ? null : letter);
const MEANING: Record<string, (sides: FieldSides) => Partial<Decision>> = {
  '=': ({ crm }) => ({ winner: 'both', value: crm, toCrm: false, settled: true }),
  H: ({ host }) => ({ winner: 'host', value: host, toCrm: true, settled: false }),
  C: ({ crm }) => ({ winner: 'crm', value: crm, toCrm: false, settled: true }),
  '|': ({ crm }) => ({ winner: 'neither', value: crm, toCrm: false, settled: true }),
};

interface Case {
  sides: FieldSides;
  cell: string;
}

function casesOf(rule: ConflictRule, base: string): Case[] {
  const [head = [], ...rows] = (EXPECTED[rule][base] ?? '')
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/));
  return rows.flatMap(([host = '', ...cells]) =>
    cells.map((cell, at) => ({
      cell,
      sides: {
        host: valueOfLetter(host),
        crm: valueOfLetter(head[at + 1] ?? ''),
        base: BASES[base] ?? null,
        rule,
      },
    })),
  );
}

for (const rule of CONFLICT_RULES)
  for (const base of Object.keys(BASES))
    test(`${rule}, ${base}: decides all 16 combinations as written down`, () => {
      const cases = casesOf(rule, base);
      assert.equal(cases.length, 16);
      for (const { sides, cell } of cases) {
        const { why: _, ...decision } = decide(sides);
        assert.deepEqual(decision, MEANING[cell]?.(sides), `host ${sides.host}, CRM ${sides.crm}`);
      }
    });

/** Every combination of all four values in all four places, and first meetings. */
const VALUES: FieldValue[] = [null, 'A', 'B', 'C'];
const everySides: FieldSides[] = CONFLICT_RULES.flatMap((rule) =>
  [null, ...VALUES.flatMap((host) => VALUES.map((crm) => ({ host, crm })))].flatMap((base) =>
    VALUES.flatMap((host) => VALUES.map((crm) => ({ host, crm, base, rule }))),
  ),
);
/** The field once a decision is carried out: the CRM has the value, and both bases have moved. */
const carriedOut = (sides: FieldSides): FieldSides => {
  const { value } = decide(sides);
  return { ...sides, crm: value, base: { host: sides.host, crm: value } };
};
const told = (sides: FieldSides): string => JSON.stringify(sides);

test('a decision that was carried out asks for nothing more', () => {
  assert.equal(everySides.length, 4 * 17 * 16);
  for (const sides of everySides) {
    const again = decide(carriedOut(sides));
    assert.deepEqual([again.toCrm, again.settled], [false, true], told(sides));
  }
});

test('two sides that keep to the decision never play it back and forth', () => {
  for (const sides of everySides) {
    const once = carriedOut(sides);
    // The host reads the feed and takes over what the CRM has.
    const taken = decide({ ...once, host: once.crm });
    assert.deepEqual([taken.winner, taken.toCrm], ['both', false], told(sides));
    assert.deepEqual(carriedOut(once), once, told(sides));
  }
});

test('a side that did not change never overwrites one that did', () => {
  for (const sides of everySides) {
    const { host, crm, base } = sides;
    if (base === null || isSame(host, crm)) continue;
    const { winner, toCrm } = decide(sides);
    if (isSame(host, base.host)) assert.equal(toCrm, false, told(sides));
    if (isSame(crm, base.crm) && !isSame(host, base.host) && sides.rule.endsWith('_wins'))
      assert.equal(winner, 'host', told(sides));
  }
});

test('a value is given up only where the rule says so', () => {
  for (const sides of everySides) {
    const { host, crm, base, rule } = sides;
    const { toCrm, winner } = decide(sides);
    const crmChanged = base === null ? crm !== null : !isSame(crm, base.crm);
    const hostChanged = base === null ? host !== null : !isSame(host, base.host);
    if (toCrm && crmChanged)
      assert.ok(rule === 'host_wins' || (rule === 'fill_empty' && crm === null), told(sides));
    if (winner === 'crm' && hostChanged) assert.ok(rule === 'crm_wins' || rule === 'crm_only', told(sides));
    if (toCrm && crm !== null) assert.ok(rule.endsWith('_wins'), told(sides));
  }
});

test('says why', () => {
  const base = { host: 'A', crm: 'A' };
  const why = (host: FieldValue, crm: FieldValue, rule: ConflictRule = 'crm_wins') =>
    decide({ host, crm, base, rule }).why;
  assert.deepEqual(
    [why('B', 'B'), why('B', 'A'), why('A', 'B'), why('B', 'C'), why('B', 'C', 'host_wins')],
    ['same', 'only_host_changed', 'only_crm_changed', 'rule', 'rule'],
  );
  assert.equal(
    decide({ host: 'A', crm: 'B', base: { host: 'A', crm: 'B' }, rule: 'host_wins' }).why,
    'settled_before',
  );
});
