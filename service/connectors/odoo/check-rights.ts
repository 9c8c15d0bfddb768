import { type ConnectorSession, CredentialsRefused, CrmError } from '../connector.js';
import { call } from './client.js';
import { MODELS, TODOS } from './types.js';

type Operation = 'read' | 'write' | 'create';

/** What a connection does with each model. */
const NEEDED: { model: string; name: string; operations: Operation[] }[] = [
  { model: MODELS.contact, name: 'contacts', operations: ['read', 'write', 'create'] },
  { model: MODELS.deal, name: 'opportunities', operations: ['read', 'write', 'create'] },
  { model: MODELS.activity, name: 'notes', operations: ['read', 'write', 'create'] },
  { model: TODOS, name: 'activities', operations: ['read', 'write', 'create'] },
];

const VERBS: Record<Operation, string> = { read: 'read', write: 'change', create: 'create' };

/** One method says it since 18; the other is gone in 19. */
const FIRST_WITH_HAS_ACCESS = 18;

/**
 * Asks for every right that syncing and logging calls take, writing nothing. Record rules may still hide single records.
 *
 * @throws CredentialsRefused that names what is missing, or that the app CRM is.
 */
export async function checkRights(session: ConnectorSession, version: string): Promise<void> {
  const missing: string[] = [];
  for (const { model, name, operations } of NEEDED) {
    const denied: Operation[] = [];
    for (const operation of operations)
      if (!(await hasRight(session, version, model, operation))) denied.push(operation);
    if (denied.length > 0) missing.push(`${denied.map((each) => VERBS[each]).join(', ')} ${name}`);
  }
  if (missing.length === 0) return;
  const message = `This user has no right to: ${missing.join('; ')}. Give it Contact Creation and, in Sales, All Documents.`;
  throw new CredentialsRefused('username', 'permission_missing', message);
}

async function hasRight(
  session: ConnectorSession,
  version: string,
  model: string,
  operation: Operation,
): Promise<boolean> {
  const major = Number(/\d+/.exec(version)?.[0] ?? FIRST_WITH_HAS_ACCESS);
  try {
    const { result } =
      major >= FIRST_WITH_HAS_ACCESS
        ? await call<unknown>(session, model, 'has_access', { operation }, { ids: [] })
        : await call<unknown>(session, model, 'check_access_rights', { operation, raise_exception: false });
    return result === true;
  } catch (error) {
    if (!(error instanceof CrmError)) throw error;
    if (error.kind === 'permission') return false;
    const isMissing = error.kind === 'not_found' || /doesn't exist|does not exist/i.test(error.message);
    if (model !== MODELS.deal || !isMissing) throw error;
    throw new CredentialsRefused(
      'database',
      'module_missing',
      'The app CRM is not installed in this database.',
      error,
    );
  }
}
