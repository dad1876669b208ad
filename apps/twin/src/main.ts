#!/usr/bin/env node
import { twinDefaults } from './defaults.ts';
import { createTwin } from './twin.ts';

const { HOST = '127.0.0.1', PORT = '3100', WEBHOOK_URL, STATE_FILE, ACCESS_TOKEN, APP_SECRET, VERIFY_TOKEN } = process.env;

const credentials = {
  ...(ACCESS_TOKEN ? { accessToken: ACCESS_TOKEN } : {}),
  ...(APP_SECRET ? { appSecret: APP_SECRET } : {}),
  ...(VERIFY_TOKEN ? { verifyToken: VERIFY_TOKEN } : {}),
};
const twin = await createTwin({
  credentials,
  ...(STATE_FILE ? { stateFile: STATE_FILE } : {}),
  ...(WEBHOOK_URL ? { webhook: { url: WEBHOOK_URL } } : {}),
});
const { url } = await twin.listen(Number(PORT), HOST);

console.log(`The twin of Meta's Cloud API
  Graph API     ${url}/v25.0/${twinDefaults.phoneNumberId}/messages   (also under ${url}/graph)
  phone page    ${url}/phone
  access token  ${ACCESS_TOKEN ? '(yours)' : twinDefaults.accessToken}
  app secret    ${APP_SECRET ? '(yours)' : twinDefaults.appSecret}
  webhook       ${WEBHOOK_URL ?? `none yet: POST ${url}/_sim/webhook {"url":"…","verify_token":"…"}`}`);

const stop = (): void => void twin.close().then(() => process.exit(0));
process.on('SIGINT', stop);
process.on('SIGTERM', stop);
