import cors from 'cors';
import express, { type Express } from 'express';
import helmet from 'helmet';
import type { Endpoint } from './http/endpoint.js';
import { correlate } from './http/middleware/correlate.js';
import { answerNotFound, handleErrors } from './http/middleware/handle-errors.js';
import { knownOrigins } from './http/middleware/known-origins.js';
import { serveWidget } from './http/middleware/serve-widget.js';
import { mount, refuseOtherMethods } from './http/mount.js';
import { appEndpoints } from './http/routes/apps/endpoints.js';
import { callEndpoints } from './http/routes/calls/endpoints.js';
import { connectFlowEndpoints } from './http/routes/connect-flows/endpoints.js';
import { connectionEndpoints } from './http/routes/connections/endpoints.js';
import { deadLetterEndpoints } from './http/routes/dead-letters/endpoints.js';
import { failedPushEndpoints } from './http/routes/dead-letters/workspace-endpoints.js';
import { eventEndpoints } from './http/routes/events/endpoints.js';
import { heldDeletionEndpoints } from './http/routes/held-deletions/endpoints.js';
import { keyEndpoints } from './http/routes/keys/endpoints.js';
import { mappingTrialEndpoints } from './http/routes/mapping-trials/endpoints.js';
import { mappingEndpoints } from './http/routes/mappings/endpoints.js';
import { pauseEndpoints } from './http/routes/pauses/endpoints.js';
import { recordEndpoints } from './http/routes/records/endpoints.js';
import { type ProcessState, serviceEndpoints } from './http/routes/service/endpoints.js';
import { signInEndpoints } from './http/routes/sign-in/endpoints.js';
import { syncEndpoints } from './http/routes/sync/endpoints.js';
import { operatorStatusEndpoints } from './http/routes/sync/operator-status.js';
import { webhookDeliveryEndpoints } from './http/routes/webhook-endpoints/deliveries.js';
import { webhookEndpointEndpoints } from './http/routes/webhook-endpoints/endpoints.js';
import { webhookEventEndpoints } from './http/routes/webhook-events/endpoints.js';
import type { Services } from './services.js';

const BODY_LIMIT = '1mb';

/** Every endpoint there is, in the order they are matched: fixed words before `:provider`. */
export function allEndpoints(
  services: Services,
  isStopping: ProcessState['isStopping'],
  isSchedulerAway: ProcessState['isSchedulerAway'] = () => null,
): Endpoint[] {
  const endpoints: Endpoint[] = [
    ...serviceEndpoints(services, { isStopping, isSchedulerAway }, () => endpoints),
    ...appEndpoints(services),
    ...keyEndpoints(services),
    ...connectionEndpoints(services),
    ...connectFlowEndpoints(services),
    ...mappingEndpoints(services),
    ...mappingTrialEndpoints(services),
    ...syncEndpoints(services),
    ...eventEndpoints(services),
    ...operatorStatusEndpoints(services),
    ...heldDeletionEndpoints(services),
    ...pauseEndpoints(services),
    ...webhookEventEndpoints(services),
    ...recordEndpoints(services),
    ...callEndpoints(services),
    ...deadLetterEndpoints(services),
    ...failedPushEndpoints(services),
    ...webhookEndpointEndpoints(services),
    ...webhookDeliveryEndpoints(services),
    ...signInEndpoints(services),
  ];
  return endpoints;
}

/**
 * The HTTP side of the service; listens to nothing.
 *
 * @param widgetDir folder of the built elements, served at `/widget/`.
 */
export function buildApp(
  services: Services,
  options: { widgetDir: string } & Partial<ProcessState>,
): Express {
  const app = express();
  const isStopping = options.isStopping ?? (() => false);
  const endpoints = allEndpoints(services, isStopping, options.isSchedulerAway);
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.use(correlate(services.log, services.metrics));
  app.use((_req, res, next) => {
    // A kept-alive connection would hold up the end.
    if (isStopping()) res.setHeader('Connection', 'close');
    next();
  });
  app.use(helmet({ crossOriginResourcePolicy: { policy: 'cross-origin' } }));
  app.use('/widget', serveWidget(options.widgetDir));
  app.use(
    cors({
      origin: knownOrigins(services.clock),
      methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
      allowedHeaders: ['Authorization', 'Content-Type', 'Idempotency-Key', 'Last-Event-ID', 'X-Request-Id'],
      exposedHeaders: ['X-Request-Id', 'Retry-After'],
      maxAge: 600,
    }),
  );
  app.use(express.json({ limit: BODY_LIMIT, strict: true }));
  mount(app, endpoints, { ...services, adminKey: services.config.adminKey });
  refuseOtherMethods(app, endpoints);
  app.use(answerNotFound);
  app.use(handleErrors(services.log));
  return app;
}
