import { useResource, useSeat } from '../desk/context.ts';
import { costWords } from '../domain/costs.ts';
import { ReadState } from './read-state.tsx';
import { Row } from './section.tsx';

/** What Meta asks for the conversation. */
export function CostRow({ conversationId }: { conversationId: string }) {
  const { desk } = useSeat();
  const resource = desk.costs(conversationId);
  const { value } = useResource(resource);
  return (
    <Row term="Cost">
      <ReadState of={resource} text="The cost cannot be read at the moment." lines={1} />
      {value && costWords(value)}
    </Row>
  );
}
