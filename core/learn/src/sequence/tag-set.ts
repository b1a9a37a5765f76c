import { ProoflineError } from '../errors/proofline-error.js';
import { parseTag } from './tagging.js';

/** A step that is allowed into a bound tag, by the places of both in the tag set. */
export interface Link {
  from: number;
  to: number;
}

/**
 * The tags of a model and which may follow which. Open tags (O, B-, U-) come first and may follow every closing one (in BIO
 * every tag; in BILOU O, L- and U-); bound ones (I-, L-) only follow B- and I- of their label.
 */
export class TagSet {
  /** Open tags, then bound ones, each by text; O is the first. */
  readonly tags: readonly string[];
  readonly open: number;
  /** Whether an open tag, or the end, may follow. */
  readonly closing: readonly boolean[];
  /** The steps into bound tags, by falling in with the order of these. */
  readonly links: readonly Link[];
  private readonly codes: ReadonlyMap<string, number>;
  private readonly linkOf = new Map<number, number>();

  /** From the tags that occur, all of one scheme; O is added where it does not. */
  constructor(occurring: Iterable<string>) {
    const parsed = [...new Set([...occurring, 'O'])].map((tag) => {
      const parts = parseTag(tag);
      if (parts !== undefined) return { tag, ...parts };
      throw new ProoflineError('invalid-input', 'TAG_INVALID', `'${tag}' is no tag.`);
    });
    const isOpen = (prefix: string): boolean => prefix === 'O' || prefix === 'B' || prefix === 'U';
    const rank = (tag: { tag: string; prefix: string }): string =>
      `${tag.prefix === 'O' ? 0 : isOpen(tag.prefix) ? 1 : 2}${tag.tag}`;
    parsed.sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
    const marksLast = parsed.some(({ prefix }) => prefix === 'L' || prefix === 'U');
    this.tags = parsed.map(({ tag }) => tag);
    this.open = parsed.filter(({ prefix }) => isOpen(prefix)).length;
    this.closing = parsed.map(({ prefix }) => !marksLast || prefix === 'O' || prefix === 'L' || prefix === 'U');
    this.links = parsed.slice(this.open).flatMap(({ label }, k) =>
      parsed.flatMap((before, from) => {
        const leads = before.label === label && (before.prefix === 'B' || before.prefix === 'I');
        return leads ? [{ from, to: this.open + k }] : [];
      }),
    );
    this.codes = new Map(this.tags.map((tag, code) => [tag, code]));
    for (const [k, { from, to }] of this.links.entries()) this.linkOf.set(from * this.tags.length + to, k);
  }

  /** The place of the step into a bound tag among the links, -1 where it is not allowed. */
  link(from: number, to: number): number {
    return this.linkOf.get(from * this.tags.length + to) ?? -1;
  }

  /** The place of a tag, or undefined where the model has not seen it. */
  code(tag: string): number | undefined {
    return this.codes.get(tag);
  }
}
