import { BinaryWriter } from '@bufbuild/protobuf/wire';

/** What of protobuf-es 2.17's writer is its own business, and no option says otherwise; see its wire/binary-encoding. */
interface Writer {
  buffer: Uint8Array;
  viewCache: DataView;
  pos: number;
  stackPos: number[];
  ensureCapacity(size: number): void;
  finish(): Uint8Array;
}

const LENT_BYTES = 64 * 1024;
const SLAB_BYTES = 64 * 1024;
/** What is longer has a buffer of its own: a slab stays for as long as one of its pieces does. */
const LONGEST_PIECE = 8 * 1024;

const lent = new Uint8Array(LENT_BYTES);
const none = new Uint8Array(0);
const noView = new DataView(none.buffer);
let free = false;
let slab = new Uint8Array(SLAB_BYTES);
let used = 0;

/**
 * A writer grows its buffer from 64 bytes up, a new one for each doubling: half of what it takes to encode a message, and most of what the garbage
 * collector has to free. The one that writes within this is lent a buffer that is large enough for nearly all, and its result is cut from a slab.
 */
export function withLentBuffer<R>(write: () => R): R {
  free = true;
  try {
    return write();
  } finally {
    free = false;
  }
}

const writer = BinaryWriter.prototype as unknown as Writer;
const { ensureCapacity, finish } = writer;

writer.ensureCapacity = function (this: Writer, size: number): void {
  if (this.pos + size <= this.buffer.length) return;
  if (free && this.buffer.length === 0 && size <= LENT_BYTES) {
    free = false;
    this.buffer = lent;
  } else ensureCapacity.call(this, size);
};

writer.finish = function (this: Writer): Uint8Array {
  if (this.buffer !== lent) return finish.call(this);
  const result = this.pos > LONGEST_PIECE ? new Uint8Array(this.pos) : cut(this.pos);
  result.set(lent.subarray(0, this.pos));
  this.buffer = none;
  this.viewCache = noView;
  this.pos = 0;
  this.stackPos = [];
  return result;
};

function cut(length: number): Uint8Array {
  if (used + length > SLAB_BYTES) [slab, used] = [new Uint8Array(SLAB_BYTES), 0];
  used += length;
  return slab.subarray(used - length, used);
}
