import { chooseClusters, type FitContext, matrix } from '@proofline/learn';
import { cosine, type MessageVectors } from './message-vectors.js';

export interface TopicSettings {
  /** From this cosine on two messages are about the same thing. */
  alike: number;
  /** From this one on they may be, and a message without others that are so near is no topic; default: `alike`. */
  related?: number;
  /** Messages that make a topic. */
  least: number;
}

const MOST_TOPICS = 60;
/** Topics are one where so large a share of the smaller one has its like in the other. */
const ONE_TOPIC = 0.5;

/**
 * Topics among rows of vectors, each as its rows, the largest first: k-means with the number of clusters of the largest
 * silhouette, on rows that have at least `least - 1` related others, for a message that nobody else sends is no topic. A
 * cluster keeps the rows that are related to others in it; clusters that are alike are put together again.
 */
export async function findTopics(
  vectors: MessageVectors,
  rows: readonly number[],
  { alike, related = alike, least }: TopicSettings,
  context: FitContext,
): Promise<number[][]> {
  const near = neighbours(vectors, rows, related);
  const heard = rows.filter((row) => near.get(row)!.size >= least - 1);
  if (heard.length < least) return [];
  const most = Math.min(MOST_TOPICS, Math.floor(heard.length / least));
  const clusters = await clustered(vectors.of === 'words' ? smoothed(vectors, near) : vectors, heard, most, context);
  const topics = joined(
    clusters.map((cluster) => withLike(cluster, near)),
    related === alike ? near : neighbours(vectors, rows, alike),
  );
  return topics.filter((topic) => topic.length >= least).sort((a, b) => b.length - a.length || a[0]! - b[0]!);
}

async function clustered(
  { values, dimensions }: MessageVectors,
  rows: readonly number[],
  most: number,
  context: FitContext,
): Promise<number[][]> {
  if (most < 2) return [[...rows]];
  const columns = Array.from({ length: dimensions }, (_, j) =>
    Float64Array.from(rows, (row) => values[row * dimensions + j]!),
  );
  const x = matrix(columns.filter((column) => column.some((value) => value !== column[0])));
  if (x.columns.length === 0) return [[...rows]];
  const { model } = await chooseClusters(
    x,
    {
      to: most,
      step: (clusters) => Math.max(1, Math.round(clusters / 8)),
      parameters: { standardise: false, restarts: 4, sampleRows: 1000, maxIterations: 50 },
    },
    context,
  );
  const found: number[][] = [];
  model.predict(x).forEach((cluster, i) => {
    found[cluster] = [...(found[cluster] ?? []), rows[i]!];
  });
  return found.filter((cluster) => cluster !== undefined);
}

/** The other rows that each row is like. */
function neighbours(vectors: MessageVectors, rows: readonly number[], alike: number): Map<number, Set<number>> {
  const near = new Map(rows.map((row) => [row, new Set<number>()]));
  rows.forEach((row, i) => {
    for (const other of rows.slice(i + 1)) {
      if (cosine(vectors, row, other) < alike) continue;
      near.get(row)!.add(other);
      near.get(other)!.add(row);
    }
  });
  return near;
}

/**
 * Each row with those of its neighbours added, in the measure of their cosine. Two short messages on a topic may have no word
 * in common; the words of their neighbours they have.
 */
function smoothed(vectors: MessageVectors, near: ReadonlyMap<number, ReadonlySet<number>>): MessageVectors {
  const { dimensions } = vectors;
  const values = vectors.values.slice();
  for (const [row, others] of near) {
    const own = values.subarray(row * dimensions, (row + 1) * dimensions);
    for (const other of others) {
      const weight = cosine(vectors, row, other);
      for (let j = 0; j < dimensions; j++) own[j]! += weight * vectors.values[other * dimensions + j]!;
    }
    const length = Math.hypot(...own) || 1;
    for (let j = 0; j < dimensions; j++) own[j]! /= length;
  }
  return { ...vectors, values };
}

function withLike(cluster: readonly number[], near: ReadonlyMap<number, ReadonlySet<number>>): number[] {
  return cluster.filter((row) => cluster.some((other) => near.get(row)!.has(other)));
}

/** Puts together what k-means cut in two. */
function joined(clusters: readonly number[][], near: ReadonlyMap<number, ReadonlySet<number>>): number[][] {
  const topics = [...clusters];
  for (let a = 0; a < topics.length; a++) {
    for (let b = a + 1; b < topics.length; b++) {
      if (!sameTopic(topics[a]!, topics[b]!, near)) continue;
      topics[a] = [...topics[a]!, ...topics[b]!].sort((one, other) => one - other);
      topics.splice(b, 1);
      // The larger topic may be like one that was passed over.
      b = a;
    }
  }
  return topics;
}

function sameTopic(
  first: readonly number[],
  second: readonly number[],
  near: ReadonlyMap<number, ReadonlySet<number>>,
): boolean {
  const [small, large] = first.length <= second.length ? [first, second] : [second, first];
  if (small.length === 0) return true;
  const like = small.filter((row) => large.filter((other) => near.get(row)!.has(other)).length * 3 >= large.length);
  return like.length >= ONE_TOPIC * small.length;
}
