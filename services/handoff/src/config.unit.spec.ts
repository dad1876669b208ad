import { expect, test } from '@jest/globals';
import { config } from './config.ts';

const given = { SERVICE_TOKEN: 'a token of some length', FRONTDESK_SESSION_SECRET: 's'.repeat(32) };

test.each([undefined, 'http://127.0.0.1:3000/graph', 'http://localhost:3100', 'http://[::1]:3100'])('with the twin (%s) there are demo users',
  (url) => {
  expect(config.safeParse({ ...given, WHATSAPP_GRAPH_URL: url }).success).toBe(true);
});

test('with a Graph URL out in the world the service does not start, and says what is missing', () => {
  const result = config.safeParse({ ...given, WHATSAPP_GRAPH_URL: 'https://graph.facebook.com' });
  expect(result.error?.issues.map(({ path }) => path.join())).toEqual(['OIDC_ISSUER']);
});

test('every wrong variable is named at once', () => {
  const result = config.safeParse({ PUBLIC_URL: 'nowhere', SERVICE_TOKEN: 'short' });
  expect(result.error?.issues.map(({ path }) => path.join())).toEqual(['PUBLIC_URL', 'SERVICE_TOKEN', 'FRONTDESK_SESSION_SECRET']);
});
