import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Rng } from '@proofline/learn';
import { describe, expect, it } from 'vitest';
import type { Dataset } from '../dataset/dataset.js';
import type { CategoricalColumn, Column } from '../dataset/frame.js';
import { readDataset } from '../dataset/read-dataset.js';
import { readBinaryTruth } from '../kinds/binary-truth.js';
import { takeDataset } from '../run/dataset-rows.js';
import type { ColumnRole, ColumnSpec, ColumnType } from '../schema/feature-schema.js';
import { inferSchema } from '../schema/infer-schema.js';
import { splitHoldout } from '../split/split.js';
import { checkLeakage } from './check-leakage.js';
import { featureStrength, viewTarget } from './feature-strength.js';
import type { LeakageFinding } from './leakage-finding.js';

const n = 2000;
const rng = new Rng('leakage');
const outcome = Float64Array.from({ length: n }, () => (rng.next() < 0.15 ? 1 : 0));
const numeric = (make: (i: number) => number): Column => ({
  kind: 'numeric',
  values: Float64Array.from({ length: n }, (_, i) => make(i)),
});
const levels = (names: string[], make: (i: number) => number): Column => ({
  kind: 'categorical',
  levels: names,
  codes: Int32Array.from({ length: n }, (_, i) => make(i)),
});
/** Honest features: two amounts, a category, and a strong predictor with an AUC of about 0.9. */
const honest: Record<string, Column> = {
  amount: numeric(() => Math.round(rng.next() * 1e6) / 100),
  income: numeric(() => Math.round(Math.exp(8 + rng.normal()))),
  region: levels(['n', 's', 'w'], () => rng.int(3)),
  pastDue: numeric((i) => outcome[i]! * 1.8 + rng.normal()),
};

function dataset(extra: Record<string, Column>, roles: Record<string, ColumnRole> = {}): Dataset {
  const columns = new Map<string, Column>([
    ...Object.entries({ ...honest, ...extra }),
    ['bad', { kind: 'categorical', levels: ['0', '1'], codes: Int32Array.from(outcome) }],
  ]);
  const type = (column: Column): ColumnType =>
    column.kind === 'numeric'
      ? 'number'
      : column.kind === 'time'
        ? 'date'
        : column.kind === 'text'
          ? 'text'
          : 'category';
  return {
    rows: n,
    columns,
    schema: {
      version: 1,
      columns: [...columns].map(
        ([name, column]): ColumnSpec => ({
          name,
          type: type(column),
          role: name === 'bad' ? 'target' : (roles[name] ?? 'feature'),
        }),
      ),
    },
    rowNumbers: Int32Array.from({ length: n }, (_, i) => i + 1),
    fingerprint: 'sha256:test',
    source: { path: 'test.csv', bytes: 0, format: { kind: 'csv' } },
  };
}

const outcomesOf = ({ columns }: Dataset): Float64Array =>
  Float64Array.from((columns.get('bad') as CategoricalColumn).codes);

type Overrides = Parameters<typeof checkLeakage>[0]['overrides'];

/** What a hold-out of these rows leads to. */
function checkSplit(
  file: Dataset,
  { train, test }: { train: ArrayLike<number>; test: ArrayLike<number> },
  overrides: Overrides = [],
): LeakageFinding[] {
  const [learnt, judged] = [takeDataset(file, train), takeDataset(file, test)];
  const heldOut = { dataset: judged, target: outcomesOf(judged) };
  return checkLeakage({ train: learnt, target: outcomesOf(learnt), heldOut, schema: file.schema, overrides });
}

const check = (file: Dataset, overrides: Overrides = []): LeakageFinding[] =>
  checkSplit(file, splitHoldout(file, { testShare: 0.25, seed: 7 }), overrides);

const brief = (findings: LeakageFinding[]): string[] =>
  findings.map((f) => `${f.severity} ${f.code} ${f.column ?? '*'}`);

describe('checkLeakage', () => {
  it('does not accuse honest features, not even a strong one', () => {
    expect(check(dataset({}))).toEqual([]);
  });

  it('finds the target under another name and as another code', () => {
    const file = dataset({
      copy: levels(['good', 'bad'], (i) => outcome[i]!),
      opposite: numeric((i) => 5 - 2 * outcome[i]!),
    });
    expect(brief(check(file))).toEqual(['fail TARGET_COPY copy', 'fail TARGET_COPY opposite']);
  });

  it('finds a proxy whatever its shape: monotone, in the middle of its range, by level or by being empty', () => {
    const file = dataset({
      loss: numeric((i) => outcome[i]! * 500 + rng.next()),
      middle: numeric((i) =>
        outcome[i] === 1 ? 0.45 + 0.1 * rng.next() : rng.next() < 0.5 ? 0.4 * rng.next() : 0.6 + 0.4 * rng.next(),
      ),
      state: levels(['open', 'closed', 'sold', 'court'], (i) => (outcome[i] === 1 ? 2 + rng.int(2) : rng.int(2))),
      recovered: numeric((i) => (outcome[i] === 1 ? 100 * rng.next() : Number.NaN)),
    });
    const found = brief(check(file));
    expect(found).toContain('fail TARGET_PROXY loss');
    expect(found).toContain('fail TARGET_PROXY middle');
    expect(found).toContain('fail TARGET_PROXY state');
    expect(found.some((f) => f.startsWith('fail') && f.endsWith('recovered'))).toBe(true);
  });

  it('suspects a feature that does alone what whole models of credit data do, and none for a few lucky events', () => {
    const file = dataset({ grade: numeric((i) => outcome[i]! * 2.4 + rng.normal()) });
    const [finding] = check(file);
    expect(finding).toMatchObject({ code: 'TARGET_PROXY', column: 'grade', severity: 'warn' });
    // Phi(2.4 / sqrt 2).
    expect(finding!.value).toBeCloseTo(0.955, 1);
  });

  it('is not misled by noise where there are few events: rates of bins are tried on other rows', () => {
    const rows = 300;
    const y = Float64Array.from({ length: rows }, (_, i) => (i % 50 === 0 ? 1 : 0));
    const keys = Float64Array.from(y, () => rng.int(1e9));
    const target = viewTarget(y, keys);
    for (let k = 0; k < 20; k++) {
      const noise: Column = { kind: 'numeric', values: Float64Array.from(y, () => rng.normal()) };
      const { value, error } = featureStrength(noise, { name: 'x', type: 'number', role: 'feature' }, target);
      expect(value - error).toBeLessThan(0.7);
      const codes = Int32Array.from(y, () => rng.int(15));
      const names: Column = { kind: 'categorical', levels: Array.from({ length: 15 }, (_, l) => `l${l}`), codes };
      const level = featureStrength(names, { name: 'x', type: 'category', role: 'feature' }, target);
      expect(level.value - level.error).toBeLessThan(0.7);
    }
  });

  it('finds a level that gives part of the events away though the feature as a whole is weak', () => {
    const file = dataset({
      letter: levels(['none', 'dunning'], (i) => (outcome[i] === 1 && i % 3 === 0 ? 1 : 0)),
    });
    const [finding] = check(file);
    expect(finding).toMatchObject({ code: 'TARGET_GIVEN_AWAY', column: 'letter', severity: 'fail' });
    expect(finding!.finding.en).toMatch(/'letter' is 'dunning' in \d+ rows, and 100.0 %/);
    expect(finding!.finding.zh).toContain('dunning');
  });

  describe('of what is spread over many values', () => {
    // Of its own, so that the other tests' columns stay what they are.
    const draws = new Rng('spread');
    const amount = (): number => Math.round(Math.exp(6 + draws.normal()) * 100) / 100;
    /** A third of the events, and so many others that the events are this share of the part. */
    const inPart = (purity: number) => {
      const events = outcome.reduce((sum, v, i) => sum + (v === 1 && i % 3 === 0 ? 1 : 0), 0);
      let others = Math.round((events * (1 - purity)) / purity);
      return (i: number): boolean => (outcome[i] === 1 ? i % 3 === 0 : others-- > 0);
    };
    // The same rows for every column: a hold-out that goes by the rows' cells would give each another share of events.
    const rows = [...outcome.keys()];
    const split = { train: rows.filter((i) => i % 4 > 0), test: rows.filter((i) => i % 4 === 0) };
    const said = (column: Column): string[] =>
      checkSplit(dataset({ extra: column }), split).map(
        ({ severity, finding }) => `${severity}: ${finding.en.split(' in ')[0]}`,
      );

    it('finds the part above zero, beside zero or beside zero and missing cells', () => {
      for (const [purity, severity] of [
        [1, 'fail'],
        [0.99, 'fail'],
        [0.92, 'warn'],
      ] as const) {
        const [one, two] = [inPart(purity), inPart(purity)];
        expect(said(numeric((i) => (one(i) ? amount() : 0)))).toEqual([`${severity}: 'extra' is not '0'`]);
        expect(said(numeric((i) => (two(i) ? amount() : i % 2 === 0 ? 0 : Number.NaN)))).toEqual([
          `${severity}: 'extra' is given and not '0'`,
        ]);
      }
    });

    it('finds what is given only after the outcome, numbers and dates', () => {
      const [one, two] = [inPart(1), inPart(1)];
      expect(said(numeric((i) => (one(i) ? amount() : Number.NaN)))).toEqual(["fail: 'extra' is given"]);
      const day = 86_400_000;
      const dates: Column = {
        kind: 'time',
        values: Float64Array.from(outcome, (_, i) => (two(i) ? Math.floor(amount()) * day : Number.NaN)),
      };
      expect(said(dates)).toEqual(["fail: 'extra' is given"]);
    });

    it('judges an amount as it judges a flag, and a level as all levels but one', () => {
      for (const purity of [1, 0.99, 0.92, 0.7]) {
        const parts = [inPart(purity), inPart(purity), inPart(purity)] as const;
        const grades = [
          numeric((i) => (parts[0](i) ? amount() : 0)),
          numeric((i) => (parts[1](i) ? 1 : 0)),
          levels(['none', 'letter', 'court', 'sold'], (i) => (parts[2](i) ? 1 + draws.int(3) : 0)),
        ].map((column) => said(column)[0]?.slice(0, 4));
        expect(new Set(grades).size, String(purity)).toBe(1);
      }
    });

    it('does not accuse arrears that foretell most of their rows', () => {
      const some = inPart(0.7);
      expect(said(numeric((i) => (some(i) ? amount() : 0)))).toEqual([]);
    });
  });

  it('finds counters and identifiers among the features, but no amount that happens to be distinct', () => {
    const file = dataset({
      row: numeric((i) => i + 1),
      customer: numeric((i) => 100_000 + ((i * 7919) % 20_011)),
      code: levels(
        Array.from({ length: n }, (_, i) => `k${i}`),
        (i) => i,
      ),
      cents: numeric((i) => i * 1_000_003 + rng.int(1_000_000)),
    });
    expect(brief(check(file))).toEqual([
      'fail ROW_COUNTER row',
      'fail ID_AS_FEATURE customer',
      'fail ID_AS_FEATURE code',
    ]);
  });

  it('finds columns from the future, by date and by name', () => {
    const day = 86_400_000;
    const applied: Column = { kind: 'time', values: Float64Array.from({ length: n }, (_, i) => 1.6e12 + i * day) };
    const file = dataset(
      {
        applied,
        birth: { kind: 'time', values: applied.values.map((t) => t - 9000 * day) },
        decision: { kind: 'time', values: applied.values.map((t, i) => t + (i % 4) * day) },
        balance_after: numeric(() => rng.next()),
      },
      { applied: 'time' },
    );
    expect(brief(check(file))).toEqual(['fail FUTURE_DATE decision', 'note FUTURE_NAME balance_after']);
  });

  it('judges a name by what its column knows of the outcome, and gently where payments may be those of earlier loans', () => {
    const strong = (i: number): number => outcome[i]! * 1.5 + rng.normal();
    const file = dataset({
      recoveries: numeric(strong),
      collection_fee: numeric((i) => outcome[i]! * 0.8 + rng.normal()),
      settlement_date_code: numeric(() => rng.normal()),
      paid_total: numeric(strong),
      late_fee: numeric(() => rng.normal()),
      逾期天数: numeric(strong),
      balance: numeric(strong),
      loan_balance: numeric(() => rng.normal()),
      recoveries_last_12_months: numeric(strong),
      income_after_tax: numeric(strong),
    });
    expect(brief(check(file))).toEqual([
      'fail FUTURE_NAME recoveries',
      'warn FUTURE_NAME collection_fee',
      'warn FUTURE_NAME paid_total',
      'warn FUTURE_NAME 逾期天数',
      'note FUTURE_NAME settlement_date_code',
      'note FUTURE_NAME late_fee',
      'note FUTURE_NAME balance',
    ]);
  });

  it('finds rows that stand on both sides, with the number of contradictions', () => {
    const file = dataset({});
    const train = Int32Array.from({ length: 1500 }, (_, i) => i);
    const test = Int32Array.from({ length: 600 }, (_, i) => (i < 500 ? 1500 + i : i));
    const [finding] = checkSplit(file, { train, test });
    expect(finding).toMatchObject({ code: 'DUPLICATES_ACROSS_SPLIT', severity: 'fail', value: 100 / 600 });
  });

  it('does not call rows twins where a few categories leave no choice', () => {
    const file = dataset({});
    const columns = new Map([...file.columns].filter(([name]) => name === 'region' || name === 'bad'));
    const schema = { ...file.schema, columns: file.schema.columns.filter(({ name }) => columns.has(name)) };
    expect(check({ ...file, columns, schema })).toEqual([]);
  });

  it('warns of texts on both sides, also where there are so few that chance would repeat them', () => {
    const said: Column = { kind: 'text', values: Array.from({ length: n }, (_, i) => `text ${i % 30}`) };
    const file = dataset({ said });
    const columns = new Map([...file.columns].filter(([name]) => name === 'said' || name === 'bad'));
    const schema = { ...file.schema, columns: file.schema.columns.filter(({ name }) => columns.has(name)) };
    expect(check({ ...file, columns, schema })).toMatchObject([
      { code: 'TEXTS_ACROSS_SPLIT', severity: 'warn', value: 1 },
    ]);
  });

  it('judges columns on all rows and twins between any two folds where there are outer folds', () => {
    const file = dataset({ copy: levels(['good', 'bad'], (i) => outcome[i]!) });
    const rows = Int32Array.from({ length: n }, (_, i) => (i < n - 300 ? i : i - 300));
    const copied = takeDataset(file, rows);
    const foldOf = Int32Array.from({ length: n }, (_, i) => Math.floor((5 * i) / n));
    const found = checkLeakage({ train: copied, target: outcomesOf(copied), heldOut: { foldOf }, schema: file.schema });
    expect(brief(found)).toEqual(['fail TARGET_COPY copy', 'fail DUPLICATES_ACROSS_SPLIT *']);
    // Rows 1400 to 1699 are those from 1700 on: 200 of fold 3 and 100 of fold 4 have their twins in fold 4.
    expect(found[1]!.value).toBe((200 + 200) / n);
  });

  it('finds the same, to the last digit, in whatever order the file lists the rows', () => {
    const file = dataset({ grade: numeric((i) => outcome[i]! * 2.4 + rng.normal()) });
    const { train, test } = splitHoldout(file, { testShare: 0.25, seed: 7 });
    const findings = checkSplit(file, { train, test });
    expect(brief(findings)).toEqual(['warn TARGET_PROXY grade']);
    expect(checkSplit(file, { train: train.toReversed(), test: test.toReversed() })).toEqual(findings);
  });

  it('notes who took responsibility for a finding', () => {
    const file = dataset({ copy: levels(['good', 'bad'], (i) => outcome[i]!) });
    const override = { column: 'copy', reason: 'a test of the report', author: 'A. Person' };
    expect(check(file, [override])[0]).toMatchObject({
      code: 'TARGET_COPY',
      overridden: { reason: 'a test of the report', author: 'A. Person' },
    });
  });

  it('reads classes and quantities as well as two outcomes', () => {
    const file = dataset({});
    const rows = Int32Array.from({ length: n }, (_, i) => i);
    const classes = Float64Array.from(rows, () => rng.int(4));
    const amounts = Float64Array.from(rows, () => rng.normal() * 100);
    const withColumns = (extra: Record<string, Column>): Dataset => dataset(extra);
    const run = (input: Dataset, target: Float64Array): LeakageFinding[] =>
      checkLeakage({ train: input, target, heldOut: { foldOf: new Int32Array(n) }, schema: input.schema });
    expect(run(file, classes)).toEqual([]);
    expect(run(file, amounts)).toEqual([]);
    expect(brief(run(withColumns({ kind: levels(['a', 'b', 'c', 'd'], (i) => classes[i]!) }), classes))).toEqual([
      'fail TARGET_COPY kind',
    ]);
    expect(brief(run(withColumns({ gross: numeric((i) => amounts[i]! * 1.19 + 3) }), amounts))).toEqual([
      'fail TARGET_COPY gross',
    ]);
  });
});

/**
 * A survey: ten kinds of people, whose answers to 85 questions of six levels are those of their kind at a rate of its own.
 * Up to every ninth row has a twin, though 85 independent questions would never give one.
 */
function survey(rows: number, seed: string): Dataset {
  const rng = new Rng(seed);
  const kinds = Array.from({ length: 10 }, () => ({
    usual: 0.94 + 0.03 * rng.next(),
    answers: Array.from({ length: 85 }, () => rng.int(6)),
    risk: 0.02 + 0.08 * rng.next(),
  }));
  const people = Array.from({ length: rows }, () => kinds[rng.int(10)]!);
  const question = (j: number): CategoricalColumn => ({
    kind: 'categorical',
    levels: ['0', '1', '2', '3', '4', '5'],
    codes: Int32Array.from(people, ({ usual, answers }) => (rng.next() < usual ? answers[j]! : rng.int(6))),
  });
  const bad = Int32Array.from(people, ({ risk }) => (rng.next() < risk ? 1 : 0));
  const questions = Array.from({ length: 85 }, (_, j): [string, Column] => [`q${j}`, question(j)]);
  const columns = new Map<string, Column>([
    ...questions,
    ['bad', { kind: 'categorical', levels: ['0', '1'], codes: bad }],
  ]);
  return {
    ...dataset({}),
    rows,
    columns,
    schema: {
      version: 1,
      columns: [...columns.keys()].map((name) => ({
        name,
        type: 'category',
        role: name === 'bad' ? 'target' : 'feature',
      })),
    },
    rowNumbers: Int32Array.from({ length: rows }, (_, i) => i + 1),
  };
}

describe('checkLeakage on coarse columns', () => {
  const halves = (rows: number): { train: Int32Array; test: Int32Array } => {
    const order = new Rng('halves').shuffle(Int32Array.from({ length: rows }, (_, i) => i));
    return { train: order.subarray(0, rows * 0.75), test: order.subarray(rows * 0.75) };
  };

  it('does not take people with the same answers for copies', () => {
    for (const seed of ['a', 'b', 'c']) expect(brief(checkSplit(survey(4000, seed), halves(4000))), seed).toEqual([]);
  });

  it('takes copies for copies: they never differ in the outcome', () => {
    for (const seed of ['a', 'b', 'c']) {
      const file = survey(4000, seed);
      const copied = takeDataset(
        file,
        Int32Array.from({ length: 5600 }, (_, i) => i % 4000),
      );
      expect(brief(checkSplit(copied, halves(5600))), seed).toEqual(['fail DUPLICATES_ACROSS_SPLIT *']);
    }
  });
});

const folder = process.env.PROOFLINE_DATASETS ?? resolve(import.meta.dirname, '../../../../../shared/datasets');
const publicSets = [
  ['credit-german/german.data', 'column_21', '2'],
  ['credit-australian/australian.dat', 'column_15', '1'],
  ['credit-taiwan/taiwan.csv.gz', 'default.payment.next.month', '1'],
  ['credit-gmsc/cs-training.csv.gz', 'SeriousDlqin2yrs', '1'],
] as const;

describe('checkLeakage on public credit data', () => {
  for (const [file, target, positive] of publicSets) {
    const path = join(folder, file);
    it.skipIf(!existsSync(path))(`does not accuse ${file} (PROOFLINE_DATASETS)`, async () => {
      const { schema } = await inferSchema(path, { roles: { target, positive } });
      const data = await readDataset(path, schema);
      const { y } = readBinaryTruth(data);
      const { train, test } = splitHoldout(data, { testShare: 0.25, strata: Int32Array.from(y), seed: 7 });
      const part = (rows: Int32Array): { dataset: Dataset; target: Float64Array } => ({
        dataset: takeDataset(data, rows),
        target: Float64Array.from(rows, (i) => y[i]!),
      });
      const learnt = part(train);
      const findings = checkLeakage({ train: learnt.dataset, target: learnt.target, heldOut: part(test), schema });
      expect(brief(findings)).toEqual([]);
    });
  }
});
