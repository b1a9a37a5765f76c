/** One line of the table: what was asked for and what came out. */
export interface Finding {
  suite: string;
  what: string;
  floor: string;
  measured: string;
  /** Undefined where nothing is asked for, only shown. */
  ok?: boolean;
  /** Everything that was measured, for `--json`. */
  detail?: unknown;
}

export function table(findings: readonly Finding[]): string {
  const rows = [
    ['what', 'floor', 'measured', ''],
    ...findings.map(({ what, floor, measured, ok }) => [
      what,
      floor,
      measured,
      ok === undefined ? '' : ok ? 'ok' : 'short',
    ]),
  ];
  const lines = aligned(rows).map((cells) => cells.join('  ').trimEnd());
  lines.splice(
    1,
    0,
    widthsOf(rows)
      .map((width) => '-'.repeat(width))
      .join('  '),
  );
  return lines.join('\n');
}

/** Where and when something was measured: what took time is worth little without it. */
export interface Machine {
  processor: string;
  cores: number;
  node: string;
  platform: string;
  /** Of the last minute, before anything was measured. */
  load: number;
  /** ISO 8601. */
  startedAt: string;
}

/** Its findings are the same on every machine. */
const TIMELESS = new Set(['cleaning', 'rules']);

/** The findings as a page of Markdown that says which command made it; of several suites, each has a table of its own. */
export function page(findings: readonly Finding[], command: readonly string[], machine: Machine): string {
  const suites = [...new Set(findings.map(({ suite }) => suite))];
  const title = suites.length === 1 ? suites[0] : command[0];
  const parts = suites.map((suite) => {
    const rows = findings.filter((finding) => finding.suite === suite);
    return [...(suites.length === 1 ? [] : [`## ${suite}`, '']), markdownTable(rows), ''];
  });
  return [
    `<!-- Written by \`npm run bench -- ${command.join(' ')}\`; do not edit. -->`,
    `# Measured: ${title}`,
    '',
    ...(suites.every((suite) => TIMELESS.has(suite)) ? [] : [sentenceOf(machine), '']),
    ...parts.flat(),
  ].join('\n');
}

function markdownTable(findings: readonly Finding[]): string {
  const rows = [
    ['what', 'asked', 'measured'],
    ...findings.map(({ what, floor, measured }) => [what.trim(), floor, measured]),
  ].map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  const lines = [...aligned(rows)];
  lines.splice(
    1,
    0,
    widthsOf(rows).map((width) => '-'.repeat(width)),
  );
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function sentenceOf({ processor, cores, platform, node, load, startedAt }: Machine): string {
  return `On ${startedAt.slice(0, 10)}: ${processor}, ${cores} cores, ${platform}, Node ${node}; load of the machine before: ${load.toFixed(2)}.`;
}

function aligned(rows: readonly (readonly string[])[]): string[][] {
  const widths = widthsOf(rows);
  return rows.map((row) => row.map((cell, c) => cell.padEnd(widths[c]!)));
}

function widthsOf(rows: readonly (readonly string[])[]): number[] {
  return rows[0]!.map((_, c) => Math.max(...rows.map((row) => row[c]!.length)));
}
