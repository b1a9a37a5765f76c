/** Of `a` with as many numbers of `all` from a place on. In four sums, which do not wait for one another. */
export function dot(a: Float32Array, all: Float32Array, from: number): number {
  const { length } = a;
  let [first, second, third, fourth] = [0, 0, 0, 0];
  let j = 0;
  for (; j + 3 < length; j += 4) {
    first += a[j]! * all[from + j]!;
    second += a[j + 1]! * all[from + j + 1]!;
    third += a[j + 2]! * all[from + j + 2]!;
    fourth += a[j + 3]! * all[from + j + 3]!;
  }
  for (; j < length; j++) first += a[j]! * all[from + j]!;
  return first + second + third + fourth;
}
