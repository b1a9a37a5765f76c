import { relative, resolve } from 'node:path';
import {
  categoryValues,
  columnsWithRole,
  columnWithRole,
  criteriaProblems,
  inferSchema,
  type Language,
  obviousEvent,
  type PocConfig,
  type PocConfigInput,
  parsePocConfig,
  pocConfigDocument,
  type Task,
  type Vertical,
  type WrittenCriteria,
} from '@proofline/pipeline';
import { findVertical } from '../verticals/load-verticals.js';
import type { Choice, Prompter } from './prompter.js';

/** What costs and values are called, where they have the names of right and wrong decisions. */
const COSTS: Readonly<Record<string, readonly [en: string, zh: string]>> = {
  falseApproval: ['What a wrong approval costs:', '错误批准一笔的损失：'],
  falseDecline: ['What a wrong decline costs:', '错误拒绝一笔的损失：'],
  trueApproval: ['What a right approval brings:', '正确批准一笔的收益：'],
  trueDecline: ['What a right decline brings:', '正确拒绝一笔的收益：'],
};

/**
 * Asks for everything that a proof of concept needs to know. Files are named from `cwd`; the configuration, which goes into
 * `folder`, names them from there.
 */
export async function askEverything(
  prompter: Prompter,
  verticals: readonly Vertical[],
  { cwd, folder, lang }: { cwd: string; folder: string; lang: Language },
): Promise<PocConfig> {
  const say = (en: string, zh: string): string => (lang === 'zh' ? zh : en);
  const { ask, select } = prompter;
  const required = (given: string): string | undefined =>
    given.trim() === '' ? say('Please say.', '请填写。') : undefined;
  const number = (given: string): string | undefined =>
    given.trim() !== '' && Number.isFinite(Number(given)) ? undefined : say('A number, e.g. 0.7', '请填数字，如 0.7');
  const optional = async (message: string): Promise<string | undefined> => {
    const given = (await ask({ message })).trim();
    return given === '' ? undefined : given;
  };

  const vertical = findVertical(
    verticals,
    await select({
      message: say('Which vertical?', '哪个行业方案？'),
      options: verticals.map((v) => ({ value: v.id, label: v.title[lang], hint: v.summary[lang] })),
    }),
  );
  const taskId = await select({
    message: say('Which task?', '哪项任务？'),
    options: vertical.tasks.map((t) => ({ value: t.id, label: t.title[lang] })),
  });
  const task = vertical.tasks.find((t) => t.id === taskId) as Task;
  /** What a run would say of an answer, before the next question. */
  const refused = (written: WrittenCriteria): string | undefined => {
    const [problem] = criteriaProblems(task, written);
    return problem && say(problem.message, `该值无法使用：${problem.message}`);
  };
  const file = await ask({
    message: say('Where is the data? (CSV, JSON lines, Parquet)', '数据文件在哪里？（CSV、JSON lines、Parquet）'),
    validate: required,
  });
  const { schema } = await inferSchema(resolve(cwd, file), { kind: task.kind });
  const names = schema.columns.map(({ name }) => ({ value: name, label: name }));
  const target = await select({
    message: say('Which column is to be predicted?', '要预测哪一列？'),
    options: names,
    ...initial(columnWithRole(schema, 'target')?.name),
  });
  const others = names.filter(({ value }) => value !== target);
  const positive = await askEvent();
  const columnOrNone = async (message: string, guessed: string | undefined): Promise<string | undefined> => {
    const chosen = await select({
      message,
      options: [{ value: '', label: say('none', '无') }, ...others],
      initialValue: guessed === target ? '' : (guessed ?? ''),
    });
    return chosen === '' ? undefined : chosen;
  };
  const time = await columnOrNone(
    say(
      'Which column says when each case happened? The test rows are then the latest ones.',
      '哪一列记录每笔业务的发生时间？测试数据将取最近的部分。',
    ),
    columnWithRole(schema, 'time')?.name,
  );
  const id = await columnOrNone(
    say('Which column names a row, as an application number does?', '哪一列是每行的编号（如申请号）？'),
    columnWithRole(schema, 'id')?.name,
  );
  const protectedColumns = await prompter.selectMany({
    message: say(
      'Which columns are protected by law or policy? They serve the fairness study and are never features.',
      '哪些列受法律或政策保护？它们只用于公平性分析，绝不作为特征。',
    ),
    options: others.filter(({ value }) => value !== time && value !== id),
    initialValues: columnsWithRole(schema, 'protected').map(({ name }) => name),
  });
  const test = await optional(
    say(
      'A file that is only judged on? (empty: rows of the data are held out)',
      '是否有仅用于评判的文件？（留空：从数据中留出）',
    ),
  );
  const rejects = await optional(
    say(
      'A file of rejected applications, without outcome? (empty: none)',
      '是否有无结果的被拒申请文件？（留空：没有）',
    ),
  );
  const client = await optional(say('Who is the client?', '客户是谁？'));
  const question = await optional(
    say('What does the client want to know, in a sentence?', '客户想知道什么？请用一句话说明。'),
  );
  const criteria: NonNullable<PocConfigInput['criteria']> = [];
  for (const criterion of task.criteria) {
    const title = task.kind.metrics[criterion.metric]?.title[lang] ?? criterion.metric;
    const atLeast = criterion.bound === '>=';
    const value = await ask({
      message: say(
        `${title} must be ${atLeast ? 'at least' : 'at most'}:`,
        `${title}${atLeast ? '至少应为' : '至多应为'}：`,
      ),
      initialValue: String(criterion.value),
      validate: (given) => number(given) ?? refused({ criteria: [{ ...criterion, value: Number(given) }] }),
    });
    criteria.push({ ...criterion, value: Number(value) });
  }
  const owner = await ask({
    message: say('Who stands behind these criteria?', '由谁对这些标准负责？'),
    validate: required,
  });
  const costs: Record<string, number> = {};
  for (const [name, value] of Object.entries(task.options?.costs ?? {})) {
    const [en, zh] = COSTS[name] ?? [`${name}:`, `${name}：`];
    const validate = (given: string): string | undefined =>
      number(given) ?? refused({ costs: { [name]: Number(given) } });
    costs[name] = Number(await ask({ message: say(en, zh), initialValue: String(value), validate }));
  }
  const currency = await ask({ message: say('In which currency?', '使用哪种货币？'), initialValue: 'EUR' });
  const budget = await ask({
    message: say('How long may training take?', '训练最长可用多少时间？'),
    initialValue: '120s',
    validate: (given) =>
      pocConfigDocument.shape.budget.safeParse(given).success
        ? undefined
        : say('A number with s, m or h, from 1s to 168h, e.g. 120s', '数字加 s、m 或 h，介于 1s 与 168h 之间，如 120s'),
  });
  const seed = await ask({
    message: say(
      'Which seed? Same data, seed and version give the same model.',
      '随机种子？相同数据、种子与版本得到相同模型。',
    ),
    initialValue: '7',
    validate: (given) => (/^\d+$/.test(given) ? undefined : say('A whole number', '请填整数')),
  });
  const fromFolder = (path: string): string => relative(folder, resolve(cwd, path));
  const input: PocConfigInput = {
    version: 1,
    vertical: vertical.id,
    task: taskId,
    ...(client === undefined ? {} : { client }),
    ...(question === undefined ? {} : { question }),
    data: {
      file: fromFolder(file),
      ...(test === undefined ? {} : { test: fromFolder(test) }),
      ...(rejects === undefined ? {} : { extras: { rejects: fromFolder(rejects) } }),
    },
    columns: {
      target,
      ...(positive === undefined ? {} : { positive }),
      ...(time === undefined ? {} : { time }),
      ...(id === undefined ? {} : { id }),
      protected: protectedColumns,
    },
    criteria,
    owner,
    costs,
    currency,
    budget,
    seed: Number(seed),
  };
  return parsePocConfig(JSON.stringify(input));

  /** The event is never suggested unless it is obvious: whoever presses Enter must not turn the question round. */
  async function askEvent(): Promise<string | undefined> {
    if (task.kind.id !== 'binary') return undefined;
    const inferred = await inferSchema(resolve(cwd, file), { roles: { target } });
    const outcomes = categoryValues(inferred.schema.columns.find((column) => column.name === target)!);
    if (outcomes.length === 0) return undefined;
    const obvious = obviousEvent(target, outcomes);
    const options: Choice[] = outcomes.map((value) => ({ value, label: value }));
    if (obvious === undefined) options.unshift({ value: '', label: say('choose …', '请选择……') });
    for (;;) {
      const event = await select({
        message: say('Which of its values is the event?', '其中哪个取值表示事件发生？'),
        options,
        initialValue: obvious ?? '',
      });
      if (event !== '') return event;
    }
  }
}

function initial(value: string | undefined): { initialValue?: string } {
  return value === undefined ? {} : { initialValue: value };
}
