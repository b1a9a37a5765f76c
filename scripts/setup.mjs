// Brings a checkout into a state in which it runs: installs packages and builds, each only when missing or stale. Written with
// Node's built-ins, because on a clean clone there is nothing else. `--force` builds in any case.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const modules = join(root, 'node_modules');
const stampFile = join(modules, '.proofline-setup.json');
const lock = join(root, '.setup-lock');
const force = process.argv.includes('--force');

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Proofline needs Node 20.19 or later; this is ${process.version}. Get a newer one and start again.`);
  process.exit(2);
}

/** Every file below a folder, tests and output left out. */
function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return ['node_modules', 'dist', 'wasm'].includes(entry.name) ? [] : filesBelow(path);
    return entry.name.endsWith('.spec.ts') ? [] : [path];
  });
}

function packageFolders() {
  const groups = ['core', 'verticals'].flatMap((group) =>
    readdirSync(join(root, group), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(root, group, entry.name)),
  );
  return [...groups, ...['api', 'workers', 'client', 'cli', 'benchmarks'].map((name) => join(root, name))].filter(
    (folder) => existsSync(join(folder, 'package.json')),
  );
}

function hashFiles(files) {
  const hash = createHash('sha256');
  for (const file of files.sort())
    hash.update(file.slice(root.length)).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

/** Size and time of change of each file: enough to see that something changed, and fast. */
function fingerprintOfSources() {
  const hash = createHash('sha256');
  const files = packageFolders().flatMap((folder) => [
    ...filesBelow(join(folder, 'src')),
    ...filesBelow(join(folder, 'assembly')),
    join(folder, 'tsconfig.json'),
  ]);
  for (const file of files.sort()) {
    const { size, mtimeMs } = statSync(file);
    hash.update(`${file.slice(root.length)}\0${size}\0${mtimeMs}\0`);
  }
  return hash.digest('hex');
}

function fingerprintOfDependencies() {
  const lockFile = join(root, 'package-lock.json');
  const manifests = [join(root, 'package.json'), ...packageFolders().map((folder) => join(folder, 'package.json'))];
  return hashFiles([...manifests, ...(existsSync(lockFile) ? [lockFile] : [])]);
}

function readStamp() {
  try {
    return JSON.parse(readFileSync(stampFile, 'utf8'));
  } catch {
    return {};
  }
}

/** Runs a step with its output held back; it is shown when the step fails. */
function step(title, command, args) {
  const started = Date.now();
  process.stderr.write(`${title} …`);
  const result = spawnSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    shell: process.platform === 'win32',
  });
  const seconds = ((Date.now() - started) / 1000).toFixed(0);
  if (result.status !== 0) {
    process.stderr.write(
      ` failed after ${seconds} s\n${result.stdout ?? ''}${result.stderr ?? ''}${result.error?.message ?? ''}\n`,
    );
    return false;
  }
  process.stderr.write(` done in ${seconds} s\n`);
  return true;
}

function builtFilesMissing() {
  return packageFolders().some((folder) => existsSync(join(folder, 'src')) && !existsSync(join(folder, 'dist')));
}

/** One set-up at a time: a second start waits for the first, and takes over when that one died. */
async function withLock(work) {
  for (let waited = 0; ; waited++) {
    try {
      mkdirSync(lock);
      writeFileSync(join(lock, 'pid'), String(process.pid));
      break;
    } catch {
      let alive = false;
      try {
        process.kill(Number(readFileSync(join(lock, 'pid'), 'utf8')), 0);
        alive = true;
      } catch {}
      if (!alive && waited > 2) rmSync(lock, { recursive: true, force: true });
      else if (waited === 0) process.stderr.write('Another set-up is running; waiting for it.\n');
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
  try {
    return work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

function setUp() {
  const stamp = readStamp();
  const dependencies = fingerprintOfDependencies();
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  if (stamp.dependencies !== dependencies || !existsSync(join(modules, 'typescript'))) {
    // `install`, not `ci`: a lock file written on one platform may leave out the optional packages of another, which `ci`
    // refuses. Versions are the lock file's either way, and `--no-save` leaves it as it is.
    const installed = step('Installing packages', 'npm', ['install', '--no-save', ...quiet]);
    if (!installed) return 1;
    rmSync(stampFile, { force: true });
  }
  const after = fingerprintOfDependencies();
  const sources = fingerprintOfSources();
  if (force || readStamp().sources !== sources || builtFilesMissing()) {
    const node = process.execPath;
    if (!step('Building kernels', node, ['scripts/build-kernels.mjs', ...(force ? ['--force'] : [])])) return 1;
    if (!step('Building packages', node, ['node_modules/typescript/bin/tsc', '-b', ...(force ? ['--force'] : [])]))
      return 1;
  }
  writeFileSync(stampFile, JSON.stringify({ dependencies: after, sources }));
  return 0;
}

const upToDate = () => {
  const stamp = readStamp();
  return (
    !force &&
    existsSync(modules) &&
    stamp.dependencies === fingerprintOfDependencies() &&
    stamp.sources === fingerprintOfSources() &&
    !builtFilesMissing()
  );
};

process.exitCode = upToDate() ? 0 : await withLock(() => (upToDate() ? 0 : setUp()));
