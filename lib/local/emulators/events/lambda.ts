/**
 * Invokes a function with an event and returns its response. `timeout` is in seconds. Rejects if the function throws,
 * times out or cannot be reached.
 */
export type Invoke = (functionName: string, event: object, timeout: number) => Promise<unknown>;

/** Creates an `Invoke` that uses the Lambda API at `lambdaUrl`. */
export const createInvoke =
  (lambdaUrl: string): Invoke =>
  async (functionName, event, timeout) => {
    const response = await fetch(`${lambdaUrl}/2015-03-31/functions/${functionName}/invocations`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(event),
      signal: AbortSignal.timeout(timeout * 1000),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`The Lambda API responded with ${response.status}: ${text}`);
    // serverless-offline sends an empty body where Lambda sends null.
    const payload = text === '' ? null : JSON.parse(text);
    if (response.headers.has('x-amz-function-error')) throw new Error(payload.errorMessage);
    return payload;
  };
