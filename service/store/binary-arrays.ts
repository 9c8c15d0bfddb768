/**
 * PostgreSQL arrays of one dimension in its binary format. pg sends a Buffer as it is, so a parameter made here must be
 * used as the array type it is named for (`$1::text[]`). Writing long texts as an array literal costs several times as
 * much, on both sides.
 *
 * @source PostgreSQL's array_recv, and the receive function of each element type.
 */

/** Object ids of the element types, the same in every database. */
const TYPE = { bool: 16, bytea: 17, text: 25, timestamptz: 1184 } as const;

/** Number of dimensions, whether there are nulls, element type, length, first index: 4 bytes each. */
const HEAD_BYTES = 20;
const LENGTH_BYTES = 4;

/** `text[]`. */
export function textArray(values: readonly (string | null)[]): Buffer {
  const lengths = values.map((value) => (value === null ? null : Buffer.byteLength(value)));
  return encode(TYPE.text, lengths, (target, offset, index) => {
    target.write(values[index] as string, offset, 'utf8');
  });
}

/** `bytea[]`. */
export function byteaArray(values: readonly (Buffer | null)[]): Buffer {
  const lengths = values.map((value) => value?.length ?? null);
  return encode(TYPE.bytea, lengths, (target, offset, index) => {
    (values[index] as Buffer).copy(target, offset);
  });
}

/** `bool[]`. */
export function boolArray(values: readonly boolean[]): Buffer {
  return encode(
    TYPE.bool,
    values.map(() => 1),
    (target, offset, index) => {
      target[offset] = values[index] ? 1 : 0;
    },
  );
}

/** `timestamptz[]`, of times that JavaScript can read; exact to the millisecond. */
export function timestamptzArray(values: readonly (string | null)[]): Buffer {
  const lengths = values.map((value) => (value === null ? null : 8));
  return encode(TYPE.timestamptz, lengths, (target, offset, index) => {
    const ms = Date.parse(values[index] as string) - EPOCH_MS;
    if (Number.isNaN(ms)) throw new RangeError('not a time');
    target.writeBigInt64BE(BigInt(ms) * 1000n, offset);
  });
}

/** PostgreSQL counts microseconds from here. */
const EPOCH_MS = Date.UTC(2000, 0, 1);

/** @param lengths bytes of each element; null for a null. */
function encode(
  type: number,
  lengths: readonly (number | null)[],
  write: (target: Buffer, offset: number, index: number) => void,
): Buffer {
  let bytes = HEAD_BYTES;
  for (const length of lengths) bytes += LENGTH_BYTES + (length ?? 0);
  const target = Buffer.allocUnsafe(bytes);
  const head = [1, lengths.includes(null) ? 1 : 0, type, lengths.length, 1];
  for (const [index, value] of head.entries()) target.writeInt32BE(value, index * 4);
  let offset = HEAD_BYTES;
  for (let index = 0; index < lengths.length; index += 1) {
    const length = lengths[index] ?? null;
    offset = target.writeInt32BE(length ?? -1, offset);
    if (length === null) continue;
    write(target, offset, index);
    offset += length;
  }
  return target;
}
