import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { createTwin, twinDefaults } from './index.ts';

test('on somebody else’s port: the Graph API, the phone page, the shop and media addresses', async () => {
  const server = createServer((request, response) => twin.handle(request, response));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const publicUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const twin = await createTwin({ publicUrl });
  const headers = { authorization: `Bearer ${twinDefaults.accessToken}` };

  const form = new FormData();
  form.append('messaging_product', 'whatsapp');
  form.append('file', new Blob(['x'], { type: 'text/plain' }), 'a.txt');
  const { id } = (await (
    await fetch(`${publicUrl}/graph/v25.0/${twinDefaults.phoneNumberId}/media`, { method: 'POST', headers, body: form })
  ).json()) as { id: string };
  const { url } = (await (await fetch(`${publicUrl}/graph/v25.0/${id}`, { headers })).json()) as { url: string };
  expect(url.startsWith(`${publicUrl}/graph/`)).toBe(true);
  expect(await (await fetch(url, { headers })).text()).toBe('x');
  expect((await fetch(`${publicUrl}/phone`)).status).toBe(200);
  expect((await fetch(`${publicUrl}/shop/orders/FD-10234`)).status).toBe(200);

  await twin.close();
  server.closeAllConnections();
  await new Promise((resolve) => {
    server.close(resolve);
  });
});
