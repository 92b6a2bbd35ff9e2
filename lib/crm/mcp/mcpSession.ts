import { Client, type StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import type { McpProtocol } from '../../../schemas/crmConnection.ts';
import type { McpEndpoint, Session } from './session.ts';
import { isSessionLost, toCrmFailure } from './sessionFailure.ts';
import { createTransport, runAbortable } from './sessionTransport.ts';

const closeMilliseconds = 1000;

type Connected = {
  readonly client: Client;
  readonly transport: StreamableHTTPClientTransport;
  readonly protocol: McpProtocol;
};

/**
 * Opens a session with the handshake of MCP: negotiates the protocol version, or assumes one before 2026-07-28
 * (`legacy`). If the server later loses the session, it is reopened and the call repeated, once. Throws any error; the
 * session's own methods throw only `CrmFailure`s.
 */
export async function openMcpSession(
  endpoint: McpEndpoint,
  mode: 'legacy' | 'negotiate',
  opening: AbortSignal,
): Promise<Session> {
  let current = await connect(endpoint, mode, opening);
  let reopening: Promise<Connected> | undefined;

  /** Concurrent calls that lost the same session share one new one. */
  async function reopen(lost: Connected, signal: AbortSignal): Promise<Connected> {
    if (current !== lost) return current;
    try {
      reopening ??= connect(endpoint, 'negotiate', signal);
      current = await reopening;
    } finally {
      reopening = undefined;
    }
    // The lost client stays open: closing it would fail the calls that still wait for its server.
    return current;
  }

  async function call<T>(signal: AbortSignal, request: (client: Client) => Promise<T>): Promise<T> {
    const used = current;
    try {
      return await runAbortable(signal, () => request(used.client)).catch(async (error: unknown) => {
        if (!isSessionLost(error)) throw error;
        const { client } = await runAbortable(signal, () => reopen(used, signal));
        return runAbortable(signal, () => request(client));
      });
    } catch (error) {
      throw toCrmFailure(error, signal);
    }
  }

  return {
    get protocol() {
      return current.protocol;
    },
    async listTools({ signal }) {
      // Without `bypass`, the SDK would validate later results against the listed output schemas.
      const list = await call(signal, (client) => client.listTools(undefined, { signal, cacheMode: 'bypass' }));
      return list.tools;
    },
    callTool: (name, args, { signal }) =>
      call(signal, (client) => client.callTool({ name, arguments: args }, { signal })),
    async close() {
      const { client, transport } = current;
      const termination = runAbortable(AbortSignal.timeout(closeMilliseconds), () => transport.terminateSession());
      // If the server does not end the session, it expires there.
      await termination.catch(() => {});
      await client.close();
    },
  };
}

async function connect(endpoint: McpEndpoint, mode: 'legacy' | 'negotiate', signal: AbortSignal): Promise<Connected> {
  const transport = createTransport(endpoint);
  const client = new Client(
    { name: 'contact-service', version: '1.0.0' },
    {
      versionNegotiation: { mode: 'auto' },
      inputRequired: { autoFulfill: false },
      // Results are validated when they are mapped. A server's own schema may contain patterns that never finish.
      jsonSchemaValidator: {
        getValidator: () => (input) => ({ valid: true, data: Object(input), errorMessage: undefined }),
      },
    },
  );
  try {
    await runAbortable(signal, () =>
      client.connect(transport, mode === 'legacy' ? { signal, prior: { kind: 'legacy' } } : { signal }),
    );
  } catch (error) {
    await transport.close();
    throw error;
  }
  return { client, transport, protocol: client.getProtocolEra() ?? 'legacy' };
}
