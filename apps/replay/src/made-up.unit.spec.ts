import { expect, test } from '@jest/globals';
import { defaultPolicy } from '@frontdesk/sla';
import { message } from '@frontdesk/testing';
import { redact } from '@frontdesk/vault';
import { madeUp } from './made-up.ts';
import { read, write } from './recording.ts';

const sealed = (words: string) => new TextEncoder().encode(words);
const contact = { contactId: 'c0ffee', customerHash: 'a.+b', numberId: '106', sealedPhone: sealed('+4915123'), sealedName: sealed('Mia') };
const about = { conversationId: 'thread(1)', customerHash: 'a.+b', fence: { case: 1, epoch: 2, turn: 1 } };
const text = (redacted: string) => ({ redacted, sealed: sealed('I am Mia') });
const received = message('MessageReceived', { messageId: 'm1', contact, text: text('is Ana or Banana there?') }, about);
const accepted = message(
  'HandoffAccepted',
  { agentId: 'ana', agentName: 'Ana', announcement: text('You are now writing with Ana.') },
  { ...about, actor: { kind: 'agent', id: 'ana' } },
);
const owned = message('OwnerChanged', { from: 'queue', to: 'agent:ana' }, about);

const conversation = madeUp(
  { id: 'thread(1)', messages: [received, accepted, owned].map((one) => ({ message: one as never, readAt: {} })) },
  7,
);
const [first, second, third] = conversation.messages.map(
  (one) => one.message.data as never as Record<string, { sealed: Uint8Array } & Record<string, Uint8Array>>,
);

test('who it was is not in the file, and the same everywhere', () => {
  const known = {
    settings: {},
    switches: [],
    templates: [],
    restrictions: [],
    policies: [{ policy: defaultPolicy, from: 7 }],
  };
  const file = write({ known, conversations: [conversation] });
  expect(file).not.toMatch(/thread|c0ffee|a\.\+b|"ana"|Ana[ .]|agent:ana/);
  for (const secret of ['+4915123', 'Mia', 'I am Mia']) expect(file).not.toContain(Buffer.from(secret).toString('base64'));
  expect(conversation.id).toBe('conversation-7-0');
  expect(conversation.messages.map((one) => one.message.envelope.conversationId)).toEqual(Array(3).fill('conversation-7-0'));
  expect([second!['agentId'], third!['to']]).toEqual(['agent-7-3', 'agent:agent-7-3']);
  expect(read(file)).toEqual({ known, conversations: [conversation] });
});

test('words stay but for the names of who answered, and what is sealed the same stays the same', () => {
  expect(first!['text']).toMatchObject({ redacted: 'is Agent-7-4 or Banana there?' });
  expect(second!['announcement']).toMatchObject({ redacted: 'You are now writing with Agent-7-4.' });
  expect(first!['text']!.sealed).toEqual(second!['announcement']!.sealed);
  expect(first!['contact']!['sealedPhone']).not.toEqual(first!['contact']!['sealedName']);
  expect(first!['contact']!['sealedUserId']).toHaveLength(0);
});

test('a permalink to the case leads nowhere, wherever it stands', () => {
  const permalink = 'https://shop.example/console/t/mMKZo6plkK526aTLrW-OBQ';
  const opened = message('HandoffOpened', { packet: { transcriptUrl: permalink } }, about);
  const { messages } = madeUp({ id: 'thread(1)', messages: [{ message: opened as never, readAt: {} }] }, 1);
  expect(messages[0]!.message.data).toMatchObject({ packet: { transcriptUrl: expect.stringMatching(/^permalink-1-\d$/) } });
});

test('a link to a parcel leads nowhere, as the shop gave it and as it was redacted', () => {
  const trackingUrl = 'https://track.example/p/NP4915123456Z?for=Mia';
  const order = { number: 'FD-1', status: 'shipped', trackingUrl } as const;
  const said = message('ReplyProposed', { answer: { redacted: redact(`Track it: ${trackingUrl}`).redacted } }, about);
  const grounded = { message: message('Grounded', {}, about) as never, readAt: {}, shown: order };
  const { messages } = madeUp({ id: 'thread(1)', messages: [grounded, { message: said as never, readAt: {} }] }, 1);
  expect(messages[0]!.shown).toEqual({ ...order, trackingUrl: 'https://track.example/x/XX1111111111X?xxx=Xxx' });
  const { answer } = messages[1]!.message.data as never as { answer: { redacted: string } };
  expect(answer.redacted).toBe(redact('Track it: https://track.example/x/XX1111111111X?xxx=Xxx').redacted);
});
