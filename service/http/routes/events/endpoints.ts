import { z } from 'zod';
import { streamEvents } from '../../../../shared/routes/events.js';
import { presentEvent } from '../../../events/present-event.js';
import { catchUp } from '../../../events/streams/catch-up.js';
import { writeEventId } from '../../../events/streams/event-id.js';
import type { WorkspaceScope } from '../../../scope.js';
import type { Services } from '../../../services.js';
import { defineEndpoint, type Endpoint, keyCallerOf, workspaceOf } from '../../endpoint.js';
import { eventsSchema } from '../../schemas/events.js';

/** Events as they happen. */
export function eventEndpoints(services: Services): Endpoint[] {
  return [stream(services)];
}

function stream(services: Services): Endpoint {
  return defineEndpoint({
    route: streamEvents,
    query: z.object({
      last_event_id: z.string().max(64).optional(),
      stream: z.enum(['true', 'false']).default('true'),
    }),
    result: eventsSchema,
    media: {
      'text/event-stream':
        'An event each, named by its `type`, with it as `data`; besides `reset` (read everything again), `ready` (all that was missed is told) and `end` (with the reason). A comment every 15 s shows that the connection lives.',
    },
    handle: async (request) => {
      const { query, req, res } = request;
      const workspace = workspaceOf(request);
      const lastId = req.get('last-event-id') ?? query.last_event_id;
      // A HEAD is answered by what answers GET, and must not be kept open.
      if (query.stream === 'false' || req.method === 'HEAD') return tell(services, workspace, lastId);
      const { keyId, kind, expiresAt } = keyCallerOf(request);
      const reader = { keyId, expiresAt, isShared: kind !== 'et', workspaceId: workspace.id };
      return services.streams.open(res, reader, lastId);
    },
  });
}

async function tell({ store, clock }: Services, { id }: WorkspaceScope, lastId: string | undefined) {
  const now = clock.now();
  const { events, place, reset } = await catchUp(store, id, lastId, now);
  return { data: events.map(presentEvent), last_event_id: writeEventId(place, now), reset };
}
