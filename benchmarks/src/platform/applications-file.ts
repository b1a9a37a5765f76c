import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Rng } from '@proofline/learn';

/** One row in so many cannot be answered. */
export const BAD_EVERY = 10_000;
const LINES_AT_A_TIME = 10_000;

/** Writes a file as the German one, without outcomes: each cell is drawn from another row, and a few cells are no numbers. */
export async function writeApplications(path: string, sample: string, rows: number): Promise<void> {
  const [header, ...lines] = (await readFile(sample, 'utf8')).trimEnd().split('\n');
  const cells = lines.map(cellsOf);
  const names = header!.split(',').slice(0, -1);
  const duration = names.indexOf('duration_months');
  const rng = new Rng('applications');
  const text = function* (): Generator<string> {
    yield `${names.join(',')}\n`;
    for (let from = 0; from < rows; from += LINES_AT_A_TIME) {
      const count = Math.min(LINES_AT_A_TIME, rows - from);
      yield Array.from({ length: count }, (_, k) => {
        const row = names.map((_, j) => cells[rng.int(cells.length)]![j]!);
        if ((from + k) % BAD_EVERY === BAD_EVERY - 1) row[duration] = 'soon';
        return `${row.join(',')}\n`;
      }).join('');
    }
  };
  await pipeline(Readable.from(text()), createWriteStream(path));
}

/** The cells of a line as they stand, with their quotes. */
function cellsOf(line: string): string[] {
  return line.match(/"[^"]*"|[^,]+/g)!;
}
