import { useEffect } from 'react';
import { useResource, useSeat } from '../desk/context.ts';
import { viewersWords } from '../domain/words.ts';

/** Who else has this conversation open, now; and that one has it open oneself. */
export function Viewers({ conversationId }: { conversationId: string }) {
  const { desk } = useSeat();
  const { value = [] } = useResource(desk.viewers(conversationId));
  useEffect(() => desk.viewing.show(conversationId), [desk, conversationId]);
  return (
    <p className="viewers quiet" role="status">
      {viewersWords(value)}
    </p>
  );
}
