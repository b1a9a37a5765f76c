// Who may import whom: the rules of the house, checked on every source file. Prints each offence with its line.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Which of our own packages a package may import, by the folder it lives in. */
const ALLOWED = [
  { folder: 'core/learn', may: [] },
  { folder: 'core/pipeline', may: ['@proofline/learn'] },
  { folder: 'core/host', may: ['@proofline/learn', '@proofline/pipeline'] },
  // A vertical's Nest part lives in src/http, src/entities and src/migrations; only it may use the host.
  {
    folder: 'verticals/*/src/{http,entities,migrations}',
    may: ['@proofline/learn', '@proofline/pipeline', '@proofline/host'],
  },
  { folder: 'verticals/*', may: ['@proofline/learn', '@proofline/pipeline'] },
  { folder: 'api', may: ['@proofline/host', '@proofline/pipeline', '@proofline/learn'] },
  { folder: 'workers', may: ['@proofline/host', '@proofline/pipeline', '@proofline/learn'] },
  { folder: 'client', may: [] },
  { folder: 'cli', may: ['@proofline/learn', '@proofline/pipeline', '@proofline/client', 'verticals'] },
  { folder: 'benchmarks', may: ['@proofline/learn', '@proofline/pipeline', 'verticals'] },
];

/** Third-party packages that one folder keeps to itself. */
const CONFINED = [
  { packages: /^@tensorflow\//, only: ['core/learn/src/neural'] },
  { packages: /^(natural|@node-rs\/jieba)(\/|$)/, only: ['core/learn/src/text'] },
  { packages: /^ml-kmeans$/, only: ['core/learn/src/cluster'] },
  {
    packages: /^@duckdb\//,
    only: ['core/pipeline/src/dataset', 'core/pipeline/src/profile', 'core/pipeline/src/schema'],
  },
  { packages: /^echarts/, only: ['core/pipeline/src/report'] },
  { packages: /^(typeorm|pg)$/, only: ['core/host', 'verticals/*/src/entities', 'verticals/*/src/migrations'] },
  { packages: /^@aws-sdk\//, only: ['core/host/src/artifacts'] },
  { packages: /^bullmq$/, only: ['core/host/src/queue', 'workers'] },
  { packages: /^@nestjs\//, only: ['core/host', 'api', 'workers', 'verticals/*/src/http'] },
  { packages: /^(commander|@clack\/|cli-progress)/, only: ['cli'] },
];

/** Folders whose code has no input or output and no clock. */
const PURE = [
  {
    folder: 'core/learn/src',
    except: [
      'core/learn/src/neural',
      'core/learn/src/kernels',
      'core/learn/src/testing',
      // Weights come from a package this one depends on.
      'core/learn/src/text/encoders/shipped-encoder.ts',
    ],
  },
];
const IMPURE = /^node:(fs|net|http|https|child_process|os|worker_threads|timers)/;

function sourcesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      return ['node_modules', 'dist', '.git', 'out', '.venv', 'assembly'].includes(entry.name)
        ? []
        : sourcesBelow(path);
    }
    return /\.(ts|tsx|mts|js|mjs)$/.test(entry.name) ? [path] : [];
  });
}

/** `verticals/*` and `{a,b}` as a regular expression that matches the start of a path. */
function matcher(pattern) {
  const source = pattern
    .replaceAll('*', '[^/]+')
    .replace(/\{([^}]*)\}/g, (_, list) => `(?:${list.replaceAll(',', '|')})`);
  return new RegExp(`^${source}(?=/|$)`);
}

const inFolder = (file, pattern) => matcher(pattern).test(file);
const verticalNames = readdirSync(join(root, 'verticals'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => `@proofline/${entry.name}`);

/** Every module that a file imports, statically or not, with its line. */
function importsOf(text) {
  const found = [];
  const pattern =
    /(?:^\s*(?:import|export)\s[^;]*?from\s*|^\s*import\s*|\bimport\(\s*|\brequire\(\s*)(['"])([^'"]+)\1/gm;
  for (const match of text.matchAll(pattern)) {
    const line = text.slice(0, match.index + match[0].length).split('\n').length;
    found.push({ module: match[2], line });
  }
  return found;
}

function packageOf(module) {
  return module
    .split('/')
    .slice(0, module.startsWith('@') ? 2 : 1)
    .join('/');
}

const offences = [];
const folders = ['core', 'verticals', 'api', 'workers', 'client', 'cli', 'benchmarks', 'web'];
const files = folders
  .flatMap((folder) => {
    try {
      return sourcesBelow(join(root, folder));
    } catch {
      return [];
    }
  })
  .map((path) => relative(root, path).split(sep).join('/'));

for (const file of files) {
  const isTest = /\.spec\.ts$|\/test\//.test(file);
  const rule = ALLOWED.find(({ folder }) => inFolder(file, folder));
  const own = file
    .split('/')
    .slice(0, /^(core|verticals)\//.test(file) ? 2 : 1)
    .join('/');
  for (const { module, line } of importsOf(readFileSync(join(root, file), 'utf8'))) {
    const report = (why) => offences.push(`${file}:${line}: imports '${module}': ${why}`);
    if (module.startsWith('.')) {
      const target = join(dirname(file), module).split(sep).join('/');
      if (!target.startsWith(`${own}/`) && !isTest)
        report(`a relative path may not leave ${own}; import the package by its name`);
      continue;
    }
    if (module.startsWith('@proofline/') && rule !== undefined) {
      const name = packageOf(module);
      const allowed = rule.may.includes(name) || (rule.may.includes('verticals') && verticalNames.includes(name));
      const itself = name === `@proofline/${own.split('/').at(-1)}`;
      // A package that is not a vertical may still try one in its tests.
      if (!allowed && !itself && !(isTest && !verticalNames.includes(name))) {
        report(`${rule.folder} may import ${rule.may.join(', ') || 'none of our packages'}`);
      }
      continue;
    }
    if (isTest) continue;
    for (const { packages, only } of CONFINED) {
      if (packages.test(module) && !only.some((folder) => inFolder(file, folder)))
        report(`only ${only.join(', ')} may`);
    }
    for (const { folder, except } of PURE) {
      if (IMPURE.test(module) && inFolder(file, folder) && !except.some((one) => inFolder(file, one))) {
        report(`${folder} has no input or output`);
      }
    }
  }
}

if (offences.length > 0) {
  console.error(offences.join('\n'));
  console.error(
    `${offences.length} import${offences.length === 1 ? '' : 's'} against the rules; CONTRIBUTING.md says what they are.`,
  );
  process.exitCode = 1;
} else console.error(`Imports of ${files.length} files keep the rules.`);
