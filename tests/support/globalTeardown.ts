/** Stops the DynamoDB engine that globalSetup.ts started. */
export default async function globalTeardown(): Promise<void> {
  await globalThis.sharedEngine?.close();
}
