import type { Migration } from '../migrate.js';

/** The request budget of each CRM account, shared by every process. */
export const createQuotas: Migration = {
  name: '20261123090000-create-quotas',
  up: `
    CREATE TABLE crm_quotas (
      provider text NOT NULL,
      account_id text NOT NULL,
      bucket text NOT NULL,
      tokens double precision NOT NULL, -- at refilled_at; below zero after the limit shrank
      capacity double precision NOT NULL,
      refill_per_s double precision NOT NULL,
      refilled_at timestamptz NOT NULL, -- in the future while a refusal of the CRM holds everybody back
      limit_requests integer NOT NULL, -- the vendor's limit that capacity and refill follow from
      limit_per_ms integer NOT NULL,
      blocked_until timestamptz,
      day date NOT NULL, -- in UTC; what day_used counts
      day_used integer NOT NULL DEFAULT 0,
      day_limit integer, -- null: the provider states none
      granted integer NOT NULL, -- of the last lease, for its answer
      PRIMARY KEY (provider, account_id, bucket)
    ) WITH (fillfactor = 50); -- a hot row each: updates stay on its page
  `,
};
