import { readFileSync } from 'node:fs';
import { ProoflineError } from '../errors/proofline-error.js';

const modules = new Map<string, WebAssembly.Module>();

/**
 * The compiled kernel module `wasm/<name>.wasm` of this package (source: `assembly/<name>.ts`), compiled once a process.
 * Callers instantiate it themselves, so that each fit can have a memory of its own and give it back at the end.
 */
export function loadKernel(name: string): WebAssembly.Module {
  let module = modules.get(name);
  if (module === undefined) {
    const file = new URL(`../../wasm/${name}.wasm`, import.meta.url);
    let bytes: Uint8Array<ArrayBuffer>;
    try {
      bytes = readFileSync(file);
    } catch (cause) {
      throw new ProoflineError('not-ready', 'KERNEL_MISSING', `Kernel '${name}' is not built. Run 'npm run build'.`, {
        cause,
      });
    }
    module = new WebAssembly.Module(bytes);
    modules.set(name, module);
  }
  return module;
}
