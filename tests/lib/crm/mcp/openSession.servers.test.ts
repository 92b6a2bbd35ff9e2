import { startBareServer } from '../servers/bareServer.ts';
import { startLegacyServer } from '../servers/legacyServer.ts';
import { startModernServer } from '../servers/modernServer.ts';
import { legacyMethods, type SessionCase, sessionContract } from './sessionContract.ts';

describe.each<[string, SessionCase]>([
  [
    'a server of 2025 with sessions',
    {
      start: (contacts) => startLegacyServer({ ...contacts, stateful: true }),
      protocol: 'legacy',
      methods: [...legacyMethods, 'DELETE'],
    },
  ],
  [
    'a server of 2025 without sessions',
    {
      start: (contacts) => startLegacyServer({ ...contacts, stateful: false }),
      protocol: 'legacy',
      methods: legacyMethods,
    },
  ],
  ['a server of 2026', { start: startModernServer, protocol: 'modern', methods: ['server/discover', 'tools/call'] }],
  ['a server with bare JSON-RPC', { start: startBareServer, protocol: 'bare', methods: ['tools/list', 'tools/call'] }],
])('%s', (_, server) => sessionContract(server));
