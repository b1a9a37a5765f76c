import { appendFile, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Rng } from '@proofline/learn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pocConfigDocument } from '../intake/poc-config.js';
import { binary } from '../kinds/binary.js';
import type { BinaryTruth } from '../kinds/binary-truth.js';
import { runPoc } from '../run/run-poc.js';
import { writePoc } from '../run/write-poc.js';
import type { CandidateModel, FittedCandidate, Task } from '../task/task.js';
import { text } from '../text/localized.js';
import { defineVertical } from '../vertical/define-vertical.js';
import type { GateCheck, GateCheckId } from './gate-check.js';
import type { GateModel } from './gate-model.js';
import { judgeGate } from './judge-gate.js';

/** The event rate in bands of one feature; without one, of all rows. */
function bands(name: string, feature?: string): FittedCandidate<BinaryTruth, Float64Array> {
  const make = (rates: Record<string, number>): CandidateModel<Float64Array> => ({
    ...(feature === undefined ? {} : { uses: [feature] }),
    predict(frame) {
      const column = feature === undefined ? undefined : frame.columns.get(feature);
      const band = (i: number): number => (column?.kind === 'numeric' ? Math.round(column.values[i]!) : 0);
      return Float64Array.from({ length: frame.rows }, (_, i) => rates[band(i)] ?? 0.5);
    },
    toArtifact: () => ({ kind: 'test.bands', json: { rates }, tensors: {} }),
  });
  return {
    name: `gate.task.${name}.v1`,
    title: text(name),
    complexity: feature === undefined ? 0 : 1,
    baseline: feature === undefined,
    async fit({ frame, truth }) {
      const column = feature === undefined ? undefined : frame.columns.get(feature);
      const sums: Record<string, [number, number]> = {};
      truth.y.forEach((y, i) => {
        const band = column?.kind === 'numeric' ? Math.round(column.values[i]!) : 0;
        sums[band] ??= [1, 2];
        sums[band][0] += y;
        sums[band][1]++;
      });
      return make(Object.fromEntries(Object.entries(sums).map(([band, [events, rows]]) => [band, events / rows])));
    },
    load: ({ json }) => make((json as unknown as { rates: Record<string, number> }).rates),
  };
}

const task: Task<BinaryTruth, Float64Array> = {
  id: 'task',
  title: text('task'),
  kind: binary,
  primaryMetric: 'auc',
  candidates: [bands('share'), bands('strong', 'strong'), bands('weak', 'weak')],
  criteria: [],
  measures: { ratio: { title: text('ratio'), better: 'higher' } },
  fairness: {
    criterion: { metric: 'ratio', bound: '>=', value: 0.8, level: 'must' },
    // Mean prediction of the one group over that of the other.
    measure({ rows, prediction }) {
      const column = rows.columns.get('sex');
      if (column?.kind !== 'categorical') throw new TypeError('no groups');
      const mean = (level: string): number => {
        const own = prediction.filter((_, i) => column.levels[column.codes[i]!] === level);
        return own.reduce((sum, p) => sum + p, 0) / own.length;
      };
      const value = mean('f') / mean('m');
      return { value, interval: [value - 0.01, value + 0.01] };
    },
  },
  examples: [{ strong: 1, weak: 1 }],
};
const vertical = defineVertical({
  id: 'gate',
  title: text('gate'),
  summary: text('A made-up vertical.'),
  version: '0.1.0',
  compatibility: '^0.1.0',
  tasks: [task],
});

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'proofline-gate-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

const HEADER = 'loan,strong,weak,sex,y';
interface Book {
  rows: number;
  seed: string;
  /** Number of the first loan. */
  from?: number;
}

/** Loans whose event follows `strong` closely and `weak` loosely. */
function book({ rows, seed, from = 0 }: Book): string[] {
  const rng = new Rng(seed);
  return Array.from({ length: rows }, (_, i) => {
    const risk = rng.int(5);
    const y = rng.next() < [0.05, 0.2, 0.4, 0.7, 0.9][risk]! ? 'yes' : 'no';
    const weak = rng.next() < 0.5 ? risk : rng.int(5);
    return `L${from + i},${risk},${weak},${rng.next() < 0.5 ? 'f' : 'm'},${y}`;
  });
}

let files = 0;
async function save(lines: readonly string[], header = HEADER): Promise<string> {
  const path = join(home, `book-${files++}.csv`);
  await writeFile(path, `${header}\n${lines.join('\n')}\n`);
  return path;
}

/** Trains on a file and keeps what a run keeps. */
async function train(
  version: number,
  file: string,
  more: {
    candidates?: string[];
    test?: string;
    sexIs?: 'protected' | 'ignore';
    constraints?: object;
    target?: string;
    group?: string;
  } = {},
): Promise<GateModel> {
  const { candidates = ['strong'], test, sexIs = 'ignore', constraints = {}, target = 'y', group } = more;
  const config = pocConfigDocument.parse({
    version: 1,
    vertical: 'gate',
    data: { file, ...(test === undefined ? {} : { test, withoutTest: true }) },
    columns: { target, positive: 'yes', id: 'loan', [sexIs]: ['sex'], ...(group === undefined ? {} : { group }) },
    budget: '1s',
    candidates,
    constraints,
  });
  const folder = join(home, `run-${files++}`);
  await writePoc(await runPoc({ vertical, config, baseDir: home, productVersion: '0.0.0' }), folder, 'en');
  return { version, folder, file };
}

async function judge(
  candidate: GateModel,
  champion?: GateModel,
  frozenSet?: string,
  criteriaHash: string | null = null,
): Promise<Map<GateCheckId, GateCheck>> {
  const checks = await judgeGate({
    verticals: [vertical],
    candidate,
    ...(champion === undefined ? {} : { champion }),
    ...(frozenSet === undefined ? {} : { frozenSet }),
    criteriaHash,
  });
  return new Map(checks.map((check) => [check.id, check]));
}

const failed = (checks: Map<GateCheckId, GateCheck>): string[] =>
  [...checks.values()].filter(({ passed }) => !passed).map(({ id }) => id);

describe('the gate', () => {
  it('lets the first model pass, and says that there was nothing to compare with', async () => {
    const checks = await judge(await train(1, await save(book({ rows: 600, seed: 'a' }))));
    expect(failed(checks)).toEqual([]);
    expect([...checks.keys()]).toEqual([
      'package',
      'criteria',
      'schema',
      'frozen-set',
      'comparison',
      'calibration',
      'fairness',
      'latency',
      'size',
    ]);
    expect(checks.get('comparison')!.text.en).toContain('no champion');
    expect(checks.get('fairness')!.text.en).toContain('not say that the model is fair');
    expect(checks.get('frozen-set')!.measured).toMatchObject({ source: 'hold-out', rows: 150, byCandidate: 0 });
  });

  it('compares on the hold-out of the candidate, and tells a worse model from a better one', async () => {
    const file = await save(book({ rows: 800, seed: 'b' }));
    const strong = await train(1, file);
    const weak = await train(2, file, { candidates: ['weak'] });
    const down = await judge(weak, strong);
    expect(failed(down)).toEqual(['comparison']);
    const measured = down.get('comparison')!.measured as { candidate: number; champion: number; interval: number[] };
    expect(measured.candidate).toBeLessThan(measured.champion);
    expect(measured.interval[1]).toBeLessThan(0);
    const up = await judge(strong, weak);
    expect(failed(up)).toEqual([]);
    expect(up.get('comparison')!.measured).toMatchObject({ difference: expect.any(Number), rows: 200, metric: 'auc' });
    expect(up.get('comparison')!.text.en).toContain('better, beyond doubt');
    const same = await judge(strong, strong);
    expect(same.get('comparison')!.measured).toMatchObject({ difference: 0 });
    expect(failed(same)).toEqual([]);
  });

  it('leaves out what the champion was trained on, and refuses to compare on what is left of it', async () => {
    const first = book({ rows: 600, seed: 'c' });
    // The champion's split is another one: it has learnt from most of what the candidate holds out.
    const champion = await train(
      1,
      await save([...first.map((line) => line), ...book({ rows: 300, seed: 'd', from: 600 })]),
    );
    const candidate = await train(2, await save(first));
    const checks = await judge(candidate, champion);
    const { rows, offered, byChampion } = checks.get('frozen-set')!.measured as Record<string, number>;
    expect(offered).toBe(150);
    expect(byChampion).toBeGreaterThan(50);
    expect(rows).toBe(150 - byChampion!);
    expect(failed(checks)).toEqual(['frozen-set', 'comparison', 'calibration']);
    expect(checks.get('frozen-set')!.text.en).toContain('PUT /v1/solutions/{solution}/frozen-set');
    expect(checks.get('comparison')!.measured).toBeNull();

    const frozen = await save(book({ rows: 200, seed: 'e', from: 5000 }));
    const after = await judge(candidate, champion, frozen);
    expect(failed(after)).toEqual([]);
    expect(after.get('frozen-set')!.measured).toMatchObject({
      source: 'frozen-set',
      rows: 200,
      byCandidate: 0,
      byChampion: 0,
    });
  });

  it('cannot compare a model that was trained elsewhere and came without what it learnt from', async () => {
    const { file: _, ...alone } = await train(3, await save(book({ rows: 400, seed: 'h' })));
    const check = (await judge(alone, undefined)).get('frozen-set')!;
    expect(check.passed).toBe(false);
    expect(check.text.en).toContain('version 3 was trained elsewhere');
  });

  it('judges on the frozen set those rows that no model learnt from, by identifier though other cells changed', async () => {
    const own = book({ rows: 400, seed: 'f' });
    const frozen = await save([
      ...own.slice(0, 80).map((line) => line.replace(/(yes|no)$/, 'no')),
      ...book({ rows: 150, seed: 'g', from: 900 }),
    ]);
    const before = await train(1, await save(own));
    const checks = await judge(before, undefined, frozen);
    const { rows, byCandidate } = checks.get('frozen-set')!.measured as Record<string, number>;
    expect(byCandidate).toBeGreaterThan(40);
    expect(rows).toBe(230 - byCandidate!);
    // A run that knows of the frozen set leaves its rows out.
    const after = await train(2, before.file!, { test: frozen });
    const { split } = JSON.parse(await readFile(join(after.folder, 'report.json'), 'utf8'));
    expect(split.parts[0].rows).toBe(320);
    expect(split.reason.en).toContain('Of the 400 rows of the data file 80 are in it too');
    const clean = await judge(after, undefined, frozen);
    expect(clean.get('frozen-set')!.measured).toMatchObject({ rows: 230, byCandidate: 0 });
  });

  it('judges on no row of a group that a model learnt from, and a run leaves the groups of the frozen set out', async () => {
    const header = `household,${HEADER}`;
    // Two loans a household; the second of every third household that is learnt from comes with the frozen set.
    const own = book({ rows: 600, seed: 'r' }).map((line, i) => `H${i >> 1},${line}`);
    const known = book({ rows: 100, seed: 's', from: 3000 }).map((line, i) => `H${3 * i},${line}`);
    const fresh = book({ rows: 200, seed: 't', from: 4000 }).map((line, i) => `N${i >> 1},${line}`);
    const frozen = await save([...known, ...fresh], header);
    const before = await train(1, await save(own, header), { group: 'household' });
    const checks = await judge(before, undefined, frozen);
    const { rows, byCandidate } = checks.get('frozen-set')!.measured as Record<string, number>;
    // What the run held out, it has not learnt from.
    expect(byCandidate).toBeGreaterThan(50);
    expect(byCandidate).toBeLessThan(100);
    expect(rows).toBe(300 - byCandidate!);
    expect(checks.get('frozen-set')!.text.en).toContain("where any row of its 'household' was");

    const after = await train(2, before.file!, { test: frozen, group: 'household' });
    const { split } = JSON.parse(await readFile(join(after.folder, 'report.json'), 'utf8'));
    expect(split.parts[0].rows).toBe(400);
    expect(split.reason.en).toContain("200 are in it too, or share their 'household' with a row of it, and were not");
    const clean = await judge(after, undefined, frozen);
    expect(clean.get('frozen-set')!.measured).toMatchObject({ rows: 300, byCandidate: 0 });
  });

  it('says at once where a run would have no rows of its own besides the frozen set', async () => {
    const file = await save(book({ rows: 200, seed: 'q' }));
    await expect(train(1, file, { test: file })).rejects.toThrow(
      /^The training rows of the split are too few: 0 rows.* 200 of the 200 rows are in the test file/,
    );
  });

  it('judges calibration on unseen rows', async () => {
    const candidate = await train(1, await save(book({ rows: 400, seed: 'h' })));
    // The world has changed: what was an event is none any more.
    const turned = book({ rows: 400, seed: 'i', from: 2000 }).map((line) =>
      line.endsWith('yes') ? line.replace(/yes$/, 'no') : line.replace(/no$/, 'yes'),
    );
    const checks = await judge(candidate, undefined, await save(turned));
    expect(failed(checks)).toEqual(['calibration']);
    expect(checks.get('calibration')!.measured).toMatchObject({ metric: 'ece', outcome: 'missed' });
    expect(checks.get('calibration')!.bound).toBe('≤ 0.1');
  });

  it('judges fairness where a column is protected', async () => {
    const skewed = book({ rows: 600, seed: 'j' }).map((line) => {
      const [loan, strong, weak, , y] = line.split(',');
      return [loan, strong, weak, Number(strong) < 2 ? 'f' : 'm', y].join(',');
    });
    const file = await save(skewed);
    const checks = await judge(await train(1, file, { sexIs: 'protected' }));
    expect(failed(checks)).toEqual(['fairness']);
    expect(checks.get('fairness')!.measured).toMatchObject({ metric: 'ratio', outcome: 'missed' });
    const fair = await judge(await train(2, await save(book({ rows: 600, seed: 'k' })), { sexIs: 'protected' }));
    expect(failed(fair)).toEqual([]);
  });

  it('wants GO, by the criteria that the solution froze', async () => {
    const file = await save(book({ rows: 600, seed: 'l' }));
    const short = await train(1, file, { constraints: { auc: 0.99 } });
    const own = await judge(short);
    expect(failed(own)).toEqual(['criteria']);
    expect(own.get('criteria')!.measured).toMatchObject({ verdict: 'NO-GO' });
    const candidate = await train(2, file);
    const { criteriaHash } = own.get('criteria')!.measured as { criteriaHash: string };
    const changed = await judge(candidate, undefined, undefined, criteriaHash);
    expect(failed(changed)).toEqual(['criteria']);
    expect(changed.get('criteria')!.text.en).toContain('other criteria');
  });

  it('holds the model to the size that the client allows', async () => {
    const checks = await judge(
      await train(1, await save(book({ rows: 600, seed: 'm' })), { constraints: { modelMB: 0.1 } }),
    );
    expect(checks.get('size')).toMatchObject({ passed: true, bound: 0.1 });
  });

  it('finds requests that would break', async () => {
    const lines = book({ rows: 600, seed: 'n' });
    const champion = await train(1, await save(lines));
    const renamed = await train(2, await save(lines, 'loan,strong,frail,sex,y'));
    const checks = await judge(renamed, champion);
    expect(checks.get('schema')!.passed).toBe(false);
    expect(checks.get('schema')!.text.en).toContain("field 'weak' is unknown");
    const other = await train(3, await save(lines, 'loan,strong,weak,sex,z'), { target: 'z' });
    expect((await judge(other, champion)).get('comparison')!.text.en).toContain('it predicts another outcome');
  });

  it('stops at a package that is not what was written', async () => {
    const model = await train(1, await save(book({ rows: 400, seed: 'o' })));
    const folder = join(home, 'altered');
    await cp(model.folder, folder, { recursive: true });
    await appendFile(join(folder, 'package', 'model.bin'), 'x');
    const checks = await judge({ ...model, folder });
    expect([...checks.keys()]).toEqual(['package']);
    expect(checks.get('package')).toMatchObject({ passed: false });
    expect(checks.get('package')!.text.en).toContain("'model.bin' was altered");
    const beside = await judge(model, { ...model, folder });
    expect(failed(beside)).toEqual(['schema', 'comparison']);
  });

  it('says that rows are missing where the run held none out', async () => {
    const model = await train(1, await save(book({ rows: 400, seed: 'p' })));
    await writeFile(join(model.folder, 'unlearnt-rows.json'), '[]\n');
    const checks = await judge(model);
    expect(failed(checks)).toEqual(['frozen-set', 'calibration']);
    await rm(join(model.folder, 'unlearnt-rows.json'));
    expect(failed(await judge(model))).toEqual(['frozen-set', 'calibration']);
  });
});
