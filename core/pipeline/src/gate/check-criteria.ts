import { text } from '../text/localized.js';
import { type GateCheck, gateCheck } from './gate-check.js';
import type { LoadedGateModel } from './gate-model.js';

/** Whether the run ended with GO, judged by the criteria that the solution froze. */
export function checkCriteria({ report, manifest }: LoadedGateModel, frozenHash: string | null): GateCheck {
  const { word } = report.verdict;
  const same = frozenHash === null || manifest.criteriaHash === frozenHash;
  const facts = {
    measured: { verdict: word, criteriaHash: manifest.criteriaHash },
    bound: { verdict: 'GO', criteriaHash: frozenHash },
  };
  if (!same) {
    const now = (report.judgedBy ?? []).join('; ');
    return gateCheck(
      'criteria',
      false,
      text(
        `The run was judged by other criteria, costs or constraints than the solution froze with its first verdict (now: ${now}); its verdict is ${word}.`,
        `该次训练所用的标准、成本或约束与首次结论时冻结的不同（现为：${now}）；其结论为 ${word}。`,
      ),
      facts,
    );
  }
  return gateCheck(
    'criteria',
    word === 'GO',
    word === 'GO'
      ? text(
          'The verdict of its run is GO, by the criteria that the solution froze.',
          '训练结论为通过，标准与冻结时一致。',
        )
      : text(
          `The verdict of its run is ${word}; only a GO may answer. Its report says what is missing.`,
          `训练结论为 ${word}；只有“通过”的模型可以上线。报告说明了不足之处。`,
        ),
    facts,
  );
}
