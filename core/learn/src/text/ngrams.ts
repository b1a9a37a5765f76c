import { grown } from '../matrix/sparse-matrix.js';

/** Characters of texts as UTF-16 units, one after the other. N-grams are told by their place in it. */
export class UnitPool {
  units = new Uint16Array(4096);
  length = 0;

  append(text: string): void {
    const end = this.length + text.length;
    if (end > this.units.length) this.units = grown(this.units, new Uint16Array(Math.max(end, 2 * this.units.length)));
    for (let i = 0, at = this.length; at < end; i++, at++) this.units[at] = text.charCodeAt(i);
    this.length = end;
  }
}

/** N-grams of one text: where each begins and ends in a pool, and its hash. */
export class NgramList {
  count = 0;
  from = new Int32Array(1024);
  to = new Int32Array(1024);
  hash = new Int32Array(1024);

  push(from: number, to: number, hash: number): void {
    if (this.count === this.from.length) {
      const size = 2 * this.count;
      this.from = grown(this.from, new Int32Array(size));
      this.to = grown(this.to, new Int32Array(size));
      this.hash = grown(this.hash, new Int32Array(size));
    }
    this.from[this.count] = from;
    this.to[this.count] = to;
    this.hash[this.count++] = hash;
  }
}

// FNV-1a over UTF-16 units (Fowler, Noll and Vo): an n-gram's hash goes on from that of the shorter one it begins with.
const BASIS = 0x811c9dc5 | 0;
const PRIME = 0x01000193;
const SPACE = 0x20;

/** The hash of the units from one place to another. */
export function hashUnits(units: Uint16Array, from: number, to: number): number {
  let hash = BASIS;
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ units[at]!, PRIME);
  return hash;
}

/** Of words that stand in the pool with a space between: those from `min` to `max` words. `ends[i]` is where word i ends. */
export function listWordNgrams(
  pool: UnitPool,
  from: number,
  ends: readonly number[],
  min: number,
  max: number,
  list: NgramList,
): void {
  const { units } = pool;
  let start = from;
  for (let i = 0; i < ends.length; i++) {
    let hash = BASIS;
    let at = start;
    const last = Math.min(i + max, ends.length);
    for (let j = i; j < last; j++) {
      const end = ends[j]!;
      for (; at < end; at++) hash = Math.imul(hash ^ units[at]!, PRIME);
      if (j - i + 1 >= min) list.push(start, end, hash);
    }
    start = ends[i]! + 1;
  }
}

/**
 * Of a text that stands in the pool with a space at each end and one between words: those from `min` to `max` characters (code
 * points) inside of words, the space on either side included. A word that is shorter comes whole, once. scikit-learn's `char_wb`.
 */
export function listCharacterNgrams(
  pool: UnitPool,
  from: number,
  to: number,
  min: number,
  max: number,
  list: NgramList,
): void {
  const { units } = pool;
  let start = from;
  while (start < to - 1) {
    let end = start + 1;
    while (units[end] !== SPACE) end++;
    listInside(units, start, end + 1, min, max, list);
    start = end;
  }
}

function listInside(units: Uint16Array, from: number, to: number, min: number, max: number, list: NgramList): void {
  for (let start = from; start < to; start++) {
    let hash = BASIS;
    let at = start;
    let n = 0;
    while (n < max && at < to) {
      const unit = units[at++]!;
      hash = Math.imul(hash ^ unit, PRIME);
      if (isHighSurrogate(unit) && at < to) hash = Math.imul(hash ^ units[at++]!, PRIME);
      if (++n >= min) list.push(start, at, hash);
    }
    if (start === from && n < min) {
      list.push(from, to, hash);
      return;
    }
    if (isHighSurrogate(units[start]!)) start++;
  }
}

function isHighSurrogate(unit: number): boolean {
  return (unit & 0xfc00) === 0xd800;
}
