import { type Artifact, canonicalJson, type Json } from '@proofline/learn';
import type { FeatureSchema } from '@proofline/pipeline';

/** Reasons need labels, units and meanings, so a model carries the schema of its features. */
export function schemaTensor(schema: FeatureSchema): Artifact['tensors'] {
  return { schema: new TextEncoder().encode(canonicalJson(schema as unknown as Json)) };
}

export function readSchema(artifact: Artifact): FeatureSchema {
  return JSON.parse(new TextDecoder().decode(artifact.tensors.schema as Uint8Array)) as FeatureSchema;
}
