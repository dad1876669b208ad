import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { BinaryWriter } from '@bufbuild/protobuf/wire';
import { EnvelopeSchema } from './gen/frontdesk/v1/envelope_pb.ts';
import type { Fence } from './gen/frontdesk/v1/envelope_pb.ts';
import { withLentBuffer } from './lent-buffer.ts';

const envelope = (bytes: number, id = 'an id') => create(EnvelopeSchema, { id, reasons: ['ü€😀'], data: new Uint8Array(bytes).fill(7) });

describe('a lent buffer', () => {
  it.each([0, 1, 127, 128, 8_100, 8_192, 65_000, 65_536, 300_000])('gives the same bytes as none, %d of them within', (length) => {
    const message = envelope(length);
    expect(withLentBuffer(() => toBinary(EnvelopeSchema, message))).toEqual(toBinary(EnvelopeSchema, message));
  });

  it('is not what a result lies in: the next one leaves it as it is', () => {
    const results = Array.from({ length: 200 }, (_, index) => withLentBuffer(() => toBinary(EnvelopeSchema, envelope(900, `id ${index}`))));
    expect(results.map((bytes) => fromBinary(EnvelopeSchema, bytes).id)).toEqual(results.map((_, index) => `id ${index}`));
    expect(new Set(results.map(({ buffer }) => buffer)).size).toBeLessThan(10);
  });

  it('is one writer’s, however many write at once', () => {
    const [one, other] = withLentBuffer(() => {
      const writers = [new BinaryWriter(), new BinaryWriter()] as const;
      for (let value = 0; value < 100; value += 1) for (const [index, writer] of writers.entries()) writer.uint32(value + index);
      return writers.map((writer) => [...writer.finish()]);
    }) as [number[], number[]];
    expect(one).toEqual(Array.from({ length: 100 }, (_, value) => value));
    expect(other).toEqual(one.map((value) => value + 1));
  });

  it.each([0, 9_000])('is given back with the result, of %d bytes more: whoever writes on has one of his own', (more) => {
    const writer = new BinaryWriter();
    const first = withLentBuffer(() => writer.double(1).raw(new Uint8Array(more)).finish());
    expect([...first.subarray(0, 8), first.length]).toEqual([0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 8 + more]);
    writer.double(2);
    withLentBuffer(() => toBinary(EnvelopeSchema, envelope(10)));
    expect([...writer.finish()]).toEqual([0, 0, 0, 0, 0, 0, 0, 0x40]);
  });

  it('is lent again after somebody has thrown', () => {
    const broken = () => withLentBuffer(() => toBinary(EnvelopeSchema, { ...envelope(10), fence: { case: -1 } as Fence }));
    expect(broken).toThrow(/Fence/);
    const message = envelope(500);
    expect(withLentBuffer(() => toBinary(EnvelopeSchema, message))).toEqual(toBinary(EnvelopeSchema, message));
  });
});
