import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import util from 'node:util';
import { ProoflineError } from '../errors/proofline-error.js';

/** The operations of TensorFlow.js, the same on every backend. */
export type TensorFlow = typeof import('@tensorflow/tfjs-core');

export type BackendName = 'wasm' | 'native';

export interface Backend {
  readonly name: BackendName;
  readonly tf: TensorFlow;
  /** One sentence for a log: which backend this is and why. */
  readonly reason: string;
  readonly versions: Readonly<Record<string, string>>;
  /** Makes this the backend of the operations that follow; needed where two are open in one thread. */
  use(): void;
}

export interface BackendOptions {
  /** Called once with the sentence that says which backend was taken and why. */
  onChoice?: (line: string) => void;
}

const VERSION = '4.22.0';
const SETUP = "run 'npm run setup:native'";
const opened = new Map<BackendName, Promise<Backend>>();

/**
 * The only door to TensorFlow.js, which is loaded here and not before. `native` is `@tensorflow/tfjs-node`, which has to be
 * there with its library; `wasm` is the WebAssembly backend with our kernels and always works; `auto` takes native where
 * it can be had. Whether an MLP needs TensorFlow.js at all is for `chooseEngine` to say.
 */
export async function openBackend(
  choice: 'auto' | BackendName = 'auto',
  options: BackendOptions = {},
): Promise<Backend> {
  if (choice === 'wasm') return announce(await open('wasm', () => openWasm('TensorFlow.js on WebAssembly, as asked.')));
  try {
    return announce(await open('native', openNative));
  } catch (cause) {
    const why = (cause instanceof Error ? cause.message : String(cause)).split('\n')[0];
    if (choice === 'native') {
      throw new ProoflineError(
        'unavailable',
        'NATIVE_BACKEND_UNAVAILABLE',
        `Native TensorFlow cannot be used here: ${why}. To provide it ${SETUP}, or use the backend 'auto' or 'wasm'.`,
        { cause },
      );
    }
    const reason = `TensorFlow.js on WebAssembly: native TensorFlow is not available (${why}); to provide it ${SETUP}.`;
    return announce({ ...(await open('wasm', () => openWasm(reason))), reason });
  }

  function announce(backend: Backend): Backend {
    backend.use();
    options.onChoice?.(backend.reason);
    return backend;
  }
}

function open(name: BackendName, start: () => Promise<Backend>): Promise<Backend> {
  let backend = opened.get(name);
  if (backend === undefined) {
    backend = start();
    opened.set(name, backend);
    // A failure is not remembered: the library may be provisioned while a long-lived process runs.
    backend.catch(() => opened.delete(name));
  }
  return backend;
}

async function openWasm(reason: string): Promise<Backend> {
  const tf = await import('@tensorflow/tfjs-core');
  // In Node the core registers no gradients; its modules cannot be imported one by one, but the layers register them all.
  await import('@tensorflow/tfjs-layers');
  const wasm = await import('@tensorflow/tfjs-backend-wasm');
  const { registerKernelPack } = await import('./kernel-pack.js');
  if (!(await tf.setBackend('wasm'))) throw new Error('the WebAssembly backend of TensorFlow.js did not start');
  registerKernelPack(tf);
  return {
    name: 'wasm',
    tf,
    reason,
    versions: { 'tfjs-core': tf.version_core, 'tfjs-backend-wasm': wasm.version_wasm },
    use: () => activate(tf, 'wasm'),
  };
}

/** What `@tensorflow/tfjs-node` adds to the operations. */
interface NativeTensorFlow extends TensorFlow {
  version: Record<string, string>;
}

async function openNative(): Promise<Backend> {
  const path = findNative();
  prepareNative();
  const module = (await import(pathToFileURL(path).href)) as { default: NativeTensorFlow };
  const tf = module.default;
  if (tf.version_core !== VERSION) throw new Error(`@tensorflow/tfjs-node is ${tf.version_core}, not ${VERSION}`);
  activate(tf, 'tensorflow');
  if (tf.getBackend() !== 'tensorflow') throw new Error('its backend did not start');
  const [four] = tf.tidy(() => tf.matMul(tf.ones([1, 4]), tf.ones([4, 1])).dataSync());
  if (four !== 4) throw new Error(`it computes 1·1 + 1·1 + 1·1 + 1·1 as ${four}`);
  const library = (tf.backend() as unknown as { binding: { TF_Version: string } }).binding.TF_Version;
  return {
    name: 'native',
    tf,
    reason: `Native TensorFlow ${library}.`,
    versions: { 'tfjs-core': tf.version_core, 'tfjs-node': tf.version['tfjs-node'] ?? VERSION, tensorflow: library },
    use: () => activate(tf, 'tensorflow'),
  };
}

/**
 * The package where an application installed it itself, else where `npm run setup:native` puts it. Named in a variable so
 * that neither the compiler nor a bundler looks for a package that is usually absent.
 */
function findNative(): string {
  const name = '@tensorflow/tfjs-node';
  const places = [import.meta.url, new URL('../../native/package.json', import.meta.url).href];
  const problems: string[] = [];
  for (const place of places) {
    try {
      const manifest = createRequire(place).resolve(`${name}/package.json`);
      const binding = new URL('lib/napi-v8/tfjs_binding.node', pathToFileURL(manifest));
      if (existsSync(fileURLToPath(binding))) return createRequire(place).resolve(name);
      problems.push(`${name} is installed without its library`);
    } catch {
      problems.push(`${name} is not installed`);
    }
  }
  throw new Error(problems.find((problem) => problem.includes('without')) ?? problems[0]);
}

/** tfjs-node 4.22 calls two functions that Node 23 took away, and prints start-up lines that nobody asked for. */
function prepareNative(): void {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  const legacy = util as unknown as { isNullOrUndefined: (value: unknown) => boolean; isArray: typeof Array.isArray };
  legacy.isNullOrUndefined = (value) => value === null || value === undefined;
  legacy.isArray = Array.isArray;
}

function activate(tf: TensorFlow, name: string): void {
  if (tf.getBackend() !== name) void tf.setBackend(name);
}
