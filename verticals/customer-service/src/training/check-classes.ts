import { type Localized, text } from '@proofline/pipeline';
import { rowsByLabel } from './labelled-rows.js';
import { countOf, type Findings } from './lint-finding.js';

/** With fewer examples a class is learnt badly. */
const FEW = 10;
/** The largest class may have so many times the examples of the smallest. */
const MOST_RATIO = 20;
const NAMED = 12;

/** Rows without a class, a class alone, classes with few examples, and classes that are one by another spelling. */
export function checkClasses(findings: Findings, outOfScope: string | undefined): void {
  const { labels } = findings.train;
  findings.add(
    'error',
    'CLASS_MISSING',
    positions(labels, (label) => label === null),
    {
      message: text('Rows without a class.', '部分行没有类别。'),
      fix: text('Write the class into each row, or take the row out.', '请为每行填写类别，或删除该行。'),
    },
  );
  const classes = [...rowsByLabel(findings.train)].filter(([name]) => name !== outOfScope);
  const smallest = [...classes].sort(([, a], [, b]) => a.length - b.length);
  const lonely = smallest.filter(([, rows]) => rows.length === 1);
  const few = smallest.filter(([, rows]) => rows.length > 1 && rows.length < FEW);
  findings.add(
    'error',
    'CLASS_WITH_ONE_EXAMPLE',
    lonely.flatMap(([, rows]) => rows),
    {
      message: text(
        `${countOf(lonely.length, 'class has', 'classes have')} one example: ${sizes(lonely).en}.`,
        `${lonely.length} 个类别只有一条示例：${sizes(lonely).zh}。`,
      ),
      fix: text('Add examples, ten or more, or leave the class out.', '请补充示例（至少十条），或去掉该类别。'),
    },
  );
  findings.add(
    'warning',
    'CLASS_WITH_FEW_EXAMPLES',
    few.flatMap(([, rows]) => rows),
    {
      message: text(
        `${countOf(few.length, 'class has', 'classes have')} fewer than ${FEW} examples: ${sizes(few).en}.`,
        `${few.length} 个类别的示例少于 ${FEW} 条：${sizes(few).zh}。`,
      ),
      fix: text('Add examples in other words.', '请用不同说法补充示例。'),
    },
  );
  if (outOfScope !== undefined && !findings.train.labels.includes(outOfScope)) {
    findings.push('info', 'OUT_OF_SCOPE_UNSEEN', [], {
      message: text(
        `No row has the class '${outOfScope}', which was named as out of scope.`,
        `没有任何行属于被指定为范围外的类别“${outOfScope}”。`,
      ),
      fix: text(
        'It is learnt without examples. Where there should be some, look at the spelling.',
        '模型可在没有示例的情况下学习识别。如本应有示例，请检查拼写。',
      ),
    });
  }
  if (classes.length === 1) {
    findings.push('error', 'ONE_CLASS', [], {
      message: text(`All texts are of one class, ${classes[0]![0]}.`, `所有文本都属于同一个类别：${classes[0]![0]}。`),
      fix: text(
        'Add texts of the other classes: a model learns what tells them apart.',
        '请补充其他类别的文本：模型学习的是类别之间的差别。',
      ),
    });
  }
  checkRatio(findings, smallest);
  checkNames(findings, [...rowsByLabel(findings.train)]);
}

function checkRatio(findings: Findings, smallest: readonly (readonly [string, number[]])[]): void {
  const [least, most] = [smallest[0], smallest.at(-1)];
  if (least === undefined || most === undefined) return;
  const ratio = most[1].length / least[1].length;
  if (ratio < MOST_RATIO) return;
  findings.push('warning', 'CLASSES_UNBALANCED', [], {
    message: text(
      `The largest class, ${most[0]}, has ${Math.round(ratio)} times the examples of the smallest, ${least[0]} (${most[1].length} to ${least[1].length}).`,
      `最大的类别 ${most[0]} 的示例数是最小类别 ${least[0]} 的 ${Math.round(ratio)} 倍（${most[1].length} 比 ${least[1].length}）。`,
    ),
    fix: text(
      'Add examples to small classes; a class that takes in everything may be several.',
      '请为小类别补充示例；包罗万象的大类别可能应拆分。',
    ),
  });
}

function checkNames(findings: Findings, classes: readonly (readonly [string, number[]])[]): void {
  const spellings = new Map<string, (readonly [string, number[]])[]>();
  for (const one of classes) {
    const key = one[0]
      .normalize('NFKC')
      .toLowerCase()
      .replace(/[\s_-]+/g, '');
    spellings.set(key, [...(spellings.get(key) ?? []), one]);
  }
  const doubled = [...spellings.values()].filter((names) => names.length > 1);
  const rarer = doubled.flatMap((names) => [...names].sort(([, a], [, b]) => b.length - a.length).slice(1));
  const shown = doubled.map((names) => names.map(([name]) => `'${name}'`).join(' / ')).join(', ');
  findings.add(
    'error',
    'CLASS_SPELLED_TWICE',
    rarer.flatMap(([, rows]) => rows),
    {
      message: text(`Classes that differ in spelling only: ${shown}.`, `仅拼写不同的类别：${shown}。`),
      fix: text('Write the class one way in all rows.', '请在所有行中统一类别的写法。'),
    },
  );
}

/** The smallest classes with their sizes. */
function sizes(classes: readonly (readonly [string, number[]])[]): Localized {
  const named = classes.slice(0, NAMED).map(([name, rows]) => `${name} (${rows.length})`);
  const more = classes.length - named.length;
  return text(
    named.join(', ') + (more > 0 ? ` and ${more} more` : ''),
    named.join('、') + (more > 0 ? ` 等（另有 ${more} 个）` : ''),
  );
}

export function positions<T>(values: readonly T[], holds: (value: T, row: number) => boolean): number[] {
  return values.flatMap((value, row) => (holds(value, row) ? [row] : []));
}
