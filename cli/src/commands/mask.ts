import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ProoflineError } from '@proofline/learn';
import {
  isPhoneCountry,
  type Language,
  type MaskReport,
  maskFile,
  type PhoneCountry,
  PII_KINDS,
  PII_TITLES,
  type PiiKind,
  text,
} from '@proofline/pipeline';
import { refuseOverwriting } from '../config/protect-inputs.js';
import { type Io, paint } from '../io.js';
import { replaceFile } from '../output/replace-file.js';
import { table } from '../output/table.js';

export interface MaskFlags {
  text?: readonly string[];
  out: string;
  keep?: readonly string[];
  country: string;
  force?: boolean;
  json?: boolean;
  lang: Language;
}

/** Writes a masked copy of a training file, and says what was masked. */
export async function mask(io: Io, data: string, flags: MaskFlags): Promise<void> {
  const [path, out] = [resolve(io.cwd, data), resolve(io.cwd, flags.out)];
  await refuseOverwriting(out, [['the training file', path]]);
  if (flags.force !== true && (await stat(out).catch(() => undefined)) !== undefined) {
    throw new ProoflineError(
      'conflict',
      'OUTPUT_EXISTS',
      `'${flags.out}' exists. Name another file with --out, or add --force.`,
    );
  }
  const keep = kindsOf(flags.keep ?? []);
  const phoneCountry = countryOf(flags.country);
  let report: MaskReport | undefined;
  await replaceFile(out, async (draft) => {
    report = await maskFile({
      path,
      out: draft,
      pack: out.endsWith('.gz'),
      columns: flags.text ?? [],
      options: { keep, phoneCountry },
    });
  });
  if (flags.json === true) io.out(`${JSON.stringify({ ...report, out }, null, 2)}\n`);
  else print(io, flags.out, report!, flags.lang);
}

function kindsOf(names: readonly string[]): PiiKind[] {
  const unknown = names.filter((name) => !(PII_KINDS as readonly string[]).includes(name));
  if (unknown.length === 0) return [...names] as PiiKind[];
  throw new ProoflineError(
    'invalid-input',
    'PII_KIND_UNKNOWN',
    `--keep names ${unknown.map((name) => `'${name}'`).join(', ')}, which is no kind of personal data. Allowed: ${PII_KINDS.join(', ')}.`,
  );
}

function countryOf(given: string): PhoneCountry {
  const code = given.toUpperCase();
  if (isPhoneCountry(code)) return code;
  throw new ProoflineError(
    'invalid-input',
    'COUNTRY_UNKNOWN',
    `--country is '${given}', but must be the two letters of a country, e.g. US, GB, CN.`,
  );
}

function print(io: Io, out: string, { rows, maskedRows, counts, left }: MaskReport, lang: Language): void {
  const zh = lang === 'zh';
  const number = (count: number): string => count.toLocaleString('en-US');
  const found = PII_KINDS.filter((kind) => counts[kind] !== undefined);
  if (found.length > 0) {
    const head = zh ? ['已掩码', '数量'] : ['masked', 'number'];
    io.out(
      `${table(
        head,
        found.map((kind) => [PII_TITLES[kind][lang], number(counts[kind]!)]),
      )}\n`,
    );
  }
  for (const [column, cells] of Object.entries(left)) {
    const said = text(
      `Column '${column}' holds personal data in ${number(cells)} ${cells === 1 ? 'cell' : 'cells'} and stays as it is. Name it with --text to mask it.`,
      `列“${column}”有 ${number(cells)} 个单元格含个人数据，保持原样。如需掩码，请用 --text 指定。`,
    );
    io.out(`${paint(io, 'yellow', '!')} ${said[lang]}\n`);
  }
  const done = text(
    `${out}: ${number(maskedRows)} of ${number(rows)} rows were masked. What no rule knows is still there: look at some rows before you pass it on.`,
    `${out}：${number(rows)} 行中有 ${number(maskedRows)} 行已掩码。规则未能识别的内容仍在其中：转交前请抽查。`,
  );
  io.out(`${paint(io, 'green', '✓')} ${done[lang]}\n`);
}
