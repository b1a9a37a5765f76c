import { ProoflineError } from '../errors/proofline-error.js';

/**
 * How spans are written as one tag a token. BIO: `B-X` begins a span of label X, `I-X` goes on with it, `O` is outside.
 * BILOU also marks the last token (`L-X`) and a span of one token (`U-X`); BIOES is the same with the letters E and S.
 */
export type TaggingScheme = 'BIO' | 'BILOU';

/** Tokens `start` to `end` (exclusive) are of `label`. */
export interface Span {
  start: number;
  end: number;
  label: string;
}

export interface ParsedTag {
  /** E and S of BIOES are read as L and U. */
  prefix: 'O' | 'B' | 'I' | 'L' | 'U';
  /** Empty for `O`. */
  label: string;
}

const PREFIXES: Readonly<Record<string, ParsedTag['prefix']>> = { B: 'B', I: 'I', L: 'L', E: 'L', U: 'U', S: 'U' };

/** A tag taken apart at its first hyphen; undefined where it is none: no known prefix, or no label. */
export function parseTag(tag: string): ParsedTag | undefined {
  if (tag === 'O') return { prefix: 'O', label: '' };
  const prefix = tag[1] === '-' ? PREFIXES[tag[0]!] : undefined;
  return prefix === undefined || tag.length < 3 ? undefined : { prefix, label: tag.slice(2) };
}

/**
 * The spans of a sequence of tags of either scheme, read as conlleval does (Tjong Kim Sang and Buchholz 2000), so that no
 * sequence is invalid: a span begins at B and U, after L and U, and where the label changes or an I or L follows O; it ends
 * after L and U, and before B, U, O and another label. Throws where something is no tag.
 */
export function spansOf(tags: readonly string[]): Span[] {
  const spans: Span[] = [];
  let open: Span | undefined;
  tags.forEach((tag, i) => {
    const { prefix, label } = requireTag(tag, i);
    const goesOn = open !== undefined && label === open.label && (prefix === 'I' || prefix === 'L');
    if (!goesOn) {
      open = prefix === 'O' ? undefined : { start: i, end: i + 1, label };
      if (open !== undefined) spans.push(open);
    } else open!.end = i + 1;
    if (prefix === 'L' || prefix === 'U') open = undefined;
  });
  return spans;
}

/** The tags of spans that do not overlap and lie within `length` tokens. */
export function tagsOf(spans: readonly Span[], length: number, scheme: TaggingScheme = 'BIO'): string[] {
  const tags = new Array<string>(length).fill('O');
  for (const { start, end, label } of spans) {
    if (start < 0 || end > length || end <= start || tags.slice(start, end).some((tag) => tag !== 'O')) {
      throw new ProoflineError(
        'invalid-input',
        'SPAN_INVALID',
        `The span '${label}' of tokens ${start} to ${end} is empty, lies outside of ${length} tokens or overlaps another.`,
      );
    }
    for (let i = start; i < end; i++) tags[i] = `I-${label}`;
    tags[start] = `B-${label}`;
    if (scheme === 'BILOU') tags[end - 1] = `${end - start === 1 ? 'U' : 'L'}-${label}`;
  }
  return tags;
}

/**
 * The same spans in another scheme; invalid sequences come out valid. `convertTags(tags, 'BIO')` is the repair of a file: an I
 * that follows O or another label becomes B, as conlleval counts it.
 */
export function convertTags(tags: readonly string[], scheme: TaggingScheme): string[] {
  return tagsOf(spansOf(tags), tags.length, scheme);
}

function requireTag(tag: string, i: number): ParsedTag {
  const parsed = parseTag(tag);
  if (parsed !== undefined) return parsed;
  throw new ProoflineError(
    'invalid-input',
    'TAG_INVALID',
    `'${tag}' (token ${i + 1}) is no tag. Allowed is O, or B-, I-, L-, U-, E- or S- and a label.`,
  );
}
