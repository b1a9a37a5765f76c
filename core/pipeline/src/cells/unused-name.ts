/** The name, or the name with the first number that makes it differ from all of these: `other`, `other (2)`. */
export function unusedName(name: string, taken: readonly string[]): string {
  let unused = name;
  for (let k = 2; taken.includes(unused); k++) unused = `${name} (${k})`;
  return unused;
}
