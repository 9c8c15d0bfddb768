import {
  type CreationOptional,
  DataTypes,
  type InferAttributes,
  type InferCreationAttributes,
  Model,
  type Sequelize,
} from 'sequelize';

/** An app's own client at a provider; `secrets` is sealed. */
export class AppProviderCredentials extends Model<
  InferAttributes<AppProviderCredentials>,
  InferCreationAttributes<AppProviderCredentials>
> {
  declare appId: string;
  declare provider: string;
  declare clientId: string;
  declare secrets: string;
  declare updatedAt: CreationOptional<Date>;
}

export function initAppProviderCredentials(sequelize: Sequelize): void {
  AppProviderCredentials.init(
    {
      appId: { type: DataTypes.UUID, allowNull: false, primaryKey: true },
      provider: { type: DataTypes.TEXT, allowNull: false, primaryKey: true },
      clientId: { type: DataTypes.TEXT, allowNull: false },
      secrets: { type: DataTypes.TEXT, allowNull: false },
      updatedAt: { type: DataTypes.DATE, allowNull: false, defaultValue: DataTypes.NOW },
    },
    { sequelize, tableName: 'app_provider_credentials', underscored: true, timestamps: false },
  );
}
