export function squaredDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += (a[j]! - b[j]!) ** 2;
  return sum;
}

/** The first of the nearest centres, and how far it is. */
export function nearestCentre(
  point: ArrayLike<number>,
  centres: readonly ArrayLike<number>[],
): { cluster: number; squaredDistance: number } {
  let cluster = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let c = 0; c < centres.length; c++) {
    const distance = squaredDistance(point, centres[c]!);
    if (distance < least) {
      least = distance;
      cluster = c;
    }
  }
  return { cluster, squaredDistance: least };
}
