import { describe, expect, test } from '@jest/globals';
import { message, testTime, turn } from '@frontdesk/testing';
import { asked, desk, fence, gathered, held, inQueue, minute } from './harness.spec.ts';

const identity = {
  level: 'order',
  subject: 'FD-10234',
  method: 'order_postcode',
  provedAt: testTime,
  expiresAt: testTime + 30 * minute,
};
const proved = (turnNumber = 1) =>
  message('MessageAdmitted', { messageId: 'm1', turn: turn({ tier: 'retail', identity }) }, fence(1, turnNumber));
const voided = message('ProofVoided', { change: 'number' }, fence(1, 2));

describe('what the customer has proved', () => {
  test('is shown to who takes the case', () => expect(inQueue().hears(proved()).thread().packet.identity?.subject).toBe('FD-10234'));

  test('is gone from what people see when the number changed hands', () => {
    const one = held().hears(proved(), voided);
    expect([one.thread().packet.identity, one.ticket().packet.identity]).toEqual([undefined, undefined]);
  });

  test('is not shown again for what was said of it before and read after, but is once it is proved anew', () => {
    expect(held().hears(voided, proved()).thread().packet.identity).toBeUndefined();
    expect(held().hears(voided, proved(3)).thread().packet.identity?.subject).toBe('FD-10234');
  });

  test('is in no packet that is completed after it', () =>
    expect(desk().hears(proved(), asked(), voided, gathered).last('PacketCompleted').data.packet?.identity).toBeUndefined());
});
