import {
  type CreationOptional,
  DataTypes,
  type InferAttributes,
  type InferCreationAttributes,
  Model,
  type Sequelize,
} from 'sequelize';

/** One customer of an app; `externalId` is the host's own. */
export class Workspace extends Model<InferAttributes<Workspace>, InferCreationAttributes<Workspace>> {
  declare id: CreationOptional<string>;
  declare appId: string;
  declare externalId: string;
  declare name: CreationOptional<string | null>;
  declare createdAt: CreationOptional<Date>;
}

export function initWorkspace(sequelize: Sequelize): void {
  Workspace.init(
    {
      id: { type: DataTypes.UUID, allowNull: false, primaryKey: true, defaultValue: DataTypes.UUIDV4 },
      appId: { type: DataTypes.UUID, allowNull: false },
      externalId: { type: DataTypes.TEXT, allowNull: false },
      name: { type: DataTypes.TEXT },
      createdAt: { type: DataTypes.DATE, allowNull: false, defaultValue: DataTypes.NOW },
    },
    { sequelize, tableName: 'workspaces', underscored: true, timestamps: false },
  );
}
