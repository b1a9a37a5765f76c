import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Problem, ProoflineError } from '@proofline/learn';
import { keywordUnderstanding } from '../chat/keyword-understanding.js';
import { readFlow } from '../chat/open-chat.js';
import { openKnowledge } from '../chat/open-knowledge.js';
import { joinReports, runStories, type StoriesReport, type StorySettings } from './run-stories.js';
import { parseStories } from './story-shape.js';

/** Plays the stories of a folder, `stories.yaml` and `stories/*.yaml`, against its flow. */
export async function playStories(
  folder: string,
  settings: Partial<Omit<StorySettings, 'flow'>> = {},
): Promise<{ report: StoriesReport; warnings: Problem[] }> {
  const { flow, warnings } = await readFlow(folder);
  const files = await storyFiles(folder);
  if (files.length === 0) {
    throw new ProoflineError(
      'not-found',
      'STORIES_NOT_FOUND',
      `The folder '${folder}' has no stories. Write them into stories.yaml, or into files below stories/.`,
    );
  }
  const parsed = await Promise.all(
    files.map(async (file) => parseStories(await readFile(join(folder, file), 'utf8'), file)),
  );
  // Documents are as old as they are when the stories happen.
  let now = new Date(parsed[0]!.value.now);
  const knowledge = await openKnowledge(folder, flow, () => now);
  const reports: StoriesReport[] = [];
  for (const file of parsed) {
    now = new Date(file.value.now);
    const understanding: StorySettings['understanding'] = (time) => keywordUnderstanding(flow, { now: time });
    reports.push(await runStories(file, { understanding, findAnswer: knowledge?.findAnswer, ...settings, flow }));
  }
  return { report: joinReports(reports), warnings: [...warnings, ...(knowledge?.warnings ?? [])] };
}

async function storyFiles(folder: string): Promise<string[]> {
  const below = async (part: string): Promise<string[]> => readdir(join(folder, part)).catch(() => []);
  const own = (await below('.')).filter((name) => name === 'stories.yaml');
  const further = (await below('stories')).filter((name) => name.endsWith('.yaml')).sort();
  return [...own, ...further.map((name) => join('stories', name))];
}
