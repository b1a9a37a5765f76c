import type { Proposal } from './proposal.js';

/** How well planted topics were found again. */
export interface TopicScores {
  planted: number;
  /** Planted topics of which at least half the messages are in one topic that is mostly about them. */
  found: number;
  /** Share of the messages in topics that are about what most of their topic is about. */
  purity: number;
  /** Mean over the planted topics of the share of their messages that are in one topic. */
  recall: number;
  /** Share of the messages without a planted topic that are in a topic. */
  noise: number;
}

/**
 * Compares topics, each as the keys of its messages, with those that were planted: the topic of each message by its key,
 * `undefined` for a message that is about nothing that others ask.
 */
export function measureTopics(
  topics: readonly (readonly string[])[],
  planted: ReadonlyMap<string, string | undefined>,
): TopicScores {
  const sizes = new Map<string, number>();
  let noise = 0;
  for (const topic of planted.values()) {
    if (topic === undefined) noise++;
    else sizes.set(topic, (sizes.get(topic) ?? 0) + 1);
  }
  const caught = new Map<string, number>();
  let right = 0;
  let placed = 0;
  let noisePlaced = 0;
  const found = new Set<string>();
  for (const topic of topics) {
    const counts = new Map<string, number>();
    for (const key of topic) {
      const name = planted.get(key);
      if (name === undefined) noisePlaced++;
      else counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    placed += topic.length;
    const [most] = [...counts].sort((a, b) => b[1] - a[1]);
    if (most === undefined) continue;
    const [name, count] = most;
    right += count;
    caught.set(name, Math.max(caught.get(name) ?? 0, count));
    if (count * 2 >= sizes.get(name)! && count * 2 > topic.length) found.add(name);
  }
  const shares = [...sizes].map(([name, size]) => (caught.get(name) ?? 0) / size);
  return {
    planted: sizes.size,
    found: found.size,
    purity: placed === 0 ? 0 : right / placed,
    recall: shares.reduce((sum, share) => sum + share, 0) / Math.max(1, shares.length),
    noise: noise === 0 ? 0 : noisePlaced / noise,
  };
}

/** The conversations of each topic that utterances are proposed of; a topic of more than are proposed is cut there. */
export function proposedTopics(proposals: readonly Proposal[]): string[][] {
  return proposals.flatMap((one) =>
    one.kind === 'faq' ? [] : [one.utterances.map(({ conversation }) => conversation)],
  );
}
