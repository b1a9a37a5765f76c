import { isNeeded } from '../dataset/column-plan.js';
import type { Predictor } from '../package/predictor.js';
import { type ColumnSpec, categoryValues, columnsWithRole, type FeatureSchema } from '../schema/feature-schema.js';
import { joinTexts, type Localized, text } from '../text/localized.js';
import { type GateCheck, gateCheck } from './gate-check.js';

/**
 * Whether every request that the champion's schema describes is taken by the candidate too: every field is known, read fields
 * take every value that they took, and none is needed that was no feature. Which of its features a model uses changes with
 * each training; one that the champion let be left out and the candidate needs is no fault, and is said.
 */
export function checkSchema(candidate: Predictor, champion: Predictor | undefined): GateCheck {
  if (champion === undefined) {
    return gateCheck(
      'schema',
      true,
      text('There is no champion whose requests could break.', '尚无现役模型，不存在请求不兼容的问题。'),
    );
  }
  const needed = candidate.inputSchema.columns.filter((spec) => isNeeded(spec, 'predict')).map(({ name }) => name);
  const features = columnsWithRole(champion.schema, 'feature').map(({ name }) => name);
  const faults = [
    ...champion.schema.columns.flatMap((was) => faultsOfField(candidate.inputSchema, was)),
    ...needed
      .filter((name) => !features.includes(name))
      .map((name) => text(`field '${name}' is needed and was none of its features`, `新增必填字段“${name}”`)),
  ];
  if (faults.length > 0) {
    const { en, zh } = joinTexts(faults, 'phrases');
    return gateCheck(
      'schema',
      false,
      text(`Requests that the champion takes would be refused: ${en}.`, `现役模型接受的请求将被拒绝：${zh}。`),
      { measured: { faults: faults.map((fault) => fault.en) } },
    );
  }
  const optional = champion.inputSchema.columns.filter((spec) => !isNeeded(spec, 'predict')).map(({ name }) => name);
  const leftOut = needed.filter((name) => optional.includes(name));
  const taken = text(
    `Every request with all of the champion's ${features.length} fields is taken, with the same types and values.`,
    `包含现役模型全部 ${features.length} 个字段的请求均可接受，类型与取值兼容。`,
  );
  const note = text(
    `It needs ${leftOut.join(', ')}, which the champion does not use and requests could leave out.`,
    `它需要 ${leftOut.join('、')}，现役模型未使用这些字段，请求此前可以省略。`,
  );
  return gateCheck('schema', true, leftOut.length === 0 ? taken : joinTexts([taken, note], 'sentences'), {
    measured: { faults: [], neededAnew: leftOut },
  });
}

function faultsOfField(candidate: FeatureSchema, was: ColumnSpec): Localized[] {
  const is = candidate.columns.find(({ name }) => name === was.name);
  if (is === undefined) return [text(`field '${was.name}' is unknown`, `字段“${was.name}”未知`)];
  // What is not read is taken with any value.
  if (is.role === 'ignore' || was.role !== 'feature') return [];
  return narrowings(is, was).map(({ en, zh }) => text(`field '${was.name}' ${en}`, `字段“${was.name}”${zh}`));
}

/** Values that a field took and no longer takes. */
function narrowings(is: ColumnSpec, was: ColumnSpec): Localized[] {
  const widened = is.type === was.type || (was.type === 'integer' && is.type === 'number') || is.type === 'text';
  if (!widened)
    return [text(`was of type ${was.type} and is of type ${is.type}`, `类型由 ${was.type} 变为 ${is.type}`)];
  const faults: Localized[] = [];
  const lost = is.categories === undefined ? [] : lostCategories(is, was);
  if (lost.length > 0) faults.push(text(`no longer takes ${lost.join(', ')}`, `不再接受 ${lost.join('、')}`));
  const low = [is.range?.min ?? -Infinity, was.range?.min ?? -Infinity] as const;
  const high = [is.range?.max ?? Infinity, was.range?.max ?? Infinity] as const;
  if (low[0] > low[1]) faults.push(text(`no longer takes values under ${low[0]}`, `不再接受小于 ${low[0]} 的值`));
  if (high[0] < high[1]) faults.push(text(`no longer takes values over ${high[0]}`, `不再接受大于 ${high[0]} 的值`));
  if (is.required === true && was.required !== true) {
    faults.push(text('may no longer be null', '不再允许为空'));
  }
  const codes = (was.special ?? []).map(({ code }) => String(code));
  const known = new Set((is.special ?? []).map(({ code }) => String(code)));
  const forgotten = codes.filter((code) => !known.has(code));
  if (forgotten.length > 0) {
    faults.push(text(`no longer knows the code ${forgotten.join(', ')}`, `不再识别代码 ${forgotten.join('、')}`));
  }
  if (JSON.stringify(is.format ?? null) !== JSON.stringify(was.format ?? null)) {
    faults.push(text('is read in another format of dates', '日期格式不同'));
  }
  return faults;
}

function lostCategories(is: ColumnSpec, was: ColumnSpec): string[] {
  const known = new Set(categoryValues(is));
  if (was.categories === undefined) return was.type === 'boolean' ? [] : ['other values than those listed'];
  return categoryValues(was).filter((value) => !known.has(value));
}
