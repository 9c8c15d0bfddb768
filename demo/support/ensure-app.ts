import type { AppInfo, CreateAppBody, GetSessionResult, ListAppsResult } from '../../shared/routes/keys.js';
import { createApp, getSession, listApps, updateApp } from '../../shared/routes/keys.js';
import { ServiceApi, ServiceRefusal } from './service-api.js';

/** The app the demo's host page belongs to. */
export interface DemoApp {
  serviceUrl: string;
  adminKey: string;
  /** Its `sk_` key, chosen by us as its operator. */
  secretKey: string;
  name: string;
  /** Origin of the host page. */
  origin: string;
  /** Any workspace of the app; asking for it shows whether the key is known. */
  workspaceId: string;
}

/** Makes the app unless its key is known already, and lets its page's origin in. @throws ServiceRefusal. */
export async function ensureApp(app: DemoApp): Promise<void> {
  const operator = new ServiceApi(app.serviceUrl, app.adminKey);
  const name = await findName(app);
  if (name === null) {
    const body: CreateAppBody = { name: app.name, allowed_origins: [app.origin], secret_key: app.secretKey };
    await operator.call(createApp, { body });
    return;
  }
  // A session names its app but not the app's id: every app of that name may serve our page.
  for (const found of await listAll(operator)) {
    if (found.name !== name || found.allowed_origins.includes(app.origin)) continue;
    const allowed_origins = [...found.allowed_origins, app.origin];
    await operator.call(updateApp, { params: { app_id: found.id }, body: { allowed_origins } });
  }
}

/** Name of the app the key belongs to; null when the key is not known. */
async function findName({ serviceUrl, secretKey, workspaceId }: DemoApp): Promise<string | null> {
  const host = new ServiceApi(serviceUrl, secretKey);
  try {
    const session = await host.call<GetSessionResult>(getSession, { query: { workspace_id: workspaceId } });
    return session.app.name;
  } catch (error) {
    if (error instanceof ServiceRefusal && error.status === 401) return null;
    throw error;
  }
}

async function listAll(operator: ServiceApi): Promise<AppInfo[]> {
  const apps: AppInfo[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const query = { limit: '200', ...(cursor ? { cursor } : {}) };
    const page: ListAppsResult = await operator.call<ListAppsResult>(listApps, { query });
    apps.push(...page.data);
    cursor = page.next_cursor;
  }
  return apps;
}
