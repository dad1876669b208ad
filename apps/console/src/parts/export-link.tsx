import { useSeat } from '../desk/context.ts';
import { mayExport } from '../domain/roles.ts';

/** All that is on record of a conversation, as one file; that it was taken out is on record too. */
export function ExportLink({ conversationId }: { conversationId: string }) {
  const { user } = useSeat();
  if (!mayExport(user.role)) return null;
  return (
    <a className="export" href={`/console/api/conversations/${conversationId}/export`} download>
      Export
    </a>
  );
}
