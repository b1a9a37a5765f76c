import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import {
  type Answer,
  type Flip,
  type ImpactReport,
  type ImpactWord,
  impactOfChange,
  type Share,
} from '@proofline/customer-service/impact';
import { type Json, ProoflineError } from '@proofline/learn';
import { type Language, loadPackage, parsePocConfig, shortened, text, type Vertical } from '@proofline/pipeline';
import { DEFAULT_FILE } from '../config/poc-flags.js';
import { type Io, paint } from '../io.js';
import { table } from '../output/table.js';

export interface ImpactFlags {
  package: string;
  data: string;
  add?: string;
  remove?: string;
  relabel?: string;
  newData?: string;
  text: readonly string[];
  target: string;
  outOfScope?: string;
  test?: string;
  log?: string;
  encoder?: string;
  lang: Language;
  json?: boolean;
}

const TONES: Readonly<Record<ImpactWord, 'green' | 'yellow' | 'red'>> = {
  safe: 'green',
  look: 'yellow',
  harmful: 'red',
};
const KINDS: Readonly<Record<Flip['kind'], ReturnType<typeof text>>> = {
  broken: text('broken', '变错'),
  other: text('changed', '变化'),
  mended: text('mended', '变对'),
};
const SHOWN = 20;
/** Of what matters less. */
const FEW = 5;
const LONGEST = 70;

/** Says what a change of the training texts would change in the answers. Returns the exit code: 2 where it does harm. */
export async function impact(io: Io, verticals: readonly Vertical[], flags: ImpactFlags): Promise<number> {
  const { add, remove, relabel, newData, lang } = flags;
  const parts = { add, remove, relabel };
  const named = Object.values(parts).some((file) => file !== undefined);
  if (named === (newData !== undefined)) {
    throw new ProoflineError(
      'invalid-input',
      'IMPACT_WHAT',
      'Name the change: --add, --remove or --relabel FILE, together or alone, or --new-data FILE with the whole training file as it is to be.',
    );
  }
  const path = (file: string): string => resolve(io.cwd, file);
  const given = (files: Readonly<Record<string, string | undefined>>): Record<string, string> =>
    Object.fromEntries(
      Object.entries(files).flatMap(([name, file]) => (file === undefined ? [] : [[name, path(file)]])),
    );
  const folder = path(flags.package);
  const report = await impactOfChange({
    package: await loadPackage(folder, verticals),
    settings: await settingsOf(folder),
    ...(flags.encoder === undefined ? {} : { encoder: flags.encoder }),
    data: path(flags.data),
    change: given({ ...parts, newData }),
    text: flags.text,
    target: flags.target,
    ...(flags.outOfScope === undefined ? {} : { outOfScope: flags.outOfScope }),
    ...given({ test: flags.test, log: flags.log }),
    ...(io.signal === undefined ? {} : { signal: io.signal }),
    onProgress: (done, total) =>
      io.err(lang === 'zh' ? `已训练 ${done} / ${total} 个模型\n` : `${done} of ${total} models trained\n`),
  });
  if (flags.json === true) io.out(`${JSON.stringify(inLanguage(report, lang), null, 2)}\n`);
  else printReport(io, report, lang);
  return report.verdict.word === 'harmful' ? 2 : 0;
}

/** The settings of the run that wrote the package, where its configuration still stands beside it. */
async function settingsOf(folder: string): Promise<Record<string, Json>> {
  const written = await readFile(join(dirname(folder), DEFAULT_FILE), 'utf8').catch(() => undefined);
  return written === undefined ? {} : parsePocConfig(written).settings;
}

function inLanguage({ verdict, ...report }: ImpactReport, lang: Language) {
  return {
    verdict: verdict.word,
    sentences: verdict.sentences.map((sentence) => sentence[lang]),
    ...report,
  };
}

function printReport(io: Io, report: ImpactReport, lang: Language): void {
  const zh = lang === 'zh';
  const { verdict, change } = report;
  io.out(`${paint(io, ['bold', TONES[verdict.word]], ` ${verdict.title[lang]} `)} `);
  io.out(
    zh
      ? `新增 ${change.added} 条，删除 ${change.removed} 条，改类 ${change.relabelled} 条\n`
      : `added: ${change.added}, taken out: ${change.removed}, put into another class: ${change.relabelled}\n`,
  );
  for (const sentence of verdict.sentences) io.out(`${sentence[lang]}\n`);
  printAccuracy(io, report, lang);
  printTexts(
    io,
    zh ? '答案明确变化的文本' : 'Texts whose answer changes clearly',
    report.flips.filter(({ clear }) => clear),
    lang,
    (flip) => `${KINDS[flip.kind][lang]}: `,
  );
  printTexts(
    io,
    zh ? '变更前后都犹豫的变化' : 'Changes at the border: hesitating before as after',
    report.flips.filter(({ clear }) => !clear),
    lang,
    (flip) => `${KINDS[flip.kind][lang]}: `,
    FEW,
  );
  printClasses(io, report, lang);
  printTexts(io, zh ? '答案不变但把握明显下降' : 'Answered as before, much less sure', report.lessSure, lang, () => '');
  if (report.added.length === 0) return;
  io.out(
    `\n${paint(io, 'bold', zh ? '当前模型对新增文本的回答' : 'What is answered today to the texts that are added')}\n`,
  );
  for (const { text: said, label, before } of report.added.slice(0, SHOWN)) {
    const mark = before.label === label ? '=' : '≠';
    io.out(`  “${shortened(said, LONGEST)}” → ${label} ${mark} ${answerText(before)}\n`);
  }
}

function printAccuracy(io: Io, { accuracy }: ImpactReport, lang: Language): void {
  const zh = lang === 'zh';
  const names = {
    train: zh ? '训练文本（未见过）' : 'training texts, unseen',
    test: zh ? '测试文件' : 'test file',
    log: '',
  };
  const rows = Object.entries(accuracy).map(([source, share]) => [
    names[source as keyof typeof names],
    share.texts.toLocaleString('en-US'),
    ...shareCells(share),
  ]);
  const head = zh
    ? ['准确率', '文本', '之前', '之后', '差值', '95% 区间']
    : ['Accuracy', 'texts', 'before', 'after', 'difference', '95 % interval'];
  io.out(`\n${table(head, rows)}`);
}

function printClasses(io: Io, { classes }: ImpactReport, lang: Language): void {
  const zh = lang === 'zh';
  const changed = classes.filter(
    ({ recall, precision }) => (recall?.difference ?? 0) !== 0 || (precision?.difference ?? 0) !== 0,
  );
  if (changed.length === 0) return;
  const size = ({ recall, precision }: (typeof classes)[number]): number =>
    Math.min(recall?.difference ?? 0, precision?.difference ?? 0);
  changed.sort((a, b) => size(a) - size(b) || (a.label < b.label ? -1 : 1));
  const head = zh
    ? ['类别', '文本', '召回率', '', '差值', '95% 区间', '精确率', '', '差值', '95% 区间']
    : ['Class', 'texts', 'recall', '', 'difference', '95 % interval', 'precision', '', 'difference', '95 % interval'];
  const cells = (share: Share | null): string[] => (share === null ? ['–', '', '', ''] : shareCells(share));
  const rows = changed
    .slice(0, SHOWN)
    .map(({ label, texts, recall, precision }) => [label, String(texts), ...cells(recall), ...cells(precision)]);
  io.out(`\n${table(head, rows)}`);
  more(io, changed.length, lang);
}

function shareCells({ before, after, difference, interval }: Share): string[] {
  const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;
  const points = (value: number): string => `${value > 0 ? '+' : ''}${(100 * value).toFixed(1)}`;
  return [percent(before), percent(after), points(difference), `[${interval.map(points).join(', ')}]`];
}

function printTexts<T extends Pick<Flip, 'source' | 'row' | 'text' | 'label' | 'before' | 'after'>>(
  io: Io,
  title: string,
  texts: readonly T[],
  lang: Language,
  head: (one: T) => string,
  shown = SHOWN,
): void {
  if (texts.length === 0) return;
  io.out(`\n${paint(io, 'bold', title)} (${texts.length})\n`);
  for (const one of texts.slice(0, shown)) {
    const { source, row, text: said, label, before, after } = one;
    const is = label === null ? '' : lang === 'zh' ? `，应为 ${label}` : `; it is ${label}`;
    io.out(
      `  ${head(one)}${source} ${row} “${shortened(said, LONGEST)}”: ${answerText(before)} → ${answerText(after)}${is}\n`,
    );
  }
  more(io, texts.length, lang, shown);
}

function more(io: Io, count: number, lang: Language, shown = SHOWN): void {
  if (count <= shown) return;
  io.out(lang === 'zh' ? `  另有 ${count - shown} 项，见 --json\n` : `  and ${count - shown} more: see --json\n`);
}

function answerText({ label, confidence }: Answer): string {
  return `${label} ${confidence.toFixed(2)}`;
}
