import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from '@great-detail/whatsapp';
import { twinDefaults } from './index.ts';
import { startWorld } from './harness.spec.ts';
import type { Json, World } from './harness.spec.ts';

// The successor of Meta's own SDK; and what other libraries were seen to send, among them heyoo's nulls.

const { phoneNumberId: phoneNumberID, wabaId: businessAccountID, accessToken, appSecret, verifyToken } = twinDefaults;
const to = '+447700900555';
let world: World;
beforeAll(async () => {
  world = await startWorld();
  await world.write(to, { type: 'text', text: 'Hello, grüße 👋 a/b' });
  await world.hook.until(() => world.hook.messages.length === 1);
});
afterAll(() => world?.close());

describe('@great-detail/whatsapp 9.2.0', () => {
  let sdk: Client;
  const read = async (answer: PromiseLike<unknown>): Promise<Json> => {
    const got = (await answer) as Json;
    return typeof got.json === 'function' ? ((await got.json()) as Json) : got;
  };
  beforeAll(() => {
    sdk = new Client({ baseUrl: world.url, graphVersion: 'v24.0', request: { headers: { Authorization: `Bearer ${accessToken}` } } });
  });

  test('sends, reads and marks as read', async () => {
    const sent = await read(sdk.message.createMessage({ phoneNumberID, to, type: 'text', text: { body: 'Hello' } } as never));
    expect(sent).toMatchObject({
      messaging_product: 'whatsapp',
      contacts: [{ input: to, wa_id: '447700900555' }],
      messages: [{ id: expect.stringMatching(/^wamid\./) }],
    });
    const { id } = world.hook.messages[0]!;
    expect(await read(sdk.message.createStatus({ phoneNumberID, status: 'read', message_id: id } as never))).toEqual({ success: true });
  });

  test('uploads, looks up, fetches and deletes a file', async () => {
    const { id: mediaID } = await read(
      sdk.media.upload({
        phoneNumberID,
        file: new Blob([new Uint8Array(8)], { type: 'image/png' }),
        filename: 'a.png',
        mimeType: 'image/png',
      } as never),
    );
    const { url, mime_type: mime } = await read(sdk.media.getURL({ mediaID, phoneNumberID } as never));
    expect([mime, url]).toEqual(['image/png', expect.stringContaining('/whatsapp_business/attachments/')]);
    expect(await read(sdk.media.delete({ mediaID, phoneNumberID } as never))).toEqual({ success: true });
  });

  test('reads the profile, the numbers, the subscriptions, the account and the templates', async () => {
    expect(
      (await read(sdk.businessProfile.getBusinessProfile({ phoneNumberID, fields: ['about', 'email'] } as never))).data[0],
    ).toMatchObject({ about: expect.any(String), messaging_product: 'whatsapp' });
    expect((await read(sdk.phoneNumbers.listPhoneNumbers({ businessAccountID } as never))).data[0].id).toBe(phoneNumberID);
    expect((await read(sdk.phoneNumbers.getPhoneNumber({ phoneNumberID, fields: ['throughput'] } as never))).throughput).toEqual({
      level: 'STANDARD',
    });
    expect((await read(sdk.subscribedApps.listSubscriptions({ businessAccountID } as never))).data[0].whatsapp_business_api_data.id).toBe(
      twinDefaults.appId,
    );
    expect((await read(sdk.whatsappBusinessAccount.get(businessAccountID as never))).id).toBe(businessAccountID);
    const { data: templates } = await read(sdk.template.list(businessAccountID as never, { limit: 3 } as never));
    // pywa 4.5.0 reads the date of every score.
    expect(templates.map((one: Json) => one.quality_score)).toEqual(
      Array.from({ length: 3 }, () => ({ score: 'GREEN', date: expect.any(Number) })),
    );
  });

  test('takes our handshake and our signature', async () => {
    const registered = await sdk.webhook.register({
      method: 'GET',
      query: { 'hub.mode': 'subscribe', 'hub.challenge': '42', 'hub.verify_token': verifyToken },
      headers: {},
    } as never);
    expect([registered.verifyToken, registered.accept()]).toEqual([verifyToken, '42']);
    const { raw, headers } = world.hook.received[0]!;
    const event = await sdk.webhook.eventNotification({ method: 'POST', query: {}, headers, body: raw } as never);
    expect([await event.checkSignature(appSecret), await event.checkSignature('another')]).toEqual([true, false]);
  });
});

describe("requests as Meta's Postman collection and other libraries write them", () => {
  test.each<[string, Json]>([
    ['text with a preview', { recipient_type: 'individual', type: 'text', text: { preview_url: true, body: 'See https://example.com' } }],
    [
      'a reply',
      { recipient_type: 'individual', context: { message_id: 'wamid.unknown' }, type: 'text', text: { preview_url: false, body: 'Yes' } },
    ],
    ['audio by link', { recipient_type: 'individual', type: 'audio', audio: { link: 'http://example.com/a.mp3' } }],
    ['a sticker by link', { recipient_type: 'individual', type: 'sticker', sticker: { link: 'http://example.com/a.webp' } }],
    [
      'an image with a null caption (heyoo)',
      { recipient_type: 'individual', type: 'image', image: { link: 'https://example.com/a.png', caption: null } },
    ],
    [
      'a location in words',
      {
        recipient_type: 'individual',
        type: 'location',
        location: { latitude: '37.44', longitude: '-122.16', name: 'HQ', address: 'Hacker Way 1' },
      },
    ],
    [
      'a contact with everything',
      {
        type: 'contacts',
        contacts: [
          {
            addresses: [
              {
                street: '1 Hacker Way',
                city: 'Menlo Park',
                state: 'CA',
                zip: '94025',
                country: 'United States',
                country_code: 'us',
                type: 'HOME',
              },
            ],
            birthday: '2012-08-18',
            emails: [{ email: 'a@example.com', type: 'WORK' }],
            name: { formatted_name: 'A B', first_name: 'A', last_name: 'B' },
            org: { company: 'C', department: 'D', title: 'T' },
            phones: [{ phone: '+1 555 0100', wa_id: '15550100', type: 'WORK' }],
            urls: [{ url: 'https://example.com', type: 'WORK' }],
          },
        ],
      },
    ],
    [
      'buttons',
      {
        recipient_type: 'individual',
        type: 'interactive',
        interactive: {
          type: 'button',
          body: { text: 'Shall we?' },
          action: {
            buttons: [
              { type: 'reply', reply: { id: 'a', title: 'First' } },
              { type: 'reply', reply: { id: 'b', title: 'Second' } },
            ],
          },
        },
      },
    ],
    [
      'a list with two sections',
      {
        recipient_type: 'individual',
        type: 'interactive',
        interactive: {
          type: 'list',
          header: { type: 'text', text: 'Header' },
          body: { text: 'Body' },
          footer: { text: 'Footer' },
          action: {
            button: 'Open',
            sections: [
              { title: 'One', rows: [{ id: '1', title: 'A', description: 'a' }] },
              { title: 'Two', rows: [{ id: '2', title: 'B', description: 'b' }] },
            ],
          },
        },
      },
    ],
    [
      'a template with an index as text',
      {
        type: 'template',
        template: {
          name: 'order_update',
          language: { code: 'en_US', policy: 'deterministic' },
          components: [
            { type: 'body', parameters: [{ type: 'text', text: 'FD-1' }] },
            { type: 'button', sub_type: 'quick_reply', index: '0', parameters: [{ type: 'payload', payload: 'GO' }] },
          ],
        },
      },
    ],
    [
      'a single product',
      {
        recipient_type: 'individual',
        type: 'interactive',
        interactive: { type: 'product', body: { text: 'B' }, footer: { text: 'F' }, action: { catalog_id: '1', product_retailer_id: 'p' } },
      },
    ],
    [
      'several products',
      {
        recipient_type: 'individual',
        type: 'interactive',
        interactive: {
          type: 'product_list',
          header: { type: 'text', text: 'H' },
          body: { text: 'B' },
          action: { catalog_id: '1', sections: [{ title: 'S', product_items: [{ product_retailer_id: 'p' }] }] },
        },
      },
    ],
    [
      'a form',
      {
        recipient_type: 'individual',
        type: 'interactive',
        interactive: {
          type: 'flow',
          header: { type: 'text', text: 'H' },
          body: { text: 'B' },
          footer: { text: 'F' },
          action: {
            name: 'flow',
            parameters: {
              flow_message_version: '3',
              flow_token: 'unused',
              flow_id: '1',
              flow_cta: 'Book!',
              flow_action: 'navigate',
              flow_action_payload: { screen: 'A' },
            },
          },
        },
      },
    ],
  ])('%s', async (_name, message) => {
    const { status, body } = await world.send({ to: '447700900555', ...message });
    expect([status, body.error]).toEqual([200, undefined]);
    expect(Object.keys(body)).toEqual(['messaging_product', 'contacts', 'messages']);
  });

  test('form fields instead of JSON, as Graph takes them', async () => {
    const response = await fetch(`${world.url}/v25.0/${phoneNumberID}/messages?access_token=${accessToken}`, {
      method: 'POST',
      body: new URLSearchParams({ messaging_product: 'whatsapp', to, type: 'text', text: JSON.stringify({ body: 'from a form' }) }),
    });
    expect(response.status).toBe(200);
  });
});
