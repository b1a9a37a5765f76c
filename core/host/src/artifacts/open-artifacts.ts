import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { HostConfig } from '../config/host-config.js';
import { ArtifactCache } from './artifact-cache.js';
import type { ArtifactStore } from './artifact-store.js';
import { FileStore } from './file-store.js';
import { S3Store } from './s3-store.js';

/** The store that the configuration names. */
export function openArtifacts({ artifactsUrl, s3, cacheBytes, home }: HostConfig): ArtifactStore {
  if (artifactsUrl === undefined) return new FileStore(join(home, 'artifacts'));
  const url = new URL(artifactsUrl);
  if (url.protocol === 'file:') return new FileStore(fileURLToPath(url));
  const path = url.pathname.replace(/^\/+|\/+$/g, '');
  const place = { bucket: url.hostname, prefix: path === '' ? '' : `${path}/`, ...s3 };
  return new S3Store(place, new ArtifactCache(join(home, 'artifact-cache'), { bytes: cacheBytes }));
}
