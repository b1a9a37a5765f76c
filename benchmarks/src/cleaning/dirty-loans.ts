import { Rng } from '@proofline/learn';

const TOWNS = Array.from({ length: 16 }, (_, k) => `town${String.fromCharCode(97 + k)}`);

/**
 * Applications of a made-up lender as CSV, with what people and systems do to tables: ages and percentages that cannot be
 * (under one cell in a hundred each), misspelt towns, and rows entered twice. The truth behind them is logistic in all
 * columns, and dirt says nothing of the outcome.
 */
export function dirtyLoans(rows: number, seed: string, options: { copies: number }): string {
  const rng = new Rng(seed);
  const lines: string[] = [];
  for (let i = 0; i < rows; i++) {
    const age = 20 + rng.int(50);
    const used = Math.round(1000 * rng.next()) / 10;
    const town = rng.int(TOWNS.length);
    const income = Math.round(Math.exp(7.6 + 0.5 * rng.normal()));
    const logit = -1.4 - 0.06 * (age - 45) + 0.025 * (used - 50) + 0.15 * (town % 4) - 0.6 * (Math.log(income) - 7.6);
    const bad = rng.next() < 1 / (1 + Math.exp(-logit)) ? 1 : 0;
    const shownAge = rng.next() < 0.008 ? (rng.next() < 0.5 ? -1 - rng.int(60) : 130 + rng.int(800)) : age;
    const shownUse = rng.next() < 0.008 ? used * 100 + 1001 : used;
    const shownTown = rng.next() < 0.02 ? misspelt(TOWNS[town]!, rng) : TOWNS[town]!;
    const line = `${seed}-${i},${shownAge},${shownUse.toFixed(1)},${shownTown},${income},${bad}`;
    lines.push(line);
    if (rng.next() < options.copies) lines.push(line);
  }
  return `ref,age,utilisation_pct,town,income,bad\n${lines.join('\n')}\n`;
}

function misspelt(town: string, rng: Rng): string {
  const at = 1 + rng.int(town.length - 1);
  return `${town.slice(0, at)}${'aeioxyz'[rng.int(7)]}${town.slice(at)}`;
}
