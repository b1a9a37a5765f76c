import { Document, isMap, isSeq, type YAMLMap } from 'yaml';
import { LANGUAGES, type Language } from '../text/localized.js';
import type { FeatureSchema } from './feature-schema.js';
import type { Assumption } from './infer-schema.js';

const HEADING: Record<Language, string> = {
  en: ' What each column means: check types and roles, correct what is wrong, add labels and units.\n Roles: feature, target, id, time, group, protected, weight, score, ignore. Lines with # are what was assumed.',
  zh: ' 各列的含义：请检查类型与角色，更正错误，并补充标签和单位。\n 角色：feature、target、id、time、group、protected、weight、score、ignore。以 # 开头的行为推测内容。',
};

/** The schema as YAML that people edit; every assumption is a comment above what it is about. */
export function formatFeatureSchema(
  schema: FeatureSchema,
  assumptions: readonly Assumption[] = [],
  language: Language = LANGUAGES[0]!,
): string {
  const document = new Document(schema);
  const general = assumptions.filter(({ column }) => column === undefined).map(({ text }) => ` ${text[language]}`);
  document.commentBefore = [HEADING[language], ...general].join('\n');
  const columns = document.get('columns');
  if (isSeq(columns)) {
    for (const item of columns.items) {
      if (!isMap(item)) continue;
      const lines = assumptions
        .filter(({ column }) => column === item.get('name'))
        .map(({ text }) => ` ${text[language]}`);
      if (lines.length > 0) item.commentBefore = lines.join('\n');
      makeCompact(item);
    }
  }
  return document.toString({ lineWidth: 110, flowCollectionPadding: true });
}

/** Short lists on one line: a hundred categories take a few lines, not a hundred. */
function makeCompact(item: YAMLMap): void {
  for (const key of ['categories', 'missing', 'range', 'format']) {
    const node = item.get(key, true);
    if ((isSeq(node) && node.items.every((entry) => !isMap(entry))) || (key === 'range' && isMap(node))) {
      node.flow = true;
    }
  }
}
