import type { NetworkData, TrainingEngine } from './engine.js';
import { KernelEngine } from './kernel-engine.js';
import { multiplyAdds, type NetworkShape } from './network.js';

/** Where a model was trained; travels with it. */
export interface TrainingRecord {
  backend: 'wasm' | 'native';
  /** One sentence: which backend was taken and why. */
  reason: string;
  versions: Record<string, string>;
}

/**
 * Multiply-adds of one training step from which native TensorFlow is faster than our kernels: below it, its cost of some
 * milliseconds for calling operations one by one is more than what its matrix products save.
 */
const NATIVE_FROM = 2e9;

/**
 * Picks where a network is trained. `wasm` is our kernels and loads no TensorFlow.js. `auto` is the same for all but very
 * wide networks, which go to native TensorFlow where its library is present. Bytes of the weights are reproducible on one
 * backend; the other one agrees to rounding.
 */
export async function chooseEngine(
  backend: 'auto' | 'wasm' | 'native',
  shape: NetworkShape,
  data: NetworkData,
  batchRows: number,
): Promise<{ engine: TrainingEngine; record: TrainingRecord }> {
  const onKernels = (reason: string): { engine: TrainingEngine; record: TrainingRecord } => ({
    engine: new KernelEngine(shape, data, batchRows),
    record: { backend: 'wasm', reason, versions: {} },
  });
  if (backend === 'wasm') return onKernels('WebAssembly kernels, as asked.');
  const work = 3 * batchRows * multiplyAdds(shape);
  if (backend === 'auto' && work < NATIVE_FROM) {
    return onKernels('WebAssembly kernels: the network is small enough to be faster there.');
  }
  const { openBackend } = await import('./backend.js');
  const opened = await openBackend(backend);
  if (opened.name === 'wasm') return onKernels(opened.reason);
  const { TensorEngine } = await import('./tensor-engine.js');
  return {
    engine: new TensorEngine(opened, shape, data),
    record: { backend: 'native', reason: opened.reason, versions: opened.versions },
  };
}
