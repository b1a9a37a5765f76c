import { MAGNITUDES, parseAmountText, parseNumberText, splitUnit, trimCell } from '../cells/number-text.js';
import { unitFactors } from '../cells/unit-factors.js';
import { type Localized, text } from '../text/localized.js';
import { unitWords } from './unit-words.js';

/** How cells that are no plain numbers write one. */
export interface UnitGuess {
  unit?: string;
  assumptions: Localized[];
}

/** Beyond this, `2020年` is a year of the calendar. */
const LONGEST_YEARS = 200;
/** With fewer texts than this, of columns whose texts are not all known, nothing is said of the others. */
const MIN_TEXTS = 20;

/**
 * The unit of cells that all hold a number, with a unit or a magnitude (`12k`) where they carry one. Several units are one
 * quantity where their sizes are fixed (months and years) and each cell names its own. Undefined where that does not hold.
 */
export function guessUnit(
  values: readonly (readonly [string, number])[],
  decimal: '.' | ',',
  complete: boolean,
): UnitGuess | undefined {
  if (values.length === 0 || (!complete && values.length < MIN_TEXTS)) return undefined;
  const units = new Map<string, number>();
  const magnitudes = new Set<string>();
  let bare = 0;
  for (const [value, count] of values) {
    const cell = trimCell(value);
    const split = splitUnit(cell, decimal);
    const number = split?.rest ?? cell;
    const amount = parseAmountText(number, decimal);
    if (Number.isNaN(amount) || isCalendar(cell, amount)) return undefined;
    if (Number.isNaN(parseNumberText(number, decimal))) magnitudes.add(number.at(-1)!);
    if (split === undefined) bare += count;
    else units.set(split.unit, (units.get(split.unit) ?? 0) + count);
  }
  const [unit, ...others] = [...units].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([name]) => name);
  const factors = unitFactors(unit) ?? {};
  if (others.length > 0 && (bare > 0 || others.some((other) => factors[other] === undefined))) return undefined;
  const assumptions: Localized[] = [];
  if (unit !== undefined) {
    const words = unitWords(unit);
    assumptions.push(text(`Cells carry the unit ${words.en}.`, `单元格带有单位“${words.zh}”。`));
  }
  if (others.length > 0) {
    const listed = others.map((other) => `${other} (× ${factors[other]})`).join(', ');
    assumptions.push(
      text(
        `Others are in ${listed}: converted to ${unit} by the step read-units of the recipe.`,
        `其余单元格的单位为 ${listed}：由清洗配方的 read-units 步骤换算为 ${unit}。`,
      ),
    );
  }
  if (magnitudes.size > 0) {
    const listed = [...magnitudes].sort().map((mark) => `${mark} = ${MAGNITUDES[mark]!.toLocaleString('en-US')}`);
    assumptions.push(
      text(
        `Cells are written in thousands or more: ${listed.join(', ')}.`,
        `单元格以数量级书写：${listed.join('，')}。`,
      ),
    );
  }
  return { ...(unit === undefined ? {} : { unit }), assumptions };
}

/** `5月` is May and `2020年` a year; durations are written `5个月`, `3年`. */
function isCalendar(cell: string, amount: number): boolean {
  if (/[^个個]月$|日$/.test(cell)) return true;
  return cell.endsWith('年') && amount > LONGEST_YEARS;
}
