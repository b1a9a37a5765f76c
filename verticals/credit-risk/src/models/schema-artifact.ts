import { type Artifact, canonicalJson, type Json } from '@proofline/learn';
import type { FeatureSchema } from '@proofline/pipeline';
import type { Probes } from '../reasons/side.js';

/** Reasons need labels, units and meanings, so a model carries the schema of its features. */
export function schemaTensor(schema: FeatureSchema): Artifact['tensors'] {
  return { schema: encodeJson(schema as unknown as Json) };
}

export function readSchema(artifact: Artifact): FeatureSchema {
  return decodeJson(artifact.tensors.schema) as FeatureSchema;
}

export function probesTensor(probes: Probes): Artifact['tensors'] {
  return { probes: encodeJson(probes as unknown as Json) };
}

export function readProbes(artifact: Artifact): Probes {
  return decodeJson(artifact.tensors.probes) as Probes;
}

function encodeJson(json: Json): Uint8Array {
  return new TextEncoder().encode(canonicalJson(json));
}

function decodeJson(tensor: Artifact['tensors'][string] | undefined): unknown {
  return JSON.parse(new TextDecoder().decode(tensor as Uint8Array));
}
