import { ProoflineError } from '@proofline/learn';
import type { SentenceEncoder } from '@proofline/learn/encoders';
import { sentenceEncoder } from '@proofline/pipeline';

/** An encoder as a model that was trained on its vectors remembers it. */
export type KnownEncoder = {
  name: string;
  fingerprint: string;
};

/** Throws `ENCODER_DIFFERS` where the encoder of this name is not the one that the model was trained with. */
export function openKnownEncoder({ name, fingerprint }: KnownEncoder): SentenceEncoder {
  const encoder = sentenceEncoder(name);
  if (encoder.fingerprint === fingerprint) return encoder;
  throw new ProoflineError(
    'incompatible',
    'ENCODER_DIFFERS',
    `The model was trained on vectors of the encoder '${name}' with the fingerprint ${fingerprint}; the one that is here has ${encoder.fingerprint}. Add the same one with 'proofline models add', or train again.`,
  );
}
