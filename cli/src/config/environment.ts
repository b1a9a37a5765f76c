import { homedir } from 'node:os';
import { join } from 'node:path';

/** What environment variables say. An empty variable is an absent one. */
export interface Environment {
  /** Names of packages or paths, beside the verticals that come with the command. */
  verticals: string[];
  /** Where the platform is, and the key for it; both go before what `proofline login` keeps. */
  platformUrl: string | undefined;
  platformKey: string | undefined;
  /** Below which programs keep what one user has set. */
  configFolder: string;
  /** Data of this project or user: added sentence encoders. Relative to the folder that a command is run in. */
  home: string;
  /** A line may not be redrawn: the terminal is none, or nobody watches it. */
  plain: boolean;
  noColour: boolean;
  /** A defect is shown with its stack. */
  debug: boolean;
}

/** Reads the environment; the only place that does. */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>): Environment {
  const get = (name: string): string | undefined => env[name] || undefined;
  return {
    verticals: (get('PROOFLINE_VERTICALS') ?? '')
      .split(',')
      .map((name) => name.trim())
      .filter(Boolean),
    platformUrl: get('PROOFLINE_URL'),
    platformKey: get('PROOFLINE_KEY'),
    configFolder:
      (process.platform === 'win32' ? get('APPDATA') : get('XDG_CONFIG_HOME')) ??
      join(get('HOME') ?? homedir(), '.config'),
    home: get('PROOFLINE_HOME') ?? '.proofline',
    plain: env.TERM === 'dumb' || env.CI !== undefined,
    noColour: env.NO_COLOR !== undefined || env.TERM === 'dumb',
    debug: env.PROOFLINE_DEBUG !== undefined,
  };
}
