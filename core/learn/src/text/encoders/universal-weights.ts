import type { PlacedDense, PlacedNorm, TransformerMemory } from '../../neural/transformer-memory.js';

export const MOST_TOKENS = 128;
export const PIECES = 8002;
export const EMBEDDING = 256;
export const WIDTH = 512;
export const INNER = 1536;
const EPSILON = 1e-6;

/** A weight of the graph by its name. */
export type Take = (name: string, ...shape: number[]) => Float32Array;

export interface UniversalLayer {
  width: number;
  attentionNorm: PlacedNorm;
  qkv: PlacedDense;
  attentionOut: PlacedDense;
  innerNorm: PlacedNorm;
  inner: PlacedDense;
  innerOut: PlacedDense;
}

/** The Universal Sentence Encoder's weights, put where the kernels read them. */
export interface UniversalWeights {
  /** Pieces x 256. */
  table: number;
  /** Positions x 256. */
  timing: number;
  residual: PlacedDense;
  layers: [UniversalLayer, UniversalLayer];
  last: PlacedDense;
}

const ENCODE = 'KonaTransformer/Encode';
const RATES = `module_apply_default/Encoder_en/${ENCODE}/TransformerStack/Layer_0/AddTimingSignal/TimingSignal/ExpandDims_1`;

export function placeWeights(memory: TransformerMemory, take: Take): UniversalWeights {
  // Variables that the graph keeps in parts, and folds into one.
  const variable = (name: string, ...shape: number[]): Float32Array =>
    take(`module_apply_default/Encoder_en/${ENCODE}/${name}/ConcatPartitions/concat`, ...shape);
  const dense = (weights: Float32Array, bias: Float32Array): PlacedDense =>
    memory.dense([{ weights, bias }], weights.length / bias.length);
  const residual = 'Layer_0/TransformerLayer/dense';
  const tanh = 'module/Encoder_en/hidden_layers/tanh_layer_0';
  return {
    table: memory.place(take('module/Embeddings_en', PIECES, EMBEDDING)),
    timing: memory.place(timingSignal(take(RATES, 1, EMBEDDING / 2))),
    residual: dense(variable(`${residual}/kernel`, EMBEDDING, WIDTH), variable(`${residual}/bias`, WIDTH)),
    layers: [layer(0, EMBEDDING), layer(1, WIDTH)],
    last: dense(take(`${tanh}/weights`, WIDTH, WIDTH), take(`${tanh}/bias`, WIDTH)),
  };

  function layer(index: number, width: number): UniversalLayer {
    const name = `Layer_${index}/TransformerLayer`;
    const norm = (place: string, size: number): PlacedNorm => {
      const of = (part: string): Float32Array =>
        variable(`${place}/layer_prepostprocess/layer_norm/layer_norm_${part}`, size);
      return memory.norm(of('scale'), of('bias'), EPSILON);
    };
    const attention = (part: string, outputs: number): PlacedDense => {
      const place = `${name}/MultiheadAttention/${part}`;
      const kernel = `module/Encoder_en/${ENCODE}/${place}/kernel/part_0`;
      return dense(take(kernel, 1, 1, width, outputs), variable(`${place}/bias`, outputs));
    };
    const inner = (part: string, inputs: number, outputs: number): PlacedDense => {
      const kernel = `module_apply_default/Encoder_en/${ENCODE}/TransformerStack/${name}/FFN/${part}/Tensordot/Reshape_1`;
      return dense(take(kernel, inputs, outputs), variable(`${name}/FFN/${part}/bias`, outputs));
    };
    return {
      width,
      attentionNorm: norm(name, width),
      qkv: attention('qkv_transform_single', 3 * width),
      attentionOut: attention('output_transform_single', WIDTH),
      innerNorm: norm(`${name}/FFN`, WIDTH),
      inner: inner('conv1', WIDTH, INNER),
      innerOut: inner('conv2', INNER, WIDTH),
    };
  }
}

/** Sines, then cosines of position times each rate (Vaswani et al. 2017), positions x 256. */
function timingSignal(rates: Float32Array): Float32Array {
  const signal = new Float32Array(MOST_TOKENS * EMBEDDING);
  for (let position = 0; position < MOST_TOKENS; position++) {
    for (let i = 0; i < rates.length; i++) {
      const angle = Math.fround(position * rates[i]!);
      signal[position * EMBEDDING + i] = Math.sin(angle);
      signal[position * EMBEDDING + rates.length + i] = Math.cos(angle);
    }
  }
  return signal;
}
