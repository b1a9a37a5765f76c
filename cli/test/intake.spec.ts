import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import creditRisk from '@proofline/credit-risk';
import { type Language, parsePocConfig } from '@proofline/pipeline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { intake } from '../src/commands/intake.js';
import type { Prompter } from '../src/commands/prompter.js';
import { run } from './terminal.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'proofline-intake-'));
  const rows = Array.from(
    { length: 90 },
    (_, i) =>
      `A${i},2024-${String(1 + (i % 12)).padStart(2, '0')}-05,${1000 + ((i * 7919) % 997)},${i % 3 ? 'no' : 'yes'},${i % 4 ? 'settled' : 'open'}\n`,
  );
  writeFileSync(join(folder, 'loans.csv'), `number,opened,amount,paid,state\n${rows.join('')}`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Somebody who answers what the script says, and presses Enter at everything else. */
function person(script: readonly [RegExp, string][]) {
  const asked: { message: string; initialValue?: string | undefined; options?: readonly string[] }[] = [];
  const reply = (message: string, otherwise: string): string =>
    script.find(([about]) => about.test(message))?.[1] ?? otherwise;
  const prompter: Prompter = {
    intro: (message) => asked.push({ message }),
    outro: (message) => asked.push({ message }),
    async ask({ message, initialValue = '', validate }) {
      asked.push({ message, initialValue });
      const given = reply(message, initialValue);
      expect(validate?.(given), message).toBeUndefined();
      return given;
    },
    async askSecret(message) {
      throw new Error(`No secret is asked for: ${message}`);
    },
    async select({ message, options, initialValue }) {
      asked.push({ message, initialValue, options: options.map(({ label }) => label) });
      const given = reply(message, initialValue ?? options[0]!.value);
      expect(options.map(({ value }) => value)).toContain(given);
      return given;
    },
    async selectMany({ message, initialValues }) {
      asked.push({ message });
      return initialValues;
    },
    async confirm(message) {
      asked.push({ message });
      return true;
    },
  };
  return { prompter, asked };
}

async function talk(lang: Language, out: string, script: readonly [RegExp, string][]) {
  const { prompter, asked } = person(script);
  let said = '';
  const io = {
    out: (text: string) => {
      said += text;
    },
    err: () => {},
    interactive: true,
    colour: false,
    cwd: folder,
    env: {},
  };
  await intake(io, [creditRisk], { out, lang }, prompter);
  return { asked, said, config: parsePocConfig(readFileSync(join(folder, out, 'proofline.yaml'), 'utf8')) };
}

describe('the questions of an intake', () => {
  it('end in a configuration with time, identifier, rejects and seed', async () => {
    const { config, asked } = await talk('en', 'asked', [
      [/Where is the data/, 'loans.csv'],
      [/to be predicted/, 'state'],
      [/is the event/, 'open'],
      [/when each case/, 'opened'],
      [/names a row/, 'number'],
      [/rejected applications/, 'declined.csv'],
      [/stands behind/, 'the committee'],
      [/seed/, '11'],
    ]);
    expect(config).toMatchObject({
      data: { file: '../loans.csv', extras: { rejects: '../declined.csv' } },
      columns: { target: 'state', positive: 'open', time: 'opened', id: 'number' },
      seed: 11,
    });
    expect(asked.find(({ message }) => /a file that is only judged on/i.test(message))).toBeDefined();
    // `state` does not say which of its values is meant: nothing is suggested.
    const event = asked.find(({ message }) => /is the event/.test(message));
    expect(event).toMatchObject({ initialValue: '', options: ['choose …', 'open', 'settled'] });
  });

  it('are Chinese where Chinese is spoken', async () => {
    const { asked, said } = await talk('zh', 'chinese', [
      [/数据文件/, 'loans.csv'],
      [/要预测/, 'state'],
      [/事件发生/, 'open'],
      [/负责/, '风险委员会'],
    ]);
    for (const { message } of asked) expect(message).toMatch(/\p{Script=Han}/u);
    expect(said).toMatch(/已在 chinese 写入 proofline\.yaml 与 schema\.yaml/);
  });
});

describe('the answers of an intake', () => {
  it('are held to what a run would refuse: bounds that nothing meets, and a time that is none', async () => {
    const head = 'version: 1\nvertical: credit-risk\ndata: { file: loans.csv }\n';
    const refusal = async (name: string, rest: string): Promise<string> => {
      writeFileSync(join(folder, `${name}.yaml`), `${head}${rest}`);
      const ran = await run(folder, ['intake', '--answers', `${name}.yaml`, '--out', name]);
      expect(ran.code).toBe(2);
      return ran.err;
    };
    const criteria = 'criteria:\n  - { metric: auc, bound: ">=", value: 1.5 }\n';
    expect(await refusal('high', `columns: { target: state, positive: open }\n${criteria}`)).toContain(
      "high.yaml:6: 'criteria[0].value' asks for AUC ≥ 1.5, which no model can meet",
    );
    expect(await refusal('timeless', 'columns: { target: state, positive: open, time: amount }\n')).toContain(
      "--time names the column 'amount', which holds numbers from",
    );
  });

  it('are refused as they are typed', async () => {
    const { prompter } = person([
      [/Where is the data/, 'loans.csv'],
      [/to be predicted/, 'state'],
      [/is the event/, 'open'],
      [/stands behind/, 'the committee'],
    ]);
    const refused: [string, string | undefined][] = [];
    const ask: Prompter['ask'] = (question) => {
      for (const given of ['1.5', '-1', '0s'])
        refused.push([`${question.message} ${given}`, question.validate?.(given)]);
      return prompter.ask(question);
    };
    const io = { out: () => {}, err: () => {}, interactive: true, colour: false, cwd: folder, env: {} };
    await intake(io, [creditRisk], { out: 'typed', lang: 'en' }, { ...prompter, ask });
    const said = (message: RegExp): string | undefined => refused.find(([text]) => message.test(text))?.[1];
    expect(said(/AUC.* 1\.5$/)).toContain('no model can meet: auc lies between 0 and 1');
    expect(said(/wrong approval costs: -1$/)).toContain('it must be at least 0');
    expect(said(/How long.* 0s$/)).toContain('from 1s to 168h');
  });

  it('name files from where they stand themselves', async () => {
    mkdirSync(join(folder, 'client'));
    writeFileSync(join(folder, 'client', 'book.csv'), readFileSync(join(folder, 'loans.csv')));
    const answers =
      'version: 1\nvertical: credit-risk\ndata: { file: book.csv }\ncolumns: { target: state, positive: open }\n';
    writeFileSync(join(folder, 'client', 'answers.yaml'), answers);
    const ran = await run(folder, ['intake', '--answers', 'client/answers.yaml', '--out', 'answered']);
    expect(ran.code, ran.err).toBe(0);
    const config = parsePocConfig(readFileSync(join(folder, 'answered', 'proofline.yaml'), 'utf8'));
    expect(config.data.file).toBe('../client/book.csv');
    writeFileSync(join(folder, 'client', 'proofline.yaml'), answers);
    const over = await run(folder, ['intake', '--answers', 'client/proofline.yaml', '--force', '--out', 'client']);
    expect(over.code).toBe(2);
    expect(over.err).toMatch(/would replace the input/);
    expect(readFileSync(join(folder, 'client', 'proofline.yaml'), 'utf8')).toBe(answers);
  });
});
