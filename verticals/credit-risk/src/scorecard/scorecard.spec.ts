import { decodeArtifact, encodeArtifact, type ProoflineError, Rng } from '@proofline/learn';
import { type FeatureSchema, type Frame, takeFrame } from '@proofline/pipeline';
import { describe, expect, it } from 'vitest';
import { applyEdits } from './bin-edits.js';
import { assignBins, DEFAULT_BINNING, fitBinning } from './binning.js';
import { DEFAULT_SCALE, factorAndOffset, fitScorecard, Scorecard, type ScorecardOptions } from './scorecard.js';

const ROWS = 2000;
const schema: FeatureSchema = {
  version: 1,
  columns: [
    { name: 'income', type: 'number', role: 'feature', special: [{ code: -999, meaning: 'refused' }] },
    { name: 'home', type: 'category', role: 'feature' },
    { name: 'bad', type: 'category', role: 'target', positive: '1' },
  ],
};

/** Income lowers the risk, those who refuse to name it are worse, tenants are worse than owners. */
function book(): { frame: Frame; y: Float64Array } {
  const rng = new Rng(5);
  const values = new Float64Array(ROWS);
  const special = new Uint8Array(ROWS);
  const codes = new Int32Array(ROWS);
  const y = new Float64Array(ROWS);
  for (let i = 0; i < ROWS; i++) {
    values[i] = rng.next() * 100;
    const kind = rng.next();
    if (kind < 0.1) special[i] = 1;
    else if (kind < 0.2) values[i] = Number.NaN;
    if (special[i] === 1) values[i] = Number.NaN;
    codes[i] = rng.int(3);
    const z =
      (special[i] === 1 ? 1 : Number.isNaN(values[i]!) ? -0.5 : 1 - values[i]! / 40) + (codes[i] === 0 ? 0.7 : 0) - 1;
    y[i] = rng.next() < 1 / (1 + Math.exp(-z)) ? 1 : 0;
  }
  return {
    frame: {
      rows: ROWS,
      columns: new Map([
        ['income', { kind: 'numeric' as const, values, special }],
        ['home', { kind: 'categorical' as const, codes, levels: ['rent', 'own', 'parents'] }],
      ]),
    },
    y,
  };
}

const options: ScorecardOptions = {
  binning: DEFAULT_BINNING,
  minInformationValue: 0.02,
  l2: 1,
  points: 'woe',
  scale: DEFAULT_SCALE,
};
const context = { rng: new Rng(1) };

describe('fitBinning', () => {
  it('keeps the levels of an ordered category in their order, with the trend that was asked for', () => {
    // Events among 100 rows of each level: falling but for 'upper', which cannot stand alone under one trend.
    const events = { low: 60, lower: 50, upper: 20, high: 30, top: 10 };
    const levels = ['high', 'low', 'lower', 'top', 'upper'];
    const codes = Int32Array.from({ length: 500 }, (_, i) => Math.floor(i / 100));
    const y = Float64Array.from(codes, (code, i) => (i % 100 < events[levels[code] as keyof typeof events] ? 1 : 0));
    const column = { kind: 'categorical' as const, codes, levels };
    const spec = { name: 'rating', type: 'category' as const, role: 'feature' as const };
    const binned = (trend: 'monotone' | 'auto', ordered: boolean) => {
      const given = { ...spec, categories: Object.keys(events), ...(ordered ? { ordered } : {}) };
      const { bins, trend: found } = fitBinning('rating', column, y, { ...DEFAULT_BINNING, trend }, undefined, given);
      return { found, groups: bins.flatMap(({ levels }) => (levels === undefined ? [] : [levels])) };
    };
    expect(binned('monotone', true)).toEqual({
      found: 'descending',
      groups: [['low'], ['lower'], ['upper', 'high'], ['top']],
    });
    // Sorted by rate every level has a bin of its own.
    expect(binned('monotone', false)).toEqual({
      found: 'by event rate',
      groups: [['top'], ['upper'], ['high'], ['lower'], ['low']],
    });
    // A level that cleaning joined has no place in the order.
    const joined = { ...column, levels: ['high', 'low', 'lower', 'rest', 'upper'] };
    const given = { ...spec, categories: Object.keys(events), ordered: true };
    expect(fitBinning('rating', joined, y, DEFAULT_BINNING, undefined, given).trend).toBe('by event rate');
  });

  it('gives special codes and missing cells bins of their own, and counts every row once', () => {
    const { frame, y } = book();
    const column = frame.columns.get('income')!;
    const binning = fitBinning('income', column, y, DEFAULT_BINNING, undefined, schema.columns[0]);
    expect(binning.trend).toBe('descending');
    expect(binning.bins.slice(-2).map(({ kind }) => kind)).toEqual(['special', 'missing']);
    expect(binning.bins.reduce((sum, { events, nonEvents }) => sum + events + nonEvents, 0)).toBe(ROWS);
    const ordinary = binning.bins.filter(({ kind }) => kind === 'ordinary');
    const rates = ordinary.map(({ events, nonEvents }) => events / (events + nonEvents));
    expect(rates).toEqual([...rates].sort((a, b) => b - a));
    for (const { events, nonEvents } of ordinary) {
      expect(events + nonEvents).toBeGreaterThanOrEqual(0.05 * ROWS);
      expect(events).toBeGreaterThanOrEqual(5);
    }
    // WoE = ln((share of non-events) / (share of events)), IV = Σ (difference of shares)·WoE.
    const totals = { events: y.reduce((sum, v) => sum + v, 0), nonEvents: 0 };
    totals.nonEvents = ROWS - totals.events;
    const bin = binning.bins[0]!;
    const woe = Math.log(bin.nonEvents / totals.nonEvents / (bin.events / totals.events));
    expect(bin.woe).toBeCloseTo(woe, 12);
    expect(bin.iv).toBeCloseTo((bin.nonEvents / totals.nonEvents - bin.events / totals.events) * woe, 12);
  });

  it('keeps a part of one outcome apart, be it above zero or a level', () => {
    // 820 zeros with 10 % events; 180 amounts, every one an event.
    const y = Float64Array.from({ length: 1000 }, (_, i) => (i >= 820 || i % 10 === 0 ? 1 : 0));
    const amounts = { kind: 'numeric' as const, values: y.map((_, i) => (i < 820 ? 0 : 10 + i)) };
    const levels = { kind: 'categorical' as const, codes: Int32Array.from(y, (_, i) => (i < 820 ? 0 : 1)) };
    // Shares of 738 non-events and 262 events; the pure bin has half a row of each more.
    const woe = [Math.log(738 / 738 / (82 / 262)), Math.log(0.5 / 738 / (180.5 / 262))];
    for (const column of [amounts, { ...levels, levels: ['none', 'legal action'] }]) {
      const { bins } = fitBinning('recoveries', column, y, DEFAULT_BINNING);
      const filled = bins.filter(({ events, nonEvents }) => events + nonEvents > 0);
      expect(filled.map(({ events, nonEvents }) => [events, nonEvents])).toEqual([
        [82, 738],
        [180, 0],
      ]);
      filled.forEach((bin, k) => {
        expect(bin.woe).toBeCloseTo(woe[k]!, 12);
      });
    }
  });

  it('puts a level that training never saw with the missing ones', () => {
    const { frame, y } = book();
    const binning = fitBinning('home', frame.columns.get('home')!, y, DEFAULT_BINNING);
    const unseen = { kind: 'categorical' as const, codes: Int32Array.of(0, 1, -1), levels: ['castle', 'rent'] };
    const [castle, rent, missing] = assignBins(binning, unseen);
    expect(castle).toBe(missing);
    expect(binning.bins[rent!]!.levels).toContain('rent');
  });
});

describe('Scorecard', () => {
  it('converts points and probability without loss', async () => {
    const { frame, y } = book();
    const card = await fitScorecard(frame, y, schema, options, context);
    const points = card.points(frame);
    const probability = card.probabilityOfDefault(frame);
    for (let i = 0; i < 50; i++) {
      expect(card.pointsOf(probability[i]!)).toBeCloseTo(points[i]!, 9);
      // The same probability from the log-odds themselves.
      const bins = card.assign(frame).map((column) => column[i]!);
      const z = card.variables.reduce(
        (sum, v, k) => sum - v.coefficient * v.binning.bins[bins[k]!]!.woe,
        card.intercept,
      );
      expect(probability[i]!).toBeCloseTo(1 / (1 + Math.exp(-z)), 12);
    }
  });

  it('fits the points of all bins together where asked, still without loss and without turning a step', async () => {
    const { frame, y } = book();
    const card = await fitScorecard(frame, y, schema, { ...options, points: 'joint' }, context);
    expect(card.fit).toBe('joint');
    const classic = await fitScorecard(frame, y, schema, options, context);
    const loss = (one: Scorecard): number =>
      one.probabilityOfDefault(frame).reduce((sum, p, i) => sum - Math.log(y[i] === 1 ? p : 1 - p), 0);
    expect(loss(card)).toBeLessThan(loss(classic));
    const again = Scorecard.fromArtifact(decodeArtifact(encodeArtifact(card.toArtifact())));
    expect(again.fit).toBe('joint');
    expect(again.points(frame)).toEqual(card.points(frame));
    for (const { binning, logOdds, coefficient } of card.variables) {
      expect(coefficient).toBeGreaterThan(0);
      const ordinary = binning.bins.filter(({ kind }) => kind === 'ordinary');
      for (let b = 1; b < ordinary.length; b++) {
        const evidence = ordinary[b - 1]!.woe - ordinary[b]!.woe;
        expect((logOdds[b]! - logOdds[b - 1]!) * Math.sign(evidence)).toBeGreaterThanOrEqual(0);
      }
    }
  });

  it('doubles the odds every 20 points, and has 600 points at 50 to 1', () => {
    const card = new Scorecard([], 0, DEFAULT_SCALE);
    const odds = (points: number) => (1 - card.probabilityOf(points)) / card.probabilityOf(points);
    expect(odds(600)).toBeCloseTo(50, 9);
    expect(odds(620) / odds(600)).toBeCloseTo(2, 9);
    expect(factorAndOffset(DEFAULT_SCALE).factor).toBeCloseTo(20 / Math.log(2), 12);
  });

  it('never rewards what the data says is risky', async () => {
    const { frame, y } = book();
    const card = await fitScorecard(frame, y, schema, options, context);
    expect(card.variables.map(({ binning }) => binning.feature).sort()).toEqual(['home', 'income']);
    for (const { coefficient, points, binning } of card.variables) {
      expect(coefficient).toBeGreaterThan(0);
      const order = binning.bins
        .map((_, b) => b)
        .filter((b) => binning.bins[b]!.events + binning.bins[b]!.nonEvents > 0);
      for (const a of order)
        for (const b of order)
          if (binning.bins[a]!.woe > binning.bins[b]!.woe) expect(points[a]!).toBeGreaterThan(points[b]!);
    }
  });

  it('keeps to the direction of the schema, and to a trend asked for one variable', async () => {
    const { frame, y } = book();
    const against: FeatureSchema = {
      ...schema,
      columns: schema.columns.map((c) => (c.name === 'income' ? { ...c, monotone: 'increasing' as const } : c)),
    };
    const trendOf = async (s: FeatureSchema, trends = {}) =>
      (await fitScorecard(frame, y, s, { ...options, minInformationValue: 0, trends }, context)).variables.find(
        ({ binning }) => binning.feature === 'income',
      )?.binning.trend;
    expect(await trendOf(schema)).toBe('descending');
    // Income lowers the risk here, so no cut rises: one ordinary bin is left, beside those of codes and missing.
    expect(await trendOf(against)).not.toBe('descending');
    expect(await trendOf(schema, { income: 'valley' })).toMatch(/valley|descending/);
  });

  it('says which variables have no points, and why', async () => {
    const { frame, y } = book();
    const rng = new Rng('noise');
    const columns = new Map(frame.columns)
      .set('noise', { kind: 'numeric' as const, values: y.map(() => rng.next()) })
      .set('constant', { kind: 'numeric' as const, values: y.map(() => 3) });
    const wider: FeatureSchema = {
      ...schema,
      columns: [
        ...schema.columns,
        { name: 'noise', type: 'number', role: 'feature' },
        { name: 'constant', type: 'number', role: 'feature' },
      ],
    };
    // The bound of the information value is far above what noise reaches on 2,000 rows.
    const card = await fitScorecard(
      { rows: ROWS, columns },
      y,
      wider,
      { ...options, minInformationValue: 0.03 },
      context,
    );
    expect(card.variables.map(({ binning }) => binning.feature).sort()).toEqual(['home', 'income']);
    expect(card.leftOut.map(({ feature, reason }) => [feature, reason])).toEqual([
      ['noise', 'uninformative'],
      ['constant', 'one-bin'],
    ]);
    expect(Scorecard.fromArtifact(decodeArtifact(encodeArtifact(card.toArtifact()))).leftOut).toEqual(card.leftOut);
  });

  it('is the same after a round trip', async () => {
    const { frame, y } = book();
    const card = await fitScorecard(frame, y, schema, options, context);
    const again = Scorecard.fromArtifact(decodeArtifact(encodeArtifact(card.toArtifact())));
    expect(again.points(frame)).toEqual(card.points(frame));
    expect(encodeArtifact(again.toArtifact())).toEqual(encodeArtifact(card.toArtifact()));
  });

  it('answers a row alone as it does among others, to the last bit', async () => {
    const { frame, y } = book();
    const card = await fitScorecard(frame, y, schema, options, context);
    const names = card.variables.map(({ binning }) => binning.feature);
    const together = { points: card.points(frame), probabilities: card.probabilityOfDefault(frame) };
    for (let row = 0; row < 200; row++) {
      const alone = takeFrame(frame, [row]);
      expect(card.points(alone)[0]).toBe(together.points[row]);
      expect(card.probabilityOfDefault(alone)[0]).toBe(together.probabilities[row]);
      expect(card.contributions(alone, 0)).toEqual(card.contributions(frame, row));
      expect(card.sides(alone, 0, names)).toEqual(card.sides(frame, row, names));
    }
  });

  it('explains a row by what each variable adds to the mean log-odds', async () => {
    const { frame, y } = book();
    const card = await fitScorecard(frame, y, schema, options, context);
    const probability = card.probabilityOfDefault(frame);
    const mean = card.variables.reduce((sum, { meanLogOdds }) => sum + meanLogOdds, card.intercept);
    for (let i = 0; i < 20; i++) {
      const total = card.contributions(frame, i).reduce((sum, { contribution }) => sum + contribution, mean);
      expect(1 / (1 + Math.exp(-total))).toBeCloseTo(probability[i]!, 12);
    }
  });
});

describe('applyEdits', () => {
  const { frame, y } = book();
  const income = frame.columns.get('income')!;
  const binning = fitBinning('income', income, y, DEFAULT_BINNING, undefined, schema.columns[0]);
  const edit = { feature: 'income', author: 'Ada', reason: 'policy limits' };

  it('replaces ordinary bins, counts them anew and records who and why', () => {
    const edited = applyEdits(binning, income, y, [{ ...edit, edges: [20, 60] }], 0);
    expect(edited.bins.map(({ kind }) => kind)).toEqual(['ordinary', 'ordinary', 'ordinary', 'special', 'missing']);
    const below = Array.from((income as { values: Float64Array }).values.entries()).filter(([, v]) => v < 20);
    expect(edited.bins[0]!.events + edited.bins[0]!.nonEvents).toBe(below.length);
    expect(edited.bins[0]!.events).toBe(below.filter(([i]) => y[i] === 1).length);
    expect(edited.trend).toBe('edited');
    expect(edited.edited).toEqual({ author: 'Ada', reason: 'policy limits', informationValueBefore: binning.iv });
  });

  it('leaves other variables alone', () => {
    expect(applyEdits(binning, income, y, [{ ...edit, feature: 'home', groups: [['rent']] }], 0)).toBe(binning);
  });

  it('says what is wrong with an edit', () => {
    const problemOf = (wrong: object): string => {
      try {
        applyEdits(binning, income, y, [{ ...edit, ...wrong }], 0);
      } catch (error) {
        expect((error as ProoflineError).code).toBe('BIN_EDIT_INVALID');
        return (error as Error).message;
      }
      return '';
    };
    expect(problemOf({ edges: [60, 20] })).toMatch(/edges that rise, got 60, 20/);
    expect(problemOf({ groups: [['a']] })).toMatch(/is numeric/);
  });
});
