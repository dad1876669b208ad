import { readFileSync, readdirSync } from 'node:fs';

/** @returns the child of this process whose command line holds `what` */
export function childOf(parent: number, what: string): number | undefined {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .find((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
        return (
          Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === parent &&
          readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(what)
        );
      } catch {
        return false;
      }
    });
}
