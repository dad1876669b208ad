import { useResource, useSeat } from './context.ts';

/** The name of a colleague where only the id is told; the id itself for who is not in sight. */
export function useNameOf(): (id: string) => string {
  const { desk, user } = useSeat();
  const { value: queue } = useResource(desk.queue);
  const holders = queue ? [...queue.queue, ...queue.mine, ...queue.others].flatMap(({ assignee }) => assignee ?? []) : [];
  return (id) => (id === user.id ? user.name : holders.find((one) => one.id === id)?.name ?? id);
}
