import type { Permission } from '@proofline/host';

/** JSON Schema as the document has it. */
export interface Shape {
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  anyOf?: Shape[];
  oneOf?: Shape[];
  allOf?: Shape[];
  properties?: Record<string, Shape>;
  required?: string[];
  items?: Shape;
  minItems?: number;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  format?: string;
  default?: unknown;
  example?: unknown;
}

/** One method of one path of the OpenAPI document. */
export interface DocumentedEndpoint {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  path: string;
  permission: Permission | 'public' | 'signature';
  params: string[];
  query: { name: string; required: boolean; schema: Shape }[];
  /** Of a JSON body. */
  body?: Shape;
  /** Of a body that is a file. */
  fileType?: string;
  statuses: number[];
}

interface Operation {
  'x-permission': DocumentedEndpoint['permission'];
  parameters?: { in: string; name: string; required?: boolean; schema: Shape }[];
  requestBody?: { content: Record<string, { schema?: Shape }> };
  responses: Record<string, unknown>;
}

/** Every endpoint of the document, so that a new one is tried without being named. */
export function endpointsOf(document: { paths: Record<string, Record<string, unknown>> }): DocumentedEndpoint[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, given]): DocumentedEndpoint => {
      const operation = given as Operation;
      const content = operation.requestBody?.content ?? {};
      const body = content['application/json']?.schema;
      const fileType = body === undefined ? Object.keys(content)[0] : undefined;
      return {
        method: method as DocumentedEndpoint['method'],
        path,
        permission: operation['x-permission'],
        params: [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!),
        query: (operation.parameters ?? [])
          .filter((one) => one.in === 'query')
          .map(({ name, required = false, schema }) => ({ name, required, schema })),
        ...(body === undefined ? {} : { body }),
        ...(fileType === undefined ? {} : { fileType }),
        statuses: Object.keys(operation.responses).map(Number),
      };
    }),
  );
}

/** A value of that shape with what it must have; values that are known by the name of their field are taken from there. */
export function sampleOf(shape: Shape, known: Readonly<Record<string, unknown>>): unknown {
  if (shape.const !== undefined) return shape.const;
  if (shape.enum !== undefined) return shape.enum[0];
  const chosen = shape.anyOf?.[0] ?? shape.oneOf?.[0] ?? shape.allOf?.[0];
  if (chosen !== undefined) return sampleOf(chosen, known);
  const type = Array.isArray(shape.type) ? shape.type[0] : shape.type;
  switch (type) {
    case 'object': {
      // What names another thing is filled in even where it need not be: it is what an attack would name.
      const names = Object.keys(shape.properties ?? {}).filter(
        (name) => shape.required?.includes(name) || name in known,
      );
      return Object.fromEntries(
        names.map((name) => [name, name in known ? known[name] : sampleOf(shape.properties![name]!, known)]),
      );
    }
    case 'array':
      return Array.from({ length: shape.minItems ?? 0 }, () => sampleOf(shape.items ?? {}, known));
    case 'integer':
    case 'number':
      return shape.minimum ?? 1;
    case 'boolean':
      return false;
    case 'string':
      if (shape.format === 'uuid') return '00000000-0000-4000-8000-000000000000';
      if (shape.format === 'date-time') return '2030-01-01T00:00:00Z';
      return 'x'.repeat(Math.max(1, shape.minLength ?? 1));
    default:
      return null;
  }
}
