import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EvaluationReport } from '../report/evaluation-report.js';
import type { Criterion } from '../task/task.js';
import { text } from '../text/localized.js';
import { hashCriteria } from './criteria.js';
import { CriteriaHistory, type CriteriaRecord, describeCriteria, warnOfChange } from './criteria-history.js';

const hard: Criterion = { metric: 'auc', bound: '>=', value: 0.9, level: 'must' };
const easy: Criterion = { ...hard, value: 0.6 };
const hash = (criterion: Criterion): string => hashCriteria([criterion], {}, {});
const record = (criterion: Criterion, at: string): CriteriaRecord => ({
  hash: hash(criterion),
  at,
  criteria: describeCriteria([criterion]),
  verdict: 'NO-GO',
});

describe('warnOfChange', () => {
  it('is silent where every earlier run was judged alike', () => {
    expect(warnOfChange([], hash(hard), describeCriteria([hard]))).toBeUndefined();
    expect(warnOfChange([record(hard, '2026-01-01T00:00:00Z')], hash(hard), describeCriteria([hard]))).toBeUndefined();
  });

  it('names the change, and goes on naming it in later runs with the new criteria', () => {
    const first = record(hard, '2026-01-01T00:00:00Z');
    const second = record(easy, '2026-01-02T00:00:00Z');
    for (const history of [[first], [first, second]]) {
      const warning = warnOfChange(history, hash(easy), describeCriteria([easy]));
      expect(warning?.en).toContain('The run of 2026-01-01 was judged by: auc >= 0.9, and ended with NO-GO.');
      expect(warning?.en).toContain('This run is judged by: auc >= 0.6.');
    }
  });

  it('says only what differs', () => {
    const judged = (cost: number, criteria: Criterion[] = [hard]) =>
      describeCriteria(criteria, { miss: cost, alarm: 1 });
    const before = { ...record(hard, '2026-01-01T00:00:00Z'), hash: 'other', criteria: judged(5) };
    expect(warnOfChange([before], 'new', judged(2))?.en).toMatch(
      /was judged by: miss = 5, and ended with NO-GO\. This run is judged by: miss = 2\. The rest is the same\.$/,
    );
    expect(warnOfChange([before], 'new', judged(5, []))?.en).toMatch(
      /known\. Taken out since the run of 2026-01-01, which ended with NO-GO: auc >= 0\.9\. The rest is the same\.$/,
    );
    const small: Criterion = { metric: 'modelMB', bound: '<=', value: 5, level: 'must' };
    const added = warnOfChange([before], 'new', judged(5, [hard, small]));
    expect(added?.en).toMatch(
      /known\. Added since the run of 2026-01-01, which ended with NO-GO: modelMB <= 5\. The rest is the same\.$/,
    );
    expect(added?.zh).toMatch(/自 2026-01-01 的运行（结论为 NO-GO）之后新增：modelMB <= 5。其余相同。$/);
    // Another order is no change, and earlier sets are counted.
    expect(warnOfChange([before], 'new', judged(5).reverse())).toBeUndefined();
    const older = { ...before, hash: 'older', at: '2025-12-31T00:00:00Z' };
    expect(warnOfChange([older, before], 'new', judged(2))?.en).toMatch(
      /Before it there was 1 other set of criteria\.$/,
    );
  });
});

describe('CriteriaHistory', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'proofline-history-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const report = (criterion: Criterion, at: string, changes: object = {}): EvaluationReport =>
    ({
      reportVersion: 1,
      vertical: { id: 'credit-risk' },
      task: { id: 'default' },
      data: { file: '../loans.csv', fingerprint: 'sha256:1' },
      schema: { columns: [{ name: 'paid', role: 'target' }] },
      criteriaHash: hash(criterion),
      judgedBy: describeCriteria([criterion]),
      verdict: { word: 'NO-GO', criteria: [] },
      run: { startedAt: at },
      ...changes,
    }) as unknown as EvaluationReport;
  const loans = {
    vertical: 'credit-risk',
    task: 'default',
    target: 'paid',
    file: 'loans.csv',
    fingerprint: 'sha256:1',
  };

  it('remembers a run for whoever asks the same question about the same data, by name or by content', async () => {
    const history = await CriteriaHistory.open(folder);
    expect(history.of(loans)).toEqual([]);
    expect(await history.add(report(hard, '2026-01-01T00:00:00Z'))).toBe(true);
    const again = await CriteriaHistory.open(join(folder, 'elsewhere'), [folder]);
    expect(again.of(loans)).toEqual([record(hard, '2026-01-01T00:00:00Z')]);
    expect(again.of({ ...loans, file: 'copy.csv' })).toHaveLength(1);
    expect(again.of({ ...loans, fingerprint: 'sha256:2' })).toHaveLength(1);
    expect(again.of({ ...loans, file: 'copy.csv', fingerprint: 'sha256:2' })).toEqual([]);
    expect(again.of({ ...loans, target: 'late' })).toEqual([]);
  });

  it('adds one record for each change, and leaves nothing but its file', async () => {
    // Two runs that began at the same time: neither forgets the other.
    const [one, two] = [await CriteriaHistory.open(folder), await CriteriaHistory.open(folder)];
    await one.add(report(hard, '2026-01-01T00:00:00Z'));
    await two.add(report(easy, '2026-01-02T00:00:00Z'));
    await one.add(report(easy, '2026-01-03T00:00:00Z'));
    const days = (await CriteriaHistory.open(folder)).of(loans).map(({ at }) => at.slice(8, 10));
    expect(days).toEqual(['01', '02']);
    expect(await readdir(join(folder, '.proofline'))).toEqual(['criteria-history.json']);
  });

  it('reads what reports of earlier runs remember, once', async () => {
    const history = await CriteriaHistory.open(folder);
    const old = report(easy, '2026-01-02T00:00:00Z', { criteriaHistory: [record(hard, '2026-01-01T00:00:00Z')] });
    await writeFile(join(folder, 'report.json'), JSON.stringify(old));
    await history.add(old);
    const read = await CriteriaHistory.open(folder, [], [folder]);
    expect(read.of(loans).map(({ criteria }) => criteria[0])).toEqual(['auc >= 0.9', 'auc >= 0.6']);
  });

  it('refuses a file that somebody has changed instead of forgetting it', async () => {
    await mkdir(join(folder, '.proofline'));
    for (const content of ['{', '{"version":1,"runs":[{"hash":"x"}]}', 'null']) {
      await writeFile(join(folder, '.proofline', 'criteria-history.json'), content);
      await expect(CriteriaHistory.open(folder)).rejects.toMatchObject({ code: 'HISTORY_UNREADABLE' });
    }
    expect(await readFile(join(folder, '.proofline', 'criteria-history.json'), 'utf8')).toBe('null');
  });

  it('says where it could not be written', async () => {
    await chmod(folder, 0o555);
    const history = await CriteriaHistory.open(folder);
    const written = await history.add(report(hard, '2026-01-01T00:00:00Z'));
    await chmod(folder, 0o755);
    // Root writes everywhere.
    expect(written).toBe(process.getuid?.() === 0);
  });
});

describe('hashCriteria', () => {
  it('changes with what is judged, and not with the words around it', () => {
    expect(hash({ ...hard, reason: text('because'), owner: 'Ada' })).toBe(hash(hard));
    expect(hash({ ...hard, level: 'should' })).not.toBe(hash(hard));
    expect(hash(easy)).not.toBe(hash(hard));
    expect(hashCriteria([hard], { falseApproval: 5 }, {})).not.toBe(hash(hard));
    expect(hashCriteria([hard], {}, { modelMB: 1 })).not.toBe(hash(hard));
  });
});
