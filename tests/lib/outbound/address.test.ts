import { assertUrlAllowed } from '../../../lib/outbound/address.ts';
import { outboundFetch } from '../../../lib/outbound/outboundFetch.ts';
import { outboundError } from '../../support/rejections.ts';

const resolvingTo =
  (...addresses: readonly string[]) =>
  async () =>
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));

describe('assertUrlAllowed and a request', () => {
  it.each([
    'http://example.com/',
    'ftp://example.com/',
    'file:///etc/passwd',
    'no URL',
    'https://anna:secret@example.com/',
    'https://anna@example.com/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://0x7f000001/',
    'https://017700000001/',
    'https://127.1/',
    'https://127.0.0.1./',
    'https://①②⑦.0.0.1/',
    'https://0.0.0.0/',
    'https://0/',
    'https://10.0.0.1/',
    'https://172.16.0.1/',
    'https://192.168.1.1/',
    'https://100.64.0.1/',
    'https://169.254.169.254/latest/meta-data/',
    'https://192.0.2.1/',
    'https://198.18.0.1/',
    'https://224.0.0.1/',
    'https://255.255.255.255/',
    'https://[::]/',
    'https://[::1]/',
    'https://[::127.0.0.1]/',
    'https://[::ffff:10.0.0.1]/',
    'https://[::ffff:8.8.8.8]/',
    'https://[64:ff9b::7f00:1]/',
    'https://[64:ff9b:1::7f00:1]/',
    'https://[2002:7f00:1::]/',
    'https://[2001:0:7f00:1::1]/',
    'https://[fc00::1]/',
    'https://[fd00:ec2::254]/',
    'https://[fe80::1]/',
    'https://[fec0::1]/',
    'https://[ff02::1]/',
    'https://[2001:db8::1]/',
    'https://[4000::1]/',
    'http://[::1]/',
    'https://crm.example.com:8443/',
    'https://crm.example.com:80/',
    'https://crm.example.com:0/',
    'https://crm.example.com:4430/',
    'https://93.184.215.14:22/',
    'https://[2606:4700::1111]:6379/',
  ])('refuse %s', async (url) => {
    const rule = { allowLoopback: false };
    expect((await outboundError(assertUrlAllowed(url, rule))).reason).toBe('address_refused');
    expect((await outboundError(outboundFetch(rule)(url))).reason).toBe('address_refused');
  });

  it.each([
    ['127.0.0.1'],
    ['169.254.169.254'],
    ['fd00:ec2::254'],
    ['::ffff:127.0.0.1'],
    ['93.184.215.14', '10.0.0.1'],
    ['10.0.0.1', '93.184.215.14'],
    ['2606:4700::1111', 'fe80::1%eth0'],
  ])('refuse a host name with one of the addresses %s %s', async (...addresses) => {
    const rule = { allowLoopback: false, resolve: resolvingTo(...addresses) };
    for (const name of ['crm.example.com', 'metadata.google.internal.', 'foo.localhost', 'localhost']) {
      const url = `https://${name}/`;
      expect((await outboundError(assertUrlAllowed(url, rule))).reason).toBe('address_refused');
      expect((await outboundError(outboundFetch(rule)(url))).reason).toBe('address_refused');
    }
  });

  it('report a host name without an address as unreachable', async () => {
    const nowhere = { allowLoopback: false, resolve: async () => Promise.reject(new Error('ENOTFOUND')) };
    const empty = { allowLoopback: false, resolve: async () => [] };
    for (const rule of [nowhere, empty]) {
      expect((await outboundError(assertUrlAllowed('https://crm.example.com/', rule))).reason).toBe('unreachable');
      expect((await outboundError(outboundFetch(rule)('https://crm.example.com/'))).reason).toBe('unreachable');
    }
  });
});

describe('assertUrlAllowed', () => {
  it("refuses localhost by the address that the system's resolver returns", async () => {
    const { reason } = await outboundError(assertUrlAllowed('https://localhost/', { allowLoopback: false }));
    expect(reason).toBe('address_refused');
  });

  it('allows public IP addresses and host names', async () => {
    const rule = { allowLoopback: false, resolve: resolvingTo('93.184.215.14', '2606:4700::1111') };
    await assertUrlAllowed('https://crm.example.com:443/mcp', rule);
    await assertUrlAllowed('https://93.184.215.14/', rule);
    await assertUrlAllowed('https://[2606:4700::1111]/', rule);
  });

  it('allows other ports that the rule lists, and names all in its message', async () => {
    const rule = { allowLoopback: false, ports: [8443, 9443], resolve: resolvingTo('93.184.215.14') };
    await assertUrlAllowed('https://crm.example.com:9443/mcp', rule);
    await assertUrlAllowed('https://93.184.215.14/', rule);
    expect(await outboundError(assertUrlAllowed('https://crm.example.com:8444/mcp', rule))).toMatchObject({
      reason: 'address_refused',
      message: 'The URL must have one of the ports 443, 8443, 9443.',
    });
  });

  it('does not limit the ports of loopback, but those of all other hosts, if the rule allows loopback', async () => {
    const rule = { allowLoopback: true, resolve: resolvingTo('127.0.0.1') };
    for (const host of ['127.0.0.1', '127.1', 'localhost', '[::1]']) {
      await assertUrlAllowed(`http://${host}:4020/mcp`, rule);
    }
    for (const host of ['crm.example.com', '93.184.215.14']) {
      expect(await outboundError(assertUrlAllowed(`https://${host}:4020/mcp`, rule))).toMatchObject({
        message: 'The URL must have no other port than 443.',
      });
    }
  });

  it.each([
    ['https://93.184.215.14:99999/', 'The URL has no valid host name and port.'],
    ['https://a.-.example:1:2/', 'The URL has no valid host name and port.'],
    ['http://93.184.215.14/', 'The URL must start with https://.'],
    ['http://10.0.0.1/', "The server's IP address is not public."],
  ])('says what is wrong with %s, also where loopback is allowed', async (url, message) => {
    expect(await outboundError(assertUrlAllowed(url, { allowLoopback: true }))).toMatchObject({ message });
  });

  it('allows loopback if the rule does, but no other address that is not public', async () => {
    await assertUrlAllowed('http://127.0.0.1:8080/mcp', { allowLoopback: true });
    await assertUrlAllowed('https://[::1]/', { allowLoopback: true });
    for (const url of ['http://10.0.0.1/', 'https://10.0.0.1/', 'http://93.184.215.14/', 'https://0.0.0.0/']) {
      expect((await outboundError(assertUrlAllowed(url, { allowLoopback: true }))).reason).toBe('address_refused');
    }
  });
});
