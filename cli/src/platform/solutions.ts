import { allOf, type paths } from '@proofline/client';
import { ProoflineError } from '@proofline/learn';
import type { Api } from './connection.js';

type Answer<Path extends keyof paths> = paths[Path] extends {
  get: { responses: { 200: { content: { 'application/json': infer T } } } };
}
  ? T
  : never;

/** As a list has it; one that is asked for by itself has its configuration and schema, too. */
export type Solution = Answer<'/v1/solutions'>['items'][number];
export type Client = Answer<'/v1/clients/{client}'>;
export type Model = Answer<'/v1/solutions/{solution}/models'>['items'][number];
export type Run = Answer<'/v1/solutions/{solution}/runs/{run}'>;

/** All of them at once. */
export async function rowsOf<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const row of rows) all.push(row);
  return all;
}

export async function listClients(api: Api): Promise<Client[]> {
  return rowsOf(allOf((query) => api.GET('/v1/clients', { params: { query } })));
}

export async function listSolutions(api: Api): Promise<Solution[]> {
  return rowsOf(allOf((query) => api.GET('/v1/solutions', { params: { query } })));
}

export async function listModels(api: Api, { id }: Solution): Promise<Model[]> {
  const path = { solution: id };
  return rowsOf(allOf((query) => api.GET('/v1/solutions/{solution}/models', { params: { path, query } })));
}

/** How a solution is called where clients may have some of the same name: `acme/loans`. */
export function nameOf(solution: Solution, clients: readonly Client[]): string {
  const client = clients.find(({ id }) => id === solution.clientId);
  return client === undefined ? solution.id : `${client.slug}/${solution.slug}`;
}

/** By id, by slug where that names one only, or by `client/slug`. */
export async function findSolution(api: Api, name: string): Promise<{ solution: Solution; name: string }> {
  const [clients, solutions] = await Promise.all([listClients(api), listSolutions(api)]);
  const named = solutions.map((solution) => ({ solution, name: nameOf(solution, clients) }));
  const found = named.filter((one) => [one.solution.id, one.solution.slug, one.name].includes(name));
  if (found.length === 1) return found[0]!;
  const names = (some: readonly { name: string }[]): string => some.map((one) => one.name).join(', ');
  if (found.length > 1) {
    throw new ProoflineError(
      'invalid-input',
      'SOLUTION_AMBIGUOUS',
      `More than one client has a solution '${name}'. Name one of: ${names(found)}.`,
    );
  }
  throw new ProoflineError(
    'not-found',
    'SOLUTION_UNKNOWN',
    `There is no solution '${name}' that this key may see. ${named.length === 0 ? "There are none yet; make one with 'proofline promote'." : `There are: ${names(named)}.`}`,
  );
}
