// Writes client/src/api.ts from client/openapi.json, which api/test/documentation.spec.ts keeps true. With `--check` nothing is
// written, and types that are not what the document says end it with 1.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';

const folder = dirname(fileURLToPath(import.meta.url));
const target = join(folder, 'src', 'api.ts');

const nodes = await openapiTS(pathToFileURL(join(folder, 'openapi.json')), { alphabetize: true });
const content = `// Generated from openapi.json by 'npm run reference'.\n${astToString(nodes)}`;
let before = '';
try {
  before = readFileSync(target, 'utf8');
} catch {}
if (before === content) console.error('client: up to date.');
else if (process.argv.includes('--check')) {
  console.error("client/src/api.ts is not what client/openapi.json says. Run 'npm run reference'.");
  process.exitCode = 1;
} else {
  writeFileSync(target, content);
  console.error('client: wrote src/api.ts.');
}
