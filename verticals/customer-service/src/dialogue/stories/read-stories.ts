import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Problem, ProoflineError } from '@proofline/learn';
import { keywordUnderstanding } from '../chat/keyword-understanding.js';
import { readFlow } from '../chat/open-chat.js';
import { openKnowledgeOf } from '../chat/open-knowledge.js';
import { joinReports, runStories, type StoriesReport, type StorySettings } from './run-stories.js';
import { parseStories } from './story-shape.js';

/** Plays the stories of a folder, `stories.yaml` and `stories/*.yaml`, against its flow and the documents beside it. */
export async function playStories(
  folder: string,
  settings: Partial<Omit<StorySettings, 'flow'>> = {},
): Promise<{ report: StoriesReport; warnings: Problem[] }> {
  const { flow, warnings } = await readFlow(folder);
  const files: Record<string, string> = {};
  for (const file of await storyFiles(folder)) files[file] = await readFile(join(folder, file), 'utf8');
  if (Object.keys(files).length === 0) {
    throw new ProoflineError(
      'not-found',
      'STORIES_NOT_FOUND',
      `The folder '${folder}' has no stories. Write them into stories.yaml, or into files below stories/.`,
    );
  }
  const knowledge = await openKnowledgeOf(folder, flow, new Date());
  const report = await playStoryFiles(files, { findAnswer: knowledge?.findAnswer, ...settings, flow });
  return { report, warnings: [...warnings, ...(knowledge?.warnings ?? [])] };
}

/** Plays stories that came as texts by their paths; there is at least one. */
export async function playStoryFiles(
  files: Readonly<Record<string, string>>,
  settings: Partial<StorySettings> & Pick<StorySettings, 'flow'>,
): Promise<StoriesReport> {
  const understand = keywordUnderstanding(settings.flow);
  const reports: StoriesReport[] = [];
  for (const [file, text] of Object.entries(files)) {
    reports.push(await runStories(parseStories(text, file), { understand, ...settings }));
  }
  return joinReports(reports);
}

async function storyFiles(folder: string): Promise<string[]> {
  const below = async (part: string): Promise<string[]> => readdir(join(folder, part)).catch(() => []);
  const own = (await below('.')).filter((name) => name === 'stories.yaml');
  const further = (await below('stories')).filter((name) => name.endsWith('.yaml')).sort();
  return [...own, ...further.map((name) => join('stories', name))];
}
