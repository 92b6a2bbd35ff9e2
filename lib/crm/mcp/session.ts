import type { CallToolResult, Tool } from '@modelcontextprotocol/client';
import type { McpProtocol } from '../../../schemas/crmConnection.ts';
import type { Fetch } from '../../outbound/outboundFetch.ts';
import type { Authorization } from '../credentials/authorization.ts';

/** A session with an MCP server. It allows any number of calls, also concurrent ones. Every error is a `CrmFailure`. */
export type Session = {
  readonly protocol: McpProtocol;
  listTools(options: { readonly signal: AbortSignal }): Promise<Tool[]>;
  /** Returns the tool's result, which may be an error (`isError`). */
  callTool(
    name: string,
    args: Readonly<Record<string, unknown>>,
    options: { readonly signal: AbortSignal },
  ): Promise<CallToolResult>;
  /** Never throws. */
  close(): Promise<void>;
};

/** The URL of an MCP server and how to send requests to it. */
export type McpEndpoint = {
  readonly url: string;
  readonly authorization: Authorization;
  /** Must throw only `CrmFailure`s. Must have no signal of its own if the session outlives one call. */
  readonly fetch: Fetch;
};
