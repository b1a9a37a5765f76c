import { resolve } from 'node:path';
import { allOf, answerOf, type paths } from '@proofline/client';
import type { Io } from '../io.js';
import { printWarnings } from '../output/flow-warnings.js';
import { table } from '../output/table.js';
import { connect, type PlatformFlags } from './connection.js';
import { dialogueFiles } from './dialogue-files.js';
import { printJson, timeText } from './output.js';
import { findSolution, rowsOf } from './solutions.js';

type Dialogues = paths['/v1/solutions/{solution}/dialogues'];
type NewDialogue = Dialogues['post']['requestBody']['content']['application/json'];
type Dialogue = Dialogues['post']['responses'][201]['content']['application/json'];
type Listed = Dialogues['get']['responses'][200]['content']['application/json']['items'][number];
type Stories = Listed['stories'];

export interface DialoguePushFlags extends PlatformFlags {
  entities?: string;
  sentiment?: string;
  keepPersonalData?: boolean;
  idleHours?: number;
}

/** Pushes the dialogue of a folder. Exit code 2 where its stories fail: the version is there all the same. */
export async function dialoguePush(
  io: Io,
  named: string,
  folder: string,
  { entities, sentiment, keepPersonalData, idleHours, ...flags }: DialoguePushFlags,
): Promise<number> {
  const { files, warnings } = await dialogueFiles(resolve(io.cwd, folder));
  printWarnings(io, warnings);
  const body: NewDialogue = {
    files,
    models: {
      ...(entities === undefined ? {} : { entities: slugIn(entities) }),
      ...(sentiment === undefined ? {} : { sentiment: slugIn(sentiment) }),
    },
    ...(keepPersonalData === undefined ? {} : { keepPersonalData }),
    ...(idleHours === undefined ? {} : { idleHours }),
  };
  const api = await connect(io, flags);
  const { solution, name } = await findSolution(api, named);
  const path = { solution: solution.id };
  const pushed = await answerOf(api.POST('/v1/solutions/{solution}/dialogues', { params: { path }, body }));
  if (flags.json === true) printJson(io, pushed);
  else printPushed(io, name, pushed);
  return pushed.stories?.passed === false ? 2 : 0;
}

function printPushed(io: Io, name: string, { version, warnings, stories }: Dialogue): void {
  printWarnings(io, warnings);
  for (const { story, place, turns } of stories?.failed ?? []) {
    io.out(`FAIL  ${story} (${place})\n`);
    for (const turn of turns) {
      for (const { what, expected, got } of turn.differences) {
        io.out(`      ${turn.place}: ${what}\n        - expected ${expected}\n        + got      ${got}\n`);
      }
    }
  }
  io.out(`Version ${version} of the dialogue of ${name}: ${storiesText(stories)}.\n`);
  io.out(`Ask that it become live: proofline dialogue promote ${name} ${version}\n`);
}

/** Versions of a dialogue, the newest first. */
export async function dialogueList(io: Io, named: string, flags: PlatformFlags): Promise<void> {
  const api = await connect(io, flags);
  const { solution, name } = await findSolution(api, named);
  const path = { solution: solution.id };
  const items = await rowsOf(
    allOf((query) => api.GET('/v1/solutions/{solution}/dialogues', { params: { path, query } })),
  );
  if (flags.json === true) return printJson(io, { items });
  if (items.length === 0)
    return io.out(`${name} has no dialogue; push one with 'proofline dialogue push ${name} DIR'.\n`);
  const rows = items.map((one) => [
    String(one.version),
    one.status,
    storiesText(one.stories),
    one.languages.join(', '),
    one.pushedOwner,
    timeText(one.createdAt),
    timeText(one.liveAt),
  ]);
  io.out(table(['version', 'status', 'stories', 'languages', 'by', 'pushed', 'live since'], rows));
}

export async function dialoguePromote(
  io: Io,
  named: string,
  version: string,
  { override, ...flags }: PlatformFlags & { override?: string },
): Promise<void> {
  const api = await connect(io, flags);
  const { solution, name } = await findSolution(api, named);
  const path = { solution: solution.id, version };
  const body = override === undefined ? {} : { override };
  const asked = await answerOf(
    api.POST('/v1/solutions/{solution}/dialogues/{version}/promotion', { params: { path }, body }),
  );
  if (flags.json === true) return printJson(io, asked);
  io.out(`Version ${version} of ${name} waits for another person: proofline dialogue approve ${name} ${version}\n`);
}

export async function dialogueApprove(
  io: Io,
  named: string,
  version: string,
  { reason, ...flags }: PlatformFlags & { reason?: string },
): Promise<void> {
  const api = await connect(io, flags);
  const { solution, name } = await findSolution(api, named);
  const path = { solution: solution.id, version };
  const body = reason === undefined ? {} : { reason };
  const decided = await answerOf(
    api.POST('/v1/solutions/{solution}/dialogues/{version}/promotion/approval', { params: { path }, body }),
  );
  if (flags.json === true) return printJson(io, decided);
  io.out(`Version ${version} of ${name} is live: conversations that begin from now on begin with it.\n`);
}

export async function dialogueRollback(io: Io, named: string, flags: PlatformFlags): Promise<void> {
  const api = await connect(io, flags);
  const { solution, name } = await findSolution(api, named);
  const path = { solution: solution.id };
  const live = await answerOf(api.POST('/v1/solutions/{solution}/dialogues/rollback', { params: { path } }));
  if (flags.json === true) return printJson(io, live);
  io.out(`Version ${live.version} of ${name} is live again.\n`);
}

/** A solution of the same client: what stands before the slash says nothing new. */
function slugIn(name: string): string {
  return name.slice(name.indexOf('/') + 1);
}

function storiesText(stories: Stories): string {
  if (stories === null) return 'no stories';
  return `${stories.passedStories} of ${stories.stories} stories pass${stories.passed ? '' : ', too few'}`;
}
