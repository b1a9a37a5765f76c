import { type Language, shortName, type Vertical } from '@proofline/pipeline';
import { type Io, paint } from '../io.js';

/** What can be run: each vertical with its tasks and their candidates. */
export function listVerticals(
  io: Io,
  verticals: readonly Vertical[],
  options: { json?: boolean; lang: Language },
): void {
  if (options.json === true) {
    const listed = verticals.map(({ id, version, title, summary, tasks }) => ({
      id,
      version,
      title: title.en,
      summary: summary.en,
      tasks: tasks.map((task) => ({
        id: task.id,
        title: task.title.en,
        kind: task.kind.id,
        primaryMetric: task.primaryMetric,
        candidates: task.candidates.map(({ name }) => name),
      })),
    }));
    io.out(`${JSON.stringify(listed, null, 2)}\n`);
    return;
  }
  const { lang } = options;
  for (const vertical of verticals) {
    io.out(
      `${paint(io, 'bold', vertical.id)} ${vertical.version}  ${vertical.title[lang]}\n  ${vertical.summary[lang]}\n`,
    );
    for (const task of vertical.tasks) {
      io.out(`  ${task.id} (${task.kind.id}, ${task.primaryMetric}): ${task.title[lang]}\n`);
      const titles = task.candidates.map(({ title, name, onRequest }) =>
        onRequest === true ? `${title[lang]} (--candidates ${shortName(name)})` : title[lang],
      );
      io.out(`    ${titles.join(', ')}\n`);
    }
  }
}
