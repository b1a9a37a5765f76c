import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ProoflineError } from '@proofline/learn';
import { extract, list } from 'tar';

/** Of the archive, packed and unpacked. A package is some megabytes; more is not one. */
const LIMIT_BYTES = 512 * 2 ** 20;

/** What a proof of concept writes. Nothing else is taken out of an archive. */
const OWN =
  /^(?:(?:report\.(?:json|html|md)|unlearnt-rows\.json|schema\.yaml|proofline\.yaml|recipe\.yaml)|package(?:\/[\w-]+\.(?:json|bin))?)$/;

/**
 * Unpacks the output folder of a proof of concept, `tar.gz`, into a folder. Throws `invalid-input` with what is wrong with the
 * archive and `too-large`; the folder is then to be thrown away.
 */
export async function unpackPoc(content: Readable, folder: string): Promise<void> {
  const archive = join(folder, 'archive.tar.gz');
  await pipeline(content, limited(), createWriteStream(archive));
  const files: string[] = [];
  let bytes = 0;
  try {
    await list({
      file: archive,
      strict: true,
      onReadEntry: ({ path, type, size }) => {
        if (type === 'File') files.push(nameOf(path));
        else if (type !== 'Directory') files.push(`${path} (${type})`);
        bytes += size;
      },
    });
  } catch (cause) {
    throw new ProoflineError(
      'invalid-input',
      'ARCHIVE_UNREADABLE',
      "The body is not a whole tar.gz archive. Pack a proof of concept's output folder with: tar -czf poc.tar.gz -C FOLDER .",
      { cause },
    );
  }
  if (bytes > LIMIT_BYTES) throw tooLarge();
  const foreign = files.filter((name) => !OWN.test(name));
  const missing = ['proofline.yaml', 'schema.yaml', 'package/manifest.json'].filter((name) => !files.includes(name));
  if (foreign.length > 0 || missing.length > 0) {
    const parts = [
      missing.length === 0 ? '' : `lacks ${missing.join(', ')}`,
      foreign.length === 0 ? '' : `holds ${foreign.slice(0, 5).join(', ')}, which no run writes`,
    ];
    throw new ProoflineError(
      'invalid-input',
      'ARCHIVE_NOT_POC',
      `The archive is not the output folder of a proof of concept: it ${parts.filter((part) => part !== '').join(' and ')}.`,
    );
  }
  const target = join(folder, 'poc');
  await mkdir(target);
  await extract({ file: archive, cwd: target, strict: true, filter: (path) => OWN.test(nameOf(path)) });
  await rm(archive);
}

/** Without `./` in front and `/` behind, as `tar -C FOLDER .` writes them. */
function nameOf(path: string): string {
  return path.replace(/^\.\//, '').replace(/\/$/, '');
}

function limited(): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      done(bytes > LIMIT_BYTES ? tooLarge() : null, chunk);
    },
  });
}

function tooLarge(): ProoflineError {
  return new ProoflineError(
    'too-large',
    'ARCHIVE_TOO_LARGE',
    `The archive holds more than ${LIMIT_BYTES / 2 ** 20} MB, which is the most that is taken here.`,
  );
}
