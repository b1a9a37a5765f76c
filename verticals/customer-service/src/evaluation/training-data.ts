import { type Block, type Cell, type Localized, type ReportSection, text } from '@proofline/pipeline';
import { labelledRows } from '../training/labelled-rows.js';
import type { LintFinding, Severity, ShownText } from '../training/lint-finding.js';
import { lintTexts } from '../training/lint-texts.js';
import type { SectionBuilder } from './study.js';

const WORDS: Readonly<Record<Severity, Localized>> = {
  error: text('to be changed', '必须更改'),
  warning: text('to be looked at', '需要检查'),
  info: text('good to know', '供参考'),
};
const TONES = { error: 'bad', warning: 'warn' } as const;
/** Findings whose texts say more than their number; the report shows these. */
const TELLING = ['SAME_TEXT_IN_CLASSES', 'NEAR_TEXT_IN_CLASSES', 'CLASS_DOUBTFUL'];
const NUMBERS = 12;

/** What is wrong with the texts that were learnt from, as `proofline lint` says it. */
export const trainingDataSection: SectionBuilder = async ({ context, classes, outOfScope }) => {
  const { train, test, champion, judgedOn } = context;
  const { signal } = context.context;
  const learnt = labelledRows(train);
  const findings = await lintTexts({
    train: learnt,
    // With outer folds the test rows are training rows as well.
    ...(judgedOn === 'held-out' ? { test: labelledRows(test) } : {}),
    ...(outOfScope === undefined ? {} : { outOfScope: classes[outOfScope]! }),
    outOfFold: { rows: [...learnt.texts.keys()], ...champion.outOfFold },
    ...(signal === undefined ? {} : { signal }),
  });
  if (findings.length === 0) return {};
  const section: ReportSection = {
    id: 'training-data',
    title: text('The texts that were learnt from', '训练文本'),
    level: 'evidence',
    blocks: [summary(findings), ...findings.filter(({ code }) => TELLING.includes(code)).map(examplesOf)],
  };
  return { section };
};

function summary(findings: readonly LintFinding[]): Block {
  return {
    type: 'table',
    caption: text('Rows are data rows of the file. Personal data is masked.', '行号为文件的数据行。个人信息已遮盖。'),
    columns: [
      { title: text('finding', '发现') },
      { title: text('what to do', '处理建议') },
      { title: text('grade', '级别') },
      { title: text('data rows', '数据行') },
    ],
    rows: findings.map(({ message, fix, severity, rows }) => [message, fix, WORDS[severity], numbersOf(rows)]),
    emphasis: findings.flatMap(({ severity }, row) => (severity === 'info' ? [] : [{ row, tone: TONES[severity] }])),
  };
}

function numbersOf(rows: readonly number[]): Cell {
  if (rows.length === 0) return null;
  const shown = rows.slice(0, NUMBERS).join(', ');
  const more = rows.length - NUMBERS;
  return more > 0 ? text(`${shown} and ${more} more`, `${shown} 等（另有 ${more} 行）`) : shown;
}

function examplesOf({ message, examples }: LintFinding): Block {
  const isPair = examples.some((together) => together.length > 1);
  const columns = [
    { title: text('data row', '数据行'), align: 'right' as const },
    { title: text('text', '文本') },
    { title: text('class', '类别') },
  ];
  const cells = ({ row, text: said, label }: ShownText): Cell[] => [{ value: row, format: 'integer' }, said, label];
  return {
    type: 'table',
    caption: message,
    columns: isPair ? [...columns, ...columns] : [...columns, { title: text('likely', '可能的类别') }],
    rows: examples.map((together) =>
      isPair ? together.slice(0, 2).flatMap(cells) : [...cells(together[0]!), together[0]!.likely ?? null],
    ),
    fold: 10,
  };
}
