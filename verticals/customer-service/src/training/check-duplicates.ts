import { percentText, text } from '@proofline/pipeline';
import type { LabelledRows } from './labelled-rows.js';
import { countOf, type Findings, type Place } from './lint-finding.js';
import { keyOfText, similarPairs } from './similar-texts.js';

/** From this likeness on two texts say nearly the same. */
const ALIKE = 0.75;

/** Texts that are the same or nearly the same: in different classes, in one class, and in both files. */
export async function checkDuplicates(findings: Findings, signal?: AbortSignal): Promise<void> {
  const { train, test } = findings;
  const groups = sameTexts(train, test);
  const unique = [...groups.values()];
  const pairs = await similarPairs(
    unique.map(([first]) => textAt(findings, first!)),
    ALIKE,
    signal,
  );
  const near = pairs.map(({ a, b }) => [unique[a]!, unique[b]!] as const);
  checkWithinTrain(findings, unique, near);
  if (test !== undefined) checkLeakage(findings, test, unique, near);
}

function textAt({ train, test }: Findings, { file, row }: Place): string {
  return (file === 'train' ? train : test!).texts[row]!;
}

/** Places of each text that says something, by what it says. */
function sameTexts(train: LabelledRows, test: LabelledRows | undefined): Map<string, Place[]> {
  const groups = new Map<string, Place[]>();
  const take = (file: Place['file'], { texts }: LabelledRows): void => {
    texts.forEach((said, row) => {
      const key = keyOfText(said);
      if (key === '') return;
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [{ file, row }]);
      else group.push({ file, row });
    });
  };
  take('train', train);
  if (test !== undefined) take('test', test);
  return groups;
}

const inTrain = (places: readonly Place[]): Place[] => places.filter(({ file }) => file === 'train');
const inTest = (places: readonly Place[]): Place[] => places.filter(({ file }) => file === 'test');

function checkWithinTrain(
  findings: Findings,
  unique: readonly Place[][],
  near: readonly (readonly [Place[], Place[]])[],
): void {
  const labelOf = ({ row }: Place): string | null => findings.train.labels[row]!;
  /** The first text of each class. */
  const ofEachLabel = (places: readonly Place[]): Place[] =>
    [...new Map([...places].reverse().map((place) => [labelOf(place), place])).values()].reverse();
  const trained = unique.map(inTrain);
  const contradicting = trained.filter((places) => ofEachLabel(places).length > 1);
  const repeated = trained.filter((places) => places.length > 1 && ofEachLabel(places).length === 1);
  const pairs = near.map(([a, b]) => [inTrain(a), inTrain(b)] as const).filter(([a, b]) => a.length * b.length > 0);
  const nearContradicting = pairs.flatMap(([a, b]) => {
    const first = a[0]!;
    const other = b.find((place) => labelOf(place) !== labelOf(first));
    const swapped = a.find((place) => labelOf(place) !== labelOf(b[0]!));
    if (other !== undefined) return [[first, other]];
    return swapped === undefined ? [] : [[swapped, b[0]!]];
  });
  const nearRepeated = pairs.flatMap(([[first], [other]]) =>
    labelOf(first!) === labelOf(other!) ? [[first!, other!]] : [],
  );
  const rows = (entries: readonly (readonly Place[])[]): number => new Set(entries.flat().map(({ row }) => row)).size;
  if (contradicting.length > 0) {
    findings.push('error', 'SAME_TEXT_IN_CLASSES', contradicting, {
      message: text(
        `${countOf(contradicting.length, 'text stands', 'texts stand')} in more than one class (${rows(contradicting)} rows).`,
        `${contradicting.length} 条文本同时出现在多个类别中（共 ${rows(contradicting)} 行）。`,
      ),
      fix: text(
        'Decide for one class, or make one class of two that customers do not tell apart.',
        '请确定唯一的类别；若客户并不区分这些类别，请将其合并。',
      ),
    });
  }
  if (nearContradicting.length > 0) {
    findings.push('warning', 'NEAR_TEXT_IN_CLASSES', nearContradicting, {
      message: text(
        `${countOf(nearContradicting.length, 'pair')} of texts say nearly the same and are in different classes (${rows(nearContradicting)} rows).`,
        `${nearContradicting.length} 对文本内容几乎相同却属于不同类别（共 ${rows(nearContradicting)} 行）。`,
      ),
      fix: text(
        'Look at each pair: one of the two is likely in the wrong class, or the classes need texts that tell them apart.',
        '请逐对检查：其中一条可能标注有误，或需要补充能区分两类的示例。',
      ),
    });
  }
  if (repeated.length > 0) {
    const surplus = repeated.reduce((sum, places) => sum + places.length - 1, 0);
    findings.push('info', 'REPEATED_TEXT', repeated, {
      message: text(
        `${countOf(repeated.length, 'text stands', 'texts stand')} more than once in the same class; rows that add nothing new: ${surplus}.`,
        `${repeated.length} 条文本在同一类别中重复出现：${surplus} 行没有带来新信息。`,
      ),
      fix: text(
        'Keep them where customers really say so that often; else keep one.',
        '若客户确实经常这样说，可以保留；否则只保留一条。',
      ),
    });
  }
  if (nearRepeated.length > 0) {
    findings.push('info', 'NEARLY_REPEATED_TEXT', nearRepeated, {
      message: text(
        `${countOf(nearRepeated.length, 'pair')} of texts of one class say nearly the same (${rows(nearRepeated)} rows).`,
        `${nearRepeated.length} 对同类文本内容几乎相同（共 ${rows(nearRepeated)} 行）。`,
      ),
      fix: text('Texts in other words would teach more.', '换一种说法的示例更有价值。'),
    });
  }
}

function checkLeakage(
  findings: Findings,
  test: LabelledRows,
  unique: readonly Place[][],
  near: readonly (readonly [Place[], Place[]])[],
): void {
  const same = unique.flatMap((places) => {
    const [learnt] = inTrain(places);
    return learnt === undefined ? [] : inTest(places).map((place) => [place, learnt]);
  });
  const leaked = new Set(same.map(([place]) => place!.row));
  const nearly = new Map<number, Place[]>();
  for (const [a, b] of near) {
    for (const [judged, learnt] of [
      [inTest(a), inTrain(b)[0]],
      [inTest(b), inTrain(a)[0]],
    ] as const) {
      if (learnt === undefined) continue;
      for (const place of judged) {
        if (!leaked.has(place.row) && !nearly.has(place.row)) nearly.set(place.row, [place, learnt]);
      }
    }
  }
  const share = (count: number) => percentText(count / test.texts.length);
  if (same.length > 0) {
    findings.push('error', 'TEST_TEXT_LEARNT', same, {
      message: text(
        `${countOf(same.length, 'test text')} (${share(same.length).en}) also in the training data: the model is praised for what it has seen.`,
        `${same.length} 条测试文本（${share(same.length).zh}）也出现在训练数据中：模型会因见过答案而被高估。`,
      ),
      fix: text('Take them out of one of the two files.', '请从其中一个文件中删除这些文本。'),
    });
  }
  if (nearly.size > 0) {
    findings.push('warning', 'TEST_TEXT_NEARLY_LEARNT', [...nearly.values()], {
      message: text(
        `${countOf(nearly.size, 'test text')} (${share(nearly.size).en}) nearly the same as a training text.`,
        `${nearly.size} 条测试文本（${share(nearly.size).zh}）与某条训练文本几乎相同。`,
      ),
      fix: text(
        'Where one was made from the other, keep both in one file: customers will use words of their own.',
        '若其中一条由另一条改写而来，请放在同一文件中：真实客户会使用自己的说法。',
      ),
    });
  }
}
