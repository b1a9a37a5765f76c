/** Position of the value that each changed feature takes, among its choices. */
export type Picks = ReadonlyMap<number, number>;

/** Changes that were tried, and where they led. */
export interface Way {
  picks: Picks;
  cost: number;
  prediction: number;
}

/** Up to `count` positions of a list, the nearest and the farthest among them. */
export function spacedSteps(length: number, count: number): number[] {
  if (length <= count) return Array.from({ length }, (_, v) => v);
  const last = Math.max(1, count - 1);
  return [...new Set(Array.from({ length: count }, (_, k) => Math.round((k * (length - 1)) / last)))];
}

export function keepShortest(ways: Map<string, Way>, way: Way): void {
  const key = [...way.picks.keys()].join(';');
  const other = ways.get(key);
  if (other === undefined || way.cost < other.cost) ways.set(key, way);
}

/** Half of the beam by the promise of a short whole, half by how near they came; at most three for one set of features. */
export function chooseFrontier(
  open: readonly Way[],
  beam: number,
  promise: (way: Way) => number,
  gain: (way: Way) => number,
): Way[] {
  const chosen = new Set<Way>();
  const perSet = new Map<string, number>();
  const take = (order: readonly Way[], upTo: number): void => {
    for (const way of order) {
      if (chosen.size >= upTo) return;
      const key = [...way.picks.keys()].join(';');
      const taken = perSet.get(key) ?? 0;
      if (chosen.has(way) || taken >= 3) continue;
      chosen.add(way);
      perSet.set(key, taken + 1);
    }
  };
  take(
    open.toSorted((a, b) => promise(a) - promise(b)),
    Math.ceil(beam / 2),
  );
  take(
    open.toSorted((a, b) => gain(b) - gain(a) || a.cost - b.cost),
    beam,
  );
  return [...chosen];
}

/** What shortening asks of the search. */
export interface WayJudge {
  /** Predictions of the row after each way's picks. */
  ask(picks: readonly Picks[]): Float64Array;
  reaches(prediction: number): boolean;
  costOf(picks: Picks): number;
  /** How many values a feature can choose from. */
  valuesOf(feature: number): number;
}

/**
 * Makes a way shorter while it still leads over the threshold: takes a change back, moves one nearer to where it came from,
 * or, where none of that is left, moves one nearer and another one farther.
 */
export function shorten(way: Way, judge: WayJudge): Way {
  let best = way;
  for (;;) {
    const shorter = bestOf(best, singleSteps(best.picks), judge) ?? bestOf(best, exchanges(best.picks, judge), judge);
    if (shorter === undefined) return best;
    best = shorter;
  }
}

/** The cheapest of the picks that reaches and is cheaper than the way. */
function bestOf(way: Way, picks: readonly Picks[], { ask, reaches, costOf }: WayJudge): Way | undefined {
  const cheaper = picks.map((p) => ({ picks: p, cost: costOf(p) })).filter(({ cost }) => cost < way.cost - 1e-12);
  if (cheaper.length === 0) return undefined;
  const predictions = ask(cheaper.map((candidate) => candidate.picks));
  let best: Way | undefined;
  cheaper.forEach((candidate, k) => {
    if (!reaches(predictions[k]!) || candidate.cost >= (best?.cost ?? Number.POSITIVE_INFINITY)) return;
    best = { ...candidate, prediction: predictions[k]! };
  });
  return best;
}

function singleSteps(picks: Picks): Picks[] {
  const steps: Picks[] = [];
  for (const [f, v] of picks) {
    if (picks.size > 1) steps.push(new Map([...picks].filter(([other]) => other !== f)));
    for (const nearer of nearerSteps(v, 24)) steps.push(new Map(picks).set(f, nearer));
  }
  return steps;
}

function exchanges(picks: Picks, { valuesOf }: WayJudge): Picks[] {
  const steps: Picks[] = [];
  for (const [f, v] of picks) {
    for (const [g, w] of picks) {
      if (f === g) continue;
      const beyond = valuesOf(g) - 1 - w;
      for (const nearer of nearerSteps(v, 10)) {
        // Steps beyond w, as far as there are values: the mirror image of those below.
        for (const left of nearerSteps(beyond, 10)) steps.push(new Map(picks).set(f, nearer).set(g, w + beyond - left));
      }
    }
  }
  return steps;
}

/** Positions below `v`: some over the whole range, as reaching need not rise with the distance, and ever closer to `v`. */
function nearerSteps(v: number, spaced: number): Set<number> {
  const steps = new Set(spacedSteps(v, spaced));
  for (let back = 1; back <= v; back *= 2) steps.add(v - back);
  return steps;
}
