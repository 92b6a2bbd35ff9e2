import { reshaping } from './isolated.ts';
import { type Operations, operation } from './operation.ts';
import { createOverlay, type Overlay } from './overlay.ts';

interface PointInTimeRecovery {
  PointInTimeRecoveryEnabled: boolean;
  RecoveryPeriodInDays?: number;
}

const tableName = { type: 'String', notNull: true };
const settingKey = (name: string) => `backups~${name}`;

/** UpdateContinuousBackups and DescribeContinuousBackups: the setting is kept, backups are not made. */
export const continuousBackupsOperations: Operations = {
  UpdateContinuousBackups: operation(
    {
      types: {
        TableName: tableName,
        PointInTimeRecoverySpecification: {
          type: 'FieldStruct<PointInTimeRecoverySpecification>',
          notNull: true,
          children: {
            PointInTimeRecoveryEnabled: { type: 'Boolean', notNull: true },
            RecoveryPeriodInDays: { type: 'Integer', greaterThanOrEqual: 1, lessThanOrEqual: 35 },
          },
        },
      },
    },
    (
      database,
      {
        TableName,
        PointInTimeRecoverySpecification: setting,
      }: { TableName: string; PointInTimeRecoverySpecification: PointInTimeRecovery },
    ) =>
      reshaping(database, TableName, async (overlay) => {
        await overlay.table(TableName);
        overlay.put(settingKey(TableName), setting);
        return describe(overlay, TableName);
      }),
  ),

  DescribeContinuousBackups: operation(
    { types: { TableName: tableName } },
    async (database, { TableName }: { TableName: string }) => {
      const overlay = createOverlay(database);
      await overlay.table(TableName);
      return describe(overlay, TableName);
    },
  ),
};

async function describe(overlay: Overlay, name: string): Promise<object> {
  const setting = (await overlay.get(settingKey(name))) as PointInTimeRecovery | undefined;
  const PointInTimeRecoveryDescription = setting?.PointInTimeRecoveryEnabled
    ? { PointInTimeRecoveryStatus: 'ENABLED', RecoveryPeriodInDays: setting.RecoveryPeriodInDays ?? 35 }
    : { PointInTimeRecoveryStatus: 'DISABLED' };
  return { ContinuousBackupsDescription: { ContinuousBackupsStatus: 'ENABLED', PointInTimeRecoveryDescription } };
}

/** Forgets a deleted table's setting. */
export function removeContinuousBackups(overlay: Overlay, name: string): void {
  overlay.del(settingKey(name));
}
