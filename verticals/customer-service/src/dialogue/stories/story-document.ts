import { type Path, type PlacedProblem, parseDocumentAs, type z } from '@proofline/pipeline';

export interface ParsedStories<T> {
  value: T;
  /** `stories.yaml:12`, where an entry stands. */
  placeOf: (path: Path) => string;
}

export function parseWith<S extends z.ZodType>(shape: S, text: string, fileName: string): ParsedStories<z.output<S>> {
  const { value, problemAt } = parseDocumentAs(shape, text, {
    fileName,
    noun: 'file of stories',
    code: 'STORIES',
    also: turnsThatDoNothing,
  });
  return { value, placeOf: (path) => problemAt('', path, '').message.replace(/: $/, '') };
}

/** Each turn is one of three things. */
function turnsThatDoNothing(root: unknown): PlacedProblem[] {
  const stories = (root as { stories?: unknown } | null)?.stories;
  if (!Array.isArray(stories)) return [];
  return stories.flatMap((story, index) => {
    const turns = (story as { turns?: unknown } | null)?.turns;
    if (!Array.isArray(turns)) return [];
    return turns.flatMap((turn, at): PlacedProblem[] => {
      const kinds = ['user', 'human', 'handBack'];
      const given = kinds.filter((kind) => typeof turn === 'object' && turn !== null && Object.hasOwn(turn, kind));
      if (given.length === 1) return [];
      return [
        {
          code: 'STORY_TURN_KIND',
          path: ['stories', index, 'turns', at],
          message:
            given.length === 0
              ? 'Nobody says anything in this turn.'
              : `The turn is several things: ${given.join(', ')}.`,
          got: given.join(', ') || 'none',
          allowed: kinds.join(', '),
          fix: "Give it exactly one of them; silence is user: ''.",
        },
      ];
    });
  });
}
