import { type Artifact, type Json, requireKind } from '../estimator/artifact.js';
import { type ParameterSpecs, resolveParameters } from '../estimator/parameter.js';
import { SparseBuilder, type SparseMatrix } from '../matrix/sparse-matrix.js';
import { ANALYSER_PARAMETERS, type Analyser, type AnalyserParameters, analysersOf } from './analyser.js';
import { checkTexts } from './check-texts.js';
import { murmur3 } from './murmur3.js';
import { NgramList, UnitPool } from './ngrams.js';
import { normalise } from './normalise.js';

export interface HashingParameters extends AnalyserParameters {
  /** Each analyser has 2 to this power columns. */
  bits?: number;
  /** Half of the n-grams count negative, so that those that meet in a column cancel out on average. */
  alternateSign?: boolean;
  /** 1 + ln(count) instead of the count. */
  sublinearTf?: boolean;
}

export const HASHING_PARAMETERS: ParameterSpecs<HashingParameters> = {
  ...ANALYSER_PARAMETERS,
  bits: { type: 'integer', min: 4, max: 24, default: 18, doc: 'Each analyser has 2 to this power columns.' },
  alternateSign: { type: 'boolean', default: true, doc: 'Half of the n-grams count negative.' },
  sublinearTf: { type: 'boolean', default: true, doc: '1 + ln(count) instead of the count.' },
};

const KIND = 'learn.hashing.v1';
const OWNER = 'HashingVectorizer';

/**
 * N-grams in columns by their hash (MurmurHash3 of their UTF-8 bytes), as scikit-learn's HashingVectorizer has them: nothing is
 * fitted or stored. Rows of each analyser are scaled to length 1; word n-grams come first.
 */
export class HashingVectorizer {
  readonly name = 'hashing';
  readonly parameters: Required<HashingParameters>;
  readonly columns: number;
  private readonly analysers: readonly Analyser[];
  private readonly pool = new UnitPool();
  private readonly list = new NgramList();
  private readonly encoded = new EncodedPool();

  constructor(parameters: HashingParameters = {}) {
    this.parameters = resolveParameters(OWNER, HASHING_PARAMETERS, parameters);
    this.analysers = analysersOf(OWNER, this.parameters);
    this.columns = this.analysers.length * 2 ** this.parameters.bits;
  }

  /** One row a text. Throws `TEXT_INVALID` for what is no text. */
  transform(texts: readonly string[]): SparseMatrix {
    checkTexts(texts, OWNER);
    const builder = new SparseBuilder();
    for (const text of texts) {
      const plain = normalise(text);
      this.analysers.forEach((analyser, b) => {
        const from = builder.length;
        this.pushRow(analyser, plain, b * 2 ** this.parameters.bits, builder);
        builder.normalise(from);
      });
      builder.endRow();
    }
    return builder.build(this.columns);
  }

  toArtifact(): Artifact {
    return { kind: KIND, json: { parameters: this.parameters as unknown as Json }, tensors: {} };
  }

  static fromArtifact(artifact: Artifact): HashingVectorizer {
    requireKind(artifact, KIND);
    return new HashingVectorizer((artifact.json as unknown as { parameters: HashingParameters }).parameters);
  }

  private pushRow(analyser: Analyser, text: string, offset: number, builder: SparseBuilder): void {
    const { list, pool, encoded } = this;
    const { bits, alternateSign, sublinearTf } = this.parameters;
    list.count = 0;
    pool.length = 0;
    analyser.list(text, pool, list);
    encoded.encode(pool);
    const counts = new Map<number, number>();
    for (let k = 0; k < list.count; k++) {
      const hash = murmur3(encoded.bytes, encoded.at[list.from[k]!]!, encoded.at[list.to[k]!]!);
      counts.set(hash, (counts.get(hash) ?? 0) + 1);
    }
    const sums = new Map<number, number>();
    for (const [hash, count] of counts) {
      // scikit-learn takes |hash| modulo the number of columns, which is a power of 2 here.
      const column = offset + (Math.abs(hash) & (2 ** bits - 1));
      const weight = sublinearTf ? 1 + Math.log(count) : count;
      sums.set(column, (sums.get(column) ?? 0) + (alternateSign && hash < 0 ? -weight : weight));
    }
    for (const [column, value] of sums) builder.push(column, value);
  }
}

/** UTF-8 bytes of a pool's characters, and where each unit's begin. */
class EncodedPool {
  bytes = new Uint8Array(4096);
  at = new Int32Array(1024);

  encode({ units, length }: UnitPool): void {
    if (this.at.length <= length) this.at = new Int32Array(2 * length);
    if (this.bytes.length < 3 * length) this.bytes = new Uint8Array(6 * length);
    const { bytes, at } = this;
    let end = 0;
    for (let k = 0; k < length; k++) {
      at[k] = end;
      const unit = units[k]!;
      if (unit < 0x80) bytes[end++] = unit;
      else if (unit < 0x800) {
        bytes[end++] = 0xc0 | (unit >> 6);
        bytes[end++] = 0x80 | (unit & 0x3f);
      } else if ((unit & 0xfc00) === 0xd800 && k + 1 < length && (units[k + 1]! & 0xfc00) === 0xdc00) {
        const codePoint = 0x10000 + ((unit & 0x3ff) << 10) + (units[++k]! & 0x3ff);
        bytes[end++] = 0xf0 | (codePoint >> 18);
        bytes[end++] = 0x80 | ((codePoint >> 12) & 0x3f);
        bytes[end++] = 0x80 | ((codePoint >> 6) & 0x3f);
        bytes[end++] = 0x80 | (codePoint & 0x3f);
        at[k] = end;
      } else {
        bytes[end++] = 0xe0 | (unit >> 12);
        bytes[end++] = 0x80 | ((unit >> 6) & 0x3f);
        bytes[end++] = 0x80 | (unit & 0x3f);
      }
    }
    at[length] = end;
  }
}
