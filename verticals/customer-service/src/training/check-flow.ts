import type { Problem } from '@proofline/learn';
import { closest, joinTexts, text } from '@proofline/pipeline';
import type { Flow } from '../dialogue/flow/flow-shape.js';
import { rowsByLabel } from './labelled-rows.js';
import { countOf, type Findings } from './lint-finding.js';

/** A flow as it was read: what is wrong with it, and the flow itself where that can be read all the same. */
export interface ReadFlow {
  flow?: Flow;
  errors: readonly Problem[];
  warnings: readonly Problem[];
}

/** What is wrong with the flow, classes that it does not know, and intents that no text is there for. */
export function checkFlow(
  findings: Findings,
  { flow, errors, warnings }: ReadFlow,
  outOfScope: string | undefined,
): void {
  for (const [severity, problems] of [
    ['error', errors],
    ['warning', warnings],
  ] as const) {
    for (const { code, message, fix } of problems) {
      findings.push(severity, code, [], { message: text(message), fix: text(fix ?? '') });
    }
  }
  if (flow === undefined) return;
  const classes = rowsByLabel(findings.train);
  for (const [name, rows] of classes) {
    if (name === outOfScope || flow.intents[name] !== undefined) continue;
    const meant = closest(name, Object.keys(flow.intents));
    findings.add('error', 'CLASS_NOT_IN_FLOW', rows, {
      message: text(
        `The flow has no intent '${name}' (${countOf(rows.length, 'text')}): the bot would not know what to do.`,
        `流程中没有意图“${name}”（${rows.length} 条文本）：机器人将不知如何处理。`,
      ),
      fix: joinTexts(
        [
          text('Add it to the flow, or leave these rows out.', '请将其加入流程，或删除这些行。'),
          ...(meant === undefined ? [] : [text(`Did you mean '${meant}'?`, `是否指“${meant}”？`)]),
        ],
        'sentences',
      ),
    });
  }
  const unlearnt = Object.entries(flow.intents).filter(([name, { act }]) => act === undefined && !classes.has(name));
  for (const [name, { task }] of unlearnt) {
    const only =
      task !== undefined &&
      startsOnlyBy(
        flow,
        task,
        unlearnt.map(([other]) => other),
      );
    findings.push('error', 'INTENT_WITHOUT_TEXTS', [], {
      message: text(
        `The data has no text of intent '${name}': a trained model will never name it${only ? `, and nothing else starts task '${task}'` : ''}.`,
        `数据中没有意图“${name}”的文本：训练后的模型永远不会识别出它${only ? `，也没有其他途径启动任务“${task}”` : ''}。`,
      ),
      fix: text('Add texts, or take the intent out of the flow.', '请补充文本，或从流程中去掉该意图。'),
    });
  }
}

/** Whether only these intents start a task. */
function startsOnlyBy({ intents, tasks }: Flow, task: string, among: readonly string[]): boolean {
  const starters = Object.entries(intents).filter(([, intent]) => intent.task === task);
  const steps = Object.values(tasks).flatMap((one) => one.steps);
  return starters.every(([name]) => among.includes(name)) && steps.every(({ start }) => start !== task);
}
