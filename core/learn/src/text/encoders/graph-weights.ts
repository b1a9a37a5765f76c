import { type Problem, ProoflineError } from '../../errors/proofline-error.js';
import type { ModelFiles } from './sentence-encoder.js';

interface WeightsManifest {
  weightsManifest: {
    paths: string[];
    weights: { name: string; shape: number[]; dtype: string; quantization?: unknown }[];
  }[];
}

/** The weights of a TensorFlow.js model (`model.json` and its shards) by name; the graph itself is not looked at. */
export class GraphWeights {
  private readonly problems: Problem[] = [];
  private readonly found = new Map<string, { shape: number[]; values: Float32Array }>();
  /** All bytes of the shards, in order. */
  readonly bytes: Uint8Array[] = [];

  constructor(private readonly files: ModelFiles) {
    for (const { paths, weights } of this.manifest().weightsManifest) {
      const shards = paths.map((path) => files.read(path) ?? this.missing(path));
      const group = shards.length === 1 ? shards[0]! : Buffer.concat(shards);
      this.bytes.push(group);
      let at = 0;
      for (const { name, shape, dtype, quantization } of weights) {
        const count = shape.reduce((product, size) => product * size, 1);
        if (dtype === 'float32' && quantization === undefined) {
          this.found.set(name, { shape, values: floats(group, at, count) });
        }
        // Sizes and positions of the graph; every type here has four bytes a number.
        at += 4 * count;
      }
      if (at !== group.byteLength && this.problems.length === 0) {
        this.complain('MODEL_FILE_ODD', `The shards have ${group.byteLength} bytes; the manifest speaks of ${at}.`);
      }
    }
  }

  /** The numbers of one weight; where it is missing or of another shape, zeros, and `check` will say so. */
  take(name: string, shape: readonly number[]): Float32Array {
    const weight = this.found.get(name);
    if (weight !== undefined && weight.shape.join() === shape.join()) return weight.values;
    const got = weight === undefined ? 'is missing' : `has the shape [${weight.shape.join(', ')}]`;
    this.complain('MODEL_WEIGHT_ODD', `Weight '${name}' ${got}; it has to have the shape [${shape.join(', ')}].`);
    return new Float32Array(shape.reduce((product, size) => product * size, 1));
  }

  /** Throws everything that was wrong, at once. */
  check(): void {
    if (this.problems.length === 0) return;
    throw new ProoflineError(
      'incompatible',
      'MODEL_FILES_ODD',
      `The model in ${this.files.place} cannot be used: ${this.problems.map(({ message }) => message).join(' ')}`,
      { problems: this.problems },
    );
  }

  private manifest(): WeightsManifest {
    const text = this.files.read('model.json');
    if (text !== undefined) {
      try {
        return JSON.parse(Buffer.from(text).toString()) as WeightsManifest;
      } catch {
        this.complain('MODEL_FILE_ODD', 'model.json is not JSON.');
      }
    } else this.missing('model.json');
    return { weightsManifest: [] };
  }

  private missing(file: string): Uint8Array {
    this.complain('MODEL_FILE_MISSING', `${file} is missing.`);
    return new Uint8Array(0);
  }

  complain(code: string, message: string): void {
    this.problems.push({ code, message });
  }
}

/** A view where the bytes allow one, else a copy. Fewer numbers than asked for are filled with zeros. */
function floats(bytes: Uint8Array, at: number, count: number): Float32Array {
  const start = bytes.byteOffset + at;
  if (start % 4 === 0 && at + 4 * count <= bytes.byteLength) return new Float32Array(bytes.buffer, start, count);
  const copy = new Float32Array(count);
  new Uint8Array(copy.buffer).set(bytes.subarray(at, at + 4 * count));
  return copy;
}
