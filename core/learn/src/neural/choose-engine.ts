import type { Backend } from './backend.js';
import type { TrainingEngine } from './engine.js';

/** Where a model was trained; travels with it. */
export interface TrainingRecord {
  backend: 'wasm' | 'native';
  /** One sentence: which backend was taken and why. */
  reason: string;
  versions: Record<string, string>;
}

/** How to make the engine of a network, on our kernels and on TensorFlow.js. */
export interface EngineChoices {
  kernels(): TrainingEngine;
  tensors(backend: Backend): Promise<TrainingEngine>;
  /** Whether native TensorFlow would be the faster one, were it there. */
  nativeIsFaster: boolean;
}

/**
 * Picks where a network is trained. `wasm` is our kernels and loads no TensorFlow.js. `auto` is the same but for networks that
 * are faster on native TensorFlow, where its library is present. Bytes of the weights are reproducible on one backend; the
 * other one agrees to rounding.
 */
export async function chooseEngine(
  backend: 'auto' | 'wasm' | 'native',
  { kernels, tensors, nativeIsFaster }: EngineChoices,
): Promise<{ engine: TrainingEngine; record: TrainingRecord }> {
  const onKernels = (reason: string): { engine: TrainingEngine; record: TrainingRecord } => ({
    engine: kernels(),
    record: { backend: 'wasm', reason, versions: {} },
  });
  if (backend === 'wasm') return onKernels('WebAssembly kernels, as asked.');
  if (backend === 'auto' && !nativeIsFaster) return onKernels('WebAssembly kernels: such a network is faster there.');
  const { openBackend } = await import('./backend.js');
  const opened = await openBackend(backend);
  if (opened.name === 'wasm') return onKernels(opened.reason);
  return {
    engine: await tensors(opened),
    record: { backend: 'native', reason: opened.reason, versions: opened.versions },
  };
}
