import { access } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ProoflineError } from '@proofline/learn';
import type { Language, Vertical } from '@proofline/pipeline';
import { type Io, paint } from '../io.js';
import { poc } from './poc.js';

const REPOSITORY = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

/** The proof of concept on German credit, the sample data of the repository. */
export async function demo(io: Io, verticals: readonly Vertical[], options: { lang: Language }): Promise<void> {
  const config = join(REPOSITORY, 'fixtures', 'german-credit', 'proofline.yaml');
  await access(config).catch((cause: unknown) => {
    throw new ProoflineError(
      'not-found',
      'DEMO_NOT_FOUND',
      'The sample data is part of the repository and not of the installed command. Run it on a file of your own: proofline poc credit-risk --data FILE --target COLUMN --out FOLDER.',
      { cause },
    );
  });
  const out = join(REPOSITORY, 'out', 'german-credit');
  io.err(
    `${paint(io, 'bold', 'Proofline')}: a proof of concept on German credit, 1,000 applications of which 300 went bad.\n`,
  );
  await poc(io, verticals, undefined, { config, out, lang: options.lang });
  const command = `node ${relative(io.cwd, join(REPOSITORY, 'cli', 'bin', 'proofline.js'))}`;
  io.out(`
Next
  Open the report in a browser.
  On your own file:  ${command} poc credit-risk --data FILE --target COLUMN --positive VALUE --out FOLDER
  One application:   ${command} predict --package ${relative(io.cwd, join(out, 'package'))} --row '{…}'
  Step by step:      docs/guides/your-first-poc.md
`);
}
