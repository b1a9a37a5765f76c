import { isUtf8 } from 'node:buffer';
import { Readable } from 'node:stream';
import { TextDecoder } from 'node:util';
import { ProoflineError } from '@proofline/learn';

/**
 * What is piped in, as text: UTF-8, or UTF-16 as Windows writes it, told by its byte order mark or by the zero bytes that every
 * line end has there. Throws `INPUT_ENCODING_UNKNOWN` where the bytes are neither.
 */
export function decodedInput(input: Readable): Readable {
  return Readable.from(texts(input));
}

/** Bytes from which the encoding is told at the latest. */
const TELLING_BYTES = 4096;

async function* texts(input: AsyncIterable<Buffer | string>): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined;
  let bytes: Buffer = Buffer.alloc(0);
  for await (const chunk of input) {
    bytes = Buffer.concat([bytes, Buffer.from(chunk)]);
    if (decoder === undefined && !isTelling(bytes)) continue;
    decoder ??= decoderFor(bytes);
    yield decode(decoder, bytes, true);
    bytes = Buffer.alloc(0);
  }
  yield decode(decoder ?? decoderFor(bytes), bytes, false);
}

/** Whether the encoding shows: a zero byte, or a whole line of UTF-8, behind which whoever writes it may wait for an answer. */
function isTelling(bytes: Buffer): boolean {
  return bytes.includes(0) || bytes.length >= TELLING_BYTES || (bytes.includes(0x0a) && isUtf8(bytes));
}

function decoderFor(bytes: Buffer): TextDecoder {
  return new TextDecoder(encodingOf(bytes), { fatal: true });
}

function encodingOf(bytes: Buffer): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const zeroAt = bytes.indexOf(0);
  if (zeroAt < 0) return 'utf-8';
  return zeroAt % 2 === 1 ? 'utf-16le' : 'utf-16be';
}

function decode(decoder: TextDecoder, bytes: Buffer, stream: boolean): string {
  try {
    return decoder.decode(bytes, { stream });
  } catch (cause) {
    throw new ProoflineError(
      'invalid-input',
      'INPUT_ENCODING_UNKNOWN',
      `What is piped in is not text in ${decoder.encoding.toUpperCase()}. Write it in UTF-8, or in UTF-16 with a byte order mark.`,
      { cause },
    );
  }
}
