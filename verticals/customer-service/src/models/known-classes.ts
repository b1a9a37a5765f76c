/** The classes that occur among `y`, as indices into all, and the place of each row's class among them. */
export function knownClasses(y: ArrayLike<number>): { known: Int32Array; y: Float64Array } {
  const known = Int32Array.from(new Set(Array.from(y))).sort();
  const place = new Map(Array.from(known, (k, at) => [k, at]));
  return { known, y: Float64Array.from(y, (k) => place.get(k)!) };
}

/** `rows * known` probabilities as `rows * classes` of them: what is not known has none. */
export function amongAll(own: Float64Array, known: ArrayLike<number>, classes: number): Float64Array {
  const rows = own.length / known.length;
  const out = new Float64Array(rows * classes);
  for (let row = 0; row < rows; row++) {
    for (let at = 0; at < known.length; at++) out[row * classes + known[at]!] = own[row * known.length + at]!;
  }
  return out;
}
