import type { LogLine } from '@proofline/host';
import { expect, it } from 'vitest';
import { RunNews } from './run-news.js';

const line = (en: string): LogLine => ({ tone: 'info', text: { en, zh: en } });

/** A ledger that is away at times, and what it was told. */
function ledger() {
  const told: string[] = [];
  const state = { away: false, asked: 0 };
  const training = {
    goesOn: async () => {
      state.asked++;
      return true;
    },
    progress: async (_id: string, stage: string, fraction: number, lines: readonly LogLine[]) => {
      if (state.away) throw new Error('away');
      told.push(`${stage} ${fraction} ${lines.map(({ text }) => text.en).join(',')}`);
      return true;
    },
  };
  return { told, state, news: new RunNews(training, 'id') };
}

it('tells what is new, and only asks where nothing is', async () => {
  const { told, state, news } = ledger();
  await news.tell();
  news.progress('train', 0.2);
  news.line(line('one'));
  await news.tell();
  news.progress('train', 0.2);
  await news.tell();
  expect(told).toEqual(['train 0.2 one']);
  expect(state.asked).toBe(2);
});

it('tells later, in order, what it could not tell', async () => {
  const { told, state, news } = ledger();
  state.away = true;
  news.progress('read', 0.1);
  news.line(line('one'));
  await expect(news.tell()).rejects.toThrow('away');
  news.line(line('two'));
  state.away = false;
  await news.tell();
  expect(told).toEqual(['read 0.1 one,two']);
});
