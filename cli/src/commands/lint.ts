import { resolve } from 'node:path';
import { type LintFinding, type LintReport, lintFile, type Severity } from '@proofline/customer-service/training';
import { type Language, type Localized, text } from '@proofline/pipeline';
import { type Io, paint } from '../io.js';

export interface LintFlags {
  text: readonly string[];
  target: string;
  test?: string;
  flow?: string;
  outOfScope?: string;
  seed: number;
  lang: Language;
  json?: boolean;
}

const WORDS: Readonly<Record<Severity, { colour: 'red' | 'yellow' | 'blue'; word: Localized }>> = {
  error: { colour: 'red', word: text('error', '错误') },
  warning: { colour: 'yellow', word: text('warning', '警告') },
  info: { colour: 'blue', word: text('note', '提示') },
};

/** Texts of a finding that the terminal shows. */
const SHOWN = 5;
const NUMBERS = 8;

/** Says what is wrong with texts to learn from. Returns the exit code: 2 where something must be changed. */
export async function lint(io: Io, data: string, { lang, json = false, ...flags }: LintFlags): Promise<number> {
  const path = (file: string): string => resolve(io.cwd, file);
  const report = await lintFile({
    data: path(data),
    text: flags.text,
    target: flags.target,
    seed: flags.seed,
    ...(flags.test === undefined ? {} : { test: path(flags.test) }),
    ...(flags.flow === undefined ? {} : { flow: path(flags.flow) }),
    ...(flags.outOfScope === undefined ? {} : { outOfScope: flags.outOfScope }),
    ...(io.signal === undefined ? {} : { signal: io.signal }),
  });
  if (json) io.out(`${JSON.stringify(inLanguage(report, lang), null, 2)}\n`);
  else printReport(io, data, report, lang);
  return report.passed ? 0 : 2;
}

function inLanguage({ findings, ...report }: LintReport, lang: Language) {
  return {
    ...report,
    findings: findings.map(({ message, fix, ...rest }) => ({ ...rest, message: message[lang], fix: fix[lang] })),
  };
}

function printReport(io: Io, file: string, report: LintReport, lang: Language): void {
  for (const finding of report.findings) printFinding(io, finding, lang);
  const count = (severity: Severity): number => report.findings.filter((one) => one.severity === severity).length;
  const [errors, warnings, infos] = [count('error'), count('warning'), count('info')];
  const said = text(
    `${file}: ${report.rows.toLocaleString('en-US')} texts, ${report.classes} ${report.classes === 1 ? 'class' : 'classes'}; errors: ${errors}, warnings: ${warnings}, notes: ${infos}.`,
    `${file}：${report.rows.toLocaleString('en-US')} 条文本，${report.classes} 个类别；${errors} 个错误，${warnings} 个警告，${infos} 个提示。`,
  );
  io.out(`${paint(io, report.passed ? 'green' : 'red', report.passed ? '✓' : '✗')} ${said[lang]}\n`);
  if (report.labelsChecked) return;
  const few = text(
    'Labels were not held against a model: that takes 60 texts or more and two classes with five or more.',
    '未用模型核对标注：至少需要 60 条文本，且有两个类别各不少于五条。',
  );
  io.out(`${few[lang]}\n`);
}

function printFinding(io: Io, { severity, code, message, fix, rows, testRows, examples }: LintFinding, lang: Language) {
  const { colour, word } = WORDS[severity];
  const join = lang === 'zh' ? '' : ' ';
  io.out(`${paint(io, colour, word[lang])} ${message[lang]}${join}${fix[lang]} (${code})\n`);
  const numbers = (all: readonly number[]): string =>
    `${all.slice(0, NUMBERS).join(', ')}${all.length > NUMBERS ? ' …' : ''}`;
  if (rows.length > 0) {
    io.out(`  ${lang === 'zh' ? `数据行（${rows.length}）：` : `${rows.length} data rows: `}${numbers(rows)}\n`);
  }
  if (testRows !== undefined) {
    io.out(
      `  ${lang === 'zh' ? `测试行（${testRows.length}）：` : `${testRows.length} test rows: `}${numbers(testRows)}\n`,
    );
  }
  for (const together of examples.slice(0, SHOWN)) {
    const shown = together.map(({ file, row, text: said, label, likely }) => {
      const place = file === 'test' ? (lang === 'zh' ? `测试 ${row}` : `test ${row}`) : String(row);
      return `${place} “${said}” → ${label ?? '–'}${likely === undefined ? '' : lang === 'zh' ? `（可能是 ${likely}）` : ` (likely ${likely})`}`;
    });
    io.out(`    ${shown.join(' | ')}\n`);
  }
}
