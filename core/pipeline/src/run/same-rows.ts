import { type Problem, ProoflineError } from '@proofline/learn';
import type { Dataset } from '../dataset/dataset.js';
import { selectColumns } from '../dataset/frame.js';
import { equalRuns } from '../leakage/held-out.js';
import { columnsWithRole } from '../schema/feature-schema.js';
import { rowKeys } from '../split/row-keys.js';

/** From this share on, rows of a further file that stand in the data too are no slip of an export but the wrong file. */
const MOSTLY_SAME = 0.5;

/** Refuses a test file all of whose rows are rows of the data: nothing in it is unseen. Fewer of them are a finding of leakage. */
export function refuseSameTest(data: Dataset, test: Dataset): void {
  if (rowsInData(data, test) < test.rows) return;
  const { path } = test.source;
  refuse({
    code: 'TEST_IS_DATA',
    message: `${isCopy(data, test) ? `The test file '${path}' is the data file, or a copy of it` : `The test file '${path}' holds rows of the data file only`}: models would be judged on what they learnt.`,
    where: { file: path },
    got: `${test.rows} rows, all of them in the data file`,
    allowed: 'rows that are not in the data file',
    fix: 'Name a file of other rows, or leave --test out: rows of the data are then held out.',
  });
}

/** Refuses a further file, e.g. of rejects, most of whose rows are rows of the data. */
export function refuseSameExtra(name: string, data: Dataset, extra: Dataset): void {
  const same = rowsInData(data, extra);
  if (same < MOSTLY_SAME * extra.rows) return;
  const { path } = extra.source;
  const count = (rows: number): string => rows.toLocaleString('en-US');
  const rows = `${same === extra.rows ? 'all' : `${count(same)} of`} its ${count(extra.rows)} rows stand in the data file, too`;
  refuse({
    code: 'EXTRA_IS_DATA',
    message: `The file of ${name} '${path}' is not one: ${rows}.`,
    where: { file: path, path: `data.extras.${name}` },
    got: rows,
    allowed: 'rows that are not in the data file',
    fix:
      name === 'rejects'
        ? 'Name the applications that were declined, whose outcome nobody knows, or leave --rejects out.'
        : `Name another file under data.extras.${name}, or leave it out.`,
  });
}

/**
 * How many rows of a file have the features of a row of the data; none where coincidence explains it: coarse columns make
 * equal rows within the data as well.
 */
function rowsInData(data: Dataset, other: Dataset): number {
  if (isCopy(data, other)) return other.rows;
  const names = columnsWithRole(data.schema, 'feature').map(({ name }) => name);
  const own = rowKeys(selectColumns(data, names), 1);
  const known = new Set(own);
  const same = rowKeys(selectColumns(other, names), 1).filter((key) => known.has(key)).length;
  return same / other.rows > 2 * repeatedShare(own) ? same : 0;
}

/** Share of rows that another one equals. */
function repeatedShare(keys: Float64Array): number {
  return equalRuns(keys).reduce((sum, run) => sum + run.length, 0) / keys.length;
}

function isCopy(data: Dataset, other: Dataset): boolean {
  return data.source.path === other.source.path || data.fingerprint === other.fingerprint;
}

function refuse(problem: Problem): never {
  throw new ProoflineError('invalid-input', problem.code, `${problem.message} ${problem.fix}`, { problems: [problem] });
}
