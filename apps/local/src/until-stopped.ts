/** Resolves at Ctrl-C, SIGTERM, or when the launcher that started this process is gone. A second Ctrl-C ends at once. */
export function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    const stop = () => {
      if (asked) process.exit(130);
      asked = true;
      resolve();
    };
    process.on('SIGINT', stop);
    process.on('SIGTERM', resolve as () => void);
    process.on('disconnect', resolve as () => void);
  });
}
