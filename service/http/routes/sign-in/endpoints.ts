import type { Request, Response } from 'express';
import { z } from 'zod';
import { finishSignIn as finishRoute, startSignIn } from '../../../../shared/routes/connections.js';
import type { Connector } from '../../../connectors/connector.js';
import { connectorFor } from '../../../connectors/registry.js';
import { ServiceError } from '../../../errors.js';
import { bindFlow, createFlow } from '../../../oauth/flow.js';
import { finishSignIn, redirectToCrm } from '../../../oauth/sign-in.js';
import type { Services } from '../../../services.js';
import { ensureBrowserCookie, readBrowserCookie } from '../../browser-cookie.js';
import { defineEndpoint, type Endpoint } from '../../endpoint.js';
import { checkAccess, findScope } from '../../middleware/authenticate.js';
import { SIGN_IN_PAGE_CSP, type SignInOutcome, signInPage } from '../../pages/sign-in-page.js';
import { toServiceError } from '../../problem.js';

const params = z.object({ provider: z.string().min(1).max(40) });

/** The browser side of a sign-in: to the CRM and back. Errors are pages, for a person. */
export function signInEndpoints(services: Services): Endpoint[] {
  return [start(services), finish(services)];
}

function start(services: Services): Endpoint {
  const endpoint: Endpoint = defineEndpoint({
    route: startSignIn,
    params,
    query: z.object({ flow: z.string().min(1).max(100).optional(), workspace_id: z.string().optional() }),
    handle: async ({ req, res, params: { provider }, query, caller }) => {
      allowOpener(res);
      const connector = connectorFor(provider);
      const secure = services.config.appBaseUrl.startsWith('https:');
      const openFlow = async (): Promise<string> => {
        if (query.flow !== undefined) return query.flow;
        // A backend may start a sign-in itself: its key stands for the flow's.
        checkAccess(caller, { kind: 'workspace', permission: 'connect' }, req.get('origin'));
        const scope =
          caller &&
          (await findScope(endpoint, req, caller, { ...services, adminKey: services.config.adminKey }));
        if (!scope) throw new ServiceError('workspace_required');
        const actor = caller && caller.kind !== 'admin' ? caller.actor : null;
        return (
          await createFlow(services, scope, connector.id, { actor, origin: services.config.frontendBaseUrl })
        ).ticket;
      };
      try {
        const ticket = await openFlow();
        const flow = await bindFlow(services, connector.id, ticket, ensureBrowserCookie(req, res, secure));
        await redirectToCrm(services, connector, flow, req, res);
      } catch (thrown) {
        if (query.flow === undefined) throw thrown;
        showError(services, req, res, connector, thrown);
      }
    },
  });
  return endpoint;
}

function finish(services: Services): Endpoint {
  return defineEndpoint({
    route: finishRoute,
    params,
    handle: async ({ req, res, params: { provider } }) => {
      const connector = connectorFor(provider);
      try {
        const { flow, error } = await finishSignIn(services, connector, req, res, readBrowserCookie(req));
        const hint = flow.origin === null ? null : { flowId: flow.id, origin: flow.origin };
        showPage(req, res, error?.status ?? 200, {
          providerLabel: connector.label,
          error: error?.code ?? null,
          hint,
        });
      } catch (thrown) {
        showError(services, req, res, connector, thrown);
      }
    },
  });
}

function showError(
  services: Services,
  req: Request,
  res: Response,
  connector: Connector,
  thrown: unknown,
): void {
  const error = toServiceError(thrown);
  if (error.status >= 500)
    services.log.error({ err: error.cause ?? error, error_code: error.code }, 'sign-in page failed');
  showPage(req, res, error.status, { providerLabel: connector.label, error: error.code, hint: null });
}

/** The opener is another origin. A redirect counts too: one strict answer on the way cuts the window off for good. */
function allowOpener(res: Response): void {
  res.setHeader('Cross-Origin-Opener-Policy', 'unsafe-none');
  res.setHeader('Cache-Control', 'no-store');
  res.setHeader('Referrer-Policy', 'no-referrer');
}

function showPage(req: Request, res: Response, status: number, outcome: SignInOutcome): void {
  res.setHeader('Content-Security-Policy', SIGN_IN_PAGE_CSP);
  allowOpener(res);
  res
    .status(status)
    .type('html')
    .send(signInPage(outcome, req.get('accept-language')));
}
