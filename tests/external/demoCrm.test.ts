import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as Transport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { demoCrm } from '../../lib/local/crm/records.ts';
import { startDemoCrm } from '../../lib/local/crm/startDemoCrm.ts';

describe('the demo CRM', () => {
  it("answers a client of the MCP SDK's first generation, without a session", async () => {
    const crm = await startDemoCrm({ port: 0, token: 'secret' });
    const client = new Client({ name: 'test', version: '1.0.0' });
    const transport = new Transport(new URL(crm.url), { requestInit: { headers: { authorization: 'Bearer secret' } } });
    // The types of this SDK do not fit exactOptionalPropertyTypes.
    await client.connect(transport as Parameters<typeof client.connect>[0]);
    const { tools } = await client.listTools();
    expect(tools).toMatchObject([{ name: 'find_contact', inputSchema: { type: 'object' } }]);
    const { email, externalRef } = demoCrm.known;
    const { content, structuredContent } = await client.callTool({ name: 'find_contact', arguments: { email } });
    expect(structuredContent).toEqual({ matches: [expect.objectContaining({ externalRef })] });
    expect(content).toEqual([{ type: 'text', text: JSON.stringify(structuredContent) }]);
    expect(transport.sessionId).toBeUndefined();
    await client.close();
    await crm.close();
  });
});
