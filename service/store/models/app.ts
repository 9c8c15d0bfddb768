import {
  type CreationOptional,
  DataTypes,
  type InferAttributes,
  type InferCreationAttributes,
  Model,
  type Sequelize,
} from 'sequelize';

/** One host application. */
export class App extends Model<InferAttributes<App>, InferCreationAttributes<App>> {
  declare id: CreationOptional<string>;
  declare name: string;
  declare allowedOrigins: CreationOptional<string[]>;
  declare createdAt: CreationOptional<Date>;
}

export function initApp(sequelize: Sequelize): void {
  App.init(
    {
      id: { type: DataTypes.UUID, allowNull: false, primaryKey: true, defaultValue: DataTypes.UUIDV4 },
      name: { type: DataTypes.TEXT, allowNull: false },
      allowedOrigins: { type: DataTypes.ARRAY(DataTypes.TEXT), allowNull: false, defaultValue: [] },
      createdAt: { type: DataTypes.DATE, allowNull: false, defaultValue: DataTypes.NOW },
    },
    { sequelize, tableName: 'apps', underscored: true, timestamps: false },
  );
}
