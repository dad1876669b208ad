import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHmac } from 'node:crypto';
import { twinDefaults } from '../index.ts';
import { startWorld } from '../harness.spec.ts';
import type { World } from '../harness.spec.ts';

const MARA = '4915550100101';
let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(async () => world.close());

describe('a customer writes and the business answers', () => {
  test('the webhook is signed over its bytes, which are ASCII with escaped slashes', async () => {
    const wamid = await world.write(MARA, { type: 'text', text: 'Wo ist mein Päckchen? 📦 a/b' });
    await world.hook.until(() => world.hook.messages.some((message) => message.id === wamid));
    const { raw, headers, body } = world.hook.received.find(
      (one) => one.raw.includes(wamid.slice(0, 40)) || one.body.entry[0].changes[0].value.messages?.[0].id === wamid,
    )!;
    expect(headers['x-hub-signature-256']).toBe(`sha256=${createHmac('sha256', twinDefaults.appSecret).update(raw).digest('hex')}`);
    expect(headers['user-agent']).toBe('facebookexternalua');
    expect(raw).toMatch(/^[\x20-\x7e]+$/);
    expect(raw).toContain('P\\u00e4ckchen? \\ud83d\\udce6 a\\/b');
    const { value, field } = body.entry[0].changes[0];
    expect(field).toBe('messages');
    expect(value.metadata).toEqual({ display_phone_number: '15550783881', phone_number_id: twinDefaults.phoneNumberId });
    expect(value.contacts).toEqual([{ profile: { name: 'Mara Jensen' }, wa_id: MARA, user_id: expect.stringMatching(/^DE\.\d+$/) }]);
    expect(value.messages[0]).toEqual({
      from: MARA,
      from_user_id: value.contacts[0].user_id,
      id: wamid,
      timestamp: expect.stringMatching(/^\d{10}$/),
      type: 'text',
      text: { body: 'Wo ist mein Päckchen? 📦 a/b' },
    });
    expect(Buffer.from(wamid.slice('wamid.'.length), 'base64').toString('latin1')).toContain(MARA);
  });

  test('an answer is accepted, and then sent, delivered and read with its price and its callback data', async () => {
    await world.write(MARA, { type: 'text', text: 'hello' });
    const { status, body, wamid } = await world.text(`+${MARA}`, 'Hello Mara', { biz_opaque_callback_data: 'ticket=1' });
    expect(status).toBe(200);
    expect(body).toEqual({ messaging_product: 'whatsapp', contacts: [{ input: `+${MARA}`, wa_id: MARA }], messages: [{ id: wamid }] });
    await world.hook.until(() => world.hook.statuses(wamid).length === 3);
    const statuses = world.hook.statuses(wamid);
    expect(statuses.map((one) => one.status)).toEqual(['sent', 'delivered', 'read']);
    for (const one of statuses) {
      expect(one).toMatchObject({
        recipient_id: MARA,
        recipient_user_id: expect.stringMatching(/^DE\./),
        biz_opaque_callback_data: 'ticket=1',
        pricing: { billable: false, pricing_model: 'PMP', category: 'service', type: 'free_customer_service' },
      });
    }
    const { body: thread } = await world.call('GET', `/_sim/customers/${MARA}/thread`);
    expect(thread.at(-1)).toMatchObject({
      wamid,
      direction: 'out',
      type: 'text',
      text: 'Hello Mara',
      status: 'read',
      biz_opaque_callback_data: 'ticket=1',
    });
  });

  test('reading with the typing indicator marks the message and shows the dots', async () => {
    const wamid = await world.write(MARA, { type: 'text', text: 'anybody?' });
    const { body } = await world.send({ status: 'read', message_id: wamid, typing_indicator: { type: 'text' } });
    expect(body).toEqual({ success: true });
    const { body: customers } = await world.call('GET', '/_sim/customers');
    expect(customers.find((one: { key: string }) => one.key === MARA).typing_until).not.toBeNull();
    const { body: thread } = await world.call('GET', `/_sim/customers/${MARA}/thread`);
    expect(thread.find((one: { wamid: string }) => one.wamid === wamid).status).toBe('read');
  });

  test('reading marks what came before to the same number, and nothing that is older than 30 days', async () => {
    const who = '447700900701';
    await world.call('POST', '/_sim/numbers', { id: '777', display_phone_number: '+1 555 078 0777' });
    const other = await world.write(who, { type: 'text', text: 'to the other', phone_number_id: '777' });
    const before = await world.write(who, { type: 'text', text: 'before' });
    const last = await world.write(who, { type: 'text', text: 'last' });
    expect((await world.send({ status: 'read', message_id: last })).status).toBe(200);
    const { body: thread } = await world.call('GET', `/_sim/customers/${who}/thread`);
    const isRead = (id: string) => thread.find(({ wamid }: { wamid: string }) => wamid === id).status === 'read';
    expect([other, before, last].map(isRead)).toEqual([false, true, true]);
    const days = (count: number) => Math.floor(Date.now() / 1000) - count * 86_400;
    const [old, young] = [
      await world.write(who, { type: 'text', text: 'old', timestamp: days(31) }),
      await world.write(who, { type: 'text', text: 'young', timestamp: days(29) }),
    ];
    expect((await world.send({ status: 'read', message_id: old })).body.error.code).toBe(100);
    expect((await world.send({ status: 'read', message_id: young })).status).toBe(200);
  });

  test('a tap on a button comes back as a reply to the message that showed it', async () => {
    const { wamid } = await world.send({
      to: MARA,
      type: 'interactive',
      interactive: {
        type: 'button',
        body: { text: 'Human?' },
        action: { buttons: [{ type: 'reply', reply: { id: 'yes', title: 'Yes, please' } }] },
      },
    });
    const tap = await world.write(MARA, { type: 'button', id: 'yes' });
    await world.hook.until(() => world.hook.messages.some((message) => message.id === tap));
    expect(world.hook.messages.find((message) => message.id === tap)).toMatchObject({
      type: 'interactive',
      context: { from: '15550783881', id: wamid },
      interactive: { type: 'button_reply', button_reply: { id: 'yes', title: 'Yes, please' } },
    });
  });

  test('a tap on the button of a template is a button message with its payload', async () => {
    const { wamid, body } = await world.send({
      to: MARA,
      type: 'template',
      template: { name: 'conversation_update', language: { code: 'en_US' } },
    });
    expect(body.messages).toEqual([{ id: wamid, message_status: 'accepted' }]);
    const tap = await world.write(MARA, { type: 'button', title: 'Continue' });
    await world.hook.until(() => world.hook.messages.some((message) => message.id === tap));
    expect(world.hook.messages.find((message) => message.id === tap)).toMatchObject({
      type: 'button',
      button: { payload: 'Continue', text: 'Continue' },
      context: { id: wamid },
    });
  });
});

describe('what is refused at once', () => {
  test.each([
    ['no token', {}, 400, 104],
    ['a wrong token', { authorization: 'Bearer nonsense' }, 401, 190],
  ])('%s', async (_name, headers, status, code) => {
    const answer = await world.call(
      'POST',
      `/v25.0/${twinDefaults.phoneNumberId}/messages`,
      { messaging_product: 'whatsapp', to: MARA, text: { body: 'x' } },
      headers,
    );
    expect(answer.status).toBe(status);
    expect(answer.body.error).toMatchObject({ code, type: 'OAuthException', fbtrace_id: expect.any(String) });
  });

  test('an unknown number', async () => {
    const { status, body } = await world.graph('POST', '/999/messages', { messaging_product: 'whatsapp', to: MARA, text: { body: 'x' } });
    expect(status).toBe(400);
    expect(body.error).toMatchObject({
      code: 100,
      error_subcode: 33,
      type: 'GraphMethodException',
      message: expect.stringContaining("Object with ID '999' does not exist"),
    });
  });

  test('no recipient', async () => {
    const { status, body } = await world.send({ type: 'text', text: { body: 'x' } });
    expect([status, body.error.code, body.error.message]).toEqual([400, 100, 'The parameter to is required.']);
  });

  test('a body that is no JSON', async () => {
    const { status, body } = await world.graph('POST', `/${twinDefaults.phoneNumberId}/messages`, '{"to":');
    expect([status, body.error.code]).toEqual([400, 100]);
  });

  test('a template that does not exist', async () => {
    const { status, body } = await world.send({ to: MARA, type: 'template', template: { name: 'nope', language: { code: 'en' } } });
    expect([status, body.error.code, body.error.error_data.details]).toEqual([404, 132001, 'template name (nope) does not exist in en']);
  });

  test('the 46th message of a burst to one person; one more 6 s later', async () => {
    const phone = '447700900777';
    await world.write(phone, { type: 'text', text: 'hi' });
    const codes: number[] = [];
    for (let index = 0; index < 46; index += 1) codes.push((await world.text(phone, `message ${index}`)).status);
    expect(codes.slice(0, 45).every((code) => code === 200)).toBe(true);
    const { status, body } = await world.text(phone, 'too many');
    expect([codes[45], status, body.error.code]).toEqual([400, 400, 131056]);
    await world.call('POST', '/_sim/clock', { advance_ms: 6000 });
    expect((await world.text(phone, 'later')).status).toBe(200);
  });
});

describe('what fails after it was accepted', () => {
  const failure = async (answer: { status: number; wamid: string }): Promise<number> => {
    expect(answer.status).toBe(200);
    await world.hook.until(() => world.hook.statuses(answer.wamid).length > 0);
    const [status] = world.hook.statuses(answer.wamid);
    expect(status).toMatchObject({
      status: 'failed',
      errors: [{ title: expect.any(String), message: expect.any(String), error_data: { details: expect.any(String) } }],
    });
    expect(status).not.toHaveProperty('pricing');
    return status!.errors[0].code;
  };

  test('free text to somebody who never wrote, and a template passes', async () => {
    expect(await failure(await world.text('447700900801', 'buy!'))).toBe(131047);
    const { wamid } = await world.send({
      to: '447700900801',
      type: 'template',
      template: {
        name: 'order_update',
        language: { code: 'de' },
        components: [{ type: 'body', parameters: [{ type: 'text', text: 'FD-1' }] }],
      },
    });
    await world.hook.until(() => world.hook.statuses(wamid).length === 3);
    expect(world.hook.statuses(wamid)[0]!.pricing).toEqual({ billable: true, pricing_model: 'PMP', category: 'utility', type: 'regular' });
  });

  test('free text 24 h after the last message', async () => {
    await world.write('447700900802', { type: 'text', text: 'hi' });
    await world.call('POST', '/_sim/clock', { advance_ms: 24 * 3_600_000 - 60_000 });
    expect((await world.text('447700900802', 'in time')).status).toBe(200);
    await world.call('POST', '/_sim/clock', { advance_ms: 61_000 });
    expect(await failure(await world.text('447700900802', 'too late'))).toBe(131047);
  });

  test('to somebody who blocked us, or is not on WhatsApp', async () => {
    await world.call('POST', '/_sim/customers', { phone: '447700900803', blocked: true });
    await world.call('POST', '/_sim/customers', { phone: '447700900804', on_whatsapp: false });
    expect(await failure(await world.text('447700900803', 'x'))).toBe(131026);
    expect(await failure(await world.text('447700900804', 'x'))).toBe(131026);
  });

  test('marketing to somebody who stopped it, and only marketing', async () => {
    await world.call('POST', '/_sim/customers/447700900805/preferences', { value: 'stop' });
    expect(
      await failure(
        await world.send({ to: '447700900805', type: 'template', template: { name: 'season_offer', language: { code: 'en_US' } } }),
      ),
    ).toBe(131050);
    const { wamid } = await world.send({
      to: '447700900805',
      type: 'template',
      template: { name: 'conversation_update', language: { code: 'en_US' } },
    });
    await world.hook.until(() => world.hook.statuses(wamid).length === 3);
  });

  test('a reaction to a message that is not there', async () => {
    await world.write('447700900806', { type: 'text', text: 'hi' });
    expect(
      await failure(await world.send({ to: '447700900806', type: 'reaction', reaction: { message_id: 'wamid.x', emoji: '👍' } })),
    ).toBe(131009);
  });
});

describe('people without a phone number', () => {
  test('are named by their user id alone, and reached by it', async () => {
    await world.call('POST', '/_sim/customers', { phone: '12025550199', name: 'Robin', hidden_phone: true, username: 'robin' });
    const wamid = await world.write('12025550199', { type: 'text', text: 'hi' });
    await world.hook.until(() => world.hook.messages.some((message) => message.id === wamid));
    const value = world.hook.values.find((one) => one.messages?.[0].id === wamid)!;
    expect(JSON.stringify(value)).not.toContain('12025550199');
    expect(Buffer.from(wamid.slice(6), 'base64').toString('latin1')).not.toContain('12025550199');
    const userId = value.messages[0].from_user_id;
    const { body, wamid: sent } = await world.send({ recipient: userId, type: 'text', text: { body: 'Hello Robin' } });
    expect(body.contacts).toEqual([{ input: userId, user_id: userId }]);
    await world.hook.until(() => world.hook.statuses(sent).length === 3);
    expect(world.hook.statuses(sent)[0]).not.toHaveProperty('recipient_id');
    expect(world.hook.statuses(sent)[0]!.recipient_user_id).toBe(userId);
  });

  test('do not show it in what they quote of their own, nor in what is typed to them in the app', async () => {
    const phone = '12025550198';
    await world.call('POST', '/_sim/customers', { phone, name: 'Kim', hidden_phone: true });
    const first = await world.write(phone, { type: 'text', text: 'where is it?' });
    const second = await world.write(phone, { type: 'text', text: 'well?', context: first });
    const { body } = await world.call('POST', '/_sim/echoes', { phone, text: 'on its way' });
    await world.hook.until(() => world.hook.values.some((value) => value.message_echoes?.[0].id === body.wamid));
    expect(world.hook.messages.find(({ id }) => id === second)!.context).toEqual({ id: first });
    const shown = world.hook.values.filter((value) => JSON.stringify(value).includes(phone));
    expect([shown, Buffer.from(body.wamid.slice(6), 'base64').toString('latin1').includes(phone)]).toEqual([[], false]);
  });
});
