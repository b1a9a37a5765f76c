// Compiles every AssemblyScript kernel of core/learn/assembly/*.ts to core/learn/wasm/*.wasm, when it is missing or older.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const source = join(root, 'core/learn/assembly');
const target = join(root, 'core/learn/wasm');
const force = process.argv.includes('--force');

// Kernels whose memory is somebody else's: TensorFlow.js allocates, or the model whose weights are in it; they take its pointers.
const IMPORTS_MEMORY = new Set(['fixed-point', 'neural', 'sequence', 'transformer']);

/** When a kernel or anything that kernels import was changed last. */
const shared = readdirSync(join(source, 'math')).map((name) => join(source, 'math', name));
const changed = (input) => Math.max(...[input, ...shared].map((file) => statSync(file).mtimeMs));

mkdirSync(target, { recursive: true });
const asc = createRequire(import.meta.url).resolve('assemblyscript/bin/asc.js');
for (const file of readdirSync(source).filter((name) => name.endsWith('.ts'))) {
  const name = file.slice(0, -3);
  const out = join(target, `${name}.wasm`);
  const input = join(source, file);
  if (!force && existsSync(out) && statSync(out).mtimeMs >= changed(input)) continue;
  const flags = ['--runtime', 'stub', '-O3', '--noAssert', '--enable', 'simd', '--enable', 'bulk-memory'];
  if (IMPORTS_MEMORY.has(name)) flags.push('--importMemory');
  execFileSync(process.execPath, [asc, input, '--outFile', out, ...flags], {
    stdio: 'inherit',
    cwd: join(root, 'core/learn'),
  });
  console.log(`kernel ${name}: ${statSync(out).size} bytes`);
}
