import type { Column } from '../dataset/frame.js';
import { columnsWithRole, columnWithRole, type FeatureSchema } from '../schema/feature-schema.js';
import { text } from '../text/localized.js';
import { columnsOf, equalRuns, keysOf, type Partners, partnersAcross, type SidedRows } from './held-out.js';
import type { LeakageFinding } from './leakage-finding.js';

/** Shares of the test rows from which equal rows on both sides are reported, and fail. */
const WARN_SHARE = 0.01;
export const FAIL_SHARE = 0.1;

/** Rows that are copies of each other on both sides of the split. Rows that are alike by coincidence pass. */
export function twinFindings(rows: SidedRows, schema: FeatureSchema): LeakageFinding[] {
  const features = columnsWithRole(schema, 'feature')
    .map(({ name }) => name)
    .filter((name) => rows.parts.every(({ columns }) => columns.has(name)));
  if (features.length === 0 || rows.judged === 0) return [];
  const keys = keysOf(rows, features);
  const partners = partnersAcross(keys, rows);
  const twins = [...partners.count.keys()].filter((i) => partners.count[i]! > 0);
  const share = twins.length / rows.judged;
  if (share < WARN_SHARE) return [];
  const copies = copiesAmong(twins, partners, keys, rows, features);
  if (copies / rows.judged < WARN_SHARE) {
    return share >= FAIL_SHARE && isOfTexts(schema) ? [repeatedTexts(twins.length, rows.judged)] : [];
  }
  const conflicts = twins.filter((i) => partners.alike[i] === 0).length;
  const percent = (share * 100).toFixed(1);
  return [
    {
      code: 'DUPLICATES_ACROSS_SPLIT',
      severity: copies / rows.judged >= FAIL_SHARE ? 'fail' : 'warn',
      value: share,
      finding: text(
        `${twins.length} of ${rows.judged} test rows (${percent} %) have a twin with the same features among the training rows${conflicts > 0 ? `, ${conflicts} of them with another outcome` : ''}: the test would reward memory. Remove repeated rows, or name a group column that ties them.`,
        `${rows.judged} 个测试行中有 ${twins.length} 行（${percent}%）与训练行特征完全相同${conflicts > 0 ? `，其中 ${conflicts} 行结果不同` : ''}：测试会奖励死记硬背。请删除重复行，或指定将其关联的分组列。`,
      ),
    },
  ];
}

function isOfTexts(schema: FeatureSchema): boolean {
  return columnsWithRole(schema, 'feature').every(({ type }) => type === 'text');
}

/** Where few texts are written again and again the test may be like the practice, so nothing fails; it has to be known. */
function repeatedTexts(repeated: number, judged: number): LeakageFinding {
  const percent = ((100 * repeated) / judged).toFixed(1);
  return {
    code: 'TEXTS_ACROSS_SPLIT',
    severity: 'warn',
    value: repeated / judged,
    finding: text(
      `${repeated} of ${judged} test texts (${percent} %) are also among the training texts, word for word: for these, memory is enough. Remove repeated texts, or name a group column that ties them.`,
      `${judged} 条测试文本中有 ${repeated} 条（${percent}%）与训练文本逐字相同：这些只需记忆即可答对。请删除重复文本，或指定将其关联的分组列。`,
    ),
  };
}

/** Rows with an identifier that stands on both sides. */
export function identifierTwinFindings(rows: SidedRows, schema: FeatureSchema): LeakageFinding[] {
  const id = columnWithRole(schema, 'id');
  if (id === undefined || rows.parts.some(({ columns }) => columns.get(id.name)?.kind !== 'text')) return [];
  const { count } = partnersAcross(keysOf(rows, [id.name]), rows);
  const values = columnsOf(rows, id.name).flatMap((column) => (column.kind === 'text' ? column.values : []));
  const shared = values.filter((value, i) => value !== null && count[i]! > 0).length;
  if (shared <= WARN_SHARE * rows.judged) return [];
  return [
    {
      code: 'ID_ACROSS_SPLIT',
      column: id.name,
      severity: 'warn',
      value: shared / rows.judged,
      finding: text(
        `${shared} of ${rows.judged} test rows have an '${id.name}' that is also in the training rows. If it names a person or an account, give it the role group.`,
        `${rows.judged} 个测试行中有 ${shared} 行的“${id.name}”也出现在训练行中。若其标识个人或账户，请将角色设为 group。`,
      ),
    },
  ];
}

/**
 * How many of the twins are copies. Coarse columns make twins by coincidence, the more so as they go together, and nobody
 * knows how they do. So where a few columns cannot keep different rows apart, the outcome is asked: twins by coincidence
 * differ in it as often as rows that are merely alike, copies do not.
 */
function copiesAmong(
  twins: readonly number[],
  partners: Partners,
  keys: Float64Array,
  rows: SidedRows,
  features: readonly string[],
): number {
  const share = twins.length / rows.judged;
  const agreements = features.map((name) => agreement(rows.parts[0]!.columns.get(name)!));
  if (share <= 3 * chanceIfIndependent(agreements, rows.parts[0]!.rows)) return 0;
  const telling = [...features.keys()].sort((a, b) => agreements[a]! - agreements[b]!).slice(0, 3);
  const names = telling.map((j) => features[j]!);
  if (share > sharedByDifferent(keysOf(rows, names), keys)) return twins.length;
  const expected = twins.length * disagreementByChance(twins, partners, rows, features);
  const found = twins.reduce((sum, i) => sum + 1 - partners.alike[i]! / partners.count[i]!, 0);
  // Chernoff's bound of a Poisson count.
  const logChance = found < expected ? found - expected - (found > 0 ? found * Math.log(found / expected) : 0) : 0;
  return found < MOST_DISAGREEMENT * expected && logChance < LOG_SURE ? twins.length * (1 - found / expected) : 0;
}

/** Copies are believed where twins differ in outcome clearly less than expected, and not by a chance of one in a hundred. */
const MOST_DISAGREEMENT = 2 / 3;
const LOG_SURE = Math.log(0.01);

/** Share of the different rows that another of them equals in the columns of `keys`: the most that coincidence could do. */
function sharedByDifferent(keys: Float64Array, rowKeys: Float64Array): number {
  const seen = new Set<number>();
  const different = keys.filter((_, i) => {
    const isNew = !seen.has(rowKeys[i]!);
    seen.add(rowKeys[i]!);
    return isNew;
  });
  return equalRuns(different).reduce((sum, run) => sum + run.length, 0) / different.length;
}

/**
 * How often a twin by coincidence has another outcome than its partner: as two draws from the twins' outcomes, or as it and
 * rows that agree with it in one half of the columns only, whichever is least. Columns that stand together in a file speak
 * of the same things, so each half is taken as it stands.
 */
function disagreementByChance(
  twins: readonly number[],
  full: Partners,
  rows: SidedRows,
  features: readonly string[],
): number {
  const counts = new Map<number, number>();
  for (const i of twins) counts.set(rows.outcome[i]!, (counts.get(rows.outcome[i]!) ?? 0) + 1);
  const drawn = 1 - [...counts.values()].reduce((sum, count) => sum + (count / twins.length) ** 2, 0);
  const middle = features.length >> 1;
  const near = [features.slice(0, middle), features.slice(middle)].map((names) => {
    if (names.length === 0) return drawn;
    const half = partnersAcross(keysOf(rows, names), rows);
    const known = twins.filter((i) => half.count[i]! > full.count[i]!);
    const disagreement = known.reduce(
      (sum, i) => sum + 1 - (half.alike[i]! - full.alike[i]!) / (half.count[i]! - full.count[i]!),
      0,
    );
    return known.length < twins.length / 2 ? drawn : disagreement / known.length;
  });
  return Math.min(drawn, ...near);
}

/**
 * The chance that a row has a twin among n others by coincidence: 1 - exp(-n·p), p being the chance that two rows agree.
 * Were the columns independent, p would be the product of their own chances; columns go together, so its 3/4th power is
 * taken. Where even this explains the twins, nothing else is asked.
 */
function chanceIfIndependent(agreements: readonly number[], rows: number): number {
  const logChance = agreements.reduce((sum, share) => sum + Math.log(Math.max(1e-12, share)), 0);
  return 1 - Math.exp(-rows * Math.exp(0.75 * logChance));
}

/** The chance that two cells of a column agree. */
function agreement(column: Column): number {
  const counts = new Map<number | string | null, number>();
  const cells: Iterable<number | string | null> = column.kind === 'categorical' ? column.codes : column.values;
  let rows = 0;
  for (const cell of cells) {
    const key = typeof cell === 'number' && Number.isNaN(cell) ? null : cell;
    counts.set(key, (counts.get(key) ?? 0) + 1);
    rows++;
  }
  let sum = 0;
  for (const count of counts.values()) sum += (count / rows) ** 2;
  return sum;
}
