import { crmFetch } from '../../../../lib/crm/crmFetch.ts';
import { openSession } from '../../../../lib/crm/mcp/openSession.ts';
import type { McpProtocol } from '../../../../schemas/crmConnection.ts';
import { anna, type FindContactServer } from '../servers/findContact.ts';
import { methodsOf, type TestServer } from '../servers/serve.ts';
import { anonymous } from './testSession.ts';

/** What a session with any server of `find_contact` does. */
export type SessionCase = {
  readonly start: (contacts: FindContactServer) => Promise<TestServer>;
  /** The protocol that the session finds out. */
  readonly protocol: McpProtocol;
  /** The methods that the server receives if the protocol is known and one tool is called. */
  readonly methods: readonly string[];
};

/** The methods that a server of 2025 receives before it is closed. */
export const legacyMethods = ['initialize', 'notifications/initialized', 'tools/call'];

const started: { close(): Promise<void> }[] = [];
afterEach(() => Promise.all(started.splice(0).map((each) => each.close())));

/** Closes a server after the current test. */
export const closedAfterwards = async <T extends { close(): Promise<void> }>(start: Promise<T>): Promise<T> => {
  const server = await start;
  started.push(server);
  return server;
};

const fetch = crmFetch({ allowLoopback: true });

// One that never aborts, because the tests of a file share it; each has Jest's deadline.
export const { signal } = new AbortController();

export const openTo = ({ url }: { readonly url: string }, protocol?: McpProtocol) =>
  openSession({ url, authorization: anonymous, fetch, signal, protocol });

/** Defines the tests that a session with every kind of server passes. */
export function sessionContract({ start, protocol, methods }: SessionCase): void {
  it('lists its tools and finds a contact', async () => {
    const server = await closedAfterwards(start({ records: [anna] }));
    const session = await openTo(server);
    expect(session.protocol).toBe(protocol);
    expect((await session.listTools({ signal })).map(({ name }) => name)).toEqual(['find_contact', 'get_contact']);
    const known = await session.callTool('find_contact', { email: 'anna@example.com' }, { signal });
    expect(known.structuredContent).toEqual({ matches: [anna] });
    const unknown = await session.callTool('find_contact', { email: 'nobody@example.com' }, { signal });
    expect(unknown.structuredContent).toEqual({ matches: [] });
    await session.close();
    expect(session.protocol).toBe(protocol);
  });

  it('returns the right result for each of 20 concurrent calls', async () => {
    const records = Array.from({ length: 20 }, (_, i) => ({
      ...anna,
      externalRef: `crm-${i}`,
      emails: [`${i}@x.org`],
    }));
    const session = await openTo(await closedAfterwards(start({ records })));
    const results = await Promise.all(
      records.map((_, i) => session.callTool('find_contact', { email: `${i}@x.org` }, { signal })),
    );
    expect(results.map(({ structuredContent }) => structuredContent)).toEqual(
      records.map((each) => ({ matches: [each] })),
    );
    await session.close();
  });

  it.each<McpProtocol>(['modern', 'legacy', 'bare'])('is recognised even if %s is tried first', async (first) => {
    const server = await closedAfterwards(start({ records: [anna] }));
    const session = await openTo(server, first);
    expect(session.protocol).toBe(protocol);
    const { structuredContent } = await session.callTool('find_contact', { email: 'anna@example.com' }, { signal });
    expect(structuredContent).toEqual({ matches: [anna] });
    await session.close();
  });

  it('returns an error of the tool as a result', async () => {
    const onCall = () => ({ isError: true, content: [{ type: 'text', text: 'no licence' }] });
    const session = await openTo(await closedAfterwards(start({ records: [], onCall })));
    const result = await session.callTool('find_contact', {}, { signal });
    expect(result).toMatchObject({ isError: true, content: [{ type: 'text', text: 'no licence' }] });
    await session.close();
  });

  it('needs no negotiation if its protocol is known', async () => {
    const server = await closedAfterwards(start({ records: [anna] }));
    const session = await openTo(server, protocol);
    await session.callTool('find_contact', { email: 'anna@example.com' }, { signal });
    await session.close();
    expect(methodsOf(server)).toEqual(methods);
  });
}
