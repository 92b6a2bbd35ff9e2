/**
 * Calls a function with an event, for at most so many seconds, and gives its answer. Rejects when the function threw, did not
 * answer in time or could not be asked.
 */
export type Invoke = (functionName: string, event: object, timeout: number) => Promise<unknown>;

/** Invokes functions by the Lambda API at `lambdaUrl`. */
export const invoker =
  (lambdaUrl: string): Invoke =>
  async (functionName, event, timeout) => {
    const response = await fetch(`${lambdaUrl}/2015-03-31/functions/${functionName}/invocations`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(event),
      signal: AbortSignal.timeout(timeout * 1000),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`The Lambda API answered ${response.status}: ${text}`);
    // serverless-offline says nothing where Lambda says null.
    const answer = text === '' ? null : JSON.parse(text);
    if (response.headers.has('x-amz-function-error')) throw new Error(answer.errorMessage);
    return answer;
  };
