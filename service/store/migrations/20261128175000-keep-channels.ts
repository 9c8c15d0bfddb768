import type { Migration } from '../migrate.js';

/** When channels are opened and renewed, and by whom. */
export const keepChannels: Migration = {
  name: '20261128175000-keep-channels',
  up: `
    ALTER TABLE crm_webhook_channels
      ADD COLUMN opened_at timestamptz, -- the CRM said yes for the first time
      ADD COLUMN next_at timestamptz NOT NULL DEFAULT now(), -- it is opened, renewed or tried again then
      ADD COLUMN failures integer NOT NULL DEFAULT 0, -- in a row
      ADD COLUMN lease bigint NOT NULL DEFAULT 0, -- raised by every claim; what was learned under an older number is not kept
      ADD COLUMN lease_until timestamptz;
    CREATE UNIQUE INDEX crm_webhook_channels_objects ON crm_webhook_channels (connection_id, objects);
    CREATE INDEX crm_webhook_channels_due ON crm_webhook_channels (next_at);
    CREATE INDEX crm_webhook_channels_id ON crm_webhook_channels (provider, channel_id);
  `,
};
