import assert from 'node:assert/strict';
import { test } from 'node:test';
import { creditsOf, editionOf } from '../../../service/connectors/zoho/credits.js';
import { zoho } from '../../../service/connectors/zoho/index.js';
import { connectZoho } from './connection.js';

const NOW = new Date('2026-11-28T10:00:00Z');

for (const [edition, users, credits] of [
  ['free', 3, 5_000],
  ['standard', 3, 50_750],
  ['standard', 1_000, 100_000],
  ['Professional', 10, 55_000],
  ['enterprise', 3, 53_000],
  ['zoho_one', 3, 53_000],
  ['crm_plus', 3, 56_000],
  ['ultimate', 10_000, 20_050_000],
] as const)
  test(`${edition} with ${users} users has ${credits} credits a day`, () => {
    const license = { paid: edition !== 'free', paid_type: edition, users_license_purchased: users };
    assert.equal(creditsOf(license, NOW), credits);
  });

test('in a trial the edition that is tried counts, until it is over', () => {
  const trial = { paid: false, paid_type: 'free', trial_type: 'enterprise', users_license_purchased: 3 };
  assert.equal(editionOf({ ...trial, trial_expiry: '2026-12-31T15:59:53+05:30' }, NOW), 'enterprise');
  assert.equal(editionOf({ ...trial, trial_expiry: '2026-11-01T15:59:53+05:30' }, NOW), 'free');
});

test('an edition we do not know tells nothing', () => {
  assert.equal(creditsOf({ paid: true, paid_type: 'galactic' }, NOW), null);
  assert.equal(creditsOf({}, NOW), null);
});

test('an account tells its credits when it is connected', async () => {
  const connection = await connectZoho({ edition: 'free' });
  try {
    assert.equal(zoho.pace.perDayOf?.(connection.session.metadata), 5_000);
    assert.equal(connection.session.metadata['edition'], 'free');
  } finally {
    await connection.close();
  }
});
