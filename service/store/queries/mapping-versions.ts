import { Op } from 'sequelize';
import type { ObjectName } from '../../../shared/records.js';
import { FieldMapping } from '../models/index.js';
import type { MappingScope } from './find-mapping.js';

/** The versions of one level. */
export interface VersionsOf {
  scope: MappingScope;
  provider: string;
  object: ObjectName;
}

const whereOf = ({ scope, provider, object }: VersionsOf) => ({
  ...{ appId: scope.appId, workspaceId: scope.id, provider, object },
});

export async function findVersion(of: VersionsOf, version: number): Promise<FieldMapping | null> {
  return FieldMapping.findOne({ where: { ...whereOf(of), version } });
}

/** Versions below a number, newest first. */
export async function listVersions(
  of: VersionsOf,
  before: number | null,
  limit: number,
): Promise<FieldMapping[]> {
  return FieldMapping.findAll({
    where: { ...whereOf(of), ...(before === null ? {} : { version: { [Op.lt]: before } }) },
    order: [['version', 'DESC']],
    limit,
  });
}
