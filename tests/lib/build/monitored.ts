/** The logical ids of a small service, one of each kind that is monitored. */
export const monitored = {
  eventFunctions: ['HandleMessage', 'FollowStream', 'RunOften'],
  streamed: ['FollowStream'],
  scheduled: ['RunOften'],
  tables: ['Table'],
  queues: ['Queue'],
  deadLetters: ['DeadLetters'],
};
