import { randomUUID } from 'node:crypto';
import type { ScheduledEvent } from 'aws-lambda';
import * as formats from '../../schemas/formats.ts';
import { withLogIds } from '../logger.ts';

/** Makes the Lambda handler of a schedule. Rejects, before it does anything, where the event is of another kind. */
export const consumeSchedule =
  (run: () => Promise<void>) =>
  async (event: Pick<ScheduledEvent, 'id' | 'detail-type'>): Promise<void> => {
    const { id, 'detail-type': detailType } = Object(event);
    if (detailType !== 'Scheduled Event' || !formats.uuid.validate(id)) {
      throw new TypeError('The event is not of a schedule');
    }
    await withLogIds({ requestId: randomUUID(), event: id }, run);
  };
