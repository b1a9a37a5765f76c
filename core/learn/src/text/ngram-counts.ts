import type { FitContext } from '../estimator/estimator.js';
import { Pace } from '../estimator/pace.js';
import { grown } from '../matrix/sparse-matrix.js';
import { ascendingOrder } from '../sorting/argsort.js';
import type { Analyser } from './analyser.js';
import type { Vocabulary } from './ngram-reader.js';
import { NgramTable } from './ngram-table.js';
import { NgramList, UnitPool } from './ngrams.js';
import { normalise } from './normalise.js';

/** Elementary steps that a character of a text costs, for `Pace`. */
const STEPS_PER_CHARACTER = 200;

/** Counts the n-grams of texts, each analyser's apart; entries row by row are kept only where asked for. */
export async function countNgrams(
  texts: readonly string[],
  analysers: readonly Analyser[],
  { signal, onProgress }: Pick<FitContext, 'signal' | 'onProgress'>,
  keep: boolean,
): Promise<NgramCounts[]> {
  const pace = new Pace(signal);
  await pace.turn();
  const counts = analysers.map((analyser) => new NgramCounts(analyser, keep));
  for (let i = 0; i < texts.length; i++) {
    const text = normalise(texts[i]!);
    for (const block of counts) block.add(text, i);
    if (pace.spend(STEPS_PER_CHARACTER * (text.length + 10))) {
      onProgress?.({ done: i + 1, total: texts.length });
      await pace.turn();
    }
  }
  return counts;
}

/** What one analyser finds in the texts of a fit. */
export class NgramCounts {
  /** Column of an n-gram by its number in the table, -1 where it is left out. */
  column = new Int32Array(0);
  /** Entries, row by row: number of the n-gram and how often it is there. */
  id = new Int32Array(1024);
  count = new Int32Array(1024);
  /** Where the entries of each row end. */
  readonly ends: number[] = [];
  private entries = 0;
  private readonly pool = new UnitPool();
  private readonly table = new NgramTable(this.pool);
  private readonly list = new NgramList();
  private frequency = new Int32Array(1024);
  /** The last row that had the n-gram, plus 1, and its entry there. */
  private lastRow = new Int32Array(1024);
  private entry = new Int32Array(1024);

  constructor(
    private readonly analyser: Analyser,
    private readonly keep: boolean,
  ) {}

  add(text: string, row: number): void {
    const { list, table, pool } = this;
    list.count = 0;
    if (!this.keep) this.entries = 0;
    let kept = pool.length;
    this.analyser.list(text, pool, list);
    for (let k = 0; k < list.count; k++) {
      const known = table.size;
      const id = table.add(list.from[k]!, list.to[k]!, list.hash[k]!);
      if (id === known) {
        this.makeRoom(id);
        kept = Math.max(kept, list.to[k]!);
      }
      if (this.lastRow[id] === row + 1) this.count[this.entry[id]!]!++;
      else {
        this.lastRow[id] = row + 1;
        this.frequency[id]!++;
        this.pushEntry(id);
      }
    }
    // What stands behind the last new n-gram is not looked at again.
    pool.length = kept;
    this.ends.push(this.entries);
  }

  /**
   * N-grams that are in at least `minDf` texts, at most `most` of them (0: all), in column order: by falling document
   * frequency, equal ones by hash and then text, which does not depend on the order of the texts. Sets `column`.
   */
  choose(minDf: number, most: number): Uint32Array {
    const { table, frequency } = this;
    const key = new Float64Array(table.size);
    for (let id = 0; id < key.length; id++) key[id] = -(2 ** 32) * frequency[id]! + (table.hash[id]! >>> 0);
    const order = ascendingOrder(key);
    for (let k = 1; k < order.length; k++) {
      for (
        let j = k;
        j > 0 && key[order[j]!] === key[order[j - 1]!] && table.compare(order[j]!, order[j - 1]!) < 0;
        j--
      )
        [order[j], order[j - 1]] = [order[j - 1]!, order[j]!];
    }
    let columns = order.length;
    while (columns > 0 && frequency[order[columns - 1]!]! < minDf) columns--;
    if (most > 0) columns = Math.min(columns, most);
    const chosen = order.subarray(0, columns);
    this.column = new Int32Array(table.size).fill(-1);
    for (let j = 0; j < columns; j++) this.column[chosen[j]!] = j;
    return chosen;
  }

  /** Texts that have an n-gram. */
  documents(id: number): number {
    return this.frequency[id]!;
  }

  /** Calls back for each entry that was kept, row by row, unless its n-gram was left out by `choose`. */
  forEachEntry(visit: (row: number, column: number, count: number) => void): void {
    for (let row = 0, k = 0; row < this.ends.length; row++) {
      for (const end = this.ends[row]!; k < end; k++) {
        const column = this.column[this.id[k]!]!;
        if (column >= 0) visit(row, column, this.count[k]!);
      }
    }
  }

  /** What to find these n-grams again with. */
  vocabulary(chosen: Uint32Array): Vocabulary {
    return { name: this.analyser.name, ...this.table.gather(chosen) };
  }

  private pushEntry(id: number): void {
    if (this.entries === this.id.length) {
      this.id = grown(this.id, new Int32Array(2 * this.entries));
      this.count = grown(this.count, new Int32Array(2 * this.entries));
    }
    this.entry[id] = this.entries;
    this.id[this.entries] = id;
    this.count[this.entries++] = 1;
  }

  private makeRoom(id: number): void {
    if (id < this.frequency.length) return;
    this.frequency = grown(this.frequency, new Int32Array(2 * id));
    this.lastRow = grown(this.lastRow, new Int32Array(2 * id));
    this.entry = grown(this.entry, new Int32Array(2 * id));
  }
}
