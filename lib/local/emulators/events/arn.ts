import { region } from '../../settings.ts';

/** The account id of all local resources. */
export const account = '000000000000';

/** The ARN of a local resource, for example `arn('sqs', 'DetectSenderQueue')`. */
export const arn = (service: string, resource: string) => `arn:aws:${service}:${region}:${account}:${resource}`;
