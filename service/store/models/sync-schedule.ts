import {
  type CreationOptional,
  DataTypes,
  type InferAttributes,
  type InferCreationAttributes,
  Model,
  type Sequelize,
} from 'sequelize';

/** When a connection is polled next. */
export class SyncSchedule extends Model<
  InferAttributes<SyncSchedule>,
  InferCreationAttributes<SyncSchedule>
> {
  declare connectionId: string;
  declare provider: string;
  declare nextRunAt: Date;
  declare intervalS: CreationOptional<number>;
  declare failures: CreationOptional<number>;
}

export function initSyncSchedule(sequelize: Sequelize): void {
  SyncSchedule.init(
    {
      connectionId: { type: DataTypes.UUID, allowNull: false, primaryKey: true },
      provider: { type: DataTypes.TEXT, allowNull: false },
      nextRunAt: { type: DataTypes.DATE, allowNull: false },
      intervalS: { type: DataTypes.INTEGER, allowNull: false, defaultValue: 300 },
      failures: { type: DataTypes.INTEGER, allowNull: false, defaultValue: 0 },
    },
    { sequelize, tableName: 'crm_sync_schedules', underscored: true, timestamps: false },
  );
}
