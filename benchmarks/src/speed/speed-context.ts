/** What every measurement of the speed suite is given. */
export interface SpeedContext {
  /** The Python that has the peers. */
  python: string;
  rounds: number;
  say: (line: string) => void;
}
