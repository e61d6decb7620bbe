/** Runs one after another, whatever became of the one before: for what takes a core and much memory. */
export function inTurn(): <T>(run: () => Promise<T>) => Promise<T> {
  let before: Promise<unknown> = Promise.resolve();
  return (run) => {
    const running = before.then(run);
    before = running.catch(() => undefined);
    return running;
  };
}
