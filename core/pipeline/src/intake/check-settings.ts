import type { Problem } from '@proofline/learn';
import { inputError } from '../cells/problem-log.js';
import { candidateNamed, isBlend, unknownCandidate } from '../run/candidate-model.js';
import type { FeatureSchema } from '../schema/feature-schema.js';
import type { Task } from '../task/task.js';
import { againstShape, showPath } from '../text/located-document.js';
import type { PocConfig } from './poc-config.js';

/**
 * Holds `costs`, `settings` and `options` of a configuration to what the task and its candidates say they understand,
 * before anything is trained. Throws every problem at once with its path: a misspelt key is never ignored.
 */
export function checkSettings<T, P>(task: Task<T, P>, config: PocConfig, schema: FeatureSchema): void {
  const problems = [
    ...against(task.costsShape, config.costs, ['costs'], `Task '${task.id}' knows no costs`),
    ...against(task.settingsShape?.(schema), config.settings, ['settings'], `Task '${task.id}' has no settings`),
  ];
  problems.push(...againstKind(task, config));
  for (const [given, options] of Object.entries(config.options)) {
    const candidate = candidateNamed(task, given);
    if (candidate === undefined) {
      const { message, ...rest } = unknownCandidate(task, given);
      problems.push({
        code: 'SETTING_KEY_UNKNOWN',
        message: `'options': ${message}`,
        where: { path: `options.${given}` },
        ...rest,
      });
      continue;
    }
    const shape = isBlend(candidate) ? undefined : candidate.optionsShape?.(schema);
    problems.push(...against(shape, options, ['options', given], `Candidate '${given}' takes no options`));
  }
  if (problems.length > 0) throw inputError('SETTINGS_INVALID', 'The configuration', problems);
}

/** Columns that only some kinds of task have a use for. */
function againstKind<T, P>({ id, kind }: Task<T, P>, { columns }: PocConfig): Problem[] {
  const problems: Problem[] = [];
  const add = (key: 'text' | 'outOfScope', got: string, message: string): void => {
    problems.push({
      code: 'COLUMNS_WITHOUT_USE',
      message: `Task '${id}' ${message}`,
      where: { path: `columns.${key}` },
      got,
      fix: 'Leave it out, or name another task with --task.',
    });
  };
  if (columns.text.length > 0 && kind.reads !== 'text') {
    add('text', columns.text.join(', '), 'reads no text; --text is for tasks that do.');
  }
  if (columns.outOfScope !== undefined && kind.outOfScope !== true) {
    add('outOfScope', columns.outOfScope, 'has no outcome for what is out of scope.');
  }
  return problems;
}

function against(...given: Parameters<typeof againstShape>): Problem[] {
  return againstShape(...given).map(({ path, ...problem }) => ({ ...problem, where: { path: showPath(path) } }));
}
