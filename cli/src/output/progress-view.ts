import { Writable } from 'node:stream';
import type { Language, RunEvent } from '@proofline/pipeline';
import { Presets, SingleBar } from 'cli-progress';
import { type Io, paint } from '../io.js';

/** Assumptions that the terminal lists; the report has them all. */
const LISTED_NOTES = 12;

export interface ProgressView {
  onEvent(event: RunEvent): void;
  /** Clears the bar; nothing is drawn afterwards. */
  stop(): void;
}

/** A bar with stage and estimate on a terminal, a line for each stage and candidate elsewhere. Both go to stderr. */
export function progressView(io: Io, language: Language): ProgressView {
  return io.interactive ? barView(io, language) : lineView(io, language);
}

function lineView(io: Io, language: Language): ProgressView {
  let last = '';
  const notes = noteLines(io, language);
  return {
    onEvent(event) {
      if (event.type === 'note') {
        notes.add(event, (line) => io.err(line));
        return;
      }
      const detail = event.type === 'progress' && event.stage === 'train' ? `: ${event.detail[language]}` : '';
      const line = `${event.title[language]}${detail}`;
      if (line === last) return;
      last = line;
      notes.end((text) => io.err(text));
      io.err(`[${percent(event.fraction)}] ${line}\n`);
    },
    stop() {},
  };
}

function barView(io: Io, language: Language): ProgressView & { show(fraction: number, what: string): void } {
  const started = Date.now();
  const notes = noteLines(io, language);
  const bar = new SingleBar(
    {
      format: `{bar} {percent}  {what}  {left}`,
      barsize: 24,
      hideCursor: true,
      clearOnComplete: true,
      stopOnComplete: false,
      gracefulExit: false,
      linewrap: false,
      stream: terminalOf(io),
    },
    Presets.rect,
  );
  const payload = (fraction: number, what: string) => ({ percent: percent(fraction), what, left: timeLeft(fraction) });
  const timeLeft = (fraction: number): string => {
    const seconds = (Date.now() - started) / 1000;
    if (fraction < 0.1 || seconds < 3) return '';
    const left = (seconds / fraction) * (1 - fraction);
    const zh = language === 'zh';
    if (left < 90) {
      const whole = Math.max(1, Math.round(left));
      return zh ? `约剩 ${whole} 秒` : `about ${whole} s left`;
    }
    const minutes = Math.round(left / 60);
    return zh ? `约剩 ${minutes} 分钟` : `about ${minutes} min left`;
  };
  bar.start(1, 0, payload(0, ''));
  let shown: { fraction: number; what: string } = { fraction: 0, what: '' };
  const show = (fraction: number, what: string): void => {
    shown = { fraction, what };
    bar.update(fraction, payload(fraction, what));
  };
  return {
    onEvent(event) {
      if (event.type === 'note') {
        const redraw = (line: string): void => {
          bar.stop();
          io.err(line);
          bar.start(1, shown.fraction, payload(shown.fraction, shown.what));
        };
        notes.add(event, redraw);
        return;
      }
      notes.end((line) => {
        bar.stop();
        io.err(line);
        bar.start(1, shown.fraction, payload(shown.fraction, shown.what));
      });
      const detail = event.type === 'progress' ? ` · ${event.detail[language]}` : '';
      show(event.fraction, `${event.title[language]}${detail}`);
    },
    show,
    stop() {
      bar.stop();
    },
  };
}

/** How far something is that says so itself: a bar on a terminal, a line for each new thing it does elsewhere. */
export function fractionView(io: Io): { show: (fraction: number, what: string) => void; stop: () => void } {
  if (io.interactive) return barView(io, 'en');
  let last = '';
  return {
    show(fraction, what) {
      if (what === last) return;
      last = what;
      io.err(`[${percent(fraction)}] ${what}\n`);
    },
    stop() {},
  };
}

/** Work below so many rows is done before anybody asks how far it is. */
const ROWS_WORTH_A_VIEW = 1000;

/** How many of a number of rows are done: a bar on a terminal, a line every tenth elsewhere. */
export function countView(
  io: Io,
  language: Language,
  total: number,
): { done: (rows: number) => void; stop: () => void } {
  if (total < ROWS_WORTH_A_VIEW) return { done: () => {}, stop: () => {} };
  const view = io.interactive ? barView(io, language) : undefined;
  const count = (rows: number): string => rows.toLocaleString('en-US');
  let tenth = 0;
  return {
    done(rows) {
      const fraction = rows / total;
      const what = language === 'zh' ? `${count(rows)} / ${count(total)} 行` : `${count(rows)} of ${count(total)} rows`;
      view?.show(fraction, what);
      if (view !== undefined || Math.floor(10 * fraction) === tenth) return;
      tenth = Math.floor(10 * fraction);
      io.err(`[${percent(fraction)}] ${what}\n`);
    },
    stop: () => view?.stop(),
  };
}

/** The terminal that `io` writes to, as the bar wants it. */
function terminalOf(io: Io): NodeJS.WritableStream {
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      io.err(chunk.toString());
      done();
    },
  });
  return Object.assign(stream, { isTTY: true, columns: process.stderr.columns ?? 80 });
}

type Note = Extract<RunEvent, { type: 'note' }>;

/** The first notes in full, the number of the others. */
function noteLines(io: Io, language: Language) {
  let count = 0;
  let ended = false;
  return {
    add({ tone, text }: Note, print: (line: string) => void): void {
      count++;
      if (tone === 'warn' || count <= LISTED_NOTES) {
        const mark = tone === 'warn' ? paint(io, 'yellow', '!') : paint(io, 'dim', '·');
        print(`  ${mark} ${text[language]}\n`);
      }
    },
    end(print: (line: string) => void): void {
      if (ended || count === 0) return;
      ended = true;
      if (count > LISTED_NOTES) {
        const more = count - LISTED_NOTES;
        print(language === 'zh' ? `  · …… 另有 ${more} 条，均见报告\n` : `  · … and ${more} more, all in the report\n`);
      }
    },
  };
}

function percent(fraction: number): string {
  return `${String(Math.round(fraction * 100)).padStart(3)} %`;
}
