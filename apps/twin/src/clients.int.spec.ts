import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { GraphApiError, WhatsAppClient } from '@kapso/whatsapp-cloud-api';
import { normalizeWebhook, verifySignature } from '@kapso/whatsapp-cloud-api/server';
import { WhatsAppAPI } from 'whatsapp-api-js';
import {
  ActionButtons,
  Body,
  BodyComponent,
  BodyParameter,
  Button,
  Image,
  Interactive,
  Language,
  Location,
  Reaction,
  Template,
  Text,
} from 'whatsapp-api-js/messages';
import { twinDefaults } from './index.ts';
import { startWorld } from './harness.spec.ts';
import type { World } from './harness.spec.ts';

// Libraries that other people wrote against Meta's own API: what they send is understood, what they get is what they expect.

const { phoneNumberId, wabaId, accessToken, appSecret, verifyToken } = twinDefaults;
const to = '+447700900555';
const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world?.close());
const lastWebhook = () => {
  const { raw, headers } = world.hook.received.at(-1)!;
  return { raw, signature: String(headers['x-hub-signature-256']) };
};
const lastBubble = async () => {
  const { body } = await world.call('GET', `/_sim/customers/${to}/thread`);
  return (body.messages ?? body).at(-1);
};
/** A customer's new message, and the webhook that told it. */
const written = async (body: object) => {
  const wamid = await world.write(to, body);
  await world.hook.until(() => world.hook.messages.some((message) => message.id === wamid));
  return wamid;
};

describe('@kapso/whatsapp-cloud-api 0.3.0', () => {
  let client: WhatsAppClient;
  beforeAll(async () => {
    client = new WhatsAppClient({ accessToken, baseUrl: world.url, graphVersion: 'v24.0' });
    await written({ type: 'text', text: 'Hello from a customer, grüße 👋 a/b' });
  });

  test('verifies our signature, and reads message and statuses out of the body', async () => {
    const message = lastWebhook();
    expect(verifySignature({ appSecret, rawBody: message.raw, signatureHeader: message.signature })).toBe(true);
    expect(verifySignature({ appSecret: 'another', rawBody: message.raw, signatureHeader: message.signature })).toBe(false);
    expect(normalizeWebhook(JSON.parse(message.raw))).toMatchObject({
      phoneNumberId,
      messages: [{ type: 'text', from: '447700900555', text: { body: 'Hello from a customer, grüße 👋 a/b' } }],
    });
    const {
      messages: [sent],
    } = await client.messages.sendText({ phoneNumberId, to, body: 'Hello' });
    await world.hook.until(() => world.hook.statuses(sent!.id).length === 3);
    const read = world.hook.received.flatMap(({ raw }) => normalizeWebhook(JSON.parse(raw)).statuses).filter(({ id }) => id === sent!.id);
    expect(read.map(({ status }) => status)).toEqual(['sent', 'delivered', 'read']);
  });

  test.each<[string, () => Promise<{ messages: { id: string }[] }>, string]>([
    [
      'image by link',
      () => client.messages.sendImage({ phoneNumberId, to, image: { link: 'https://example.com/a.png', caption: 'look' } }),
      'image',
    ],
    [
      'document',
      () => client.messages.sendDocument({ phoneNumberId, to, document: { link: 'https://example.com/a.pdf', filename: 'a.pdf' } }),
      'document',
    ],
    [
      'location',
      () => client.messages.sendLocation({ phoneNumberId, to, location: { latitude: 53.55, longitude: 9.99, name: 'Harbour' } }),
      'location',
    ],
    [
      'contacts',
      () =>
        client.messages.sendContacts({
          phoneNumberId,
          to,
          contacts: [{ name: { formattedName: 'A Friend', firstName: 'A' }, phones: [{ phone: '+15550100' }] }],
        }),
      'contacts',
    ],
    [
      'buttons',
      () =>
        client.messages.sendInteractiveButtons({
          phoneNumberId,
          to,
          bodyText: 'Sure?',
          buttons: [
            { id: 'y', title: 'Yes' },
            { id: 'n', title: 'No' },
          ],
        }),
      'interactive',
    ],
    [
      'list',
      () =>
        client.messages.sendInteractiveList({
          phoneNumberId,
          to,
          bodyText: 'Which?',
          buttonText: 'Choose',
          sections: [{ title: 'All', rows: [{ id: 'a', title: 'A' }] }],
        }),
      'interactive',
    ],
    [
      'a link as a button',
      () =>
        client.messages.sendInteractiveCtaUrl({
          phoneNumberId,
          to,
          bodyText: 'See',
          parameters: { displayText: 'Open', url: 'https://example.com' },
        }),
      'interactive',
    ],
    [
      'a request for the location',
      () =>
        client.messages.sendInteractiveLocationRequest({
          phoneNumberId,
          to,
          bodyText: 'Where are you?',
          parameters: { requestMessage: 'Where are you?' },
        }),
      'interactive',
    ],
    [
      'template',
      () =>
        client.messages.sendTemplate({
          phoneNumberId,
          to,
          template: {
            name: 'order_update',
            language: { code: 'en_US' },
            components: [{ type: 'body', parameters: [{ type: 'text', text: 'FD-10234' }] }],
          },
        }),
      'template',
    ],
  ])('sends %s', async (_name, send, type) => {
    const {
      messages: [message],
    } = await send();
    expect(message?.id).toMatch(/^wamid\./);
    expect(await lastBubble()).toMatchObject({ wamid: message!.id, type });
  });

  test('reacts, and marks as read with "typing…"', async () => {
    const wamid = await written({ type: 'text', text: 'Nice' });
    await client.messages.sendReaction({ phoneNumberId, to, reaction: { messageId: wamid, emoji: '👍' } });
    expect(await client.messages.markRead({ phoneNumberId, messageId: wamid, typingIndicator: { type: 'text' } })).toEqual({
      success: true,
    });
  });

  test('media goes up, is looked up, comes down, and goes', async () => {
    const { id: mediaId } = await client.media.upload({
      phoneNumberId,
      type: 'image',
      file: new Blob([png], { type: 'image/png' }),
      fileName: 'dot.png',
    });
    const found = await client.media.get({ mediaId, phoneNumberId });
    expect(found).toMatchObject({ id: mediaId, mime_type: 'image/png', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
    const bytes = (await client.media.download({ mediaId, phoneNumberId, auth: 'always' })) as ArrayBuffer;
    expect(Buffer.from(bytes).equals(png)).toBe(true);
    await client.messages.sendImage({ phoneNumberId, to, image: { id: mediaId } });
    expect(await client.media.delete({ mediaId, phoneNumberId })).toEqual({ success: true });
    await expect(client.media.get({ mediaId, phoneNumberId })).rejects.toMatchObject({ code: 100 });
  });

  test('templates are listed, made and deleted', async () => {
    const name = 'made_by_kapso';
    const made = await client.templates.create({
      businessAccountId: wabaId,
      name,
      language: 'en_US',
      category: 'UTILITY',
      components: [{ type: 'BODY', text: 'Your order is on its way to you now.' }],
    });
    expect(made).toMatchObject({ id: expect.any(String), category: 'UTILITY' });
    const { data } = await client.templates.list({ businessAccountId: wabaId, limit: 100 });
    expect(data.map((template) => template.name)).toEqual(expect.arrayContaining(['order_update', name]));
    expect(await client.templates.delete({ businessAccountId: wabaId, name })).toEqual({ success: true });
  });

  test("reads our errors as Meta's, and knows what to do", async () => {
    const failed = await client.messages
      .sendTemplate({ phoneNumberId, to, template: { name: 'no_such', language: { code: 'en_US' } } })
      .catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(GraphApiError);
    expect(failed).toMatchObject({ code: 132001, httpStatus: 404, category: 'template' });
    const stranger = new WhatsAppClient({ accessToken: 'garbage', baseUrl: world.url, graphVersion: 'v24.0' });
    await expect(stranger.messages.sendText({ phoneNumberId, to, body: 'x' })).rejects.toMatchObject({
      code: 190,
      httpStatus: 401,
      category: 'authorization',
    });
    await expect(client.messages.sendText({ phoneNumberId: '999', to, body: 'x' })).rejects.toMatchObject({ code: 100 });
    await world.call('POST', '/_sim/faults', { name: '130429', times: 1 });
    await expect(client.messages.sendText({ phoneNumberId, to, body: 'x' })).rejects.toMatchObject({
      code: 130429,
      category: 'throttling',
    });
    await expect(client.messages.sendText({ phoneNumberId, to, body: 'y'.repeat(5000) })).rejects.toBeDefined();
  });
});

describe('whatsapp-api-js 6.3.0', () => {
  let client: WhatsAppAPI;
  beforeAll(async () => {
    const ponyfill = {
      fetch: ((url: URL | string, init?: RequestInit) =>
        fetch(String(url).replace('https://graph.facebook.com', world.url), init)) as typeof fetch,
      subtle: crypto.subtle,
    };
    client = new WhatsAppAPI({ token: accessToken, appSecret, webhookVerifyToken: verifyToken, v: 'v24.0', ponyfill });
    await written({ type: 'text', text: 'Grüße from the customer 👋 a/b' });
  });
  const id = (answer: unknown) => (answer as { messages: { id: string }[] }).messages?.[0]?.id;

  test('verifies our signature, which is over escaped text, and refuses another', async () => {
    const { raw, signature } = lastWebhook();
    expect(await client.verifyRequestSignature(raw, signature)).toBe(true);
    expect(await client.verifyRequestSignature(raw.replace('a', 'b'), signature)).toBe(false);
  });

  test('hands messages and statuses of our webhooks to its listeners', async () => {
    const seen: string[] = [];
    client.on.message = ({ message, phoneID }) => void seen.push(`${phoneID} ${message.type}`);
    client.on.status = ({ status }) => void seen.push(status);
    const sent = id(await client.sendMessage(phoneNumberId, to, new Text('Hi')));
    await world.hook.until(() => world.hook.statuses(sent).length === 3);
    await written({ type: 'text', text: 'once more' });
    for (const { raw, headers } of world.hook.received.slice(-4))
      await client.post(JSON.parse(raw), raw, String(headers['x-hub-signature-256']));
    expect([...seen].sort()).toEqual([`${phoneNumberId} text`, 'delivered', 'read', 'sent']);
  });

  test.each<[string, () => ConstructorParameters<typeof Interactive>[0] | object, string]>([
    ['text', () => new Text('Hello', true), 'text'],
    ['image', () => new Image('https://example.com/a.png', false, 'look'), 'image'],
    ['location', () => new Location(9.99, 53.55, 'Harbour', 'Quay 1'), 'location'],
    ['buttons', () => new Interactive(new ActionButtons(new Button('y', 'Yes')), new Body('Sure?')), 'interactive'],
    ['template', () => new Template('order_update', new Language('en_US'), new BodyComponent(new BodyParameter('FD-10234'))), 'template'],
  ])('sends %s', async (_name, message, type) => {
    const sent = id(await client.sendMessage(phoneNumberId, to, message() as Text));
    expect(await lastBubble()).toMatchObject({ wamid: sent, type });
  });

  test('reacts, reads, uploads, looks up, blocks', async () => {
    const wamid = await written({ type: 'text', text: 'Nice' });
    expect(id(await client.sendMessage(phoneNumberId, to, new Reaction(wamid, '👍')))).toMatch(/^wamid\./);
    expect(await client.markAsRead(phoneNumberId, wamid, 'text')).toEqual({ success: true });
    const form = new FormData();
    form.set('file', new Blob([png], { type: 'image/png' }), 'dot.png');
    const media = (await client.uploadMedia(phoneNumberId, form)) as { id: string };
    const found = (await client.retrieveMedia(media.id)) as { url: string; mime_type: string };
    expect(found.mime_type).toBe('image/png');
    expect(Buffer.from(await (await client.fetchMedia(found.url)).arrayBuffer()).equals(png)).toBe(true);
    expect(await client.deleteMedia(media.id)).toEqual({ success: true });
    expect(await client.blockUser(phoneNumberId, to)).toMatchObject({ block_users: { added_users: [{ input: to }] } });
    expect(await client.unblockUser(phoneNumberId, to)).toMatchObject({ block_users: { removed_users: [{ input: to }] } });
  });

  test('answers our handshake', () => {
    expect(client.get({ 'hub.mode': 'subscribe', 'hub.verify_token': verifyToken, 'hub.challenge': '1158201444' })).toBe('1158201444');
  });
});
