import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Ran, run } from './terminal.js';

const FIXTURE = fileURLToPath(new URL('../../fixtures/german-credit', import.meta.url));

let folder: string;
let first: Ran;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'proofline-poc-'));
  cpSync(FIXTURE, join(folder, 'german'), { recursive: true });
  first = await run(folder, ['poc', '--config', 'german', '--budget', '3s', '--out', 'first', '--json']);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const json = (ran: Ran) => JSON.parse(ran.out);
const read = (...path: string[]): string => readFileSync(join(folder, ...path), 'utf8');

/** A quick run with the scorecard alone. */
const CARD = ['poc', '--config', 'german', '--budget', '2s', '--candidates', 'scorecard'];

describe('proofline poc', () => {
  it('prints one object on stdout, progress on stderr', () => {
    expect(first.code).toBe(0);
    const answer = json(first);
    expect(['GO', 'NO-GO', 'MORE DATA']).toContain(answer.verdict);
    expect(answer.primary.metric).toBe('auc');
    expect(answer.primary.ci[0]).toBeLessThan(answer.primary.value);
    expect(answer.primary.ci[1]).toBeGreaterThan(answer.primary.value);
    expect(answer.primary.value).toBeGreaterThan(0.7);
    expect(answer.candidates.filter(({ baseline }: { baseline: boolean }) => baseline)).toHaveLength(1);
    for (const candidate of answer.candidates) {
      expect(Object.keys(candidate.metrics).sort()).toEqual([
        'auc',
        'averagePrecision',
        'brier',
        'ece',
        'gini',
        'ks',
        'logLoss',
      ]);
      expect(candidate.metrics.gini).toBeCloseTo(2 * candidate.metrics.auc - 1, 10);
      expect(candidate.fitSeconds).toBeGreaterThan(0);
    }
    expect(answer.candidates.map(({ name }: { name: string }) => name)).toContain(answer.champion);
    expect(answer.prior.metrics).toMatchObject({ auc: 0.5, gini: 0, ks: 0 });
    expect(answer).toMatchObject({
      seed: 7,
      report: join(folder, 'first', 'report.html'),
      package: join(folder, 'first', 'package'),
    });
    expect(answer.modelHash).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(answer.fingerprint).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(first.err).toContain('Training the candidates: Scorecard');
  });

  it('writes report, schema, configuration and package, and nothing beside them', () => {
    expect(readdirSync(join(folder, 'first')).sort()).toEqual([
      'package',
      'proofline.yaml',
      'report.html',
      'report.json',
      'report.md',
      'schema.yaml',
      'unlearnt-rows.json',
    ]);
    expect(readdirSync(folder).sort()).toEqual(['first', 'german']);
    const html = read('first', 'report.html');
    expect(html).toContain(json(first).verdict);
    expect(html).not.toMatch(/<script|(?:src|href)="https?:/);
  });

  it('runs again from its own folder, with the same model and the same numbers', async () => {
    const again = await run(folder, ['poc', '--config', 'first', '--out', 'again', '--json']);
    expect(again.code).toBe(0);
    const { modelHash, candidates, criteriaHash, fingerprint } = json(again);
    expect({ modelHash, criteriaHash, fingerprint }).toEqual({
      modelHash: json(first).modelHash,
      criteriaHash: json(first).criteriaHash,
      fingerprint: json(first).fingerprint,
    });
    const metrics = (of: { name: string; metrics: object }[]) => of.map(({ name, metrics: m }) => [name, m]);
    expect(metrics(candidates)).toEqual(metrics(json(first).candidates));
  });

  it('says in the report that criteria were changed after a run', async () => {
    cpSync(join(folder, 'first'), join(folder, 'changed'), { recursive: true });
    writeFileSync(join(folder, 'easier.yaml'), 'criteria:\n  - { metric: auc, bound: ">=", value: 0.6 }\n');
    const ran = await run(folder, [...CARD, '--criteria', 'easier.yaml', '--out', 'changed', '--json']);
    expect(ran.code).toBe(0);
    expect(json(ran).warnings.join(' ')).toMatch(/were changed after results were known.*auc >= 0\.7.*auc >= 0\.6/);
    expect(read('changed', 'report.html')).toContain('were changed after results were known');
  });

  it('remembers criteria beside proofline.yaml, whatever the output folder, and says only what changed', async () => {
    const project = join(folder, 'project');
    cpSync(FIXTURE, project, { recursive: true });
    const fast = ['--candidates', 'logistic-regression', '--budget', '1s', '--json'];
    const at = (out: string, ...more: string[]) => run(project, ['poc', ...fast, '--out', join('out', out), ...more]);
    const before = await at('a');
    expect(json(before).warnings.join(' ')).not.toContain('were changed');
    const history = readFileSync(join(project, '.proofline', 'criteria-history.json'), 'utf8');
    expect(JSON.parse(history).runs).toHaveLength(1);
    // The same again leaves no trace: equal runs give equal packages.
    const same = await at('b');
    expect(readFileSync(join(project, '.proofline', 'criteria-history.json'), 'utf8')).toBe(history);
    const hashOf = (ran: Ran): string =>
      JSON.parse(readFileSync(join(json(ran).package, 'manifest.json'), 'utf8')).packageHash;
    expect(hashOf(same)).toBe(hashOf(before));
    writeFileSync(join(project, 'cheap.yaml'), 'costs: { falseApproval: 2, falseDecline: 1 }\n');
    const changed =
      /changed after results were known.*judged by: falseApproval = 5, .*judged by: falseApproval = 2\. The rest/;
    expect(json(await at('c', '--criteria', 'cheap.yaml')).warnings.join(' ')).toMatch(changed);
    // Run again from an earlier run's folder: remembered in the project, not in the folder that a next run replaces.
    const from = (config: string) =>
      run(project, ['poc', ...fast, '--config', config, '--out', 'out/d', '--criteria', 'cheap.yaml']);
    expect(json(await from('out/a')).warnings.join(' ')).toMatch(changed);
    expect(readdirSync(join(project, 'out', 'a'))).not.toContain('.proofline');
    expect(readdirSync(project).filter((name) => name.startsWith('.'))).toEqual(['.proofline']);
  });

  it('refuses an output folder that is not its own before any work', async () => {
    mkdirSync(join(folder, 'mine'));
    writeFileSync(join(folder, 'mine', 'thesis.txt'), 'three years of work');
    const ran = await run(folder, ['poc', '--config', 'german', '--out', 'mine']);
    expect(ran.code).toBe(2);
    expect(ran.err).toContain('holds files that no run of Proofline wrote');
    expect(readdirSync(join(folder, 'mine'))).toEqual(['thesis.txt']);
    expect(ran.err).not.toContain('Reading');
  });

  it('leaves nothing behind when it is cancelled', async () => {
    const controller = new AbortController();
    const running = run(folder, ['poc', '--config', 'german', '--budget', '20s', '--out', 'cancelled'], {
      signal: controller.signal,
    });
    setTimeout(() => controller.abort(), 700);
    const ran = await running;
    expect(ran.code).toBe(130);
    expect(ran.err).toContain('Cancelled; nothing was written.');
    expect(readdirSync(folder).filter((name) => name.includes('cancelled'))).toEqual([]);
  });

  it('judges on a file of its own with --test, and by folds with --cv', async () => {
    const [head, ...rows] = read('german', 'german-credit.csv').trim().split('\n');
    writeFileSync(join(folder, 'old.csv'), [head, ...rows.slice(0, 700)].join('\n'));
    writeFileSync(join(folder, 'new.csv'), [head, ...rows.slice(700)].join('\n'));
    const common = [
      '--target',
      'credit_risk',
      '--positive',
      'bad',
      '--candidates',
      'scorecard',
      '--budget',
      '2s',
      '--json',
    ];
    const tested = await run(folder, [
      'poc',
      'credit-risk',
      '--data',
      'old.csv',
      '--test',
      'new.csv',
      '--out',
      'tested',
      ...common,
    ]);
    expect(tested.err).not.toMatch(/^error/m);
    expect(JSON.parse(read('tested', 'report.json')).split).toMatchObject({
      kind: 'given',
      parts: [{ rows: 700 }, { rows: 300 }],
    });
    const folds = await run(folder, [
      'poc',
      'credit-risk',
      '--data',
      'old.csv',
      '--cv',
      '3',
      '--out',
      'folds',
      ...common,
    ]);
    expect(folds.code).toBe(0);
    expect(JSON.parse(read('folds', 'report.json')).split.kind).toBe('cross-validation');
    const both = await run(folder, [
      'poc',
      'credit-risk',
      '--data',
      'old.csv',
      '--cv',
      '3',
      '--test',
      'new.csv',
      '--out',
      'both',
      ...common,
    ]);
    expect(both.code).toBe(2);
    expect(json(both).error.code).toBe('CV_AND_TEST');
  });

  it('says that leakage is suspected before the word, on the terminal and in the object', async () => {
    // More than nine in ten of the amounts are bad ones', too few to stop the run.
    const lines = Array.from({ length: 600 }, (_, i) => {
      const bad = i % 5 === 0 ? 1 : 0;
      const amount = (bad === 1 && i % 30 < 11) || i % 150 === 1 ? 100 + i : 0;
      return `${(i * 7919) % 97},${amount},${bad}`;
    });
    writeFileSync(join(folder, 'late.csv'), `income,extra,bad\n${lines.join('\n')}\n`);
    const asked = [
      ...'poc credit-risk --data late.csv --target bad --positive 1 --budget 2s'.split(' '),
      '--candidates',
    ];
    const plain = await run(folder, [...asked, 'scorecard', '--out', 'late']);
    const object = await run(folder, [...asked, 'scorecard', '--out', 'late', '--json']);
    const { suspicion, verdict } = json(object);
    expect(suspicion).toMatch(/^Leakage is suspected: 'extra' may hold what is known only after the outcome/);
    expect(Object.keys(json(object))[0]).toBe('suspicion');
    expect(plain.out.indexOf(suspicion)).toBeGreaterThanOrEqual(0);
    expect(plain.out.indexOf(suspicion)).toBeLessThan(plain.out.indexOf(` ${verdict} `));
    expect(json(first)).not.toHaveProperty('suspicion');
    for (const name of ['late', 'late.csv']) rmSync(join(folder, name), { recursive: true });
  });

  it('says at the start that nobody set criteria, and what decides then', async () => {
    const ran = await run(folder, [
      ...['poc', 'credit-risk', '--data', 'german/german-credit.csv', '--target', 'credit_risk', '--positive', 'bad'],
      ...['--candidates', 'logistic-regression', '--budget', '1s', '--out', 'default-criteria'],
    ]);
    expect(ran.err).toContain("the task's own decide: AUC ≥ 0.7 (must); calibration error (ECE) ≤ 0.1 (should)");
    expect(ran.err).toMatch(/^ {2}! No criteria are given.*\n\[/);
    expect(ran.out).toContain('Prior (no features)');
  });

  it('refuses criteria that nothing can be judged by, all at once with their lines, before any work', async () => {
    const ask = async (content: string): Promise<Ran> => {
      writeFileSync(join(folder, 'odd.yaml'), content);
      return run(folder, ['poc', '--config', 'german', '--criteria', 'odd.yaml', '--out', 'odd', '--json']);
    };
    const empty = await ask('criteria: []\n');
    expect(empty.code).toBe(2);
    expect(json(empty).error.code).toBe('CRITERIA_EMPTY');
    const odd = await ask(
      'criteria:\n  - { metric: auc, bound: ">=", value: 1.5 }\n  - { metric: acu, bound: ">", value: 0.7 }\ncosts: { falseApprovl: 5 }\nconstraints: { modelMBB: 3 }\n',
    );
    expect(odd.code).toBe(2);
    expect(
      json(odd)
        .error.problems.map(({ code }: { code: string }) => code)
        .sort(),
    ).toEqual([
      'CRITERIA_VALUE_INVALID',
      'CRITERION_IMPOSSIBLE',
      'CRITERION_UNKNOWN',
      'CRITERION_UNKNOWN',
      'SETTING_KEY_UNKNOWN',
    ]);
    expect(odd.err).toContain(
      "odd.yaml:3: 'criteria[1].metric' is 'acu', which this task does not measure. Did you mean",
    );
    expect(odd.err).not.toContain('Reading');
  });

  it('says all that is wrong with flags, as the one object when --json is given', async () => {
    const nothing = await run(folder, ['poc', '--json']);
    expect(nothing.code).toBe(2);
    expect(json(nothing).error).toMatchObject({ kind: 'invalid-input', code: 'NOTHING_TO_RUN' });
    const unknown = await run(folder, ['poc', 'credit-rsk', '--data', 'german/german-credit.csv']);
    expect(unknown.code).toBe(2);
    expect(unknown.err).toContain("There is no vertical 'credit-rsk'. There are: credit-risk");
    const typo = await run(folder, ['poc', 'credit-risk', '--dta', 'x.csv']);
    expect(typo.code).toBe(2);
    expect(typo.err).toContain('--data');
    const budget = await run(folder, [
      'poc',
      'credit-risk',
      '--data',
      'german/german-credit.csv',
      '--budget',
      '5 minutes',
    ]);
    expect(budget.code).toBe(2);
    expect(budget.err).toMatch(/--budget: .*120s/);
  });
});

describe('proofline predict', () => {
  const golden = (): { row: Record<string, unknown>; prediction: { probability: number; recommendedCutOff: number } } =>
    JSON.parse(read('first', 'package', 'golden.json'))[0];

  it('answers for one row, with reasons', async () => {
    const { row, prediction } = golden();
    const ran = await run(folder, ['predict', '--package', 'first/package', '--row', JSON.stringify(row)]);
    expect(ran.code).toBe(0);
    const answer = json(ran);
    expect(answer.prediction.probability).toBeCloseTo(prediction.probability, 9);
    // Recommended where costs break even or where more was earned on training rows; the prediction itself decides nothing.
    const { cutOff, origin, costs } = answer.recommendation;
    expect(origin).toMatch(/break-even of the costs|greatest profit on out-of-fold training rows/);
    expect(costs).toMatchObject({ falseApproval: 5, falseDecline: 1 });
    expect(answer.prediction.recommendedCutOff).toBe(cutOff);
    expect(answer.prediction.recommendedDecision).toBe(answer.prediction.probability < cutOff ? 'approve' : 'decline');
    expect(answer.reasons.length).toBeLessThanOrEqual(4);
    for (const reason of answer.reasons) expect(reason.contribution).toBeGreaterThan(0);
    expect(answer.model.hash).toBe(json(first).modelHash);
  });

  it('answers for a file as for its rows', async () => {
    const ran = await run(folder, [
      'predict',
      '--package',
      'first/package',
      '--data',
      'german/german-credit.csv',
      '--out',
      'scores.csv',
      '--reasons',
      '2',
    ]);
    expect(ran.code).toBe(0);
    const lines = read('scores.csv').trim().split('\n');
    expect(lines[0]).toMatch(
      /^row,probability,(score,)?recommendedDecision,recommendedCutOff,remarks,reason_1,reason_2$/,
    );
    expect(lines).toHaveLength(1001);
    const jsonl = await run(folder, [
      'predict',
      '--package',
      'first/package',
      '--data',
      'german/german-credit.csv',
      '--out',
      'scores.jsonl',
    ]);
    expect(jsonl.code).toBe(0);
    const second = JSON.parse(read('scores.jsonl').split('\n')[1]!);
    expect(Number(lines[2]!.split(',')[1])).toBe(second.probability);
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('says everything that is wrong with a row', async () => {
    const { row } = golden();
    const { age: _age, duration_months: _duration, ...rest } = row;
    const ran = await run(folder, [
      'predict',
      '--package',
      'first/package',
      '--row',
      JSON.stringify({ ...rest, purpose: 'yacht', colour: 'red' }),
    ]);
    expect(ran.code).toBe(2);
    expect(ran.err).toMatch(/duration_months/);
    expect(ran.err).toMatch(/colour/);
    expect(ran.err).toMatch(/yacht/);
    expect(ran.err).not.toMatch(/at .*\.ts/);
  });

  it('judges a row and a file alike: unknown columns, and categories read as missing on request', async () => {
    const { row } = golden();
    const ask = ['predict', '--package', 'first/package'];
    const header = Object.keys(row).join(',');
    writeFileSync(
      join(folder, 'extra.csv'),
      `${header},colour\n${Object.values(row)
        .map((v) => (typeof v === 'string' ? `"${v}"` : (v ?? '')))
        .join(',')},red\n`,
    );
    const file = await run(folder, [...ask, '--data', 'extra.csv']);
    expect(file.code).toBe(2);
    expect(file.err).toMatch(/Column 'colour' is not in the schema\. .*Remove it/);
    const coloured = await run(folder, [...ask, '--row', JSON.stringify({ ...row, colour: 'red' })]);
    expect(coloured.code).toBe(2);
    expect(coloured.err).toMatch(/Field 'colour' is not in the schema\. .*Leave it out/);
    const yacht = JSON.stringify({ ...row, purpose: 'yacht' });
    const refused = await run(folder, [...ask, '--row', yacht]);
    expect(refused.code).toBe(2);
    expect(refused.err).toMatch(/'yacht'.* Correct the value, or send null where the value is not known\./);
    expect(refused.err).toContain('\nWith --unknown-category missing, a value that the schema does not list is read');
    const missing = await run(folder, [...ask, '--row', yacht, '--unknown-category', 'missing']);
    expect(missing.code).toBe(0);
    expect(missing.err).toMatch(/warning .*yacht/);
    const without = await run(folder, [...ask, '--row', JSON.stringify({ ...row, purpose: null })]);
    expect(json(missing).prediction).toEqual(json(without).prediction);
  });

  it('answers in points where the model has points', async () => {
    const card = [...CARD, '--out', 'card', '--json'];
    expect(json(await run(folder, card)).champion).toContain('scorecard');
    const { row } = JSON.parse(read('card', 'package', 'golden.json'))[0];
    const answer = json(await run(folder, ['predict', '--package', 'card/package', '--row', JSON.stringify(row)]));
    const { probability, score } = answer.prediction;
    // 600 points at odds of 50 to 1, 20 more double them.
    expect(score).toBeCloseTo(600 + (20 / Math.LN2) * Math.log((1 - probability) / probability / 50), 8);
  });

  it('refuses a package whose file was altered', async () => {
    cpSync(join(folder, 'first', 'package'), join(folder, 'altered'), { recursive: true });
    const model = readFileSync(join(folder, 'altered', 'model.bin'));
    model[model.length - 9]! ^= 1;
    writeFileSync(join(folder, 'altered', 'model.bin'), model);
    const ran = await run(folder, ['predict', '--package', 'altered', '--row', '{}']);
    expect(ran.code).toBe(2);
    expect(ran.err).toMatch(/model\.bin.*altered/);
  });
});

describe('proofline report', () => {
  it('shows a report again in another language and format', async () => {
    const ran = await run(folder, ['report', 'first', '--lang', 'zh', '--out', 'report.zh.md']);
    expect(ran.code).toBe(0);
    expect(read('report.zh.md')).toContain('评分卡');
    const shown = await run(folder, ['report', 'first']);
    expect(shown.out).toContain(json(first).verdict);
    const missing = await run(folder, ['report', 'german']);
    expect(missing.code).toBe(2);
    expect(missing.err).toContain('There is no report.json');
  });
});
