import { region } from '../../settings.ts';

/** Nobody's. */
export const account = '000000000000';

/** The ARN of something on this machine, for example `arn('sqs', 'DetectSenderQueue')`. */
export const arn = (service: string, resource: string) => `arn:aws:${service}:${region}:${account}:${resource}`;
