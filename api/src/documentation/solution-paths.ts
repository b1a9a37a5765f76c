import type { OpenAPIObject } from '@nestjs/swagger';
import type { ServedContract, Solution } from '@proofline/host';
import type { Json } from '@proofline/learn';

/** Where the document has the endpoint that any solution answers at. */
const GENERIC = '/v1/solutions/{solution}/tasks/{task}/predictions';

interface Operation {
  operationId: string;
  summary: string;
  description?: string;
  tags: string[];
  parameters: { in: string; name: string }[];
  requestBody: { content: Record<string, Content> };
  responses: Record<string, { content?: Record<string, Content> }>;
}
interface Content {
  schema: { properties: Record<string, Node> };
  example?: Json;
}
interface Node {
  items: Node;
  properties: Record<string, Node>;
  [key: string]: unknown;
}

/**
 * The endpoint of one solution's task with the fields of its rows, and an example that can be sent as it stands. Derived from the
 * endpoint that all solutions share.
 */
export function solutionPath(
  document: OpenAPIObject,
  { id, slug, title, task }: Solution,
  { version, row, example }: ServedContract,
): OpenAPIObject['paths'] {
  const post = structuredClone(document.paths[GENERIC]!.post) as unknown as Operation;
  const [path, content] = [`/v1/solutions/${id}/tasks/${task}/predictions`, 'application/json'];
  const asked = post.requestBody.content[content]!;
  asked.schema.properties.rows!.items = row as Node;
  asked.example = { rows: [example.row], reasons: 3 };
  const answered = post.responses[200]!.content![content]!;
  const prediction = answered.schema.properties.predictions!.items.properties.prediction!;
  prediction.examples = [example.prediction];
  return {
    [path]: {
      post: {
        ...post,
        operationId: `predict_${slug.replaceAll('-', '_')}_${id.slice(0, 8)}`,
        summary: `Predict: ${title}`,
        description: `As version ${version} answers now.`,
        tags: [slug],
        parameters: post.parameters.filter((parameter) => parameter.in !== 'path'),
      } as never,
    },
  };
}
