import { grown } from '../matrix/sparse-matrix.js';
import { hashUnits, type UnitPool } from './ngrams.js';

const MULTIPLIER = 0x9e3779b1;
/** At most this share of the slots is taken. */
const LOAD = 0.5;

/**
 * Numbers n-grams 0, 1, 2, … as they are added, and finds them again: a hash table with open addressing whose keys are places
 * in a pool of characters, so that no string is made.
 */
export class NgramTable {
  size = 0;
  hash = new Int32Array(1024);
  private from = new Int32Array(1024);
  private to = new Int32Array(1024);
  /** Number of the n-gram plus 1; 0 is free. */
  private slots = new Int32Array(2048);
  private shift = 32 - 11;

  constructor(private readonly pool: UnitPool) {}

  /** A table of texts that stand one after the other; the i-th ends at `ends[i]`. */
  static of(pool: UnitPool, ends: Int32Array): NgramTable {
    const table = new NgramTable(pool);
    table.reserve(ends.length);
    let from = 0;
    for (const to of ends) {
      table.put(from, to, hashUnits(pool.units, from, to));
      from = to;
    }
    return table;
  }

  /** The number of an n-gram that stands in another pool, or -1. */
  find(units: Uint16Array, from: number, to: number, hash: number): number {
    return this.slots[this.slotOf(units, from, to, hash)]! - 1;
  }

  /** The number of an n-gram that stands in the table's own pool; a new one if it has none. */
  add(from: number, to: number, hash: number): number {
    const slot = this.slotOf(this.pool.units, from, to, hash);
    const found = this.slots[slot]!;
    if (found > 0) return found - 1;
    this.slots[slot] = this.append(from, to, hash);
    if (this.size > LOAD * this.slots.length) this.rehash(2 * this.slots.length);
    return this.size - 1;
  }

  text(id: number): string {
    const { buffer, byteOffset, byteLength } = this.pool.units.subarray(this.from[id]!, this.to[id]!);
    return Buffer.from(buffer, byteOffset, byteLength).toString('utf16le');
  }

  /** By UTF-16 units, as strings are compared. */
  compare(a: number, b: number): number {
    const { units } = this.pool;
    const [fromA, fromB] = [this.from[a]!, this.from[b]!];
    const [lengthA, lengthB] = [this.to[a]! - fromA, this.to[b]! - fromB];
    for (let k = 0; k < Math.min(lengthA, lengthB); k++) {
      const difference = units[fromA + k]! - units[fromB + k]!;
      if (difference !== 0) return difference;
    }
    return lengthA - lengthB;
  }

  /** The texts of these n-grams one after the other, and where each ends. */
  gather(ids: ArrayLike<number>): { units: Uint16Array<ArrayBuffer>; ends: Int32Array } {
    const ends = new Int32Array(ids.length);
    let length = 0;
    for (let k = 0; k < ids.length; k++) ends[k] = length += this.to[ids[k]!]! - this.from[ids[k]!]!;
    const units = new Uint16Array(length);
    for (let k = 0, at = 0; k < ids.length; at = ends[k++]!) {
      units.set(this.pool.units.subarray(this.from[ids[k]!]!, this.to[ids[k]!]!), at);
    }
    return { units, ends };
  }

  /** Of the slot that holds the n-gram, else of the free one where it would stand. */
  private slotOf(units: Uint16Array, from: number, to: number, hash: number): number {
    const own = this.pool.units;
    const mask = this.slots.length - 1;
    const length = to - from;
    for (let slot = Math.imul(hash, MULTIPLIER) >>> this.shift; ; slot = (slot + 1) & mask) {
      const id = this.slots[slot]! - 1;
      if (id < 0) return slot;
      if (this.hash[id] !== hash || this.to[id]! - this.from[id]! !== length) continue;
      const at = this.from[id]!;
      let k = 0;
      while (k < length && own[at + k] === units[from + k]) k++;
      if (k === length) return slot;
    }
  }

  /** Without a look whether it is there. */
  private put(from: number, to: number, hash: number): void {
    this.slots[this.freeSlot(hash)] = this.append(from, to, hash);
  }

  private freeSlot(hash: number): number {
    const mask = this.slots.length - 1;
    let slot = Math.imul(hash, MULTIPLIER) >>> this.shift;
    while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
    return slot;
  }

  private append(from: number, to: number, hash: number): number {
    if (this.size === this.hash.length) this.resize(2 * this.size);
    this.hash[this.size] = hash;
    this.from[this.size] = from;
    this.to[this.size] = to;
    return ++this.size;
  }

  private reserve(size: number): void {
    this.resize(Math.max(size, 1));
    let slots = 2048;
    while (size > LOAD * slots) slots *= 2;
    this.rehash(slots);
  }

  private resize(size: number): void {
    this.hash = grown(this.hash.subarray(0, this.size), new Int32Array(size));
    this.from = grown(this.from.subarray(0, this.size), new Int32Array(size));
    this.to = grown(this.to.subarray(0, this.size), new Int32Array(size));
  }

  private rehash(slots: number): void {
    this.slots = new Int32Array(slots);
    this.shift = 32 - Math.log2(slots);
    for (let id = 0; id < this.size; id++) this.slots[this.freeSlot(this.hash[id]!)] = id + 1;
  }
}
