import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Transform } from '../../../../shared/mapping.js';
import { inward, outward, type StepPlace } from '../helpers.js';

/** A step, a value before it and one after it, in the place where it is tried. */
export type Case = [spec: Transform, before: unknown, after: unknown, place?: StepPlace];

const shown = (value: unknown): string => JSON.stringify(value) ?? String(value);

/** Read as the second value, and written back as the first. */
export function testBothWays(cases: readonly Case[]): void {
  for (const [spec, remote, local, place] of cases) {
    test(`${shown(spec)} reads ${shown(remote)} as ${shown(local)} and writes it back${about(place)}`, () => {
      assert.deepEqual(inward(spec, remote, place), local);
      assert.deepEqual(outward(spec, local, place), remote);
    });
  }
}

export function testInward(cases: readonly Case[]): void {
  for (const [spec, remote, local, place] of cases) {
    test(`${shown(spec)} reads ${typeof remote} ${shown(remote)} as ${shown(local)}${about(place)}`, () => {
      assert.deepEqual(inward(spec, remote, place), local);
    });
  }
}

export function testOutward(cases: readonly Case[]): void {
  for (const [spec, local, remote, place] of cases) {
    test(`${shown(spec)} writes ${typeof local} ${shown(local)} as ${shown(remote)}${about(place)}`, () => {
      assert.deepEqual(outward(spec, local, place), remote);
    });
  }
}

const about = (place: StepPlace | undefined): string => (place === undefined ? '' : ` in ${shown(place)}`);
