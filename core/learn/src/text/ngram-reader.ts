import type { Analyser } from './analyser.js';
import { NgramTable } from './ngram-table.js';
import { NgramList, UnitPool } from './ngrams.js';

/** The n-grams of one analyser, in column order: their texts one after the other, and where each ends. */
export interface Vocabulary {
  name: Analyser['name'];
  units: Uint16Array<ArrayBuffer>;
  ends: Int32Array;
}

/** Finds the n-grams of a fitted analyser in texts. */
export class NgramReader {
  /** N-grams of the text read last, in the order of their first place, and how often each is there. */
  found = 0;
  /** Of the same text the n-grams that no fitted text has, each as often as it is there. */
  unknown = 0;
  ids = new Int32Array(64);
  counts = new Int32Array(64);
  private readonly table: NgramTable;
  private readonly pool = new UnitPool();
  private readonly list = new NgramList();
  /** Place of an n-gram in `ids`, plus 1; 0 where the text has not had it. Cleared after each text. */
  private readonly place: Int32Array;

  constructor(
    private readonly analyser: Analyser,
    vocabulary: Vocabulary,
  ) {
    const pool = new UnitPool();
    pool.units = vocabulary.units;
    pool.length = vocabulary.units.length;
    this.table = NgramTable.of(pool, vocabulary.ends);
    this.place = new Int32Array(vocabulary.ends.length);
  }

  read(text: string): void {
    const { list, pool, table, place } = this;
    list.count = 0;
    pool.length = 0;
    this.analyser.list(text, pool, list);
    if (list.count > this.ids.length) {
      this.ids = new Int32Array(2 * list.count);
      this.counts = new Int32Array(2 * list.count);
    }
    const { ids, counts } = this;
    let found = 0;
    this.unknown = 0;
    for (let k = 0; k < list.count; k++) {
      const id = table.find(pool.units, list.from[k]!, list.to[k]!, list.hash[k]!);
      if (id < 0) {
        this.unknown++;
        continue;
      }
      const known = place[id]!;
      if (known > 0) counts[known - 1]!++;
      else {
        ids[found] = id;
        counts[found] = 1;
        place[id] = ++found;
      }
    }
    for (let k = 0; k < found; k++) place[ids[k]!] = 0;
    this.found = found;
  }

  text(id: number): string {
    return this.table.text(id);
  }
}
