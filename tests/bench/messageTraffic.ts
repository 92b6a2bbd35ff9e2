import { randomUUID } from 'node:crypto';
import { type Message, messageOf } from '../support/deliver.ts';

export const messagesPerSender = 5;

/** Messages from `count` senders: one from each, one second later the next one from each, and so on. */
export function messagesOf(tenantId: string, count: number): Message[] {
  return Array.from({ length: count * messagesPerSender }, (_, i) => {
    const sender = i % count;
    return messageOf('channel.message_received', {
      messageId: randomUUID(),
      tenantId,
      channel: 'email',
      sender: { address: `sender${sender}@company${sender % 97}.de`, displayName: `Sender Number${sender}` },
      conversationId: `conversation-${sender}`,
      receivedAt: receivedAt(Math.floor(i / count)),
    });
  });
}

function receivedAt(n: number): string {
  return new Date(Date.UTC(2026, 10, 23, 9, 0, n)).toISOString();
}

export function shuffle<T>(items: T[]): T[] {
  return items
    .map((item) => ({ item, place: Math.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}

/** The time of the newest message of each sender. */
export const newest = Date.parse(receivedAt(messagesPerSender - 1));
