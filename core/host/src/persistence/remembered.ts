import type { ChangeWatch, Topic } from './change-watch.js';
import { isDatabaseAway } from './postgres-errors.js';

/** Values that are kept at most; the oldest go first. */
const MOST = 10_000;

/**
 * What was read from the database and is asked for again and again. While changes are heard of it is kept until one concerns
 * it. While the line is cut each is read anew, and where the database does not answer either, what was known last answers, for an hour.
 */
export class Remembered<V> {
  /** `sure` where every change since it was read would have been heard of. */
  private readonly known = new Map<string, { value: V; sure: boolean }>();
  /** Reads under way; another map after each change, for what they bring may be from before it. */
  private reading = new Map<string, Promise<V>>();

  /** `isAbout` says whether a change, named as its topic names it, concerns a value. */
  constructor(
    private readonly watch: Pick<ChangeWatch, 'hears' | 'isAway' | 'mayAnswer' | 'on'>,
    topic: Topic,
    private readonly isAbout: (value: V, change: string) => boolean,
  ) {
    watch.on(topic, (change) => this.forget(change));
  }

  /** The value of a key. What `read` throws is not kept. */
  async get(key: string, read: () => Promise<V>): Promise<V> {
    const value = this.atHand(key);
    if (value !== undefined) return value;
    const known = this.known.get(key);
    try {
      return await this.read(key, read);
    } catch (error) {
      if (known !== undefined && isDatabaseAway(error) && this.watch.mayAnswer) return known.value;
      throw error;
    }
  }

  /** The value of a key where `get` would ask nobody; undefined where it would, or where there is none. */
  atHand(key: string): V | undefined {
    const known = this.known.get(key);
    return known !== undefined && (known.sure || this.watch.isAway) ? known.value : undefined;
  }

  get isEmpty(): boolean {
    return this.known.size === 0;
  }

  /** Whether the value of a key can be told without asking the database. */
  has(key: string): boolean {
    return this.known.has(key);
  }

  /** Drops what a change concerns. After an empty one anything may have changed, and nothing is sure. */
  forget(change: string): void {
    this.reading = new Map();
    for (const [key, known] of this.known) {
      if (change === '') known.sure = false;
      else if (this.isAbout(known.value, change)) this.known.delete(key);
    }
  }

  /** Once for all who ask at the same time, where a change in between would be heard of. */
  private read(key: string, read: () => Promise<V>): Promise<V> {
    if (!this.watch.hears) return this.readAndKeep(key, read, false);
    const { reading } = this;
    const under = reading.get(key);
    if (under !== undefined) return under;
    const mine = this.readAndKeep(key, read, true).finally(() => reading.delete(key));
    reading.set(key, mine);
    return mine;
  }

  private async readAndKeep(key: string, read: () => Promise<V>, sure: boolean): Promise<V> {
    const { reading } = this;
    try {
      const value = await read();
      if (reading === this.reading) this.keep(key, { value, sure });
      return value;
    } catch (error) {
      if (!isDatabaseAway(error)) this.known.delete(key);
      throw error;
    }
  }

  private keep(key: string, known: { value: V; sure: boolean }): void {
    this.known.delete(key);
    this.known.set(key, known);
    if (this.known.size > MOST) this.known.delete(this.known.keys().next().value!);
  }
}
