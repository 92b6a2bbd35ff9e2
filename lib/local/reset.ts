/** `npm run reset`: deletes the local data, secrets, demo keys and JWT issuer. Fails while `npm start` uses them. */
import { run } from '../cli/run.ts';
import { deleteData } from './deleteData.ts';
import { localSettings } from './settings.ts';

const usage = `Usage:
  npm run reset

Deletes the data of the local service, with its keys and secrets, while the service is stopped. The environment variable
LOCAL_DIRECTORY names the folder of the data; the default is .local.`;

await run(usage, {}, async () => console.log(await deleteData(localSettings().directory)));
