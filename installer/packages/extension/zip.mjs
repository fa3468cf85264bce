// A ZIP archive whose bytes depend on nothing but names, contents and one moment (PKWARE, APPNOTE.TXT, 4.3).
// Nothing is compressed: what a deflater gives differs between its versions and even between processors.

import { crc32 } from "node:zlib";

/**
 * A file of an archive.
 *
 * @typedef {object} Entry
 * @property {string} name its path, with slashes
 * @property {Buffer} content
 */

const LOCAL_HEADER = 0x04034b50;
const CENTRAL_HEADER = 0x02014b50;
const END = 0x06054b50;

/** 2.0, the first version whose archives have folders in names. */
const VERSION_NEEDED = 20;
/** The upper byte says that the attributes are those of Unix. */
const MADE_BY = (3 << 8) | VERSION_NEEDED;
const NAMES_ARE_UTF8 = 0x0800;
const STORED = 0;
/** A plain file that everybody may read, in the upper half of the attributes. */
const ATTRIBUTES = 0o100644 * 0x10000;

/**
 * Packs files in the order of their names.
 *
 * @param {Entry[]} entries
 * @param {number} epoch the time of all of them, in seconds since 1970
 */
export function zip(entries, epoch) {
  const { date, time } = dosTime(epoch);
  const sorted = [...entries].sort((one, other) => Buffer.compare(Buffer.from(one.name), Buffer.from(other.name)));
  const [locals, centrals] = [/** @type {Buffer[]} */ ([]), /** @type {Buffer[]} */ ([])];
  let offset = 0;
  for (const { name, content } of sorted) {
    const nameBytes = Buffer.from(name);
    const common = fields([
      ...[2, VERSION_NEEDED, 2, NAMES_ARE_UTF8, 2, STORED, 2, time, 2, date],
      ...[4, crc32(content), 4, content.length, 4, content.length],
      ...[2, nameBytes.length, 2, 0],
    ]);
    const local = Buffer.concat([fields([4, LOCAL_HEADER]), common, nameBytes, content]);
    // Comment, disk, internal attributes: none.
    const tail = fields([2, 0, 2, 0, 2, 0, 4, ATTRIBUTES, 4, offset]);
    centrals.push(fields([4, CENTRAL_HEADER, 2, MADE_BY]), common, tail, nameBytes);
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(centrals);
  const end = fields([
    ...[4, END, 2, 0, 2, 0, 2, sorted.length, 2, sorted.length],
    ...[4, directory.length, 4, offset, 2, 0],
  ]);
  return Buffer.concat([...locals, directory, end]);
}

/**
 * Little-endian numbers, one after the other.
 *
 * @param {number[]} pairs how many bytes, and the number
 */
function fields(pairs) {
  const parts = [];
  for (let index = 0; index < pairs.length; index += 2) {
    const part = Buffer.alloc(pairs[index]);
    part.writeUIntLE(pairs[index + 1], 0, pairs[index]);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/**
 * The form of MS-DOS: two seconds apart, and without a time zone; UTC is taken.
 *
 * @param {number} epoch
 */
function dosTime(epoch) {
  const moment = new Date(epoch * 1000);
  const year = moment.getUTCFullYear() - 1980;
  if (year < 0) {
    throw new Error(`an archive knows no time before 1980: ${epoch}`);
  }
  return {
    date: (year << 9) | ((moment.getUTCMonth() + 1) << 5) | moment.getUTCDate(),
    time: (moment.getUTCHours() << 11) | (moment.getUTCMinutes() << 5) | (moment.getUTCSeconds() >> 1),
  };
}
