/** Pieces with their log probabilities; a piece that was written without one counts as 0. */
export type SentencePieceVocabulary = readonly (readonly [piece: string, score: number | null])[];

/** Stands for the space before a word. */
const WORD_START = '\u2581';
const UNKNOWN = 0;
/** The first entries are control symbols that no text contains. */
const CONTROL_SYMBOLS = 6;
/** Characters of a text that are looked at: several times what the longest input takes. */
const MOST_CHARACTERS = 16_384;
const REMEMBERED_WORDS = 20_000;

/**
 * SentencePiece's unigram model (Kudo 2018): a word becomes the sequence of pieces with the largest sum of scores, found
 * by Viterbi's algorithm. Text is brought to Unicode NFKC, and any white space becomes one space. No piece of the
 * vocabularies used here spans a space, so words are cut one by one and those seen before are remembered.
 */
export class SentencePieces {
  private readonly ids = new Map<string, number>();
  private readonly scores: Float64Array;
  private readonly longest: number;
  private readonly words = new Map<string, readonly number[]>();

  constructor(vocabulary: SentencePieceVocabulary) {
    this.scores = Float64Array.from(vocabulary, ([, score]) => score ?? 0);
    let longest = 1;
    for (let id = CONTROL_SYMBOLS; id < vocabulary.length; id++) {
      const piece = vocabulary[id]![0];
      this.ids.set(piece, id);
      longest = Math.max(longest, piece.length);
    }
    this.longest = longest;
  }

  /** The first `most` piece ids of a text; characters that the vocabulary lacks, one or many in a row, are the id 0. */
  encode(text: string, most: number): number[] {
    const out: number[] = [];
    for (const word of text.slice(0, MOST_CHARACTERS).normalize('NFKC').split(/\s+/u)) {
      if (word === '') continue;
      // A word of any length: what is behind the last piece that fits need not be cut.
      const pieces = this.word(WORD_START + word.slice(0, most * this.longest));
      if (out.length + pieces.length >= most) return out.concat(pieces.slice(0, most - out.length));
      for (const id of pieces) out.push(id);
    }
    return out;
  }

  private word(word: string): readonly number[] {
    const known = this.words.get(word);
    if (known !== undefined) return known;
    const pieces = this.cut(word);
    if (this.words.size >= REMEMBERED_WORDS) this.words.clear();
    this.words.set(word, pieces);
    return pieces;
  }

  private cut(word: string): readonly number[] {
    const best = new Float64Array(word.length + 1).fill(Number.NEGATIVE_INFINITY);
    const lastPiece = new Int32Array(word.length + 1);
    const cameFrom = new Int32Array(word.length + 1);
    best[0] = 0;
    const reach = (start: number, end: number, score: number, id: number): void => {
      // Of two ways that are level the one with the shorter last piece is taken, as SentencePiece for JavaScript does.
      if (best[start]! + score < best[end]!) return;
      best[end] = best[start]! + score;
      lastPiece[end] = id;
      cameFrom[end] = start;
    };
    for (let start = 0; start < word.length; start++) {
      if (best[start] === Number.NEGATIVE_INFINITY) continue;
      let found = false;
      for (let end = start + 1; end <= Math.min(word.length, start + this.longest); end++) {
        const id = this.ids.get(word.slice(start, end));
        if (id === undefined) continue;
        found = true;
        reach(start, end, this.scores[id]!, id);
      }
      if (!found) reach(start, start + 1, 0, UNKNOWN);
    }
    const pieces: number[] = [];
    for (let end = word.length; end > 0; end = cameFrom[end]!) {
      const id = lastPiece[end]!;
      if (id !== UNKNOWN || pieces.at(-1) !== UNKNOWN) pieces.push(id);
    }
    return pieces.reverse();
  }
}
