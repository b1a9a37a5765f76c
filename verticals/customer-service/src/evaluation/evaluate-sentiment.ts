import { languageOf } from '@proofline/learn/text';
import { type Cell, type ReportSection, type TaskEvaluation, text } from '@proofline/pipeline';
import { joinedText, textColumns } from '../models/joined-text.js';
import { URGENCIES, URGENCY_NAMES, type UrgencyReason, urgencyOf } from '../urgency/urgency.js';
import { evaluateText } from './evaluate-text.js';
import { studyOf, type TextContext } from './study.js';

/** What a task of texts measures, and how urgent the texts are, by class and by language. */
export async function evaluateSentiment(context: TextContext): Promise<TaskEvaluation> {
  const whole = await evaluateText(context);
  return { ...whole, sections: [...whole.sections, urgencySection(context)] };
}

function urgencySection(context: TextContext): ReportSection {
  const { classes, truth, named } = studyOf(context);
  const texts = joinedText(context.test, textColumns(context.schema));
  const read = texts.map((said) => urgencyOf(said));
  const languages = texts.map((said) => languageOf(said).language);
  const share = (rows: readonly number[], holds: (row: number) => boolean): Cell =>
    rows.length === 0 ? null : { value: rows.filter(holds).length / rows.length, format: 'percent', digits: 1 };
  const line = (title: Cell, holds: (row: number) => boolean): Cell[] => {
    const rows = [...texts.keys()].filter(holds);
    return [
      title,
      { value: rows.length, format: 'integer' },
      ...URGENCIES.map((level) => share(rows, (row) => read[row]!.level === level)),
      share(rows, (row) => truth[row] === named[row]),
    ];
  };
  const counts = new Map<UrgencyReason['rule'], number>();
  for (const { reasons } of read) for (const { rule } of reasons) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  const spoken = { en: text('Latin letters', '拉丁字母'), zh: text('Chinese', '中文'), other: text('other', '其他') };
  return {
    id: 'urgency',
    title: text('Urgency and language', '紧急程度与语言'),
    level: 'evidence',
    blocks: [
      {
        type: 'table',
        caption: text(
          'How urgent the test texts are by rules (deadlines, danger, fraud, outages, repeated contact, anger), and how often the feeling is named right. Each answer of the package says both, with the words.',
          '按规则（时限、危险、欺诈、故障、多次联系、愤怒）判断的测试文本紧急程度，以及情感判断的准确率。模型包的每个回答都会给出这两项及其依据。',
        ),
        columns: [
          { title: text('texts', '文本') },
          { title: text('number', '数量'), align: 'right' },
          { title: text('low', '低'), align: 'right' },
          { title: text('normal', '普通'), align: 'right' },
          { title: text('high', '高'), align: 'right' },
          { title: text('named right', '判断正确'), align: 'right' },
        ],
        rows: [
          ...classes.map((name, k) => line(name, (row) => truth[row] === k)),
          ...(['en', 'zh', 'other'] as const)
            .filter((one) => languages.includes(one))
            .map((one) => line(spoken[one], (row) => languages[row] === one)),
        ],
      },
      {
        type: 'table',
        caption: text(
          'What the urgency goes by; a text may have several reasons.',
          '紧急程度的依据；一条文本可有多个依据。',
        ),
        columns: [{ title: text('reason', '依据') }, { title: text('texts', '文本数'), align: 'right' }],
        rows: [...counts]
          .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
          .map(([rule, count]) => [URGENCY_NAMES[rule], { value: count, format: 'integer' as const }]),
      },
    ],
  };
}
