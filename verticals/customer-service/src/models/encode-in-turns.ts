import { breathe, throwIfCancelled } from '@proofline/learn';
import type { SentenceEncoder } from '@proofline/learn/encoders';

/** Texts that are encoded between two turns of the event loop: some tenths of a second. */
const TURN = 64;

/** `encode` for very many texts: the event loop gets its turns. `texts.length * dimensions` numbers. */
export async function encodeInTurns(
  encoder: SentenceEncoder,
  texts: readonly string[],
  signal?: AbortSignal,
): Promise<Float32Array> {
  const values = new Float32Array(texts.length * encoder.dimensions);
  for (let from = 0; from < texts.length; from += TURN) {
    throwIfCancelled(signal);
    values.set(encoder.encode(texts.slice(from, from + TURN)), from * encoder.dimensions);
    await breathe();
  }
  return values;
}
