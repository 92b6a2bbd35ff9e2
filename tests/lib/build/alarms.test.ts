import { alarms } from '../../../lib/build/alarms.ts';

const topic = 'arn:aws:sns:eu-central-1:123456789012:alarms';
const monitored = { functions: ['GetContact'], streamed: ['GetContact'], queues: ['Queue', 'DeadLetters'] };

describe('alarms', () => {
  it('cover each function, stream and queue, the API and the table', () => {
    expect(Object.keys(alarms(monitored, topic)).sort()).toEqual([
      'ApiErrorsAlarm',
      'DeadLettersAlarm',
      'GetContactErrorsAlarm',
      'GetContactLagAlarm',
      'GetContactThrottlesAlarm',
      'QueueAgeAlarm',
      'TableErrorsAlarm',
      'TableThrottlesAlarm',
    ]);
  });

  it('notify the topic, if there is one', () => {
    for (const alarm of Object.values(alarms(monitored, topic)))
      expect(alarm).toMatchObject({ Properties: { AlarmActions: [topic], OKActions: [topic] } });
    expect(JSON.stringify(alarms(monitored, ''))).not.toMatch(/AlarmActions|OKActions/);
  });
});
