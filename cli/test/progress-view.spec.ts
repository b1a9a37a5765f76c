import { type RunEvent, text } from '@proofline/pipeline';
import { describe, expect, it } from 'vitest';
import type { Io } from '../src/io.js';
import { progressView } from '../src/output/progress-view.js';

function watch(language: 'en' | 'zh', events: readonly RunEvent[]): string {
  let shown = '';
  const io: Io = {
    out: () => expect.fail('progress belongs on stderr'),
    err: (written) => {
      shown += written;
    },
    interactive: true,
    colour: false,
    cwd: '/',
    env: {},
  };
  const view = progressView(io, language);
  for (const event of events) view.onEvent(event);
  view.stop();
  return shown;
}

const note = (tone: 'info' | 'warn', en: string, zh: string): RunEvent => ({ type: 'note', tone, text: text(en, zh) });
const progress: RunEvent = {
  type: 'progress',
  stage: 'train',
  title: text('Training the candidates', '训练候选模型'),
  detail: text('Scorecard', '评分卡'),
  fraction: 0.4,
};

describe('the progress bar of a terminal', () => {
  it('shows the share and what is being done, and leaves the cursor as it was', () => {
    const shown = watch('en', [progress]);
    expect(shown).toContain('40 %');
    expect(shown).toContain('Training the candidates · Scorecard');
    expect(shown).toContain('\u001b[?25l');
    expect(shown.lastIndexOf('\u001b[?25h')).toBeGreaterThan(shown.lastIndexOf('\u001b[?25l'));
  });

  it('prints warnings always and the first twelve notes, on lines of their own', () => {
    const notes = Array.from({ length: 15 }, (_, i) => note('info', `note ${i + 1}.`, `说明 ${i + 1}。`));
    const shown = watch('en', [...notes, note('warn', 'too few rows.', '行数过少。'), progress]);
    expect(shown).toContain('  · note 12.\n');
    expect(shown).not.toContain('note 13.');
    expect(shown).toContain('  ! too few rows.\n');
    expect(shown).toContain('… and 4 more');
  });

  it('speaks Chinese', () => {
    const shown = watch('zh', [
      ...Array.from({ length: 13 }, (_, i) => note('info', `note ${i + 1}.`, `说明 ${i + 1}。`)),
      progress,
    ]);
    expect(shown).toContain('训练候选模型 · 评分卡');
    expect(shown).toContain('另有 1 条，均见报告');
    expect(shown).not.toMatch(/more|left/);
  });
});
