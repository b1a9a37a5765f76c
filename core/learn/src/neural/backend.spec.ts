import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Tensor } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeArtifact, encodeArtifact } from '../estimator/artifact.js';
import { matrix } from '../matrix/matrix.js';
import { Rng } from '../random/rng.js';
import { SEQUENCE_SHAPES, textData } from '../testing/sequence-sample-data.js';
import { type Backend, openBackend } from './backend.js';
import type { NetworkData } from './engine.js';
import { FittedMultilayerPerceptronClassifier } from './fitted-multilayer-perceptron.js';
import { forward } from './forward.js';
import { KernelEngine } from './kernel-engine.js';
import { MultilayerPerceptronClassifier } from './multilayer-perceptron.js';
import { foldLayers, initialWeights, type NetworkShape } from './network.js';
import { SequenceKernelEngine } from './sequences/sequence-kernel-engine.js';
import { initialSequenceWeights, type SequenceShape } from './sequences/sequence-shape.js';
import { SequenceTensorEngine } from './sequences/sequence-tensor-engine.js';
import {
  type FittedTextConvolutionalNetwork,
  TextConvolutionalNetwork,
} from './sequences/text-convolutional-network.js';
import { TensorEngine } from './tensor-engine.js';

// One contract for every backend. Where the library of native TensorFlow is absent its half is skipped by name, or fails
// when PROOFLINE_REQUIRE_NATIVE=1 says that it has to be there.

const required = process.env.PROOFLINE_REQUIRE_NATIVE === '1';
const absence = await openBackend('native').then(
  () => undefined,
  (error: Error) => error.message,
);
if (absence !== undefined) console.warn(`The native half of this suite does not run. ${absence}`);

type Operations = Backend['tf'];

/** Runs `work` on the pure-JavaScript backend, the reference. */
async function onCpu<T>(backend: Backend, work: () => T): Promise<T> {
  const { tf } = backend;
  if (tf.findBackend('cpu') === null) await import('@tensorflow/tfjs-backend-cpu');
  await tf.setBackend('cpu');
  // Otherwise its first tensor prints an advertisement of the native backend.
  tf.env().set('PROD', true);
  try {
    return work();
  } finally {
    backend.use();
  }
}

function expectClose(got: ArrayLike<number>, want: ArrayLike<number>, relative: number): void {
  const largest = Array.from(want).reduce((most, v) => Math.max(most, Math.abs(v)), 1e-30);
  expect(got.length).toBe(want.length);
  let worst = 0;
  for (let i = 0; i < want.length; i++) worst = Math.max(worst, Math.abs(got[i]! - want[i]!));
  expect(worst / largest).toBeLessThan(relative);
}

const normal = (count: number, seed: number): Float32Array => {
  const rng = new Rng(seed);
  return Float32Array.from({ length: count }, () => rng.normal());
};

/** A case: shapes of the inputs, and the operation whose gradients in all of them are compared. */
const GRADIENTS: [string, number[][], (tf: Operations, ...inputs: Tensor[]) => Tensor][] = [
  // The first is large enough (2.4 million multiply-adds) for any threaded path there is.
  [
    'a product',
    [
      [160, 120],
      [120, 130],
    ],
    (tf, a, b) => tf.matMul(a, b),
  ],
  [
    'a product with both sides transposed',
    [
      [12, 7],
      [5, 12],
    ],
    (tf, a, b) => tf.matMul(a, b, true, true),
  ],
  [
    'a batch of products',
    [
      [6, 9, 4],
      [6, 4, 5],
    ],
    (tf, a, b) => tf.matMul(a, b),
  ],
  ['a bias', [[33, 10], [10]], (tf, x, b) => tf.tanh(tf.add(x, b))],
  [
    'an embedding',
    [[20, 6]],
    (tf, x) =>
      tf.gather(
        x,
        tf.tensor2d(
          [
            [3, 3, 0],
            [19, 7, 3],
          ],
          [2, 3],
          'int32',
        ),
      ),
  ],
  [
    'a convolution',
    [
      [2, 9, 8, 3],
      [3, 3, 3, 5],
    ],
    (tf, x, w) => tf.conv2d(x as never, w as never, 1, 'same'),
  ],
  [
    'a convolution with strides',
    [
      [2, 9, 8, 3],
      [4, 2, 3, 5],
    ],
    (tf, x, w) => tf.conv2d(x as never, w as never, [2, 3], 'valid'),
  ],
  [
    'max pooling of windows that are all negative',
    [[2, 6, 6, 3]],
    (tf, x) => tf.maxPool(tf.sub(tf.neg(tf.abs(x)), 0.5) as never, 2, 2, 'valid'),
  ],
  ['max pooling over the edge', [[1, 5, 5, 2]], (tf, x) => tf.maxPool(tf.sub(x, 3) as never, 3, 2, 'same')],
  ['a softmax', [[7, 4]], (tf, x) => tf.logSoftmax(x)],
];

const SHAPE: NetworkShape = {
  inputs: 9,
  hidden: [12, 7],
  outputs: 1,
  activation: 'tanh',
  batchNorm: false,
  dropout: 0,
  loss: 'logistic',
};

function networkData(rows: number, shape: NetworkShape): NetworkData {
  const rng = new Rng('data');
  const classes = shape.loss === 'softmax' ? shape.outputs : 2;
  return {
    rows,
    x: normal(rows * shape.inputs, 21),
    y: Float32Array.from({ length: rows }, () => (shape.loss === 'squared' ? rng.normal() : rng.int(classes))),
    weight: Float32Array.from({ length: rows }, () => 0.5 + rng.next()),
  };
}

const VARIANTS: [string, Partial<NetworkShape>][] = [
  ['tanh', {}],
  ['ReLU with dropout', { activation: 'relu', dropout: 0.3 }],
  ['tanh with dropout', { dropout: 0.3 }],
  ['batch normalisation', { batchNorm: true, dropout: 0.1 }],
  ['three classes', { loss: 'softmax', outputs: 3 }],
  ['regression', { loss: 'squared' }],
  ['no hidden layer', { hidden: [] }],
];

describe.each(['wasm', 'native'] as const)('backend %s', (name) => {
  const missing = name === 'native' ? absence : undefined;
  it.runIf(missing !== undefined && required)('is there, as PROOFLINE_REQUIRE_NATIVE=1 demands', () => {
    expect.fail(missing);
  });
  describe.skipIf(missing !== undefined)(missing === undefined ? 'contract' : `contract (skipped: ${missing})`, () => {
    let backend: Backend;
    beforeAll(async () => {
      const lines: string[] = [];
      backend = await openBackend(name, { onChoice: (line) => lines.push(line) });
      expect(lines).toEqual([backend.reason]);
      expect(backend.name).toBe(name);
      expect(backend.versions['tfjs-core']).toBe('4.22.0');
    });

    it.each(GRADIENTS)('has the gradients of the reference for %s', async (_title, shapes, operation) => {
      const run = (): Float32Array[] => {
        const { tf } = backend;
        const inputs = shapes.map((shape, i) =>
          tf.tensor(
            normal(
              shape.reduce((a, b) => a * b),
              i + 1,
            ),
            shape,
          ),
        );
        // A weighted sum, so that every output has a gradient of its own.
        const objective = (...given: Tensor[]): Tensor => {
          const out = operation(tf, ...given);
          return tf.sum(tf.mul(out, tf.tensor(normal(out.size, 99), out.shape)));
        };
        const { value, grads } = tf.valueAndGrads(objective as never)(inputs);
        const results = [value, ...grads].map((tensor) => Float32Array.from(tensor.dataSync()));
        tf.dispose([...inputs, value, ...grads]);
        return results;
      };
      const got = run();
      const want = await onCpu(backend, run);
      got.forEach((values, i) => {
        expectClose(values, want[i]!, 1e-4);
      });
    });

    it.each(VARIANTS)('trains as the hand-written kernels do: %s', (_title, variant) => {
      const shape = { ...SHAPE, ...variant };
      const data = networkData(60, shape);
      const start = initialWeights(shape, new Rng(3), new Float32Array(shape.outputs));
      const tensors = new TensorEngine(backend, shape, data);
      const kernels = new KernelEngine(shape, data, 20);
      const all = Int32Array.from({ length: 60 }, (_, i) => i);
      for (const engine of [tensors, kernels]) engine.start(start);
      const before = backend.tf.memory().numTensors;
      for (let step = 0; step < 9; step++) {
        const rows = all.slice((step % 3) * 20, (step % 3) * 20 + 20);
        const settings = { learningRate: 0.01, l2: 0.01, seed: 1000 + step };
        const loss = tensors.step(rows, settings);
        expect(Math.abs(kernels.step(rows, settings) / loss - 1)).toBeLessThan(1e-4);
      }
      expect(backend.tf.memory().numTensors).toBe(before);
      const [a, b] = [tensors.weights(), kernels.weights()];
      a.forEach((values, i) => {
        expectClose(values, b[i]!, 1e-3);
      });
      // Weights of one go into the other and answer alike; so does the forward pass that serves.
      const swapped = new KernelEngine(shape, data, 20);
      swapped.start(a);
      expect(Math.abs(swapped.loss(all) / tensors.loss(all) - 1)).toBeLessThan(1e-4);
      if (shape.loss === 'logistic') {
        const [z] = forward([foldLayers(shape, a)], shape.activation, data.x, 60);
        const loss = z!.reduce((sum, v, i) => sum + data.weight[i]! * (Math.log1p(Math.exp(v)) - v * data.y[i]!), 0);
        expect(Math.abs(loss / tensors.loss(all) - 1)).toBeLessThan(1e-4);
      }
      tensors.dispose();
    });

    it.each(
      Object.entries(SEQUENCE_SHAPES).filter(
        ([, { encoder }]) => encoder.kind === 'convolution' || encoder.pooling !== 'none',
      ),
    )('trains sequences as the hand-written kernels do: %s', (_title, variant) => {
      for (const outputs of [1, 3]) {
        const shape: SequenceShape = { vocabulary: 30, dimension: 8, dropout: 0, ...variant, outputs };
        const data = textData(shape, 24);
        const start = initialSequenceWeights(shape, new Rng(3), new Float32Array(outputs));
        const tensors = new SequenceTensorEngine(backend, shape, data);
        const kernels = new SequenceKernelEngine(shape, data);
        for (const engine of [tensors, kernels]) engine.start(start);
        const all = Int32Array.from({ length: 24 }, (_, i) => i);
        const before = backend.tf.memory().numTensors;
        for (let step = 0; step < 9; step++) {
          const rows = all.slice((step % 3) * 8, (step % 3) * 8 + 8);
          const settings = { learningRate: 0.01, l2: 0.01, seed: 1000 + step };
          const loss = tensors.step(rows, settings);
          expect(Math.abs(kernels.step(rows, settings) / loss - 1)).toBeLessThan(1e-4);
        }
        expect(backend.tf.memory().numTensors).toBe(before);
        expect(Math.abs(kernels.loss(all) / tensors.loss(all) - 1)).toBeLessThan(1e-4);
        const [a, b] = [tensors.weights(), kernels.weights()];
        a.forEach((values, i) => {
          expectClose(values, b[i]!, 1e-3);
        });
        tensors.dispose();
      }
    });

    it('fits a network of texts that names it, the same bytes twice, with the answers of the kernels', async () => {
      const tokens = Array.from({ length: 60 }, (_, i) => [i % 3 === 0 ? 'where' : 'is', 'my', `w${i % 7}`]);
      const y = Float64Array.from(tokens, ([first]) => (first === 'where' ? 1 : 0));
      const fit = (backendName: string): Promise<FittedTextConvolutionalNetwork> =>
        new TextConvolutionalNetwork({ epochs: 3, filters: 8, dimension: 8, backend: backendName }).fit(
          { tokens, y },
          { rng: new Rng(1) },
        );
      const model = await fit(name);
      expect(model.training.backend).toBe(name);
      expect(encodeArtifact((await fit(name)).toArtifact())).toEqual(encodeArtifact(model.toArtifact()));
      expectClose(model.predictProbability(tokens), (await fit('wasm')).predictProbability(tokens), 1e-4);
    });

    it('fits, saves and loads a model that names it, the same bytes twice', async () => {
      const rng = new Rng(5);
      const x = matrix([0, 1].map(() => Float64Array.from({ length: 120 }, () => rng.normal())));
      const y = x.columns[0]!.map((v, i) => (v * x.columns[1]![i]! > 0 ? 1 : 0));
      const fit = (backendName: string): Promise<FittedMultilayerPerceptronClassifier> =>
        new MultilayerPerceptronClassifier({ epochs: 4, units: 8, backend: backendName }).fit(
          { x, y },
          { rng: new Rng(1) },
        );
      const model = await fit(name);
      expect(model.training.backend).toBe(name);
      const bytes = encodeArtifact(model.toArtifact());
      expect(encodeArtifact((await fit(name)).toArtifact())).toEqual(bytes);
      const loaded = FittedMultilayerPerceptronClassifier.fromArtifact(decodeArtifact(bytes));
      expect(loaded.predictProbability(x)).toEqual(model.predictProbability(x));
      expectClose(loaded.predictProbability(x), (await fit('wasm')).predictProbability(x), 1e-4);
    });

    it('works inside a worker thread', async () => {
      const answer = await inWorker(`
        import { openBackend, MultilayerPerceptronClassifier } from './neural/index.js';
        import { matrix } from './matrix/matrix.js';
        import { Rng } from './random/rng.js';
        const { tf, name } = await openBackend('${name}');
        const [slope] = tf.tidy(() => tf.grad((x) => tf.sum(tf.matMul(x, tf.ones([4, 5]))))(tf.ones([3, 4])).dataSync());
        const x = matrix([Float64Array.from({ length: 80 }, (_, i) => i)]);
        const y = x.columns[0].map((v) => (v < 40 ? 0 : 1));
        const model = await new MultilayerPerceptronClassifier({ epochs: 2, backend: '${name}' }).fit({ x, y }, { rng: new Rng(1) });
        answer({ name, slope, trainedOn: model.training.backend, p: model.predictProbability(x)[0] });
      `);
      expect(answer).toMatchObject({ name, slope: 5, trainedOn: name });
      expect((answer as { p: number }).p).toBeGreaterThan(0);
    });
  });
});

describe('openBackend', () => {
  it('falls back to wasm, saying why and what to do, where native TensorFlow is not installed', async () => {
    // A copy of the compiled sources with no native package beside it.
    const answer = (await inWorker(
      `
      import { openBackend } from './neural/index.js';
      const lines = [];
      const { name, reason } = await openBackend('auto', { onChoice: (line) => lines.push(line) });
      const refused = await openBackend('native').catch((error) => ({ kind: error.kind, code: error.code, message: error.message }));
      answer({ name, reason, lines, refused });
    `,
      'without-native',
    )) as { name: string; reason: string; lines: string[]; refused: { kind: string; code: string; message: string } };
    expect(answer.name).toBe('wasm');
    expect(answer.lines).toEqual([answer.reason]);
    expect(answer.reason).toMatch(/not available \(@tensorflow\/tfjs-node is not installed\).*npm run setup:native/);
    expect(answer.refused).toMatchObject({ kind: 'unavailable', code: 'NATIVE_BACKEND_UNAVAILABLE' });
    expect(answer.refused.message).toMatch(/'auto' or 'wasm'/);
  });

  it('falls back to wasm where the native package is there without its library, as after a held-back install', async () => {
    const answer = (await inWorker(
      `
      import { openBackend } from './neural/index.js';
      const { name, reason } = await openBackend('auto');
      answer({ name, reason });
    `,
      'without-library',
    )) as { name: string; reason: string };
    expect(answer.name).toBe('wasm');
    expect(answer.reason).toMatch(/tfjs-node is installed without its library/);
  });

  it('is the only thing that loads TensorFlow.js: fitting, serving and the main entry do not', async () => {
    const answer = await inWorker(`
      import { createRequire } from 'node:module';
      import './index.js';
      import { MultilayerPerceptronClassifier } from './neural/index.js';
      import { matrix } from './matrix/matrix.js';
      import { Rng } from './random/rng.js';
      const x = matrix([Float64Array.from({ length: 80 }, (_, i) => i)]);
      const y = x.columns[0].map((v) => (v < 40 ? 0 : 1));
      (await new MultilayerPerceptronClassifier({ epochs: 2 }).fit({ x, y }, { rng: new Rng(1) })).predictProbability(x);
      const before = '_tfengine' in globalThis;
      const { openBackend } = await import('./neural/index.js');
      await openBackend('wasm');
      answer({ before, after: '_tfengine' in globalThis });
    `);
    expect(answer).toEqual({ before: false, after: true });
  });
});

// A worker thread runs JavaScript: the package's sources are compiled once into a scratch folder inside the package, with
// wasm/ beside them, and native/ only where it is meant to be found.
const packageRoot = fileURLToPath(new URL('../../', import.meta.url));
const scratch = join(packageRoot, '.proofline', `worker-${process.pid}`);
let scripts = 0;

async function inWorker(
  script: string,
  where: 'plain' | 'without-native' | 'without-library' = 'plain',
): Promise<unknown> {
  const source = join(scratch, where, 'src');
  if (!existsSync(source)) {
    compile(source);
    symlinkSync(join(packageRoot, 'wasm'), join(scratch, where, 'wasm'));
    if (where === 'plain') symlinkSync(join(packageRoot, 'native'), join(scratch, where, 'native'));
    if (where === 'without-library') {
      const installed = join(scratch, where, 'native/node_modules/@tensorflow/tfjs-node');
      mkdirSync(installed, { recursive: true });
      writeFileSync(join(installed, 'package.json'), JSON.stringify({ name: '@tensorflow/tfjs-node' }));
    }
  }
  const entry = join(source, `entry-${scripts++}.js`);
  const head =
    "import { parentPort } from 'node:worker_threads';\nconst answer = (value) => parentPort.postMessage(value);\n";
  writeFileSync(entry, head + script);
  const worker = new Worker(entry);
  try {
    return await new Promise((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', (code) => reject(new Error(`the worker ended with code ${code} and no answer`)));
    });
  } finally {
    await worker.terminate();
  }
}

/** The package's sources as JavaScript, without a look at their types: the build has checked them. */
function compile(to: string): void {
  const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');
  const settings = [
    '--composite',
    'false',
    '--declaration',
    'false',
    '--declarationMap',
    'false',
    '--sourceMap',
    'false',
  ];
  execFileSync(process.execPath, [tsc, '-p', packageRoot, '--noCheck', '--outDir', to, ...settings]);
}

afterAll(() => rmSync(scratch, { recursive: true, force: true }));
