import { expect, it } from 'vitest';
import { isSigned, newWebhookSecret, signed } from './signed-message.js';

it('signs as the example of Standard Webhooks does', () => {
  // From the specification's reference implementations.
  const headers = signed(
    'msg_p5jXN8AQM9LWM0D4loKWxJek',
    '{"test": 2432232314}',
    'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    new Date(1_614_265_330_000),
  );
  expect(headers).toEqual({
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  });
});

it('knows a message that was signed, and none that was changed, is old or has another secret', () => {
  const secret = newWebhookSecret();
  const now = new Date();
  const headers = signed('msg_1', '{"a":1}', secret, now);
  const given = {
    id: headers['webhook-id']!,
    timestamp: headers['webhook-timestamp']!,
    signature: `v1,AAAA ${headers['webhook-signature']}`,
  };
  expect(isSigned(given, '{"a":1}', secret, now)).toBe(true);
  expect(isSigned(given, '{"a":2}', secret, now)).toBe(false);
  expect(isSigned({ ...given, id: 'msg_2' }, '{"a":1}', secret, now)).toBe(false);
  expect(isSigned(given, '{"a":1}', newWebhookSecret(), now)).toBe(false);
  expect(isSigned(given, '{"a":1}', secret, new Date(now.getTime() + 600_000))).toBe(false);
  expect(isSigned({ ...given, timestamp: 'x' }, '{"a":1}', secret, now)).toBe(false);
});
