import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { answerOf, fileBody, Refusal } from '@proofline/client';
import { ProoflineError } from '@proofline/learn';
import type { Io } from '../io.js';
import { type Api, connect, type PlatformFlags } from './connection.js';
import { uploadFile } from './datasets.js';
import { printJson } from './output.js';
import { type PocFolder, readPocFolder } from './poc-folder.js';
import type { Client, Model, Solution } from './solutions.js';

export interface PromoteOptions extends PlatformFlags {
  client: string;
  slug?: string;
  title?: string;
  /** Whether what the model learnt from is uploaded with it. */
  data: boolean;
}

/** Takes the folder of a proof of concept onto the platform: a solution of the client, and the model as its candidate. */
export async function promote(io: Io, folder: string, options: PromoteOptions): Promise<void> {
  const poc = await readPocFolder(resolve(io.cwd, folder));
  const api = await connect(io, options);
  const client = await clientFor(api, options.client);
  const { solution, made } = await solutionFor(api, client, poc, options);
  const learnt = options.data ? await uploadLearnt(io, api, solution, poc) : undefined;
  const model = await bring(api, solution, poc, learnt);
  const name = `${client.slug}/${solution.slug}`;
  if (options.json === true) {
    printJson(io, { client: client.slug, solution, madeSolution: made, model, next: nextFor(name, model) });
    return;
  }
  io.out(`${made ? 'Made solution' : 'Solution'} ${name} (${solution.vertical}/${solution.task}).\n`);
  io.out(`Version ${model.version} is a candidate: ${model.candidate}, verdict ${model.verdict}.\n`);
  io.out(`Same model as in ${folder}: ${model.modelHash}\n`);
  if (model.datasetId === null) {
    io.out('What it learnt from did not come with it: the gate cannot tell which rows it has not seen.\n');
  }
  io.out(`Next: ${nextFor(name, model)}\n`);
}

function nextFor(name: string, { version, verdict }: Model): string {
  return verdict === 'GO'
    ? `proofline propose ${name} ${version}`
    : `only a GO can answer; the report says what is missing. Run the proof of concept again and promote it.`;
}

/** What was answered; undefined where it is not there. */
async function orAbsent<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Refusal && error.status === 404) return undefined;
    throw error;
  }
}

/** The client, made where it is missing and the key may. */
async function clientFor(api: Api, name: string): Promise<Client> {
  const found = await orAbsent(answerOf(api.GET('/v1/clients/{client}', { params: { path: { client: name } } })));
  if (found !== undefined) return found;
  try {
    return await answerOf(api.POST('/v1/clients', { body: { slug: name, name } }));
  } catch (error) {
    if (!(error instanceof Refusal) || error.status !== 403) throw error;
    throw new ProoflineError(
      'forbidden',
      'CLIENT_MISSING',
      `There is no client '${name}' that this key may see, and it may not make one. Ask an admin for it, or name another with --client.`,
      { cause: error },
    );
  }
}

/** The client's solution of that name, made from the folder's configuration and schema where it is missing. */
async function solutionFor(
  api: Api,
  client: Client,
  { config, schema, manifest }: PocFolder,
  { slug = manifest.vertical.id, title }: PromoteOptions,
): Promise<{ solution: Solution; made: boolean }> {
  const path = { solution: `${client.slug}.${slug}` };
  const found = await orAbsent(answerOf(api.GET('/v1/solutions/{solution}', { params: { path } })));
  if (found !== undefined) return { solution: found, made: false };
  const { version: _version, vertical, task: _task, data: _data, client: _client, ...kept } = config;
  const shown = title ?? config.title;
  const solution = await answerOf(
    api.POST('/v1/solutions', {
      body: {
        client: client.id,
        slug,
        vertical,
        task: manifest.task,
        ...(shown === undefined ? {} : { title: shown }),
        // A report names the client of the platform, whoever the proof of concept was made for.
        config: { ...kept, client: client.name },
        schema,
      },
    }),
  );
  return { solution, made: true };
}

/** The file that the model learnt from, where the folder's configuration says that it is and it is still there. */
async function uploadLearnt(
  io: Io,
  api: Api,
  solution: Solution,
  { path, config }: PocFolder,
): Promise<string | undefined> {
  const file = resolve(path, config.data.file);
  if (!existsSync(file)) return undefined;
  return (await uploadFile(io, api, solution, file)).id;
}

/** Uploads the folder. Throws `internal` where the platform has made another model of it. */
async function bring(api: Api, { id }: Solution, { manifest, archive }: PocFolder, dataset?: string): Promise<Model> {
  const model = await answerOf(
    api.POST('/v1/solutions/{solution}/models', {
      params: { path: { solution: id }, query: dataset === undefined ? {} : { dataset } },
      ...fileBody(archive(), 'application/gzip'),
    }),
  );
  if (model.modelHash === manifest.modelHash && model.packageHash === manifest.packageHash) return model;
  throw new ProoflineError(
    'incompatible',
    'MODEL_DIFFERS',
    `The platform holds another model than the folder: version ${model.version} has ${model.modelHash}, the folder ${manifest.modelHash}. Do not approve it; report this.`,
  );
}
