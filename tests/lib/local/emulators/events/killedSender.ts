import { openQueues } from '../../../../../lib/local/emulators/events/queues.ts';

/**
 * The process that a test kills: sends to two queues in the directory of its argument and prints a line after each
 * send.
 */
const queues = openQueues([{ id: 'other', visibilityTimeout: 30 }], process.argv[2]);
queues.setCheckpoint('reader', '7');
for (let n = 0; ; n++) {
  queues.send([
    { queue: 'work', body: `${n}` },
    { queue: 'other', body: `${n}` },
  ]);
  if (n === 0) queues.receive('other', 1);
  // Writes to pipes are synchronous.
  process.stdout.write('sent\n');
}
