import { describe, expect, it } from 'vitest';
import { decodeArtifact, encodeArtifact } from '../estimator/artifact.js';
import { impossibleValues } from '../testing/impossible-values.js';
import { HASHING_PARAMETERS, HashingVectorizer } from './hashing.js';
import { murmur3 } from './murmur3.js';

describe('murmur3', () => {
  it('is that of scikit-learn (murmurhash3_32 with seed 0)', () => {
    const hashes = ['', 'a', 'abcd', 'hello', 'where is', '银行卡', '😀x'].map((text) => {
      const bytes = new TextEncoder().encode(text);
      return murmur3(bytes, 0, bytes.length);
    });
    expect(hashes).toEqual([0, 1009084850, 1139631978, 613153351, 1155064521, 393165554, 1914495294]);
  });
});

describe('HashingVectorizer', () => {
  it('has the columns and signs of scikit-learn', () => {
    // scikit-learn 1.9: HashingVectorizer(analyzer='char_wb', ngram_range=(2, 3), n_features=2**18).
    const columns = [
      29410, -35166, -37929, -41423, 52618, 58947, -129488, 145815, 164483, 178258, -181099, -185155, 202152, 210217,
      -232982, 254013, -259313,
    ];
    const vectorizer = new HashingVectorizer({ wordMax: 0, charMin: 2, charMax: 3 });
    const x = vectorizer.transform(['card 银行 😀']);
    const signed = [...x.index].map((column, k) => Math.sign(x.value[k]!) * column);
    expect(signed.sort((a, b) => Math.abs(a) - Math.abs(b))).toEqual(columns);
    expect([...x.value].map(Math.abs).every((value) => Math.abs(value - 1 / Math.sqrt(17)) < 1e-6)).toBe(true);
  });

  it('gives each analyser its columns, and adds what meets in one', () => {
    const x = new HashingVectorizer({ wordMax: 1, charMin: 2, charMax: 2, bits: 4 }).transform(['ab ab', '', 'ab']);
    expect(x.columns).toBe(32);
    expect([...x.index.subarray(0, x.start[1])].filter((column) => column < 16)).toHaveLength(1);
    expect(x.start[1]).toBe(x.start[2]);
    const norm = x.value.subarray(0, x.start[1]).reduce((sum, value) => sum + value ** 2, 0);
    expect(norm).toBeCloseTo(2, 6);
  });

  it('answers the same after the round trip of its artefact, and refuses bad input by name', () => {
    const vectorizer = new HashingVectorizer({ bits: 10 });
    const loaded = HashingVectorizer.fromArtifact(decodeArtifact(encodeArtifact(vectorizer.toArtifact())));
    expect(loaded.transform(['my card', 'a'.repeat(5000)])).toEqual(
      vectorizer.transform(['my card', 'a'.repeat(5000)]),
    );
    expect(() => vectorizer.transform([3 as unknown as string])).toThrow(/text 0 is number/);
    for (const [name, spec] of Object.entries(HASHING_PARAMETERS)) {
      for (const value of impossibleValues(spec)) {
        expect(() => new HashingVectorizer({ [name]: value })).toThrow(new RegExp(`'${name}'`));
      }
    }
  });
});
