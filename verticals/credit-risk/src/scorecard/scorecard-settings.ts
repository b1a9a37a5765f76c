import { type ColumnSpec, categoryValues, columnsWithRole, type FeatureSchema, z } from '@proofline/pipeline';
import { TRENDS } from './optimal-binning.js';

/** What `options.scorecard` may hold: bin edits with author and reason, trends of single variables, the scale of points. */
export function scorecardOptionsShape(schema: FeatureSchema) {
  const features = columnsWithRole(schema, 'feature');
  const names = features.map(({ name }) => name) as [string, ...string[]];
  return z.strictObject({
    edits: z.array(editShape(features, names)).optional(),
    trends: z.strictObject(Object.fromEntries(names.map((name) => [name, z.enum(TRENDS).optional()]))).optional(),
    scale: z
      .strictObject({
        pointsToDoubleOdds: z.number().positive().optional(),
        baseScore: z.number().optional(),
        baseOdds: z.number().positive().optional(),
      })
      .optional(),
  });
}

export type ScorecardSettings = z.infer<ReturnType<typeof scorecardOptionsShape>>;

function editShape(features: readonly ColumnSpec[], names: [string, ...string[]]) {
  return z
    .strictObject({
      feature: z.enum(names),
      author: z.string().trim().min(1, 'Name who made the edit'),
      reason: z.string().trim().min(1, 'Say why the edit was made'),
      edges: z.array(z.number()).optional(),
      groups: z.array(z.array(z.string())).optional(),
    })
    .superRefine((edit, context) => {
      const spec = features.find(({ name }) => name === edit.feature);
      if (spec === undefined) return;
      const wrong = (path: string, message: string): void =>
        context.addIssue({ code: 'custom', path: [path], message });
      if (spec.type !== 'category' && spec.type !== 'boolean') {
        const { edges = [] } = edit;
        if (edit.groups !== undefined) wrong('groups', `'${spec.name}' is a number: it takes edges`);
        if (edges.length === 0) wrong('edges', `'${spec.name}' is a number: name the values where a new bin begins`);
        if (edges.some((edge, k) => k > 0 && edge <= edges[k - 1]!)) wrong('edges', 'Edges must rise');
        return;
      }
      const given = edit.groups?.flat() ?? [];
      const allowed = spec.type === 'boolean' ? ['true', 'false'] : categoryValues(spec);
      const strange = given.filter((level) => allowed.length > 0 && !allowed.includes(level));
      const twice = given.filter((level, k) => given.indexOf(level) !== k);
      if (edit.edges !== undefined) wrong('edges', `'${spec.name}' is a category: it takes groups`);
      if (given.length === 0) wrong('groups', `'${spec.name}' is a category: name the levels of each bin`);
      if (strange.length > 0) wrong('groups', `'${spec.name}' has no level ${strange.join(', ')}`);
      if (twice.length > 0) wrong('groups', `Each level must be in one group; twice: ${twice.join(', ')}`);
    });
}
