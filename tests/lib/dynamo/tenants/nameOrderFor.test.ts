import { randomUUID } from 'node:crypto';
import { nameOrderFor, nameOrderOf } from '../../../../lib/dynamo/tenants/nameOrderFor.ts';
import { putSettings } from '../../../../lib/dynamo/tenants/settings.ts';
import { passTime } from '../../../support/passTime.ts';
import { startService } from '../../../support/service.ts';

const { proxy } = await startService();
const settings = { ownDomains: [], freeMailExceptions: [] };

it('reads the order once in a minute, and only for names that it makes a difference to', async () => {
  const tenantId = randomUUID();
  await putSettings(tenantId, { ...settings, nameOrder: 'surnameFirst' }, 'key:1');
  proxy.operations.length = 0;
  for (const name of [undefined, null, 'Péter', 'Kovács, Péter', 'KOVÁCS Péter', '山田 太郎', 'Ludwig van Beethoven']) {
    expect(await nameOrderFor(tenantId, name)).toBeUndefined();
  }
  expect(proxy.operations).toEqual([]);
  expect(await nameOrderFor(tenantId, 'Kovács Péter')).toBe('surnameFirst');
  await putSettings(tenantId, settings, 'key:1');
  passTime(59_000);
  expect(await nameOrderOf(tenantId)).toBe('surnameFirst');
  expect(proxy.operations).toEqual(['GetItem', 'PutItem']);
  passTime(1000);
  expect(await nameOrderOf(tenantId)).toBeUndefined();
});
