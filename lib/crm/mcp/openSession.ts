import {
  type CallToolResult,
  Client,
  type StreamableHTTPClientTransport,
  type Tool,
} from '@modelcontextprotocol/client';
import type { CrmEra } from '../../../schemas/crmConnection.ts';
import { CrmFailure } from '../CrmFailure.ts';
import { openBareSession } from './bareSession.ts';
import { failureOf, isRefusal, isSessionLost } from './sessionFailure.ts';
import type { Link } from './sessionRequest.ts';
import { sessionTransport, within } from './sessionTransport.ts';

/** A conversation with a server, which may last for many calls and take some at once. All it throws is a `CrmFailure`. */
export type Session = {
  readonly era: CrmEra;
  listTools(options: { readonly signal: AbortSignal }): Promise<Tool[]>;
  /** The result of the tool, also where it is one of an error (`isError`). */
  callTool(
    name: string,
    args: Readonly<Record<string, unknown>>,
    options: { readonly signal: AbortSignal },
  ): Promise<CallToolResult>;
  /** Never fails. */
  close(): Promise<void>;
};

export type Opening = Link & {
  /** What the server spoke when it was last asked, which saves asking again; if it does no more, that is found out. */
  readonly era?: CrmEra | undefined;
  /** Ends the opening, not the session. */
  readonly signal: AbortSignal;
};

const farewellMilliseconds = 1000;

type Connected = { readonly client: Client; readonly transport: StreamableHTTPClientTransport };
type Open = (link: Link, signal: AbortSignal) => Promise<Session>;

/**
 * Opens a session in whatever form of the protocol the server speaks. A session that the server loses is opened anew
 * without a word. Throws a `CrmFailure`.
 */
export async function openSession({ era, signal, ...link }: Opening): Promise<Session> {
  let refusal: unknown;
  for (const open of waysFrom(era)) {
    try {
      return await open(link, signal);
    } catch (error) {
      if (signal.aborted || !isRefusal(error)) throw failureOf(error, signal);
      refusal = error;
    }
  }
  const failure = failureOf(refusal, signal);
  if (failure.reason !== 'tool_error') throw failure;
  throw new CrmFailure('unreadable', 'The server speaks no form of MCP that is known here.', { cause: refusal });
}

const openNegotiated: Open = (link, signal) => openMcpSession(link, 'negotiate', signal);
const openLegacy: Open = (link, signal) => openMcpSession(link, 'legacy', signal);

function waysFrom(era: CrmEra | undefined): readonly Open[] {
  if (era === 'bare') return [openBareSession, openNegotiated];
  return era === 'legacy' ? [openLegacy, openNegotiated, openBareSession] : [openNegotiated, openBareSession];
}

async function openMcpSession(link: Link, how: 'legacy' | 'negotiate', opening: AbortSignal): Promise<Session> {
  let current = await connect(link, how, opening);
  let reopening: Promise<Connected> | undefined;

  /** All whose session it was wait for the one that takes its place. */
  async function reopened(lost: Connected, signal: AbortSignal): Promise<Connected> {
    if (current !== lost) return current;
    try {
      reopening ??= connect(link, 'negotiate', signal);
      current = await reopening;
    } finally {
      reopening = undefined;
    }
    await lost.client.close();
    return current;
  }

  async function call<T>(signal: AbortSignal, ask: (client: Client) => Promise<T>): Promise<T> {
    const used = current;
    try {
      return await within(signal, () => ask(used.client)).catch(async (error: unknown) => {
        if (!isSessionLost(error)) throw error;
        const { client } = await within(signal, () => reopened(used, signal));
        return within(signal, () => ask(client));
      });
    } catch (error) {
      throw failureOf(error, signal);
    }
  }

  return {
    get era() {
      return current.client.getProtocolEra() ?? 'legacy';
    },
    async listTools({ signal }) {
      // What is listed for a look at it must not decide how a later call is checked.
      const list = await call(signal, (client) => client.listTools(undefined, { signal, cacheMode: 'bypass' }));
      return list.tools;
    },
    callTool: (name, args, { signal }) =>
      call(signal, (client) => client.callTool({ name, arguments: args }, { signal })),
    async close() {
      const { client, transport } = current;
      const bye = within(AbortSignal.timeout(farewellMilliseconds), () => transport.terminateSession());
      // A session that cannot be ended expires.
      await bye.catch(() => {});
      await client.close();
    },
  };
}

async function connect(link: Link, how: 'legacy' | 'negotiate', signal: AbortSignal): Promise<Connected> {
  const transport = sessionTransport(link);
  const client = new Client(
    { name: 'contact-service', version: '1.0.0' },
    {
      versionNegotiation: { mode: 'auto' },
      inputRequired: { autoFulfill: false },
      // The answer is checked when it is mapped; a schema of the server's can hold patterns that take forever.
      jsonSchemaValidator: {
        getValidator: () => (input) => ({ valid: true, data: Object(input), errorMessage: undefined }),
      },
    },
  );
  try {
    await within(signal, () =>
      client.connect(transport, how === 'legacy' ? { signal, prior: { kind: 'legacy' } } : { signal }),
    );
  } catch (error) {
    await transport.close();
    throw error;
  }
  return { client, transport };
}
