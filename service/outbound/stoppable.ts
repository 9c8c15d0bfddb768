import type { ConnectorSession } from '../connectors/connector.js';

/**
 * The session with every read under a signal: a worker that stops does not wait for a CRM that is slow to answer.
 * A write is never cut off: nobody would know what became of it.
 */
export function stoppable(session: ConnectorSession, signal: AbortSignal): ConnectorSession {
  return {
    ...session,
    http: {
      request: (request) =>
        session.http.request(request.writes || request.signal ? request : { ...request, signal }),
    },
  };
}
