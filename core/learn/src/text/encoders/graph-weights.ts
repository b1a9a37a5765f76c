import { type FileProblems, parsedJson, requiredFile } from './file-problems.js';
import type { ModelFiles } from './sentence-encoder.js';

interface WeightsManifest {
  weightsManifest: {
    paths: string[];
    weights: { name: string; shape: number[]; dtype: string; quantization?: unknown }[];
  }[];
}

/**
 * The weights of a TensorFlow.js model (`model.json` and its shards) by name; the graph itself is not looked at. What is
 * asked for and not there, or odd, goes to `problems`.
 */
export class GraphWeights {
  private readonly found = new Map<string, { shape: number[]; values: Float32Array }>();

  constructor(
    files: ModelFiles,
    private readonly problems: FileProblems,
  ) {
    const bytes = requiredFile(files, 'model.json', problems);
    const manifest = bytes === undefined ? undefined : parsedJson(bytes, 'model.json', problems);
    for (const { paths, weights } of (manifest as WeightsManifest | undefined)?.weightsManifest ?? []) {
      const shards = paths.map((path) => requiredFile(files, path, problems) ?? new Uint8Array(0));
      const group = shards.length === 1 ? shards[0]! : Buffer.concat(shards);
      let at = 0;
      for (const { name, shape, dtype, quantization } of weights) {
        const count = shape.reduce((product, size) => product * size, 1);
        if (dtype === 'float32' && quantization === undefined) {
          this.found.set(name, { shape, values: floats(group, at, count) });
        }
        // Sizes and positions of the graph; every type here has four bytes a number.
        at += 4 * count;
      }
      if (at !== group.byteLength && problems.none) {
        problems.add(`The shards have ${group.byteLength} bytes; the manifest speaks of ${at}.`);
      }
    }
  }

  /** The numbers of one weight; of those that are missing or of another shape, zeros. */
  take(name: string, shape: readonly number[]): Float32Array {
    const weight = this.found.get(name);
    if (weight !== undefined && weight.shape.join() === shape.join()) return weight.values;
    const got = weight === undefined ? 'is missing' : `has the shape [${weight.shape.join(', ')}]`;
    this.problems.add(`Weight '${name}' ${got}; it has to have the shape [${shape.join(', ')}].`, 'MODEL_WEIGHT_ODD');
    return new Float32Array(shape.reduce((product, size) => product * size, 1));
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
