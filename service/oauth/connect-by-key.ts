import type { CredentialField } from '../../shared/provider-info.js';
import {
  type ApiKeyAuth,
  type Connector,
  CredentialsRefused,
  CrmError,
  type TokenSet,
} from '../connectors/connector.js';
import { ServiceError } from '../errors.js';
import { ADDRESS_REFUSED } from '../net/guard-address.js';
import type { Connection } from '../store/models/index.js';
import { openFirstSession, type SessionContext } from './open-session.js';
import { type ConnectionOwner, keepConnection } from './save-connection.js';

/**
 * Connects an account by what a person typed in, after asking the CRM whether it is right. The same account keeps its
 * connection, with mappings, links and what waits: this is also how a key is replaced.
 *
 * @throws ServiceError naming the field to blame: `credentials_refused`, `host_not_allowed`, `crm_unreachable`; or
 * `already_connected`.
 */
export async function connectByKey(
  context: SessionContext,
  owner: ConnectionOwner,
  connector: Connector,
  values: Readonly<Record<string, string>>,
): Promise<Connection> {
  const { auth } = connector;
  if (auth.kind !== 'api_key')
    throw new ServiceError('bad_request', {
      detail: `${connector.label} has a sign-in window: begin a connect flow instead.`,
    });
  const given = checkValues(auth, withDefaults(context, connector, values));
  try {
    const tokens = auth.readCredentials(given, context.clock.now());
    const account = await askAccount(context, connector, tokens);
    return await keepConnection(context, owner, connector, tokens, account);
  } catch (error) {
    throw toServiceError(connector, auth, error);
  }
}

/** The operator may have said where everybody's account is. */
function withDefaults(
  { config }: SessionContext,
  { id }: Connector,
  values: Readonly<Record<string, string>>,
): Record<string, string> {
  const typed = Object.entries(values).filter(([, value]) => value.trim() !== '');
  return { ...config.providers.get(id)?.defaults, ...Object.fromEntries(typed) };
}

async function askAccount(context: SessionContext, connector: Connector, tokens: TokenSet) {
  return connector.readAccount(openFirstSession(context, connector, tokens), tokens);
}

/** Trimmed values of the known fields. @throws ServiceError `bad_request` with every fault at once. */
function checkValues(
  { credentialFields }: ApiKeyAuth,
  values: Readonly<Record<string, string>>,
): Record<string, string> {
  const known = new Set(credentialFields.map(({ name }) => name));
  const unknown = Object.keys(values).filter((name) => !known.has(name));
  const errors = [
    ...unknown.map((path) => ({ path, code: 'unknown', message: 'There is no such field.' })),
    ...credentialFields.flatMap((field) => checkValue(field, values[field.name]?.trim() ?? '')),
  ];
  if (errors.length > 0)
    throw new ServiceError('bad_request', {
      detail: `Some fields are not right: ${errors.map(({ path }) => path).join(', ')}.`,
      errors,
    });
  return Object.fromEntries(credentialFields.map(({ name }) => [name, values[name]?.trim() ?? '']));
}

function checkValue({ name, required, pattern }: CredentialField, value: string) {
  if (value === '')
    return required ? [{ path: name, code: 'required', message: 'This field is required.' }] : [];
  if (pattern === undefined || new RegExp(`^(?:${pattern})$`, 'u').test(value)) return [];
  return [{ path: name, code: 'invalid_format', message: 'This value does not have the right form.' }];
}

function toServiceError(connector: Connector, auth: ApiKeyAuth, error: unknown): unknown {
  if (!(error instanceof CrmError)) return error;
  const path = auth.credentialFields.find(({ type }) => type === 'url')?.name;
  const blame = (code: string) => (path ? { errors: [{ path, code, message: error.message }] } : {});
  if (error instanceof CredentialsRefused)
    return new ServiceError('credentials_refused', {
      detail: error.message,
      errors: [{ path: error.field ?? '', code: error.vendorCode ?? '', message: error.message }],
      cause: error,
    });
  if (error.vendorCode === ADDRESS_REFUSED)
    return new ServiceError('host_not_allowed', {
      detail: `${error.message}.`,
      ...blame('host_not_allowed'),
      cause: error,
    });
  if (error.kind === 'unavailable')
    return new ServiceError('crm_unreachable', {
      detail: `${connector.label} does not answer at this address.`,
      ...blame('crm_unreachable'),
      cause: error,
    });
  return error;
}
