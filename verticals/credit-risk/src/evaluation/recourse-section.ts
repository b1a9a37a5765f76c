import { type Change, wilsonInterval } from '@proofline/learn';
import {
  type Block,
  type ColumnSpec,
  columnsWithRole,
  columnTitle,
  type Frame,
  featureFrame,
  joinTexts,
  type Localized,
  text,
} from '@proofline/pipeline';
import { valueText } from '../reasons/value-text.js';
import { declinedRows, spreadOver } from './declined-rows.js';
import { findRecourse, isActionable, type Recourse } from './recourse.js';
import type { SectionBuilder } from './study.js';

/** Declined applications that a way is searched for. */
const MOST_ROWS = 40;
const EXAMPLES = 3;

/** What declined applicants could change, where the schema says which columns they can. */
export const recourseSection: SectionBuilder = ({ context, cutOff }) => {
  const { train, test, schema, champion } = context;
  const specs = columnsWithRole(schema, 'feature').filter(isActionable);
  const rng = context.context.rng.fork('recourse');
  const rows = [...declinedRows(champion.test, cutOff, MOST_ROWS, rng)];
  if (specs.length === 0 || rows.length === 0) return {};
  const frame = featureFrame(test);
  const trainFrame = featureFrame(train);
  const found = findRecourse(champion.model, frame, rows, trainFrame, specs, cutOff, rng);
  return {
    sections: [
      {
        id: 'recourse',
        title: text('What would change a decline', '如何改变拒绝结果'),
        level: 'evidence',
        blocks: [intro(specs), finding(found), ...examples(found, specs, { frame, trainFrame }, context)],
      },
    ],
  };
};

function intro(specs: readonly ColumnSpec[]): Block {
  const list = joinTexts(specs.map(columnTitle));
  return {
    type: 'text',
    text: text(
      `The smallest changes that would take a declined application below the cut-off, searched over what the schema calls actionable and in the direction it allows: ${list.en}. Only values seen in training are proposed. This is what the model would answer, not what causes a loan to be repaid: a changed application is judged anew.`,
      `使被拒申请降至切分点以下所需的最小改变，仅在模式文件标为可改变的字段及其允许的方向上搜索：${list.zh}。仅提出训练中出现过的取值。这说明模型会如何回答，而非还款的成因：改变后的申请将重新评估。`,
    ),
  };
}

function finding(found: readonly Recourse[]): Block {
  const ways = found.filter(({ changes }) => changes !== undefined);
  const [low, high] = wilsonInterval(ways.length, found.length);
  const percent = (share: number): string => (100 * share).toFixed(0);
  const single = ways.filter(({ changes }) => changes!.length === 1).length;
  return {
    type: 'callout',
    tone: 'info',
    text: text(
      `For ${ways.length} of ${found.length} declined applications a way was found (${percent(ways.length / found.length)} %, 95 % interval ${percent(low)} to ${percent(high)} %); for ${single} of them one change is enough.${ways.length === found.length ? '' : ' For the others no change of up to three of these columns is.'}`,
      `在 ${found.length} 份被拒申请中，有 ${ways.length} 份找到可行的改变（${percent(ways.length / found.length)}%，95% 区间 ${percent(low)} 至 ${percent(high)}%）；其中 ${single} 份只需改变一项。${ways.length === found.length ? '' : '其余申请改变至多三项亦不足够。'}`,
    ),
  };
}

function examples(
  found: readonly Recourse[],
  specs: readonly ColumnSpec[],
  frames: Frames,
  { champion, test }: Parameters<SectionBuilder>[0]['context'],
): Block[] {
  const personal = new Set(specs.filter(({ pii }) => pii === true).map(({ name }) => name));
  const shown = found
    .filter(({ changes }) => changes?.every(({ feature }) => !personal.has(feature)) === true)
    .sort((a, b) => champion.test[a.row]! - champion.test[b.row]! || a.row - b.row);
  if (shown.length === 0) return [];
  return [
    {
      type: 'table',
      caption: text('Examples', '示例'),
      columns: [
        { title: text('row', '行') },
        { title: text('PD', '违约概率'), align: 'right' },
        { title: text('changes', '改变') },
        { title: text('PD after', '改变后违约概率'), align: 'right' },
      ],
      rows: spreadOver(shown, EXAMPLES).map(({ row, changes, prediction }) => [
        String(test.rowNumbers[row]!),
        { value: champion.test[row]!, format: 'percent' },
        joinTexts(
          changes!.map((change) => changeText(change, specs, frames, row)),
          'phrases',
        ),
        { value: prediction!, format: 'percent' },
      ]),
    },
  ];
}

interface Frames {
  /** The applications. */
  frame: Frame;
  /** Where proposed values come from; category codes are those of its levels. */
  trainFrame: Frame;
}

function changeText(
  { feature, to }: Change,
  specs: readonly ColumnSpec[],
  { frame, trainFrame }: Frames,
  row: number,
): Localized {
  const spec = specs.find(({ name }) => name === feature)!;
  const from = valueText(spec, frame, row).text;
  const after = valueText(spec, cellOf(spec, trainFrame, to), 0).text;
  const title = columnTitle(spec);
  return text(`${title.en}: ${from.en} → ${after.en}`, `${title.zh}：${from.zh} → ${after.zh}`);
}

/** A frame of one cell, to be written as any other. */
function cellOf({ name }: ColumnSpec, frame: Frame, value: number): Frame {
  const column = frame.columns.get(name)!;
  return {
    rows: 1,
    columns: new Map([
      [
        name,
        column.kind === 'categorical'
          ? { kind: 'categorical', levels: column.levels, codes: Int32Array.of(value) }
          : { kind: 'numeric', values: Float64Array.of(value) },
      ],
    ]),
  };
}
