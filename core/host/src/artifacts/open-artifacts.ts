import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ProoflineError } from '@proofline/learn';
import type { HostConfig } from '../config/host-config.js';
import type { ArtifactStore } from './artifact-store.js';
import { FileStore } from './file-store.js';

/** The store that the configuration names. */
export function openArtifacts({ artifactsUrl, home }: HostConfig): ArtifactStore {
  if (artifactsUrl === undefined) return new FileStore(join(home, 'artifacts'));
  if (artifactsUrl.startsWith('file:')) return new FileStore(fileURLToPath(artifactsUrl));
  throw new ProoflineError(
    'unavailable',
    'STORE_NOT_SUPPORTED',
    'Artefacts in S3 are not there yet; leave ARTIFACTS_URL unset, or give a file: URL of a shared folder.',
  );
}
