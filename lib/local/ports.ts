import { throwCannot } from './fileErrors.ts';
import { listen } from './listen.ts';
import type { LocalSettings } from './settings.ts';

/** Throws one sentence, which names the variable, if the service cannot listen on one of its ports. */
export async function checkPorts(settings: LocalSettings): Promise<void> {
  const ports = {
    PORT: settings.port,
    LAMBDA_PORT: settings.lambdaPort,
    EVENTS_PORT: settings.eventsPort,
    CRM_PORT: settings.crmPort,
    SECRETS_PORT: settings.secretsPort,
    ...(settings.dynamoDbEndpoint ? {} : { DYNAMODB_PORT: settings.dynamoDbPort }),
  };
  for (const [name, port] of Object.entries(ports)) {
    const listening = await listen(port, () => {}).catch((error) => {
      if (error.code !== 'EADDRINUSE') throwCannot(`listen on port ${port} (${name})`, error);
      const other = `choose another port: ${name}=<port> npm start`;
      throw new Error(`Port ${port} is in use. Stop the program that listens there, or ${other}`);
    });
    await listening.close();
  }
}
