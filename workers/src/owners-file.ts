/** What is said of a file in its owner's words for it: where it lies here is nobody's business. */
export function asOwnersFile<T>(said: T, { file, name }: { file: string; name: string }): T {
  const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);
  return JSON.parse(JSON.stringify(said).replaceAll(inJson(file), inJson(name))) as T;
}
