import { z } from 'zod';
import { MAPPING_LEVELS, type MappingLevel } from '../../../../shared/mapping.js';
import { isObjectName, OBJECTS, type ObjectName } from '../../../../shared/records.js';
import { connectorFor } from '../../../connectors/registry.js';
import { ServiceError } from '../../../errors.js';
import type { MappingTarget } from '../../../mappings/target.js';
import type { Caller, WorkspaceScope } from '../../../scope.js';
import { keyCallerOf, workspaceOf } from '../../endpoint.js';

/** How requests name a mapping. */
export const provider = z.string().min(1).max(40);
export const object = z.string().min(1).max(40);
export const level = z.enum(MAPPING_LEVELS).default('workspace');
export const note = z.string().trim().min(1).max(500);
export const version = z.number().int().min(0).max(2_147_483_647);

type Asked = { caller: Caller | null; workspace: WorkspaceScope | null };

/** @throws ServiceError `provider_unknown`, `object_unknown`. */
export function named(names: { provider: string; object: string }): { provider: string; object: ObjectName } {
  const connector = connectorFor(names.provider);
  if (!isObjectName(names.object) || !connector.objects.includes(names.object)) {
    throw new ServiceError('object_unknown', {
      detail: `${connector.label} has no "${names.object}". It has: ${connector.objects.join(', ')}.`,
    });
  }
  return { provider: connector.id, object: names.object };
}

/** @throws ServiceError `object_unknown`. */
export function namedObject(name: string): ObjectName {
  if (isObjectName(name)) return name;
  throw new ServiceError('object_unknown', {
    detail: `There is no "${name}". There are: ${OBJECTS.join(', ')}.`,
  });
}

/**
 * Whose mappings a request is about, and whose CRM they are checked against. The app's default is the backend's: what a
 * browser may change must not reach other workspaces.
 *
 * @throws ServiceError `permission_missing`, `workspace_required`.
 */
export function levelOf(request: Asked, asked: MappingLevel): Pick<MappingTarget, 'scope' | 'workspaceId'> {
  if (asked === 'workspace') {
    const scope = workspaceOf(request);
    return { scope, workspaceId: scope.id };
  }
  const caller = keyCallerOf(request);
  if (caller.kind !== 'sk')
    throw new ServiceError('permission_missing', {
      detail: "The app's default needs the app's secret key, from a backend.",
    });
  return { scope: { id: null, appId: caller.app.id }, workspaceId: request.workspace?.id ?? null };
}

/** Which mapping a request is about. @throws ServiceError as `named` and `levelOf`. */
export function targetOf(
  request: Asked,
  names: { provider: string; object: string; level: MappingLevel },
): MappingTarget {
  return { ...named(names), ...levelOf(request, names.level) };
}
