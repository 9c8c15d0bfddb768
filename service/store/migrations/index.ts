import type { Migration } from '../migrate.js';
import { createTenancy } from './20261122090000-create-tenancy.js';
import { createConnections } from './20261122091000-create-connections.js';
import { createSync } from './20261122092000-create-sync.js';
import { createAgenda } from './20261122093000-create-agenda.js';
import { createQuotas } from './20261123090000-create-quotas.js';
import { createHostSides } from './20261123100000-create-host-sides.js';
import { createPauses } from './20261123101000-create-pauses.js';
import { createHeldDeletions } from './20261123102000-create-held-deletions.js';
import { scheduleByProvider } from './20261127160000-schedule-by-provider.js';
import { indexPushLanes } from './20261127164000-index-push-lanes.js';
import { proveDeletions } from './20261128150000-prove-deletions.js';
import { keepStageMoves } from './20261128151000-keep-stage-moves.js';
import { followMerges } from './20261128153000-follow-merges.js';
import { countDeletedPages } from './20261128160000-count-deleted-pages.js';
import { takeTurns } from './20261128161500-take-turns.js';
import { reopenRefs } from './20261128170000-reopen-refs.js';
import { logWebhooks } from './20261128172000-log-webhooks.js';
import { indexGivenUpPushes } from './20261128172500-index-given-up-pushes.js';
import { logEvents } from './20261128174000-log-events.js';
import { keepChannels } from './20261128175000-keep-channels.js';
import { meterReconciliation } from './20261128180500-meter-reconciliation.js';
import { sendEvents } from './20261128181000-send-events.js';
import { shareRequestSlots } from './20261128181500-share-request-slots.js';
import { layerMappings } from './20261128201000-layer-mappings.js';
import { declareAppFields } from './20261128201500-declare-app-fields.js';
import { tellAlikeVersions } from './20261128204000-tell-alike-versions.js';
import { keepUnmapped } from './20261128204100-keep-unmapped.js';
import { guardFields } from './20261128204500-guard-fields.js';

/** Every migration, oldest first. A migration that was released is never edited; a new one follows it. */
export const migrations: readonly Migration[] = [
  createTenancy,
  createConnections,
  createSync,
  createAgenda,
  createQuotas,
  createHostSides,
  createPauses,
  createHeldDeletions,
  indexPushLanes,
  scheduleByProvider,
  proveDeletions,
  keepStageMoves,
  followMerges,
  countDeletedPages,
  takeTurns,
  reopenRefs,
  logWebhooks,
  indexGivenUpPushes,
  logEvents,
  keepChannels,
  meterReconciliation,
  sendEvents,
  shareRequestSlots,
  layerMappings,
  declareAppFields,
  tellAlikeVersions,
  keepUnmapped,
  guardFields,
];
