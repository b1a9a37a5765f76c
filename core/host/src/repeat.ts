export interface Repeated {
  /** No further turn begins; one that is under way is waited for. */
  stop(): Promise<void>;
}

/** Does something now and then again, `everyMs` after the last time ended. A turn that fails is reported, and the next one comes. */
export function repeat(turn: () => Promise<unknown>, everyMs: number, onError: (error: Error) => void): Repeated {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  const once = async (): Promise<void> => {
    await turn().catch(onError);
    if (!stopped) timer = setTimeout(go, everyMs);
  };
  let under = once();
  const go = (): void => {
    under = once();
  };
  return {
    stop: () => {
      stopped = true;
      clearTimeout(timer);
      return under;
    },
  };
}
