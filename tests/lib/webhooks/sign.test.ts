import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { signatureHeaders } from '../../../lib/webhooks/sign.ts';

const makeSecret = () => `whsec_${randomBytes(32).toString('base64')}`;
const message = {
  id: '01939b8e-5c1f-7d3a-9b60-2f7f0f6e1c55:2:updated',
  body: '{"type":"contact.updated","name":"Jürgen"}',
};

describe('signatureHeaders', () => {
  it('are accepted by the official verifier with either of two secrets, and with no other', () => {
    const [newer, older, other] = [makeSecret(), makeSecret(), makeSecret()];
    const headers = signatureHeaders(message, [newer, older], Date.now());
    for (const secret of [newer, older]) {
      expect(new Webhook(secret).verify(message.body, headers)).toEqual(JSON.parse(message.body));
    }
    expect(() => new Webhook(other).verify(message.body, headers)).toThrow('No matching signature found');
    expect(headers['webhook-signature']).toMatch(/^v1,\S{44} v1,\S{44}$/);
  });

  it.each([
    ['id', { id: 'another' }, {}],
    ['body', { body: '{}' }, {}],
    ['time', {}, { 'webhook-timestamp': String(Math.floor(Date.now() / 1000) + 1) }],
  ])('sign the %s', (_, otherMessage, otherHeaders) => {
    const secret = makeSecret();
    const headers = {
      ...signatureHeaders({ ...message, ...otherMessage }, [secret], Date.now()),
      'webhook-id': message.id,
    };
    expect(() => new Webhook(secret).verify(message.body, { ...headers, ...otherHeaders })).toThrow('No matching');
  });

  it('are those of the test vector of the specification', () => {
    const headers = signatureHeaders(
      { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', body: '{"test": 2432232314}' },
      ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
      1_614_265_330_000,
    );
    expect(headers).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });
});
