import { describe, expect, test } from '@jest/globals';
import type { SendState, Speaker } from './fence.ts';
import { gapMs, next, unknownHoldsMs } from './lane.ts';
import type { Lane, LaneSend } from './lane.ts';

const at = 1_000_000;
const send = (dispatchSeq: number, speaker: Speaker = 'bot', more: Partial<LaneSend> = {}): LaneSend => ({
  sendId: `s${dispatchSeq}`,
  dispatchSeq,
  epoch: 1,
  speaker,
  state: 'queued' as SendState,
  notBefore: at,
  queuedAt: at,
  unknownSince: 0,
  ...more,
});
const lane = (open: LaneSend[], more: Partial<Lane> = {}): Lane => ({
  fence: { epoch: 1, owed: [] },
  passedSeq: 0,
  open,
  ...more,
});

describe('which send goes next', () => {
  test('given several, then the lowest number', () =>
    expect(next(lane([send(2), send(1)]), at)).toMatchObject({ do: 'write', send: { sendId: 's1' } }));

  test('given one on the wire, then none', () =>
    expect(next(lane([send(1, 'bot', { state: 'sending' }), send(2)]), at)).toEqual({ do: 'nothing' }));

  test('given a missing number, then it waits, and then counts it as passed', () => {
    expect(next(lane([send(2)]), at)).toEqual({ do: 'wait', until: at + gapMs });
    expect(next(lane([send(2)]), at + gapMs)).toMatchObject({ do: 'write' });
    expect(next(lane([send(3)], { passedSeq: 2 }), at)).toMatchObject({ do: 'write' });
    expect(next(lane([send(3)], { passedSeq: 1 }), at)).toEqual({ do: 'wait', until: at + gapMs });
    expect([gapMs, unknownHoldsMs]).toEqual([30_000, 20_000]);
  });

  test('given that one went over a missing number, then only what is missing after it is waited for', () => {
    const went = send(2, 'bot', { state: 'unknown', unknownSince: at });
    expect(next(lane([went, send(3, 'agent')]), at)).toMatchObject({ do: 'write', send: { sendId: 's3' } });
    expect(next(lane([went, send(4, 'agent')]), at)).toEqual({ do: 'wait', until: at + gapMs });
  });

  test('given that one which went over a missing number is settled, then what comes after it does not wait for that number again', () => {
    // 6 never came, 7 has gone
    expect(next(lane([send(8)], { passedSeq: 7 }), at)).toMatchObject({ do: 'write' });
    expect(next(lane([send(9)], { passedSeq: 7 }), at)).toEqual({ do: 'wait', until: at + gapMs });
    expect(next(lane([send(6), send(8)], { passedSeq: 7 }), at)).toMatchObject({ do: 'write', send: { sendId: 's6' } });
  });

  test('given back-off, then it waits, and so does what comes after', () =>
    expect(next(lane([send(1, 'agent', { notBefore: at + 5 }), send(2)]), at)).toEqual({ do: 'wait', until: at + 5 }));

  test("given an older epoch, then the bot's is cancelled and a person's written", () => {
    expect(next(lane([send(1)], { fence: { epoch: 2, owed: [] } }), at)).toMatchObject({ do: 'cancel' });
    expect(next(lane([send(1, 'notice')], { fence: { epoch: 2, owed: [] } }), at)).toMatchObject({ do: 'write' });
  });

  test("given an unknown outcome, then the bot's next waits 20 s; people and newer epochs go past", () => {
    const lost = send(1, 'bot', { state: 'unknown', unknownSince: at });
    expect(next(lane([lost, send(2)]), at)).toEqual({ do: 'wait', until: at + unknownHoldsMs });
    expect(next(lane([lost, send(2)]), at + unknownHoldsMs)).toMatchObject({ do: 'write', send: { sendId: 's2' } });
    expect(next(lane([lost, send(2), send(3, 'agent')]), at)).toMatchObject({ do: 'write', send: { sendId: 's3' } });
    expect(next(lane([lost, send(2, 'bot', { epoch: 2 })]), at)).toMatchObject({ do: 'write', send: { sendId: 's2' } });
  });

  test("given an unknown outcome of a person's, of a notice's or of a later one, then the bot's waits for none of them", () => {
    const lost = { state: 'unknown', unknownSince: at } as const;
    for (const speaker of ['agent', 'notice'] as const)
      expect(next(lane([send(1, speaker, lost), send(2)]), at)).toMatchObject({ do: 'write', send: { sendId: 's2' } });
    // it came again when the one after it had gone
    expect(next(lane([send(1), send(2, 'bot', lost)]), at)).toMatchObject({ do: 'write', send: { sendId: 's1' } });
  });

  test('given none, or none that is queued, then nothing is left to wait for', () => {
    expect(next(lane([]), at)).toEqual({ do: 'nothing' });
    expect(next(lane([send(1, 'bot', { state: 'unknown', unknownSince: at })]), at)).toEqual({ do: 'nothing' });
  });
});
