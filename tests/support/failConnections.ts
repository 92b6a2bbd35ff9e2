import http, { ClientRequest } from 'node:http';
import { jest } from '@jest/globals';

/** Makes requests to tenants' servers fail with this error code of the operating system, until the result is called. */
export function failConnections(code: string): () => void {
  const { request } = http;
  const spy = jest.spyOn(http, 'request').mockImplementation((target: unknown, ...rest: unknown[]) => {
    // Only lib/outbound requests a URL; AWS clients pass options.
    if (!(target instanceof URL)) return Reflect.apply(request, http, [target, ...rest]);
    const failed = new ClientRequest('http://127.0.0.1/');
    failed.destroy(Object.assign(new Error(`connect ${code}`), { code }));
    return failed;
  });
  return () => spy.mockRestore();
}
