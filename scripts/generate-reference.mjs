// Writes docs/reference from the code: JSON Schemas of the documents that people and programs exchange with Proofline.
// With `--check` nothing is written, and a page that is not what the code says ends it with 1.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { evaluationReportDocument, featureSchemaDocument, pocConfigDocument } from '@proofline/pipeline';
import { z } from 'zod';

const folder = join(dirname(fileURLToPath(import.meta.url)), '..', 'docs', 'reference');

/** What a document looks like as it is written (`input`: defaults may be left out) or as it is read back (`output`). */
const DOCUMENTS = [
  {
    file: 'evaluation-report.schema.json',
    title: 'report.json of a run',
    document: evaluationReportDocument,
    io: 'output',
  },
  { file: 'feature-schema.schema.json', title: 'schema.yaml', document: featureSchemaDocument, io: 'input' },
  { file: 'proofline.schema.json', title: 'proofline.yaml', document: pocConfigDocument, io: 'input' },
];

const stale = [];
mkdirSync(folder, { recursive: true });
for (const { file, title, document, io } of DOCUMENTS) {
  const schema = { title, ...z.toJSONSchema(document, { io, unrepresentable: 'any' }) };
  const content = `${JSON.stringify(schema, null, 2)}\n`;
  const path = join(folder, file);
  let before = '';
  try {
    before = readFileSync(path, 'utf8');
  } catch {}
  if (before === content) continue;
  stale.push(file);
  if (!process.argv.includes('--check')) writeFileSync(path, content);
}
if (stale.length > 0 && process.argv.includes('--check')) {
  console.error(`docs/reference is not what the code says: ${stale.join(', ')}. Run 'npm run reference'.`);
  process.exitCode = 1;
} else console.error(`docs/reference: ${stale.length === 0 ? 'up to date' : `wrote ${stale.join(', ')}`}.`);
