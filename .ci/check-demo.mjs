// Looks at what `npm run demo` left: exits with 1 and says why when it is not a finished proof of concept.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];
const problems = [];
const expect = (holds, what) => {
  if (!holds) problems.push(what);
};

const report = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'));
expect(['GO', 'NO-GO', 'MORE DATA'].includes(report.verdict.word), `the verdict is ${report.verdict.word}`);
expect(report.candidates.length >= 6, `${report.candidates.length} candidates were compared`);
expect(report.run.seconds < 60, `the run took ${report.run.seconds.toFixed(0)} s`);

const html = readFileSync(join(folder, 'report.html'), 'utf8');
expect(html.includes('<svg'), 'the report has no chart');
expect(!/(?:src|href)="https?:/.test(html), 'the report loads something from elsewhere');

const { row, prediction } = JSON.parse(readFileSync(join(folder, 'package', 'golden.json'), 'utf8'))[0];
const answer = spawnSync(
  process.execPath,
  ['cli/bin/proofline.js', 'predict', '--package', join(folder, 'package'), '--row', JSON.stringify(row)],
  { encoding: 'utf8' },
);
expect(answer.status === 0, `predict ended with ${answer.status}: ${answer.stderr}`);
if (answer.status === 0) {
  const got = JSON.parse(answer.stdout).prediction.probability;
  expect(
    Math.abs(got - prediction.probability) < 1e-9,
    `predict answers ${got}, the package says ${prediction.probability}`,
  );
}

for (const problem of problems) console.error(`The proof of concept: ${problem}.`);
process.exitCode = problems.length === 0 ? 0 : 1;
