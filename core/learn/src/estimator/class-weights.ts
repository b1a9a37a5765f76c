/** Classes of rows, and what the rows weigh. */
interface Weighed {
  y: Float64Array;
  weight?: Float64Array;
  validation?: { y: Float64Array; weight?: Float64Array };
}

/**
 * The data with weights scaled so that all classes of the training rows weigh the same and their sum stays (King and Zeng
 * 2001). Validation rows are scaled by the same factors, so that stopping early judges what training descends. A class
 * whose training rows all weigh 0 is left as it is.
 */
export function balanceClasses<Data extends Weighed>(data: Data, classes: number): Data & Weighed {
  const { y, weight, validation } = data;
  const mass = new Float64Array(classes);
  for (let i = 0; i < y.length; i++) mass[y[i]!]! += weight?.[i] ?? 1;
  const total = mass.reduce((sum, m) => sum + m, 0);
  const present = mass.filter((m) => m > 0).length;
  const factor = mass.map((m) => (m > 0 ? total / (present * m) : 1));
  const scaled = (of: Float64Array, own?: Float64Array): Float64Array => of.map((k, i) => (own?.[i] ?? 1) * factor[k]!);
  return {
    ...data,
    weight: scaled(y, weight),
    ...(validation === undefined
      ? {}
      : { validation: { ...validation, weight: scaled(validation.y, validation.weight) } }),
  };
}
